#include "serve/offer.h"

#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "base/file.h"
#include "base/sha256.h"
#include "dateline/candidate.h"
#include "dateline/capture.h"
#include "dateline/store.h"
#include "dateline/timeline_files.h"

enum {
    MOST_OFFERS = 200, /* more is no panel but a page of its own */
    MOST_OF_PAGE = 40,
    MOST_NAMES = 1000
};
static const size_t max_file = (size_t)16 << 20;

typedef struct offering {
    const serve_offer_ask *ask;
    dl_store *store;
    dl_timeline *known; /* the events of all files */
    dl_arena arena;
    dl_actor_name *names;
    size_t name_count;
    dl_buf *json;
    size_t count;
} offering;

/* --- what is known --- */

static bool is_table(dl_str name)
{
    return dl_str_ends(name, DL_STR(".tsv")) || dl_str_ends(name, DL_STR(".csv"));
}

static bool has_name(const offering *in, dl_str name)
{
    for (size_t i = 0; i < in->name_count; i++)
        if (dl_str_equal(in->names[i].name, name))
            return true;
    return false;
}

static void add_actors(offering *in, const dl_timeline *timeline)
{
    for (size_t i = 0; i < dl_timeline_count(timeline); i++) {
        dl_str actor = dl_timeline_at(timeline, i)->actor;
        if (in->name_count == MOST_NAMES || has_name(in, actor))
            continue;
        dl_str copy = dl_arena_copy(&in->arena, actor);
        in->names[in->name_count++] = (dl_actor_name){copy, copy};
    }
}

/* Whether the file holds events, which are then known. */
static bool read_file(offering *in, dl_str name)
{
    dl_buf text = {0};
    dl_error error;
    dl_timeline *read = NULL;
    dl_timeline_format format;
    bool good = is_table(name) && dl_timeline_format_of(name, &format, &error) == 0 &&
                dl_file_read_below(in->ask->folder, name, max_file, &text, &error) == 0 &&
                dl_timeline_new(&read, &error) == 0 &&
                dl_timeline_read(read, format, dl_buf_str(&text), "data", &error) == 0;
    if (good) {
        add_actors(in, read);
        /* the same id in two files is two claims: both are known */
        good = dl_timeline_merge_claims(in->known, read, &error) == 0;
    }
    dl_timeline_free(read);
    dl_buf_clear(&text);
    return good;
}

static void read_files(offering *in)
{
    bool any = false;
    dl_buf_puts(in->json, "{\"files\":[");
    for (size_t i = 0; i < in->ask->file_count; i++) {
        if (!read_file(in, in->ask->files[i]))
            continue;
        dl_buf_puts(in->json, any ? "," : "");
        dl_escape_json(in->ask->files[i], in->json);
        any = true;
    }
    dl_buf_puts(in->json, "],\"offers\":[");
}

static bool names_source(const dl_event *event, dl_str url)
{
    for (size_t i = 0; i < event->source_count; i++)
        if (dl_str_equal(event->sources[i], url))
            return true;
    return false;
}

static bool quotes(const dl_event *event, dl_str sentence)
{
    for (size_t i = 0; i < event->evidence_count; i++)
        if (dl_str_equal(dl_str_trim(event->evidence[i]), sentence))
            return true;
    return false;
}

/* An event that quotes the sentence, or tells that source's day, is the candidate accepted. */
static bool is_known(const offering *in, dl_str url, dl_str sentence, dl_str date)
{
    bool found = false;
    dl_buf told = {0};
    for (size_t i = 0; i < dl_timeline_count(in->known) && !found; i++) {
        const dl_event *event = dl_timeline_at(in->known, i);
        dl_buf_truncate(&told, 0);
        dl_date_print(event->date, &told);
        bool same_day = dl_str_equal(dl_buf_str(&told), date);
        found = quotes(event, sentence) || (same_day && names_source(event, url));
    }
    dl_buf_clear(&told);
    return found;
}

/* --- what is offered --- */

static void put(offering *in, const char *name, dl_str value)
{
    dl_buf_printf(in->json, ",\"%s\":", name);
    dl_escape_json(value, in->json);
}

static void put_date(offering *in, const char *name, const dl_date *date)
{
    dl_buf text = {0};
    dl_date_print(date, &text);
    put(in, name, dl_buf_str(&text));
    dl_buf_clear(&text);
}

