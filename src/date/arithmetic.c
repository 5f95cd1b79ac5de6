/* Calendar arithmetic: months and days are kept apart, since a month has no fixed length. */
#include "dateline/date.h"

#include "date/zone.h"

static const int64_t farthest = 10000000000; /* years and days past this are a mistake */

static int refuse(dl_error *error, const char *why)
{
    return dl_error_set(error, DL_ERR_USAGE, "%s", why);
}

static void add_months(dl_date_part *part, int64_t years, int64_t months)
{
    int64_t all = part->year * 12 + (part->month - 1) + years * 12 + months;
    part->year = all / 12 - (all % 12 < 0);
    part->month = (int8_t)(all - part->year * 12 + 1);
    if (part->day) {
        int most = dl_days_in_month(part->year, part->month);
        part->day = part->day > most ? (int8_t)most : part->day;
    }
}

static void add_days(dl_date_part *part, int64_t days)
{
    int month, day;
    int64_t all = dl_days_from_civil(part->year, part->month, part->day) + days;
    dl_civil_from_days(all, &part->year, &month, &day);
    part->month = (int8_t)month;
    part->day = (int8_t)day;
}

static int add_part(dl_date_part *part, int64_t years, int64_t months, int64_t days,
                    dl_error *error)
{
    if (part->year_mask || part->month_mask || part->day_mask || part->significant)
        return refuse(error, "a date with masked digits cannot be counted from");
    if (days && part->precision < DL_PRECISION_DAY)
        return refuse(error, "days can be added to a date that has a day only");
    if (months && (part->month < 1 || part->month > 12))
        return refuse(error, "months can be added to a date that has a month only");
    if (part->month >= 1 && part->month <= 12)
        add_months(part, years, months);
    else
        part->year += years;
    if (days)
        add_days(part, days);
    part->exponent = 0;
    part->negative = part->year < 0;
    part->long_year = part->year > 9999 || part->year < -9999;
    if (part->long_year && part->month)
        return refuse(error, "years past four digits have no months in EDTF");
    if (part->zone == DL_ZONE_NAMED) {
        int64_t local = dl_days_from_civil(part->year, part->month, part->day) * 86400 +
                        part->hour * 3600 + part->minute * 60 + part->second;
        zone_offset(part->zone_name, local, &part->offset_minutes);
    }
    return 0;
}

int dl_date_add(const dl_date *date, int64_t years, int64_t months, int64_t days, dl_date *out,
                dl_error *error)
{
    const int64_t counts[] = {years, months, days};
    for (int i = 0; i < 3; i++) {
        if (counts[i] > farthest || counts[i] < -farthest)
            return refuse(error, "the number is out of reach of the calendar");
    }
    if (date->set)
        return refuse(error, "a set cannot be counted from; take its members");
    dl_date sum = *date;
    int rc = 0;
    if (sum.start_kind == DL_END_DATE)
        rc = add_part(&sum.start, years, months, days, error);
    if (rc == 0 && sum.interval && sum.end_kind == DL_END_DATE)
        rc = add_part(&sum.end, years, months, days, error);
    if (rc == 0)
        *out = sum;
    return rc;
}
