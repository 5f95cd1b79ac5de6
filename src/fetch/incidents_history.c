/*
 * What a status page's own history reads: /history.json?page=N, months of incidents, whose times
 * are words without a year ("Dec <var>11</var>, <var>15:17</var> - <var>19:38</var> PST"). It is
 * documented nowhere, so that what does not fit is left out and said.
 */
#include <stdio.h>
#include <string.h>

#include "fetch/incidents.h"

/* A history that has nothing for so many pages (a quarter of a year each) has ended. */
enum { EMPTY_PAGES = 4 };

static bool is_known(const source *s, dl_str id)
{
    for (size_t i = 0; i < s->out->count; i++)
        if (dl_str_equal(s->out->items[i].id, id))
            return true;
    return false;
}

static dl_str last_word(dl_str text)
{
    size_t at = text.size;
    while (at > 0 && ((text.data[at - 1] >= 'A' && text.data[at - 1] <= 'Z')))
        at--;
    return dl_str_slice(text, at, text.size);
}

static bool has_letters(dl_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((text.data[i] >= 'a' && text.data[i] <= 'z'))
            return true;
    return false;
}

/* "Dec 11, 15:17" of a year, and a zone: "Dec 11 2024, 15:17 PST". */
static bool read_moment(dl_str day, dl_str time, int year, dl_str zone, dl_date *date)
{
    char text[120];
    int size = snprintf(text, sizeof text, "%.*s %d, %.*s %.*s", DL_STR_ARG(day), year,
                        DL_STR_ARG(time), DL_STR_ARG(zone));
    return size > 0 && (size_t)size < sizeof text &&
           source_read_date((dl_str){text, (size_t)size}, date) &&
           dl_date_precision(date) >= DL_PRECISION_DAY;
}

/* from - to; the end may tell its time alone, and may lie in the next year. */
static void read_times(dl_record *record, dl_str words, int year)
{
    dl_str zone = last_word(words);
    size_t dash = dl_str_find(words, DL_STR(" - "), 0);
    dl_str from =
        dl_str_trim(dl_str_slice(words, 0, dash < words.size ? dash : words.size - zone.size));
    dl_str to = dl_str_trim(dl_str_slice(words, dash + 3, words.size - zone.size));
    size_t comma = dl_str_find(from, DL_STR(","), 0);
    dl_str day = dl_str_slice(from, 0, comma);
    record->has_date = read_moment(day, dl_str_trim(dl_str_slice(from, comma + 1, from.size)), year,
                                   zone, &record->date);
    if (to.size == 0 || !record->has_date)
        return;
    comma = dl_str_find(to, DL_STR(","), 0);
    if (has_letters(to) && comma < to.size) {
        day = dl_str_slice(to, 0, comma);
        to = dl_str_trim(dl_str_slice(to, comma + 1, to.size));
    }
    record->has_ended = read_moment(day, to, year, zone, &record->ended);
    if (record->has_ended && record->ended.start.month < record->date.start.month)
        record->has_ended = read_moment(day, to, year + 1, zone, &record->ended);
}

static void add_old(source *s, const json_t *item, int year, dl_str root)
{
    dl_str id = source_string(item, "code");
    if (id.size == 0 || is_known(s, id) || source_full(s))
        return;
    dl_buf url = {0};
    dl_record *record = source_add(s);
    record->kind = DL_STR("incident");
    record->id = source_copy(s, id);
    record->actor = dl_fact_value(s->out->facts, "page");
    record->title = source_copy(s, dl_str_trim(source_string(item, "name")));
    record->text = source_html_text(s, source_string(item, "message"));
    dl_buf_add(&url, root);
    dl_buf_puts(&url, "/incidents/");
    dl_buf_add(&url, id);
    record->url = source_take(s, &url);
    dl_str words = source_html_text(s, source_string(item, "timestamp"));
    read_times(record, words, year);
    source_fact(s, &record->facts, "date_raw", words);
    source_fact(s, &record->facts, "impact", source_string(item, "impact"));
    source_fact(s, &record->facts, "from", DL_STR("history"));
}

static int read_page(source *s, dl_str root, unsigned number, size_t *seen, dl_error *error)
{
    dl_snapshot snapshot;
    json_t *json = NULL;
    dl_buf url = {0};
    dl_buf_add(&url, root);
    dl_buf_printf(&url, "/history.json?page=%u", number);
    *seen = 0;
    int rc = source_need(s, source_take(s, &url), NULL, 0, &snapshot, error);
    if (!rc)
        rc = source_json(s, &snapshot, &json, error);
    if (rc)
        return rc;
    const json_t *months = json_object_get(json, "months");
    if (!json_is_array(months))
        rc = source_wrong_shape(s, &snapshot, "a list of months", error);
    for (size_t m = 0; !rc && m < json_array_size(months); m++) {
        const json_t *month = json_array_get(months, m);
        const json_t *year = json_object_get(month, "year");
        const json_t *list = json_object_get(month, "incidents");
        int64_t told = json_is_integer(year) ? json_integer_value(year) : 0;
        for (size_t i = 0; told > 1990 && told < 2200 && i < json_array_size(list); i++) {
            add_old(s, json_array_get(list, i), (int)told, root);
            (*seen)++;
        }
    }
    json_decref(json);
    return rc;
}

int dl_incidents_history(source *s, dl_str root, dl_error *error)
{
    int empty = 0;
    for (unsigned page = 1; empty < EMPTY_PAGES && !source_full(s); page++) {
        size_t seen = 0;
        int rc = read_page(s, root, page, &seen, error);
        if (rc)
            return source_go_on(s, error) ? 0 : rc;
        empty = seen ? 0 : empty + 1;
    }
    return 0;
}
