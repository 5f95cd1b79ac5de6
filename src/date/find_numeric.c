/* Dates in digits: 2024-11-27, 27.11.2024, 11/27/2024, 11/2024. */
#include "date/find_parse.h"

/* A number glued to what stands before it. */
static bool glued_number(const finder *f, size_t at)
{
    return token_at(f, at)->kind == 'n' && token_at(f, at)->glued;
}

static bool ends_clean(const finder *f, size_t at)
{
    const token *t = token_at(f, at);
    bool mark = t->kind == '/' || t->kind == '-' || t->kind == '%' || t->kind == ':';
    if (!t->glued)
        return true;
    return t->kind != 'n' && t->kind != 'w' && !(mark && glued_number(f, at + 1)) &&
           !(t->kind == '.' && glued_number(f, at + 1));
}

static int64_t full_year(const token *t, bool *fine)
{
    *fine = t->digits == 4 || t->digits == 2;
    if (t->digits == 4)
        return t->number;
    return t->number + (t->number < 50 ? 2000 : 1900);
}

static bool take_day(shape *out, int64_t year, int64_t month, int64_t day)
{
    if (month < 1 || month > 12 || day < 1 || day > dl_days_in_month(year, (int)month))
        return false;
    int64_t first = dl_days_from_civil(year, (int)month, (int)day);
    if (out->settled) {
        shape_other(out, GRAIN_DAY, first, first);
        return true;
    }
    shape_day(out, first);
    out->explicit_year = true;
    out->year = year;
    return true;
}

/* After a date: "T08:15:30-05:30", "T13:15Z". */
static size_t iso_time(const finder *f, size_t at, shape *out)
{
    const token *t = token_at(f, at);
    if (!(is_text(f, at, "t") && t->glued && glued_number(f, at + 1) && is_mark(f, at + 2, ':') &&
          glued_number(f, at + 3)))
        return at;
    int64_t hour = token_at(f, at + 1)->number, minute = token_at(f, at + 3)->number, second = 0;
    size_t end = at + 4;
    if (is_mark(f, end, ':') && glued_number(f, end + 1)) {
        second = token_at(f, end + 1)->number;
        out->seconds = true;
        end += 2;
        if (is_mark(f, end, '.') && glued_number(f, end + 1))
            end += 2;
    }
    if (hour > 23 || minute > 59 || second > 59)
        return at;
    out->timed = true;
    out->from = (int)(hour * 3600 + minute * 60 + second);
    bool minus = is_mark(f, end, '-');
    if (is_text(f, end, "z") && token_at(f, end)->glued) {
        out->has_offset = true;
        return end + 1;
    }
    if ((minus || is_mark(f, end, '+')) && glued_number(f, end + 1) && is_mark(f, end + 2, ':') &&
        glued_number(f, end + 3) && token_at(f, end + 1)->number < 15 &&
        token_at(f, end + 3)->number < 60) {
        int minutes = (int)(token_at(f, end + 1)->number * 60 + token_at(f, end + 3)->number);
        out->has_offset = true;
        out->offset = minus ? -minutes : minutes;
        return end + 4;
    }
    out->zone = f->zone;
    return end;
}

/* "on 4/25", "4/25 at 4:00pm": a month and a day, where the words around say so. */
static size_t month_slash_day(const finder *f, size_t at, shape *out)
{
    const token *a = token_at(f, at), *b = token_at(f, at + 2);
    const token *before = token_at(f, at - 1);
    bool led =
        at > 0 &&
        ((before->word == WORD_LINK && before->value != LINK_OF && before->value != LINK_AND &&
          before->value != LINK_OR && before->value != LINK_IN && before->value != LINK_AT &&
          before->value != LINK_TO && before->value != LINK_FOR) ||
         before->word == WORD_WEEKDAY || (before->kind == ',' && is_word(f, at - 2, WORD_WEEKDAY)));
    bool clock = is_link(f, at + 3, LINK_AT) && token_at(f, at + 4)->kind == 'n';
    bool attack = a->number == 9 && b->number == 11 && a->digits == 1;
    if (a->digits > 2 || b->digits > 2 || !is_mark(f, at + 1, '/') || !ends_clean(f, at + 3) ||
        (!led && !clock && !attack) || (a->number == 24 && b->number == 7))
        return 0;
    out->grain = GRAIN_DAY;
    if (attack) { /* the day is the event's name */
        shape_day(out, dl_days_from_civil(2001, 9, 11));
        return at + 3;
    }
    out->yearless = true;
    bool turned = f->day_first && b->number <= 12;
    out->month = (int)(turned || a->number > 12 ? b->number : a->number);
    out->day = (int)(turned || a->number > 12 ? a->number : b->number);
    return shape_valid(out) ? at + 3 : 0;
}

