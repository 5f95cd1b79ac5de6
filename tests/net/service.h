/*
 * A service of the tests' own that answers as its documentation says: a table of replies by path,
 * over tests/net/server.h, with @HOST@ in headers and bodies for its own address. And what every
 * adapter's test asks: the records as text, the same records offline, and no record from an answer
 * that is none.
 */
#ifndef TESTS_NET_SERVICE_H
#define TESTS_NET_SERVICE_H

#include "../unit/support.h"
#include "dateline/source.h"
#include "fixture.h"
#include "server.h"

typedef struct reply {
    const char *path; /* with its query; NULL: any */
    const char *need; /* what the request must hold; NULL: nothing */
    int status;
    const char *headers; /* lines with their CRLF; NULL: none */
    const char *body;
    void (*make)(dl_buf *body); /* in place of body */
    size_t size;                /* of a body with NULs; 0: to its end */
} reply;

enum { SERVICE_MOST_PINS = 32 };

static const reply *service_replies; /* ended by a reply without status */

/* Appends text with the host that the request named for each @HOST@. */
static inline void service_put(const char *text, const char *request, dl_buf *out)
{
    char host[64] = "";
    const char *at = strstr(request, "Host: ");
    if (at)
        sscanf(at, "Host: %63[^\r\n]", host);
    for (const char *next; (next = strstr(text, "@HOST@")); text = next + 6) {
        dl_buf_append(out, text, (size_t)(next - text));
        dl_buf_printf(out, "http://%s", host);
    }
    dl_buf_puts(out, text);
}

static inline void service_answer(int fd, const char *path, const char *request)
{
    static const reply none = {.status = 404, .body = "{\"message\": \"no such path here\"}"};
    const reply *r = service_replies;
    for (; r->status; r++)
        if ((!r->path || strcmp(r->path, path) == 0) && (!r->need || strstr(request, r->need)))
            break;
    if (!r->status) {
        fprintf(stderr, "# the service has no %s\n", path);
        r = &none;
    }
    dl_buf head = {0}, body = {0};
    if (r->make)
        r->make(&body);
    else if (r->size)
        dl_buf_append(&body, r->body, r->size);
    else
        service_put(r->body ? r->body : "", request, &body);
    dl_buf_printf(&head, "HTTP/1.1 %d Status\r\nContent-Length: %zu\r\nConnection: close\r\n",
                  r->status, body.size);
    service_put(r->headers ? r->headers : "", request, &head);
    dl_buf_puts(&head, "\r\n");
    put(fd, head.data, head.size);
    put(fd, body.data ? body.data : "", body.size);
    dl_buf_clear(&head);
    dl_buf_clear(&body);
}

typedef int read_function(dl_fetch *fetch, dl_str url, const dl_source_options *options,
                          dl_arena *arena, dl_records *out, dl_error *error);

typedef struct service {
    fixture f;
    server server;
    dl_source_options options;
    dl_records records;
    char base[64];
} service;

static inline int service_setup(void **state)
{
    static service s;
    memset(&s, 0, sizeof s);
    *state = &s;
    if (fixture_open(&s.f))
        return -1;
    fixture_grant_loopback(&s.f);
    return 0;
}

static inline int service_teardown(void **state)
{
    service *s = *state;
    server_stop(&s->server);
    fixture_close(&s->f);
    return 0;
}

/* Answers with replies from now on. */
static inline void service_start(service *s, const reply *replies)
{
    server_stop(&s->server);
    service_replies = replies;
    assert_true(server_start(&s->server, service_answer));
    snprintf(s->base, sizeof s->base, "http://127.0.0.1:%d", s->server.port);
}

static inline int service_read(service *s, read_function *read, const char *url)
{
    fixture *f = &s->f;
    if (!f->fetch)
        assert_int_equal(dl_fetch_new(&f->fetch, f->store, &f->options, &f->error), 0);
    dl_error_clear(&f->error);
    return read(f->fetch, dl_str_of(url), &s->options, &f->arena, &s->records, &f->error);
}

static inline void service_need(service *s, read_function *read, const char *url)
{
    int rc = service_read(s, read, url);
    if (rc)
        fail_msg("%s: %s", dl_kind_word(rc), s->f.error.message);
}

static inline void service_print_facts(const dl_fact *facts, dl_buf *out)
{
    for (; facts; facts = facts->next)
        dl_buf_printf(out, " %s=%.*s", facts->name, DL_STR_ARG(facts->value));
    dl_buf_putc(out, '\n');
}

/* All that the records tell, a line each. */
static inline void service_print(const dl_records *records, dl_buf *out)
{
    for (size_t i = 0; i < records->count; i++) {
        const dl_record *r = &records->items[i];
        if (r->has_date)
            dl_date_print(&r->date, out);
        if (r->has_ended) {
            dl_buf_putc(out, '>');
            dl_date_print(&r->ended, out);
        }
        dl_buf_printf(out, "|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s", DL_STR_ARG(r->id), DL_STR_ARG(r->kind),
                      DL_STR_ARG(r->actor), DL_STR_ARG(r->title), DL_STR_ARG(r->text),
                      DL_STR_ARG(r->url));
        service_print_facts(r->facts, out);
    }
    service_print_facts(records->facts, out);
    dl_buf_add(out, records->incomplete);
}

