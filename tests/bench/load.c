/*
 * A store of a hundred thousand captures: ten of each of ten thousand sources, each read as a page.
 * Usage: load make STORE; load ask STORE. `ask` prints, as JSON, the median milliseconds of what is
 * asked of it: searches, the captures of a source, what changed between two, a bundle of a hundred.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dateline/bundle.h"
#include "dateline/change.h"
#include "dateline/page.h"
#include "dateline/store.h"

enum { SOURCES = 10000, CAPTURES = 10, WORDS = 150, VOCABULARY = 20000, ROUNDS = 21, SHOWN = 20 };

static uint64_t state = 0x9E3779B97F4A7C15u;

static uint32_t chance(uint32_t most)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % most;
}

static double now_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void must(int rc, const dl_error *error)
{
    if (rc == 0)
        return;
    fprintf(stderr, "load: %s\n", error->message);
    exit(1);
}

/* A few words are in most texts and most words in few, as in any language. */
static uint32_t word(void)
{
    uint32_t range = VOCABULARY >> chance(12);
    return chance(range + 1);
}

/* --- making it --- */

static void write_text(dl_buf *text, int source, int capture)
{
    dl_buf_truncate(text, 0);
    for (int i = 0; i < WORDS; i++)
        dl_buf_printf(text, "%sw%u", i % 30 ? " " : i ? ".\n" : "", word());
    dl_buf_printf(text, ". It is capture %d of source%d.", capture, source);
}

