/* Dates in prose: one walk over its tokens. */
#include "dateline/find.h"

#include <stdlib.h>
#include <string.h>

#include "date/find_parse.h"
#include "date/zone.h"
#include "dateline/zone.h"

static const size_t max_text = (size_t)64 << 20;

const char *dl_role_word(dl_role role)
{
    static const char *const words[] = {"mention", "by",   "since",   "until",
                                        "about",   "from", "duration"};
    return words[role];
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
    f->event_block = f->blocks;
}

/* --- a phrase --- */

typedef struct phrase_ends {
    size_t begin, start; /* with the words that open it, and without */
    size_t end, second;  /* of its one date; of a second, or 0 */
    int link, tense;
    bool named; /* "after the Oct. 7 attack" */
} phrase_ends;

/* "It will not ship before March", "it isn't expected until 2026": from then on. */
static bool denied(const finder *f, size_t begin)
{
    enum { REACH = 8 };
    static const char *const denials[] = {"not", "never", "cannot", "no", "unlikely", NULL};
    for (size_t i = begin; i > f->sentence && begin - i < REACH; i--) {
        const token *t = token_at(f, i - 1);
        dl_str word = dl_str_slice(f->text, t->start, t->end);
        if (is_text_of(f, i - 1, denials) || dl_str_ends(word, DL_STR("n't")) ||
            dl_str_ends(word, DL_STR("n\xE2\x80\x99t")))
            return true;
        if (t->kind != 'w' && t->kind != 'n')
            return false;
    }
    return false;
}

/* "By June, it had shipped": what was done by then is past. */
static bool done_by(const finder *f, size_t begin, size_t end)
{
    size_t at = end + is_mark(f, end, ',');
    if (begin != f->sentence)
        return false;
    for (size_t i = at; i < at + 4 && !is_mark(f, i, '.'); i++)
        if (is_text(f, i, "had"))
            return true;
    return false;
}

/* After "since the": "summer", "Nov. 5 vote"; not "2024 vote", nor "March on Washington". */
static size_t named_point(const finder *f, size_t at, shape *out)
{
    size_t end = find_point(f, at, out);
    bool name = out->grain == GRAIN_YEAR || (out->grain == GRAIN_MONTH && out->yearless);
    return end && !name && !find_is_name(f, at, end, out) ? end : 0;
}

/* Of the verb that governs it, or as what links it asks for. */
static int tense_of(const finder *f, const phrase_ends *p)
{
    int tense = find_tense(f, p->begin, p->end);
    bool starts = p->link == LINK_FROM && !is_link(f, p->begin, LINK_FROM);
    if (tense < 0 && is_text(f, p->begin, "effective"))
        return 0; /* "was named its head, effective July 1" */
    if (p->link == LINK_SINCE || (p->link == LINK_BY && done_by(f, p->begin, p->end)))
        return TENSE_PAST;
    if (p->link == LINK_AFTER && p->named)
        return 0;
    bool asks = p->link == LINK_BY || p->link == LINK_UNTIL || starts;
    if (asks && find_was_plan(f, p->begin, p->end))
        return tense;
    if (p->link == LINK_BY)
        return tense < 0 && f->options->lean == DL_LEAN_PAST ? tense : TENSE_COMING;
    bool ahead = starts || p->link == LINK_UNTIL || p->link == LINK_IN; /* "come spring" */
    return tense == 0 && ahead ? TENSE_COMING : tense;
}

/* A date, or two that are joined; false for none. */
static bool read_phrase(finder *f, phrase_ends *p, shape *a, shape *b)
{
    p->start = find_opening(f, p->begin, &p->link);
    p->end = p->second = find_days_then_month(f, p->start, a, b);
    if (!p->end)
        p->end = rule_offset(f, p->start, a);
    if (!p->end) {
        p->end = find_point(f, p->start, a);
        if (!p->end && p->link && is_text(f, p->start, "the")) /* "by the summer of 2025" */
            p->named = (p->end = named_point(f, p->start + 1, a)) != 0;
        p->second = p->end ? find_second_end(f, p->end, p->link, a, b) : 0;
        if (p->second && a->dayless && b->grain != GRAIN_DAY)
            p->second = 0;
        bool moved = p->second && p->link == LINK_FROM && find_moved(f, p->begin);
        if (moved && is_link(f, p->end, LINK_TO)) { /* "pushed from late 2024 to early 2025" */
            p->second = 0;
            p->link = 0;
            p->begin = p->start;
        }
        if (!p->second && p->end)
            find_listed_year(f, p->end, a);
    }
    if (!p->end || (!p->second && find_is_name(f, p->start, p->end, a)))
        return false;
    int closing = p->second ? 0 : find_closing(f, p->end);
    if (closing && (p->link == 0 || p->link == LINK_IN)) {
        p->link = closing;
        p->start = p->begin;
    }
    bool until = p->link == LINK_BEFORE || p->link == LINK_UNTIL;
    if (until && denied(f, p->begin))
        p->link = LINK_FROM;
    p->tense = tense_of(f, p);
    return true;
}

