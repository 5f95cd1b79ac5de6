/* EDTF levels 0, 1 and 2 (Library of Congress profile, 4 February 2019), by recursive descent. */
#include <string.h>

#include "date/bounds.h"
#include "date/draft.h"
#include "date/mask.h"
#include "date/scan.h"

/* Years whose seconds still fit in 64 bits with room to count. */
static const int64_t farthest_year = 9999999999;

static bool is_qualifier(char c)
{
    return c == '?' || c == '~' || c == '%';
}

/* Takes "?", "~" or "%" where one is next and puts it on the components of `parts`. */
static void take_mark(reader *scan, dl_date_part *part, int parts)
{
    char mark = scan_peek(scan, 0);
    if (!is_qualifier(mark))
        return;
    scan->at++;
    if (mark != '~')
        part->uncertain_in |= (uint8_t)parts;
    if (mark != '?')
        part->approximate_in |= (uint8_t)parts;
}

/* "S2": how many digits count, from the first that is not 0. */
static bool significant(reader *scan, dl_date_part *part)
{
    if (!scan_take(scan, 'S'))
        return true;
    size_t start = scan->at, digits = scan_digits(scan, 3);
    int64_t count = digits > 0 && digits < 3 ? scan_number(scan, digits) : 0;
    if (count == 0)
        return scan_fault(scan, start, "the number of significant digits was expected after S");
    int all = 1;
    for (int64_t rest = part->year < 0 ? -part->year : part->year; rest >= 10; rest /= 10)
        all++;
    if (count > all)
        return scan_fault(scan, start, "the year has %d digits, so no more are significant", all);
    part->significant = (int8_t)count;
    static const dl_precision precision[] = {DL_PRECISION_YEAR, DL_PRECISION_DECADE,
                                             DL_PRECISION_CENTURY, DL_PRECISION_MILLENNIUM};
    part->precision = all - count < 4 ? precision[all - count] : DL_PRECISION_NONE;
    return true;
}

/* "E7": zeros to be put after the digits. */
static bool exponent(reader *scan, dl_date_part *part)
{
    size_t start = scan->at, digits = scan_digits(scan, 3);
    int64_t zeros = digits > 0 && digits < 3 ? scan_number(scan, digits) : 0;
    if (zeros == 0)
        return scan_fault(scan, start, "how many zeros the year ends in was expected after E");
    for (int64_t i = 0; i < zeros; i++) {
        if (part->year > farthest_year / 10)
            return scan_fault(scan, start, "years of more than ten digits are out of reach");
        part->year *= 10;
    }
    part->exponent = (int8_t)zeros;
    return true;
}

/* "Y12345", "Y-17E7", "Y171010000S3": years past four digits, without month or day. */
static bool long_year(reader *scan, dl_date_part *part)
{
    size_t start = scan->at++;
    part->negative = scan_take(scan, '-');
    size_t digits = scan_digits(scan, 19);
    if (digits == 0 || scan_peek(scan, 0) == '0')
        return scan_fault(scan, start, "after Y come five digits or more, the first no 0");
    if (digits > 10)
        return scan_fault(scan, start, "years of more than ten digits are out of reach");
    part->year = scan_number(scan, digits);
    if (scan_take(scan, 'E') && !exponent(scan, part))
        return false;
    if (part->year < 10000)
        return scan_fault(scan, start, "after Y come five digits or more, the first no 0");
    if (part->negative)
        part->year = -part->year;
    part->long_year = true;
    part->precision = DL_PRECISION_YEAR;
    return significant(scan, part);
}

/* `places` digits or X; what is X counts 0 and has its bit in mask. Takes nothing when there are
 * fewer. */
static bool masked_number(reader *scan, int places, int64_t *value, uint8_t *mask)
{
    *value = 0;
    *mask = 0;
    for (int i = 0; i < places; i++) {
        char c = scan_peek(scan, (size_t)i);
        bool digit = c >= '0' && c <= '9';
        if (!digit && c != 'X')
            return false;
        *value = *value * 10 + (digit ? c - '0' : 0);
        *mask = (uint8_t)((*mask << 1) | (digit ? 0 : 1));
    }
    scan->at += (size_t)places;
    return true;
}

/* "2024", "-0044", "201X", "1XX3", "1950S2". */
static bool year(reader *scan, dl_date_part *part)
{
    size_t start = scan->at;
    part->negative = scan_take(scan, '-');
    if (!masked_number(scan, 4, &part->year, &part->year_mask))
        return scan_fault(scan, start, "a year of four digits was expected");
    if (scan_digits(scan, 1) == 1)
        return scan_fault(scan, start, "years past four digits begin with Y");
    if (part->negative && part->year == 0 && part->year_mask == 0)
        return scan_fault(scan, start, "there is no year -0000; 1 BC is 0000");
    if (part->negative)
        part->year = -part->year;
    part->precision = mask_precision(part->year_mask);
    if (part->year_mask && scan_peek(scan, 0) == 'S')
        return scan_fault(scan, scan->at, "a year with X has no significant digits besides");
    return significant(scan, part);
}

