/* EDTF levels 0 and 1 (Library of Congress profile, 4 February 2019), by recursive descent. */
#include <string.h>

#include "date/draft.h"
#include "date/scan.h"

static const char level2[] = "this is level 2 of EDTF, which is not read yet";

/* "Y12345", "Y-12345": level 1's years past four digits, without month or day. */
static bool long_year(reader *scan, dl_date_part *part)
{
    size_t start = scan->at++;
    bool negative = scan_take(scan, '-');
    size_t digits = scan_digits(scan, 19);
    if (digits > 0 && scan_peek(scan, digits) == 'E')
        return scan_fault(scan, scan->at + digits, "%s", level2);
    if (digits < 5 || scan_peek(scan, 0) == '0')
        return scan_fault(scan, start, "after Y come five digits or more, the first no 0");
    if (digits > 10)
        return scan_fault(scan, start, "years of more than ten digits are out of reach");
    part->year = scan_number(scan, digits);
    if (negative)
        part->year = -part->year;
    if (scan_peek(scan, 0) == 'S')
        return scan_fault(scan, scan->at, "%s", level2);
    part->long_year = true;
    part->precision = DL_PRECISION_YEAR;
    return true;
}

static size_t count_masks(const reader *scan, size_t from, size_t most)
{
    size_t count = 0;
    while (from + count < most && scan_peek(scan, from + count) == 'X')
        count++;
    return count;
}

/* Four places of which some are X, in any order: level 2's masks. */
static bool masked_anywhere(const reader *scan)
{
    size_t count = 0, masks = 0;
    while (count < 4) {
        bool digit = scan_peek(scan, count) >= '0' && scan_peek(scan, count) <= '9';
        masks += scan_peek(scan, count) == 'X';
        if (!digit && scan_peek(scan, count) != 'X')
            return false;
        count++;
    }
    return masks > 0;
}

static bool is_qualifier(char c)
{
    return c == '?' || c == '~' || c == '%';
}

/* "2024", "-0044", "201X", "20XX". */
static bool year(reader *scan, dl_date_part *part)
{
    size_t start = scan->at;
    bool negative = scan_take(scan, '-');
    size_t digits = scan_digits(scan, 4);
    size_t masks = count_masks(scan, digits, 4);
    if (digits + masks != 4 && masked_anywhere(scan))
        return scan_fault(scan, start, "%s", level2);
    if (digits + masks == 4 && (masks > 2 || scan_digits(scan, 5) == 5))
        return scan_fault(scan, start, masks > 2 ? level2 : "years past four digits begin with Y");
    if (digits + masks != 4)
        return scan_fault(scan, start, "a year of four digits was expected");
    part->year = scan_number(scan, digits);
    scan->at += masks;
    for (size_t i = 0; i < masks; i++)
        part->year *= 10;
    if (negative && part->year == 0 && masks == 0)
        return scan_fault(scan, start, "there is no year -0000; 1 BC is 0000");
    if (negative)
        part->year = -part->year;
    part->year_masked = (int8_t)masks;
    static const dl_precision precision[] = {DL_PRECISION_YEAR, DL_PRECISION_DECADE,
                                             DL_PRECISION_CENTURY};
    part->precision = precision[masks];
    return true;
}

/* After "-": a month, a season, or XX. */
static bool month(reader *scan, dl_date_part *part)
{
    size_t start = scan->at;
    if (count_masks(scan, 0, 2) == 2) {
        part->month_masked = true;
        scan->at += 2;
        return true;
    }
    if (scan_peek(scan, 0) == 'X' || (scan_digits(scan, 1) == 1 && scan_peek(scan, 1) == 'X'))
        return scan_fault(scan, start, "%s", level2);
    if (is_qualifier(scan_peek(scan, 0)))
        return scan_fault(scan, start, "%s", level2);
    if (scan_digits(scan, 2) < 2)
        return scan_fault(scan, start, "a month of two digits was expected");
    int64_t value = scan_number(scan, 2);
    if (value >= 25 && value <= 41)
        return scan_fault(scan, start, "%s", level2);
    bool season = value >= 21 && value <= 24;
    if (!season && (value < 1 || value > 12))
        return scan_fault(scan, start, "months go from 01 to 12, seasons from 21 to 24");
    part->month = (int8_t)value;
    part->precision = season ? DL_PRECISION_SEASON : DL_PRECISION_MONTH;
    return true;
}