/* How the words before it use it; kind as for shape_edtf. */
static dl_role role_of(const finder *f, const phrase_ends *p, const shape *a, bool ahead,
                       char *kind)
{
    bool own = a->role >= 0 && a->role <= DL_ROLE_DURATION;
    *kind = a->role == 100 ? '<' : a->role == DL_ROLE_SINCE ? '>' : '.';
    if (p->link == LINK_BY || (p->link == LINK_BEFORE && ahead))
        return DL_ROLE_BY;
    if (p->link == LINK_SINCE || p->link == LINK_AFTER ||
        (p->link == LINK_FROM && is_text(f, p->end, "on"))) {
        *kind = '>';
        return DL_ROLE_SINCE;
    }
    if (p->link == LINK_UNTIL || p->link == LINK_BEFORE || p->link == LINK_THROUGH) {
        *kind = '<';
        return DL_ROLE_UNTIL;
    }
    if (p->link == LINK_FROM && *kind == '.')
        return DL_ROLE_FROM;
    if (own && a->role == DL_ROLE_DURATION && p->begin > 0 && is_link(f, p->begin - 1, LINK_WITHIN))
        return DL_ROLE_BY; /* "within the next two weeks" */
    if (own)
        return (dl_role)a->role;
    if (p->begin > 0 && a->grain > GRAIN_DAY &&
        (is_link(f, p->begin - 1, LINK_DURING) || is_link(f, p->begin - 1, LINK_OVER)))
        return DL_ROLE_DURATION;
    return a->approximate && is_word(f, p->begin, WORD_ABOUT) ? DL_ROLE_ABOUT : DL_ROLE_MENTION;
}

/* Due before 2026 is due with 2025; but due before the end of 2025 is due in it. */
static void due_before(shape *a)
{
    if (a->ends || a->timed || !a->settled)
        return;
    a->others = 0;
    a->holiday = 0;
    shape_day(a, a->first - 1);
}

/* "before October is over" */
static bool is_over(const finder *f, size_t end)
{
    size_t at = end + is_text(f, end, "is");
    return is_text(f, at, "over") || is_text(f, at, "out") || is_text(f, at, "done") ||
           is_text(f, at, "ends");
}

/* The deadline as an interval that begins now, where it lies ahead. */
static bool report_deadline(finding *all, const finder *f, const phrase_ends *p, shape *a)
{
    shape from;
    deadline(f, a, &from);
    if (from.first >= a->last)
        return false;
    if (a->grain > GRAIN_DAY && a->grain != GRAIN_SEASON && a->grain < GRAIN_YEARS)
        shape_span(a, GRAIN_DAY, a->last, a->last);
    find_report(all, f, p->begin, p->end, &from, a, DL_ROLE_BY, '.');
    return true;
}

/* Whether the sentence has a date of its own that lies before publication. */
static bool has_own_date(const finder *f)
{
    return f->sentence_event && f->event_grain <= GRAIN_YEAR &&
           (!f->has_anchor || f->event_last < f->anchor);
}

static void begin_sentence(finder *f, size_t at)
{
    f->sentence = f->heard = at;
    f->now_at = f->meant_at = SIZE_MAX;
    f->sentence_event = false;
}

/* Reads the sentence on to `begin`, for the two questions below: each of its words once, however
 * many dates it has. */
static void hear(finder *f, size_t begin)
{
    static const char *const meant[] = {"would",    "could", "promised", "planned",
                                        "expected", "hoped", NULL};
    for (; f->heard < begin; f->heard++) {
        size_t at = f->heard;
        bool is = is_text(f, at, "is") || is_text(f, at, "are");
        bool now = is_text(f, at, "will") || (is && is_word(f, at + 1, WORD_FUTURE));
        if (now && f->now_at == SIZE_MAX)
            f->now_at = at;
        if (f->meant_at == SIZE_MAX && is_text_of(f, at, meant))
            f->meant_at = at;
    }
}

/* Whether the sentence tells so far what is to come now: "will", "is planned". */
static bool tells_now(const finder *f, size_t begin)
{
    return f->now_at < begin;
}

/* Whether what is to come was to come when the sentence's own date was: "in January it promised to
 * ship by June", not "in January it said that it will". */
static bool told_then(const finder *f, const phrase_ends *p, const shape *a)
{
    return a->yearless && !a->settled && !a->valueless && p->tense > 0 && has_own_date(f) &&
           !tells_now(f, p->begin);
}

/* The first that comes after the sentence's date; the other reading counts from publication. */
static void settle_then(const finder *f, shape *a, int tense)
{
    finder then = *f;
    shape now = *a;
    then.has_anchor = true;
    then.anchor = f->event_first;
    then.has_year = false;
    find_settle(&then, a, TENSE_COMING);
    if (a->why || a->valueless)
        return;
    if (f->has_anchor)
        find_settle(f, &now, tense);
    if (now.settled && now.first == a->first && now.last == a->last && !now.others)
        return; /* by either reading */
    a->why = find_told_before;
    if (now.settled && !now.valueless)
        shape_other(a, now.grain, now.first, now.last);
}

