/* iCalendar (RFC 5545), reading: VEVENT components; others are passed over, and so are rules of
 * repetition, of which the first time is read and the rule kept as a note. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "timeline/table.h"

typedef struct ical_line {
    dl_str name, params, value; /* value: unfolded, still escaped */
    int line, value_column;
} ical_line;

typedef struct ical_reader {
    table_reader *in;
    dl_event event;
    dl_buf start, end, edtf;         /* EDTF; edtf is our own property */
    dl_str description, rule;        /* rule: of repetition */
    dl_str recurrence;               /* which of the repeated it stands for */
    dl_str cancelled, zone;          /* told in the note; zone: one that is not known */
    dl_str url, summary, categories; /* of calendars that are not ours */
    table_cell must;                 /* our own property of constraints */
    int64_t lasts;                   /* seconds of a DURATION; -1: none */
    bool has_end, all_day;
    int date_line;
    size_t count;
} ical_reader;

static int fault(const ical_reader *r, const ical_line *line, const char *expected)
{
    dl_error_set(r->in->error, DL_ERR_SYNTAX, "%s was expected", expected);
    return table_fault(r->in, line->line, line->value_column);
}

/* Values copied into the arena: TEXT without its escapes. */
static dl_str text_of(const ical_reader *r, dl_str value)
{
    char *copy = dl_arena_alloc(&r->in->arena, value.size + 1);
    size_t size = 0;
    for (size_t i = 0; copy && i < value.size; i++) {
        bool escape = value.data[i] == '\\' && i + 1 < value.size;
        i += escape;
        bool line_break = escape && (value.data[i] == 'n' || value.data[i] == 'N');
        copy[size++] = line_break ? '\n' : value.data[i];
    }
    return (dl_str){copy ? copy : "", copy ? size : 0};
}

/* The parameter's value, without quotes; empty where it is not there. */
static dl_str param(const ical_line *line, const char *name)
{
    dl_str rest = line->params, key = dl_str_of(name);
    while (rest.data && rest.size) {
        dl_str value, one = dl_str_cut(rest, ';', &rest);
        dl_str word = dl_str_cut(one, '=', &value);
        if (!dl_str_same_letters(word, key) || !value.data)
            continue;
        bool quoted = value.size >= 2 && value.data[0] == '"';
        return quoted ? dl_str_slice(value, 1, value.size - 1) : value;
    }
    return (dl_str){"", 0};
}

static bool digits(dl_str text, size_t from, size_t count)
{
    for (size_t i = from; i < from + count; i++) {
        if (i >= text.size || !isdigit((unsigned char)text.data[i]))
            return false;
    }
    return true;
}

/* The last two parts of "/freeassociation.sourceforge.net/America/New_York", as some write them
 * (§3.2.19); others as they are. */
static dl_str zone_of(dl_str id)
{
    size_t at = id.size, parts = 0;
    if (!dl_str_starts(id, DL_STR("/")))
        return id;
    while (at > 0 && (id.data[at - 1] != '/' || ++parts < 2))
        at--;
    return dl_str_slice(id, at, id.size);
}

/* DATE or DATE-TIME (§3.3.4, §3.3.5) as EDTF: 20240102, 20240102T030405, ...Z, or with TZID. */
static int date_of(ical_reader *r, const ical_line *line, dl_buf *out, bool *all_day)
{
    dl_str v = line->value, zone = zone_of(param(line, "TZID"));
    bool timed = v.size >= 15 && v.data[8] == 'T' && digits(v, 9, 6);
    bool utc = v.size == 16 && v.data[15] == 'Z';
    bool good = digits(v, 0, 8) && (v.size == 8 || (timed && (v.size == 15 || utc)));
    if (!good)
        return fault(r, line, "a date, 20240102, or a time, 20240102T030405Z,");
    *all_day = !timed;
    dl_buf_truncate(out, 0);
    dl_buf_printf(out, "%.4s-%.2s-%.2s", v.data, v.data + 4, v.data + 6);
    if (timed)
        dl_buf_printf(out, "T%.2s:%.2s:%.2s%s", v.data + 9, v.data + 11, v.data + 13,
                      utc ? "Z" : "");
    dl_date check;
    size_t bare = out->size;
    if (timed && !utc && zone.size)
        dl_buf_printf(out, "[%.*s]", DL_STR_ARG(zone));
    if (dl_date_parse(dl_buf_str(out), &check, r->in->error) == 0)
        return 0;
    dl_buf_truncate(out, bare); /* a zone that the calendar made up: its clock, without a place */
    if (zone.size && dl_date_parse(dl_buf_str(out), &check, r->in->error) == 0) {
        r->zone = dl_arena_copy(&r->in->arena, zone);
        return 0;
    }
    return table_fault(r->in, line->line, line->value_column);
}

