/* The words that dates are told with: English, and what other languages say for them. */
#include <string.h>

#include "date/find_parse.h"
#include "date/zone_words.h"

static const struct {
    const char *words; /* separated by blanks; the first has the value `first`, and so on */
    word_class word;
    short first, step;
} lists[] = {
    {"january february", WORD_MONTH, 1, 1},
    {"april", WORD_MONTH, 4, 0},
    {"june july", WORD_MONTH, 6, 1},
    {"september october november december", WORD_MONTH, 9, 1},
    {"march", WORD_MONTH, 3 | MONTH_ALSO_WORD, 0},
    {"may", WORD_MONTH, 5 | MONTH_ALSO_WORD, 0},
    {"august", WORD_MONTH, 8 | MONTH_ALSO_WORD, 0},
    {"jan feb", WORD_MONTH, 1 | MONTH_SHORT, 1},
    {"mar", WORD_MONTH, 3 | MONTH_SHORT, 0},
    {"apr", WORD_MONTH, 4 | MONTH_SHORT, 0},
    {"jun jul aug sep oct nov dec", WORD_MONTH, 6 | MONTH_SHORT, 1},
    {"sept", WORD_MONTH, 9 | MONTH_SHORT, 0},
    {"monday tuesday wednesday thursday friday saturday sunday", WORD_WEEKDAY, 0, 1},
    {"mon tue wed thu fri sat sun", WORD_WEEKDAY, WEEKDAY_SHORT, 1},
    {"tues", WORD_WEEKDAY, 1 | WEEKDAY_SHORT, 0},
    {"thur thurs", WORD_WEEKDAY, 3 | WEEKDAY_SHORT, 0},
    {"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
     "sixteen seventeen eighteen nineteen twenty",
     WORD_NUMBER, 1, 1},
    {"thirty", WORD_NUMBER, 30, 0},
    {"forty", WORD_NUMBER, 40, 0},
    {"fifty", WORD_NUMBER, 50, 0},
    {"first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
     "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth",
     WORD_ORDINAL, 1, 1},
    {"thirtieth", WORD_ORDINAL, 30, 0},
    {"st nd rd th", WORD_SUFFIX, 0, 0},
    {"seconds secs sec", WORD_UNIT, UNIT_SECOND, 0},
    {"minute minutes min mins", WORD_UNIT, UNIT_MINUTE, 0},
    {"hour hours hr hrs", WORD_UNIT, UNIT_HOUR, 0},
    {"day days", WORD_UNIT, UNIT_DAY, 0},
    {"week weeks wk wks", WORD_UNIT, UNIT_WEEK, 0},
    {"weekend weekends", WORD_UNIT, UNIT_WEEKEND, 0},
    {"month months", WORD_UNIT, UNIT_MONTH, 0},
    {"quarter quarters qtr", WORD_UNIT, UNIT_QUARTER, 0},
    {"half halves", WORD_UNIT, UNIT_HALF, 0},
    {"year years yr yrs", WORD_UNIT, UNIT_YEAR, 0},
    {"decade decades", WORD_UNIT, UNIT_DECADE, 0},
    {"century centuries", WORD_UNIT, UNIT_CENTURY, 0},
    {"spring summer autumn winter", WORD_SEASON, 21, 1},
    {"fall", WORD_SEASON, 23, 0},
    {"morning afternoon evening night", WORD_DAYTIME, 1, 1},
    {"mornings afternoons evenings nights", WORD_OTHER, 0, 0},
    {"yesterday today tomorrow", WORD_DAY, -1, 1},
    {"tonight", WORD_DAY, 100, 0},
    {"last this next", WORD_PERIOD, -1, 1},
    {"past previous", WORD_PERIOD, -1, 0},
    {"current", WORD_PERIOD, 0, 0},
    {"coming following upcoming", WORD_PERIOD, 1, 0},
    {"early mid late beginning end", WORD_EDGE, 1, 1},
    {"start", WORD_EDGE, EDGE_START, 0},
    {"close", WORD_EDGE, EDGE_END, 0},
    {"middle", WORD_EDGE, EDGE_MID, 0},
    {"earlier later", WORD_OTHER, 0, 0},
    {"about around circa roughly approximately approx ca", WORD_ABOUT, 0, 0},
    {"maybe perhaps possibly probably", WORD_MAYBE, 0, 0},
    {"noon midday", WORD_CLOCK, 12, 0},
    {"midnight", WORD_CLOCK, 24, 0},
    {"am", WORD_MERIDIEM, 0, 0},
    {"pm", WORD_MERIDIEM, 12, 0},
    {"ad ce", WORD_ERA, 1, 0},
    {"bc bce", WORD_ERA, -1, 0},
    {"in on at by since until from to before after during of between within and through over for "
     "or",
     WORD_LINK, 1, 1},
    {"till til", WORD_LINK, LINK_UNTIL, 0},
    {"a an the", WORD_ARTICLE, 0, 0},
    {"ago", WORD_AGO, -1, 0},
    {"will shall would could should must might can plans plan expects expect due going hopes aims "
     "aim aiming "
     "intends intend promises hopefully wants hope hoping planning targeting eyeing expecting "
     "anticipates anticipate we'll i'll they'll it'll he'll she'll won't",
     WORD_FUTURE, 0, 0},
    {"planned expected scheduled slated promised targeted aimed anticipated projected supposed "
     "hoped",
     WORD_FUTURE, VERB_PLANNED, 0},
    {"ends begins starts opens closes runs expires launches airs premieres returns continues "
     "arrives debuts goes lands hits reaches joins leaves retires takes steps shuts stops",
     WORD_FUTURE, VERB_SCHEDULE, 0},
    {"launching releasing shipping arriving debuting returning retiring landing discontinuing "
     "opening joining leaving hosting",
     WORD_FUTURE, VERB_GERUND, 0},
    {"was were had did said told went came began took made gave wrote saw left won lost held met "
     "found became led sold has have grew rose fell ran flew drew knew threw spoke broke chose "
     "drove rode "
     "shook stole wore beat bought brought built caught dealt fought forgot froze got hid hit "
     "kept laid lent paid quit rang sank sent shot slid spent sprang stood stuck struck swept "
     "taught tore withdrew arose blew swore slept shut died",
     WORD_PAST, 0, 0},
    {"used", WORD_PAST, 1, 0},
    {"united allied indeed speed exceed proceed succeed", WORD_OTHER, 0, 0}, /* no verbs in -ed */
};

