/*
 * What services answer, under libFuzzer: the first byte chooses a service, the rest is its answer,
 * as a capture. Whatever it is, its reader ends, with the same records each time or an error that
 * says what is wrong.
 */
#include <string.h>

#include "base/utf8.h"
#include "dateline/source.h"
#include "fuzz.h"
#include "world.h"

typedef int read_function(dl_fetch *fetch, dl_str url, const dl_source_options *options,
                          dl_arena *arena, dl_records *out, dl_error *error);

static const struct {
    read_function *read;
    const char *ask, *url, *form;
} services[] = {
    {dl_source_commits, "a/b", "http://s/repos/a/b/commits?per_page=100", ""},
    {dl_source_commits, "hf:a/b", "http://s/api/models/a/b/commits/main?p=0&limit=100", ""},
    {dl_source_commits, "a/b", "http://s/a/b/commits.atom", "atom"},
    {dl_source_history, "http://a/",
     "http://s/cdx/search/cdx?url=http%3A%2F%2Fa%2F&output=json&limit=3000&showResumeKey=true", ""},
    {dl_source_history, "http://a/",
     "http://s/cdx/search/cdx?url=http%3A%2F%2Fa%2F&limit=3000&showResumeKey=true", "text"},
    {dl_source_history, "http://a/", "http://s/timemap/http://a/", "timemap"},
    {dl_source_reddit, "http://r/r/a", "http://s/r/a.json?limit=500&raw_json=1", "json"},
    {dl_source_reddit, "http://r/r/a", "http://s/r/a/.rss?limit=100&sort=old", "atom"},
    {dl_source_incidents, "http://s", "http://s/api/v2/incidents.json", ""},
    {dl_source_incidents, "http://s/history.rss", "http://s/history.rss", ""},
    {dl_source_sitemap, "http://s/map.xml", "http://s/map.xml", ""},
    {dl_source_embed, "x", "http://s/e?url=x&format=json", ""},
    {dl_source_embed, "x", "http://s/e?url=x&format=xml", "xml"},
    {dl_source_sitemap, "http://s/", "http://s/robots.txt", ""},
};
enum { SERVICES = sizeof services / sizeof *services };

static void keep(dl_store *store, const char *url, dl_str body)
{
    dl_snapshot snapshot = {.url = dl_str_of(url),
                            .final_url = dl_str_of(url),
                            .status = 200,
                            .headers = DL_STR("HTTP/1.1 200 OK\r\n\r\n"),
                            .body = body,
                            .captured_at_us = 1};
    hold(dl_store_add_snapshot(store, &snapshot, NULL, NULL) == 0);
}

static void check_records(const dl_records *records)
{
    for (size_t i = 0; i < records->count; i++) {
        const dl_record *one = &records->items[i];
        const dl_str texts[] = {one->id, one->kind, one->actor, one->title, one->text};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            hold(texts[k].data && dl_utf8_valid(texts[k]));
        for (const dl_fact *fact = one->facts; fact; fact = fact->next)
            hold(fact->name && fact->value.size > 0 && dl_utf8_valid(fact->value));
    }
    for (const dl_fact *fact = records->facts; fact; fact = fact->next)
        hold(fact->name && fact->value.size > 0 && dl_utf8_valid(fact->value));
}

/* How many records, or the error. */
static int read_all(dl_fetch *fetch, size_t which, size_t *count)
{
    dl_arena arena;
    dl_records records = {0};
    dl_error error = {0};
    dl_source_options options = {.mode = DL_FETCH_OFFLINE,
                                 .base = DL_STR("http://s"),
                                 .form = dl_str_of(services[which].form)};
    if (strcmp(services[which].form, "timemap") == 0)
        options.timemap = DL_STR("http://s/timemap/");
    if (services[which].read == dl_source_embed)
        options.endpoint = DL_STR("http://s/e");
    dl_arena_init(&arena);
    int rc = services[which].read(fetch, dl_str_of(services[which].ask), &options, &arena, &records,
                                  &error);
    hold(rc == 0 || (rc != DL_ERR_MEMORY && rc != DL_ERR_STORE && error.message[0]));
    if (rc == 0)
        check_records(&records);
    *count = rc ? 0 : records.count;
    dl_arena_clear(&arena);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_fetch *fetch;
    dl_fetch_options options = dl_fetch_defaults();
    size_t once, again;
    if (size == 0)
        return 0;
    options.mode = DL_FETCH_OFFLINE;
    dl_store *store = fuzz_store();
    keep(store, "http://s/repos/a/b", DL_STR("{\"full_name\": \"a/b\"}"));
    keep(store, services[data[0] % SERVICES].url, fuzz_bytes(data + 1, size - 1));
    hold(dl_fetch_new(&fetch, store, &options, NULL) == 0);
    int rc = read_all(fetch, data[0] % SERVICES, &once);
    hold(read_all(fetch, data[0] % SERVICES, &again) == rc && once == again);
    dl_fetch_free(fetch);
    return 0;
}