/* X-DATELINE-DUE-SAID is the field due_said. */
static const field_row *own_field(dl_str name)
{
    char word[32] = "";
    dl_str prefix = DL_STR("X-DATELINE-");
    if (!dl_str_starts(name, prefix) || name.size - prefix.size >= sizeof word)
        return NULL;
    for (size_t i = prefix.size; i < name.size; i++) {
        char byte = name.data[i];
        word[i - prefix.size] = byte == '-' ? '_' : (char)tolower((unsigned char)byte);
    }
    return fields_find(dl_str_of(word));
}

static int own_property(ical_reader *r, const ical_line *line)
{
    dl_str value = text_of(r, line->value);
    if (dl_str_equal(line->name, DL_STR("X-DATELINE-EDTF"))) {
        dl_buf_truncate(&r->edtf, 0);
        dl_buf_add(&r->edtf, value);
        r->date_line = line->line;
        return dl_buf_ok(&r->edtf, r->in->error);
    }
    if (dl_str_equal(line->name, DL_STR("X-DATELINE-CONSTRAINTS"))) {
        r->must = (table_cell){value, line->line, line->value_column};
        return 0;
    }
    const field_row *field = own_field(line->name);
    if (!field || field->kind == FIELD_DATE)
        return 0;
    if (fields_take(&r->event, field, value, &r->in->arena, r->in->error) == 0)
        return 0;
    return table_fault(r->in, line->line, line->value_column);
}

/* P1W, P2DT3H, PT15M (§3.3.6). */
static int duration_of(ical_reader *r, const ical_line *line)
{
    static const char *const expected = "a length of time, P2D or PT1H30M,";
    dl_str v = line->value;
    int64_t total = 0, number = 0;
    bool any = false, digit = false, time = false;
    size_t at = v.size && v.data[0] == '+';
    if (at >= v.size || v.data[at++] != 'P')
        return fault(r, line, expected);
    for (; at < v.size; at++) {
        char byte = v.data[at];
        int64_t unit = byte == 'W'           ? 604800
                       : byte == 'D'         ? 86400
                       : byte == 'H' && time ? 3600
                       : byte == 'M' && time ? 60
                       : byte == 'S' && time ? 1
                                             : 0;
        if (isdigit((unsigned char)byte) && number < 100000000) {
            number = number * 10 + (byte - '0');
            digit = true;
        } else if (byte == 'T' && !time && !digit) {
            time = true;
        } else if (unit && digit) {
            total += number * unit;
            number = 0;
            digit = false;
            any = true;
        } else {
            return fault(r, line, expected);
        }
    }
    if (!any || digit)
        return fault(r, line, expected);
    r->lasts = total;
    return 0;
}

