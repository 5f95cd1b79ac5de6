/* What is computed from a timeline's events and promises: lags and slips. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "dateline/timeline.h"
#include "timeline/held.h"

/* --- words --- */

/* A number with the minus sign that print uses. */
static void number(int64_t days, dl_buf *out)
{
    dl_buf_printf(out, "%s%" PRId64, days < 0 ? "−" : "", days < 0 ? -days : days);
}

static void days_word(int64_t days, dl_buf *out)
{
    number(days, out);
    dl_buf_puts(out, days == 1 || days == -1 ? " day" : " days");
}

static void range_words(dl_span days, bool both_signs, dl_buf *out)
{
    number(days.least, out);
    dl_buf_puts(out, both_signs ? " to +" : " to ");
    days_word(days.most, out);
}

static bool has_both_signs(dl_span days)
{
    return days.least_known && days.most_known && days.least < 0 && days.most > 0;
}

void dl_span_words(dl_span days, dl_buf *out)
{
    if (!days.least_known && !days.most_known) {
        dl_buf_puts(out, "unknown");
    } else if (!days.most_known) {
        dl_buf_puts(out, "at least ");
        days_word(days.least, out);
    } else if (!days.least_known) {
        dl_buf_puts(out, "at most ");
        days_word(days.most, out);
    } else if (days.least == days.most) {
        days_word(days.least, out);
    } else {
        bool both_signs = has_both_signs(days);
        dl_buf_puts(out, both_signs ? "sign uncertain: " : "");
        range_words(days, both_signs, out);
    }
}

void dl_lag_words(const dl_lag *lag, dl_buf *out)
{
    dl_span_words(lag->days, out);
    if (!lag->conflict)
        return;
    dl_buf_puts(out, " (sources conflict: ");
    if (has_both_signs(lag->claims))
        range_words(lag->claims, true, out);
    else
        dl_span_words(lag->claims, out);
    dl_buf_putc(out, ')');
}

const char *dl_verdict_word(dl_verdict verdict)
{
    static const char *const words[] = {"kept",          "early", "late",
                                        "possibly late", "open",  "no verified outcome"};
    return words[verdict];
}

/* --- lags --- */

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The smallest span that holds both. */
static dl_span hull(dl_span a, dl_span b)
{
    return (dl_span){.least_known = a.least_known && b.least_known,
                     .most_known = a.most_known && b.most_known,
                     .least = lesser(a.least, b.least),
                     .most = greater(a.most, b.most)};
}

/* The event that a claim is about: itself where it is none. */
static const dl_event *claimed(const dl_timeline *timeline, const dl_event *event)
{
    dl_str list = event->disputes, id;
    const dl_event *about = held_next_id(&list, &id) ? dl_timeline_find(timeline, id) : NULL;
    return about ? about : event;
}

/* Claims one after another: the event itself, then those that dispute it. */
static const dl_event *claim_after(const dl_timeline *timeline, const dl_event *event,
                                   const dl_event *claim)
{
    return claim == event ? dl_timeline_claim(timeline, event)
                          : dl_timeline_next_claim(timeline, claim);
}

static void over_claims(const dl_timeline *timeline, const dl_event *from, const dl_event *to,
                        dl_lag *lag)
{
    for (const dl_event *a = from; a; a = claim_after(timeline, from, a)) {
        for (const dl_event *b = to; b; b = claim_after(timeline, to, b)) {
            lag->claims = hull(lag->claims, dl_date_distance(a->date, b->date));
            if (dl_date_before(a->date, b->date) != lag->claims_first)
                lag->claims_first = DL_POSSIBLE;
        }
    }
}

/* Asked for a claim by its id, figures use that one, and still say that there are others. */
dl_lag dl_timeline_lag(const dl_timeline *timeline, const dl_event *from, const dl_event *to)
{
    const dl_event *a = dl_timeline_used(timeline, from), *b = dl_timeline_used(timeline, to);
    const dl_event *about_a = claimed(timeline, from), *about_b = claimed(timeline, to);
    dl_lag lag = {.from = from,
                  .to = to,
                  .days = dl_date_distance(a->date, b->date),
                  .from_first = dl_date_before(a->date, b->date)};
    lag.claims = lag.days;
    lag.claims_first = lag.from_first;
    lag.conflict = dl_timeline_claim(timeline, about_a) || dl_timeline_claim(timeline, about_b);
    if (lag.conflict && about_a != about_b)
        over_claims(timeline, about_a, about_b, &lag);
    return lag;
}

/* --- slips --- */

/* Days from a day to every day that the date can be. */
static dl_span days_past(int64_t day, const dl_date *date)
{
    int64_t first, last;
    dl_span span = {0};
    span.least_known = dl_date_first_day(date, &first);
    span.most_known = dl_date_last_day(date, &last);
    span.least = span.least_known ? first - day : 0;
    span.most = span.most_known ? last - day : 0;
    return span;
}

