/* Fetches tag lists by libcurl alone and throws them away: the least that an audit
 * costs. */
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: fetch_pages CA_FILE <IMAGES
 *
 * Images are REGISTRY/REPOSITORY:TAG, one a line. Pages follow their Link. A registry
 * is asked for one list before the others, as whoever must learn first whether it wants
 * a token. Prints how many answers and bytes there were.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

enum { LINE_ROOM = 512, URL_ROOM = 1024, LISTS_MAX = 4096 };

struct list {
    CURL *easy;
    char host[LINE_ROOM];
    char path[URL_ROOM]; /* of the page that is asked for next */
    bool is_waiting;     /* for the first answer of its registry */
};

struct all {
    CURLM *multi;
    struct list *lists[LISTS_MAX];
    size_t count;
    size_t answers;
    size_t failures;
    curl_off_t bytes;
};

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

/* "link: </v2/...&last=1.2>; rel=next" */
static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct list *list = context;
    size_t length = size * count;
    const char *begin = memchr(bytes, '<', length);
    const char *end = memchr(bytes, '>', length);
    if (length > 5 && strncasecmp(bytes, "link:", 5) == 0 && begin != NULL &&
        end > begin)
        snprintf(list->path, sizeof list->path, "%.*s", (int)(end - begin - 1),
                 begin + 1);
    return length;
}

static void ask(struct all *all, struct list *list)
{
    char url[LINE_ROOM + URL_ROOM + 16];
    snprintf(url, sizeof url, "https://%s%s", list->host, list->path);
    list->path[0] = '\0';
    curl_easy_setopt(list->easy, CURLOPT_URL, url);
    curl_multi_add_handle(all->multi, list->easy);
}

static bool is_first(const struct all *all, const char *host)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->lists[i]->host, host) == 0)
            return false;
    return true;
}

static void add(struct all *all, char *image, const char *ca_file)
{
    char *path = strchr(image, '/');
    char *tag = strrchr(image, ':');
    struct list *list = calloc(1, sizeof *list);
    if (path == NULL || tag == NULL || tag < path || list == NULL ||
        all->count == LISTS_MAX)
        exit(2);
    *path = '\0';
    *tag = '\0';
    snprintf(list->host, sizeof list->host, "%s", image);
    snprintf(list->path, sizeof list->path, "/v2/%s/tags/list?n=1000", path + 1);
    list->easy = curl_easy_init();
    curl_easy_setopt(list->easy, CURLOPT_CAINFO, ca_file);
    curl_easy_setopt(list->easy, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(list->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(list->easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(list->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(list->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(list->easy, CURLOPT_HEADERDATA, list);
    curl_easy_setopt(list->easy, CURLOPT_PRIVATE, list);
    list->is_waiting = !is_first(all, list->host);
    all->lists[all->count++] = list;
    if (!list->is_waiting)
        ask(all, list);
}

static void take_answer(struct all *all, const CURLMsg *message)
{
    struct list *list = NULL;
    curl_off_t bytes = 0;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&list);
    curl_easy_getinfo(message->easy_handle, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    curl_multi_remove_handle(all->multi, message->easy_handle);
    all->answers++;
    all->failures += message->data.result != CURLE_OK;
    all->bytes += bytes;
    if (list->path[0] != '\0')
        ask(all, list);
    for (size_t i = 0; i < all->count; i++) {
        struct list *other = all->lists[i];
        if (!other->is_waiting || strcmp(other->host, list->host) != 0)
            continue;
        other->is_waiting = false;
        ask(all, other);
    }
}

static void fetch_all(struct all *all)
{
    int running = 0;
    do {
        int left;
        const CURLMsg *message;
        size_t before = all->answers;
        curl_multi_perform(all->multi, &running);
        while ((message = curl_multi_info_read(all->multi, &left)) != NULL)
            take_answer(all, message);
        if (all->answers != before)
            running = 1; /* what follows was asked */
        else if (running != 0)
            curl_multi_poll(all->multi, NULL, 0, 1000, NULL);
    } while (running != 0);
}

int main(int count, char **arguments)
{
    struct all all = {.multi = curl_multi_init()};
    char line[LINE_ROOM];
    if (count != 2 || all.multi == NULL)
        return 2;
    while (fgets(line, sizeof line, stdin) != NULL)
        add(&all, line, arguments[1]);
    fetch_all(&all);
    for (size_t i = 0; i < all.count; i++) {
        curl_easy_cleanup(all.lists[i]->easy);
        free(all.lists[i]);
    }
    curl_multi_cleanup(all.multi);
    printf("%zu answers, %zu failed, %lld bytes\n", all.answers, all.failures,
           (long long)all.bytes);
    return all.failures == 0 && all.answers != 0 ? 0 : 1;
}
