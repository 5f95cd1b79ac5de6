/*
 * Reddit. The JSON form (www.reddit.com/dev/api, github.com/reddit-archive/reddit/wiki/JSON):
 * things of a kind (t1 a comment, t3 a post, Listing, more) with data; a thread is a list of two
 * Listings, post and comments; replies nest. It comes from a file that a person saved, or from
 * oauth.reddit.com with the person's own token. Asked without one it has been refused since
 * 2026-05, so that an address without a token is read as Atom, which Reddit still gives.
 */
#include "fetch/reddit.h"

#include <string.h>

#include "extract/link.h"
#include "fetch/source_xml.h"

static const size_t own_limit = 10000;

/* People write u/name and /u/name too. */
static dl_str plain_name(dl_str name)
{
    static const char *const prefixes[] = {"https://www.reddit.com/user/", "/user/", "/u/", "u/"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (dl_str_starts(name, dl_str_of(prefixes[i])))
            return dl_str_slice(name, strlen(prefixes[i]), name.size);
    return name;
}

bool dl_reddit_wants(const source *s, dl_str author)
{
    dl_str wanted = plain_name(dl_str_trim(s->options->author));
    return wanted.size == 0 || dl_str_same_letters(wanted, author);
}

/* The path of a thread or listing without its ending: "/r/OpenAI/comments/1ieonxv". */
static dl_str place_of(dl_str url)
{
    static const char *const endings[] = {"/", ".rss", ".json", "/"};
    dl_str path = dl_uri_split(url).path;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (dl_str_ends(path, dl_str_of(endings[i])))
            path.size -= strlen(endings[i]);
    return path;
}

static dl_str root_of(const source *s, const char *own)
{
    dl_str base = s->options->base.size ? s->options->base : dl_str_of(own);
    while (base.size && base.data[base.size - 1] == '/')
        base.size--;
    return base;
}

static int tell_ways(source *s, const dl_snapshot *snapshot, dl_error *error)
{
    int rc = source_refused(s, snapshot, error);
    if (snapshot->status != 401 && snapshot->status != 403)
        return rc;
    dl_error_set(error, rc,
                 "Reddit answers %d: it refuses those who ask without an account. "
                 "Three ways remain: the thread's JSON saved from your browser as a file beside "
                 "the notebook; your own API token for oauth.reddit.com; the thread's .rss",
                 snapshot->status);
    dl_error_hint(error, "open the address with .json at its end, save it, and give the file's "
                         "name");
    dl_error_at(error, snapshot->url.data, 0, 0);
    return rc;
}

static int refused(source *s, const dl_snapshot *snapshot, bool with_token, dl_error *error)
{
    if (snapshot->status != 401 || !with_token)
        return tell_ways(s, snapshot, error);
    int rc = source_refused(s, snapshot, error);
    dl_error_hint(error, "the token for oauth.reddit.com is wrong, or its hour is over");
    return rc;
}

/* One page of the API. after: what it goes on after; empty for the first, and at the end. */
static int read_page(dl_thread *thread, dl_str address, const dl_str *headers, size_t count,
                     dl_str *after, dl_error *error)
{
    source *s = thread->s;
    dl_snapshot snapshot;
    dl_buf text = {0};
    dl_buf_add(&text, address);
    if (after->size) {
        dl_buf_puts(&text, "&after=");
        source_encode(*after, &text);
    }
    int rc = source_get(s, source_take(s, &text), headers, count, &snapshot, error);
    if (rc)
        return rc;
    if (snapshot.status >= 400)
        return refused(s, &snapshot, count > 0, error);
    if (dl_fact_value(s->out->facts, "rate_remaining").size == 0) {
        source_fact(s, &s->out->facts, "rate_remaining",
                    dl_header_value(snapshot.headers, "X-Ratelimit-Remaining"));
        source_fact(s, &s->out->facts, "rate_reset",
                    dl_header_value(snapshot.headers, "X-Ratelimit-Reset"));
    }
    return dl_reddit_json(thread, &snapshot, after, error);
}

static int read_pages(dl_thread *thread, dl_str address, const dl_str *headers, size_t count,
                      dl_error *error)
{
    dl_str after = {"", 0};
    for (size_t page = 0;; page++) {
        dl_str before = after;
        int rc = read_page(thread, address, headers, count, &after, error);
        if (rc)
            return page && source_go_on(thread->s, error) ? 0 : rc;
        if (after.size == 0 || dl_str_equal(before, after) || source_full(thread->s))
            return 0;
    }
}

static int read_api(source *s, dl_str url, dl_str token, dl_error *error)
{
    dl_thread thread = {.s = s, .ask_more = token.size > 0};
    dl_buf text = {0};
    dl_str header = {"", 0};
    dl_str root = root_of(s, token.size ? "https://oauth.reddit.com" : "https://www.reddit.com");
    dl_buf_add(&text, root);
    dl_buf_add(&text, place_of(url));
    /* raw_json: < > & as they are; the oldest first, so that a thread that grows keeps its order */
    dl_buf_puts(&text,
                token.size ? "?limit=500&raw_json=1&sort=old" : ".json?limit=500&raw_json=1");
    dl_str address = source_take(s, &text);
    if (token.size) {
        dl_buf_puts(&text, "Authorization: ");
        dl_buf_add(&text, token);
        header = source_take(s, &text);
    }
    int rc = read_pages(&thread, address, &header, token.size > 0, error);
    if (!rc)
        rc = dl_thread_ask_hidden(&thread, root, &header, token.size > 0, error);
    if (!rc)
        dl_thread_tell_missing(&thread);
    return rc;
}

/* A file that a person saved: one page, whatever comes after it. */
static int read_file(source *s, dl_str path, dl_error *error)
{
    dl_thread thread = {.s = s};
    dl_snapshot snapshot;
    dl_str after;
    int rc = source_get(s, path, NULL, 0, &snapshot, error);
    if (!rc)
        rc = dl_reddit_json(&thread, &snapshot, &after, error);
    if (!rc)
        dl_thread_tell_missing(&thread);
    if (!rc && after.size)
        source_missing(s, "the listing goes on after %.40s", after.data);
    return rc;
}

static void add_entry(source *s, const source_entry *entry)
{
    dl_str author = plain_name(entry->author);
    if (!dl_reddit_wants(s, author))
        return;
    dl_record *record = source_add(s);
    bool post = dl_str_starts(entry->id, DL_STR("t3_"));
    record->kind = post ? DL_STR("post") : DL_STR("comment");
    record->id = entry->id;
    record->actor = author;
    record->title = post ? entry->title : (dl_str){"", 0};
    record->text = source_html_text(s, entry->content);
    record->url = entry->link;
    source_date(s, record, entry->published.size ? entry->published : entry->updated);
}

static int read_atom(source *s, dl_str url, dl_error *error)
{
    dl_snapshot snapshot;
    dl_buf text = {0};
    source_entry *entries = NULL;
    size_t count = 0;
    bool broken = false;
    dl_buf_add(&text, root_of(s, "https://www.reddit.com"));
    dl_buf_add(&text, place_of(url));
    dl_buf_puts(&text, "/.rss?limit=100&sort=old");
    int rc = source_get(s, source_take(s, &text), NULL, 0, &snapshot, error);
    if (!rc && snapshot.status >= 400)
        return tell_ways(s, &snapshot, error);
    if (!rc)
        rc = source_feed(s, &snapshot, &entries, &count, &broken, error);
    for (size_t i = 0; !rc && i < count && !source_full(s); i++)
        add_entry(s, &entries[i]);
    if (!rc)
        source_missing(s, broken ? "the feed breaks off"
                                 : "a feed has up to 100 comments, without who answers whom, "
                                   "edits and removals");
    return rc;
}

int dl_source_reddit(dl_fetch *fetch, dl_str url, const dl_source_options *options, dl_arena *arena,
                     dl_records *out, dl_error *error)
{
    source s;
    source_begin(&s, fetch, options, arena, out, "Reddit", own_limit);
    url = dl_str_trim(url);
    dl_str token = source_token(&s, root_of(&s, "https://oauth.reddit.com"));
    bool atom = dl_str_equal(options->form, DL_STR("atom"));
    int rc;
    if (!dl_link_is_web(url)) {
        rc = read_file(&s, url, error);
    } else if (!atom && (token.size || dl_str_equal(options->form, DL_STR("json")))) {
        rc = read_api(&s, url, token, error);
    } else {
        rc = read_atom(&s, url, error);
    }
    return rc ? rc : source_end(&s, error);
}
