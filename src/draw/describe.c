#include "draw/describe.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "draw/draw.h"

static void signed_days(int64_t days, dl_buf *out)
{
    if (days == 0)
        dl_buf_puts(out, "0");
    else
        dl_buf_printf(out, "%s%" PRId64, days < 0 ? "−" : "+", days < 0 ? -days : days);
}

/* "+87", "+80 to +87", "at least +3" */
static void days_between(dl_span days, dl_buf *out)
{
    if (!days.least_known)
        dl_buf_puts(out, "at most ");
    else if (!days.most_known)
        dl_buf_puts(out, "at least ");
    signed_days(days.least_known ? days.least : days.most, out);
    if (days.least_known && days.most_known && days.most != days.least) {
        dl_buf_puts(out, " to ");
        signed_days(days.most, out);
    }
}

void describe_slip(const dl_slip *slip, dl_buf *out)
{
    if (slip->revised_by)
        dl_buf_puts(out, "revised; ");
    dl_buf_puts(out, dl_verdict_word(slip->verdict));
    if (!slip->has_days || (!slip->days.least_known && !slip->days.most_known))
        return;
    dl_buf_puts(out, ", ");
    days_between(slip->days, out);
    dl_buf_puts(out, " d");
    if (!slip->conflict ||
        (slip->claims.least == slip->days.least && slip->claims.most == slip->days.most))
        return;
    dl_buf_puts(out, " (sources: ");
    days_between(slip->claims, out);
    dl_buf_putc(out, ')');
}

void dl_draw_slip_words(const dl_slip *slip, dl_buf *out)
{
    describe_slip(slip, out);
}

void dl_draw_conflict_words(const dl_timeline *timeline, const dl_event *event, dl_buf *out)
{
    dl_buf words;
    dl_buf_init(&words);
    describe_conflict(timeline, event, &words);
    dl_str text = dl_buf_str(&words);
    size_t start = text.size > 2 ? 2 : 0; /* "; " or " (" */
    size_t end = text.size > 2 && text.data[text.size - 1] == ')' ? text.size - 1 : text.size;
    dl_buf_add(out, dl_str_slice(text, start, end));
    dl_buf_clear(&words);
}

void describe_conflict(const dl_timeline *timeline, const dl_event *event, dl_buf *out)
{
    const dl_event *claim = dl_timeline_claim(timeline, event);
    const dl_event *used = dl_timeline_used(timeline, event);
    for (; claim; claim = dl_timeline_next_claim(timeline, claim)) {
        dl_buf_puts(out, claim == used ? "; used instead: " : "; told differently: ");
        dl_date_words(claim->date, out);
    }
    if (event->disputes.size) {
        dl_str rest;
        dl_str head = dl_str_cut(event->disputes, ' ', &rest);
        const dl_event *other = dl_timeline_find(timeline, head);
        bool in_use = other && dl_timeline_used(timeline, other) == event;
        dl_buf_puts(out, in_use ? " (the telling in use)" : " (another source's telling)");
    }
}

static void describe_due(const dl_timeline *timeline, const dl_event *event, const dl_date *as_of,
                         dl_buf *out)
{
    dl_slip slip = dl_timeline_slip(timeline, event, as_of);
    dl_buf_puts(out, "; due ");
    dl_date_words(event->due, out);
    if (event->due_said.size)
        dl_buf_printf(out, ", said as “%.*s”", DL_STR_ARG(event->due_said));
    dl_buf_puts(out, ": ");
    describe_slip(&slip, out);
    if (slip.revised_by) {
        dl_buf_puts(out, "; promised again ");
        dl_date_words(slip.revised_by->date, out);
        if (slip.revised_by->has_due) {
            dl_buf_puts(out, " for ");
            dl_date_words(slip.revised_by->due, out);
        }
    }
}

void describe_event(const dl_timeline *timeline, const dl_event *event, const dl_date *as_of,
                    dl_buf *out)
{
    size_t start = out->size;
    dl_buf_add(out, event->kind);
    if (out->size > start)
        out->data[start] = (char)toupper((unsigned char)out->data[start]);
    dl_buf_printf(out, ", %.*s, ", DL_STR_ARG(event->actor));
    dl_date_words(event->date, out);
    dl_buf_printf(out, ": %.*s", DL_STR_ARG(event->what));
    describe_conflict(timeline, event, out);
    if (event->has_due)
        describe_due(timeline, event, as_of, out);
}

dl_str event_label(const dl_event *event, int columns)
{
    dl_str text = event->label.size ? event->label : event->what;
    dl_str fits = dl_utf8_fit(text, columns);
    if (fits.size == text.size)
        return text;
    while (fits.size > 0 && fits.data[fits.size - 1] != ' ')
        fits.size--;
    return fits.size ? dl_str_trim(fits) : dl_utf8_fit(text, columns);
}

static int by_text(const void *first, const void *second)
{
    return dl_str_compare(*(const dl_str *)first, *(const dl_str *)second);
}

static size_t count_actors(const dl_timeline *timeline, dl_buf *out)
{
    size_t count = dl_timeline_count(timeline), actors = 0;
    dl_str *names = malloc((count + 1) * sizeof *names);
    if (!names) {
        out->failed = true;
        return 0;
    }
    for (size_t i = 0; i < count; i++)
        names[i] = dl_timeline_at(timeline, i)->actor;
    qsort(names, count, sizeof *names, by_text);
    for (size_t i = 0; i < count; i++)
        actors += i == 0 || !dl_str_equal(names[i], names[i - 1]);
    free(names);
    return actors;
}

/* The first and the last day that its dates name; an open end names none. */
static void describe_span(const dl_timeline *timeline, dl_buf *out)
{
    bool known = false;
    int64_t first = 0, last = 0, days[2];
    for (size_t i = 0; i < dl_timeline_count(timeline); i++) {
        const dl_date *date = dl_timeline_at(timeline, i)->date;
        const bool told[2] = {dl_date_first_day(date, &days[0]), dl_date_last_day(date, &days[1])};
        for (int end = 0; end < 2; end++) {
            if (!told[end])
                continue;
            first = !known || days[end] < first ? days[end] : first;
            last = !known || days[end] > last ? days[end] : last;
            known = true;
        }
    }
    if (!known)
        return;
    dl_date from = dl_date_of_day(first), to = dl_date_of_day(last);
    dl_buf_puts(out, first == last ? ", on " : ", from ");
    dl_date_words(&from, out);
    if (first == last)
        return;
    dl_buf_puts(out, " to ");
    dl_date_words(&to, out);
}

void dl_draw_timeline_describe(const dl_timeline *timeline, dl_buf *out)
{
    size_t events = dl_timeline_count(timeline), actors = count_actors(timeline, out), promises = 0;
    size_t conflicts = 0;
    for (size_t i = 0; i < events; i++) {
        promises += dl_timeline_at(timeline, i)->has_due;
        conflicts += dl_timeline_claim(timeline, dl_timeline_at(timeline, i)) != NULL;
    }
    dl_buf_printf(out, "A timeline of %zu event%s by %zu actor%s", events, events == 1 ? "" : "s",
                  actors, actors == 1 ? "" : "s");
    describe_span(timeline, out);
    if (promises)
        dl_buf_printf(out, ", with %zu promise%s and what came of %s", promises,
                      promises == 1 ? "" : "s", promises == 1 ? "it" : "them");
    if (conflicts)
        dl_buf_printf(out, "; sources tell %zu of them differently", conflicts);
    dl_buf_puts(out, ".");
}
