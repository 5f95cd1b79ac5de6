/* The words that open a phrase and say how it is used; and names that look like dates. */
#include <string.h>

#include "date/find_parse.h"

enum { MOST_WORDS = 3 };

/* --- what opens a phrase --- */

static const struct {
    const char *words[MOST_WORDS + 1];
    int link;
} openings[] = {
    {{"no", "later", "than"}, LINK_BY},
    {{"not", "later", "than"}, LINK_BY},
    {{"on", "or", "before"}, LINK_BY},
    {{"at", "or", "before"}, LINK_BY},
    {{"not", "until"}, LINK_FROM},
    {{"no", "earlier", "than"}, LINK_FROM},
    {{"no", "sooner", "than"}, LINK_FROM},
    {{"not", "before"}, LINK_FROM},
    {{"prior", "to"}, LINK_BEFORE},
    {{"ahead", "of"}, LINK_BEFORE},
    {{"earlier", "than"}, LINK_BEFORE},
    {{"later", "than"}, LINK_AFTER},
    {{"as", "of"}, LINK_AS_OF},
    {{"as", "from"}, LINK_FROM},
    {{"starting"}, LINK_FROM},
    {{"effective"}, LINK_FROM},
    {{"commencing"}, LINK_FROM},
    {{"beginning"}, LINK_FROM},
    {{"ever", "since"}, LINK_SINCE},
    {{"up", "until"}, LINK_UNTIL},
    {{"up", "to"}, LINK_UNTIL},
    {{"dating", "to"}, LINK_AS_OF},
    {{"until", "at", "least"}, LINK_UNTIL},
    {{"until", "after"}, LINK_AFTER},
};

/* What may stand between "by" and its day: an hour that offices tell so. */
static size_t office_hour(const finder *f, size_t at)
{
    static const char *const hours[] = {"cob", "eod", "eob"};
    size_t from = skip_article(f, at), end = at;
    for (size_t i = 0; i < sizeof hours / sizeof *hours; i++)
        if (is_text(f, from, hours[i]))
            end = from + 1;
    bool of = is_link(f, from + 1, LINK_OF);
    if (of && (is_text(f, from, "close") || is_text(f, from, "end")) &&
        (is_text(f, from + 2, "business") || is_text(f, from + 2, "day") ||
         is_text(f, from + 2, "trading")))
        end = from + 3;
    return end + (end > at && is_link(f, end, LINK_ON));
}

/* "in March at the latest", "in 2026 or later": how the words behind it use it; 0 for none. */
int find_closing(const finder *f, size_t end)
{
    bool at_the = is_link(f, end, LINK_AT) && is_text(f, end + 1, "the");
    size_t last = at_the ? end + 2 : is_link(f, end, LINK_OR) ? end + 1 : 0;
    if (!last)
        return 0;
    if (at_the)
        return is_text(f, last, "latest") ? LINK_BY : is_text(f, last, "earliest") ? LINK_FROM : 0;
    bool noun = token_at(f, last + 1)->kind == 'w' && !token_at(f, last + 1)->block &&
                token_at(f, last + 1)->word != WORD_LINK;
    if (noun)
        return 0; /* "in June or later this year" */
    return is_text(f, last, "earlier") || is_text(f, last, "sooner") ? LINK_BY
           : is_text(f, last, "later")                               ? LINK_FROM
                                                                     : 0;
}

/* "come spring", "come Friday": not "will come in March". */
static bool comes(const finder *f, size_t at)
{
    const token *next = token_at(f, at + 1);
    return is_text(f, at, "come") && (next->word == WORD_SEASON || next->word == WORD_MONTH ||
                                      next->word == WORD_WEEKDAY || next->kind == 'n');
}

size_t find_opening(const finder *f, size_t at, int *link)
{
    const token *t = token_at(f, at);
    *link = 0;
    for (size_t i = 0; t->kind == 'w' && i < sizeof openings / sizeof *openings; i++) {
        size_t n = 0;
        while (openings[i].words[n] && is_text(f, at + n, openings[i].words[n]))
            n++;
        if (openings[i].words[n])
            continue;
        bool of = is_link(f, at + n, LINK_OF);
        *link = openings[i].link;
        bool lead = n == 1 && (is_link(f, at + n, LINK_IN) || is_link(f, at + n, LINK_ON) ||
                               is_link(f, at + n, LINK_FROM) || is_link(f, at + n, LINK_AT));
        if (!of)
            return at + n + lead;
        *link = 0;
    }
    if (comes(f, at)) {
        *link = LINK_IN;
        return at + 1;
    }
    bool opens = t->word == WORD_LINK &&
                 (t->value == LINK_BY || t->value == LINK_SINCE || t->value == LINK_UNTIL ||
                  t->value == LINK_BEFORE || t->value == LINK_AFTER || t->value == LINK_THROUGH ||
                  t->value == LINK_FROM || t->value == LINK_BETWEEN);
    if (!opens || is_text(f, at + 1, "then"))
        return at;
    *link = t->value;
    return t->value == LINK_BY || t->value == LINK_BEFORE ? office_hour(f, at + 1) : at + 1;
}

