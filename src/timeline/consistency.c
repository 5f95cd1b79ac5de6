/* A timeline's constraints as links between moments, and what propagation says about them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/held.h"
#include "timeline/network.h"

/* The clocks of the world, from UTC: what a wall clock shows was so at some moment of these. */
static const int64_t ahead_seconds = 14 * 3600, behind_seconds = 12 * 3600;
static const int64_t day_seconds = 86400;
static const size_t max_contradictions = 16;

/* Event i begins at node 2 i, and ends at 2 i + 1 where it spans its date; the end is not in. A
 * moment ends a second after it begins, at the same node. The last node is 1970: fixed. */
typedef struct model {
    const dl_timeline *timeline;
    network net;
    bool utc;
    dl_error *error;
} model;

typedef struct moment {
    size_t node;
    int64_t after; /* seconds after that node's */
} moment;

static size_t index_of(const dl_event *event)
{
    return ((const held_event *)(const void *)event)->index;
}

static moment begin_of(const dl_event *event)
{
    return (moment){2 * index_of(event), 0};
}

static moment end_of(const dl_event *event)
{
    return event->spans ? (moment){2 * index_of(event) + 1, 0} : (moment){2 * index_of(event), 1};
}

static moment fixed(const model *m, int64_t seconds)
{
    return (moment){m->net.node_count - 1, seconds};
}

/* later >= earlier + seconds */
static int at_least(model *m, moment earlier, moment later, int64_t seconds, size_t cause)
{
    network_link link = {.from = earlier.node,
                         .to = later.node,
                         .seconds = seconds + earlier.after - later.after,
                         .cause = cause};
    return network_add(&m->net, link, m->error);
}

/* --- limits of dates --- */

typedef struct region {
    int64_t from, to; /* first second in, first second out; NETWORK_FAR where without limit */
} region;

static int64_t widened(const model *m, const dl_bounds *bounds, dl_bound bound, bool first)
{
    if (bound.kind != DL_BOUND_FINITE)
        return first ? -NETWORK_FAR : NETWORK_FAR;
    if (!m->utc || bounds->utc)
        return bound.seconds;
    return first ? bound.seconds - ahead_seconds : bound.seconds + behind_seconds;
}

static region region_of(const model *m, const dl_date *date)
{
    dl_bounds bounds = dl_date_bounds(date);
    return (region){widened(m, &bounds, bounds.start_earliest, true),
                    widened(m, &bounds, bounds.end_latest, false)};
}

static const dl_date *date_of(const model *m, const dl_event *event)
{
    return dl_timeline_used(m->timeline, event)->date;
}

static int add_event(model *m, size_t index)
{
    const dl_event *event = dl_timeline_at(m->timeline, index);
    dl_bounds bounds = dl_date_bounds(date_of(m, event));
    region all = region_of(m, date_of(m, event));
    int64_t *least = m->net.least + 2 * index, *most = m->net.most + 2 * index;
    least[0] = all.from;
    most[0] = all.to == NETWORK_FAR ? NETWORK_FAR : all.to - 1;
    least[1] = -NETWORK_FAR; /* a moment has no use for its second node */
    most[1] = NETWORK_FAR;
    if (!event->spans)
        return 0;
    int64_t latest_start = widened(m, &bounds, bounds.start_latest, false);
    most[0] = latest_start < most[0] ? latest_start : most[0];
    least[1] = widened(m, &bounds, bounds.end_earliest, true);
    if (least[1] <= least[0])
        least[1] = least[0] + 1;
    most[1] = all.to;
    return at_least(m, begin_of(event), end_of(event), 1, NETWORK_OWN);
}

/* --- constraints --- */

static int64_t midnight(int64_t seconds)
{
    int64_t into = seconds % day_seconds;
    return seconds - (into < 0 ? into + day_seconds : into);
}

/* a, between two moments told by a date: without limit where they are far. */
static int inside(model *m, const dl_event *a, int64_t from, int64_t to, size_t cause)
{
    int rc = 0;
    if (from > -NETWORK_FAR)
        rc = at_least(m, fixed(m, from), begin_of(a), 0, cause);
    if (rc == 0 && to < NETWORK_FAR)
        rc = at_least(m, end_of(a), fixed(m, to), 0, cause);
    return rc;
}

