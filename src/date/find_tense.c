/* Whether a date is told as past or as one to come: by the verb that governs it. */
#include "date/find_parse.h"

enum {
    TENSE_NEAR = 3,   /* told as a plan that was: of the date before and the one after */
    TENSE_REACH = 24, /* tokens looked at for a verb, on either side */
    MOVE_REACH = 14   /* from "pushed the launch of it back" to what it was pushed to */
};

static bool one_of(const finder *f, size_t at, const char *const *words)
{
    for (; *words; words++)
        if (is_text(f, at, *words))
            return true;
    return false;
}

/* The word at `at`, if the sentence goes back so far. */
static bool is_one(const finder *f, size_t at, size_t back, const char *const *words)
{
    return at >= f->sentence + back && one_of(f, at - back, words);
}

static bool is_be(const finder *f, size_t at, size_t back)
{
    static const char *const words[] = {"is",      "are",    "be",   "am",    "we're",
                                        "they're", "it's",   "he's", "she's", "i'm",
                                        "you're",  "that's", NULL};
    return is_one(f, at, back, words);
}

/* "had been expected", "originally planned", "was supposed": the plan is told as one that was. */
static bool was_planned(const finder *f, size_t at)
{
    static const char *const once[] = {"originally", "initially", "previously", "had",
                                       "was",        "were",      NULL};
    static const char *const been[] = {"been", NULL}, *const had[] = {"had", NULL};
    return is_one(f, at, 1, once) || (is_one(f, at, 1, been) && is_one(f, at, 2, had));
}

/* "launching", by what stands before it. */
static int gerund(const finder *f, size_t at)
{
    static const char *const done[] = {"after", "since", "following", "upon", NULL};
    static const char *const noun[] = {"its",    "their", "his",  "her",     "our",  "my",
                                       "before", "was",   "were", "without", "been", NULL};
    if (is_one(f, at, 1, done))
        return TENSE_PAST;
    bool named = at > f->sentence && is_word(f, at - 1, WORD_ARTICLE);
    return named || is_one(f, at, 1, noun) ? 0 : TENSE_COMING;
}

/* A word that points ahead. */
static int ahead_at(const finder *f, size_t at)
{
    const token *t = token_at(f, at);
    switch (t->value) {
    case VERB_PLANNED:
        return was_planned(f, at) ? TENSE_NEAR : TENSE_COMING;
    case VERB_GERUND:
        return gerund(f, at);
    case VERB_SCHEDULE:
        return TENSE_LIKELY;
    default:
        return is_text(f, at, "due") && was_planned(f, at) ? TENSE_NEAR : TENSE_COMING;
    }
}

static int verb_at(const finder *f, size_t at)
{
    static const char *const condition[] = {"if", "once", "unless", NULL};
    const token *t = token_at(f, at);
    bool track = is_text(f, at, "track") && at > f->sentence && is_link(f, at - 1, LINK_ON);
    if (track || (is_text(f, at, "set") && is_link(f, at + 1, LINK_FOR)))
        return TENSE_COMING;
    if (is_text(f, at, "coming") && is_word(f, at + 1, WORD_LINK))
        return gerund(f, at);
    if (t->word == WORD_FUTURE)
        return ahead_at(f, at);
    if (t->word != WORD_PAST)
        return 0;
    const token *before = token_at(f, at > f->sentence ? at - 1 : f->count);
    bool shall = before->word == WORD_FUTURE && !before->value &&
                 (!is_text(f, at, "have") || is_text(f, at - 1, "will"));
    if (shall || (at > f->sentence && is_link(f, at - 1, LINK_TO)))
        return TENSE_COMING; /* "will shut", "to shut"; not "would have shut" */
    if (t->value && at > 0 && (is_text(f, at - 1, "is") || is_text(f, at - 1, "are")))
        return 0; /* "is closed" */
    if (t->value && is_one(f, at, 1, condition))
        return TENSE_COMING; /* "if approved" */
    for (size_t back = 1; t->value && back <= 3 && back <= at; back++)
        if (is_text(f, at - back, "be") || is_text(f, at - back, "to") ||
            (is_word(f, at - back, WORD_FUTURE) && !token_at(f, at - back)->value))
            return TENSE_COMING;
    return TENSE_PAST;
}

/* Whether "to" and a verb begin at `at`. */
static bool infinitive(const finder *f, size_t at)
{
    const token *verb = token_at(f, at + 1);
    return is_link(f, at, LINK_TO) && verb->kind == 'w' && verb->word == WORD_OTHER &&
           !verb->capital;
}

/* "It promised in June to launch": June is when it promised. */
static bool promised_then(const finder *f, size_t at, size_t begin, size_t end)
{
    return token_at(f, at)->word == WORD_FUTURE && token_at(f, at)->value == VERB_PLANNED &&
           at + 2 >= begin && !is_be(f, at, 1) && infinitive(f, end);
}

static int tense_before(const finder *f, size_t begin, size_t end)
{
    for (size_t i = begin; i > f->sentence && begin - i < TENSE_REACH; i--) {
        int tense = verb_at(f, i - 1);
        if (tense > 0 && promised_then(f, i - 1, begin, end))
            return TENSE_PAST;
        bool after = token_at(f, end)->word == WORD_PAST && !token_at(f, end)->block;
        if (tense == TENSE_LIKELY && after)
            return TENSE_PAST; /* "housing starts in October fell" */
        if (tense)
            return tense;
        if (infinitive(f, i - 1) && i + 1 < begin)
            return i > f->sentence + 1 && was_planned(f, i - 2) ? TENSE_NEAR : TENSE_COMING;
    }
    return 0;
}

