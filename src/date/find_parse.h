/*
 * Prose being read for dates: its tokens, and what a phrase tells before it is placed in time. A
 * rule takes the index of a token and fills a shape; it returns the index past its last token, or
 * 0 when the phrase is none of its kind. Every rule looks at a bounded number of tokens.
 */
#ifndef DATE_FIND_PARSE_H
#define DATE_FIND_PARSE_H

#include "dateline/find.h"

typedef enum word_class {
    WORD_OTHER,
    WORD_MONTH,    /* 1 to 12 */
    WORD_WEEKDAY,  /* 0 = Monday */
    WORD_NUMBER,   /* one, twenty */
    WORD_ORDINAL,  /* first, twentieth */
    WORD_SUFFIX,   /* st nd rd th */
    WORD_UNIT,     /* a unit */
    WORD_SEASON,   /* 21 to 24 */
    WORD_DAYTIME,  /* a daytime */
    WORD_DAY,      /* today: days from it */
    WORD_PERIOD,   /* this 0, last -1, next 1 */
    WORD_EDGE,     /* an edge */
    WORD_COUNT,    /* few, several: index of the counts' table */
    WORD_ABOUT,    /* about, circa */
    WORD_MAYBE,    /* perhaps */
    WORD_CLOCK,    /* noon 12, midnight 24 */
    WORD_MERIDIEM, /* am 0, pm 12 */
    WORD_ERA,      /* AD 1, BC -1 */
    WORD_LINK,     /* a link */
    WORD_ARTICLE,  /* a, an, the */
    WORD_AGO,      /* ago -1, later 1, hence 2 (from now) */
    WORD_FUTURE,   /* will, plans: what follows is to come */
    WORD_PAST      /* was, said, went */
} word_class;

enum { MONTH_SHORT = 16, MONTH_ALSO_WORD = 32 }; /* flags of WORD_MONTH's value */
enum { WEEKDAY_SHORT = 8 };                      /* flag of WORD_WEEKDAY's value */
enum {
    UNIT_SECOND = 1,
    UNIT_MINUTE,
    UNIT_HOUR,
    UNIT_DAY,
    UNIT_WEEK,
    UNIT_WEEKEND,
    UNIT_MONTH,
    UNIT_QUARTER,
    UNIT_SEASON,
    UNIT_HALF,
    UNIT_YEAR,
    UNIT_DECADE,
    UNIT_CENTURY
};
enum { DAYTIME_MORNING = 1, DAYTIME_AFTERNOON, DAYTIME_EVENING, DAYTIME_NIGHT };
enum { EDGE_NONE, EDGE_EARLY, EDGE_MID, EDGE_LATE, EDGE_START, EDGE_END };
enum {
    LINK_IN = 1,
    LINK_ON,
    LINK_AT,
    LINK_BY,
    LINK_SINCE,
    LINK_UNTIL,
    LINK_FROM,
    LINK_TO,
    LINK_BEFORE,
    LINK_AFTER,
    LINK_DURING,
    LINK_OF,
    LINK_BETWEEN,
    LINK_WITHIN,
    LINK_AND,
    LINK_THROUGH,
    LINK_OVER,
    LINK_FOR,
    LINK_OR,
    LINK_AS_OF
};

/* Of WORD_FUTURE: "will" 0; what is told of a plan, and is a participle too; "launching"; and the
 * present of what goes by a schedule: "ends on Friday". */
enum { VERB_PLANNED = 1, VERB_SCHEDULE, VERB_GERUND };
/* Likely: to come, where nothing says that it is the past told in the present. */
enum { TENSE_PAST = -1, TENSE_COMING = 1, TENSE_LIKELY };

typedef struct token {
    size_t start, end;
    int64_t number;     /* of digits; at most nine are read */
    unsigned char kind; /* 'w' word, 'n' digits, '\n' a blank line, else the mark; 0 past the end */
    unsigned char digits;
    unsigned char word; /* a word_class */
    short value;
    bool glued;     /* nothing stands before it but another token */
    bool block;     /* a blank line or a line's end stands before it */
    bool capital;   /* the first letter is upper case */
    bool starts;    /* a phrase can begin with this word */
    bool feast;     /* a holiday's name can begin with it */
    uint32_t comma; /* behind the last comma so far, this token too: its place + 1, or 0 */
} token;

typedef enum grain {
    GRAIN_TIME, /* a clock's time on a day */
    GRAIN_DAY,
    GRAIN_DAYS, /* a run of days: a week, early March */
    GRAIN_MONTH,
    GRAIN_MONTHS,
    GRAIN_SEASON,
    GRAIN_QUARTER,
    GRAIN_THIRD,
    GRAIN_HALF,
    GRAIN_YEAR,
    GRAIN_YEARS,
    GRAIN_DECADE,
    GRAIN_CENTURY
} grain;

