/*
 * GitHub's commits. REST (docs.github.com/en/rest/commits/commits, .../using-the-rest-api/
 * using-pagination-in-the-rest-api and rate-limits-for-the-rest-api): pages by Link rel="next",
 * limits in X-RateLimit-*, 409 for an empty repository, 301 for one that was renamed. Atom: the
 * twenty last, without committers.
 */
#include <string.h>

#include "fetch/commits.h"
#include "fetch/source_xml.h"

static dl_str api_of(const source *s)
{
    dl_str base = s->options->base.size ? s->options->base : DL_STR("https://api.github.com");
    while (base.size && base.data[base.size - 1] == '/')
        base.size--;
    return base;
}

static int get(source *s, dl_str url, dl_snapshot *snapshot, dl_error *error)
{
    dl_str headers[3] = {DL_STR("Accept: application/vnd.github+json"),
                         DL_STR("X-GitHub-Api-Version: 2022-11-28")};
    size_t count = 2;
    dl_str token = source_token(s, url);
    if (token.size) {
        dl_buf line = {0};
        dl_buf_puts(&line, "Authorization: ");
        dl_buf_add(&line, token);
        headers[count++] = source_take(s, &line);
    }
    return source_get(s, url, headers, count, snapshot, error);
}

static void put_repository(const source *s, const dl_repository *r, dl_buf *out)
{
    dl_buf_add(out, api_of(s));
    dl_buf_puts(out, "/repos/");
    dl_buf_add(out, r->name);
}

static int refused(source *s, const dl_repository *r, const dl_snapshot *snapshot, dl_error *error)
{
    int rc = source_refused(s, snapshot, error);
    if (snapshot->status == 404) {
        dl_error_set(error, rc,
                     "GitHub has no repository %.*s that is public, or no such branch "
                     "in it",
                     DL_STR_ARG(r->name));
        dl_error_at(error, snapshot->url.data, 0, 0);
    } else if (error && !error->hint[0] && snapshot->status == 401) {
        dl_error_hint(error, "the token for api.github.com is not valid");
    }
    return rc;
}

static void bool_fact(source *s, const char *name, const json_t *value)
{
    if (json_is_boolean(value))
        source_fact(s, &s->out->facts, name,
                    json_is_true(value) ? DL_STR("true") : DL_STR("false"));
}

/* What the repository is: a fork's commits are mostly another repository's. */
static int read_repository(source *s, const dl_repository *r, dl_error *error)
{
    dl_snapshot snapshot;
    dl_buf url = {0};
    json_t *json = NULL;
    put_repository(s, r, &url);
    int rc = get(s, source_take(s, &url), &snapshot, error);
    if (!rc && snapshot.status >= 400)
        rc = refused(s, r, &snapshot, error);
    if (!rc)
        rc = source_json(s, &snapshot, &json, error);
    if (rc)
        return rc;
    dl_str name = source_string(json, "full_name");
    dl_fact **facts = &s->out->facts;
    if (name.size == 0)
        rc = source_wrong_shape(s, &snapshot, "a repository with its full_name", error);
    source_fact(s, facts, "repository", name);
    source_fact(s, facts, "created", source_string(json, "created_at"));
    source_fact(s, facts, "branch", r->ref.size ? r->ref : source_string(json, "default_branch"));
    source_fact(s, facts, "description", source_string(json, "description"));
    bool_fact(s, "fork", json_object_get(json, "fork"));
    bool_fact(s, "archived", json_object_get(json, "archived"));
    source_fact(s, facts, "fork_of", source_string(json_object_get(json, "parent"), "full_name"));
    source_fact(s, facts, "original", source_string(json_object_get(json, "source"), "full_name"));
    json_decref(json);
    return rc;
}

/* The first line is the title, as git has it. */
static void split_message(source *s, dl_record *record, dl_str message)
{
    dl_str rest;
    record->title = source_copy(s, dl_str_trim(dl_str_cut(message, '\n', &rest)));
    record->text = source_copy(s, dl_str_trim(message));
}

static void add_commit(source *s, const json_t *item)
{
    const json_t *commit = json_object_get(item, "commit");
    const json_t *author = json_object_get(commit, "author");
    const json_t *committer = json_object_get(commit, "committer");
    dl_str sha = source_string(item, "sha");
    if (sha.size == 0 || source_full(s))
        return;
    dl_record *record = source_add(s);
    record->kind = DL_STR("commit");
    record->id = source_copy(s, sha);
    record->url = source_copy(s, source_string(item, "html_url"));
    dl_str login = source_string(json_object_get(item, "author"), "login");
    record->actor = source_copy(s, login.size ? login : source_string(author, "name"));
    split_message(s, record, source_string(commit, "message"));
    /* the author's date is when it was written, the committer's when it went in */
    source_date(s, record, source_string(author, "date"));
    source_ended(s, record, source_string(committer, "date"));
    source_fact(s, &record->facts, "author_name", source_string(author, "name"));
    source_fact(s, &record->facts, "committer", source_string(committer, "name"));
    const json_t *verification = json_object_get(commit, "verification");
    if (json_is_true(json_object_get(verification, "verified")))
        source_fact(s, &record->facts, "verified", DL_STR("true"));
}