static int property(ical_reader *r, const ical_line *line)
{
    dl_event *event = &r->event;
    dl_str name = line->name;
    if (dl_str_starts(name, DL_STR("X-DATELINE-")))
        return own_property(r, line);
    if (dl_str_is_word(name, "DTSTART")) {
        r->date_line = line->line;
        return date_of(r, line, &r->start, &r->all_day);
    }
    if (dl_str_is_word(name, "DTEND")) {
        r->has_end = true;
        return date_of(r, line, &r->end, &(bool){false});
    }
    if (dl_str_is_word(name, "UID") && event->id.size == 0)
        event->id = table_id(r->in, text_of(r, line->value));
    else if (dl_str_is_word(name, "SUMMARY") && r->summary.size == 0)
        r->summary = text_of(r, line->value);
    else if (dl_str_is_word(name, "DESCRIPTION"))
        r->description = text_of(r, line->value);
    else if (dl_str_is_word(name, "URL"))
        r->url = text_of(r, line->value);
    else if (dl_str_is_word(name, "CATEGORIES") && r->categories.size == 0)
        r->categories = text_of(r, line->value);
    else if (dl_str_is_word(name, "DURATION"))
        return duration_of(r, line);
    else if (dl_str_is_word(name, "RRULE"))
        r->rule = text_of(r, line->value);
    else if (dl_str_is_word(name, "RECURRENCE-ID"))
        r->recurrence = text_of(r, line->value);
    else if (dl_str_is_word(name, "STATUS") && dl_str_is_word(line->value, "CANCELLED"))
        r->cancelled = DL_STR("cancelled");
    return 0;
}

/* DTEND is the first moment out: for whole days EDTF's end is the day before. */
static int interval_of(ical_reader *r)
{
    dl_date end;
    int64_t day;
    dl_buf text;
    int rc = dl_date_parse(dl_buf_str(&r->end), &end, r->in->error);
    if (rc != 0 || !dl_date_first_day(&end, &day))
        return rc;
    dl_buf_init(&text);
    dl_buf_add(&text, dl_buf_str(&r->start));
    dl_buf_putc(&text, '/');
    if (r->all_day) {
        dl_date last = dl_date_of_day(day - 1);
        dl_date_print(&last, &text);
    } else {
        dl_buf_add(&text, dl_buf_str(&r->end));
    }
    dl_date first;
    bool one_day = r->all_day && dl_date_parse(dl_buf_str(&r->start), &first, NULL) == 0 &&
                   dl_date_first_day(&first, &(int64_t){0}) &&
                   dl_date_distance(&first, &end).least == 1;
    rc = fields_date(one_day ? dl_buf_str(&r->start) : dl_buf_str(&text), &r->event.date,
                     &r->in->arena, r->in->error);
    r->event.spans = !one_day;
    dl_buf_clear(&text);
    return rc;
}

/* DTSTART and DURATION: the end as a DTEND of the same kind. */
static int end_of_duration(ical_reader *r)
{
    dl_date start;
    int rc = dl_date_parse(dl_buf_str(&r->start), &start, r->in->error);
    dl_bound first = dl_date_bounds(&start).start_earliest;
    if (rc != 0 || first.kind != DL_BOUND_FINITE || r->lasts == 0)
        return rc ? rc
                  : fields_date(dl_buf_str(&r->start), &r->event.date, &r->in->arena, r->in->error);
    int64_t shift = start.start.zone == DL_ZONE_NAMED || start.start.zone == DL_ZONE_OFFSET
                        ? (int64_t)start.start.offset_minutes * 60
                        : 0;
    int64_t end = first.seconds + shift + r->lasts, days = end / 86400 - (end % 86400 < 0), year;
    int second = (int)(end - days * 86400), month, day;
    dl_civil_from_days(days, &year, &month, &day);
    dl_buf_truncate(&r->end, 0);
    dl_buf_printf(&r->end, "%04lld-%02d-%02d", (long long)year, month, day);
    r->all_day = r->all_day && second == 0;
    if (!r->all_day)
        dl_buf_printf(&r->end, "T%02d:%02d:%02d%s", second / 3600, second / 60 % 60, second % 60,
                      start.start.zone == DL_ZONE_UTC ? "Z" : "");
    if (!r->all_day && shift && start.start.zone == DL_ZONE_NAMED)
        dl_buf_printf(&r->end, "[%s]", start.start.zone_name);
    return interval_of(r);
}

