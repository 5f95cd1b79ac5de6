/* Times: ISO 8601-2 §4.3 as EDTF level 0 has them, and dateline's superset (minutes, named zones).
 */
#include <string.h>

#include "date/scan.h"
#include "date/zone.h"
#include "dateline/zone.h"

static bool two_digits(reader *scan, int most, const char *what, int8_t *value)
{
    size_t at = scan->at;
    if (scan_digits(scan, 2) < 2)
        return scan_fault(scan, at, "two digits were expected for the %s", what);
    *value = (int8_t)scan_number(scan, 2);
    if (*value > most)
        return scan_fault(scan, at, "the %s goes up to %d", what, most);
    return true;
}

static bool fraction(reader *scan, dl_date_part *part)
{
    size_t count = scan_digits(scan, SIZE_MAX);
    if (count == 0)
        return scan_fault(scan, scan->at, "digits were expected after the decimal point");
    size_t kept = count > 9 ? 9 : count; /* a nanosecond is finer than any report */
    part->nanosecond = (int32_t)scan_number(scan, kept);
    for (size_t i = kept; i < 9; i++)
        part->nanosecond *= 10;
    scan->at += count - kept;
    part->fraction_digits = (int8_t)kept;
    return true;
}

/* Offsets that are in use: -12:00 to +14:00; -00:00 has no meaning (ISO 8601-1 §4.3.13). */
static bool offset(reader *scan, dl_date_part *part)
{
    size_t at = scan->at;
    int sign = scan_peek(scan, 0) == '-' ? -1 : 1;
    int8_t hours = 0, minutes = 0;
    scan->at++;
    if (!two_digits(scan, 14, "offset's hours", &hours))
        return false;
    bool more = scan_take(scan, ':');
    if ((more || scan_digits(scan, 2) == 2) && !two_digits(scan, 59, "offset's minutes", &minutes))
        return false;
    int value = sign * (hours * 60 + minutes);
    if (value < -12 * 60 || value > 14 * 60)
        return scan_fault(scan, at, "offsets go from -12:00 to +14:00");
    if (sign < 0 && value == 0)
        return scan_fault(scan, at, "the offset of UTC is written +00:00 or Z");
    part->zone = DL_ZONE_OFFSET;
    part->offset_minutes = (int16_t)value;
    return true;
}

/* A word that the system's table lacks, "[Eastern]", is put in its words. */
static bool worded_zone(reader *scan, dl_date_part *part, dl_str name, int16_t *minutes)
{
    dl_zone zone;
    dl_error why;
    dl_error_clear(&why);
    if (dl_zone_find(name, &zone, &why) != 0)
        return scan_fault(scan, scan->at + 1, "%s", why.message);
    memcpy(part->zone_name, zone.name, sizeof part->zone_name);
    *minutes = zone.minutes;
    return true;
}

static bool named_zone(reader *scan, dl_date_part *part)
{
    size_t at = scan->at;
    dl_str rest, inside = dl_str_slice(scan->text, at + 1, scan->text.size);
    dl_str name = dl_str_cut(inside, ']', &rest);
    if (!rest.data || name.size == 0 || name.size >= sizeof part->zone_name)
        return scan_fault(scan, at, "a zone's name in brackets was expected, [America/New_York]");
    memset(part->zone_name, 0, sizeof part->zone_name);
    memcpy(part->zone_name, name.data, name.size);
    int16_t minutes = 0;
    int64_t local = dl_days_from_civil(part->year, part->month, part->day) * 86400 +
                    part->hour * 3600 + part->minute * 60 + part->second;
    bool listed =
        !memchr(name.data, '\0', name.size) && zone_offset(part->zone_name, local, &minutes);
    if (!listed && !worded_zone(scan, part, name, &minutes))
        return false;
    if (!listed && part->zone_name[0])
        zone_offset(part->zone_name, local, &minutes);
    scan->at += name.size + 2;
    if (part->zone == DL_ZONE_OFFSET && part->offset_minutes != minutes)
        return scan_fault(scan, at, "the offset is not that of %.*s at this time",
                          DL_STR_ARG(name));
    part->zone = part->zone_name[0] ? DL_ZONE_NAMED : minutes ? DL_ZONE_OFFSET : DL_ZONE_UTC;
    part->offset_minutes = minutes;
    return true;
}

static bool scan_zone(reader *scan, dl_date_part *part)
{
    if (scan_take(scan, 'Z')) {
        part->zone = DL_ZONE_UTC;
        return true;
    }
    char next = scan_peek(scan, 0);
    if ((next == '+' || next == '-') && !offset(scan, part))
        return false;
    return scan_peek(scan, 0) != '[' || named_zone(scan, part);
}

bool scan_time(reader *scan, dl_date_part *part)
{
    size_t start = scan->at;
    if (part->precision != DL_PRECISION_DAY)
        return scan_fault(scan, start, "a time needs a whole date before it");
    scan->at++;
    if (!two_digits(scan, 24, "hour", &part->hour))
        return false;
    if (!scan_take(scan, ':'))
        return scan_fault(scan, scan->at, "':' and the minutes were expected");
    if (!two_digits(scan, 59, "minute", &part->minute))
        return false;
    part->precision = DL_PRECISION_MINUTE;
    if (scan_take(scan, ':')) {
        if (!two_digits(scan, 59, "second", &part->second))
            return false;
        part->precision = DL_PRECISION_SECOND;
        if (scan_take(scan, '.') && !fraction(scan, part))
            return false;
    }
    if (part->hour == 24 && (part->minute || part->second || part->nanosecond))
        return scan_fault(scan, start + 1, "24 is an hour only at 24:00:00, the end of the day");
    return scan_zone(scan, part);
}
