#include "fetch/state.h"

#include <string.h>

#include "dateline/fetch.h"
#include "fetch/header.h"
#include "fetch/url.h"

void dl_state_init(dl_state_of *state)
{
    memset(state, 0, sizeof *state);
    dl_arena_init(&state->arena);
    dl_page_init(&state->page);
}

void dl_state_clear(dl_state_of *state)
{
    dl_page_clear(&state->page);
    dl_arena_clear(&state->arena);
}

static int print_date(dl_state_of *state, bool there, const dl_date *date, dl_str *text,
                      dl_error *error)
{
    *text = (dl_str){"", 0};
    if (!there)
        return 0;
    dl_buf out;
    dl_buf_init(&out);
    dl_date_print(date, &out);
    int rc = dl_buf_ok(&out, error);
    if (rc == 0)
        *text = dl_arena_copy(&state->arena, dl_buf_str(&out));
    dl_buf_clear(&out);
    return rc;
}

/* A 304 has the status of what it confirms, and its headers brought up to date. */
static int confirm(dl_store *store, dl_state_of *state, dl_error *error)
{
    dl_snapshot *snapshot = &state->snapshot, confirmed;
    if (snapshot->revalidated == 0)
        return 0;
    int rc =
        dl_store_snapshot(store, snapshot->revalidated, false, &state->arena, &confirmed, error);
    if (rc != 0)
        return rc;
    dl_buf headers = {0};
    dl_header_freshen(confirmed.headers, snapshot->headers, &headers);
    rc = dl_buf_ok(&headers, error);
    snapshot->status = confirmed.status;
    snapshot->headers = dl_arena_copy(&state->arena, dl_buf_str(&headers));
    dl_buf_clear(&headers);
    return rc;
}

int dl_state_load(dl_store *store, int64_t snapshot, dl_state_of *state, dl_error *error)
{
    int rc = dl_store_snapshot(store, snapshot, true, &state->arena, &state->snapshot, error);
    if (rc == 0)
        rc = confirm(store, state, error);
    if (rc == 0)
        rc = dl_page_read(&state->page, state->snapshot.body,
                          dl_header_value(state->snapshot.headers, "Content-Type"),
                          state->snapshot.final_url, error);
    if (rc == 0)
        rc = print_date(state, state->page.has_published, &state->page.published, &state->published,
                        error);
    if (rc == 0)
        rc = print_date(state, state->page.has_modified, &state->page.modified, &state->modified,
                        error);
    if (rc == 0)
        dl_presence_judge(state);
    return rc;
}

/* Whether a URL is its host's home page: nothing after the host but a slash. */
static bool is_home(dl_str url)
{
    size_t host = dl_str_find(url, DL_STR("://"), 0);
    if (host == url.size)
        return false;
    size_t path = dl_str_find(url, DL_STR("/"), host + 3);
    dl_str rest = dl_str_slice(url, path, url.size);
    return rest.size <= 1 || dl_str_starts(rest, DL_STR("/?")) || dl_str_starts(rest, DL_STR("/#"));
}

bool dl_state_leads_home(const dl_snapshot *snapshot)
{
    return is_home(snapshot->final_url) && !is_home(snapshot->url);
}

void dl_state_settle(const dl_state_of *shown, dl_state_of *state)
{
    if (state->said != DL_PRESENT && (!shown || shown->said == state->said)) {
        state->presence = DL_PRESENT; /* its words were there before */
        state->reason = (dl_str){"", 0};
    } else if (state->presence == DL_PRESENT && shown && dl_state_leads_home(&state->snapshot) &&
               !is_home(shown->snapshot.final_url)) {
        state->presence = DL_GONE;
        state->reason = DL_STR("a redirect to the home page");
    }
}

int dl_state_series(dl_store *store, dl_str url, dl_arena *arena, dl_snapshot **snapshots,
                    size_t *count, dl_error *error)
{
    dl_snapshot *all;
    int rc = dl_store_snapshots(store, url, arena, &all, count, error);
    dl_url parsed;
    dl_error ignored;
    if (rc == 0 && *count == 0 && dl_url_is_remote(url) &&
        dl_url_parse(url, arena, &parsed, &ignored) == 0)
        rc = dl_store_snapshots(store, url = parsed.text, arena, &all, count, error);
    if (rc != 0)
        return rc;
    if (*count == 0)
        return dl_error_set(error, DL_ERR_NOT_FOUND, "%.*s is not captured", DL_STR_ARG(url));
    *snapshots = dl_arena_alloc(arena, *count * sizeof **snapshots);
    if (!*snapshots)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while listing captures");
    size_t own = 0;
    for (size_t i = *count; i-- > 0;) {
        if (dl_str_equal(all[i].url, url))
            (*snapshots)[own++] = all[i];
    }
    for (size_t i = *count; own == 0 && i-- > 0;)
        (*snapshots)[*count - 1 - i] = all[i];
    *count = own ? own : *count;
    return 0;
}
