/*
 * TimeMaps (RFC 7089 §5): in application/link-format, whose links are original, timegate, self,
 * other timemaps and mementos; and in the JSON form that archives add (mementos.list of datetime
 * and uri, timemap_index of other TimeMaps).
 */
#include <string.h>

#include "extract/link.h"
#include "fetch/archive.h"
#include "fetch/weblink.h"

typedef struct timemap {
    source *s;
    dl_str *queue; /* TimeMaps known, asked and to be asked */
    size_t count, asked;
} timemap;

static void add_page(timemap *t, dl_str base, dl_str target)
{
    dl_buf url = {0};
    dl_link_resolve(base, target, &url);
    dl_str address = dl_buf_str(&url);
    bool known = t->count == SOURCE_MOST_REQUESTS || !dl_link_is_web(address);
    if (t->count == SOURCE_MOST_REQUESTS)
        source_missing(t->s, "the TimeMap has too many pages");
    for (size_t i = 0; i < t->count && !known; i++)
        known = dl_str_equal(t->queue[i], address);
    if (!known)
        t->queue[t->count++] = source_copy(t->s, address);
    dl_buf_clear(&url);
}

static void add_memento(source *s, dl_str base, dl_str target, dl_str datetime)
{
    dl_buf url = {0};
    dl_record *record = source_add(s);
    dl_link_resolve(base, target, &url);
    record->url = source_take(s, &url);
    record->kind = DL_STR("captured");
    record->actor = dl_uri_split(dl_fact_value(s->out->facts, "asked")).authority;
    source_date(s, record, datetime);
    source_fact(s, &record->facts, "original", dl_archive_original(record->url));
}

static void read_link(timemap *t, dl_str base, const dl_weblink *link)
{
    static const char *const whole[] = {"original", "timegate"};
    source *s = t->s;
    dl_buf value = {0};
    if (dl_weblink_has_rel(link, "memento")) {
        dl_weblink_param(link, "datetime", &value);
        if (!source_full(s))
            add_memento(s, base, link->target, dl_buf_str(&value));
    } else if (dl_weblink_has_rel(link, "timemap")) {
        add_page(t, base, link->target);
    }
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (dl_weblink_has_rel(link, whole[i]) && dl_fact_value(s->out->facts, whole[i]).size == 0)
            source_fact(s, &s->out->facts, whole[i], link->target);
    if (dl_weblink_has_rel(link, "self")) { /* §5: the time that this page covers */
        dl_buf_truncate(&value, 0);
        if (dl_weblink_param(link, "from", &value))
            source_fact(s, &s->out->facts, "from", dl_buf_str(&value));
        dl_buf_truncate(&value, 0);
        if (dl_weblink_param(link, "until", &value))
            source_fact(s, &s->out->facts, "until", dl_buf_str(&value));
    }
    s->failed = s->failed || value.failed;
    dl_buf_clear(&value);
}

static int read_links(timemap *t, const dl_snapshot *snapshot, dl_error *error)
{
    dl_str rest = snapshot->body;
    dl_weblink link;
    size_t count = 0;
    for (; dl_weblink_next(&rest, &link); count++)
        read_link(t, snapshot->final_url, &link);
    if (count || dl_str_trim(snapshot->body).size == 0)
        return 0;
    int rc = dl_error_set(error, DL_ERR_SYNTAX,
                          "the archive answered with what is no TimeMap (RFC 7089): links were "
                          "expected");
    dl_error_at(error, snapshot->url.data, 0, 0);
    return rc;
}

static int read_json(timemap *t, const dl_snapshot *snapshot, dl_error *error)
{
    json_t *json = NULL;
    int rc = source_json(t->s, snapshot, &json, error);
    if (rc)
        return rc;
    const json_t *list = json_object_get(json_object_get(json, "mementos"), "list");
    const json_t *pages = json_object_get(json, "timemap_index");
    if (!json_is_array(list) && !json_is_array(pages))
        rc = source_wrong_shape(t->s, snapshot, "mementos.list", error);
    dl_str gate = source_string(json, "timegate_uri");
    if (dl_fact_value(t->s->out->facts, "timegate").size == 0)
        source_fact(t->s, &t->s->out->facts, "timegate", gate);
    for (size_t i = 0; !rc && i < json_array_size(pages); i++) {
        dl_str uri = source_string(json_array_get(pages, i), "uri");
        if (uri.size)
            add_page(t, snapshot->final_url, uri);
    }
    for (size_t i = 0; !rc && i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        dl_str uri = source_string(item, "uri");
        if (source_full(t->s))
            break;
        if (uri.size)
            add_memento(t->s, snapshot->final_url, uri, source_string(item, "datetime"));
    }
    json_decref(json);
    return rc;
}

int dl_timemap_read(source *s, dl_str url, dl_error *error)
{
    timemap t = {.s = s};
    dl_buf first = {0};
    t.queue = dl_arena_alloc(s->arena, SOURCE_MOST_REQUESTS * sizeof *t.queue);
    if (!t.queue)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a TimeMap");
    dl_buf_add(&first, s->options->timemap);
    dl_buf_add(&first, url);
    t.queue[t.count++] = source_take(s, &first);
    while (t.asked < t.count && !s->failed && !source_full(s)) {
        dl_snapshot snapshot;
        int rc = source_need(s, t.queue[t.asked++], NULL, 0, &snapshot, error);
        /* the first page may name itself by another address than the one asked */
        if (!rc && t.asked == 1)
            add_page(&t, snapshot.final_url, snapshot.final_url);
        if (!rc && t.asked == 1 && t.count == 2)
            t.asked = 2;
        dl_str start = dl_str_trim(rc ? (dl_str){"", 0} : snapshot.body);
        if (!rc)
            rc = start.size && start.data[0] == '{' ? read_json(&t, &snapshot, error)
                                                    : read_links(&t, &snapshot, error);
        if (rc)
            return s->out->count && source_go_on(s, error) ? 0 : rc;
    }
    return 0;
}
