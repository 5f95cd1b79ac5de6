/*
 * iCalendar (RFC 5545), writing: an event a VEVENT. What a calendar cannot say stands in
 * properties of our own: X-DATELINE-EDTF for the date, X-DATELINE-FIELD for every field.
 */
#include <ctype.h>
#include <inttypes.h>

#include "timeline/held.h"
#include "timeline/table.h"

/* Lines are folded at 75 bytes, between characters (§3.1). */
static const size_t line_bytes = 75;

static void put_folded(dl_str line, dl_buf *out)
{
    size_t on_line = 0;
    for (size_t i = 0; i < line.size;) {
        size_t end = i + 1;
        while (end < line.size && ((unsigned char)line.data[end] & 0xC0) == 0x80)
            end++;
        if (on_line + (end - i) > line_bytes) {
            dl_buf_puts(out, "\r\n ");
            on_line = 1;
        }
        dl_buf_append(out, line.data + i, end - i);
        on_line += end - i;
        i = end;
    }
    dl_buf_puts(out, "\r\n");
}

/* TEXT, §3.3.11: backslash, comma and semicolon with a backslash, a line break as \n. */
static void put_property(const char *name, dl_str text, dl_buf *out)
{
    dl_buf line;
    dl_buf_init(&line);
    dl_buf_printf(&line, "%s:", name);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool escape = byte == '\\' || byte == ',' || byte == ';';
        if (byte == '\n')
            dl_buf_puts(&line, "\\n");
        else if (escape)
            dl_buf_printf(&line, "\\%c", byte);
        else if (byte != '\r' && (unsigned char)byte >= ' ')
            dl_buf_putc(&line, byte);
        else
            dl_buf_putc(&line, ' ');
    }
    put_folded(dl_buf_str(&line), out);
    out->failed = out->failed || line.failed;
    dl_buf_clear(&line);
}

/* A URI is no TEXT: nothing in it is escaped (§3.3.13). What cannot be in a URI is as percent. */
static void put_uri(const char *name, dl_str uri, dl_buf *out)
{
    dl_buf line;
    dl_buf_init(&line);
    dl_buf_printf(&line, "%s:", name);
    for (size_t i = 0; i < uri.size; i++) {
        unsigned char byte = (unsigned char)uri.data[i];
        if (byte <= ' ' || byte == 0x7F || dl_one_of(byte, "\"<>\\^`{|}"))
            dl_buf_printf(&line, "%%%02X", byte);
        else
            dl_buf_putc(&line, (char)byte);
    }
    put_folded(dl_buf_str(&line), out);
    out->failed = out->failed || line.failed;
    dl_buf_clear(&line);
}

/* All of a day, unless the date has a time; DTEND is the first moment out (§3.6.1). Calendars have
 * the years 0 to 9999 alone. */
static void put_time(const char *name, int64_t seconds, bool timed, bool utc, dl_buf *out)
{
    int64_t days = seconds / 86400 - (seconds % 86400 < 0), year;
    int second = (int)(seconds - days * 86400), month, day;
    dl_civil_from_days(days, &year, &month, &day);
    if (year < 0 || year > 9999)
        return;
    if (timed)
        dl_buf_printf(out, "%s:%04" PRId64 "%02d%02dT%02d%02d%02d%s\r\n", name, year, month, day,
                      second / 3600, second / 60 % 60, second % 60, utc ? "Z" : "");
    else
        dl_buf_printf(out, "%s;VALUE=DATE:%04" PRId64 "%02d%02d\r\n", name, year, month, day);
}

static void put_dates(const dl_event *event, dl_buf *out)
{
    dl_bounds bounds = dl_date_bounds(event->date);
    bool timed = dl_date_precision(event->date) >= DL_PRECISION_MINUTE;
    bool starts = bounds.start_earliest.kind == DL_BOUND_FINITE;
    bool ends = bounds.end_latest.kind == DL_BOUND_FINITE;
    int64_t first = starts ? bounds.start_earliest.seconds
                    : ends ? bounds.end_latest.seconds - 1
                           : 0;
    put_time("DTSTART", first, timed, bounds.utc, out);
    bool moment = timed && ends && starts && bounds.end_latest.seconds - first <= 60;
    if (ends && bounds.end_latest.seconds > first && !moment)
        put_time("DTEND", bounds.end_latest.seconds, timed, bounds.utc, out);
}

static void put_fields(const dl_event *event, dl_buf *out)
{
    dl_buf cell, name;
    dl_buf_init(&cell);
    dl_buf_init(&name);
    for (size_t i = 0; i < TIMELINE_FIELDS; i++) {
        const field_row *field = &timeline_fields[i];
        dl_buf_truncate(&cell, 0);
        dl_buf_truncate(&name, 0);
        fields_put(event, field, &cell);
        if (cell.size == 0 || field->kind == FIELD_DATE)
            continue;
        dl_buf_puts(&name, "X-DATELINE-");
        for (const char *c = field->name; *c; c++)
            dl_buf_putc(&name, *c == '_' ? '-' : (char)toupper((unsigned char)*c));
        if (!name.failed)
            put_property(name.data, dl_buf_str(&cell), out);
    }
    out->failed = out->failed || cell.failed || name.failed;
    dl_buf_clear(&cell);
    dl_buf_clear(&name);
}

static void put_told(const char *name, dl_str text, dl_buf *out)
{
    if (text.size)
        put_property(name, text, out);
}

/* DTSTAMP must be there (§3.6.1) and would be the time of writing: 1970, so that a timeline always
 * gives the same bytes. */
static void put_event(const constraint_cells *musts, size_t index, dl_buf *out)
{
    const dl_event *event = dl_timeline_at(musts->timeline, index);
    dl_buf date, must;
    dl_buf_init(&date);
    dl_buf_init(&must);
    constraint_put_cell(musts, index, &must);
    dl_date_print(event->date, &date);
    dl_buf_puts(out, "BEGIN:VEVENT\r\n");
    put_property("UID", event->id, out);
    dl_buf_puts(out, "DTSTAMP:19700101T000000Z\r\n");
    put_dates(event, out);
    put_told("SUMMARY", event->label.size ? event->label : event->what, out);
    put_told("DESCRIPTION", event->what, out);
    if (event->source_count)
        put_uri("URL", event->sources[0], out);
    put_told("CATEGORIES", event->kind, out);
    put_property("X-DATELINE-EDTF", dl_buf_str(&date), out);
    put_fields(event, out);
    if (must.size)
        put_property("X-DATELINE-CONSTRAINTS", dl_buf_str(&must), out);
    dl_buf_puts(out, "END:VEVENT\r\n");
    out->failed = out->failed || date.failed || must.failed;
    dl_buf_clear(&date);
    dl_buf_clear(&must);
}

int ical_write(const dl_timeline *timeline, dl_buf *out)
{
    constraint_cells musts;
    int rc = constraint_cells_init(&musts, timeline, NULL);
    if (rc != 0)
        return rc;
    dl_buf_puts(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//dateline//timeline//EN\r\n");
    for (size_t i = 0; i < dl_timeline_count(timeline); i++)
        put_event(&musts, i, out);
    constraint_cells_clear(&musts);
    dl_buf_puts(out, "END:VCALENDAR\r\n");
    return 0;
}
