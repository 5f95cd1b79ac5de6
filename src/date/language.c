#include "date/language.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "dateline/arena.h"

static const size_t longest_text = 200; /* bytes: a phrase, not a page */

struct dl_date_language {
    const char *text[WORDS_COUNT];
    dl_arena arena; /* holds the texts; empty in English */
};

/* The table: a key, the slots that it fills, whether a language may go without, and English.
 * Divisions are those of ISO 8601-2 §4.8; of 25 to 32 a reader hears the hemisphere in the words.
 * An ordinal that ends in 1, 2 or 3 has its own pattern where it is set, unless it ends in 11, 12
 * or 13; the first of all, where "ordinal.first" is set. */
static const struct {
    const char *key, *slots;
    bool optional;
    const char *english;
} rows[WORDS_COUNT] = {
    {"months.1", "", false, "January"},
    {"months.2", "", false, "February"},
    {"months.3", "", false, "March"},
    {"months.4", "", false, "April"},
    {"months.5", "", false, "May"},
    {"months.6", "", false, "June"},
    {"months.7", "", false, "July"},
    {"months.8", "", false, "August"},
    {"months.9", "", false, "September"},
    {"months.10", "", false, "October"},
    {"months.11", "", false, "November"},
    {"months.12", "", false, "December"},
    {"day_months.1", "", true, NULL},
    {"day_months.2", "", true, NULL},
    {"day_months.3", "", true, NULL},
    {"day_months.4", "", true, NULL},
    {"day_months.5", "", true, NULL},
    {"day_months.6", "", true, NULL},
    {"day_months.7", "", true, NULL},
    {"day_months.8", "", true, NULL},
    {"day_months.9", "", true, NULL},
    {"day_months.10", "", true, NULL},
    {"day_months.11", "", true, NULL},
    {"day_months.12", "", true, NULL},
    {"divisions.21", "year", false, "spring {year}"},
    {"divisions.22", "year", false, "summer {year}"},
    {"divisions.23", "year", false, "autumn {year}"},
    {"divisions.24", "year", false, "winter {year}"},
    {"divisions.25", "year", false, "spring (northern) {year}"},
    {"divisions.26", "year", false, "summer (northern) {year}"},
    {"divisions.27", "year", false, "autumn (northern) {year}"},
    {"divisions.28", "year", false, "winter (northern) {year}"},
    {"divisions.29", "year", false, "spring (southern) {year}"},
    {"divisions.30", "year", false, "summer (southern) {year}"},
    {"divisions.31", "year", false, "autumn (southern) {year}"},
    {"divisions.32", "year", false, "winter (southern) {year}"},
    {"divisions.33", "year", false, "the first quarter of {year}"},
    {"divisions.34", "year", false, "the second quarter of {year}"},
    {"divisions.35", "year", false, "the third quarter of {year}"},
    {"divisions.36", "year", false, "the fourth quarter of {year}"},
    {"divisions.37", "year", false, "the first third of {year}"},
    {"divisions.38", "year", false, "the second third of {year}"},
    {"divisions.39", "year", false, "the last third of {year}"},
    {"divisions.40", "year", false, "the first half of {year}"},
    {"divisions.41", "year", false, "the second half of {year}"},
    {"day", "day ordinal month year", false, "{day} {month} {year}"},
    {"month", "month year", false, "{month} {year}"},
    {"day_of", "day ordinal month year", false, "{day} {month} of {year}"},
    {"month_of", "month year", false, "{month} of {year}"},
    {"some_day", "date", false, "some day in {date}"},
    {"some_month", "year", false, "some month of {year}"},
    {"day_of_some_month", "day ordinal year", false, "day {day} of some month of {year}"},
    {"decade", "year", false, "the {year}s"},
    {"century", "number ordinal", false, "the {ordinal} century"},
    {"unknown_year", "", false, "an unknown year"},
    {"year_like", "year", false, "a year like {year}"},
    {"bc", "year", false, "{year} BC"},
    {"significant", "year count", false, "{year} (to {count} significant digits)"},
    {"ordinal", "number", false, "{number}th"},
    {"ordinal.1", "number", true, "{number}st"},
    {"ordinal.2", "number", true, "{number}nd"},
    {"ordinal.3", "number", true, "{number}rd"},
    {"ordinal.first", "number", true, NULL},
    {"at", "date time", false, "{date} at {time}"},
    {"at_about", "date time", false, "{date} at about {time}"},
    {"about_time", "time", false, "about {time}"},
    {"time", "hour minute", false, "{hour}:{minute}"},
    {"time_seconds", "hour minute second", false, "{hour}:{minute}:{second}"},
    {"zone_utc", "time", false, "{time} UTC"},
    {"zone_named", "time zone", false, "{time} ({zone})"},
    {"zone_offset", "time offset", false, "{time} (UTC{offset})"},
    {"around", "date", false, "around {date}"},
    {"uncertain", "date", false, "{date} (uncertain)"},
    {"by", "date", false, "by {date}"},
    {"by_end", "date", false, "by the end of {date}"},
    {"from", "date", false, "from {date} on"},
    {"range", "start end", false, "{start} to {end}"},
    {"days_of_month", "day to_day month year", false, "{day} to {to_day} {month} {year}"},
    {"days", "day month to_day to_month year", false,
     "{day} {month} to {to_day} {to_month} {year}"},
    {"times", "date start end", false, "{date}, {start} to {end}"},
    {"unknown_date", "", false, "an unknown date"},
    {"one_of", "list", false, "one of {list}"},
    {"all_of", "list", false, "all of {list}"},
    {"list", "list next", false, "{list}, {next}"},
    {"and", "list last", false, "{list} and {last}"},
    {"years.one", "number", false, "{number} year"},
    {"years.other", "number", false, "{number} years"},
    {"months.one", "number", false, "{number} month"},
    {"months.other", "number", false, "{number} months"},
    {"days.one", "number", false, "{number} day"},
    {"days.other", "number", false, "{number} days"},
    {"earlier", "amount", false, "{amount} earlier"}};

