#include "date/scan.h"

#include <stdarg.h>
#include <stdio.h>

char scan_peek(const reader *scan, size_t ahead)
{
    return scan->at + ahead < scan->text.size ? scan->text.data[scan->at + ahead] : '\0';
}

bool scan_take(reader *scan, char c)
{
    if (scan->at >= scan->text.size || scan->text.data[scan->at] != c)
        return false;
    scan->at++;
    return true;
}

size_t scan_digits(const reader *scan, size_t most)
{
    size_t count = 0;
    while (count < most && scan_peek(scan, count) >= '0' && scan_peek(scan, count) <= '9')
        count++;
    return count;
}

int64_t scan_number(reader *scan, size_t count)
{
    int64_t value = 0;
    while (count-- > 0)
        value = value * 10 + (scan->text.data[scan->at++] - '0');
    return value;
}

bool scan_fault(reader *scan, size_t at, const char *format, ...)
{
    if (scan->failed)
        return false;
    char what[200];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    dl_str shown = dl_str_slice(scan->text, 0, 60);
    scan->failed = dl_error_set(scan->error, DL_ERR_SYNTAX, "'%.*s%s' is no EDTF date: %s",
                                DL_STR_ARG(shown), shown.size < scan->text.size ? "..." : "", what);
    dl_error_at(scan->error, "", 0, (int)at + 1);
    return false;
}

bool scan_note(reader *scan, size_t at, unsigned note)
{
    scan->notes |= note;
    return !scan->strict || scan_fault(scan, at, "%s", dl_date_note_words(note));
}

const char *dl_date_note_words(unsigned notes)
{
    if (notes & DL_NOTE_NO_LIMIT)
        return "one end of an interval must be a date";
    if (notes & DL_NOTE_SPACES)
        return "a set has no spaces between its members";
    return NULL;
}
