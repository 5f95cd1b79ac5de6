/* Sources that say something else than when the lock was made: in the store's newer captures, or,
 * with --online, when they are asked now. */
#include <string.h>

#include "cli/check.h"
#include "dateline/change.h"

static bool is_web(dl_str url)
{
    return dl_str_starts(url, DL_STR("http:")) || dl_str_starts(url, DL_STR("https:"));
}

static const dl_step *who_asked(const checking *c, dl_str url)
{
    for (size_t i = 0; i < c->count; i++)
        for (size_t s = 0; s < c->results[i].source_count; s++)
            if (dl_str_equal(c->results[i].sources[s].url, url))
                return dl_notebook_step(c->session.notebook, i);
    return NULL;
}

/* --- online --- */

typedef struct asking {
    checking *c;
    const dl_ask *asks;
} asking;

static void when_done(void *user, size_t index, const dl_snapshot *snapshot, dl_fetch_from from,
                      const dl_error *error)
{
    const asking *in = user;
    (void)from;
    if (snapshot)
        return;
    dl_error told = *error;
    dl_error_at(&told, "", 0, 0);
    check_tell_error(in->c, who_asked(in->c, in->asks[index].url), &told);
}

/* Into the copy of the store, each once, as politely as any run. */
static int ask_all(checking *c, dl_error *error)
{
    dl_fetch *fetch = NULL;
    dl_fetch_options options = c->session.fetch;
    dl_ask *asks = dl_arena_alloc(&c->arena, (c->lock.source_count + 1) * sizeof *asks);
    size_t count = 0;
    if (!asks)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < c->lock.source_count; i++)
        if (is_web(c->lock.sources[i].url) && c->lock.sources[i].sha256.size)
            asks[count++] = (dl_ask){.url = c->lock.sources[i].url, .mode = DL_FETCH_REFRESH};
    options.mode = DL_FETCH_REFRESH;
    options.cancel = &c->session.cancel;
    options.folder = c->session.folder;
    asking in = {c, asks};
    const dl_fetch_watch watch = {.done = when_done, .user = &in};
    int rc = dl_fetch_new(&fetch, c->store, &options, error);
    if (rc == 0)
        rc = dl_fetch_all(fetch, asks, count, &watch, error);
    dl_fetch_free(fetch);
    return rc;
}

/* --- comparing --- */

static const char *kind_of(const dl_change *change)
{
    switch (change->class) {
    case DL_CHANGE_GONE:
        return "source.vanished";
    case DL_CHANGE_BLOCKED:
    case DL_CHANGE_FAILING:
        return "source.unreachable";
    default:
        return "source.changed";
    }
}

static int compare(checking *c, const dl_lock_source *source, int64_t before, int64_t after,
                   dl_error *error)
{
    dl_change change;
    dl_change_init(&change);
    int rc = dl_change_between(c->store, before, after, NULL, 0, &change, error);
    bool same = change.class == DL_CHANGE_NONE;
    if (rc == 0 && !same)
        check_tell(c, who_asked(c, source->url), dl_change_matters(change.class) ? 4 : 0,
                   kind_of(&change), "`dateline update` shows the change and takes it over",
                   "%.*s, since the lock: %.*s", DL_STR_ARG(source->url),
                   DL_STR_ARG(change.summary));
    dl_change_clear(&change);
    return rc;
}

/* The newest capture against the newest of those that have the locked bytes. */
static int check_source(checking *c, const dl_lock_source *source, dl_error *error)
{
    dl_snapshot *list;
    size_t count, pinned;
    int rc = dl_store_snapshots(c->store, source->url, &c->arena, &list, &count, error);
    if (rc != 0)
        return rc;
    for (pinned = 0; pinned < count; pinned++)
        if (dl_str_equal(list[pinned].sha256, source->sha256))
            break;
    if (pinned == count) /* the run has told that it is not there */
        return 0;
    return pinned == 0 ? 0 : compare(c, source, list[pinned].id, list[0].id, error);
}

/* Those that one step could not have, as one: a notebook that nobody granted the network has many.
 */
static void tell_missing(checking *c, const dl_step *step)
{
    const dl_lock_source *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < c->lock.source_count; i++) {
        const dl_lock_source *source = &c->lock.sources[i];
        if (source->sha256.size || who_asked(c, source->url) != step)
            continue;
        first = first ? first : source;
        count++;
    }
    if (first)
        check_tell(c, step, 0, "source.missing", NULL,
                   "%zu source%s could not be had when the lock was made: %.*s (%.*s)%s", count,
                   count == 1 ? "" : "s", DL_STR_ARG(first->url), DL_STR_ARG(first->missing),
                   count == 1 ? "" : ", ...");
}

void check_sources(checking *c)
{
    dl_error error;
    if (c->options.online && ask_all(c, &error) != 0) {
        check_tell_error(c, NULL, &error);
        return;
    }
    for (size_t i = 0; i < c->lock.source_count; i++) {
        const dl_lock_source *source = &c->lock.sources[i];
        bool had = is_web(source->url) && source->sha256.size;
        if (had && check_source(c, source, &error) != 0)
            check_tell_error(c, who_asked(c, source->url), &error);
    }
    for (size_t i = 0; i < c->count; i++)
        if (c->results[i].source_count)
            tell_missing(c, dl_notebook_step(c->session.notebook, i));
}