/* English is the table itself: a row without a text of the language's own is read from it. */
static const dl_date_language english = {{NULL}, {NULL, 0, 0}};

const dl_date_language *dl_language_english(void)
{
    return &english;
}

static const char *text_of(const dl_date_language *language, size_t key)
{
    return language == &english ? rows[key].english : language->text[key];
}

bool language_has(const dl_date_language *language, word_key key)
{
    return text_of(language, key) != NULL;
}

dl_date_language *dl_language_new(void)
{
    dl_date_language *made = calloc(1, sizeof *made);
    if (made)
        dl_arena_init(&made->arena);
    return made;
}

void dl_language_free(dl_date_language *language)
{
    if (!language || language == &english)
        return;
    dl_arena_clear(&language->arena);
    free(language);
}

dl_language_row dl_language_at(const dl_date_language *language, size_t index)
{
    if (index >= WORDS_COUNT)
        return (dl_language_row){NULL, NULL, false};
    return (dl_language_row){rows[index].key, text_of(language, index), rows[index].optional};
}

/* --- patterns --- */

/* The next "{name}" at or after *at: its name, *at moved past it, *from where it began; a name
 * without data when there is none, and *bad when a brace has no other. */
static dl_str next_slot(dl_str pattern, size_t *at, size_t *from, bool *bad)
{
    size_t open = *at;
    while (open < pattern.size && pattern.data[open] != '{' && pattern.data[open] != '}')
        open++;
    size_t close = dl_str_find(pattern, DL_STR("}"), open);
    *from = open;
    *bad = open < pattern.size && (pattern.data[open] == '}' || close == pattern.size);
    if (open == pattern.size || *bad)
        return (dl_str){NULL, 0};
    *at = close + 1;
    return dl_str_slice(pattern, open + 1, close);
}

/* Whether the list of words, with blanks between them, has the word. */
static bool lists(const char *words, dl_str word)
{
    dl_str rest = dl_str_of(words);
    while (rest.size) {
        dl_str one = dl_str_cut(rest, ' ', &rest);
        if (dl_str_equal(one, word))
            return true;
    }
    return false;
}

void language_fill(const dl_date_language *language, word_key key, const word_slot *slots,
                   size_t count, dl_buf *out)
{
    dl_str pattern = dl_str_of(text_of(language, key));
    size_t at = 0, from;
    bool bad;
    for (size_t start = 0;; start = at) {
        dl_str name = next_slot(pattern, &at, &from, &bad);
        dl_buf_add(out, dl_str_slice(pattern, start, from));
        if (!name.data)
            return; /* checked when it was set: no brace is left */
        for (size_t i = 0; i < count; i++) {
            if (dl_str_equal(dl_str_of(slots[i].name), name))
                dl_buf_add(out, slots[i].text);
        }
    }
}