/* The words that rules begin with, other than those with a class; and letters of "Q3". */
bool find_starts(dl_str lower)
{
    static const char *const words[] = {
        "all",     "almost",     "as",        "at",        "balance",   "beginning", "c",
        "closing", "commencing", "dating",    "earlier",   "effective", "ever",      "exactly",
        "come",    "fewer",      "under",     "final",     "financial", "fiscal",    "fy",
        "h",       "half",       "just",      "later",     "less",      "midmonth",  "midweek",
        "midyear", "more",       "nearly",    "no",        "not",       "on",        "only",
        "opening", "over",       "overnight", "preceding", "prior",     "q",         "quarter",
        "recent",  "recently",   "remainder", "rest",      "roughly",   "same",      "season",
        "so",      "some",       "starting",  "that",      "up",        "yearend",   "ahead",
        "t",       "shortly",    "soon",      "eoy",       "cy",        "eom",       "eoq"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (dl_str_equal(lower, dl_str_of(words[i])))
            return true;
    return false;
}

/* --- names --- */

/* Capital letters alone, in a text that is not all so. */
static bool shouted(const finder *f, size_t at)
{
    const token *t = token_at(f, at);
    for (size_t i = t->start; i < t->end; i++)
        if (f->text.data[i] < 'A' || f->text.data[i] > 'Z')
            return false;
    return t->end - t->start > 2;
}

static bool capital_word(const finder *f, size_t at)
{
    const token *t = token_at(f, at);
    return t->kind == 'w' && t->capital && !t->block && !t->glued && t->word == WORD_OTHER;
}

/* "monday.com", "#friday", "may@x.org", "sun_dried". */
static bool in_address(const finder *f, size_t begin, size_t end)
{
    const token *dot = token_at(f, end), *name = token_at(f, end + 1);
    bool host = dot->glued && (dot->kind == '.' || dot->kind == '@') && name->kind == 'w' &&
                name->glued && !name->capital;
    char before = begin > 0 && token_at(f, begin)->glued ? (char)token_at(f, begin - 1)->kind : ' ';
    return host || before == '@' || before == '#' || before == '/' || before == '.';
}

/* "every Tuesday", "the first Monday of each month": no day of the calendar. */
static bool recurs(const finder *f, size_t begin, size_t end)
{
    static const char *const words[] = {"every", "each", NULL};
    bool of = is_link(f, end, LINK_OF) || is_link(f, end, LINK_IN);
    return (begin > 0 && is_text_of(f, begin - 1, words)) || (of && is_text_of(f, end + 1, words));
}

bool find_is_name(const finder *f, size_t begin, size_t end, const shape *told)
{
    static const char *const after_day[] = {
        "times",       "telegraph", "mail",    "mirror", "herald",   "star",
        "independent", "post",      "express", "live",   "football", "show",
        "tribune",     "chronicle", "review",  "lights", "sun",      NULL};
    static const char *const before_day[] = {"super",     "bloody", "fat",        "giving",
                                             "usa",       "prime",  "psychology", "ruby",
                                             "throwback", "blue",   NULL};
    const token *t = token_at(f, begin);
    size_t last = end - 1;
    if (t->kind != 'w' || told->explicit_year)
        return false;
    if (in_address(f, begin, end))
        return true;
    bool lead = begin > 0 && !t->block;
    if (recurs(f, begin, end))
        return true;
    if (told->holiday && capital_word(f, end) && !(lead && is_link(f, begin - 1, LINK_ON)))
        return true; /* "Christmas Market" */
    bool day = t->word == WORD_WEEKDAY || t->word == WORD_DAY;
    bool month = t->word == WORD_MONTH && told->grain == GRAIN_MONTH && end == begin + 1;
    if (day && t->capital && token_at(f, last)->capital) {
        bool paper =
            token_at(f, end)->capital && !token_at(f, end)->block && is_text_of(f, end, after_day);
        bool night = token_at(f, last)->word == WORD_DAYTIME && end > begin + 1;
        return paper || (night && token_at(f, end)->capital && !token_at(f, end)->block) ||
               (lead && token_at(f, begin - 1)->capital && is_text_of(f, begin - 1, before_day));
    }
    if (!month)
        return false;
    bool link = lead && (token_at(f, begin - 1)->word == WORD_LINK ||
                         token_at(f, begin - 1)->word == WORD_ABOUT);
    bool brief = (t->value & MONTH_SHORT) != 0;
    bool person =
        capital_word(f, end) && (!link || brief || is_link(f, begin - 1, LINK_AND) ||
                                 is_link(f, begin - 1, LINK_OF) || is_link(f, begin - 1, LINK_BY));
    bool surname = lead && !link && capital_word(f, begin - 1) && !is_mark(f, begin - 1, '.') &&
                   token_at(f, begin - 1)->kind == 'w' && token_at(f, begin - 1)->capital &&
                   begin > 1 && !token_at(f, begin - 1)->block;
    bool listed = brief && link && end == begin + 1 &&
                  (is_link(f, begin - 1, LINK_AND) || is_link(f, begin - 1, LINK_OF) ||
                   is_link(f, begin - 1, LINK_BY)) &&
                  token_at(f, end)->kind == 'w';
    bool verb = (t->value & MONTH_ALSO_WORD) && shouted(f, begin); /* "MAY", of a standard */
    return verb || listed || person || surname || (brief && shouted(f, begin) && !shouted(f, end));
}