static bool day(reader *scan, dl_date_part *part)
{
    size_t start = scan->at;
    if (part->precision == DL_PRECISION_SEASON)
        return scan_fault(scan, start, "a season has no days");
    if (count_masks(scan, 0, 2) == 2) {
        part->day_masked = true;
        scan->at += 2;
        return true;
    }
    bool digit_masked =
        scan_peek(scan, 0) == 'X' || (scan_digits(scan, 1) == 1 && scan_peek(scan, 1) == 'X');
    if (digit_masked || is_qualifier(scan_peek(scan, 0)))
        return scan_fault(scan, start, "%s", level2);
    if (scan_digits(scan, 2) < 2)
        return scan_fault(scan, start, "a day of two digits was expected");
    int64_t value = scan_number(scan, 2);
    if (part->month_masked)
        return scan_fault(scan, start, "%s", level2);
    int most = dl_days_in_month(part->year, part->month);
    if (value < 1 || value > most)
        return scan_fault(scan, start, "days of this month go from 01 to %d", most);
    part->day = (int8_t)value;
    part->precision = DL_PRECISION_DAY;
    return true;
}

/* "?", "~" or "%" at the end of a date covers all of it. */
static void qualifier(reader *scan, dl_date_part *part)
{
    char mark = scan_peek(scan, 0);
    if (!is_qualifier(mark))
        return;
    scan->at++;
    part->uncertain = mark != '~';
    part->approximate = mark != '?';
}

static bool part_body(reader *scan, dl_date_part *part)
{
    if (scan_peek(scan, 0) == 'Y')
        return long_year(scan, part);
    if (!year(scan, part))
        return false;
    if (scan_peek(scan, 0) == 'S')
        return scan_fault(scan, scan->at, "%s", level2);
    if (!scan_take(scan, '-'))
        return true;
    if (part->year_masked)
        return scan_fault(scan, scan->at, "%s", level2);
    if (!month(scan, part))
        return false;
    return !scan_take(scan, '-') || day(scan, part);
}

static bool part(reader *scan, dl_date_part *part)
{
    memset(part, 0, sizeof *part);
    char first = scan_peek(scan, 0);
    if (is_qualifier(first) || first == '[' || first == '{')
        return scan_fault(scan, scan->at, "%s", level2);
    if (!part_body(scan, part))
        return false;
    if (scan_peek(scan, 0) == 'T' && !scan_time(scan, part))
        return false;
    qualifier(scan, part);
    char next = scan_peek(scan, 0);
    if (next == '-' && (part->uncertain || part->approximate))
        return scan_fault(scan, scan->at, "%s", level2);
    return true;
}

/* One end of an interval: "..", nothing, or a date. */
static bool end(reader *scan, bool last, dl_end_kind *kind, dl_date_part *space)
{
    memset(space, 0, sizeof *space);
    if (scan_peek(scan, 0) == '.' && scan_peek(scan, 1) == '.') {
        *kind = DL_END_OPEN;
        scan->at += 2;
        return true;
    }
    if (last ? scan->at == scan->text.size : scan_peek(scan, 0) == '/') {
        *kind = DL_END_UNKNOWN;
        return true;
    }
    *kind = DL_END_DATE;
    return part(scan, space);
}

static bool interval(reader *scan, dl_date *date)
{
    date->interval = true;
    if (!end(scan, false, &date->start_kind, &date->start))
        return false;
    if (!scan_take(scan, '/'))
        return scan_fault(scan, scan->at, "'/' was expected between the ends");
    size_t second = scan->at;
    if (!end(scan, true, &date->end_kind, &date->end))
        return false;
    if (date->start_kind != DL_END_DATE && date->end_kind != DL_END_DATE)
        return scan_fault(scan, 0, "one end of an interval must be a date");
    if (scan->at < scan->text.size)
        return true; /* told by the caller */
    dl_bounds bounds = dl_date_bounds(date);
    bool finite =
        bounds.start_earliest.kind == DL_BOUND_FINITE && bounds.end_latest.kind == DL_BOUND_FINITE;
    if (finite && bounds.start_earliest.seconds >= bounds.end_latest.seconds)
        return scan_fault(scan, second, "the interval ends before it begins");
    return true;
}

/* Whether there is a "/" outside the brackets of a zone's name, [America/New_York]. */
static bool is_interval(dl_str text)
{
    bool inside = false;
    for (size_t i = 0; i < text.size; i++) {
        inside = (text.data[i] == '[' && i > 0) || (inside && text.data[i] != ']');
        if (text.data[i] == '/' && !inside)
            return true;
    }
    return false;
}

int dl_date_parse(dl_str text, dl_date *date, dl_error *error)
{
    reader scan = {.text = text, .error = error};
    memset(date, 0, sizeof *date);
    if (text.size == 0)
        scan_fault(&scan, 0, "it is empty");
    else if (is_interval(text))
        interval(&scan, date);
    else
        part(&scan, &date->start);
    if (!scan.failed && scan.at < text.size)
        scan_fault(&scan, scan.at, "nothing was expected here");
    if (scan.failed)
        draft_hint(text, error);
    return scan.failed;
}