/* "20240215", where the words around say that it is a date, or nothing does. */
static size_t joined_date(const finder *f, size_t at, shape *out)
{
    const token *t = token_at(f, at), *before = token_at(f, at - 1);
    bool led = at == 0 || t->block ||
               (before->word == WORD_LINK && before->value != LINK_OF && before->value != LINK_TO &&
                before->value != LINK_FOR);
    if (t->digits != 8 || t->glued || !led || !ends_clean(f, at + 1) ||
        (token_at(f, at + 1)->kind == 'w' && is_word(f, at + 1, WORD_OTHER)))
        return 0;
    int64_t year = t->number / 10000;
    return year >= 1900 && year < 2100 &&
                   take_day(out, year, t->number / 100 % 100, t->number % 100)
               ? at + 1
               : 0;
}

size_t rule_numeric(const finder *f, size_t at, shape *out)
{
    const token *a = token_at(f, at);
    const token *mark = token_at(f, at + 1), *b = token_at(f, at + 2), *c = token_at(f, at + 4);
    if (a->kind == 'n' && a->digits == 8)
        return joined_date(f, at, out);
    bool separated = mark->kind == '/' || mark->kind == '-' || mark->kind == '.';
    if (a->kind != 'n' || a->digits > 4 || !separated || !mark->glued || !b->glued)
        return 0;
    if (a->glued && !is_mark(f, at - 1, '(') && !is_mark(f, at - 1, '"') &&
        !is_mark(f, at - 1, '\'') && !is_mark(f, at - 1, ':'))
        return 0;
    bool third = is_mark(f, at + 3, (char)mark->kind) && token_at(f, at + 3)->glued && c->glued;
    bool named = b->kind == 'w' && b->word == WORD_MONTH;
    if (third && c->kind == 'n' && (b->kind == 'n' || named) && c->digits <= 4) {
        int64_t month = named ? b->value & 15 : b->number;
        bool fine, ok = false;
        int64_t year = full_year(c, &fine);
        if (a->digits == 4)
            ok = c->digits <= 2 && b->digits <= 2 && take_day(out, a->number, month, c->number);
        else if (!fine || a->digits > 2 || b->digits > 2 || (c->digits == 2 && mark->kind == '.'))
            return 0;
        else if (named || (mark->kind == '.' && a->number <= 31 && b->number <= 12))
            ok = take_day(out, year, month, a->number);
        else if (c->digits == 4 || mark->kind == '/' || a->digits + b->digits == 4) {
            bool day_first = f->day_first;
            ok = take_day(out, year, day_first ? b->number : a->number,
                          day_first ? a->number : b->number);
            ok = take_day(out, year, day_first ? a->number : b->number,
                          day_first ? b->number : a->number) ||
                 ok;
            if (out->others)
                out->why = "the day and the month could stand the other way round";
        }
        if (!ok)
            return 0;
        size_t end = iso_time(f, at + 5, out);
        return ends_clean(f, end) ? end : 0;
    }
    if (!third && b->kind == 'n' && mark->kind == '/' && b->digits <= 2 && a->digits <= 2)
        return month_slash_day(f, at, out);
    if (third || b->kind != 'n' || mark->kind == '.' || !ends_clean(f, at + 3))
        return 0;
    bool month_last = a->digits == 4 && b->digits == 2 && b->number >= 1 && b->number <= 12 &&
                      (mark->kind == '/' || b->number < 13);
    bool month_first = b->digits == 4 && a->number >= 1 && a->number <= 12 && mark->kind == '/';
    int64_t year = month_last ? a->number : b->number;
    if ((!month_last && !month_first) || year < 1000 || year > 2100)
        return 0;
    out->grain = GRAIN_MONTH;
    out->month = (int)(month_last ? b->number : a->number);
    shape_year(out, year);
    out->explicit_year = true;
    return at + 3;
}