/* What other calendars say beside dates: where it is told, and words it is filed under. */
static int take_theirs(ical_reader *r)
{
    dl_event *event = &r->event;
    int rc = 0;
    event->note = r->description;
    if (event->what.size == 0)
        event->what = r->summary;
    if (event->source_count == 0 && r->url.size)
        rc =
            fields_take(event, fields_find(DL_STR("sources")), r->url, &r->in->arena, r->in->error);
    if (rc == 0 && event->tag_count == 0 && event->kind.size == 0 && r->categories.size)
        rc = fields_take(event, fields_find(DL_STR("tags")), r->categories, &r->in->arena,
                         r->in->error);
    table_fill(event);
    return rc;
}

static void add_note(dl_buf *note, const char *of, dl_str text)
{
    if (text.size)
        dl_buf_printf(note, "%s%s%.*s", note->size ? "; " : "", of, DL_STR_ARG(text));
}

/* What a calendar says of an event that has no field here stands in its note. */
static int add_noted(ical_reader *r)
{
    dl_buf note;
    dl_buf_init(&note);
    add_note(&note, "", r->event.note);
    add_note(&note, "", r->cancelled);
    add_note(&note, "repeats: ", r->rule);
    add_note(&note, "time zone: ", r->zone);
    r->event.note = dl_buf_str(&note);
    int rc = dl_buf_ok(&note, r->in->error);
    if (rc == 0)
        rc = table_add(r->in, &r->event);
    dl_buf_clear(&note);
    return rc;
}

/* One of a repeated event that was moved has its UID (§3.8.4.4): its day tells them apart. */
static void name_recurrence(ical_reader *r)
{
    dl_str id = r->event.id, which = table_id(r->in, r->recurrence);
    size_t size = id.size + which.size + 1;
    char *both = dl_arena_alloc(&r->in->arena, size + 1);
    if (!both)
        return;
    snprintf(both, size + 1, "%.*s-%.*s", DL_STR_ARG(id), DL_STR_ARG(which));
    r->event.id = (dl_str){both, size};
}

static int end_event(ical_reader *r, const ical_line *line)
{
    dl_event *event = &r->event;
    char id[32];
    int rc;
    if (r->edtf.size)
        rc = fields_date(dl_buf_str(&r->edtf), &event->date, &r->in->arena, r->in->error);
    else if (r->start.size == 0)
        return fault(r, line, "a DTSTART before the event's end");
    else if (r->has_end)
        rc = interval_of(r);
    else if (r->lasts >= 0)
        rc = end_of_duration(r);
    else
        rc = fields_date(dl_buf_str(&r->start), &event->date, &r->in->arena, r->in->error);
    if (rc != 0)
        return table_fault(r->in, r->date_line, 1);
    if (r->edtf.size == 0) { /* ours repeats in these what has a property of its own */
        rc = take_theirs(r);
        if (rc != 0)
            return table_fault(r->in, r->event.line, 1);
    }
    snprintf(id, sizeof id, "event-%zu", ++r->count);
    if (event->id.size == 0)
        event->id = dl_str_of(id);
    if (r->recurrence.size && r->edtf.size == 0)
        name_recurrence(r);
    rc = add_noted(r);
    return rc == 0 ? table_must_hold(r->in, &r->must) : rc;
}

static void begin_event(ical_reader *r, int line)
{
    dl_arena_clear(&r->in->arena);
    r->event = (dl_event){.line = line};
    r->summary = r->description = r->rule = r->url = r->categories = (dl_str){"", 0};
    r->recurrence = r->cancelled = r->zone = (dl_str){"", 0};
    r->must = (table_cell){{"", 0}, line, 1};
    r->lasts = -1;
    dl_buf_truncate(&r->start, 0);
    dl_buf_truncate(&r->end, 0);
    dl_buf_truncate(&r->edtf, 0);
    r->has_end = r->all_day = false;
}