/* After "-": a month, a season or another division of the year, or X in either place. */
static bool month(reader *scan, dl_date_part *part)
{
    size_t start = scan->at;
    int64_t value;
    if (!masked_number(scan, 2, &value, &part->month_mask))
        return scan_fault(scan, start, "a month of two digits was expected");
    if (part->month_mask) {
        part->month_told = (int8_t)value;
        int first = 1;
        while (first <= 12 && !mask_fits(first, part->month_told, part->month_mask))
            first++;
        return first <= 12 || scan_fault(scan, start, "months go from 01 to 12");
    }
    bool division = value >= 21 && value <= 41;
    if (!division && (value < 1 || value > 12))
        return scan_fault(scan, start,
                          "months go from 01 to 12, seasons and other divisions from 21 to 41");
    part->month = (int8_t)value;
    if (!part->year_mask)
        part->precision = division ? DL_PRECISION_SEASON : DL_PRECISION_MONTH;
    return true;
}

static bool day(reader *scan, dl_date_part *part)
{
    size_t start = scan->at;
    int64_t value, first;
    if (part->month > 12)
        return scan_fault(scan, start, "a season has no days");
    if (!masked_number(scan, 2, &value, &part->day_mask))
        return scan_fault(scan, start, "a day of two digits was expected");
    bool masked = part->year_mask || part->month_mask || part->day_mask;
    if (!masked) {
        int most = dl_days_in_month(part->year, part->month);
        if (value < 1 || value > most)
            return scan_fault(scan, start, "days of this month go from 01 to %d", most);
    }
    if (part->day_mask)
        part->day_told = (int8_t)value;
    else
        part->day = (int8_t)value;
    if (masked && (part->day_mask || value > 0) && !mask_first(part, &first))
        return scan_fault(scan, start, "no month that is meant has such a day");
    if (masked && !part->day_mask && value == 0)
        return scan_fault(scan, start, "days go from 01");
    if (!masked)
        part->precision = DL_PRECISION_DAY;
    return true;
}

/* A qualifier left of a component is its own; one right of it covers all that is left of it. */
static bool part_body(reader *scan, dl_date_part *part)
{
    take_mark(scan, part, DL_PART_YEAR);
    bool is_long = scan_peek(scan, 0) == 'Y';
    if (is_long ? !long_year(scan, part) : !year(scan, part))
        return false;
    take_mark(scan, part, DL_PART_YEAR);
    if (is_long || part->significant || !scan_take(scan, '-'))
        return true;
    take_mark(scan, part, DL_PART_MONTH);
    if (!month(scan, part))
        return false;
    take_mark(scan, part, DL_PART_YEAR | DL_PART_MONTH);
    if (!scan_take(scan, '-'))
        return true;
    take_mark(scan, part, DL_PART_DAY);
    if (!day(scan, part))
        return false;
    take_mark(scan, part, DL_PART_YEAR | DL_PART_MONTH | DL_PART_DAY);
    return true;
}

bool scan_part(reader *scan, dl_date_part *part)
{
    if (!part_body(scan, part))
        return false;
    if (scan_peek(scan, 0) == 'T') {
        if (!scan_time(scan, part))
            return false;
        take_mark(scan, part, DL_PART_TIME);
    }
    part->uncertain = part->uncertain_in != 0;
    part->approximate = part->approximate_in != 0;
    return true;
}

/* One end of an interval: "..", nothing, or a date. */
static bool end(reader *scan, bool last, dl_end_kind *kind, dl_date_part *space)
{
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
    return scan_part(scan, space);
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
    if (date->start_kind != DL_END_DATE && date->end_kind != DL_END_DATE &&
        !scan_note(scan, 0, DL_NOTE_NO_LIMIT))
        return false;
    if (scan->at < scan->text.size)
        return true; /* told by the caller */
    if (date->start_kind == DL_END_DATE && date->end_kind == DL_END_DATE &&
        region_of_part(&date->start).from >= region_of_part(&date->end).to)
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

static int parse(reader *scan, dl_date *date)
{
    dl_str text = scan->text;
    memset(date, 0, sizeof *date);
    if (text.size == 0)
        scan_fault(scan, 0, "it is empty");
    else if (text.data[0] == '[' || text.data[0] == '{')
        scan_set(scan, date);
    else if (is_interval(text))
        interval(scan, date);
    else
        scan_part(scan, &date->start);
    if (!scan->failed && scan->at < text.size)
        scan_fault(scan, scan->at, "nothing was expected here");
    if (scan->failed)
        draft_hint(text, scan->error);
    return scan->failed;
}

int dl_date_parse(dl_str text, dl_date *date, dl_error *error)
{
    reader scan = {.text = text, .error = error};
    return parse(&scan, date);
}

int dl_date_parse_noting(dl_str text, dl_date *date, unsigned *notes, dl_error *error)
{
    reader scan = {.text = text, .error = error};
    int rc = parse(&scan, date);
    *notes = scan.notes;
    return rc;
}

int dl_date_parse_strict(dl_str text, dl_date *date, dl_error *error)
{
    reader scan = {.text = text, .error = error, .strict = true};
    return parse(&scan, date);
}
