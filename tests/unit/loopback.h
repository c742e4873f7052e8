/* A real HTTP/1.1 server on loopback that says exactly what a test wants. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct loopback_log; /* shared with the server's process */

struct loopback {
    pid_t process;
    unsigned port;
    struct loopback_log *log;
};

/* What a handler gets: one request, and the socket to answer on. */
struct loopback_request {
    int socket;
    const char *path; /* "/x?n=1" */
    const char *text; /* the head as it came, and what came with it of the body */
    size_t number;    /* of this path, from 1 */
    unsigned port;    /* our own */
    const void *context;
};
typedef void loopback_handler(const struct loopback_request *request);

/* Every request is logged, then answered by the handler; the connection is closed. */
struct loopback loopback_start(loopback_handler *handler, const void *context);
void loopback_stop(struct loopback *server);

/* All requests so far, one behind the other. Valid until loopback_stop. */
const char *loopback_requests(const struct loopback *server);
size_t loopback_count(const struct loopback *server);

/* "http://127.0.0.1:PORT" and path, in the buffer. */
const char *loopback_url(const struct loopback *server, const char *path, char *buffer,
                         size_t bytes);

/* For handlers: bytes as they are; a whole answer with Content-Length. */
void loopback_send(const struct loopback_request *request, const void *bytes,
                   size_t count);
void loopback_answer(const struct loopback_request *request, const char *status,
                     const char *headers, const char *body);
