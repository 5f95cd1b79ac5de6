/* Dates in prose: one walk over its tokens. */
#include "dateline/find.h"

#include <stdlib.h>
#include <string.h>

#include "date/find_parse.h"
#include "date/zone.h"
#include "date/zone_words.h"
#include "dateline/zone.h"

static const size_t max_text = (size_t)64 << 20;

const char *dl_role_word(dl_role role)
{
    static const char *const words[] = {"mention", "by", "since", "until", "about"};
    return words[role];
}

typedef struct finding {
    dl_arena *arena;
    dl_found *rows;
    size_t count, capacity;
    bool failed;
} finding;

/* --- ranges --- */

/* "10 to 22 August 2012", "1-8 September": the first day stands without its month. */
static size_t days_then_month(const finder *f, size_t at, shape *a, shape *b)
{
    int first;
    size_t end = rule_day_number(f, skip_article(f, at), &first);
    if (!end || (!is_dash(f, end) && !is_link(f, end, LINK_TO) && !is_link(f, end, LINK_AND) &&
                 !is_link(f, end, LINK_THROUGH)))
        return 0;
    end = rule_absolute(f, end + 1, b);
    if (!end || b->grain != GRAIN_DAY || b->holiday || b->settled || b->day <= first)
        return 0;
    *a = *b;
    a->day = first;
    return end;
}

/* "1851-52": the second year in two digits. */
static size_t short_year(const finder *f, size_t at, const shape *a, shape *b)
{
    const token *t = token_at(f, at);
    if (a->grain != GRAIN_YEAR || t->kind != 'n' || t->digits != 2 || t->number <= a->year % 100 ||
        (token_at(f, at + 1)->glued && is_dash(f, at + 1)))
        return 0;
    shape_init(b);
    b->grain = GRAIN_YEAR;
    b->explicit_year = true;
    shape_year(b, a->year - a->year % 100 + t->number);
    return at + 1;
}

/* After a's day: "July 13 to 15". */
static size_t bare_day(const finder *f, size_t at, const shape *a, shape *b)
{
    int day;
    if (a->grain != GRAIN_DAY || a->settled || a->weekly || a->dayless || a->holiday || a->timed)
        return 0;
    size_t end = rule_day_number(f, skip_article(f, at), &day);
    if (!end || day <= a->day || is_word(f, end, WORD_MONTH) ||
        (is_link(f, end, LINK_OF) && is_word(f, end + 1, WORD_MONTH)))
        return 0;
    *b = *a;
    b->day = day;
    bool era;
    int64_t year;
    size_t comma = end + is_mark(f, end, ',');
    size_t after = rule_year(f, comma, &year, &era);
    if (after && b->yearless) {
        b->yearless = false;
        b->explicit_year = true;
        b->year = year;
        end = after;
    }
    return shape_valid(b) ? end : 0;
}

static size_t second_end(const finder *f, size_t end, int opening, const shape *a, shape *b)
{
    bool dash = is_dash(f, end);
    bool linked = is_link(f, end, LINK_TO) || is_link(f, end, LINK_THROUGH) ||
                  is_text(f, end, "thru") || is_link(f, end, LINK_UNTIL) ||
                  (is_link(f, end, LINK_AND) && opening == LINK_BETWEEN);
    if (!dash && !linked)
        return 0;
    size_t day = bare_day(f, end + 1, a, b);
    if (!day)
        day = short_year(f, end + 1, a, b);
    if (day)
        return day;
    size_t after = find_point(f, end + 1, b);
    if (!after || (dash && a->weekly && !b->weekly))
        return 0;
    return after;
}

/* What one end tells, the other need not. */
static void share(shape *a, shape *b)
{
    if (a->yearless && !b->yearless && (b->explicit_year || b->relative) && !b->weekly &&
        !b->dayless) {
        int64_t year = b->year;
        bool turns = b->month && a->month > b->month && !a->holiday;
        a->yearless = false;
        a->explicit_year = b->explicit_year;
        shape_year(a, year - turns);
    } else if (b->yearless && !a->yearless && a->explicit_year) {
        b->yearless = false;
        b->explicit_year = true;
        shape_year(b, a->year + (a->month > b->month && !b->holiday));
    }
    if (a->dayless && b->timed && a->half_clock && b->from >= 12 * 3600 &&
        a->from + 12 * 3600 < b->from)
        a->from += 12 * 3600;
}

static void join(const finder *f, shape *a, shape *b, int tense)
{
    share(a, b);
    find_settle(f, a, tense);
    if (b->yearless && a->settled && !a->valueless) {
        int64_t year;
        int month, day;
        dl_civil_from_days(a->first, &year, &month, &day);
        shape_year(b, year + (b->month < month));
        b->yearless = false;
    } else if (b->weekly && a->settled && !a->valueless) {
        shape_day(b, a->first + (b->weekday - dl_weekday(a->first) + 7) % 7);
    } else if (b->dayless && a->settled && a->grain == GRAIN_DAY && !a->valueless) {
        shape_day(b, a->first);
    } else if (a->dayless && b->settled) {
        shape_day(a, b->first);
    }
    find_settle(f, b, tense);
}

