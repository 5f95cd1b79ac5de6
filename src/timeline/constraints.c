/* The constraints that a timeline holds: their words, adding, copying. */
#include "dateline/constraints.h"

#include <inttypes.h>

#include "base/grow.h"
#include "timeline/held.h"

static const char *const words[] = {"before", "after",    "during",         "within",
                                    "by",     "same_day", "at_least_after", "at_least_before"};
enum { RELATIONS = sizeof words / sizeof *words };

const char *dl_ordering_word(dl_ordering ordering)
{
    return words[ordering];
}

int dl_ordering_of(dl_str word, dl_ordering *ordering, dl_error *error)
{
    for (size_t i = 0; i < RELATIONS; i++) {
        if (dl_str_equal(word, dl_str_of(words[i]))) {
            *ordering = (dl_ordering)i;
            return 0;
        }
    }
    const char *near = dl_str_nearest(word, words, RELATIONS);
    dl_error_set(error, DL_ERR_USAGE,
                 "'%.*s' is no ordering of events: before, after, during, within, by, same_day, "
                 "at_least_after or at_least_before was expected",
                 DL_STR_ARG(word));
    dl_error_hint(error, "%s", dl_str_propose(&near, 1, NULL).text);
    return DL_ERR_USAGE;
}

int dl_timeline_constrain(dl_timeline *timeline, const dl_constraint *constraint, dl_error *error)
{
    timeline->revision++;
    if (constraint->seconds < 0)
        return dl_error_set(error, DL_ERR_USAGE, "a constraint's time is not negative");
    if (constraint->ordering == DL_ORDER_WITHIN && !constraint->b)
        return dl_error_set(error, DL_ERR_USAGE, "within needs a second event, not a date");
    int rc = dl_grow(&timeline->constraints, &timeline->constraint_capacity,
                     timeline->constraint_count + 1, sizeof *timeline->constraints, error);
    if (rc != 0)
        return rc;
    dl_constraint *copy = dl_arena_alloc(&timeline->arena, sizeof *copy);
    dl_str why = dl_arena_copy(&timeline->arena, constraint->why);
    if (!copy || !why.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    *copy = *constraint;
    copy->why = why;
    timeline->constraints[timeline->constraint_count++] = copy;
    return 0;
}

size_t dl_timeline_constraint_count(const dl_timeline *timeline)
{
    return timeline->constraint_count;
}

const dl_constraint *dl_timeline_constraint(const dl_timeline *timeline, size_t index)
{
    return index < timeline->constraint_count ? timeline->constraints[index] : NULL;
}

static bool same(const dl_constraint *a, const dl_constraint *b)
{
    return a->a == b->a && a->b == b->b && a->ordering == b->ordering && a->seconds == b->seconds &&
           (a->b || dl_date_equal(&a->date, &b->date));
}

int held_copy_constraints(dl_timeline *timeline, const dl_timeline *other, dl_error *error)
{
    size_t before = timeline->constraint_count;
    for (size_t i = 0; i < other->constraint_count; i++) {
        dl_constraint copy = *other->constraints[i];
        copy.a = dl_timeline_find(timeline, copy.a->id);
        bool with_b = copy.b != NULL;
        copy.b = with_b ? dl_timeline_find(timeline, copy.b->id) : NULL;
        if (!copy.a || (with_b && !copy.b))
            continue;
        bool there = false;
        for (size_t k = 0; k < before && !there; k++)
            there = same(timeline->constraints[k], &copy);
        int rc = there ? 0 : dl_timeline_constrain(timeline, &copy, error);
        if (rc != 0)
            return rc;
    }
    return 0;
}

/* --- words --- */

static void duration_words(int64_t seconds, dl_buf *out)
{
    static const struct {
        int64_t seconds;
        const char *word;
    } units[] = {{86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
    size_t unit = 0;
    while (unit < 3 && seconds % units[unit].seconds)
        unit++;
    int64_t count = seconds / units[unit].seconds;
    dl_buf_printf(out, "%" PRId64 " %s%s", count, units[unit].word, count == 1 ? "" : "s");
}

void constraint_put(const dl_constraint *constraint, bool for_people, dl_buf *out)
{
    static const char *const before_b[] = {"before ",   "after ",   "during ",
                                           "within ",   "by ",      "on the same day as ",
                                           "at least ", "at least "};
    static const char *const after_time[] = {"", "", "", " of ", "", "", " after ", " before "};
    dl_buf_puts(out, before_b[constraint->ordering]);
    if (*after_time[constraint->ordering])
        duration_words(constraint->seconds, out);
    dl_buf_puts(out, after_time[constraint->ordering]);
    if (constraint->b)
        dl_buf_add(out, constraint->b->id);
    else if (for_people)
        dl_date_words(&constraint->date, out);
    else
        dl_date_print(&constraint->date, out);
}

void dl_constraint_words(const dl_constraint *constraint, dl_buf *out)
{
    dl_buf_add(out, constraint->a->id);
    dl_buf_putc(out, ' ');
    constraint_put(constraint, false, out);
}