static const dl_find_count counts[] = {
    {"few", 2, 6},
    {"couple", 2, 2},
    {"several", 3, 9},
    {"dozen", 12, 12},
};

/* Others may be added here, or by the caller: what the word means in English. */
static const dl_find_word foreign[] = {
    {"de", "januar", "january"},
    {"de", "februar", "february"},
    {"de", "märz", "march"},
    {"de", "mai", "may"},
    {"de", "juni", "june"},
    {"de", "juli", "july"},
    {"de", "oktober", "october"},
    {"de", "dezember", "december"},
    {"de", "gestern", "yesterday"},
    {"de", "heute", "today"},
    {"de", "morgen", "tomorrow"},
    {"de", "montag", "monday"},
    {"de", "dienstag", "tuesday"},
    {"de", "mittwoch", "wednesday"},
    {"de", "donnerstag", "thursday"},
    {"de", "freitag", "friday"},
    {"de", "samstag", "saturday"},
    {"de", "sonntag", "sunday"},
    {"fr", "janvier", "january"},
    {"fr", "février", "february"},
    {"fr", "mars", "march"},
    {"fr", "avril", "april"},
    {"fr", "mai", "may"},
    {"fr", "juin", "june"},
    {"fr", "juillet", "july"},
    {"fr", "août", "august"},
    {"fr", "septembre", "september"},
    {"fr", "octobre", "october"},
    {"fr", "novembre", "november"},
    {"fr", "décembre", "december"},
    {"fr", "hier", "yesterday"},
    {"fr", "demain", "tomorrow"},
    {"es", "enero", "january"},
    {"es", "febrero", "february"},
    {"es", "marzo", "march"},
    {"es", "abril", "april"},
    {"es", "mayo", "may"},
    {"es", "junio", "june"},
    {"es", "julio", "july"},
    {"es", "agosto", "august"},
    {"es", "septiembre", "september"},
    {"es", "octubre", "october"},
    {"es", "noviembre", "november"},
    {"es", "diciembre", "december"},
    {"es", "ayer", "yesterday"},
    {"es", "hoy", "today"},
    {"es", "de", "of"},
};