/* One line, as a table's field has it. */
static void flatten(dl_str sentence, dl_buf *out)
{
    for (size_t i = 0; i < sentence.size; i++) {
        char c = sentence.data[i] == '\n' || sentence.data[i] == '\t' || sentence.data[i] == '\r'
                     ? ' '
                     : sentence.data[i];
        bool blank = out->size == 0 || out->data[out->size - 1] == ' ';
        if (c != ' ' || !blank)
            dl_buf_putc(out, c);
    }
}

static void put_offer(offering *in, const dl_capture *page, const dl_candidate *row, dl_str date,
                      dl_str what)
{
    dl_buf key = {0};
    char id[DL_SHA256_HEX + 1];
    dl_buf_printf(&key, "%.*s\n%.*s\n", DL_STR_ARG(page->snapshot.url), DL_STR_ARG(date));
    dl_buf_add(&key, what);
    dl_sha256_hex(dl_buf_str(&key), id);
    dl_buf_clear(&key);
    dl_buf_printf(in->json, "%s{\"id\":\"%.16s\"", in->count++ ? "," : "", id);
    put(in, "url", page->snapshot.url);
    put(in, "title", page->page.title);
    put(in, "date", date);
    put(in, "actor", row->actor);
    put(in, "kind", dl_str_of(row->kind));
    put(in, "what", what);
    put(in, "published", page->published);
    if (row->has_due) {
        put_date(in, "due", &row->due);
        put(in, "due_said", row->due_said);
    }
    dl_buf_putc(in->json, '}');
}

static void offer(offering *in, const dl_capture *page, const dl_candidate *row)
{
    dl_buf date = {0}, what = {0};
    dl_date_print(&row->when.date, &date);
    flatten(dl_str_trim(dl_str_slice(page->page.text, row->start, row->end)), &what);
    if (!is_known(in, page->snapshot.url, dl_buf_str(&what), dl_buf_str(&date)))
        put_offer(in, page, row, dl_buf_str(&date), dl_buf_str(&what));
    dl_buf_clear(&date);
    dl_buf_clear(&what);
}

static void offer_page(offering *in, const dl_capture *page)
{
    dl_arena arena;
    dl_error error;
    dl_found *found;
    dl_candidate *rows;
    size_t found_count, count, before = in->count;
    const dl_date *published = page->page.has_published ? &page->page.published : NULL;
    dl_find_options options = {.published = published, .lang = page->page.lang};
    dl_arena_init(&arena);
    if (dl_date_find(page->page.text, &options, &arena, &found, &found_count, &error) == 0 &&
        dl_candidates(page->page.text, found, found_count, published, in->names, in->name_count,
                      &arena, &rows, &count, &error) == 0)
        for (size_t i = 0;
             i < count && in->count < MOST_OFFERS && in->count - before < MOST_OF_PAGE; i++) {
            /* a sentence that names nobody of this notebook tells nothing to put into a lane */
            if (rows[i].when.has_date && (rows[i].actor.size || in->name_count == 0))
                offer(in, page, &rows[i]);
        }
    dl_arena_clear(&arena);
}

static void offer_source(offering *in, const dl_source *source)
{
    dl_error error;
    dl_arena arena;
    dl_snapshot snapshot;
    dl_capture page;
    dl_arena_init(&arena);
    dl_capture_init(&page);
    if (dl_store_latest(in->store, source->url, false, &arena, &snapshot, &error) == 0 &&
        dl_capture_hold(&page, &snapshot, DL_FROM_CACHE, &error) == 0 &&
        dl_capture_load(in->store, &page, &error) == 0)
        offer_page(in, &page);
    dl_capture_clear(&page);
    dl_arena_clear(&arena);
}

int serve_offers(const serve_offer_ask *ask, dl_buf *json, dl_error *error)
{
    offering in = {.ask = ask, .json = json};
    dl_store_options read_only = {.read_only = true};
    dl_arena_init(&in.arena);
    in.names = dl_arena_alloc(&in.arena, MOST_NAMES * sizeof *in.names);
    int rc = in.names ? dl_timeline_new(&in.known, error)
                      : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0) {
        read_files(&in);
        dl_error none;
        /* where nothing was captured, there is no store */
        if (dl_store_open(&in.store, ask->store_path, &read_only, &none) == 0)
            for (size_t i = 0; i < ask->source_count && in.count < MOST_OFFERS; i++)
                if (ask->sources[i].sha256.size && ask->sources[i].captured_at_us)
                    offer_source(&in, &ask->sources[i]);
        dl_buf_puts(json, "]}");
        rc = dl_buf_ok(json, error);
    }
    dl_store_close(in.store);
    dl_timeline_free(in.known);
    dl_arena_clear(&in.arena);
    return rc;
}
