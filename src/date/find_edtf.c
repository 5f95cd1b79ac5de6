/* From days to EDTF. */
#include <inttypes.h>

#include "date/find_parse.h"

static void put_day(int64_t day, int parts, dl_buf *text)
{
    int64_t year;
    int month, of;
    dl_civil_from_days(day, &year, &month, &of);
    dl_buf_printf(text, year < 0 ? "-%04" PRId64 : "%04" PRId64, year < 0 ? -year : year);
    if (parts > 1)
        dl_buf_printf(text, "-%02d", month);
    if (parts > 2)
        dl_buf_printf(text, "-%02d", of);
}

static void put_time(const shape *out, int64_t day, int second, dl_buf *text)
{
    put_day(day, 3, text);
    if (second >= 86400)
        dl_buf_puts(text, "T24:00");
    else
        dl_buf_printf(text, "T%02d:%02d", second / 3600, second / 60 % 60);
    if (out->seconds)
        dl_buf_printf(text, ":%02d", second % 60);
    if (out->zone && out->zone[0])
        dl_buf_printf(text, "[%s]", out->zone);
    else if (out->has_offset && out->offset == 0)
        dl_buf_putc(text, 'Z');
    else if (out->has_offset)
        dl_buf_printf(text, "%c%02d:%02d", out->offset < 0 ? '-' : '+',
                      (out->offset < 0 ? -out->offset : out->offset) / 60,
                      (out->offset < 0 ? -out->offset : out->offset) % 60);
}

/* The code of a whole quarter, third or half of a year (EDTF level 2: 33 to 41); 0 for other
 * months. */
static int division_code(int64_t first, int64_t last)
{
    static const struct {
        int months, code;
    } divisions[] = {{3, 33}, {4, 37}, {6, 40}};
    int64_t year, last_year;
    int month, day, last_month, last_day;
    dl_civil_from_days(first, &year, &month, &day);
    dl_civil_from_days(last, &last_year, &last_month, &last_day);
    int months = last_month - month + 1;
    if (year != last_year || day != 1 || last_day != dl_days_in_month(year, last_month))
        return 0;
    for (size_t i = 0; i < sizeof divisions / sizeof *divisions; i++)
        if (divisions[i].months == months && (month - 1) % months == 0)
            return divisions[i].code + (month - 1) / months;
    return 0;
}

static void put_plain(grain of, int64_t first, int64_t last, const char *mark, dl_buf *text)
{
    int parts = of <= GRAIN_DAYS ? 3 : of >= GRAIN_YEAR ? 1 : 2;
    int64_t year;
    int month, day;
    dl_civil_from_days(first, &year, &month, &day);
    int code = of == GRAIN_QUARTER || of == GRAIN_HALF || of == GRAIN_THIRD
                   ? division_code(first, last)
                   : 0;
    if (of == GRAIN_SEASON || code) {
        put_day(first, 1, text);
        dl_buf_printf(text, "-%02d%s", code ? code : 20 + month / 3, mark);
    } else if ((of == GRAIN_DECADE || of == GRAIN_CENTURY) && year >= 0) {
        int64_t shown = of == GRAIN_DECADE ? year / 10 : year / 100;
        dl_buf_printf(text, of == GRAIN_DECADE ? "%03" PRId64 "X%s" : "%02" PRId64 "XX%s", shown,
                      mark);
    } else {
        put_day(first, parts, text);
        dl_buf_puts(text, mark);
        bool single = of == GRAIN_DAY || of == GRAIN_MONTH || of == GRAIN_YEAR;
        if (single || (first == last))
            return;
        dl_buf_putc(text, '/');
        put_day(last, parts, text);
        dl_buf_puts(text, mark);
    }
}

void shape_edtf(const shape *out, grain of, int64_t first, int64_t last, char kind, dl_buf *text)
{
    const char *mark = out->approximate && out->uncertain ? "%"
                       : out->approximate                 ? "~"
                       : out->uncertain                   ? "?"
                                                          : "";
    bool point = out->timed && out->to < 0;
    if (kind == '<')
        dl_buf_puts(text, "../");
    if (out->timed && of == GRAIN_DAY) {
        if (kind != '<' || point) {
            put_time(out, first, out->from, text);
            dl_buf_puts(text, mark);
        }
        if (!point && kind == '.')
            dl_buf_putc(text, '/');
        if (!point && kind != '>') {
            put_time(out, out->to < out->from ? last + 1 : last, out->to, text);
            dl_buf_puts(text, mark);
        }
    } else if (kind == '.') {
        put_plain(of, first, last, mark, text);
    } else {
        bool run = of == GRAIN_DAYS || of == GRAIN_MONTHS || of == GRAIN_YEARS ||
                   of == GRAIN_QUARTER || of == GRAIN_THIRD || of == GRAIN_HALF;
        int64_t day = run && kind == '<' ? last : first;
        put_plain(of, day, day, mark, text);
    }
    if (kind == '>')
        dl_buf_puts(text, "/..");
}