/* Reads again, in another mode: the same. */
static inline void service_again(service *s, read_function *read, const char *url,
                                 const dl_buf *first)
{
    dl_buf second = {0};
    dl_fetch_free(s->f.fetch);
    s->f.fetch = NULL;
    service_need(s, read, url);
    service_print(&s->records, &second);
    assert_string_equal(first->data, second.data);
    dl_buf_clear(&second);
}

/* A second run without the service tells the same: without the network, and held to a lock. */
static inline void service_replays(service *s, read_function *read, const char *url)
{
    dl_pin pins[SERVICE_MOST_PINS];
    dl_buf first = {0};
    service_need(s, read, url);
    service_print(&s->records, &first);
    size_t captures = s->records.capture_count;
    server_stop(&s->server);
    s->f.options.mode = s->options.mode = DL_FETCH_OFFLINE;
    service_again(s, read, url, &first);
    assert_int_equal(captures, s->records.capture_count);
    assert_true(captures > 0 && captures < SERVICE_MOST_PINS);
    for (size_t i = 0; i < captures; i++) {
        assert_true(s->records.captures[i].id > 0);
        pins[i] =
            (dl_pin){.url = s->records.captures[i].url, .sha256 = s->records.captures[i].sha256};
    }
    s->f.options.mode = s->options.mode = DL_FETCH_FROZEN;
    s->f.options.pins = pins;
    s->f.options.pin_count = captures;
    service_again(s, read, url, &first);
    dl_buf_clear(&first);
}

static inline dl_date service_date(const char *edtf)
{
    dl_date date;
    assert_int_equal(dl_date_parse(dl_str_of(edtf), &date, NULL), 0);
    return date;
}

#define assert_date(told, edtf)                                                                    \
    do {                                                                                           \
        dl_buf text_ = {0};                                                                        \
        dl_date_print(&(told), &text_);                                                            \
        assert_string_equal(text_.data, edtf);                                                     \
        dl_buf_clear(&text_);                                                                      \
    } while (0)
#define assert_text(told, expected)                                                                \
    do {                                                                                           \
        dl_str told_ = (told), expected_ = dl_str_of(expected);                                    \
        if (!dl_str_equal(told_, expected_))                                                       \
            fail_msg("\"%.*s\" is not \"%s\"", DL_STR_ARG(told_), expected_.data);                 \
    } while (0)
#define assert_has(text, words)                                                                    \
    do {                                                                                           \
        const char *text_ = (text);                                                                \
        if (!strstr(text_, words))                                                                 \
            fail_msg("no \"%s\" in: %s", words, text_);                                            \
    } while (0)

static inline dl_str service_fact(const dl_record *record, const char *name)
{
    return dl_fact_value(record->facts, name);
}

static void service_make_deep(dl_buf *body)
{
    for (int i = 0; i < 100000; i++)
        dl_buf_putc(body, '[');
}

/* Answers that are none, whatever is asked for: each is an error that says what came. */
static const struct {
    reply reply;
    int kind;
    const char *words;
} service_bad[] = {
    {{.status = 200, .headers = "Content-Type: text/html\r\n", .body = "<!DOCTYPE html><p>Hi"},
     DL_ERR_SYNTAX,
     "HTML"},
    {{.status = 200, .body = "{\"a\": [1, 2"}, DL_ERR_SYNTAX, "cannot be read"},
    {{.status = 200, .body = ""}, DL_ERR_SYNTAX, "cannot be read"},
    {{.status = 200, .body = "\"a word\""}, DL_ERR_SYNTAX, ""},
    {{.status = 200, .body = "{\"a\": \"\xff\xfe\"}"}, DL_ERR_SYNTAX, "cannot be read"},
    {{.status = 200, .body = "[\0]", .size = 3}, DL_ERR_SYNTAX, "cannot be read"},
    {{.status = 200, .make = service_make_deep}, DL_ERR_LIMIT_SIZE, "levels"},
    {{.status = 401, .body = "{\"message\": \"Requires authentication\"}"}, DL_ERR_NET, "401"},
    {{.status = 403, .body = "<html>Blocked</html>"}, DL_ERR_NET, "403"},
    {{.status = 404, .body = "{\"message\": \"Not Found\"}"}, DL_ERR_NET, ""},
    {{.status = 429, .headers = "Retry-After: 30\r\n", .body = ""}, DL_ERR_NET, "limit"},
    {{.status = 500, .body = "oops"}, DL_ERR_NET, "500"},
    {{.status = 503, .headers = "Retry-After: Wed, 25 Nov 2026 16:00:00 GMT\r\n"},
     DL_ERR_NET,
     "503"},
};

static inline void service_refuses(service *s, read_function *read, const char *url)
{
    for (size_t i = 0; i < sizeof service_bad / sizeof *service_bad; i++) {
        const reply replies[] = {service_bad[i].reply, {0}};
        s->options.mode = DL_FETCH_REFRESH;
        service_start(s, replies);
        char here[256];
        snprintf(here, sizeof here, "%s", url ? url : s->base);
        if (s->options.base.size)
            s->options.base = dl_str_of(s->base);
        int rc = service_read(s, read, here);
        if (rc != service_bad[i].kind || !strstr(s->f.error.message, service_bad[i].words))
            fail_msg("bad answer %zu: %s: %s", i, dl_kind_word(rc), s->f.error.message);
        if (service_bad[i].reply.status == 429)
            assert_has(s->f.error.hint, "30 seconds");
    }
}

#define SERVICE_TEST(f) cmocka_unit_test_setup_teardown(f, service_setup, service_teardown)

#endif