/* --- rows --- */

/* What is wrong with the word that told a time's zone; NULL when nothing is. */
static const char *zone_doubt(const shape *told, const dl_date *date)
{
    const dl_date_part *part = &date->start;
    if (!told->zone_word || !told->timed)
        return NULL;
    if (told->zone_word->instead)
        return "the zone's abbreviation is that of several zones";
    int64_t local = dl_days_from_civil(part->year, part->month, part->day) * 86400 +
                    part->hour * 3600 + part->minute * 60;
    return dl_zone_out_of_season(dl_str_of(told->zone_word->word), local)
               ? "the zone's abbreviation is of the other half of the year"
               : NULL;
}

static void report(finding *all, const finder *f, size_t begin, size_t end, const shape *a,
                   const shape *b, dl_role role, char kind)
{
    if (all->count == all->capacity) {
        size_t more = all->capacity ? all->capacity * 2 : 16;
        dl_found *rows = realloc(all->rows, more * sizeof *rows);
        if (!rows) {
            all->failed = true;
            return;
        }
        all->rows = rows;
        all->capacity = more;
    }
    dl_found *row = &all->rows[all->count];
    memset(row, 0, sizeof *row);
    row->start = token_at(f, begin)->start;
    row->end = token_at(f, end - 1)->end;
    row->role = role;
    row->why = a->why ? a->why : b ? b->why : NULL;
    row->sure = !row->why && !a->uncertain && !a->approximate;
    bool bad = a->valueless || (b && b->valueless) || !a->settled || (b && !b->settled);
    if (bad && !row->why)
        row->why = "it cannot be placed";
    all->count++;
    if (bad)
        return;
    dl_buf text;
    dl_buf_init(&text);
    if (b) {
        dl_buf second;
        dl_buf_init(&second);
        shape_edtf(a, a->grain, a->first, a->last, '>', &text);
        shape_edtf(b, b->grain, b->first, b->last, '<', &second);
        if (text.size > 2 && second.size > 3) {
            dl_buf_truncate(&text, text.size - 2);
            dl_buf_puts(&text, second.data + 3);
        }
        dl_buf_clear(&second);
    } else {
        shape_edtf(a, a->grain, a->first, a->last, kind, &text);
    }
    row->has_date = dl_date_parse(dl_buf_str(&text), &row->date, NULL) == 0;
    if (!row->has_date)
        row->why = "it lies past the years that can be written";
    else if (!row->why)
        row->why = zone_doubt(a, &row->date);
    row->sure = row->sure && !row->why;
    if (!b && a->others && row->has_date) {
        dl_date *others = dl_arena_alloc(all->arena, (size_t)a->others * sizeof *others);
        for (int i = 0; others && i < a->others; i++) {
            dl_buf_truncate(&text, 0);
            shape_edtf(a, a->other_grain[i], a->other_first[i], a->other_last[i], kind, &text);
            if (dl_date_parse(dl_buf_str(&text), &others[row->reading_count], NULL) == 0 &&
                !dl_date_equal(&others[row->reading_count], &row->date))
                row->reading_count++;
        }
        row->readings = others;
        all->failed |= !others;
    }
    if (row->reading_count == 0 && a->others && !a->approximate && !a->uncertain)
        row->sure = true;
    all->failed |= text.failed;
    dl_buf_clear(&text);
}

/* From publication, or from the sentence's own date, to the deadline's last day. */
static void deadline(const finder *f, shape *a, shape *from)
{
    *from = *a;
    from->timed = false;
    from->approximate = from->uncertain = false;
    int64_t begin = f->sentence_event && f->event_grain <= GRAIN_MONTH && f->event_first < a->last
                        ? f->event_first
                        : f->anchor;
    bool month = f->sentence_event && begin == f->event_first && f->event_grain == GRAIN_MONTH;
    shape_span(from, month ? GRAIN_MONTH : GRAIN_DAY, begin, begin);
}

static void remember(finder *f, const shape *a)
{
    if (a->valueless || !a->settled)
        return;
    if (a->explicit_year) {
        f->has_year = true;
        f->year = a->year;
    }
    if (a->role >= 0)
        return;
    f->has_event = f->sentence_event = true;
    f->event_first = a->first;
    f->event_last = a->last;
    f->event_grain = a->grain;
}