static void add(dl_store *store, int source, int capture, const dl_buf *text, dl_buf *body)
{
    char url[64], title[64];
    dl_error error;
    dl_packed packed;
    snprintf(url, sizeof url, "https://site%d.example/news/%d", source % 500, source);
    snprintf(title, sizeof title, "News of source%d", source);
    dl_buf_truncate(body, 0);
    dl_buf_printf(body, "<!doctype html><title>%s</title><article><p>%s</p></article>", title,
                  text->data);
    dl_snapshot snapshot = {.url = dl_str_of(url),
                            .final_url = dl_str_of(url),
                            .status = 200,
                            .headers = DL_STR("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
                            .captured_at_us = 1700000000000000 + capture * 86400000000LL + source};
    must(dl_pack(&packed, dl_buf_str(body), (dl_str){"", 0}, (dl_str){"", 0}, &error), &error);
    must(dl_store_add_packed(store, &snapshot, &packed, &error), &error);
    dl_packed_clear(&packed);
    dl_page_row page = {.snapshot = snapshot.id,
                        .extractor = DL_EXTRACTOR_VERSION,
                        .title = dl_str_of(title),
                        .published = DL_STR("2024-11-27"),
                        .lang = DL_STR("en"),
                        .text = dl_buf_str(text)};
    must(dl_store_put_page(store, &page, &error), &error);
}

/* Every other capture says another thing than the one before; the rest say the same. */
static void make(const char *path)
{
    dl_store *store;
    dl_error error;
    dl_buf text = {0}, body = {0};
    must(dl_store_open(&store, path, NULL, &error), &error);
    for (int source = 0; source < SOURCES; source++) {
        if (source % 200 == 0)
            must(dl_store_begin(store, &error), &error);
        for (int capture = 0; capture < CAPTURES; capture++) {
            if (capture % 2 == 0)
                write_text(&text, source, capture);
            add(store, source, capture, &text, &body);
        }
        if (source % 200 == 199)
            must(dl_store_commit(store, &error), &error);
    }
    dl_buf_clear(&text);
    dl_buf_clear(&body);
    dl_store_close(store);
}

/* --- asking it --- */

typedef struct asking {
    dl_store *store;
    const char *path;
    const char *words;
    int round;
} asking;

static void search(asking *of, dl_arena *arena)
{
    dl_search_hit *hits;
    size_t count;
    dl_error error;
    must(dl_store_search(of->store, dl_str_of(of->words), SHOWN, arena, &hits, &count, &error),
         &error);
    if (count == 0) {
        fprintf(stderr, "load: nothing says '%s'\n", of->words);
        exit(1);
    }
}

static void url_of(const asking *of, char url[64])
{
    int source = of->round * 457 % SOURCES;
    snprintf(url, 64, "https://site%d.example/news/%d", source % 500, source);
}

static void list(asking *of, dl_arena *arena)
{
    char url[64];
    dl_snapshot *snapshots;
    size_t count;
    dl_error error;
    url_of(of, url);
    must(dl_store_snapshots(of->store, dl_str_of(url), arena, &snapshots, &count, &error), &error);
    if (count != CAPTURES)
        exit(1);
}

static void query(asking *of, dl_arena *arena)
{
    static const char sql[] = "SELECT published, count(*) AS pages FROM pages GROUP BY published";
    dl_rows rows;
    dl_error error;
    must(dl_store_query(of->store, dl_str_of(sql), NULL, 0, false, arena, &rows, &error), &error);
    if (rows.rows != 1 || rows.values[1].integer != (int64_t)SOURCES * CAPTURES)
        exit(1);
}

static void compare(asking *of, dl_arena *arena)
{
    char url[64];
    dl_snapshot *snapshots;
    size_t count;
    dl_error error;
    dl_change change;
    url_of(of, url);
    must(dl_store_snapshots(of->store, dl_str_of(url), arena, &snapshots, &count, &error), &error);
    dl_change_init(&change);
    must(dl_change_between(of->store, snapshots[CAPTURES - 1].id, snapshots[0].id, NULL, 0, &change,
                           &error),
         &error);
    dl_change_clear(&change);
}

static void bundle(asking *of, dl_arena *arena)
{
    enum { BUNDLED = 100 };
    char path[4096];
    int64_t ids[BUNDLED];
    dl_bundle_file file = {DL_STR("n.md"), DL_STR("---\ndateline: 1\n---\n")};
    dl_error error;
    (void)arena;
    snprintf(path, sizeof path, "%s.bundle", of->path);
    for (int i = 0; i < BUNDLED; i++)
        ids[i] = 1 + (of->round * 457 + i * 991) % (SOURCES * CAPTURES);
    dl_bundle_contents contents = {.notebook = file.name,
                                   .files = &file,
                                   .file_count = 1,
                                   .store = of->store,
                                   .snapshots = ids,
                                   .snapshot_count = BUNDLED};
    must(dl_bundle_write(path, &contents, &error), &error);
    unlink(path);
}

static int by_size(const void *first, const void *second)
{
    double a = *(const double *)first, b = *(const double *)second;
    return (a > b) - (a < b);
}

static void measure(asking *of, const char *name, void (*what)(asking *of, dl_arena *arena),
                    const char *join)
{
    double took[ROUNDS];
    for (of->round = 0; of->round < ROUNDS; of->round++) {
        dl_arena arena;
        dl_arena_init(&arena);
        double start = now_ms();
        what(of, &arena);
        took[of->round] = now_ms() - start;
        dl_arena_clear(&arena);
    }
    qsort(took, ROUNDS, sizeof *took, by_size);
    printf("\"%s_ms\":%.3f%s", name, took[ROUNDS / 2], join);
}

static void ask(const char *path)
{
    asking of = {.path = path};
    dl_error error;
    must(dl_store_open(&of.store, path, NULL, &error), &error);
    printf("{\"captures\":%d,", SOURCES * CAPTURES);
    of.words = "source4711";
    measure(&of, "search_rare", search, ",");
    of.words = "w3";
    measure(&of, "search_common", search, ",");
    of.words = "w3 w4 w5";
    measure(&of, "search_three", search, ",");
    of.words = "\"it is capture\"";
    measure(&of, "search_phrase", search, ",");
    of.words = "source47*";
    measure(&of, "search_prefix", search, ",");
    measure(&of, "snapshots", list, ",");
    measure(&of, "query", query, ",");
    measure(&of, "diff", compare, ",");
    measure(&of, "bundle", bundle, "}\n");
    dl_store_close(of.store);
}

int main(int argc, char **argv)
{
    if (argc != 3 || (strcmp(argv[1], "make") != 0 && strcmp(argv[1], "ask") != 0)) {
        fputs("usage: load make|ask STORE\n", stderr);
        return 2;
    }
    if (argv[1][0] == 'm')
        make(argv[2]);
    else
        ask(argv[2]);
    return 0;
}
