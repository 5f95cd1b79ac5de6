#include "fetch/origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/grow.h"
#include "fetch/address.h"
#include "fetch/capture_time.h"
#include "fetch/client.h"

/* A guest's manners, where nothing else was asked for. */
static const int64_t default_delay_ms = 1000;
static void free_origin(dl_origin *origin)
{
    if (!origin)
        return;
    dl_buf_clear(&origin->rules);
    free(origin->key);
    free(origin);
}

void dl_origins_clear(dl_origins *origins)
{
    for (size_t i = 0; i < origins->count; i++)
        free_origin(origins->list[i]);
    free(origins->list);
    memset(origins, 0, sizeof *origins);
}

/* Where key stands, or would stand. */
static size_t place_of(const dl_origins *origins, const char *key, bool *there)
{
    size_t low = 0, high = origins->count;
    *there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(origins->list[middle]->key, key);
        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_loopback(dl_str host)
{
    dl_address address;
    if (dl_address_parse(host, &address))
        return dl_address_classify(&address) == DL_ADDRESS_LOOPBACK;
    return dl_str_equal(host, DL_STR("localhost"));
}

/* What the host asked for in an earlier run still holds. */
static int take_wait(dl_origin *origin, dl_store *store, dl_error *error)
{
    int64_t until_us = 0;
    int rc = dl_store_host_wait(store, dl_str_of(origin->key), &until_us, error);
    int64_t left_us = until_us - dl_capture_time_us();
    if (rc == 0 && left_us > 0) {
        origin->next_start_ms = dl_clock_ms() + left_us / 1000 + 1;
        origin->waits = true;
    }
    return rc;
}

static int new_origin(dl_store *store, const dl_url *url, const char *key, dl_origin **out,
                      dl_error *error)
{
    dl_origin *origin = calloc(1, sizeof *origin);
    if (origin)
        origin->key = strdup(key);
    if (!origin || !origin->key) {
        free_origin(origin);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while starting to fetch");
    }
    origin->loopback = is_loopback(url->host);
    int rc = take_wait(origin, store, error);
    if (rc)
        free_origin(origin);
    else
        *out = origin;
    return rc;
}

int dl_origins_find(dl_origins *origins, dl_store *store, const dl_url *url, dl_origin **origin,
                    dl_error *error)
{
    char key[512];
    bool there;
    *origin = NULL;
    snprintf(key, sizeof key, "%.*s://%.*s:%d", DL_STR_ARG(url->scheme), DL_STR_ARG(url->host),
             url->port);
    size_t at = place_of(origins, key, &there);
    if (there) {
        *origin = origins->list[at];
        return 0;
    }
    int rc = dl_grow(&origins->list, &origins->capacity, origins->count + 1, sizeof *origins->list,
                     error);
    if (!rc)
        rc = new_origin(store, url, key, origin, error);
    if (rc)
        return rc;
    memmove(origins->list + at + 1, origins->list + at,
            (origins->count - at) * sizeof *origins->list);
    origins->list[at] = *origin;
    origins->count++;
    return 0;
}

static int host_limit(const dl_origin *origin, const dl_fetch_options *options)
{
    if (options->host_limit > 0)
        return options->host_limit;
    return origin->loopback ? options->total_limit : 1;
}

bool dl_origin_may_start(const dl_origin *origin, const dl_fetch_options *options, int64_t now_ms,
                         int64_t *at_ms)
{
    if (origin->running >= host_limit(origin, options))
        return false; /* one of its requests ends first */
    if (now_ms >= origin->next_start_ms)
        return true;
    if (origin->next_start_ms < *at_ms)
        *at_ms = origin->next_start_ms;
    return false;
}

void dl_origin_started(dl_origin *origin, const dl_fetch_options *options, int64_t min_delay_ms,
                       int64_t now_ms)
{
    int64_t delay_ms = options->delay_ms;
    if (delay_ms < 0)
        delay_ms = origin->loopback ? 0 : default_delay_ms;
    if (origin->crawl_delay_ms > delay_ms)
        delay_ms = origin->crawl_delay_ms;
    if (min_delay_ms > delay_ms)
        delay_ms = min_delay_ms;
    origin->running++;
    origin->next_start_ms = now_ms + delay_ms;
    origin->waits = false;
}

int dl_origin_wait(dl_origin *origin, dl_store *store, int64_t wait_ms, dl_error *error)
{
    int64_t until_ms = dl_clock_ms() + wait_ms;
    if (until_ms <= origin->next_start_ms)
        return 0;
    origin->next_start_ms = until_ms;
    origin->waits = true;
    return dl_store_set_host_wait(store, dl_str_of(origin->key),
                                  dl_capture_time_us() + wait_ms * 1000, error);
}