static int tense_after(const finder *f, size_t end)
{
    for (size_t i = end; i < f->count && i - end < TENSE_REACH; i++) {
        const token *t = token_at(f, i);
        if (t->block || (is_mark(f, i, '.') && !token_at(f, i + 1)->glued))
            return 0;
        int tense = t->value == VERB_GERUND ? 0 : verb_at(f, i); /* of a clause of its own */
        bool told = t->word == WORD_FUTURE && t->value == VERB_PLANNED;
        if (told && !is_be(f, i, 1)) /* "In June it promised", not "in June it is expected" */
            return TENSE_PAST;
        if (tense)
            return tense;
    }
    return 0;
}

/* Whether the phrase opens its clause, so that the verb before it is another's: "but Tuesday's
 * vote showed", ", on Friday he left". */
static bool opens_clause(const finder *f, size_t begin, size_t end)
{
    const token *last = token_at(f, end - 1);
    dl_str word = dl_str_slice(f->text, last->start, last->end);
    if (dl_str_ends(word, DL_STR("'s")) || dl_str_ends(word, DL_STR("\xE2\x80\x99s")))
        return true;
    size_t before = begin > f->sentence && token_at(f, begin - 1)->word == WORD_LINK &&
                            !is_link(f, begin - 1, LINK_AND)
                        ? begin - 1
                        : begin;
    return before > f->sentence &&
           (is_text(f, before - 1, "but") || is_text(f, before - 1, "while"));
}

static const char *const moves[] = {
    "delayed",   "delays",  "delay",       "delaying", "postponed", "postpones", "postponing",
    "pushed",    "pushes",  "push",        "pushing",  "moved",     "moves",     "moving",
    "slipped",   "slips",   "slip",        "slipping", "deferred",  "defers",    "extended",
    "extends",   "shifted", "rescheduled", "shifts",   "bumped",    "carried",   "paused",
    "suspended", "halted",  "stayed",      "waived",   NULL};

bool find_moved(const finder *f, size_t at)
{
    for (size_t i = at; i > f->sentence && at - i < MOVE_REACH; i--) {
        const token *t = token_at(f, i - 1);
        if (one_of(f, i - 1, moves))
            return true;
        bool on = is_text(f, i, "then"); /* ", then to November" */
        if ((t->kind == ',' && !on && i < at) || t->kind == ';' || t->word == WORD_PAST ||
            t->word == WORD_FUTURE)
            return false;
    }
    return false;
}

/* "delayed until June", "pushed the launch back to June", "has until Friday": where it went to lies
 * ahead of what is told, though the verb is of the past. */
static bool moved_to(const finder *f, size_t begin)
{
    static const char *const granted[] = {"has", "have", "had", "given", "got", NULL};
    bool until = is_link(f, begin, LINK_UNTIL) || is_link(f, begin, LINK_THROUGH);
    bool to =
        begin > f->sentence && (is_link(f, begin - 1, LINK_TO) || is_text(f, begin - 1, "into") ||
                                (is_link(f, begin - 1, LINK_FOR) && is_one(f, begin, 2, moves)));
    if (until && is_one(f, begin, 1, granted))
        return true;
    return (until || to) && find_moved(f, begin - to);
}

/* "The deadline is June 1", "it is on Friday", "Available June 10": no verb but that, or none. */
static bool stands_ahead(const finder *f, size_t begin)
{
    static const char *const fragments[] = {"available", "coming", "out", NULL};
    size_t at = begin;
    bool link = at > f->sentence && token_at(f, at - 1)->word == WORD_LINK &&
                (is_link(f, at - 1, LINK_ON) || is_link(f, at - 1, LINK_IN));
    at -= link;
    bool fragment = at == f->sentence + 1 && one_of(f, f->sentence, fragments);
    bool sale = at == f->sentence + 2 && is_link(f, at - 2, LINK_ON) && is_text(f, at - 1, "sale");
    static const char *const is[] = {"is", "are", NULL};
    return fragment || sale || is_one(f, at, 1, is);
}

int find_tense(const finder *f, size_t begin, size_t end)
{
    int tense = opens_clause(f, begin, end) ? tense_after(f, end) : 0;
    if (!tense && moved_to(f, begin))
        return TENSE_COMING;
    static const char *const earlier[] = {"earlier", NULL};
    if (is_one(f, begin, 1, earlier) ||
        (begin > f->sentence && is_link(f, begin - 1, LINK_ON) && is_one(f, begin, 2, earlier)))
        return TENSE_PAST;
    if (!tense && stands_ahead(f, begin))
        tense = TENSE_LIKELY;
    tense = tense ? tense : tense_before(f, begin, end);
    tense = tense ? tense : tense_after(f, end);
    dl_lean lean = f->options->lean;
    tense = tense == TENSE_NEAR ? 0 : tense;
    if (tense == TENSE_PAST || tense == TENSE_COMING || (tense && lean == DL_LEAN_NEAR))
        return tense;
    return lean == DL_LEAN_PAST ? TENSE_PAST : lean == DL_LEAN_FUTURE ? TENSE_COMING : 0;
}
