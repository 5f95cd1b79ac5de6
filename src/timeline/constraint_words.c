/* Constraints in words: "within three hours of b (the press)", and a table's cell of them. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/constraints.h"
#include "timeline/held.h"

/* --- reading --- */

typedef struct words_reader {
    dl_str text;
    size_t at; /* of the next word */
    dl_error *error;
} words_reader;

static int expected(const words_reader *in, size_t at, const char *what)
{
    dl_str rest = dl_str_slice(in->text, at, in->text.size), unused;
    dl_str word = dl_str_cut(rest, ' ', &unused);
    dl_error_set(in->error, DL_ERR_SYNTAX, "%s was expected, not '%.*s'", what,
                 (int)(word.size < 60 ? word.size : 60), word.data ? word.data : "");
    dl_error_at(in->error, "", 0, (int)at + 1);
    return DL_ERR_SYNTAX;
}

/* The next word; *at: where it begins. Empty at the end. */
static dl_str next_word(words_reader *in, size_t *at)
{
    while (in->at < in->text.size && in->text.data[in->at] == ' ')
        in->at++;
    *at = in->at;
    while (in->at < in->text.size && in->text.data[in->at] != ' ')
        in->at++;
    return dl_str_slice(in->text, *at, in->at);
}

/* Whether these words, separated by one space, come next: then they are passed. */
static bool take_words(words_reader *in, const char *wanted)
{
    size_t start = in->at, at;
    dl_str rest = dl_str_of(wanted);
    while (rest.data && rest.size) {
        if (!dl_str_same_letters(next_word(in, &at), dl_str_cut(rest, ' ', &rest))) {
            in->at = start;
            return false;
        }
    }
    return true;
}

/* More than the age of anything that is dated to the second. */
static const double most_seconds = 1e13;

static bool number_of(dl_str word, double *number)
{
    static const char *const names[] = {"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (dl_str_same_letters(word, dl_str_of(names[i]))) {
            *number = (double)i;
            return true;
        }
    }
    *number = 1;
    if (dl_str_is_word(word, "a") || dl_str_is_word(word, "an"))
        return true;
    char digits[32] = "", *end;
    if (word.size == 0 || word.size >= sizeof digits)
        return false;
    for (size_t i = 0; i < word.size; i++) {
        if (!dl_one_of(word.data[i], "0123456789."))
            return false;
    }
    memcpy(digits, word.data, word.size);
    *number = strtod(digits, &end);
    return end != digits && *end == '\0';
}

static double unit_of(dl_str word)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"second", 1}, {"minute", 60}, {"hour", 3600}, {"day", 86400}, {"week", 604800}};
    dl_str one = dl_str_ends(word, DL_STR("s")) ? dl_str_slice(word, 0, word.size - 1) : word;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (dl_str_same_letters(one, dl_str_of(units[i].name)))
            return units[i].seconds;
    }
    return 0;
}

static int take_duration(words_reader *in, int64_t *seconds)
{
    size_t at, unit_at;
    double number = 0;
    if (!number_of(next_word(in, &at), &number))
        return expected(in, at, "a number, 3 or three,");
    double unit = unit_of(next_word(in, &unit_at));
    if (unit == 0)
        return expected(in, unit_at, "seconds, minutes, hours, days or weeks");
    if (number * unit > most_seconds)
        return expected(in, at, "a time that history has room for");
    *seconds = (int64_t)llround(number * unit);
    return 0;
}

static int take_at_least(words_reader *in, dl_constraint_said *said)
{
    int rc = take_duration(in, &said->seconds);
    if (rc != 0)
        return rc;
    said->ordering = DL_ORDER_AT_LEAST_AFTER;
    if (take_words(in, "after"))
        return 0;
    said->ordering = DL_ORDER_AT_LEAST_BEFORE;
    return take_words(in, "before") ? 0 : expected(in, in->at, "after or before");
}

