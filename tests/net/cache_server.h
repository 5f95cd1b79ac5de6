/*
 * The origin that the suite of http-tests/cache-tests describes: one process, one connection after
 * another, answering /test/N/... as entry N of tests.json says and telling what it was asked at
 * /state/N. Its clock is the test's own, shared, and stands still until the test moves it: three
 * seconds of the suite's pauses take no time, and no answer depends on when it was made.
 */
#ifndef TESTS_NET_CACHE_SERVER_H
#define TESTS_NET_CACHE_SERVER_H

#include <arpa/inet.h>
#include <jansson.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dateline/str.h"
#include "fetch/header.h"
#include "fetch/http_date.h"

enum { CACHE_SECOND_US = 1000000 };

typedef struct cache_server {
    pid_t pid;
    int port;
    int64_t *now_us; /* shared with the child */
    json_t *const *tests;
    size_t count;
} cache_server;

/* --- what a test says ----------------------------------------------------------------------- */

static inline bool cache_is_date_field(const char *name)
{
    static const char *const names[] = {"date", "expires", "last-modified", "if-modified-since",
                                        "if-unmodified-since"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

static inline bool cache_wants_rfc850(const json_t *request, const char *name)
{
    const json_t *field;
    size_t i;
    json_array_foreach(json_object_get(request, "rfc850date"), i, field)
    {
        if (strcasecmp(json_string_value(field), name) == 0)
            return true;
    }
    return false;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" as "Sunday, 06-Nov-94 08:49:37 GMT" */
static inline void cache_put_rfc850(int64_t us, dl_buf *out)
{
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    dl_buf date = {0};
    dl_http_date_print(us, &date);
    for (size_t i = 0; i < 7; i++)
        if (memcmp(date.data, days[i], 3) == 0)
            dl_buf_printf(out, "%s, %.2s-%.3s-%s", days[i], date.data + 5, date.data + 8,
                          date.data + 14);
    dl_buf_clear(&date);
}

/* A field's value as the suite means it: a number in a date field is seconds from now. */
static inline void cache_put_value(const json_t *request, const char *name, const json_t *value,
                                   int64_t now_us, dl_buf *out)
{
    if (json_is_integer(value) && cache_is_date_field(name)) {
        int64_t us = now_us + json_integer_value(value) * CACHE_SECOND_US;
        if (cache_wants_rfc850(request, name))
            cache_put_rfc850(us, out);
        else
            dl_http_date_print(us, out);
    } else if (json_is_integer(value)) {
        dl_buf_printf(out, "%lld", (long long)json_integer_value(value));
    } else if (json_is_string(value)) {
        /* JSON's characters up to U+00FF are the bytes of the field */
        const char *text = json_string_value(value);
        for (size_t i = 0; i < json_string_length(value); i++) {
            unsigned char c = (unsigned char)text[i];
            if (c >= 0xC0 && i + 1 < json_string_length(value))
                dl_buf_putc(out, (char)((c & 3) << 6 | (text[++i] & 63)));
            else
                dl_buf_putc(out, (char)c);
        }
    }
}

static inline const char *cache_response_field(const json_t *request, const char *name)
{
    const json_t *field;
    size_t i;
    json_array_foreach(json_object_get(request, "response_headers"), i, field)
    {
        if (strcasecmp(json_string_value(json_array_get(field, 0)), name) == 0)
            return json_string_value(json_array_get(field, 1));
    }
    return NULL;
}

/* --- the child -------------------------------------------------------------------------------- */

typedef struct cache_origin {
    const cache_server *server;
    json_t **states; /* an array a test: what it was asked, in order */
} cache_origin;

static inline void cache_put(int fd, const dl_buf *bytes)
{
    for (size_t sent = 0; sent < bytes->size;) {
        ssize_t n = write(fd, bytes->data + sent, bytes->size - sent);
        if (n <= 0)
            return;
        sent += (size_t)n;
    }
}

/* The bytes of a field as JSON's characters. */
static inline json_t *cache_latin1(dl_str bytes)
{
    dl_buf text = {0};
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char c = (unsigned char)bytes.data[i];
        if (c >= 0x80)
            dl_buf_putc(&text, (char)(0xC0 | c >> 6));
        dl_buf_putc(&text, (char)(c >= 0x80 ? 0x80 | (c & 63) : c));
    }
    json_t *value = json_stringn(text.data ? text.data : "", text.size);
    dl_buf_clear(&text);
    return value;
}

/* The fields of a header block, lower case, those of one name joined by commas. */
static inline json_t *cache_fields(dl_str block)
{
    json_t *fields = json_object();
    dl_str line;
    dl_header_next(&block, &line);
    while (dl_header_next(&block, &line)) {
        char name[256] = "";
        dl_str key = dl_header_name(line);
        dl_str value = dl_str_trim(dl_str_slice(line, key.size + 1, line.size));
        for (size_t i = 0; i < key.size && i + 1 < sizeof name; i++)
            name[i] =
                key.data[i] >= 'A' && key.data[i] <= 'Z' ? (char)(key.data[i] | 32) : key.data[i];
        json_t *one = cache_latin1(value);
        const char *before = json_string_value(json_object_get(fields, name));
        json_t *all = before ? json_sprintf("%s, %s", before, json_string_value(one)) : NULL;
        if (all)
            json_decref(one);
        json_object_set_new(fields, name, all ? all : one);
    }
    return fields;
}

/* What the answer before said of itself, as it was sent, or as the test has it if that answer came
 * out of the cache. */
static inline const char *cache_validator(const json_t *test, const json_t *state, size_t number,
                                          const char *name)
{
    const json_t *before = json_array_get(json_object_get(test, "requests"), number - 2);
    const json_t *asked, *field;
    size_t i, j;
    json_array_foreach(state, i, asked)
    {
        if (json_integer_value(json_object_get(asked, "request_num")) != (json_int_t)number - 1)
            continue;
        json_array_foreach(json_object_get(asked, "response_headers"), j, field)
        {
            if (strcasecmp(json_string_value(json_array_get(field, 0)), name) == 0)
                return json_string_value(json_array_get(field, 1));
        }
    }
    return cache_response_field(before, name);
}

static inline bool cache_is_asked_for(const json_t *fields, const char *field,
                                      const char *validator)
{
    const char *asked = json_string_value(json_object_get(fields, field));
    return asked && validator && strcmp(asked, validator) == 0;
}

/* 304 where the test expects a question and the validators of the answer before are in it; 999
 * tells the client that they were not. */
static inline int cache_status(const json_t *test, const json_t *state, size_t number,
                               const json_t *fields)
{
    const json_t *request = json_array_get(json_object_get(test, "requests"), number - 1);
    const json_t *status = json_array_get(json_object_get(request, "response_status"), 0);
    const char *type = json_string_value(json_object_get(request, "expected_type"));
    if (!type || !strstr(type, "validated"))
        return status ? (int)json_integer_value(status) : 200;
    if (cache_is_asked_for(fields, "if-none-match", cache_validator(test, state, number, "ETag")) ||
        cache_is_asked_for(fields, "if-modified-since",
                           cache_validator(test, state, number, "Last-Modified")))
        return 304;
    return 999;
}

static inline void cache_put_interim(const json_t *request, dl_buf *out)
{
    const json_t *interim, *field;
    size_t i, j;
    json_array_foreach(json_object_get(request, "interim_responses"), i, interim)
    {
        dl_buf_printf(out, "HTTP/1.1 %lld Interim\r\n",
                      (long long)json_integer_value(json_array_get(interim, 0)));
        json_array_foreach(json_array_get(interim, 1), j, field)
        {
            dl_buf_printf(out, "%s: %s\r\n", json_string_value(json_array_get(field, 0)),
                          json_string_value(json_array_get(field, 1)));
        }
        dl_buf_puts(out, "\r\n");
    }
}

/* The test's own fields; those that the client is to have received are remembered. */
static inline void cache_put_fields(const json_t *request, const char *url, int64_t now_us,
                                    json_t *saved, dl_buf *out)
{
    const json_t *field;
    size_t i;
    json_array_foreach(json_object_get(request, "response_headers"), i, field)
    {
        const char *name = json_string_value(json_array_get(field, 0));
        dl_buf value = {0};
        bool location =
            strcasecmp(name, "Location") == 0 || strcasecmp(name, "Content-Location") == 0;
        if (location && json_is_true(json_object_get(request, "magic_locations")))
            dl_buf_printf(&value, "%s/", url);
        cache_put_value(request, name, json_array_get(field, 1), now_us, &value);
        dl_buf_printf(out, "%s: ", name);
        dl_buf_add(out, dl_buf_str(&value));
        dl_buf_puts(out, "\r\n");
        if (!json_is_false(json_array_get(field, 2)))
            json_array_append_new(saved,
                                  json_pack("[s,o]", name, cache_latin1(dl_buf_str(&value))));
        dl_buf_clear(&value);
    }
}

static inline void cache_put_body(const json_t *test, const json_t *request, int status, bool head,
                                  dl_buf *out)
{
    const char *length = cache_response_field(request, "Content-Length");
    const json_t *given = json_object_get(request, "response_body");
    const char *body =
        json_string_value(json_is_string(given) ? given : json_object_get(test, "id"));
    if (status == 204 || status == 304) {
        dl_buf_puts(out, "\r\n");
        return;
    }
    size_t size = length ? (size_t)atol(length) : strlen(body);
    if (!length && !cache_response_field(request, "Transfer-Encoding"))
        dl_buf_printf(out, "Content-Length: %zu\r\n", size);
    dl_buf_puts(out, "\r\n");
    for (size_t i = 0; !head && i < size; i++)
        dl_buf_putc(out, i < strlen(body) ? body[i] : '.');
}

static inline void cache_answer_test(cache_origin *o, size_t index, const char *method,
                                     const char *url, json_t *fields, int fd)
{
    const json_t *test = o->server->tests[index], *requests = json_object_get(test, "requests");
    json_t *state = o->states[index], *saved = json_array();
    const char *told = json_string_value(json_object_get(fields, "req-num"));
    size_t number = told ? (size_t)atol(told) : json_array_size(state) + 1;
    const json_t *request = json_array_get(requests, number - 1);
    dl_buf out = {0};
    *o->server->now_us +=
        json_integer_value(json_object_get(request, "response_pause")) * CACHE_SECOND_US;
    int status = cache_status(test, state, number, fields);
    cache_put_interim(request, &out);
    dl_buf_printf(&out,
                  "HTTP/1.1 %d Whatever\r\nServer-Request-Count: %zu\r\nClient-Request-Count: "
                  "%zu\r\nConnection: close\r\n",
                  status, json_array_size(state) + 1, number);
    cache_put_fields(request, url, *o->server->now_us, saved, &out);
    if (!cache_response_field(request, "Content-Type"))
        dl_buf_puts(&out, "Content-Type: text/plain\r\n");
    json_array_append_new(state, json_pack("{s:i,s:s,s:O,s:o}", "request_num", (int)number,
                                           "request_method", method, "request_headers", fields,
                                           "response_headers", saved));
    cache_put_body(test, request, status, strcmp(method, "HEAD") == 0, &out);
    if (!json_is_true(json_object_get(request, "disconnect")))
        cache_put(fd, &out);
    dl_buf_clear(&out);
}

static inline void cache_answer(cache_origin *o, int fd)
{
    char request[32768] = "", method[32] = "", url[1024] = "";
    size_t used = 0, index = 0;
    while (used + 1 < sizeof request && !strstr(request, "\r\n\r\n")) {
        ssize_t n = read(fd, request + used, sizeof request - used - 1);
        if (n <= 0)
            return;
        used += (size_t)n;
        request[used] = '\0';
    }
    if (sscanf(request, "%31s %1023s", method, url) != 2)
        return;
    const char *path = strstr(url, "/test/");
    json_t *fields = cache_fields((dl_str){request, used});
    if (path && sscanf(path, "/test/%zu", &index) == 1 && index < o->server->count) {
        cache_answer_test(o, index, method, path, fields, fd);
    } else if (sscanf(url, "/state/%zu", &index) == 1 && index < o->server->count) {
        char *text = json_dumps(o->states[index], JSON_ENSURE_ASCII);
        dl_buf out = {0};
        dl_buf_printf(&out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s", text);
        cache_put(fd, &out);
        dl_buf_clear(&out);
        free(text);
    } else {
        dl_buf out = {0};
        dl_buf_puts(&out,
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        cache_put(fd, &out);
        dl_buf_clear(&out);
    }
    json_decref(fields);
}

static inline void cache_loop(const cache_server *s, int listener)
{
    cache_origin o = {s, calloc(s->count, sizeof *o.states)};
    for (size_t i = 0; o.states && i < s->count; i++)
        o.states[i] = json_array();
    signal(SIGPIPE, SIG_IGN);
    alarm(120); /* it does not outlive its test by long */
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0)
            continue;
        cache_answer(&o, fd);
        close(fd);
    }
}

/* tests: borrowed, as long as the server runs. */
static inline bool cache_server_start(cache_server *s, json_t *const *tests, size_t count)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    s->tests = tests;
    s->count = count;
    FILE *file = tmpfile();
    if (!file || ftruncate(fileno(file), sizeof *s->now_us) != 0)
        return false;
    s->now_us = mmap(NULL, sizeof *s->now_us, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    fclose(file);
    if (s->now_us == MAP_FAILED || listener < 0 ||
        bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return false;
    *s->now_us = INT64_C(1767225600) * CACHE_SECOND_US; /* 2026-01-01 */
    s->port = ntohs(address.sin_port);
    s->pid = fork();
    if (s->pid == 0)
        cache_loop(s, listener);
    close(listener);
    return s->pid > 0;
}

static inline void cache_server_stop(cache_server *s)
{
    if (s->pid > 0) {
        kill(s->pid, SIGKILL);
        waitpid(s->pid, NULL, 0);
        munmap(s->now_us, sizeof *s->now_us);
    }
    s->pid = 0;
}

#endif
