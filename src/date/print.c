/* Canonical EDTF: parsing it gives the same value. */
#include "dateline/date.h"

#include <inttypes.h>

static void print_year(const dl_date_part *part, dl_buf *out)
{
    int64_t size = part->year < 0 ? -part->year : part->year;
    const char *sign = part->year < 0 ? "-" : "";
    if (part->long_year) {
        dl_buf_printf(out, "Y%s%" PRId64, sign, size);
        return;
    }
    dl_buf_printf(out, "%s%04" PRId64, sign, size);
    dl_buf_truncate(out, out->size - (size_t)part->year_masked);
    for (int i = 0; i < part->year_masked; i++)
        dl_buf_putc(out, 'X');
}

static void print_time(const dl_date_part *part, dl_buf *out)
{
    dl_buf_printf(out, "T%02d:%02d", part->hour, part->minute);
    if (part->precision == DL_PRECISION_SECOND)
        dl_buf_printf(out, ":%02d", part->second);
    if (part->fraction_digits) {
        char digits[16];
        int nanosecond = part->nanosecond;
        for (int i = 9; i-- > 0; nanosecond /= 10)
            digits[i] = (char)('0' + nanosecond % 10);
        dl_buf_putc(out, '.');
        dl_buf_append(out, digits, (size_t)part->fraction_digits);
    }
    if (part->zone == DL_ZONE_UTC)
        dl_buf_putc(out, 'Z');
    if (part->zone == DL_ZONE_OFFSET || part->zone == DL_ZONE_NAMED) {
        int minutes = part->offset_minutes < 0 ? -part->offset_minutes : part->offset_minutes;
        dl_buf_printf(out, "%c%02d:%02d", part->offset_minutes < 0 ? '-' : '+', minutes / 60,
                      minutes % 60);
    }
    if (part->zone == DL_ZONE_NAMED)
        dl_buf_printf(out, "[%s]", part->zone_name);
}

static void print_part(const dl_date_part *part, dl_buf *out)
{
    print_year(part, out);
    if (part->month_masked)
        dl_buf_puts(out, "-XX");
    else if (part->month)
        dl_buf_printf(out, "-%02d", part->month);
    if (part->day_masked)
        dl_buf_puts(out, "-XX");
    else if (part->day)
        dl_buf_printf(out, "-%02d", part->day);
    if (part->precision >= DL_PRECISION_MINUTE)
        print_time(part, out);
    if (part->uncertain || part->approximate)
        dl_buf_putc(out, !part->approximate ? '?' : !part->uncertain ? '~' : '%');
}

static void print_end(dl_end_kind kind, const dl_date_part *part, dl_buf *out)
{
    if (kind == DL_END_OPEN)
        dl_buf_puts(out, "..");
    else if (kind == DL_END_DATE)
        print_part(part, out);
}

void dl_date_print(const dl_date *date, dl_buf *out)
{
    print_end(date->start_kind, &date->start, out);
    if (!date->interval)
        return;
    dl_buf_putc(out, '/');
    print_end(date->end_kind, &date->end, out);
}
