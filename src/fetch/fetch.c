#include "dateline/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/capture_time.h"
#include "fetch/schedule.h"

dl_fetch_options dl_fetch_defaults(void)
{
    return (dl_fetch_options){.mode = DL_FETCH_DEFAULT,
                              .max_bytes = (int64_t)20 << 20,
                              .max_ratio = 100,
                              .max_redirects = 10,
                              .connect_timeout_ms = 10000,
                              .total_timeout_ms = 60000,
                              .stall_seconds = 20,
                              .total_limit = 8,
                              .delay_ms = -1,
                              .tries = 3};
}

const char *dl_fetch_from_word(dl_fetch_from from)
{
    switch (from) {
    case DL_FROM_NETWORK:
        return "network";
    case DL_FROM_CACHE:
        return "cache";
    case DL_FROM_LOCK:
        return "lock";
    case DL_FROM_FILE:
        break;
    }
    return "file";
}

int dl_fetch_new(dl_fetch **fetch, dl_store *store, const dl_fetch_options *options,
                 dl_error *error)
{
    *fetch = calloc(1, sizeof **fetch);
    if (!*fetch)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while starting to fetch");
    (*fetch)->store = store;
    (*fetch)->options = options;
    (*fetch)->random = (uint64_t)dl_capture_time_us() | 1;
    return 0;
}

void dl_fetch_free(dl_fetch *fetch)
{
    if (!fetch)
        return;
    dl_client_free(fetch->client);
    dl_origins_clear(&fetch->origins);
    free(fetch);
}

/* --- one ask --- */

typedef struct single {
    dl_arena *arena;
    dl_snapshot *snapshot;
    dl_fetch_from from;
    dl_error *error;
    int rc;
} single;

static void take_single(void *user, size_t index, const dl_snapshot *snapshot, dl_fetch_from from,
                        const dl_error *error)
{
    single *one = user;
    (void)index;
    one->from = from;
    if (snapshot) {
        one->rc = dl_snapshot_copy(snapshot, one->arena, one->snapshot, one->error);
        return;
    }
    one->rc = error->kind;
    if (one->error)
        *one->error = *error;
}

int dl_fetch_ask(dl_fetch *fetch, const dl_ask *ask, dl_arena *arena, dl_snapshot *snapshot,
                 dl_fetch_from *from, dl_error *error)
{
    single one = {.arena = arena, .snapshot = snapshot, .error = error};
    const dl_fetch_watch watch = {.done = take_single, .user = &one};
    memset(snapshot, 0, sizeof *snapshot);
    int rc = dl_fetch_all(fetch, ask, 1, &watch, error);
    if (!rc)
        rc = one.rc;
    *from = one.from;
    if (!rc && one.from != DL_FROM_FILE)
        rc = dl_store_body(fetch->store, snapshot, arena, error);
    return rc;
}

int dl_fetch_get(dl_fetch *fetch, dl_str url, dl_fetch_mode mode, dl_arena *arena,
                 dl_snapshot *snapshot, dl_fetch_from *from, dl_error *error)
{
    const dl_ask ask = {.url = url, .mode = mode};
    return dl_fetch_ask(fetch, &ask, arena, snapshot, from, error);
}
