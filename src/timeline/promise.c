/* Promises counted by who made them. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/median.h"

typedef struct scored {
    dl_str who;
    dl_slip slip;
} scored;

static int by_who(const void *first, const void *second)
{
    return dl_str_compare(((const scored *)first)->who, ((const scored *)second)->who);
}

static void count_one(dl_score *row, const dl_slip *slip)
{
    size_t *counts[] = {&row->kept,          &row->early, &row->late,
                        &row->possibly_late, &row->open,  &row->no_outcome};
    static const unsigned kept = 1u << DL_VERDICT_KEPT | 1u << DL_VERDICT_EARLY;
    static const unsigned perhaps = 1u << DL_VERDICT_POSSIBLY_LATE | 1u << DL_VERDICT_NO_OUTCOME;
    row->promises++;
    row->revised += slip->revised_by != NULL;
    row->conflicts += slip->conflict;
    ++*counts[slip->verdict];
    if (slip->verdict == DL_VERDICT_OPEN)
        return;
    row->due++;
    row->kept_least += (slip->verdicts & ~kept) == 0;
    row->kept_most += (slip->verdicts & (kept | perhaps)) != 0;
}

static void score(const scored *all, size_t count, span_median *space, dl_score *row)
{
    dl_span least, most;
    *row = (dl_score){.who = all->who};
    median_start(space);
    for (size_t i = 0; i < count; i++) {
        count_one(row, &all[i].slip);
        if (!all[i].slip.has_days)
            continue;
        row->has_slip = true;
        median_add(space, all[i].slip.claims);
    }
    median_end(space, &least, &row->slip, &most);
}

static scored *who_of(const dl_slip *slips, size_t count, bool by_speaker)
{
    scored *all = malloc((count + 1) * sizeof *all);
    for (size_t i = 0; all && i < count; i++) {
        const dl_event *promise = slips[i].promise;
        bool speaker = by_speaker && promise->speaker.size;
        all[i] = (scored){speaker ? promise->speaker : promise->actor, slips[i]};
    }
    if (all)
        qsort(all, count, sizeof *all, by_who);
    return all;
}

int dl_timeline_scoreboard(const dl_timeline *timeline, const dl_date *as_of, bool by_speaker,
                           dl_score **rows, size_t *count, dl_error *error)
{
    dl_slip *slips = NULL;
    size_t total = 0;
    span_median space = {0};
    *rows = NULL;
    *count = 0;
    int rc = dl_timeline_slips(timeline, as_of, &slips, &total, error);
    if (rc == 0)
        rc = median_init(&space, total, error);
    scored *all = rc == 0 ? who_of(slips, total, by_speaker) : NULL;
    *rows = all ? malloc((total + 1) * sizeof **rows) : NULL;
    if (rc == 0 && !*rows)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0, end; i < total && rc == 0; i = end) {
        for (end = i; end < total && dl_str_equal(all[end].who, all[i].who); end++)
            /* cppcheck-suppress redundantContinue */
            continue;
        score(all + i, end - i, &space, &(*rows)[(*count)++]);
    }
    median_clear(&space);
    free(all);
    free(slips);
    return rc;
}
