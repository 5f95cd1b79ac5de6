/*
 * Hugging Face's commits (huggingface.co/docs/hub/api, and what its client libraries read): GET
 * /api/{models,datasets,spaces}/REPO/commits/REF gives id, title, message, authors and date, with
 * X-Total-Count and Link rel="next". A repository that is private, gated or not there answers 401,
 * with the reason in X-Error-Code.
 */
#include <stdlib.h>
#include <string.h>

#include "fetch/commits.h"

static dl_str hub_of(const source *s)
{
    dl_str base = s->options->base.size ? s->options->base : DL_STR("https://huggingface.co");
    while (base.size && base.data[base.size - 1] == '/')
        base.size--;
    return base;
}

static int refused(source *s, const dl_repository *r, const dl_snapshot *snapshot, dl_error *error)
{
    static const struct {
        const char *code, *words;
    } reasons[] = {{"GatedRepo", "is gated: its owner grants access to each reader"},
                   {"RepoNotFound", "is not there, or is private"},
                   {"RevisionNotFound", "has no such branch, tag or commit"},
                   {"DisabledRepo", "was disabled by the service"}};
    dl_str code = dl_header_value(snapshot->headers, "X-Error-Code");
    int rc = source_refused(s, snapshot, error);
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (!dl_str_equal(code, dl_str_of(reasons[i].code)))
            continue;
        dl_error_set(error, rc, "Hugging Face answers %d: %.*s %s", snapshot->status,
                     DL_STR_ARG(r->name), reasons[i].words);
        dl_error_at(error, snapshot->url.data, 0, 0);
    }
    if (snapshot->status == 401 || snapshot->status == 403)
        dl_error_hint(error, "what is private or gated needs your own token for huggingface.co");
    return rc;
}

static void put_authors(const json_t *authors, dl_buf *out)
{
    for (size_t i = 0; i < json_array_size(authors); i++) {
        dl_str user = source_string(json_array_get(authors, i), "user");
        if (user.size && out->size)
            dl_buf_puts(out, ", ");
        dl_buf_add(out, user);
    }
}

static void add_commit(source *s, const dl_repository *r, const json_t *item)
{
    dl_buf text = {0};
    dl_str id = source_string(item, "id");
    if (id.size == 0 || source_full(s))
        return;
    dl_record *record = source_add(s);
    record->kind = DL_STR("commit");
    record->id = source_copy(s, id);
    record->title = source_copy(s, dl_str_trim(source_string(item, "title")));
    record->text = source_copy(s, dl_str_trim(source_string(item, "message")));
    source_date(s, record, source_string(item, "date"));
    put_authors(json_object_get(item, "authors"), &text);
    record->actor = source_take(s, &text);
    dl_buf_add(&text, hub_of(s));
    dl_buf_puts(&text, "/");
    if (!dl_str_equal(r->type, DL_STR("models"))) {
        dl_buf_add(&text, r->type);
        dl_buf_puts(&text, "/");
    }
    dl_buf_add(&text, r->name);
    dl_buf_puts(&text, "/commit/");
    dl_buf_add(&text, record->id);
    record->url = source_take(s, &text);
    if (s->options->author.size && !dl_str_equal(record->actor, s->options->author))
        s->out->count--;
}

static int get(source *s, dl_str url, dl_snapshot *snapshot, dl_error *error)
{
    dl_str header;
    dl_str token = source_token(s, url);
    if (token.size == 0)
        return source_get(s, url, NULL, 0, snapshot, error);
    dl_buf line = {0};
    dl_buf_puts(&line, "Authorization: ");
    dl_buf_add(&line, token);
    header = source_take(s, &line);
    return source_get(s, url, &header, 1, snapshot, error);
}

/* The repository's name as answered stands in the address that a rename led to. */
static void note_answered(source *s, const dl_repository *r, dl_str final_url)
{
    dl_buf before = {0};
    dl_buf_puts(&before, "/api/");
    dl_buf_add(&before, r->type);
    dl_buf_puts(&before, "/");
    size_t at = dl_str_find(final_url, dl_buf_str(&before), 0);
    size_t end = dl_str_find(final_url, DL_STR("/commits/"), at);
    if (at < final_url.size)
        source_fact(s, &s->out->facts, "repository",
                    dl_str_slice(final_url, at + before.size, end));
    dl_buf_clear(&before);
}

static int read_page(source *s, const dl_repository *r, dl_str url, dl_str *next, size_t *seen,
                     dl_error *error)
{
    dl_snapshot snapshot;
    json_t *json = NULL;
    *next = (dl_str){"", 0};
    *seen = 0;
    int rc = get(s, url, &snapshot, error);
    if (!rc && snapshot.status >= 400)
        rc = refused(s, r, &snapshot, error);
    if (!rc)
        rc = source_json(s, &snapshot, &json, error);
    if (!rc && !json_is_array(json))
        rc = source_wrong_shape(s, &snapshot, "a list of commits", error);
    if (!rc && dl_fact_value(s->out->facts, "repository").size == 0) {
        note_answered(s, r, snapshot.final_url);
        source_fact(s, &s->out->facts, "total", dl_header_value(snapshot.headers, "X-Total-Count"));
    }
    for (size_t i = 0; !rc && i < json_array_size(json); i++)
        add_commit(s, r, json_array_get(json, i));
    if (!rc) {
        *seen = json_array_size(json);
        *next = source_next(s, &snapshot);
    }
    json_decref(json);
    return rc;
}

static size_t total_of(const source *s)
{
    dl_str total = dl_fact_value(s->out->facts, "total"); /* NUL-terminated: an arena's copy */
    return total.size ? (size_t)strtoul(total.data, NULL, 10) : 0;
}

/* Without a Link the pages have numbers, up to the total. */
int dl_commits_hub(source *s, const dl_repository *r, dl_error *error)
{
    dl_str next = {"", 0};
    size_t seen = 0, all = 0;
    s->service = "Hugging Face";
    if (r->path.size)
        return dl_error_set(error, DL_ERR_USAGE,
                            "Hugging Face lists the commits of a repository, not those of a path");
    for (unsigned page = 0;; page++) {
        dl_buf url = {0};
        dl_str here = next;
        if (here.size == 0) {
            dl_buf_add(&url, hub_of(s));
            dl_buf_puts(&url, "/api/");
            dl_buf_add(&url, r->type);
            dl_buf_puts(&url, "/");
            dl_buf_add(&url, r->name);
            dl_buf_puts(&url, "/commits/");
            source_encode(r->ref.size ? r->ref : DL_STR("main"), &url);
            dl_buf_printf(&url, "?p=%u&limit=100", page);
            here = source_take(s, &url);
        }
        int rc = read_page(s, r, here, &next, &seen, error);
        if (rc)
            return page && source_go_on(s, error) ? 0 : rc;
        all += seen;
        bool more = next.size || (seen && all < total_of(s));
        if (!more || source_full(s) || dl_str_equal(here, next))
            return 0;
    }
}
