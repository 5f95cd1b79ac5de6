#include "fetch/lookup.h"

#include <string.h>

#include "fetch/freshness.h"
#include "fetch/header.h"
#include "fetch/secret.h"

/* A source whose answers differ by what was asked has a few kinds of them, not hundreds. */
enum { MOST_VARIANTS = 64 };

int dl_known_present(dl_store *store, dl_str asked, dl_arena *arena, dl_snapshot *snapshot,
                     dl_error *error)
{
    snapshot->url = dl_arena_copy(arena, asked);
    if (!snapshot->url.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a capture");
    if (snapshot->revalidated == 0)
        return 0;
    dl_snapshot confirmed;
    dl_buf headers = {0};
    int rc = dl_store_snapshot(store, snapshot->revalidated, false, arena, &confirmed, error);
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

/* --- which capture --- */

/* The newest under either spelling of the address. */
static int find_newest(dl_store *store, dl_str asked, dl_str canonical, dl_arena *arena,
                       dl_snapshot *snapshot, dl_error *error)
{
    dl_snapshot other;
    int rc = dl_store_latest(store, asked, false, arena, snapshot, error);
    if ((rc && rc != DL_ERR_NOT_FOUND) || dl_str_equal(asked, canonical))
        return rc;
    int again = dl_store_latest(store, canonical, false, arena, &other, error);
    if (again && again != DL_ERR_NOT_FOUND)
        return again;
    if (again == 0 && (rc || other.id > snapshot->id)) {
        *snapshot = other;
        rc = 0;
    }
    return rc;
}

/* The request that the ask would make: its own lines, and for what dateline always sends the
 * values of then, which do not differ. */
static void build_request(const dl_ask *ask, dl_str then, dl_buf *out)
{
    static const char *const own[] = {"Accept", "Accept-Encoding", "User-Agent"};
    dl_str line;
    for (size_t i = 0; ask && i < ask->header_count; i++) {
        dl_buf_add(out, ask->headers[i]);
        dl_buf_puts(out, "\r\n");
    }
    while (dl_header_next(&then, &line))
        for (size_t i = 0; i < sizeof own / sizeof *own; i++)
            if (dl_str_is_word(dl_header_name(line), own[i]) &&
                dl_header_value(dl_buf_str(out), own[i]).size == 0)
                dl_buf_add(out, line);
}

/* One answer of a capture, its own or a hop's, as the rules of caching see it now. */
static dl_freshness freshness_of(const dl_ask *ask, int status, dl_str request, dl_str headers,
                                 const dl_snapshot *snapshot, int64_t now_us)
{
    const dl_stored stored = {.status = status,
                              .headers = headers,
                              .request = request,
                              .asked_at_us = snapshot->asked_at_us,
                              .answered_at_us = snapshot->captured_at_us,
                              .max_lifetime_us = DL_FRESH_MAX_US};
    dl_buf asked = {0};
    build_request(ask, request, &asked);
    dl_freshness is = dl_freshness_for(&stored, dl_buf_str(&asked), now_us);
    dl_buf_clear(&asked);
    return is;
}

static bool is_word(const dl_freshness *is, const char *why)
{
    return strcmp(is->why, why) == 0;
}

typedef struct chain {
    dl_hop *hops;
    size_t count;
} chain;

static int read_chain(dl_store *store, const dl_snapshot *snapshot, dl_arena *arena, chain *c,
                      dl_error *error)
{
    c->count = 0;
    return snapshot->redirects.size
               ? dl_store_hops(store, snapshot->id, arena, &c->hops, &c->count, error)
               : 0;
}

static bool chain_answers(const dl_ask *ask, const dl_snapshot *snapshot, const chain *c)
{
    dl_freshness is;
    for (size_t i = 0; i < c->count; i++) {
        is = freshness_of(ask, c->hops[i].status, c->hops[i].request, c->hops[i].headers, snapshot,
                          0);
        if (is_word(&is, "vary"))
            return false;
    }
    is = freshness_of(ask, snapshot->status, snapshot->request, snapshot->headers, snapshot, 0);
    return !is_word(&is, "vary");
}

/* The newest that answers the ask, where the very newest does not. */
static int find_variant(dl_store *store, dl_str canonical, const dl_ask *ask, dl_arena *arena,
                        dl_snapshot *snapshot, chain *c, bool *there, dl_error *error)
{
    dl_snapshot *all;
    size_t count;
    *there = false;
    int rc = dl_store_snapshots(store, canonical, arena, &all, &count, error);
    for (size_t i = 0; !rc && !*there && i < count && i < MOST_VARIANTS; i++) {
        rc = read_chain(store, &all[i], arena, c, error);
        *there = !rc && chain_answers(ask, &all[i], c);
        if (*there)
            *snapshot = all[i];
    }
    return rc;
}

/* --- whether it will do --- */

static void judge(dl_known *known, const dl_ask *ask, const chain *c, int64_t now_us)
{
    const dl_snapshot *s = &known->snapshot;
    dl_freshness is = freshness_of(ask, s->status, s->request, s->headers, s, now_us);
    known->fresh = is.may_reuse;
    known->may_validate = is.needs_validation || is.may_reuse;
    known->on_error_until_us = is.usable_on_error_until_us;
    /* an answer by way of others is as fresh as the least of them */
    for (size_t i = 0; i < c->count; i++) {
        is =
            freshness_of(ask, c->hops[i].status, c->hops[i].request, c->hops[i].headers, s, now_us);
        known->fresh = known->fresh && is.may_reuse;
        known->may_validate = known->may_validate && (is.needs_validation || is.may_reuse);
    }
}

int dl_known_find(dl_store *store, dl_str asked, const dl_url *url, const dl_ask *ask,
                  int64_t now_us, dl_arena *arena, dl_known *known, dl_error *error)
{
    chain c = {0};
    memset(known, 0, sizeof *known);
    int rc = find_newest(store, asked, url->text, arena, &known->snapshot, error);
    if (rc == DL_ERR_NOT_FOUND) {
        dl_error_clear(error);
        return 0;
    }
    known->there = true;
    if (!rc)
        rc = read_chain(store, &known->snapshot, arena, &c, error);
    if (!rc && !chain_answers(ask, &known->snapshot, &c))
        rc = find_variant(store, url->text, ask, arena, &known->snapshot, &c, &known->there, error);
    if (!rc && known->there)
        rc = dl_known_present(store, asked, arena, &known->snapshot, error);
    if (!rc && known->there)
        judge(known, ask, &c, now_us);
    return rc;
}

int dl_known_pinned(dl_store *store, const dl_pin *pin, const dl_url *url, dl_arena *arena,
                    dl_known *known, dl_error *error)
{
    dl_snapshot *all;
    size_t count;
    memset(known, 0, sizeof *known);
    int rc = dl_store_snapshots(store, url->text, arena, &all, &count, error);
    if (!rc && count == 0 && !dl_str_equal(pin->url, url->text))
        rc = dl_store_snapshots(store, pin->url, arena, &all, &count, error);
    for (size_t i = 0; !rc && i < count; i++) {
        bool same = dl_str_equal(all[i].sha256, pin->sha256);
        bool meant = same && all[i].captured_at_us == pin->captured_at_us;
        if (meant || (same && !known->there))
            known->snapshot = all[i];
        known->there = known->there || same;
        if (meant)
            break;
    }
    return !rc && known->there ? dl_known_present(store, pin->url, arena, &known->snapshot, error)
                               : rc;
}
