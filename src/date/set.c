/* Level 2's sets: "[a,b..c]" is one of its members, "{a,b..c}" all of them. */
#include <stdio.h>
#include <string.h>

#include "date/bounds.h"
#include "date/scan.h"
#include "date/set.h"

/* ISO 8601-2 has none; people write them. */
static bool spaces(reader *scan)
{
    size_t from = scan->at;
    while (scan_peek(scan, 0) == ' ')
        scan->at++;
    return scan->at == from || scan_note(scan, from, DL_NOTE_SPACES);
}

static bool dots(reader *scan)
{
    bool next = scan_peek(scan, 0) == '.' && scan_peek(scan, 1) == '.';
    scan->at += next ? 2 : 0;
    return next;
}

bool set_member(reader *scan, dl_date *member)
{
    memset(member, 0, sizeof *member);
    size_t start = scan->at;
    bool open_start = dots(scan);
    if (open_start) {
        member->start_kind = DL_END_OPEN;
        member->interval = true;
        return scan_part(scan, &member->end);
    }
    if (!scan_part(scan, &member->start))
        return false;
    if (!dots(scan))
        return true;
    member->interval = true;
    char next = scan_peek(scan, 0);
    if (next == ',' || next == ' ' || next == ']' || next == '}' || next == '\0') {
        member->end_kind = DL_END_OPEN;
        return true;
    }
    if (!scan_part(scan, &member->end))
        return false;
    if (member->start.precision != member->end.precision)
        return scan_fault(scan, start, "both ends of a..b must be of one precision");
    if (region_of_part(&member->start).from >= region_of_part(&member->end).to)
        return scan_fault(scan, start, "the range ends before it begins");
    return true;
}

/* The set's own ends are widened to hold the member. */
static void include(dl_date *set, const dl_date *member, bool first)
{
    const dl_date_part *last = member->interval ? &member->end : &member->start;
    if (member->start_kind == DL_END_OPEN) {
        set->start_kind = DL_END_OPEN;
        memset(&set->start, 0, sizeof set->start);
    } else if (first || (set->start_kind == DL_END_DATE &&
                         region_of_part(&member->start).from < region_of_part(&set->start).from)) {
        set->start = member->start;
    }
    if (member->end_kind == DL_END_OPEN) {
        set->end_kind = DL_END_OPEN;
        memset(&set->end, 0, sizeof set->end);
    } else if (first || (set->end_kind == DL_END_DATE &&
                         region_of_part(last).to > region_of_part(&set->end).to)) {
        set->end = *last;
    }
}

/* Keeps a member as it is printed: "-12" of a time takes more there, "-12:00", and what is printed
 * must be read again. */
static bool keep(reader *scan, dl_date *set, size_t from, const dl_date *member)
{
    size_t held = strlen(set->members);
    dl_buf text = {0};
    set_put_member(member, &text);
    bool fits = held + text.size + 2 <= sizeof set->members;
    if (text.failed)
        scan->failed = dl_error_set(scan->error, DL_ERR_MEMORY, "memory ran out");
    else if (!fits)
        scan_fault(scan, from, "too many members: a set's have room for %d bytes", DL_SET_SIZE);
    else
        snprintf(set->members + held, sizeof set->members - held, "%s%s", held ? "," : "",
                 text.data);
    dl_buf_clear(&text);
    return !scan->failed;
}

bool scan_set(reader *scan, dl_date *date)
{
    char open = scan_peek(scan, 0), close = open == '[' ? ']' : '}';
    scan->at++;
    date->interval = true;
    date->set = open == '[' ? DL_SET_ONE : DL_SET_ALL;
    for (bool first = true;; first = false) {
        dl_date member;
        if (!spaces(scan))
            return false;
        size_t from = scan->at;
        if (!set_member(scan, &member) || !keep(scan, date, from, &member))
            return false;
        include(date, &member, first);
        if (!spaces(scan))
            return false;
        if (scan_take(scan, close))
            return true;
        if (!scan_take(scan, ','))
            return scan_fault(scan, scan->at, "',' or '%c' was expected", close);
    }
}

bool set_next(const dl_date *set, size_t *at, dl_date *member)
{
    reader scan = {.text = dl_str_of(set->members), .at = *at};
    if (*at >= scan.text.size || !set_member(&scan, member))
        return false;
    scan_take(&scan, ',');
    *at = scan.at;
    return true;
}
