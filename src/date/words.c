/* Dates in English, as a reporter would write them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dateline/date.h"

#include "date/set.h"

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
/* 21 to 41; codes 25 to 32 tell the hemisphere, which a reader hears in the words */
static const char *const divisions[] = {"spring",
                                        "summer",
                                        "autumn",
                                        "winter",
                                        "spring (northern)",
                                        "summer (northern)",
                                        "autumn (northern)",
                                        "winter (northern)",
                                        "spring (southern)",
                                        "summer (southern)",
                                        "autumn (southern)",
                                        "winter (southern)",
                                        "the first quarter of",
                                        "the second quarter of",
                                        "the third quarter of",
                                        "the fourth quarter of",
                                        "the first third of",
                                        "the second third of",
                                        "the last third of",
                                        "the first half of",
                                        "the second half of"};

static void century_words(int64_t size, dl_buf *out)
{
    int64_t century = size / 100 + 1;
    const char *ending = century % 10 == 1 && century % 100 != 11   ? "st"
                         : century % 10 == 2 && century % 100 != 12 ? "nd"
                         : century % 10 == 3 && century % 100 != 13 ? "rd"
                                                                    : "th";
    dl_buf_printf(out, "the %" PRId64 "%s century", century, ending);
}

/* Digits that are not told have no words in English but as a pattern: "a year like 1XX3". */
static void pattern_words(const dl_date_part *part, int64_t size, dl_buf *out)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%04" PRId64, size);
    dl_buf_puts(out, "a year like ");
    for (int i = 0; i < 4; i++)
        dl_buf_putc(out, part->year_mask >> (3 - i) & 1 ? 'X' : digits[i]);
}

static void year_words(const dl_date_part *part, dl_buf *out)
{
    int64_t year = part->year, size = year < 0 ? -year : year;
    if (part->year_mask == 1)
        dl_buf_printf(out, "the %" PRId64 "s", size);
    else if (part->year_mask == 3)
        century_words(size, out);
    else if (part->year_mask == 15)
        dl_buf_puts(out, "an unknown year");
    else if (part->year_mask)
        pattern_words(part, size, out);
    else if (year <= 0)
        dl_buf_printf(out, "%" PRId64 " BC", 1 - year); /* astronomical 0 is 1 BC */
    else
        dl_buf_printf(out, "%" PRId64, year);
    if (part->year_mask && part->negative)
        dl_buf_puts(out, " BC");
    if (part->significant)
        dl_buf_printf(out, " (to %d significant digits)", part->significant);
}

static void zone_words(const dl_date_part *part, dl_buf *out)
{
    int minutes = part->offset_minutes < 0 ? -part->offset_minutes : part->offset_minutes;
    if (part->zone == DL_ZONE_UTC)
        dl_buf_puts(out, " UTC");
    else if (part->zone == DL_ZONE_NAMED)
        dl_buf_printf(out, " (%s)", part->zone_name);
    else if (part->zone == DL_ZONE_OFFSET)
        dl_buf_printf(out, " (UTC%s%d:%02d)", part->offset_minutes < 0 ? "−" : "+", minutes / 60,
                      minutes % 60);
}

static void time_words(const dl_date_part *part, dl_buf *out)
{
    dl_buf_puts(out, part->approximate ? " at about " : " at ");
    dl_buf_printf(out, "%02d:%02d", part->hour, part->minute);
    if (part->precision == DL_PRECISION_SECOND && (part->second || part->nanosecond))
        dl_buf_printf(out, ":%02d", part->second);
    zone_words(part, out);
}