/* Whether the words before tell what somebody meant to do then: "said in May it would". */
static bool meant_then(const finder *f, size_t begin)
{
    return f->has_anchor && has_own_date(f) && !tells_now(f, begin) && f->meant_at < begin;
}

/* "In 2023 it said it would ship next year": ahead of that date, counted from its first day and its
 * last; the other reading is that from publication. */
static void count_then(const finder *f, const phrase_ends *p, shape *a)
{
    finder then = *f;
    shape low, high, unused;
    phrase_ends again = {.begin = p->begin};
    then.anchor_time = -1;
    then.anchor = f->event_first;
    if (!a->relative || a->valueless || !a->settled || a->timed || !meant_then(f, p->begin) ||
        !read_phrase(&then, &again, &low, &unused) || again.end != p->end || again.second)
        return;
    then.anchor = f->event_last;
    if (!read_phrase(&then, &again, &high, &unused) || !low.settled || !high.settled ||
        high.last <= f->event_last || low.first < f->event_first)
        return;
    if (low.first == a->first && high.last == a->last)
        return; /* by either reading */
    low.others = 0;
    if (low.first != high.first || low.last != high.last)
        shape_span(&low, low.grain == GRAIN_MONTH ? GRAIN_MONTHS : GRAIN_DAYS, low.first,
                   high.last);
    low.why = find_told_before;
    shape_other(&low, a->grain, a->first, a->last);
    *a = low;
}

/* "next Wednesday and Thursday": the Thursday after that Wednesday. */
static void day_beside(const finder *f, size_t at, shape *a)
{
    bool listed =
        at > f->sentence + 1 && is_link(f, at - 1, LINK_AND) && is_word(f, at - 2, WORD_WEEKDAY);
    if (!listed || !a->weekly || a->settled || !f->sentence_event || f->event_grain > GRAIN_DAY)
        return;
    shape_day(a, f->event_first + (a->weekday - dl_weekday(f->event_first) + 7) % 7);
    a->relative = true;
}

/* One phrase that begins at `at`: its end, or 0. */
static size_t phrase(finder *f, finding *all, size_t at)
{
    phrase_ends p = {.begin = at};
    shape a, b;
    shape_init(&b);
    if (!read_phrase(f, &p, &a, &b))
        return 0;
    if (p.second) {
        shape first = a;
        find_join(f, &a, &b, p.tense);
        if (a.settled && b.settled && a.first <= b.last) {
            dl_role role = p.link == LINK_BETWEEN || a.timed ? DL_ROLE_MENTION : DL_ROLE_DURATION;
            find_report(all, f, p.begin, p.second, &a, &b, role, '.');
            remember(f, b.explicit_year ? &b : &a);
            return p.second;
        }
        a = first;
    }
    if (has_own_date(f))
        hear(f, p.begin);
    count_then(f, &p, &a);
    day_beside(f, at, &a);
    if (told_then(f, &p, &a))
        settle_then(f, &a, p.tense);
    else
        find_settle(f, &a, p.tense);
    if (!a.settled && !a.valueless)
        return 0;
    char kind;
    bool ahead = f->has_anchor && !a.valueless && a.last >= f->anchor;
    dl_role role = role_of(f, &p, &a, ahead, &kind);
    if (p.link == LINK_FROM && kind == '.')
        p.begin = p.start;
    if (role == DL_ROLE_BY && p.link && !a.valueless) {
        if (p.link == LINK_BEFORE && !is_over(f, p.end))
            due_before(&a);
        a.approximate = a.approximate && !a.settled;
        if ((ahead || f->sentence_event) && report_deadline(all, f, &p, &a))
            return p.end;
        kind = '<';
    }
    find_report(all, f, p.begin, p.end, &a, NULL, role, kind);
    if (kind == '.' && role != DL_ROLE_BY)
        remember(f, &a);
    return p.end;
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
    return t->kind == 'w' && t->starts &&
           (!t->glued || at == 0 || t->word == WORD_MONTH || token_at(f, at - 1)->kind != 'n');
}

static int walk(finder *f, finding *all)
{
    size_t at = 0;
    begin_sentence(f, 0);
    while (at < f->count && !all->failed) {
        if (token_at(f, at)->block && token_at(f, at)->kind != '\n') {
            begin_sentence(f, at);
            f->blocks++;
            f->has_year = false;
        }
        size_t end = may_begin(f, at) ? phrase(f, all, at) : 0;
        if (!end && ends_sentence(f, at))
            begin_sentence(f, at + 1);
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
    f->no_anchor = part ? "the publication date is not told to the day"
                        : "there is no publication date to count from";
    if (!part || date->interval || part->precision < DL_PRECISION_DAY)
        return;
    f->doubt = f->options->doubt;
    if (part->uncertain || part->approximate)
        f->doubt = "the publication date, which it is counted from, is not sure";
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
    f.day_first = lang.size >= 2 && !dl_str_is_word(lang, "en") && !dl_str_is_word(lang, "en-US");
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
