/* Dates in English, as a reporter would write them. */
#include <inttypes.h>
#include <string.h>

#include "dateline/date.h"

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const seasons[] = {"spring", "summer", "autumn", "winter"}; /* 21 to 24 */

static void year_words(const dl_date_part *part, dl_buf *out)
{
    int64_t year = part->year;
    if (part->year_masked == 1) {
        dl_buf_printf(out, "the %" PRId64 "s", year < 0 ? -year : year);
    } else if (part->year_masked == 2) {
        int64_t century = (year < 0 ? -year : year) / 100 + 1;
        const char *ending = century % 10 == 1 && century % 100 != 11   ? "st"
                             : century % 10 == 2 && century % 100 != 12 ? "nd"
                             : century % 10 == 3 && century % 100 != 13 ? "rd"
                                                                        : "th";
        dl_buf_printf(out, "the %" PRId64 "%s century", century, ending);
    } else if (year <= 0) {
        dl_buf_printf(out, "%" PRId64 " BC", 1 - year); /* astronomical 0 is 1 BC */
    } else {
        dl_buf_printf(out, "%" PRId64, year);
    }
    if (part->year_masked && year < 0)
        dl_buf_puts(out, " BC");
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
    if (part->month_masked)
        dl_buf_puts(out, part->day_masked ? "some day in " : "some month of ");
    else if (part->day_masked)
        dl_buf_puts(out, "some day in ");
    if (part->month >= 21)
        dl_buf_printf(out, "%s ", seasons[part->month - 21]);
    if (part->day)
        dl_buf_printf(out, "%d ", part->day);
    if (part->month >= 1 && part->month <= 12)
        dl_buf_printf(out, "%s ", months[part->month - 1]);
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

void dl_date_words(const dl_date *date, dl_buf *out)
{
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