/* --- a translator's table --- */

static int unknown_key(dl_str key, dl_error *error)
{
    const char *names[WORDS_COUNT];
    for (size_t i = 0; i < WORDS_COUNT; i++)
        names[i] = rows[i].key;
    dl_str shown = dl_str_slice(key, 0, 60);
    dl_error_set(error, DL_ERR_SYNTAX, "'%.*s' is no key of a language's table", DL_STR_ARG(shown));
    const char *near = dl_str_nearest(key, names, WORDS_COUNT);
    dl_error_hint(error, "%s", dl_str_propose(&near, 1, NULL).text);
    return DL_ERR_SYNTAX;
}

static int check_slots(size_t key, dl_str text, dl_error *error)
{
    size_t at = 0, from;
    bool bad;
    dl_str name;
    while ((name = next_slot(text, &at, &from, &bad)).data) {
        if (!lists(rows[key].slots, name))
            return dl_error_set(error, DL_ERR_SYNTAX, "'%s' has no {%.*s}; it can have: %s",
                                rows[key].key, DL_STR_ARG(name),
                                rows[key].slots[0] ? rows[key].slots : "none");
    }
    if (bad)
        return dl_error_set(error, DL_ERR_SYNTAX, "'%s': a brace stands alone in '%.*s'",
                            rows[key].key, DL_STR_ARG(text));
    return 0;
}

static bool is_line(dl_str text)
{
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 127)
            return false;
    }
    return dl_utf8_valid(text);
}

int dl_language_set(dl_date_language *language, dl_str key, dl_str text, dl_error *error)
{
    size_t i = 0;
    while (i < WORDS_COUNT && !dl_str_equal(dl_str_of(rows[i].key), key))
        i++;
    if (i == WORDS_COUNT)
        return unknown_key(key, error);
    if (text.size == 0 || text.size > longest_text || !is_line(text))
        return dl_error_set(error, DL_ERR_SYNTAX, "'%s' must be a line of UTF-8 of 1 to %d bytes",
                            rows[i].key, (int)longest_text);
    int rc = check_slots(i, text, error);
    if (rc)
        return rc;
    language->text[i] = dl_arena_copy(&language->arena, text).data;
    return language->text[i] ? 0 : dl_error_set(error, DL_ERR_MEMORY, "not enough memory");
}

/* A slot of English that the pattern lacks; {ordinal} tells {day} and {number} too, and the other
 * way round. */
static bool lacks_slot(size_t key, dl_str text, dl_str *slot)
{
    dl_str pattern = dl_str_of(rows[key].english);
    bool bad;
    for (size_t at = 0, from; (*slot = next_slot(pattern, &at, &from, &bad)).data;) {
        bool found = false, number = false;
        dl_str name;
        for (size_t in = 0; (name = next_slot(text, &in, &from, &bad)).data;) {
            found = found || dl_str_equal(name, *slot);
            number = number || lists("day ordinal number", name);
        }
        if (!found && !(number && lists("day ordinal number", *slot)))
            return true;
    }
    return false;
}

int dl_language_check(const dl_date_language *language, dl_error *error)
{
    size_t missing = 0, first = 0;
    for (size_t i = 0; i < WORDS_COUNT; i++) {
        const char *text = text_of(language, i);
        dl_str slot;
        if (!text && !rows[i].optional && missing++ == 0)
            first = i;
        if (text && lacks_slot(i, dl_str_of(text), &slot))
            return dl_error_set(error, DL_ERR_SYNTAX, "'%s' lacks {%.*s}, as in '%s'", rows[i].key,
                                DL_STR_ARG(slot), rows[i].english);
    }
    if (missing == 0)
        return 0;
    dl_error_set(error, DL_ERR_SYNTAX, "the key '%s' is missing (in English: '%s')",
                 rows[first].key, rows[first].english);
    if (missing > 1)
        dl_error_hint(error, "%d more keys are missing", (int)missing - 1);
    return DL_ERR_SYNTAX;
}
