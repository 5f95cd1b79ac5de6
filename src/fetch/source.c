#include "fetch/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/html.h"
#include "extract/link.h"
#include "extract/text.h"
#include "fetch/weblink.h"

static const dl_str nothing = {"", 0};

/* What a service tells of one thing; a sitemap may repeat an alternate a million times. */
enum { MOST_FACTS = 200 };
/* Of what is missing, said in full; the rest would say the same. */
enum { MOST_MISSING = 1000 };

dl_str dl_fact_value(const dl_fact *facts, const char *name)
{
    for (; facts; facts = facts->next)
        if (strcmp(facts->name, name) == 0)
            return facts->value;
    return nothing;
}

void source_begin(source *s, dl_fetch *fetch, const dl_source_options *options, dl_arena *arena,
                  dl_records *out, const char *service, size_t own_limit)
{
    memset(out, 0, sizeof *out);
    out->incomplete = nothing;
    *s = (source){.fetch = fetch,
                  .options = options,
                  .arena = arena,
                  .out = out,
                  .service = service,
                  .limit = options->limit ? options->limit : own_limit};
}

static void repair(source *s, dl_str *text)
{
    dl_buf repaired = {0};
    if (dl_utf8_valid(*text))
        return;
    dl_utf8_repair(*text, &repaired);
    *text = source_take(s, &repaired);
}

/* Rows and links that are told as plain text may be in any encoding, or none. An address keeps its
 * bytes: another one would lead elsewhere. */
static void repair_all(source *s)
{
    for (size_t i = 0; i < s->out->count; i++) {
        dl_record *record = &s->out->items[i];
        dl_str *texts[] = {&record->id, &record->actor, &record->title, &record->text};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            repair(s, texts[k]);
        for (dl_fact *fact = record->facts; fact; fact = fact->next)
            repair(s, &fact->value);
    }
    for (dl_fact *fact = s->out->facts; fact; fact = fact->next)
        repair(s, &fact->value);
}

int source_end(source *s, dl_error *error)
{
    repair_all(s);
    return s->failed
               ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading %s", s->service)
               : 0;
}

/* Doubles a list in the arena; what it leaves behind goes with the arena. */
static void *more_room(source *s, const void *list, size_t count, size_t *room, size_t size)
{
    size_t wanted = *room ? 2 * *room : 16;
    void *larger = dl_arena_alloc(s->arena, wanted * size);
    if (!larger) {
        s->failed = true;
        return NULL;
    }
    if (count)
        memcpy(larger, list, count * size);
    *room = wanted;
    return larger;
}

static void note_capture(source *s, const dl_snapshot *snapshot)
{
    dl_records *out = s->out;
    for (size_t i = 0; i < out->capture_count; i++)
        if (out->captures[i].id == snapshot->id)
            return;
    if (out->capture_count == s->capture_room) {
        void *larger = more_room(s, out->captures, out->capture_count, &s->capture_room,
                                 sizeof *out->captures);
        if (!larger)
            return;
        out->captures = larger;
    }
    dl_snapshot *noted = &out->captures[out->capture_count++];
    *noted = *snapshot;
    noted->body = nothing;
}

int source_get(source *s, dl_str url, const dl_str *headers, size_t header_count,
               dl_snapshot *snapshot, dl_error *error)
{
    dl_fetch_from from = DL_FROM_NETWORK;
    dl_ask ask = {
        .url = url, .mode = s->options->mode, .headers = headers, .header_count = header_count};
    if (s->requests++ >= SOURCE_MOST_REQUESTS)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "%s has more pages than the %d that one call asks for", s->service,
                            SOURCE_MOST_REQUESTS);
    int rc = dl_fetch_ask(s->fetch, &ask, s->arena, snapshot, &from, error);
    if (rc == 0)
        note_capture(s, snapshot);
    if (rc == DL_ERR_USAGE && s->requests > 1) { /* not what a person typed: the service's own */
        dl_error why = error ? *error : (dl_error){.kind = 0};
        rc = dl_error_set(error, DL_ERR_SYNTAX, "%s names an address that is none: %.300s",
                          s->service, why.message);
    }
    return rc;
}

int source_need(source *s, dl_str url, const dl_str *headers, size_t header_count,
                dl_snapshot *snapshot, dl_error *error)
{
    int rc = source_get(s, url, headers, header_count, snapshot, error);
    return rc == 0 && snapshot->status >= 400 ? source_refused(s, snapshot, error) : rc;
}

dl_str source_next(source *s, const dl_snapshot *snapshot)
{
    dl_buf url = {0};
    dl_str target = dl_weblink_in_headers(snapshot->headers, "next");
    if (target.size)
        dl_link_resolve(snapshot->final_url, target, &url);
    return source_take(s, &url);
}