/* More than the age of anything that is dated to the second; sums of it stay far from overflow. */
static const int64_t max_seconds = (int64_t)1 << 45;

/* What a number of days after or before a date counts from: a date of whole days by its last or
 * first of them, so that at least 3 days after 1 May is from 4 May on. */
static int64_t last_moment(const model *m, const dl_date *date, region r)
{
    if (dl_date_precision(date) >= DL_PRECISION_MINUTE)
        return r.to - 1;
    return m->utc ? r.to - day_seconds : midnight(r.to - 1);
}

static int64_t first_end(const dl_date *date, region r)
{
    return r.from + (dl_date_precision(date) >= DL_PRECISION_MINUTE ? 1 : day_seconds);
}

static int against_date(model *m, const dl_constraint *c, size_t cause)
{
    region date = region_of(m, &c->date);
    int64_t seconds = c->seconds < max_seconds ? c->seconds : max_seconds;
    switch (c->ordering) {
    case DL_ORDER_AT_LEAST_AFTER:
        if (date.to == NETWORK_FAR)
            return 0;
        return inside(m, c->a, last_moment(m, &c->date, date) + seconds, NETWORK_FAR, cause);
    case DL_ORDER_AT_LEAST_BEFORE:
        if (date.from == -NETWORK_FAR)
            return 0;
        return inside(m, c->a, -NETWORK_FAR, first_end(&c->date, date) - seconds, cause);
    case DL_ORDER_BEFORE: /* an open start leaves no time before it that could be told */
        return date.from == -NETWORK_FAR ? 0 : inside(m, c->a, -NETWORK_FAR, date.from, cause);
    case DL_ORDER_AFTER:
        return inside(m, c->a, date.to == NETWORK_FAR ? -NETWORK_FAR : date.to, NETWORK_FAR, cause);
    case DL_ORDER_BY:
        return inside(m, c->a, -NETWORK_FAR, date.to, cause);
    case DL_ORDER_SAME_DAY:
        if (date.from > -NETWORK_FAR)
            date.from = m->utc ? date.from - day_seconds : midnight(date.from);
        if (date.to < NETWORK_FAR)
            date.to = m->utc ? date.to + day_seconds : midnight(date.to - 1) + day_seconds;
        break;
    default:
        break;
    }
    return inside(m, c->a, date.from, date.to, cause);
}

static int during(model *m, const dl_constraint *c, size_t cause)
{
    if (!c->b->spans) {
        region date = region_of(m, date_of(m, c->b));
        return inside(m, c->a, date.from, date.to, cause);
    }
    int rc = at_least(m, begin_of(c->b), begin_of(c->a), 0, cause);
    return rc == 0 ? at_least(m, end_of(c->a), end_of(c->b), 0, cause) : rc;
}

static int near(model *m, const dl_constraint *c, int64_t seconds, size_t cause)
{
    int rc = at_least(m, begin_of(c->a), begin_of(c->b), -seconds, cause);
    return rc == 0 ? at_least(m, begin_of(c->b), begin_of(c->a), -seconds, cause) : rc;
}

/* Less than a day apart, and, where all is told by one clock, between the same midnights. */
static int same_day(model *m, const dl_constraint *c, size_t cause)
{
    size_t a = begin_of(c->a).node, b = begin_of(c->b).node;
    int rc = near(m, c, day_seconds - 1, cause);
    if (rc == 0 && !m->utc)
        rc = network_add(&m->net, (network_link){a, b, 0, true, cause}, m->error);
    if (rc == 0 && !m->utc)
        rc = network_add(&m->net, (network_link){b, a, 0, true, cause}, m->error);
    return rc;
}

/* later begins this long or more after earlier: after its end, where it lasts. */
static int apart(model *m, const dl_event *earlier, const dl_event *later, int64_t seconds,
                 size_t cause)
{
    return at_least(m, earlier->spans ? end_of(earlier) : begin_of(earlier), begin_of(later),
                    seconds < max_seconds ? seconds : max_seconds, cause);
}