static int read_page(source *s, const dl_repository *r, dl_str url, dl_str *next, dl_error *error)
{
    dl_snapshot snapshot;
    json_t *json = NULL;
    *next = (dl_str){"", 0};
    int rc = get(s, url, &snapshot, error);
    if (rc)
        return rc;
    if (snapshot.status == 409) { /* "Git Repository is empty." */
        source_fact(s, &s->out->facts, "empty", DL_STR("true"));
        return 0;
    }
    if (snapshot.status >= 400)
        return refused(s, r, &snapshot, error);
    rc = source_json(s, &snapshot, &json, error);
    if (!rc && !json_is_array(json))
        rc = source_wrong_shape(s, &snapshot, "a list of commits", error);
    for (size_t i = 0; !rc && i < json_array_size(json); i++)
        add_commit(s, json_array_get(json, i));
    if (!rc)
        *next = source_next(s, &snapshot);
    json_decref(json);
    return rc;
}

static int read_pages(source *s, const dl_repository *r, dl_error *error)
{
    dl_buf url = {0};
    put_repository(s, r, &url);
    const size_t a_page = s->limit < 100 ? s->limit : 100;
    dl_buf_printf(&url, "/commits?per_page=%zu", a_page);
    const struct {
        const char *name;
        dl_str value;
    } params[] = {{"&sha=", r->ref}, {"&path=", r->path}, {"&author=", s->options->author}};
    for (size_t i = 0; i < sizeof params / sizeof *params; i++) {
        if (params[i].value.size == 0)
            continue;
        dl_buf_puts(&url, params[i].name);
        source_encode(params[i].value, &url);
    }
    dl_str next = source_take(s, &url);
    for (size_t page = 0; next.size; page++) {
        dl_str here = next;
        int rc = read_page(s, r, here, &next, error);
        if (rc)
            return page && source_go_on(s, error) ? 0 : rc;
        if (next.size && (source_full(s) || dl_str_equal(here, next)))
            return 0;
    }
    return 0;
}

/* "tag:github.com,2008:Grit::Commit/SHA" */
static dl_str sha_of(dl_str id)
{
    size_t at = dl_str_find(id, DL_STR("Commit/"), 0);
    return at < id.size ? dl_str_slice(id, at + 7, id.size) : id;
}

static int read_atom(source *s, const dl_repository *r, dl_error *error)
{
    dl_snapshot snapshot;
    dl_buf url = {0};
    source_entry *entries = NULL;
    size_t count = 0;
    bool broken = false;
    dl_buf_add(&url, s->options->base.size ? api_of(s) : DL_STR("https://github.com"));
    dl_buf_puts(&url, "/");
    dl_buf_add(&url, r->name);
    dl_buf_puts(&url, "/commits");
    if (r->ref.size || r->path.size) {
        dl_buf_puts(&url, "/");
        dl_buf_add(&url, r->ref.size ? r->ref : DL_STR("HEAD"));
        dl_buf_puts(&url, r->path.size ? "/" : "");
        dl_buf_add(&url, r->path);
    }
    dl_buf_puts(&url, ".atom");
    int rc = source_get(s, source_take(s, &url), NULL, 0, &snapshot, error);
    if (!rc && snapshot.status >= 400)
        rc = refused(s, r, &snapshot, error);
    if (!rc)
        rc = source_feed(s, &snapshot, &entries, &count, &broken, error);
    for (size_t i = 0; !rc && i < count && !source_full(s); i++) {
        const source_entry *entry = &entries[i];
        dl_record *record = source_add(s);
        record->kind = DL_STR("commit");
        record->id = sha_of(entry->id);
        record->title = entry->title;
        record->text = source_html_text(s, entry->content);
        record->url = entry->link;
        record->actor = entry->author;
        source_date(s, record, entry->updated);
    }
    if (!rc)
        source_missing(s, broken ? "the feed breaks off" : "a feed has the last 20 commits only");
    return rc;
}

int dl_commits_github(source *s, const dl_repository *repository, dl_error *error)
{
    s->service = "GitHub";
    if (repository->atom)
        return read_atom(s, repository, error);
    int rc = read_repository(s, repository, error);
    return rc ? rc : read_pages(s, repository, error);
}
