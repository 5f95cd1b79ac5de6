/*
 * TimelineJS 3's JSON (timeline.knightlab.com/docs/json-format.html): slides with start_date,
 * end_date, display_date, text, group and media. What its dates cannot say stands in a member of
 * our own, x_dateline, which its player passes over.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "timeline/json.h"

/* --- reading --- */

static const char *const date_parts[] = {"year", "month", "day", "hour", "minute", "second"};
static const int least_parts[] = {-9999, 1, 1, 0, 0, 0}, most_parts[] = {9999, 12, 31, 23, 59, 59};

/* A part as a number; "" is as good as none, which the documents allow. */
static int part_of(const json_t *date, int part, bool *there, int *number)
{
    const json_t *value = json_object_get(date, date_parts[part]);
    dl_str text = json_text(value);
    char *end = NULL;
    long read = 0;
    *there = json_is_integer(value) || text.size > 0;
    if (!*there)
        return value && !json_is_null(value) && !json_is_string(value) ? DL_ERR_SYNTAX : 0;
    if (text.size)
        read = strtol(text.data, &end, 10);
    else
        read = (long)json_integer_value(value);
    if ((end && *end) || read < least_parts[part] || read > most_parts[part])
        return DL_ERR_SYNTAX;
    *number = (int)read;
    return 0;
}

/* Year, or year and month, or down to minutes, as EDTF. */
static int date_text(json_reader *r, const char *key, const json_t *date, dl_buf *out)
{
    int number[6] = {0}, known = 0, rc = json_is_object(date) ? 0 : DL_ERR_SYNTAX;
    bool there = true;
    for (int i = 0; i < 6 && there && rc == 0; i++) {
        rc = part_of(date, i, &there, &number[i]);
        known += there;
    }
    if (rc != 0 || known == 0)
        return json_expected(r, key, "an object with year, month, day, hour, minute and second");
    dl_buf_printf(out, "%s%04d", number[0] < 0 ? "-" : "", abs(number[0]));
    if (known > 1)
        dl_buf_printf(out, "-%02d", number[1]);
    if (known > 2)
        dl_buf_printf(out, "-%02d", number[2]);
    if (known > 3)
        dl_buf_printf(out, "T%02d:%02d", number[3], number[4]);
    if (known > 5)
        dl_buf_printf(out, ":%02d", number[5]);
    return 0;
}

static int dates_of(json_reader *r, const json_t *object, dl_event *event)
{
    const json_t *end = json_object_get(object, "end_date");
    int unused;
    bool ends = false; /* sheets leave the parts of a date that is none empty */
    if (json_is_object(end) && part_of(end, 0, &ends, &unused) == 0 && !ends)
        end = NULL;
    dl_buf text;
    dl_buf_init(&text);
    int rc = date_text(r, "start_date", json_object_get(object, "start_date"), &text);
    event->spans = json_is_object(end);
    if (rc == 0 && event->spans) {
        dl_buf_putc(&text, '/');
        rc = date_text(r, "end_date", end, &text);
    }
    if (rc == 0 && fields_date(dl_buf_str(&text), &event->date, &r->in->arena, r->in->error) != 0)
        rc = json_fault(r, "start_date", 0);
    dl_buf_clear(&text);
    return rc;
}

/* "&amp;", "&#8217;" at the text's beginning: adds its character; its size, or 0 where it is none
 * that is known. */