static void settle(dl_slip *slip, const dl_date *due, const dl_date *came)
{
    int64_t due_first, due_last, came_last;
    bool opens = dl_date_first_day(due, &due_first), closes = dl_date_last_day(due, &due_last);
    bool early = opens && dl_date_last_day(came, &came_last) && came_last < due_first;
    if (!closes) {
        slip->verdict = early                                           ? DL_VERDICT_EARLY
                        : due->interval && due->end_kind == DL_END_OPEN ? DL_VERDICT_KEPT
                                                                        : DL_VERDICT_POSSIBLY_LATE;
        return;
    }
    slip->has_days = true;
    slip->days = days_past(due_last, came);
    bool all_past = slip->days.least_known && slip->days.least > 0;
    bool none_past = slip->days.most_known && slip->days.most <= 0;
    slip->verdict = early       ? DL_VERDICT_EARLY
                    : all_past  ? DL_VERDICT_LATE
                    : none_past ? DL_VERDICT_KEPT
                                : DL_VERDICT_POSSIBLY_LATE;
}

static bool counts(const dl_event *event, const dl_date *as_of)
{
    return event && (!as_of || dl_date_after(event->date, as_of) != DL_CERTAIN);
}

/* A promise that was made again more often than this has no outcome but its own: so promises that
 * revise each other in a ring end, and a long chain takes no square of its length. */
enum { MOST_REVISIONS = 500 };

/* The promise's own outcome, or that of the first promise after it that has one. */
static const dl_event *outcome_by(const dl_timeline *timeline, const dl_event *promise,
                                  const dl_date *as_of)
{
    const dl_event *one = promise;
    for (size_t i = 0; one && i <= MOST_REVISIONS; i++) {
        const dl_event *outcome = dl_timeline_outcome(timeline, one);
        if (outcome)
            return counts(dl_timeline_used(timeline, outcome), as_of) ? outcome : NULL;
        one = dl_timeline_revised_by(timeline, one);
    }
    return NULL;
}

/* What was promised by one claim of it: its own due date, where it tells one. */
static const dl_date *due_of(const dl_event *promise, const dl_event *claim)
{
    return claim->has_due ? claim->due : promise->due;
}

/* Every claim of the promise with every claim of its outcome. */
static void slip_over_claims(const dl_timeline *timeline, dl_slip *slip)
{
    const dl_event *promise = slip->promise, *outcome = slip->outcome;
    slip->claims = slip->days;
    slip->verdicts = 1u << slip->verdict;
    slip->conflict = slip->conflict || dl_timeline_claim(timeline, outcome);
    for (const dl_event *p = promise; p; p = claim_after(timeline, promise, p)) {
        for (const dl_event *o = outcome; o; o = claim_after(timeline, outcome, o)) {
            dl_slip one = {.promise = promise};
            settle(&one, due_of(promise, p), o->date);
            slip->verdicts |= 1u << one.verdict;
            if (one.has_days && slip->has_days)
                slip->claims = hull(slip->claims, one.days);
        }
    }
}

/* Without an outcome a promise is open until its due date is past, by each claim of it. */
static void wait_over_claims(const dl_timeline *timeline, const dl_date *as_of, dl_slip *slip)
{
    const dl_event *promise = slip->promise;
    bool past = as_of && dl_date_before(slip->due, as_of) == DL_CERTAIN;
    slip->verdict = past ? DL_VERDICT_NO_OUTCOME : DL_VERDICT_OPEN;
    for (const dl_event *p = promise; p; p = claim_after(timeline, promise, p)) {
        past = as_of && dl_date_before(due_of(promise, p), as_of) == DL_CERTAIN;
        slip->verdicts |= 1u << (past ? DL_VERDICT_NO_OUTCOME : DL_VERDICT_OPEN);
    }
}

dl_slip dl_timeline_slip(const dl_timeline *timeline, const dl_event *promise, const dl_date *as_of)
{
    dl_slip slip = {.promise = promise, .outcome = outcome_by(timeline, promise, as_of)};
    const dl_event *revised_by = dl_timeline_revised_by(timeline, promise);
    slip.revised_by = counts(revised_by, as_of) ? revised_by : NULL;
    slip.conflict = dl_timeline_claim(timeline, promise) != NULL;
    slip.due = due_of(promise, dl_timeline_used(timeline, promise));
    if (slip.outcome) {
        settle(&slip, slip.due, dl_timeline_used(timeline, slip.outcome)->date);
        slip_over_claims(timeline, &slip);
    } else {
        wait_over_claims(timeline, as_of, &slip);
    }
    return slip;
}

int dl_timeline_slips(const dl_timeline *timeline, const dl_date *as_of, dl_slip **slips,
                      size_t *count, dl_error *error)
{
    size_t capacity = 0;
    *slips = NULL;
    *count = 0;
    for (size_t i = 0; i < dl_timeline_count(timeline); i++) {
        const dl_event *event = dl_timeline_at(timeline, i);
        bool said = !as_of || dl_date_after(event->date, as_of) != DL_CERTAIN;
        if (!event->has_due || event->disputes.size || !said)
            continue;
        int rc = dl_grow(slips, &capacity, *count + 1, sizeof **slips, error);
        if (rc != 0) {
            free(*slips);
            *slips = NULL;
            return rc;
        }
        (*slips)[(*count)++] = dl_timeline_slip(timeline, event, as_of);
    }
    return 0;
}