/* What a phrase tells. Once settled, first and last are its days. */
typedef struct shape {
    grain grain;
    bool settled;  /* first and last are set */
    bool dayless;  /* a time of day alone */
    bool yearless; /* month, and day where the grain is DAY: the year is to be found */
    bool weekly;   /* a weekday alone: the week is to be found */
    int64_t year;  /* astronomical */
    int month;     /* 1 to 12, or the number of a season, quarter or half */
    int day;
    int weekday;         /* -1 */
    int holiday;         /* index + 1 */
    int edge, edge_last; /* narrowed once the year is known */
    bool ends;           /* it is the end of what was told */
    bool weekend;        /* of a holiday */
    bool fiscal;         /* of a year that begins where its owner says */
    int64_t first, last;
    int64_t other_first[2], other_last[2]; /* other readings */
    grain other_grain[2];
    int others;
    bool timed;
    int from, to;    /* seconds of the day; to is -1 for a point */
    bool seconds;    /* told to the second */
    bool half_clock; /* an hour from 1 to 12 without am or pm */
    const char *zone;
    bool has_offset;
    int offset;                        /* minutes */
    const struct zone_word *zone_word; /* the word that told the zone */
    bool approximate, uncertain;
    const char *why; /* no value, or not sure */
    bool valueless;
    bool explicit_year; /* lends its year */
    bool relative;      /* counted from the publication date */
    int role;           /* a dl_role that the phrase itself tells, -1 for none */
} shape;

typedef struct finder {
    dl_str text;
    const dl_find_options *options;
    token *tokens;
    size_t count; /* three empty tokens follow */
    bool has_anchor;
    const char *no_anchor; /* why there is none */
    const char *doubt;     /* why it is not sure */
    int64_t anchor;        /* day of publication */
    int anchor_time;       /* second of the day, -1 where not known */
    const char *zone;
    bool day_first;
    bool has_event; /* the last date told before here, for "two days later" */
    int64_t event_first, event_last;
    grain event_grain;
    size_t event_block, blocks; /* lines begun so far, and at that date */
    bool has_year;              /* what a date of this block lends */
    int64_t year;
    size_t sentence;     /* the token that begins it */
    bool sentence_event; /* the event stands in this sentence */
    size_t heard;        /* the sentence was read to here for the two that follow */
    size_t now_at;       /* its first word that tells what is to come now; SIZE_MAX: none yet */
    size_t meant_at;     /* its first word that tells what was meant */
} finder;

typedef struct finding {
    dl_arena *arena;
    dl_found *rows;
    size_t count, capacity;
    bool failed;
} finding;

static inline const token *token_at(const finder *f, size_t at)
{
    return &f->tokens[at < f->count ? at : f->count];
}

static inline bool is_word(const finder *f, size_t at, word_class word)
{
    return token_at(f, at)->word == word;
}

static inline bool is_link(const finder *f, size_t at, int link)
{
    return is_word(f, at, WORD_LINK) && token_at(f, at)->value == link;
}

static inline bool is_mark(const finder *f, size_t at, char mark)
{
    return token_at(f, at)->kind == (unsigned char)mark;
}

bool is_text(const finder *f, size_t at, const char *lower);           /* that word, in any case */
bool is_text_of(const finder *f, size_t at, const char *const *words); /* one of them; NULL ends */
bool is_dash(const finder *f, size_t at);

/* find_row.c: b, where it is told, is the other end; kind as for shape_edtf */
void find_report(finding *all, const finder *f, size_t begin, size_t end, const shape *a,
                 const shape *b, dl_role role, char kind);

/* find_tokens.c */
int find_tokenise(finder *f, dl_error *error);
size_t skip_article(const finder *f, size_t at);

/* find_words.c */
const token *find_lookup(dl_str lower, dl_str lang, const dl_find_options *options, token *space);
dl_find_count find_count_of(const dl_find_options *options, dl_str lower);
bool find_zone(const finder *f, size_t at, shape *out, size_t *end);

/* find_holiday.c */
bool holiday_begins(dl_str lower); /* whether a holiday's name begins with that word */
size_t rule_holiday(const finder *f, size_t at, shape *out);
int64_t holiday_day(int holiday, int64_t year);

/* find_clock.c: "8:30 a.m. Eastern", "noon", "in the morning" */
size_t rule_clock(const finder *f, size_t at, bool bare, shape *out);
size_t rule_daytime(const finder *f, size_t at, shape *out);
size_t clock_offset(const finder *f, size_t at, bool after_utc, shape *out); /* past it, or `at` */
void daytime_edge(int edge, shape *out); /* EDGE_EARLY, EDGE_LATE */
void daytime_span(int daytime, int *from, int *to);

/* find_numeric.c: digits and marks; find_absolute.c: names of months, years, decades */
size_t rule_numeric(const finder *f, size_t at, shape *out);
size_t rule_absolute(const finder *f, size_t at, shape *out);
size_t rule_year(const finder *f, size_t at, int64_t *year, bool *explicit_era);
size_t rule_day_number(const finder *f, size_t at, int *day);
size_t fiscal_year(const finder *f, size_t at, int64_t *year); /* "fiscal 2024": its year */
size_t year_after(const finder *f, size_t at, shape *out);     /* ", 2024", "of 2024" */
bool find_led(const finder *f, size_t at); /* the words before a bare month or season name it */