/* "three days after Easter", "2 weeks after yesterday". */
static size_t offset_from(finder *f, size_t at, shape *out)
{
    int least, most;
    bool vague;
    size_t end = rule_number(f, at, &least, &most, &vague);
    int unit = end ? unit_at(f, end) : 0;
    bool before = is_link(f, end + 1, LINK_BEFORE);
    bool after = is_link(f, end + 1, LINK_AFTER) || is_link(f, end + 1, LINK_FROM);
    if (!end || vague || unit < UNIT_DAY || unit == UNIT_SEASON || unit == UNIT_HALF ||
        unit == UNIT_WEEKEND || (!before && !after))
        return 0;
    end = find_point(f, end + 2, out);
    if (!end || out->grain != GRAIN_DAY)
        return 0;
    find_settle(f, out, find_tense(f, at, end));
    if (out->valueless || !out->settled)
        return end;
    int64_t sign = before ? -1 : 1, unused, same;
    if (unit <= UNIT_WEEK) {
        same = out->first + sign * least * (unit == UNIT_WEEK ? 7 : 1);
    } else {
        int64_t months = unit == UNIT_MONTH     ? 1
                         : unit == UNIT_QUARTER ? 3
                         : unit == UNIT_YEAR    ? 12
                         : unit == UNIT_DECADE  ? 120
                                                : 1200;
        add_months(out->first, sign * least * months, &unused, &unused, &same);
    }
    out->others = 0;
    shape_day(out, same);
    return end;
}

static size_t opening_at(const finder *f, size_t at, int *link)
{
    *link = 0;
    const token *t = token_at(f, at);
    bool opens = t->word == WORD_LINK &&
                 (t->value == LINK_BY || t->value == LINK_SINCE || t->value == LINK_UNTIL ||
                  t->value == LINK_BEFORE || t->value == LINK_AFTER || t->value == LINK_THROUGH ||
                  t->value == LINK_FROM || t->value == LINK_BETWEEN);
    if (opens && !is_text(f, at + 1, "then")) {
        *link = t->value;
        return at + 1;
    }
    if ((is_text(f, at, "earlier") || is_text(f, at, "later")) && is_text(f, at + 1, "than")) {
        *link = is_text(f, at, "earlier") ? LINK_BEFORE : LINK_AFTER;
        return at + 2;
    }
    return at;
}

/* One phrase that begins at `at`: its end, or 0. */
static size_t phrase(finder *f, finding *all, size_t at)
{
    int link;
    shape a, b, from;
    shape_init(&b);
    size_t begin = at, start = opening_at(f, at, &link);
    size_t end = days_then_month(f, start, &a, &b), second = end;
    if (!end)
        end = offset_from(f, start, &a);
    if (!end) {
        end = find_point(f, start, &a);
        second = end ? second_end(f, end, link, &a, &b) : 0;
        if (second && a.dayless && b.grain != GRAIN_DAY)
            second = 0;
    }
    if (!end)
        return 0;
    int tense = find_tense(f, begin, end);
    if (link == LINK_BY)
        tense = tense < 0 && f->options->lean == DL_LEAN_PAST ? tense : 1;
    else if (link == LINK_SINCE)
        tense = -1;
    if (second) {
        shape first = a;
        join(f, &a, &b, tense);
        if (a.settled && b.settled && a.first <= b.last) {
            report(all, f, begin, second, &a, &b, DL_ROLE_MENTION, '.');
            remember(f, b.explicit_year ? &b : &a);
            return second;
        }
        a = first;
    }
    find_settle(f, &a, tense);
    if (!a.settled && !a.valueless)
        return 0;
    dl_role role = a.role >= 0 && a.role <= DL_ROLE_ABOUT ? (dl_role)a.role : DL_ROLE_MENTION;
    char kind = a.role == 100 ? '<' : a.role == DL_ROLE_SINCE ? '>' : '.';
    bool ahead = f->has_anchor && !a.valueless && a.last >= f->anchor;
    if (link == LINK_BY || (link == LINK_BEFORE && ahead))
        role = DL_ROLE_BY;
    else if (link == LINK_SINCE || link == LINK_AFTER ||
             (link == LINK_FROM && is_text(f, end, "on")))
        role = DL_ROLE_SINCE, kind = '>';
    else if (link == LINK_UNTIL || link == LINK_BEFORE || link == LINK_THROUGH)
        role = DL_ROLE_UNTIL, kind = '<';
    else if (a.approximate && is_word(f, begin, WORD_ABOUT))
        role = DL_ROLE_ABOUT;
    if (link == LINK_FROM && kind == '.')
        begin = start;
    if (role == DL_ROLE_BY && link && !a.valueless) {
        a.approximate = a.approximate && !a.settled;
        if (ahead || f->sentence_event) {
            deadline(f, &a, &from);
            if (from.first < a.last) {
                if (a.grain == GRAIN_MONTHS || a.grain == GRAIN_DAYS || a.grain == GRAIN_QUARTER ||
                    a.grain == GRAIN_HALF || a.grain == GRAIN_THIRD || a.grain == GRAIN_YEAR || a.grain == GRAIN_MONTH)
                    shape_span(&a, GRAIN_DAY, a.last, a.last);
                report(all, f, begin, end, &from, &a, role, '.');
                return end;
            }
        }
        kind = '<';
    }
    report(all, f, begin, end, &a, NULL, role, kind);
    if (kind == '.')
        remember(f, &a);
    return end;
}