bool source_go_on(source *s, const dl_error *error)
{
    static const int stops[] = {DL_ERR_INTERRUPTED, DL_ERR_LIMIT_TIME, DL_ERR_MEMORY};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (error->kind == stops[i])
            return false;
    if (error->hint[0])
        source_missing(s, "%s (%s)", error->message, error->hint);
    else
        source_missing(s, "%s", error->message);
    return true;
}

/* A notebook may name another address to ask, but a token goes to the very host that it is for,
 * unread on the way: by https at the usual port. This machine is no way. */
dl_str source_token(const source *s, dl_str url)
{
    dl_uri uri = dl_uri_split(url);
    dl_str host = uri.authority;
    dl_str name = dl_str_slice(host, 0, dl_str_find(host, DL_STR(":"), 0));
    bool here = dl_str_equal(name, DL_STR("127.0.0.1")) || dl_str_equal(name, DL_STR("localhost"));
    if (!here && !dl_str_is_word(uri.scheme, "https"))
        return nothing;
    for (size_t i = 0; i < s->options->token_count; i++)
        if (dl_str_same_letters(s->options->tokens[i].host, here ? name : host))
            return s->options->tokens[i].value;
    return nothing;
}

bool source_full(source *s)
{
    if (s->failed)
        return true;
    if (s->out->count < s->limit)
        return false;
    if (s->out->incomplete.size == 0)
        source_missing(s, "stopped at the limit of %zu", s->limit);
    return true;
}

static dl_record empty_record(void)
{
    return (dl_record){.id = nothing,
                       .kind = nothing,
                       .actor = nothing,
                       .title = nothing,
                       .text = nothing,
                       .url = nothing};
}

dl_record *source_add(source *s)
{
    dl_records *out = s->out;
    if (out->count == s->record_room) {
        void *larger = more_room(s, out->items, out->count, &s->record_room, sizeof *out->items);
        if (larger)
            out->items = larger;
    }
    if (s->failed) {
        s->spare = empty_record();
        return &s->spare;
    }
    dl_record *record = &out->items[out->count++];
    *record = empty_record();
    return record;
}

void source_fact(source *s, dl_fact **facts, const char *name, dl_str value)
{
    if (value.size == 0)
        return;
    dl_fact *fact = dl_arena_alloc(s->arena, sizeof *fact);
    dl_str copy = source_copy(s, value);
    if (!fact) {
        s->failed = true;
        return;
    }
    fact->name = name;
    fact->value = copy;
    size_t count = 0;
    for (; *facts; count++)
        facts = &(*facts)->next;
    if (count < MOST_FACTS)
        *facts = fact;
}

void source_fact_int(source *s, dl_fact **facts, const char *name, int64_t value)
{
    char text[24];
    int size = snprintf(text, sizeof text, "%lld", (long long)value);
    source_fact(s, facts, name, (dl_str){text, (size_t)size});
}

void source_missing(source *s, const char *format, ...)
{
    char words[600];
    dl_buf all = {0};
    va_list args;
    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    dl_str said = s->out->incomplete;
    if (said.size > MOST_MISSING || dl_str_find(said, dl_str_of(words), 0) < said.size)
        return;
    if (said.size) {
        dl_buf_add(&all, said);
        dl_buf_puts(&all, "; ");
    }
    dl_buf_puts(&all, words);
    s->out->incomplete = source_take(s, &all);
}

dl_str source_copy(source *s, dl_str text)
{
    if (text.size == 0)
        return nothing;
    dl_str copy = dl_arena_copy(s->arena, text);
    if (copy.data)
        return copy;
    s->failed = true;
    return nothing;
}

dl_str source_take(source *s, dl_buf *buf)
{
    s->failed = s->failed || buf->failed;
    dl_str copy = source_copy(s, dl_buf_str(buf));
    dl_buf_clear(buf);
    return copy;
}

dl_str source_html_text(source *s, dl_str text)
{
    dl_html html = {0};
    dl_buf raw = {0}, folded = {0};
    if (dl_html_parse(&html, text, NULL) == 0) {
        dl_html_text(html.document, text.size, &raw);
        dl_text_fold(dl_buf_str(&raw), &folded);
    } else {
        dl_text_fold(text, &folded);
    }
    s->failed = s->failed || raw.failed;
    dl_html_clear(&html);
    dl_buf_clear(&raw);
    return source_take(s, &folded);
}

dl_str source_cut(dl_str text, size_t size)
{
    if (text.size <= size)
        return text;
    while (size > 0 && ((unsigned char)text.data[size] & 0xC0) == 0x80)
        size--;
    return dl_str_slice(text, 0, size);
}

void source_encode(dl_str text, dl_buf *out)
{
    static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (dl_one_of(c, kept))
            dl_buf_putc(out, c);
        else
            dl_buf_printf(out, "%%%02X", (unsigned char)c);
    }
}