/* find_quarter.c: "Q3 2024", "the fall", "fiscal 2025" */
size_t rule_quarter(const finder *f, size_t at, shape *out);
size_t rule_season(const finder *f, size_t at, shape *out);
size_t rule_fiscal(const finder *f, size_t at, shape *out);

/* find_relative.c */
size_t rule_relative(const finder *f, size_t at, shape *out);
size_t day_word(const finder *f, size_t at, shape *out); /* "yesterday", "last night" */
size_t rule_weekday(const finder *f, size_t at, shape *out);
size_t rule_number(const finder *f, size_t at, int *least, int *most, bool *vague);
int unit_at(const finder *f, size_t at);
bool needs_anchor(const finder *f, shape *out); /* true, and told why, where there is none */
int64_t monday(int64_t day);
void unit_span(shape *out, int unit, int64_t day, int64_t step); /* the unit of a day, and on */
size_t rule_period(const finder *f, size_t at, shape *out);      /* "this month", "next year" */

/* find_amount.c: "two weeks ago"; "the next three years" */
size_t rule_amount(const finder *f, size_t at, shape *out);
size_t rule_run(const finder *f, size_t at, shape *out); /* find_run.c */
size_t rule_count(const finder *f, size_t at, int *least, int *most, bool *vague);
void step_units(shape *out, int unit, int64_t day, int time, int64_t least, int64_t most);
int64_t unit_months(int unit);
bool plural_unit(const finder *f, size_t at);

/* find_ahead.c: "later in the year", "this time next year", "in the new year" */
size_t rule_within(const finder *f, size_t at, shape *out);
/* The rest of a span that first to last lie in, from last on; or what of it was up to first. */
void shape_rest(shape *out, int64_t first, int64_t last, bool later);
size_t this_time(const finder *f, size_t at, shape *out);
size_t after_next(const finder *f, size_t at, shape *out);
size_t new_year(const finder *f, size_t at, shape *out);

/* find_edge.c: "early March", "the end of the year" */
size_t rule_edge(const finder *f, size_t at, shape *out);
size_t bare_unit(const finder *f, size_t at, shape *out); /* "the year" */

size_t rule_offset(const finder *f, size_t at, shape *out); /* find_offset.c */

/* find_part.c: "the first week of March"; find_event.c: "the following day" */
size_t rule_part(const finder *f, size_t at, shape *out);
size_t rule_event(const finder *f, size_t at, shape *out);

/* find_point.c: "8:30 Eastern time Tuesday morning" */
size_t find_point(const finder *f, size_t at, shape *out);
int find_tense(const finder *f, size_t begin, size_t end); /* find_tense.c: 0 where none is told */
bool find_was_plan(const finder *f, size_t begin, size_t end); /* "was due by March" */
bool find_moved(const finder *f, size_t at); /* "delayed", "pushed the launch" before it */

/* find_range.c: two dates that are joined */
size_t find_days_then_month(const finder *f, size_t at, shape *a, shape *b);
size_t find_second_end(const finder *f, size_t end, int opening, const shape *a, shape *b);
void find_listed_year(const finder *f, size_t end, shape *a);
void find_join(const finder *f, shape *a, shape *b, int tense);

/* find_event.c: why, of what is counted from the date told before */
extern const char find_told_before[];

/* find_link.c: "by", "no later than": past them, or `at`; whether what was read is a name */
size_t find_opening(const finder *f, size_t at, int *link);
int find_closing(const finder *f, size_t end); /* "at the latest": a link */
bool find_starts(dl_str lower);                /* of words without a class: "overnight", "nearly" */
bool find_is_name(const finder *f, size_t begin, size_t end, const shape *told);

/* find_resolve.c; find_settle.c; find_edtf.c */
typedef size_t find_rule(const finder *f, size_t at, shape *out);
/* What the first of the rules that reads something there reads; 0: none does, and out is as it was.
 */
size_t find_first(const finder *f, size_t at, find_rule *const rules[], size_t count, shape *out);
void shape_init(shape *out);
void shape_day(shape *out, int64_t day);
void shape_span(shape *out, grain of, int64_t first, int64_t last);
void shape_other(shape *out, grain of, int64_t first, int64_t last);
void shape_year(shape *out, int64_t year); /* settles what waits for its year */
bool shape_valid(const shape *out);
void shape_trim(shape *out, int first,
                int last); /* "early", "mid-to-late": narrows what is settled */
void add_months(int64_t day, int64_t months, int64_t *first, int64_t *last, int64_t *same);
void find_settle(const finder *f, shape *out, int tense);
/* EDTF of first to last; kind: '.' a date, '<' open before, '>' open after. */
void shape_edtf(const shape *out, grain of, int64_t first, int64_t last, char kind, dl_buf *text);

#endif