static bool ends_sentence(const finder *f, size_t at)
{
    char mark = (char)token_at(f, at)->kind;
    return (mark == '.' || mark == '!' || mark == '?') && !token_at(f, at + 1)->glued &&
           (token_at(f, at + 1)->capital || token_at(f, at + 1)->block);
}

static bool may_begin(const finder *f, size_t at)
{
    const token *t = token_at(f, at);
    if (t->kind == 'n' && t->glued) { /* no part of a number, a price, a model's name */
        unsigned char before = token_at(f, at - 1)->kind;
        bool inside =
            before == '(' || before == '"' || before == '\'' || before == '[' || before == '_';
        return inside || (before == ':' && at < 2) || (before == '.' && at < 4);
    }
    if (t->kind == 'n' || t->kind == '\'' || t->kind == '~')
        return true;
    return t->kind == 'w' &&
           (!t->glued || at == 0 || t->word == WORD_MONTH || token_at(f, at - 1)->kind != 'n');
}

static int walk(finder *f, finding *all)
{
    size_t at = 0;
    while (at < f->count && !all->failed) {
        if (token_at(f, at)->block) {
            f->sentence = at;
            f->sentence_event = f->has_year = false;
        }
        size_t end = may_begin(f, at) ? phrase(f, all, at) : 0;
        if (!end && ends_sentence(f, at)) {
            f->sentence = at + 1;
            f->sentence_event = false;
        }
        at = end > at ? end : at + 1;
    }
    return all->failed ? DL_ERR_MEMORY : 0;
}

/* The publication's day and time, as clocks show them in the text's own place. */
static void set_anchor(finder *f, char zone[static 64])
{
    const dl_date *date = f->options->published;
    const dl_date_part *part = date ? &date->start : NULL;
    dl_str place = f->options->timezone;
    zone[0] = '\0';
    if (place.size && place.size < 64) {
        memcpy(zone, place.data, place.size);
        zone[place.size] = '\0';
    } else if (part && part->zone == DL_ZONE_NAMED) {
        memcpy(zone, part->zone_name, sizeof part->zone_name);
    }
    dl_zone known;
    if (dl_zone_find(dl_str_of(zone), &known, NULL) != 0)
        known.name[0] = '\0';
    memcpy(zone, known.name, sizeof known.name);
    f->zone = zone;
    f->anchor_time = -1;
    if (!part || date->interval || part->precision < DL_PRECISION_DAY)
        return;
    f->has_anchor = true;
    f->anchor = dl_days_from_civil(part->year, part->month, part->day);
    if (part->precision < DL_PRECISION_MINUTE)
        return;
    int64_t local = f->anchor * 86400 + part->hour * 3600 + part->minute * 60 + part->second;
    int16_t minutes;
    if (zone[0] && part->zone != DL_ZONE_NONE &&
        zone_offset(zone, local - part->offset_minutes * 60, &minutes))
        local += (minutes - part->offset_minutes) * 60;
    int64_t day = local >= 0 ? local / 86400 : -((86399 - local) / 86400);
    f->anchor = day;
    f->anchor_time = (int)(local - day * 86400);
}

int dl_date_find(dl_str text, const dl_find_options *options, dl_arena *arena, dl_found **found,
                 size_t *count, dl_error *error)
{
    static const dl_find_options none = {0};
    char zone[64];
    finder f = {.text = text, .options = options ? options : &none};
    finding all = {.arena = arena};
    *found = NULL;
    *count = 0;
    if (text.size > max_text)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "the text has more than 64 MiB");
    set_anchor(&f, zone);
    dl_str lang = f.options->lang;
    f.day_first = lang.size >= 2 && !dl_str_equal(lang, DL_STR("en")) &&
                  !dl_str_same_letters(lang, DL_STR("en-US"));
    int rc = find_tokenise(&f, error);
    if (rc == 0)
        rc = walk(&f, &all);
    if (rc == 0 && all.count) {
        *found = dl_arena_alloc(arena, all.count * sizeof **found);
        if (*found) {
            memcpy(*found, all.rows, all.count * sizeof **found);
            *count = all.count;
        } else {
            rc = DL_ERR_MEMORY;
        }
    }
    if (rc == DL_ERR_MEMORY)
        dl_error_set(error, rc, "not enough memory");
    free(all.rows);
    free(f.tokens);
    return rc;
}
