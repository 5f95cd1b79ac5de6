/* Whether a date is told as past or as one to come: by the verb that governs it. */
#include "date/find_parse.h"

enum {
    TENSE_NEAR = 3,   /* told as a plan that was: of the date before and the one after */
    TENSE_REACH = 24, /* tokens looked at for a verb, on either side */
    MOVE_REACH = 14   /* from "pushed the launch of it back" to what it was pushed to */
};

/* The word at `at`, if the sentence goes back so far. */
static bool is_one(const finder *f, size_t at, size_t back, const char *const *words)
{
    return at >= f->sentence + back && is_text_of(f, at - back, words);
}

static const char *const was[] = {"was", "were", NULL};

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

/* Whether the "to" at `at` tells of a plan that was: "was to", "was expected to", "had told it to".
 */
static bool was_to(const finder *f, size_t at)
{
    static const char *const had[] = {"had", NULL};
    return is_one(f, at, 1, was) || is_one(f, at, 1, had) || is_one(f, at, 3, had) ||
           (at > f->sentence && was_planned(f, at - 1));
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

/* Whether "to" and a verb begin at `at`: "to ship", "to close the plant", not "to end June". */
static bool infinitive(const finder *f, size_t at)
{
    const token *verb = token_at(f, at + 1), *next = token_at(f, at + 2);
    bool edge = verb->word == WORD_EDGE && verb->value >= EDGE_START && !is_dash(f, at + 2) &&
                !is_link(f, at + 2, LINK_OF) && next->word != WORD_MONTH && next->kind != 'n';
    return is_link(f, at, LINK_TO) && verb->kind == 'w' && (verb->word == WORD_OTHER || edge) &&
           !verb->capital;
}

/* The form of the past, by what stands before it: "will shut", "to be held", "is closed". */
static int participle(const finder *f, size_t at)
{
    static const char *const condition[] = {"if", "once", "unless", NULL};
    static const char *const are[] = {"is", "are", "stay", NULL};
    const token *t = token_at(f, at), *before = token_at(f, at > f->sentence ? at - 1 : f->count);
    bool shall = before->word == WORD_FUTURE && !before->value &&
                 (!is_text(f, at, "have") || is_text(f, at - 1, "will"));
    if (shall)
        return TENSE_COMING; /* not "would have shut" */
    if (at > f->sentence && is_link(f, at - 1, LINK_TO))
        return was_to(f, at - 1) ? TENSE_NEAR : TENSE_COMING;
    if (is_one(f, at, 1, are))
        return 0;
    if (t->value && is_one(f, at, 1, condition))
        return TENSE_COMING; /* "if approved" */
    size_t reach = t->value ? 3 : 1;
    for (size_t back = 1; back <= reach && back <= at; back++) {
        size_t to = at - back;
        bool be = is_text(f, to, "be");
        to -= be && to > f->sentence && is_link(f, to - 1, LINK_TO);
        if (is_text(f, to, "to") && was_to(f, to))
            return TENSE_NEAR;
        if (be || is_text(f, to, "to") ||
            (t->value && is_word(f, to, WORD_FUTURE) && !token_at(f, to)->value))
            return TENSE_COMING;
    }
    return TENSE_PAST;
}

static int verb_at(const finder *f, size_t at)
{
    const token *t = token_at(f, at);
    bool track = is_text(f, at, "track") && at > f->sentence && is_link(f, at - 1, LINK_ON);
    bool set = is_text(f, at, "set") && (is_link(f, at + 1, LINK_FOR) || infinitive(f, at + 1));
    if (track || set)
        return was_planned(f, at) ? TENSE_NEAR : TENSE_COMING;
    if (is_text(f, at, "coming") && is_word(f, at + 1, WORD_LINK))
        return gerund(f, at);
    if (t->word == WORD_FUTURE)
        return ahead_at(f, at);
    return t->word == WORD_PAST ? participle(f, at) : 0;
}

/* "It promised in June to launch": June is when it promised. */
static bool promised_then(const finder *f, size_t at, size_t begin, size_t end)
{
    return token_at(f, at)->word == WORD_FUTURE && token_at(f, at)->value == VERB_PLANNED &&
           at + 2 >= begin && !is_be(f, at, 1) && infinitive(f, end);
}

/* "before the vote on Friday", "ahead of its launch in June": no verb of the past tells when it is.
 */
static bool before_event(const finder *f, size_t at)
{
    static const char *const its[] = {"its", "their", "his", "her", "our", NULL};
    bool before = is_link(f, at, LINK_BEFORE);
    size_t name = at + (before ? 1 : 2);
    bool ahead = is_text(f, at, "ahead") && is_link(f, at + 1, LINK_OF);
    return (before || ahead) && (is_word(f, name, WORD_ARTICLE) || is_text_of(f, name, its));
}

static int tense_before(const finder *f, size_t begin, size_t end)
{
    for (size_t i = begin; i > f->sentence && begin - i < TENSE_REACH; i--) {
        if (i < begin && (is_mark(f, i - 1, ';') || before_event(f, i - 1)))
            return TENSE_NEAR;
        int tense = verb_at(f, i - 1);
        if (tense > 0 && promised_then(f, i - 1, begin, end))
            return TENSE_PAST;
        bool after = token_at(f, end)->word == WORD_PAST && !token_at(f, end)->block;
        if (tense == TENSE_LIKELY && after)
            return TENSE_PAST; /* "housing starts in October fell" */
        if (tense)
            return tense;
        bool apart = i + 1 < begin || is_link(f, begin, LINK_BY) || is_be(f, i - 1, 1) ||
                     is_one(f, i - 1, 1, was); /* not "went to court Monday" */
        if (apart && infinitive(f, i - 1))
            return was_to(f, i - 1) ? TENSE_NEAR : TENSE_COMING;
    }
    return 0;
}

/* The last comma before `at` in its sentence; `at` where there is none. */
static size_t comma_before(const finder *f, size_t at)
{
    size_t behind = at > 0 ? token_at(f, at - 1)->comma : 0;
    return behind > f->sentence ? behind - 1 : at;
}

static int tense_after(const finder *f, size_t begin, size_t end)
{
    static const char *const relative[] = {"which", "who", "whose", "where", NULL};
    size_t comma = comma_before(f, begin);
    bool clause = comma < begin && is_text_of(f, comma + 1, relative);
    for (size_t i = end; i < f->count && i - end < TENSE_REACH; i++) {
        const token *t = token_at(f, i);
        if (t->block || (is_mark(f, i, '.') && !token_at(f, i + 1)->glued))
            return 0;
        bool said = comma == begin && is_text(f, i + 1, "said"); /* "it opens Monday, said he" */
        bool quoted = is_mark(f, i + 1, '"') && token_at(f, i + 1)->glued; /* "We ship Monday," */
        if (is_mark(f, i, ',') && (clause || said || quoted))
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
    return before > f->sentence && (is_mark(f, before - 1, ';') || is_text(f, before - 1, "but") ||
                                    is_text(f, before - 1, "while"));
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
        if (is_text_of(f, i - 1, moves))
            return true;
        bool on = is_text(f, i, "then"); /* ", then to November" */
        if ((t->kind == ',' && !on && i < at) || t->kind == ';' || t->word == WORD_PAST ||
            t->word == WORD_FUTURE)
            return false;
    }
    return false;
}

/* "has until Friday", "gave the company until Friday" */
static bool granted(const finder *f, size_t until)
{
    enum { REACH = 4 };
    static const char *const has[] = {"has", "have", "had", "given", "got", NULL};
    static const char *const gives[] = {"gave", "given", "gives", "give", "giving", NULL};
    bool found = is_one(f, until, 1, has);
    for (size_t back = 1; back <= REACH && !found; back++)
        found = is_one(f, until, back, gives);
    return found;
}

/* "called an election for July 4", "set a hearing for Friday" */
static bool called_for(const finder *f, size_t at)
{
    enum { REACH = 5 };
    static const char *const calls[] = {"called", "set", "ordered", "booked", "fixed", NULL};
    bool found = false;
    for (size_t back = 1; back <= REACH && !found; back++)
        found = is_one(f, at, back, calls);
    return found;
}

/* "delayed until June", "pushed the launch back to June": where it went to lies ahead of what is
 * told, though the verb is of the past. */
static bool moved_to(const finder *f, size_t begin)
{
    static const char *const least[] = {"least", NULL}, *const at[] = {"at", NULL};
    bool until = is_link(f, begin, LINK_UNTIL) || is_link(f, begin, LINK_THROUGH);
    if (until && granted(f, begin))
        return true;
    begin -= is_one(f, begin, 1, least) && is_one(f, begin, 2, at) ? 2 : 0;
    bool set = begin > f->sentence && is_link(f, begin - 1, LINK_FOR);
    bool to =
        begin > f->sentence && (is_link(f, begin - 1, LINK_TO) || is_text(f, begin - 1, "into") ||
                                (set && is_one(f, begin, 2, moves)));
    return (set && called_for(f, begin - 1)) || ((until || to) && find_moved(f, begin - to));
}

/* "was closed until Friday": which of them, the verb does not tell; "has been closed until". */
static int kept_until(const finder *f, size_t begin)
{
    static const char *const been[] = {"been", NULL};
    static const char *const has[] = {"has", "have", NULL}, *const had[] = {"had", NULL};
    if (!is_link(f, begin, LINK_UNTIL) || !is_word(f, begin - 1, WORD_PAST))
        return 0;
    bool since = is_one(f, begin, 2, been);
    if (is_one(f, begin, 2, was) || (since && is_one(f, begin, 3, had)))
        return TENSE_NEAR;
    return since && is_one(f, begin, 3, has) ? TENSE_COMING : 0;
}

/* "Look for it in June", "See you Monday": the sentence invites. */
static bool invites(const finder *f)
{
    static const char *const words[][2] = {{"look", "for"},   {"see", "you"},   {"join", "us"},
                                           {"stay", "tuned"}, {"mark", "your"}, {"save", "the"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_text(f, f->sentence, words[i][0]) && is_text(f, f->sentence + 1, words[i][1]))
            return true;
    return false;
}

/* "The deadline is June 1", "it is on Friday", "Available June 10": no verb but that, or none. */
static bool stands_ahead(const finder *f, size_t begin)
{
    static const char *const fragments[] = {"available", "coming", "out", NULL};
    size_t at = begin;
    bool link = at > f->sentence && token_at(f, at - 1)->word == WORD_LINK &&
                (is_link(f, at - 1, LINK_ON) || is_link(f, at - 1, LINK_IN));
    at -= link;
    bool fragment = at == f->sentence + 1 && is_text_of(f, f->sentence, fragments);
    bool sale = at == f->sentence + 2 && is_link(f, at - 2, LINK_ON) && is_text(f, at - 1, "sale");
    static const char *const is[] = {"is", "are", NULL}, *const now[] = {"now", NULL};
    at -= is_one(f, at, 1, now) && is_one(f, at, 2, is);
    return fragment || sale || is_one(f, at, 1, is);
}

/* As the words tell it, whatever dates lean to. */
static int told_tense(const finder *f, size_t begin, size_t end)
{
    static const char *const earlier[] = {"earlier", NULL};
    int tense = opens_clause(f, begin, end) ? tense_after(f, begin, end) : 0;
    if (!tense && moved_to(f, begin))
        return TENSE_COMING;
    if (is_one(f, begin, 1, earlier) ||
        (begin > f->sentence && is_link(f, begin - 1, LINK_ON) && is_one(f, begin, 2, earlier)))
        return TENSE_PAST;
    tense = tense ? tense : kept_until(f, begin);
    if (!tense && stands_ahead(f, begin))
        return TENSE_LIKELY;
    tense = tense ? tense : tense_before(f, begin, end);
    if (!tense && invites(f))
        return TENSE_COMING;
    return tense ? tense : tense_after(f, begin, end);
}

bool find_was_plan(const finder *f, size_t begin, size_t end)
{
    return told_tense(f, begin, end) == TENSE_NEAR;
}

int find_tense(const finder *f, size_t begin, size_t end)
{
    int tense = told_tense(f, begin, end);
    dl_lean lean = f->options->lean;
    tense = tense == TENSE_NEAR ? 0 : tense;
    if (tense == TENSE_PAST || tense == TENSE_COMING || (tense && lean == DL_LEAN_NEAR))
        return tense;
    return lean == DL_LEAN_PAST ? TENSE_PAST : lean == DL_LEAN_FUTURE ? TENSE_COMING : 0;
}
