/*
 * The smallest cache that obeys fetch/freshness.h, for proving these rules without the engine: a
 * list of answers in memory, one connection a request. What it hands out is what an answer to a
 * reader would be.
 */
#ifndef TESTS_NET_CACHE_CLIENT_H
#define TESTS_NET_CACHE_CLIENT_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fetch/cache_control.h"
#include "fetch/freshness.h"
#include "fetch/header.h"

typedef struct cache_reply {
    int status; /* 0: the server could not be had */
    dl_buf headers, body;
} cache_reply;

typedef struct cache_entry {
    char *url;
    int status;
    dl_buf request, headers, body;
    int64_t asked_at_us, answered_at_us;
} cache_entry;

typedef struct cache_client {
    int port;
    const int64_t *now_us;
    cache_entry entries[16];
    size_t count;
} cache_client;

static inline void cache_reply_clear(cache_reply *r)
{
    dl_buf_clear(&r->headers);
    dl_buf_clear(&r->body);
}

static inline void cache_client_clear(cache_client *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free(c->entries[i].url);
        dl_buf_clear(&c->entries[i].request);
        dl_buf_clear(&c->entries[i].headers);
        dl_buf_clear(&c->entries[i].body);
    }
    c->count = 0;
}

/* --- the wire --------------------------------------------------------------------------------- */

/* Takes interim answers off, then splits the final one. */
static inline void cache_split(dl_str text, cache_reply *reply)
{
    for (;;) {
        size_t end = dl_str_find(text, DL_STR("\r\n\r\n"), 0);
        if (end == text.size || text.size < 12)
            return;
        int status = atoi(text.data + 9);
        dl_str block = dl_str_slice(text, 0, end + 4);
        text = dl_str_slice(text, end + 4, text.size);
        if (status < 200)
            continue;
        reply->status = status;
        dl_buf_add(&reply->headers, block);
        dl_buf_add(&reply->body, text);
        return;
    }
}

static inline void cache_send(const cache_client *c, const char *url, dl_str fields,
                              cache_reply *reply)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)c->port)};
    dl_buf request = {0}, answer = {0};
    char bytes[8192];
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *reply = (cache_reply){.status = 0};
    dl_buf_printf(&request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%.*s\r\n", url, c->port,
                  DL_STR_ARG(fields));
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        write(fd, request.data, request.size) == (ssize_t)request.size)
        for (ssize_t n; (n = read(fd, bytes, sizeof bytes)) > 0;)
            dl_buf_append(&answer, bytes, (size_t)n);
    close(fd);
    cache_split(dl_buf_str(&answer), reply);
    dl_buf_clear(&answer);
    dl_buf_clear(&request);
}

/* --- the cache -------------------------------------------------------------------------------- */

static inline dl_stored cache_view(const cache_entry *e)
{
    return (dl_stored){.status = e->status,
                       .headers = dl_buf_str(&e->headers),
                       .request = dl_buf_str(&e->request),
                       .asked_at_us = e->asked_at_us,
                       .answered_at_us = e->answered_at_us};
}

/* The newest that answers this request by Vary, if there is one that may answer at all. */
static inline cache_entry *cache_find(cache_client *c, const char *url, dl_str request,
                                      dl_freshness *f)
{
    for (size_t i = c->count; i-- > 0;) {
        cache_entry *e = &c->entries[i];
        dl_stored stored = cache_view(e);
        if (strcmp(e->url, url) != 0)
            continue;
        *f = dl_freshness_for(&stored, request, *c->now_us);
        if (f->may_reuse || f->needs_validation)
            return e;
    }
    *f = (dl_freshness){.why = "none", .usable_on_error_until_us = INT64_MIN};
    return NULL;
}

static inline void cache_keep(cache_client *c, const char *url, dl_str request,
                              const cache_reply *reply)
{
    if (c->count == sizeof c->entries / sizeof *c->entries)
        return;
    cache_entry *e = &c->entries[c->count++];
    *e = (cache_entry){.url = strdup(url),
                       .status = reply->status,
                       .asked_at_us = *c->now_us,
                       .answered_at_us = *c->now_us};
    dl_buf_add(&e->request, request);
    dl_buf_add(&e->headers, dl_buf_str(&reply->headers));
    dl_buf_add(&e->body, dl_buf_str(&reply->body));
}

/* An answer out of the cache: a 304 where the request's own condition asks for one. */
static inline void cache_hand_out(const cache_client *c, const cache_entry *e, dl_str request,
                                  cache_reply *reply)
{
    dl_stored stored = cache_view(e);
    bool has_it = dl_request_has_it(request, &stored);
    *reply = (cache_reply){.status = has_it ? 304 : e->status};
    dl_header_serve(dl_buf_str(&e->headers), dl_age_us(&stored, *c->now_us) / 1000000,
                    &reply->headers);
    if (!has_it)
        dl_buf_add(&reply->body, dl_buf_str(&e->body));
}

static inline void cache_put_condition(const cache_entry *e, dl_buf *fields)
{
    dl_str etag = dl_header_value(dl_buf_str(&e->headers), "ETag");
    dl_str modified = dl_header_value(dl_buf_str(&e->headers), "Last-Modified");
    if (etag.size && !dl_header_has(dl_buf_str(fields), DL_STR("If-None-Match")))
        dl_buf_printf(fields, "If-None-Match: %.*s\r\n", DL_STR_ARG(etag));
    if (modified.size && !dl_header_has(dl_buf_str(fields), DL_STR("If-Modified-Since")))
        dl_buf_printf(fields, "If-Modified-Since: %.*s\r\n", DL_STR_ARG(modified));
}

static inline void cache_take_304(cache_client *c, cache_entry *e, dl_str request,
                                  cache_reply *reply)
{
    dl_buf fresh = {0};
    dl_header_freshen(dl_buf_str(&e->headers), dl_buf_str(&reply->headers), &fresh);
    dl_buf_clear(&e->headers);
    e->headers = fresh;
    e->asked_at_us = e->answered_at_us = *c->now_us;
    cache_reply_clear(reply);
    cache_hand_out(c, e, request, reply);
}

/* fields: the request's header lines, with CRLF each. */
static inline void cache_ask(cache_client *c, const char *url, dl_str fields, cache_reply *reply)
{
    dl_freshness f;
    dl_cache_control wish = dl_cache_control_parse(fields);
    cache_entry *e = cache_find(c, url, fields, &f);
    if (e && f.may_reuse) {
        cache_hand_out(c, e, fields, reply);
        return;
    }
    if (wish.only_if_cached) {
        *reply = (cache_reply){.status = 504};
        return;
    }
    dl_buf asked = {0};
    dl_buf_add(&asked, fields);
    if (e)
        cache_put_condition(e, &asked);
    cache_send(c, url, dl_buf_str(&asked), reply);
    bool failed = reply->status == 0 || dl_status_is_error(reply->status);
    if (failed && e && *c->now_us < f.usable_on_error_until_us) {
        cache_reply_clear(reply);
        cache_hand_out(c, e, fields, reply);
    } else if (reply->status == 304 && e &&
               dl_not_modified_confirms(dl_buf_str(&e->headers), dl_buf_str(&reply->headers))) {
        cache_take_304(c, e, fields, reply);
    } else if (reply->status == 304 && e) {
        /* a yes to something else: ask without a condition */
        cache_reply_clear(reply);
        cache_send(c, url, fields, reply);
        cache_keep(c, url, fields, reply);
    } else if (reply->status && reply->status != 304 && !wish.no_store) {
        cache_keep(c, url, fields, reply);
    }
    dl_buf_clear(&asked);
}

#endif
