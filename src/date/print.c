/* Canonical EDTF: parsing it gives the same value. */
#include "dateline/date.h"

#include <inttypes.h>
#include <stdio.h>

#include "date/set.h"

/* Digits with X in the places of mask. */
static void print_masked(int64_t told, int places, uint8_t mask, dl_buf *out)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%0*" PRId64, places, told);
    for (int i = 0; i < places; i++)
        dl_buf_putc(out, mask >> (places - 1 - i) & 1 ? 'X' : digits[i]);
}

static void print_year(const dl_date_part *part, dl_buf *out)
{
    int64_t size = part->year < 0 ? -part->year : part->year;
    const char *sign = part->year < 0 || (part->negative && part->year_mask) ? "-" : "";
    if (part->long_year) {
        for (int i = 0; i < part->exponent; i++)
            size /= 10;
        dl_buf_printf(out, "Y%s%" PRId64, sign, size);
        if (part->exponent)
            dl_buf_printf(out, "E%d", part->exponent);
    } else {
        dl_buf_puts(out, sign);
        print_masked(size, 4, part->year_mask, out);
    }
    if (part->significant)
        dl_buf_printf(out, "S%d", part->significant);
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

/* The mark on one component: '?', '~', '%' or none, '\0'. */
static char mark_on(const dl_date_part *part, int component)
{
    int all = DL_PART_YEAR | DL_PART_MONTH | DL_PART_DAY | DL_PART_TIME;
    int uncertain = part->uncertain ? part->uncertain_in ? part->uncertain_in : all : 0;
    int approximate = part->approximate ? part->approximate_in ? part->approximate_in : all : 0;
    bool doubted = uncertain & component, about = approximate & component;
    return doubted ? about ? '%' : '?' : about ? '~' : '\0';
}

static void put_mark(char mark, dl_buf *out)
{
    if (mark)
        dl_buf_putc(out, mark);
}

static void print_two(int8_t value, int8_t told, uint8_t mask, dl_buf *out)
{
    print_masked(mask ? told : value, 2, mask, out);
}

/* The components from the left that share one mark have it once, at their right; the others have
 * their own at the left (Library of Congress, level 2: qualification of a group, of a part). */
static void print_part(const dl_date_part *part, dl_buf *out)
{
    int count = part->day || part->day_mask ? 3 : part->month || part->month_mask ? 2 : 1;
    int group = 1;
    char first = mark_on(part, DL_PART_YEAR);
    while (group < count && mark_on(part, 1 << group) == first)
        group++;
    for (int i = 0; i < count; i++) {
        if (i > 0)
            dl_buf_putc(out, '-');
        if (i >= group)
            put_mark(mark_on(part, 1 << i), out);
        if (i == 0)
            print_year(part, out);
        else if (i == 1)
            print_two(part->month, part->month_told, part->month_mask, out);
        else
            print_two(part->day, part->day_told, part->day_mask, out);
        if (i == group - 1)
            put_mark(first, out);
    }
    if (part->precision >= DL_PRECISION_MINUTE) {
        print_time(part, out);
        put_mark(mark_on(part, DL_PART_TIME), out);
    }
}

static void print_end(dl_end_kind kind, const dl_date_part *part, dl_buf *out)
{
    if (kind == DL_END_OPEN)
        dl_buf_puts(out, "..");
    else if (kind == DL_END_DATE)
        print_part(part, out);
}

void set_put_member(const dl_date *member, dl_buf *out)
{
    if (member->start_kind == DL_END_DATE)
        print_part(&member->start, out);
    if (member->interval)
        dl_buf_puts(out, "..");
    if (member->interval && member->end_kind == DL_END_DATE)
        print_part(&member->end, out);
}

void dl_date_print(const dl_date *date, dl_buf *out)
{
    if (date->set) {
        /* they are kept as they are printed */
        bool one = date->set == DL_SET_ONE;
        dl_buf_printf(out, "%c%s%c", one ? '[' : '{', date->members, one ? ']' : '}');
        return;
    }
    print_end(date->start_kind, &date->start, out);
    if (!date->interval)
        return;
    dl_buf_putc(out, '/');
    print_end(date->end_kind, &date->end, out);
}
