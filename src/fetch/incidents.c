/*
 * Incidents of a status page, in the common JSON form (Atlassian Statuspage's public API, which
 * every such page documents at /api, as https://confluence.status.atlassian.com/api; others answer
 * in the same form): /api/v2/incidents.json has the fifty last, /api/v2/incidents/unresolved.json
 * the open ones. Older ones stand in the history's pages, by number. Other services (Instatus)
 * have a feed.
 */
#include "fetch/incidents.h"

#include <string.h>
#include <strings.h>

#include "extract/link.h"
#include "fetch/source_xml.h"

static const size_t own_limit = 10000;
/* What incidents.json holds at most: a list as long as this has older ones behind it. */
enum { INCIDENTS_A_PAGE = 50 };

static dl_str names_of(source *s, const json_t *components)
{
    dl_buf text = {0};
    for (size_t i = 0; i < json_array_size(components); i++) {
        dl_str name = source_string(json_array_get(components, i), "name");
        if (name.size && text.size)
            dl_buf_puts(&text, ", ");
        dl_buf_add(&text, name);
    }
    return source_take(s, &text);
}

static void add_update(source *s, const json_t *update, const dl_record *incident, dl_str page)
{
    if (source_full(s))
        return;
    const dl_record of = *incident; /* the list may move */
    dl_record *record = source_add(s);
    dl_str shown = source_string(update, "display_at");
    record->kind = source_copy(s, source_string(update, "status"));
    record->id = source_copy(s, source_string(update, "id"));
    record->actor = page;
    record->text = source_copy(s, dl_str_trim(source_string(update, "body")));
    record->url = of.url;
    source_date(s, record, shown.size ? shown : source_string(update, "created_at"));
    source_fact(s, &record->facts, "incident", of.id);
    source_fact(s, &record->facts, "incident_title", of.title);
    source_fact(s, &record->facts, "created", source_string(update, "created_at"));
    source_fact(s, &record->facts, "components",
                names_of(s, json_object_get(update, "affected_components")));
}

/* An incident, then what was told of it, first to last. */
static void add_incident(source *s, const json_t *item, dl_str page)
{
    dl_str started = source_string(item, "started_at");
    if (source_string(item, "id").size == 0 || source_full(s))
        return;
    dl_record *record = source_add(s);
    record->kind = DL_STR("incident");
    record->id = source_copy(s, source_string(item, "id"));
    record->actor = page;
    record->title = source_copy(s, dl_str_trim(source_string(item, "name")));
    record->url = source_copy(s, source_string(item, "shortlink"));
    source_date(s, record, started.size ? started : source_string(item, "created_at"));
    source_ended(s, record, source_string(item, "resolved_at"));
    source_fact(s, &record->facts, "status", source_string(item, "status"));
    source_fact(s, &record->facts, "impact", source_string(item, "impact"));
    source_fact(s, &record->facts, "created", source_string(item, "created_at"));
    source_fact(s, &record->facts, "updated", source_string(item, "updated_at"));
    source_fact(s, &record->facts, "components", names_of(s, json_object_get(item, "components")));
    source_fact(s, &record->facts, "postmortem", source_string(item, "postmortem_body"));
    const json_t *updates = json_object_get(item, "incident_updates");
    const dl_record incident = *record;
    for (size_t i = json_array_size(updates); i > 0; i--) /* they come newest first */
        add_update(s, json_array_get(updates, i - 1), &incident, page);
}

static int read_incidents(source *s, dl_str url, size_t *seen, dl_error *error)
{
    dl_snapshot snapshot;
    json_t *json = NULL;
    int rc = source_need(s, url, NULL, 0, &snapshot, error);
    if (!rc)
        rc = source_json(s, &snapshot, &json, error);
    if (rc)
        return rc;
    const json_t *page = json_object_get(json, "page");
    const json_t *list = json_object_get(json, "incidents");
    if (!json_is_array(list))
        rc = source_wrong_shape(s, &snapshot, "a list of incidents", error);
    dl_str name = source_copy(s, source_string(page, "name"));
    if (name.size == 0)
        name = dl_uri_split(snapshot.url).authority;
    source_fact(s, &s->out->facts, "page", name);
    source_fact(s, &s->out->facts, "timezone", source_string(page, "time_zone"));
    source_fact(s, &s->out->facts, "updated", source_string(page, "updated_at"));
    *seen = json_array_size(list);
    for (size_t i = 0; !rc && i < *seen; i++)
        add_incident(s, json_array_get(list, i), name);
    json_decref(json);
    return rc;
}

