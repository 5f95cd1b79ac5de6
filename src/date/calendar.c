/* The proleptic Gregorian calendar, in days since 1970-01-01, for years of any size. */
#include "dateline/date.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Years are counted from March, so that the leap day ends them; 400 years have 146,097 days. */
int64_t dl_days_from_civil(int64_t year, int month, int day)
{
    int64_t from_march = year - (month <= 2);
    int64_t era = floor_div(from_march, 400);
    int64_t year_of_era = from_march - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468; /* days from 0000-03-01 to 1970-01-01 */
}

void dl_civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
    days += 719468;
    int64_t era = floor_div(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t from_march = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = year_of_era + era * 400 + (*month <= 2);
}

int dl_days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

int dl_weekday(int64_t days)
{
    int64_t from_monday = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(from_monday < 0 ? from_monday + 7 : from_monday);
}

dl_date dl_date_of_day(int64_t days)
{
    dl_date date = {0};
    int month, day;
    dl_civil_from_days(days, &date.start.year, &month, &day);
    date.start.month = (int8_t)month;
    date.start.day = (int8_t)day;
    date.start.precision = DL_PRECISION_DAY;
    date.start.long_year = date.start.year > 9999 || date.start.year < -9999;
    return date;
}

dl_date dl_date_of_utc(int64_t utc_us)
{
    int64_t seconds = floor_div(utc_us, 1000000);
    int64_t days = floor_div(seconds, 86400);
    int of_day = (int)(seconds - days * 86400);
    dl_date date = dl_date_of_day(days);
    date.start.hour = (int8_t)(of_day / 3600);
    date.start.minute = (int8_t)(of_day / 60 % 60);
    date.start.second = (int8_t)(of_day % 60);
    date.start.precision = DL_PRECISION_SECOND;
    date.start.zone = DL_ZONE_UTC;
    return date;
}