static int take_relation(words_reader *in, dl_constraint_said *said)
{
    static const struct {
        const char *words;
        dl_ordering ordering;
    } plain[] = {{"before", DL_ORDER_BEFORE},
                 {"after", DL_ORDER_AFTER},
                 {"during", DL_ORDER_DURING},
                 {"by", DL_ORDER_BY},
                 {"on the same day as", DL_ORDER_SAME_DAY},
                 {"the same day as", DL_ORDER_SAME_DAY},
                 {"same day as", DL_ORDER_SAME_DAY},
                 {"same_day", DL_ORDER_SAME_DAY}};
    take_words(in, "is");
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        said->ordering = plain[i].ordering;
        if (take_words(in, plain[i].words))
            return 0;
    }
    if (take_words(in, "at least"))
        return take_at_least(in, said);
    size_t start = in->at;
    said->ordering = DL_ORDER_WITHIN;
    if (!take_words(in, "within"))
        return expected(in, start + (start < in->text.size && in->text.data[start] == ' '),
                        "before, after, during, by, within 3 hours of, at least 2 days after or "
                        "same day as");
    int rc = take_duration(in, &said->seconds);
    return rc == 0 && !take_words(in, "of") ? expected(in, in->at, "of") : rc;
}

int dl_constraint_read(dl_str text, dl_constraint_said *said, dl_error *error)
{
    words_reader in = {.text = text, .error = error};
    size_t at;
    *said = (dl_constraint_said){.b = {"", 0}, .why = {"", 0}};
    int rc = take_relation(&in, said);
    if (rc != 0)
        return rc;
    said->b = next_word(&in, &at);
    if (said->b.size == 0)
        return expected(&in, at, "an event's id or a date");
    dl_str why = dl_str_trim(dl_str_slice(text, in.at, text.size));
    if (why.size == 0)
        return 0;
    if (why.data[0] != '(' || why.data[why.size - 1] != ')')
        return expected(&in, (size_t)(why.data - text.data), "who says so, in brackets,");
    said->why = dl_str_slice(why, 1, why.size - 1);
    return 0;
}

/* --- a table's cell --- */

int constraint_cells_init(constraint_cells *cells, const dl_timeline *timeline, dl_error *error)
{
    size_t events = timeline->count, constraints = timeline->constraint_count;
    *cells = (constraint_cells){.timeline = timeline};
    if (constraints == 0)
        return 0;
    cells->first = malloc((events + 1) * sizeof *cells->first);
    cells->next = malloc(constraints * sizeof *cells->next);
    if (!cells->first || !cells->next) {
        constraint_cells_clear(cells);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    memset(cells->first, 0xFF, (events + 1) * sizeof *cells->first);
    for (size_t i = constraints; i-- > 0;) {
        const dl_event *a = timeline->constraints[i]->a;
        size_t event = ((const held_event *)(const void *)a)->index;
        cells->next[i] = cells->first[event];
        cells->first[event] = i;
    }
    return 0;
}

void constraint_cells_clear(constraint_cells *cells)
{
    free(cells->first);
    free(cells->next);
    *cells = (constraint_cells){0};
}

static void put_escaped(dl_str text, dl_buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == ';' || text.data[i] == '\\')
            dl_buf_putc(out, '\\');
        dl_buf_putc(out, text.data[i]);
    }
}

void constraint_put_cell(const constraint_cells *cells, size_t event, dl_buf *out)
{
    dl_buf words;
    if (!cells->first)
        return;
    dl_buf_init(&words);
    for (size_t i = cells->first[event]; i != SIZE_MAX; i = cells->next[i]) {
        const dl_constraint *c = cells->timeline->constraints[i];
        dl_buf_puts(out, i == cells->first[event] ? "" : "; ");
        dl_buf_truncate(&words, 0);
        constraint_put(c, false, &words);
        if (c->why.size)
            dl_buf_printf(&words, " (%.*s)", DL_STR_ARG(c->why));
        put_escaped(dl_buf_str(&words), out);
    }
    out->failed = out->failed || words.failed;
    dl_buf_clear(&words);
}

bool constraint_next(dl_str cell, size_t *next, dl_buf *space, size_t *at)
{
    dl_buf_truncate(space, 0);
    while (*next < cell.size) {
        while (*next < cell.size && (cell.data[*next] == ' ' || cell.data[*next] == ';'))
            ++*next;
        *at = *next;
        for (; *next < cell.size && cell.data[*next] != ';'; ++*next) {
            bool escaped = cell.data[*next] == '\\' && *next + 1 < cell.size;
            *next += escaped;
            dl_buf_putc(space, cell.data[*next]);
        }
        if (space->size)
            return true;
    }
    return false;
}