/* RSS and Atom, which every status page has: an item an incident, its updates within its text. */
static int read_feed(source *s, dl_str url, dl_error *error)
{
    dl_snapshot snapshot;
    source_entry *entries = NULL;
    size_t count = 0;
    bool broken = false;
    int rc = source_need(s, url, NULL, 0, &snapshot, error);
    if (!rc)
        rc = source_feed(s, &snapshot, &entries, &count, &broken, error);
    for (size_t i = 0; !rc && i < count && !source_full(s); i++) {
        const source_entry *entry = &entries[i];
        dl_record *record = source_add(s);
        record->kind = DL_STR("incident");
        record->actor = dl_uri_split(snapshot.url).authority;
        record->id = entry->id;
        record->title = entry->title;
        record->text = source_html_text(s, entry->content);
        record->url = entry->link.size ? entry->link : entry->id;
        source_date(s, record, entry->published.size ? entry->published : entry->updated);
        if (entry->published.size)
            source_ended(s, record, entry->updated);
    }
    if (!rc)
        source_missing(s, broken ? "the feed breaks off" : "a feed has the latest incidents only");
    return rc;
}

/* "https://status.example.com", of whatever address of it was given. */
static dl_str root_of(source *s, dl_str url)
{
    dl_buf text = {0};
    dl_uri uri = dl_uri_split(url);
    dl_buf_add(&text, uri.scheme);
    dl_buf_puts(&text, "://");
    dl_buf_add(&text, uri.authority);
    return source_take(s, &text);
}

static dl_str below(source *s, dl_str root, const char *path)
{
    dl_buf text = {0};
    dl_buf_add(&text, root);
    dl_buf_puts(&text, path);
    return source_take(s, &text);
}

static int read_common(source *s, dl_str url, dl_str root, dl_error *error)
{
    dl_str form = s->options->form;
    dl_str path = dl_uri_split(url).path;
    bool exact = dl_str_find(path, DL_STR("/api/v2/"), 0) < path.size;
    bool open = dl_str_equal(form, DL_STR("unresolved"));
    size_t seen = 0;
    if (!exact)
        url = below(s, root, open ? "/api/v2/incidents/unresolved.json" : "/api/v2/incidents.json");
    int rc = read_incidents(s, url, &seen, error);
    bool other = rc == DL_ERR_SYNTAX || rc == DL_ERR_NET;
    if (other && error && !error->hint[0])
        dl_error_hint(error, "a page without this API may have a feed: form = \"feed\"");
    if (rc || exact || open)
        return rc;
    if (dl_str_equal(form, DL_STR("all")))
        return dl_incidents_history(s, root, error);
    if (seen >= INCIDENTS_A_PAGE)
        source_missing(s,
                       "the page gives its last %zu incidents; form = \"all\" asks for older "
                       "ones too",
                       seen);
    return 0;
}

int dl_source_incidents(dl_fetch *fetch, dl_str url, const dl_source_options *options,
                        dl_arena *arena, dl_records *out, dl_error *error)
{
    source s;
    source_begin(&s, fetch, options, arena, out, "the status page", own_limit);
    url = dl_str_trim(url);
    dl_str path = dl_uri_split(url).path;
    bool feed = dl_str_ends(path, DL_STR(".rss")) || dl_str_ends(path, DL_STR(".atom"));
    int rc;
    if (!dl_link_is_web(url)) {
        size_t seen;
        rc = read_incidents(&s, url, &seen, error); /* a saved file */
    } else if (feed || dl_str_equal(options->form, DL_STR("feed"))) {
        rc = read_feed(&s, feed ? url : below(&s, root_of(&s, url), "/history.rss"), error);
    } else {
        rc = read_common(&s, url, root_of(&s, url), error);
    }
    return rc ? rc : source_end(&s, error);
}