/* NAME;PARAM=value;PARAM="a:b":value (§3.1). */
static bool cut_line(dl_str text, int number, ical_line *line)
{
    bool quoted = false;
    size_t at = 0, name_end = 0;
    for (; at < text.size && (quoted || text.data[at] != ':'); at++) {
        quoted = quoted != (text.data[at] == '"');
        if (text.data[at] == ';' && name_end == 0)
            name_end = at;
    }
    if (at == text.size)
        return false;
    if (name_end == 0)
        name_end = at;
    *line = (ical_line){.name = dl_str_slice(text, 0, name_end),
                        .params = dl_str_slice(text, name_end + (name_end < at), at),
                        .value = dl_str_slice(text, at + 1, text.size),
                        .line = number,
                        .value_column = (int)at + 2};
    return true;
}

typedef struct nesting {
    int depth, event_depth; /* event_depth: of the VEVENT that is read, 0 outside */
    bool calendar;
} nesting;

static int content(ical_reader *r, nesting *at, dl_str text, int number)
{
    ical_line line;
    if (dl_str_trim(text).size == 0)
        return 0;
    if (!dl_utf8_valid(text) || !cut_line(text, number, &line)) {
        dl_error_set(r->in->error, DL_ERR_SYNTAX, "NAME:value in UTF-8 was expected");
        return table_fault(r->in, number, 1);
    }
    if (dl_str_is_word(line.name, "BEGIN")) {
        at->depth++;
        at->calendar = at->calendar || dl_str_is_word(line.value, "VCALENDAR");
        if (at->event_depth == 0 && dl_str_is_word(line.value, "VEVENT")) {
            at->event_depth = at->depth;
            begin_event(r, number);
        }
        return 0;
    }
    if (dl_str_is_word(line.name, "END")) {
        bool ends = at->event_depth && at->depth == at->event_depth;
        at->event_depth = ends ? 0 : at->event_depth;
        if (at->depth-- == 0)
            return fault(r, &line, "a BEGIN before this END");
        return ends ? end_event(r, &line) : 0;
    }
    return at->event_depth == at->depth && at->depth ? property(r, &line) : 0;
}

/* Lines that begin with a space or a tab go on with the line before (§3.1). */
static int read_lines(ical_reader *r, nesting *at, dl_str text)
{
    dl_buf line;
    dl_str rest = text;
    int number = 0, begun = 1, rc = 0;
    dl_buf_init(&line);
    while (rest.data && rc == 0) {
        dl_str raw = dl_str_cut(rest, '\n', &rest);
        raw = dl_str_ends(raw, DL_STR("\r")) ? dl_str_slice(raw, 0, raw.size - 1) : raw;
        number++;
        bool more = raw.size && (raw.data[0] == ' ' || raw.data[0] == '\t');
        if (!more) {
            rc = line.size ? content(r, at, dl_buf_str(&line), begun) : 0;
            dl_buf_truncate(&line, 0);
            begun = number;
        }
        dl_buf_add(&line, more ? dl_str_slice(raw, 1, raw.size) : raw);
    }
    if (rc == 0 && line.size)
        rc = content(r, at, dl_buf_str(&line), begun);
    if (rc == 0)
        rc = dl_buf_ok(&line, r->in->error);
    dl_buf_clear(&line);
    return rc;
}

int ical_read(table_reader *in, dl_str text)
{
    ical_reader r = {.in = in};
    nesting at = {0};
    dl_buf_init(&r.start);
    dl_buf_init(&r.end);
    dl_buf_init(&r.edtf);
    int rc = read_lines(&r, &at, text);
    if (rc == 0 && (!at.calendar || at.depth)) {
        dl_error_set(in->error, DL_ERR_SYNTAX,
                     at.calendar ? "the calendar is cut short: an END was expected"
                                 : "no calendar: BEGIN:VCALENDAR was expected");
        rc = table_fault(in, 1, 1);
    }
    dl_buf_clear(&r.start);
    dl_buf_clear(&r.end);
    dl_buf_clear(&r.edtf);
    return rc;
}
