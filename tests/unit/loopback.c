/* The server: a child process, one connection after the other. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loopback.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TLS_HANDSHAKE = 0x16 };
enum { LOG_BYTES = 1 << 20, REQUEST_BYTES = 64 * 1024 };

struct loopback_log {
    size_t count;
    size_t used;
    char text[LOG_BYTES];
};

static void must(bool is_ok, const char *what)
{
    if (is_ok)
        return;
    perror(what);
    _exit(99);
}

static int listen_somewhere(unsigned *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t bytes = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(descriptor >= 0, "socket");
    must(bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    must(listen(descriptor, 128) == 0, "listen");
    must(getsockname(descriptor, (struct sockaddr *)&address, &bytes) == 0,
         "getsockname");
    *ret_port = ntohs(address.sin_port);
    return descriptor;
}

static size_t number_at(const char *text)
{
    size_t number = 0;
    return sscanf(text, "%zu", &number) == 1 ? number : 0;
}

/* The head and, by its Content-Length, the body. */
static size_t read_request(int descriptor, char *text)
{
    size_t used = 0;
    size_t wanted = 0;
    while (used < REQUEST_BYTES - 1 && (wanted == 0 || used < wanted)) {
        ssize_t count = read(descriptor, text + used, REQUEST_BYTES - 1 - used);
        if (count <= 0)
            break;
        used += (size_t)count;
        text[used] = '\0';
        if (text[0] == TLS_HANDSHAKE)
            break;
        const char *end = strstr(text, "\r\n\r\n");
        const char *length = strcasestr(text, "\r\ncontent-length:");
        if (end != NULL && wanted == 0)
            wanted = (size_t)(end - text) + 4 +
                     (length != NULL ? number_at(length + 17) : 0);
    }
    text[used] = '\0';
    return used;
}

static size_t count_of(const struct loopback_log *log, const char *path)
{
    char wanted[2048];
    size_t count = 0;
    snprintf(wanted, sizeof wanted, " %s HTTP/1.1\r\n", path);
    for (const char *at = log->text; (at = strstr(at, wanted)) != NULL; at++)
        count++;
    return count;
}

static void serve(int listening, unsigned port, struct loopback_log *log,
                  loopback_handler *handler, const void *context)
{
    static char text[REQUEST_BYTES];
    char path[1024];
    for (;;) {
        int descriptor = accept(listening, NULL, NULL);
        if (descriptor < 0)
            continue;
        size_t used = read_request(descriptor, text);
        if (text[0] == TLS_HANDSHAKE) /* as servers without TLS say to those with it */
            loopback_answer(&(struct loopback_request){.socket = descriptor},
                            "400 Bad Request", "", "");
        else if (used != 0 && sscanf(text, "%*s %1023s", path) == 1 &&
                 log->used + used < LOG_BYTES) {
            memcpy(log->text + log->used, text, used);
            log->used += used;
            log->count++;
            handler(&(struct loopback_request){.socket = descriptor,
                                               .path = path,
                                               .text = text,
                                               .number = count_of(log, path),
                                               .port = port,
                                               .context = context});
        }
        close(descriptor);
    }
}

struct loopback loopback_start(loopback_handler *handler, const void *context)
{
    struct loopback server = {0};
    int listening = listen_somewhere(&server.port);
    server.log = mmap(NULL, sizeof *server.log, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(server.log != MAP_FAILED, "mmap");
    server.process = fork();
    must(server.process >= 0, "fork");
    if (server.process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGPIPE, SIG_IGN);
        serve(listening, server.port, server.log, handler, context);
    }
    close(listening);
    return server;
}

void loopback_stop(struct loopback *server)
{
    kill(server->process, SIGKILL);
    waitpid(server->process, NULL, 0);
    munmap(server->log, sizeof *server->log);
}

const char *loopback_requests(const struct loopback *server)
{
    return server->log->text;
}

size_t loopback_count(const struct loopback *server)
{
    return server->log->count;
}

const char *loopback_url(const struct loopback *server, const char *path, char *buffer,
                         size_t bytes)
{
    snprintf(buffer, bytes, "http://127.0.0.1:%u%s", server->port, path);
    return buffer;
}

void loopback_send(const struct loopback_request *request, const void *bytes,
                   size_t count)
{
    const char *at = bytes;
    while (count != 0) {
        ssize_t sent = write(request->socket, at, count);
        if (sent <= 0)
            return;
        at += sent;
        count -= (size_t)sent;
    }
}

void loopback_answer(const struct loopback_request *request, const char *status,
                     const char *headers, const char *body)
{
    static char answer[REQUEST_BYTES];
    int length =
        snprintf(answer, sizeof answer,
                 "HTTP/1.1 %s\r\nConnection: close\r\n%sContent-Length: %zu\r\n"
                 "\r\n%s",
                 status, headers, strlen(body), body);
    loopback_send(request, answer, (size_t)length);
}