static size_t entity(dl_str text, dl_buf *out)
{
    static const struct {
        const char *name;
        uint32_t code;
    } names[] = {{"amp;", '&'},      {"lt;", '<'},       {"gt;", '>'},       {"quot;", '"'},
                 {"apos;", '\''},    {"nbsp;", ' '},     {"rsquo;", 0x2019}, {"lsquo;", 0x2018},
                 {"rdquo;", 0x201D}, {"ldquo;", 0x201C}, {"ndash;", 0x2013}, {"mdash;", 0x2014},
                 {"hellip;", 0x2026}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dl_str_starts(dl_str_slice(text, 1, text.size), dl_str_of(names[i].name))) {
            dl_utf8_put(out, names[i].code);
            return strlen(names[i].name) + 1;
        }
    char digits[9] = "", *rest;
    size_t end = 2;
    while (end < text.size && end - 2 < sizeof digits - 1 && isalnum((unsigned char)text.data[end]))
        end++;
    if (!dl_str_starts(text, DL_STR("&#")) || end >= text.size || text.data[end] != ';')
        return 0;
    memcpy(digits, text.data + 2, end - 2);
    bool hex = digits[0] == 'x' || digits[0] == 'X';
    unsigned long code = strtoul(digits + hex, &rest, hex ? 16 : 10);
    if (*rest || code < ' ' || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return 0;
    dl_utf8_put(out, (uint32_t)code);
    return end + 1;
}

/* Text without its HTML, which the player allows, in arena. Paragraphs and line breaks part words.
 */
static dl_str plain(json_reader *r, dl_str html)
{
    dl_buf text;
    dl_buf_init(&text);
    for (size_t i = 0; i < html.size;) {
        dl_str rest = dl_str_slice(html, i, html.size);
        size_t known = html.data[i] == '&' ? entity(rest, &text) : 0;
        bool tag = html.data[i] == '<' && i + 1 < html.size && /* not "1 < 2" */
                   (isalpha((unsigned char)html.data[i + 1]) || dl_one_of(html.data[i + 1], "/!?"));
        if (tag) {
            bool parts = dl_str_starts(rest, DL_STR("<p")) || dl_str_starts(rest, DL_STR("<br"));
            if (parts && text.size && text.data[text.size - 1] != ' ')
                dl_buf_putc(&text, ' ');
            while (i < html.size && html.data[i++] != '>')
                ;
        } else if (known) {
            i += known;
        } else {
            dl_buf_putc(&text, html.data[i++]);
        }
    }
    dl_str copy = text.failed ? (dl_str){"", 0} : dl_arena_copy(&r->in->arena, dl_buf_str(&text));
    dl_buf_clear(&text);
    return copy.data ? copy : (dl_str){"", 0};
}

static dl_str made_id(json_reader *r, size_t index)
{
    char id[32];
    snprintf(id, sizeof id, "%s-%zu", r->eras ? "era" : "slide", index + 1);
    return dl_arena_copy(&r->in->arena, dl_str_of(id));
}

int timelinejs_event(json_reader *r, const json_t *object, size_t index, dl_event *event)
{
    bool era = r->eras;
    json_t *ours = json_object_get(object, "x_dateline");
    const json_t *text = json_object_get(object, "text");
    if (json_is_object(ours))
        return json_event(r, ours, event);
    int rc = dates_of(r, object, event);
    if (rc != 0)
        return rc;
    dl_str id = json_text(json_object_get(object, "unique_id"));
    dl_str group = json_text(json_object_get(object, "group"));
    dl_str source = json_text(json_object_get(json_object_get(object, "media"), "link"));
    event->id = id.size ? table_id(r->in, id) : made_id(r, index);
    event->actor = group;
    event->kind = era ? DL_STR("era") : DL_STR("event");
    event->what = plain(r, json_text(json_object_get(text, "headline")));
    event->note = plain(r, json_text(json_object_get(text, "text")));
    table_fill(event);
    if (source.size == 0)
        source = json_text(json_object_get(json_object_get(object, "media"), "url"));
    if (source.size) {
        dl_str *list = dl_arena_alloc(&r->in->arena, sizeof *list);
        if (!list)
            return dl_error_set(r->in->error, DL_ERR_MEMORY, "memory ran out");
        *list = source;
        event->sources = list;
        event->source_count = 1;
    }
    return 0;
}

/* --- writing --- */

static void put_date(const char *name, int64_t seconds, dl_precision precision, dl_buf *out)
{
    int64_t days = seconds / 86400 - (seconds % 86400 < 0), year;
    int64_t second = seconds - days * 86400;
    int month, day;
    dl_civil_from_days(days, &year, &month, &day);
    dl_buf_printf(out, "\"%s\": {\"year\": %" PRId64, name, year);
    if (precision >= DL_PRECISION_SEASON)
        dl_buf_printf(out, ", \"month\": %d", month);
    if (precision >= DL_PRECISION_DAY)
        dl_buf_printf(out, ", \"day\": %d", day);
    if (precision >= DL_PRECISION_MINUTE)
        dl_buf_printf(out, ", \"hour\": %d, \"minute\": %d", (int)(second / 3600),
                      (int)(second / 60 % 60));
    dl_buf_puts(out, "}, ");
}

static void put_html_string(dl_str text, dl_buf *out)
{
    dl_buf html;
    dl_buf_init(&html);
    dl_escape_html(text, &html);
    dl_escape_json(dl_buf_str(&html), out);
    out->failed = out->failed || html.failed;
    dl_buf_clear(&html);
}

/* Eras are drawn behind the slides: spans of the kind "era", which have two ends. */
static bool is_era(const dl_event *event)
{
    dl_bounds bounds = dl_date_bounds(event->date);
    return dl_str_equal(event->kind, DL_STR("era")) && event->date->interval &&
           bounds.start_earliest.kind == DL_BOUND_FINITE &&
           bounds.end_latest.kind == DL_BOUND_FINITE;
}

/* What a slide shows: where it is told, as its media's link and credit. */
static void put_media(const dl_event *event, dl_buf *out)
{
    if (event->source_count == 0 || !dl_str_starts(event->sources[0], DL_STR("http")))
        return;
    dl_buf_puts(out, ", \"media\": {\"url\": ");
    dl_escape_json(event->sources[0], out);
    dl_buf_puts(out, ", \"link\": ");
    dl_escape_json(event->sources[0], out);
    if (event->publisher.size) {
        dl_buf_puts(out, ", \"credit\": ");
        put_html_string(event->publisher, out);
    }
    dl_buf_puts(out, "}");
}

/* The player needs a start: a date that has none begins where it ends. */
static void put_slide(const dl_event *event, dl_buf *out)
{
    dl_bounds bounds = dl_date_bounds(event->date);
    dl_precision precision = dl_date_precision(event->date);
    bool starts = bounds.start_earliest.kind == DL_BOUND_FINITE;
    bool ends = bounds.end_latest.kind == DL_BOUND_FINITE;
    dl_buf words;
    dl_buf_init(&words);
    dl_date_words(event->date, &words);
    dl_buf_putc(out, '{');
    put_date("start_date",
             starts ? bounds.start_earliest.seconds
             : ends ? bounds.end_latest.seconds - 1
                    : 0,
             precision, out);
    if (ends && event->date->interval)
        put_date("end_date", bounds.end_latest.seconds - 1, precision, out);
    dl_buf_puts(out, "\"display_date\": ");
    put_html_string(dl_buf_str(&words), out);
    dl_buf_puts(out, ", \"unique_id\": ");
    dl_escape_json(event->id, out);
    dl_buf_puts(out, ", \"group\": ");
    dl_escape_json(event->actor, out);
    dl_buf_puts(out, ", \"text\": {\"headline\": ");
    put_html_string(event->label.size ? event->label : event->what, out);
    dl_buf_puts(out, ", \"text\": ");
    put_html_string(event->what, out);
    dl_buf_putc(out, '}');
    if (!is_era(event))
        put_media(event, out);
    dl_buf_puts(out, ", \"x_dateline\": ");
    json_put_event(event, out);
    dl_buf_putc(out, '}');
    dl_buf_clear(&words);
}

static void put_slides(const dl_timeline *timeline, bool eras, dl_buf *out)
{
    bool first = true;
    for (size_t i = 0; i < dl_timeline_count(timeline); i++) {
        const dl_event *event = dl_timeline_at(timeline, i);
        if (is_era(event) != eras)
            continue;
        dl_buf_puts(out, first ? "\n  " : ",\n  ");
        first = false;
        put_slide(event, out);
    }
}

int timelinejs_write(const dl_timeline *timeline, dl_buf *out)
{
    bool eras = false;
    dl_buf_puts(out, "{\"events\": [");
    put_slides(timeline, false, out);
    dl_buf_putc(out, ']');
    for (size_t i = 0; i < dl_timeline_count(timeline) && !eras; i++)
        eras = is_era(dl_timeline_at(timeline, i));
    if (eras) {
        dl_buf_puts(out, ",\n \"eras\": [");
        put_slides(timeline, true, out);
        dl_buf_putc(out, ']');
    }
    json_put_constraints(timeline, out);
    dl_buf_puts(out, "}\n");
    return 0;
}