static int add_constraint(model *m, size_t cause)
{
    const dl_constraint *c = dl_timeline_constraint(m->timeline, cause);
    if (!c->b)
        return against_date(m, c, cause);
    switch (c->ordering) {
    case DL_ORDER_BEFORE:
        return at_least(m, end_of(c->a), begin_of(c->b), 0, cause);
    case DL_ORDER_AFTER:
        return at_least(m, end_of(c->b), begin_of(c->a), 0, cause);
    case DL_ORDER_DURING:
        return during(m, c, cause);
    case DL_ORDER_WITHIN:
        return near(m, c, c->seconds < max_seconds ? c->seconds : max_seconds, cause);
    case DL_ORDER_BY:
        return at_least(m, end_of(c->a), end_of(c->b), 0, cause);
    case DL_ORDER_SAME_DAY:
        return same_day(m, c, cause);
    case DL_ORDER_AT_LEAST_AFTER:
        return apart(m, c->b, c->a, c->seconds, cause);
    case DL_ORDER_AT_LEAST_BEFORE:
        return apart(m, c->a, c->b, c->seconds, cause);
    }
    return 0;
}

static bool any_zone(const dl_timeline *timeline)
{
    for (size_t i = 0; i < dl_timeline_constraint_count(timeline); i++) {
        const dl_constraint *c = dl_timeline_constraint(timeline, i);
        if (dl_date_bounds(c->a->date).utc || dl_date_bounds(c->b ? c->b->date : &c->date).utc)
            return true;
        if (dl_date_bounds(dl_timeline_used(timeline, c->a)->date).utc ||
            (c->b && dl_date_bounds(dl_timeline_used(timeline, c->b)->date).utc))
            return true;
    }
    return false;
}

static int build(model *m)
{
    size_t events = dl_timeline_count(m->timeline);
    size_t causes = dl_timeline_constraint_count(m->timeline);
    int rc = network_init(&m->net, 2 * events + 1, causes, m->error);
    if (rc != 0)
        return rc;
    m->net.least[2 * events] = m->net.most[2 * events] = 0;
    for (size_t i = 0; i < events && rc == 0; i++)
        rc = add_event(m, i);
    for (size_t i = 0; i < causes && rc == 0; i++)
        rc = add_constraint(m, i);
    return rc == 0 ? network_ready(&m->net, m->error) : rc;
}

/* --- what is found --- */

static const dl_event *event_at(const model *m, size_t node)
{
    return dl_timeline_at(m->timeline, node / 2);
}

static int add_contradiction(const model *m, const network_proof *proof, dl_consistency *result)
{
    size_t capacity = result->contradiction_count;
    int rc = dl_grow(&result->contradictions, &capacity, result->contradiction_count + 1,
                     sizeof *result->contradictions, m->error);
    size_t *chain = rc == 0 ? malloc((proof->length + 1) * sizeof *chain) : NULL;
    if (rc != 0 || !chain)
        return dl_error_set(m->error, DL_ERR_MEMORY, "memory ran out");
    dl_contradiction *out = &result->contradictions[result->contradiction_count++];
    *out = (dl_contradiction){.chain = chain, .ring = proof->ring, .shortest = proof->shortest};
    for (size_t i = 0; i < proof->length; i++) {
        size_t cause = m->net.links[proof->links[i]].cause;
        if (cause != NETWORK_OWN)
            chain[out->length++] = cause;
    }
    if (proof->length) {
        out->first = event_at(m, m->net.links[proof->links[0]].from);
        out->last = event_at(m, m->net.links[proof->links[proof->length - 1]].to);
    }
    return 0;
}

/* Contradictions, each without the constraints of those before it; then what is left holds, and
 * least is what must hold. */