static bool same(const char *word, size_t size, dl_str lower)
{
    return size == lower.size && memcmp(word, lower.data, size) == 0;
}

static const token *look(dl_str lower, const dl_find_options *options, token *space)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const char *word = lists[i].words;
        for (short n = 0; *word; n++) {
            size_t size = strcspn(word, " ");
            if (same(word, size, lower)) {
                space->word = (unsigned char)lists[i].word;
                space->value = (short)(lists[i].first + n * lists[i].step);
                return space;
            }
            word += size + (word[size] == ' ');
        }
    }
    if (find_count_of(options, lower).word) {
        space->word = WORD_COUNT;
        return space;
    }
    return NULL;
}

static bool speaks(const char *of, dl_str lang)
{
    return !of || (lang.size >= strlen(of) && memcmp(of, lang.data, strlen(of)) == 0);
}

const token *find_lookup(dl_str lower, dl_str lang, const dl_find_options *options, token *space)
{
    memset(space, 0, sizeof *space);
    for (size_t i = 0; i < options->word_count; i++) {
        const dl_find_word *row = &options->words[i];
        if (speaks(row->lang, lang) && same(row->word, strlen(row->word), lower))
            return look(dl_str_of(row->english), options, space);
    }
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        const dl_find_word *row = &foreign[i];
        if (speaks(row->lang, lang) && same(row->word, strlen(row->word), lower))
            return look(dl_str_of(row->english), options, space);
    }
    return look(lower, options, space);
}

dl_find_count find_count_of(const dl_find_options *options, dl_str lower)
{
    for (size_t i = 0; i < options->count_count; i++)
        if (dl_str_same_letters(dl_str_of(options->counts[i].word), lower))
            return options->counts[i];
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (dl_str_same_letters(dl_str_of(counts[i].word), lower))
            return counts[i];
    return (dl_find_count){NULL, 0, 0};
}

/* In capitals, or before "time", where the word demands it. */
static bool is_zone(const finder *f, size_t at, size_t end, const zone_word *word)
{
    const token *t = token_at(f, at);
    if (word->flags & ZONE_NEEDS_TIME)
        return is_text(f, end, "time");
    bool capitals = t->capital;
    for (size_t i = t->start; i < t->end; i++)
        capitals = capitals && f->text.data[i] >= 'A' && f->text.data[i] <= 'Z';
    return capitals || !(word->flags & ZONE_CAPITALS);
}

bool find_zone(const finder *f, size_t at, shape *out, size_t *end)
{
    const token *t = token_at(f, at);
    if (t->kind != 'w')
        return false;
    *end = at + 2;
    const zone_word *word = /* "New York" */
        zone_word_of(dl_str_slice(f->text, t->start, token_at(f, at + 1)->end));
    if (!word) {
        *end = at + 1;
        word = zone_word_of(dl_str_slice(f->text, t->start, t->end));
    }
    *end += is_text(f, *end, "city");
    if (!word || !is_zone(f, at, *end, word))
        return false;
    out->zone = word->zone;
    out->has_offset = !word->zone && !word->instead;
    out->offset = word->minutes;
    out->zone_word = word;
    if (is_text(f, *end, "daylight") || is_text(f, *end, "standard"))
        ++*end;
    if (is_text(f, *end, "time"))
        ++*end;
    return true;
}
