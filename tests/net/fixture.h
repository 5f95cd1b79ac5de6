/*
 * What every test of fetch begins with: a store in memory, options, an arena, and a fetch that is
 * made when the options are as the test wants them.
 */
#ifndef TESTS_NET_FIXTURE_H
#define TESTS_NET_FIXTURE_H

#include <stdio.h>
#include <string.h>

#include "dateline/fetch.h"

typedef struct fixture {
    dl_store *store;
    dl_fetch_options options;
    dl_fetch *fetch;
    dl_arena arena;
    dl_snapshot snapshot;
    dl_fetch_from from;
    dl_error error;
    char url[512];
    char grant[64];
    dl_str hosts[2], privates[1];
} fixture;

static inline int fixture_open(fixture *f)
{
    memset(f, 0, sizeof *f);
    dl_arena_init(&f->arena);
    f->options = dl_fetch_defaults();
    f->options.total_timeout_ms = 10000;
    f->options.ignore_robots = true; /* servers of the tests count what they are asked */
    f->options.tries = 1;
    const dl_store_options plain = {.read_only = false};
    return dl_store_open(&f->store, ":memory:", &plain, &f->error);
}

/* The right to reach 127.0.0.1 at any port. */
static inline void fixture_grant_loopback(fixture *f)
{
    f->privates[0] = DL_STR("127.0.0.1");
    f->options.private_hosts = f->privates;
    f->options.private_count = 1;
}

static inline void fixture_close(fixture *f)
{
    dl_fetch_free(f->fetch);
    dl_store_close(f->store);
    dl_arena_clear(&f->arena);
    f->fetch = NULL;
    f->store = NULL;
}

static inline int fixture_get_url(fixture *f, const char *url, dl_fetch_mode mode)
{
    if (!f->fetch && dl_fetch_new(&f->fetch, f->store, &f->options, &f->error))
        return f->error.kind;
    dl_error_clear(&f->error);
    return dl_fetch_get(f->fetch, dl_str_of(url), mode, &f->arena, &f->snapshot, &f->from,
                        &f->error);
}

static inline int fixture_get(fixture *f, int port, const char *path, dl_fetch_mode mode)
{
    snprintf(f->url, sizeof f->url, "http://127.0.0.1:%d%s", port, path);
    return fixture_get_url(f, f->url, mode);
}

/* How many captures of the last url the store holds; -1 when it cannot say. */
static inline int fixture_captures(fixture *f)
{
    dl_snapshot *all = NULL;
    size_t count = 0;
    int rc = dl_store_snapshots(f->store, dl_str_of(f->url), &f->arena, &all, &count, &f->error);
    return rc ? -1 : (int)count;
}

#endif