static int find_all(model *m, int64_t *least, dl_consistency *result)
{
    bool found = true;
    int rc = 0;
    while (found && rc == 0 && result->contradiction_count < max_contradictions) {
        network_proof proof;
        memcpy(least, m->net.least, m->net.node_count * sizeof *least);
        rc = network_raise(&m->net, least, &found, &proof, m->error);
        if (rc == 0 && found)
            rc = network_shorten(&m->net, &proof, m->error);
        if (rc == 0 && found)
            rc = add_contradiction(m, &proof, result);
        for (size_t i = 0; i < proof.length && rc == 0; i++) {
            size_t cause = m->net.links[proof.links[i]].cause;
            if (cause != NETWORK_OWN)
                m->net.off[cause] = true;
        }
        found = found && proof.length > 0;
        free(proof.links);
    }
    return rc;
}

static int set_limits(const model *m, const int64_t *least, const int64_t *most,
                      dl_consistency *result)
{
    size_t count = dl_timeline_count(m->timeline);
    result->limits = calloc(count + 1, sizeof *result->limits);
    if (!result->limits)
        return dl_error_set(m->error, DL_ERR_MEMORY, "memory ran out");
    result->limit_count = count;
    for (size_t i = 0; i < count; i++) {
        dl_limits *out = &result->limits[i];
        size_t node = 2 * i;
        out->earliest_known = least[node] > -NETWORK_FAR / 2;
        out->latest_known = most[node] < NETWORK_FAR / 2;
        out->earliest = out->earliest_known ? least[node] : 0;
        out->latest = out->latest_known ? most[node] : 0;
        bool raised = out->earliest_known && least[node] > m->net.least[node];
        out->narrowed = raised || (out->latest_known && most[node] < m->net.most[node]);
    }
    return 0;
}

int dl_timeline_consistency(const dl_timeline *timeline, dl_consistency *result, dl_error *error)
{
    model m = {.timeline = timeline, .utc = any_zone(timeline), .error = error};
    memset(result, 0, sizeof *result);
    result->utc = m.utc;
    int rc = build(&m);
    size_t size = m.net.node_count * sizeof(int64_t);
    int64_t *least = rc == 0 ? malloc(size) : NULL, *most = rc == 0 ? malloc(size) : NULL;
    if (rc == 0 && (!least || !most))
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0)
        rc = find_all(&m, least, result);
    if (rc == 0) {
        memcpy(most, m.net.most, size);
        if (result->contradiction_count == 0)
            rc = network_lower(&m.net, most, error);
        else
            memcpy(least, m.net.least, size);
    }
    if (rc == 0)
        rc = set_limits(&m, least, most, result);
    free(least);
    free(most);
    network_clear(&m.net);
    if (rc != 0)
        dl_consistency_clear(result);
    return rc;
}

void dl_consistency_clear(dl_consistency *result)
{
    for (size_t i = 0; i < result->contradiction_count; i++)
        free(result->contradictions[i].chain);
    free(result->contradictions);
    free(result->limits);
    memset(result, 0, sizeof *result);
}

static void put_event(const dl_timeline *timeline, const dl_event *event, dl_buf *out)
{
    dl_buf_add(out, event->id);
    dl_buf_puts(out, " is dated ");
    dl_date_words(dl_timeline_used(timeline, event)->date, out);
}

void dl_contradiction_words(const dl_timeline *timeline, const dl_contradiction *contradiction,
                            dl_buf *out)
{
    if (!contradiction->ring && contradiction->first) {
        put_event(timeline, contradiction->first, out);
        dl_buf_puts(out, "; ");
    }
    for (size_t i = 0; i < contradiction->length; i++) {
        const dl_constraint *c = dl_timeline_constraint(timeline, contradiction->chain[i]);
        dl_buf_puts(out, i ? "; " : "");
        dl_buf_add(out, c->a->id);
        dl_buf_puts(out, " must be ");
        constraint_put(c, true, out);
        if (c->why.size)
            dl_buf_printf(out, " (%.*s)", DL_STR_ARG(c->why));
    }
    if (!contradiction->ring && contradiction->last &&
        contradiction->last != contradiction->first) {
        dl_buf_puts(out, "; ");
        put_event(timeline, contradiction->last, out);
    }
    dl_buf_puts(out, ": these cannot all hold");
}