static void part_words(const dl_date_part *part, dl_buf *out)
{
    bool timed = part->precision >= DL_PRECISION_MINUTE;
    if (part->approximate && !timed)
        dl_buf_puts(out, "around ");
    bool no_month = !part->month && (part->month_mask || part->day || part->day_mask);
    if (part->day_mask || (no_month && !part->day))
        dl_buf_puts(out, part->day_mask ? "some day in " : "some month of ");
    if (part->month >= 21)
        dl_buf_printf(out, "%s ", divisions[part->month - 21]);
    if (part->day && no_month)
        dl_buf_printf(out, "day %d of some month of ", part->day);
    else if (part->day)
        dl_buf_printf(out, "%d ", part->day);
    if (part->month >= 1 && part->month <= 12)
        dl_buf_printf(out, part->year_mask ? "%s of " : "%s ", months[part->month - 1]);
    year_words(part, out);
    if (timed)
        time_words(part, out);
    if (part->uncertain)
        dl_buf_puts(out, " (uncertain)");
}

static bool plain_day(const dl_date_part *part)
{
    return part->precision == DL_PRECISION_DAY && !part->uncertain && !part->approximate;
}

static bool same_zone(const dl_date_part *a, const dl_date_part *b)
{
    return a->zone == b->zone && a->offset_minutes == b->offset_minutes &&
           strcmp(a->zone_name, b->zone_name) == 0;
}

static void clock_words(const dl_date_part *part, dl_buf *out)
{
    dl_buf_printf(out, "%s%02d:%02d", part->approximate ? "about " : "", part->hour, part->minute);
}

/* What both ends share is said once: "13 March to 31 December 2024", "26 November 2024, 08:30 to
 * 12:01 (America/New_York)". False when they share nothing of that kind. */
static bool shared_words(const dl_date *date, dl_buf *out)
{
    const dl_date_part *a = &date->start, *b = &date->end;
    if (a->year != b->year || a->year <= 0)
        return false;
    if (a->year_mask || b->year_mask || a->significant || b->significant)
        return false;
    bool same_month = a->month == b->month;
    if (plain_day(a) && plain_day(b)) {
        dl_buf_printf(out, "%d ", a->day);
        if (!same_month)
            dl_buf_printf(out, "%s ", months[a->month - 1]);
        dl_buf_puts(out, "to ");
        part_words(b, out);
        return true;
    }
    bool timed = a->precision >= DL_PRECISION_MINUTE && b->precision >= DL_PRECISION_MINUTE;
    if (!timed || !same_month || a->day != b->day || !same_zone(a, b) || a->uncertain ||
        b->uncertain)
        return false;
    dl_buf_printf(out, "%d %s %" PRId64 ", ", a->day, months[a->month - 1], a->year);
    clock_words(a, out);
    dl_buf_puts(out, " to ");
    clock_words(b, out);
    zone_words(b, out);
    return true;
}

static void set_words(const dl_date *date, dl_buf *out)
{
    dl_date member;
    dl_buf_puts(out, date->set == DL_SET_ONE ? "one of " : "all of ");
    bool more = false;
    for (size_t at = 0; set_next(date, &at, &member); more = true) {
        if (more)
            dl_buf_puts(out, ", ");
        dl_date_words(&member, out);
    }
}

void dl_date_words(const dl_date *date, dl_buf *out)
{
    if (date->set) {
        set_words(date, out);
        return;
    }
    if (!date->interval) {
        part_words(&date->start, out);
        return;
    }
    if (date->start_kind == DL_END_OPEN && date->end_kind == DL_END_DATE) {
        dl_buf_puts(out, "by ");
        part_words(&date->end, out);
        return;
    }
    if (date->end_kind == DL_END_OPEN && date->start_kind == DL_END_DATE) {
        dl_buf_puts(out, "from ");
        part_words(&date->start, out);
        dl_buf_puts(out, " on");
        return;
    }
    bool both = date->start_kind == DL_END_DATE && date->end_kind == DL_END_DATE;
    if (both && shared_words(date, out))
        return;
    if (date->start_kind == DL_END_DATE)
        part_words(&date->start, out);
    else
        dl_buf_puts(out, "an unknown date");
    dl_buf_puts(out, " to ");
    if (date->end_kind == DL_END_DATE)
        part_words(&date->end, out);
    else
        dl_buf_puts(out, "an unknown date");
}
