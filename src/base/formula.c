#include "base/formula.h"

/* What spreadsheets skip before a formula: blanks, tabs, line breaks, no-break and other spaces,
 * the byte order mark. */
static const char *const blanks[] = {" ",
                                     "\t",
                                     "\r",
                                     "\n",
                                     "\v",
                                     "\f",
                                     "\xC2\xA0",
                                     "\xEF\xBB\xBF",
                                     "\xE3\x80\x80",
                                     "\xE2\x80\x87",
                                     "\xE2\x80\xAF",
                                     "\xE2\x80\x8B",
                                     "\xE2\x80\x89",
                                     "\xE2\x80\x83",
                                     "\xE2\x80\x82"};
static const char *const starts[] = {
    "=",           "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0",
    "\xE2\x88\x92"};

static size_t begins_with(dl_str text, const char *const *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        dl_str one = dl_str_of(all[i]);
        if (dl_str_starts(text, one))
            return one.size;
    }
    return 0;
}

/* -5, +1.25: a spreadsheet reads a number, and that is what was meant. */
static bool is_number(dl_str text)
{
    size_t at = text.size && (text.data[0] == '-' || text.data[0] == '+'), digits = 0, points = 0;
    for (; at < text.size; at++) {
        bool digit = text.data[at] >= '0' && text.data[at] <= '9';
        digits += digit;
        points += text.data[at] == '.';
        if (!digit && text.data[at] != '.')
            return false;
    }
    return digits > 0 && points <= 1;
}

bool formula_needs_guard(dl_str cell)
{
    size_t at = 0, skipped = 1;
    while (at < cell.size && cell.data[at] == '\'')
        at++;
    while (skipped) {
        skipped =
            begins_with(dl_str_slice(cell, at, cell.size), blanks, sizeof blanks / sizeof *blanks);
        at += skipped;
    }
    dl_str rest = dl_str_slice(cell, at, cell.size);
    return begins_with(rest, starts, sizeof starts / sizeof *starts) > 0 && !is_number(cell);
}

dl_str formula_unguard(dl_str cell)
{
    bool guarded = cell.size > 1 && cell.data[0] == '\'' &&
                   formula_needs_guard(dl_str_slice(cell, 1, cell.size));
    return guarded ? dl_str_slice(cell, 1, cell.size) : cell;
}
