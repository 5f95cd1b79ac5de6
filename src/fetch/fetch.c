#include "dateline/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/capture_time.h"
#include "fetch/client.h"
#include "fetch/header.h"
#include "fetch/local.h"
#include "fetch/redirect.h"

struct dl_fetch {
    dl_store *store;
    const dl_fetch_options *options;
    dl_client *client; /* NULL until a request needs the network */
};

dl_fetch_options dl_fetch_defaults(void)
{
    return (dl_fetch_options){.mode = DL_FETCH_DEFAULT,
                              .max_bytes = (int64_t)20 << 20,
                              .max_redirects = 10,
                              .connect_timeout_ms = 10000,
                              .total_timeout_ms = 60000};
}

const char *dl_fetch_from_word(dl_fetch_from from)
{
    switch (from) {
    case DL_FROM_NETWORK:
        return "network";
    case DL_FROM_CACHE:
        return "cache";
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
    return 0;
}

void dl_fetch_free(dl_fetch *fetch)
{
    if (!fetch)
        return;
    dl_client_free(fetch->client);
    free(fetch);
}

/* --offline holds for every call, whatever it asks for. */
static dl_fetch_mode mode_of(const dl_fetch *fetch, dl_fetch_mode asked)
{
    if (fetch->options->mode == DL_FETCH_OFFLINE || asked == DL_FETCH_DEFAULT)
        return fetch->options->mode;
    return asked;
}

/* The newest capture under either spelling of the address. */
static int find_captured(dl_fetch *fetch, dl_str asked, dl_str canonical, dl_arena *arena,
                         dl_snapshot *snapshot, dl_error *error)
{
    dl_snapshot other;
    int rc = dl_store_latest(fetch->store, asked, true, arena, snapshot, error);
    if ((rc && rc != DL_ERR_NOT_FOUND) || dl_str_equal(asked, canonical))
        return rc;
    int again = dl_store_latest(fetch->store, canonical, true, arena, &other, error);
    if (again && again != DL_ERR_NOT_FOUND)
        return again;
    if (again == 0 && (rc || other.id > snapshot->id)) {
        *snapshot = other;
        rc = 0;
    }
    return rc;
}

/* A capture as it is shown: one that a 304 made has the status of what it confirms, and that
 * one's headers brought up to date (RFC 9111 §4.3.4). The store keeps both as they came. */
static int present(dl_fetch *fetch, dl_str asked, dl_arena *arena, dl_snapshot *snapshot,
                   dl_error *error)
{
    snapshot->url = dl_arena_copy(arena, asked);
    if (!snapshot->url.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a capture");
    if (snapshot->revalidated == 0)
        return 0;
    dl_snapshot confirmed;
    dl_buf headers = {0};
    int rc =
        dl_store_snapshot(fetch->store, snapshot->revalidated, false, arena, &confirmed, error);
    if (rc)
        return dl_error_wrap(error, "the capture that a later one confirms cannot be read");
    dl_header_freshen(confirmed.headers, snapshot->headers, &headers);
    snapshot->status = confirmed.status;
    snapshot->headers = dl_arena_copy(arena, dl_buf_str(&headers));
    rc = dl_buf_ok(&headers, error);
    if (!rc && !snapshot->headers.data)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a capture");
    dl_buf_clear(&headers);
    return rc;
}

static bool copy_answer(const dl_followed *followed, dl_str asked, dl_arena *arena, dl_snapshot *to)
{
    dl_str headers = dl_buf_str(&followed->answer.headers);
    to->url = dl_arena_copy(arena, asked);
    to->final_url = dl_arena_copy(arena, followed->final.text);
    to->request = dl_arena_copy(arena, dl_buf_str(&followed->request));
    to->redirects = dl_arena_copy(arena, dl_buf_str(&followed->redirects));
    to->headers = dl_arena_copy(arena, headers);
    to->etag = dl_arena_copy(arena, dl_header_value(headers, "ETag"));
    to->last_modified = dl_arena_copy(arena, dl_header_value(headers, "Last-Modified"));
    to->body = dl_arena_copy(arena, dl_buf_str(&followed->answer.body));
    return to->url.data && to->final_url.data && to->request.data && to->redirects.data &&
           to->headers.data && to->etag.data && to->last_modified.data && to->body.data;
}

/* A 304 confirms the body that known has; chains point at the capture that brought the bytes. */
static void confirm(const dl_snapshot *known, dl_snapshot *snapshot)
{
    snapshot->body = known->body;
    snapshot->revalidated = known->revalidated ? known->revalidated : known->id;
    if (snapshot->etag.size == 0)
        snapshot->etag = known->etag;
    if (snapshot->last_modified.size == 0)
        snapshot->last_modified = known->last_modified;
}

static int capture(dl_fetch *fetch, const dl_ask *ask, const dl_url *url, const dl_snapshot *known,
                   dl_arena *arena, dl_snapshot *snapshot, dl_error *error)
{
    dl_followed followed = {0};
    int rc = 0;
    if (!fetch->client)
        rc = dl_client_new(&fetch->client, fetch->options, error);
    if (!rc)
        rc = dl_follow(fetch->client, fetch->options, ask, url, known, arena, &followed, error);
    if (rc)
        goto out;
    *snapshot =
        (dl_snapshot){.status = followed.answer.status, .captured_at_us = dl_capture_time_us()};
    if (!copy_answer(&followed, ask->url, arena, snapshot)) {
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while capturing a page");
        goto out;
    }
    if (snapshot->status == 304 && known && dl_str_equal(known->final_url, snapshot->final_url))
        confirm(known, snapshot);
    snapshot->body_size = (int64_t)snapshot->body.size;
    rc = dl_store_add_snapshot(fetch->store, snapshot, arena, error);
    if (!rc)
        rc = present(fetch, ask->url, arena, snapshot, error);
out:
    dl_followed_clear(&followed);
    return rc;
}

static int refuse_offline(const dl_url *url, dl_error *error)
{
    int rc = dl_error_set(error, DL_ERR_NET_OFFLINE,
                          "%.300s is not captured, and this run does not use the network",
                          url->text.data);
    dl_error_hint(error, "capture it with: dateline fetch %.200s", url->text.data);
    dl_error_at(error, url->text.data, 0, 0);
    return rc;
}

int dl_fetch_get(dl_fetch *fetch, dl_str url, dl_fetch_mode mode, dl_arena *arena,
                 dl_snapshot *snapshot, dl_fetch_from *from, dl_error *error)
{
    dl_ask ask = {.url = url, .mode = mode};
    return dl_fetch_ask(fetch, &ask, arena, snapshot, from, error);
}

int dl_fetch_ask(dl_fetch *fetch, const dl_ask *ask, dl_arena *arena, dl_snapshot *snapshot,
                 dl_fetch_from *from, dl_error *error)
{
    dl_url url;
    dl_snapshot known;
    memset(snapshot, 0, sizeof *snapshot);
    const dl_str asked = dl_str_trim(ask->url);
    const dl_fetch_mode mode = mode_of(fetch, ask->mode);
    if (asked.size && !dl_url_is_remote(asked))
        return dl_local_get(fetch->store, fetch->options, asked, arena, snapshot, from, error);
    int rc = dl_url_parse(asked, arena, &url, error);
    if (rc)
        return rc;
    rc = find_captured(fetch, asked, url.text, arena, &known, error);
    if (rc && rc != DL_ERR_NOT_FOUND)
        return rc;
    const bool captured = rc == 0;
    if (captured && mode != DL_FETCH_REFRESH) {
        *snapshot = known;
        *from = DL_FROM_CACHE;
        return present(fetch, asked, arena, snapshot, error);
    }
    if (mode == DL_FETCH_OFFLINE)
        return refuse_offline(&url, error);
    dl_error_clear(error);
    *from = DL_FROM_NETWORK;
    return capture(fetch, ask, &url, captured ? &known : NULL, arena, snapshot, error);
}
