/* What is computed from a timeline: lags, slips, comparisons, and what an editor would ask. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "dateline/timeline.h"

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
        bool both_signs = days.least < 0 && days.most > 0;
        dl_buf_puts(out, both_signs ? "sign uncertain: " : "");
        number(days.least, out);
        dl_buf_puts(out, both_signs ? " to +" : " to ");
        days_word(days.most, out);
    }
}

void dl_lag_words(const dl_lag *lag, dl_buf *out)
{
    dl_span_words(lag->days, out);
}

const char *dl_verdict_word(dl_verdict verdict)
{
    static const char *const words[] = {"kept",          "early", "late",
                                        "possibly late", "open",  "no verified outcome"};
    return words[verdict];
}

/* --- lags --- */

dl_lag dl_timeline_lag(const dl_event *from, const dl_event *to)
{
    return (dl_lag){from, to, dl_date_distance(&from->date, &to->date),
                    dl_date_before(&from->date, &to->date)};
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

static void settle(dl_slip *slip)
{
    const dl_date *due = &slip->promise->due, *came = &slip->outcome->date;
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

dl_slip dl_timeline_slip(const dl_timeline *timeline, const dl_event *promise, const dl_date *as_of)
{
    dl_slip slip = {.promise = promise, .outcome = dl_timeline_outcome(timeline, promise)};
    if (slip.outcome && as_of && dl_date_after(&slip.outcome->date, as_of) == DL_CERTAIN)
        slip.outcome = NULL;
    if (slip.outcome) {
        settle(&slip);
        return slip;
    }
    bool past = as_of && dl_date_before(&promise->due, as_of) == DL_CERTAIN;
    slip.verdict = past ? DL_VERDICT_NO_OUTCOME : DL_VERDICT_OPEN;
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
        bool said = !as_of || dl_date_after(&event->date, as_of) != DL_CERTAIN;
        if (!event->has_due || !said)
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

/* --- comparisons --- */

static bool has_row(const dl_comparison *rows, size_t count, dl_str actor)
{
    for (size_t i = 0; i < count; i++) {
        if (dl_str_equal(rows[i].actor, actor))
            return true;
    }
    return false;
}

int dl_timeline_compare(const dl_timeline *timeline, dl_str kind, const dl_event *against,
                        dl_comparison **rows, size_t *count, dl_error *error)
{
    size_t *order, total = dl_timeline_count(timeline);
    *count = 0;
    *rows = malloc((total + 1) * sizeof **rows);
    if (!*rows)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    int rc = dl_timeline_sorted(timeline, &order, error);
    if (rc != 0) {
        free(*rows);
        *rows = NULL;
        return rc;
    }
    for (size_t i = 0; i < total; i++) {
        const dl_event *event = dl_timeline_at(timeline, order[i]);
        bool of_kind = kind.size == 0 || dl_str_equal(kind, event->kind);
        if (!of_kind || event->disputes.size || has_row(*rows, *count, event->actor))
            continue;
        (*rows)[(*count)++] = (dl_comparison){event->actor, event, dl_timeline_lag(event, against)};
    }
    free(order);
    return 0;
}

/* --- what an editor would ask --- */

typedef struct fault_list {
    dl_fault *faults;
    size_t count, capacity;
} fault_list;

static int add_fault(fault_list *list, const dl_event *event, const char *rule, dl_error *error,
                     const char *format, dl_str about)
{
    int rc = dl_grow(&list->faults, &list->capacity, list->count + 1, sizeof *list->faults, error);
    if (rc != 0)
        return rc;
    dl_fault *fault = &list->faults[list->count++];
    fault->event = event;
    fault->rule = rule;
    snprintf(fault->message, sizeof fault->message, "%s%.*s", format, DL_STR_ARG(about));
    return 0;
}

static int check_settled(const dl_timeline *timeline, const dl_event *event, fault_list *list,
                         dl_error *error)
{
    dl_str rest = event->settles;
    int rc = 0;
    while (rc == 0 && rest.data && rest.size) {
        dl_str id = dl_str_cut(rest, ' ', &rest);
        const dl_event *promise = dl_timeline_find(timeline, id);
        if (!promise)
            rc =
                add_fault(list, event, "settles-nothing", error, "settles what is not there: ", id);
        else if (dl_date_before(&event->date, &promise->date) == DL_CERTAIN)
            rc = add_fault(list, event, "outcome-before-promise", error,
                           "came before the promise that it settles: ", id);
    }
    return rc;
}

static int check_event(const dl_timeline *timeline, const dl_event *event, fault_list *list,
                       dl_error *error)
{
    dl_str nothing = {"", 0};
    int rc = check_settled(timeline, event, list, error);
    if (rc == 0 && event->source_count == 0)
        rc = add_fault(list, event, "no-source", error, "has no source", nothing);
    if (rc == 0 && event->has_due && !dl_timeline_outcome(timeline, event))
        rc =
            add_fault(list, event, "no-outcome", error, "is a promise without an outcome", nothing);
    if (rc == 0 && event->disputes.size && !dl_timeline_find(timeline, event->disputes))
        rc = add_fault(list, event, "disputes-nothing", error,
                       "disputes what is not there: ", event->disputes);
    return rc;
}

int dl_timeline_check(const dl_timeline *timeline, dl_fault **faults, size_t *count,
                      dl_error *error)
{
    fault_list list = {0};
    int rc = 0;
    for (size_t i = 0; i < dl_timeline_count(timeline) && rc == 0; i++)
        rc = check_event(timeline, dl_timeline_at(timeline, i), &list, error);
    if (rc != 0) {
        free(list.faults);
        list = (fault_list){0};
    }
    *faults = list.faults;
    *count = list.count;
    return rc;
}
