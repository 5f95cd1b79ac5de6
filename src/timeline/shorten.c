/*
 * The proof with the fewest causes: bounds are raised in rounds, each by one more cause than the
 * last, so that the first that passes a limit is a shortest chain. Records remember how each bound
 * came to be; where they grow past what is reasonable the search is given up.
 */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/network.h"

/* 24 bytes each. */
static const size_t max_records = 2000000;
enum { NO_RECORD = -1 };

typedef struct record {
    size_t link;
    ptrdiff_t before;
    bool day; /* there is a link to a day's start on the way */
} record;

typedef struct search {
    const network *net;
    int64_t *now, *next;         /* bounds by the last round, and by this one */
    ptrdiff_t *now_by, *next_by; /* their records */
    size_t *front, front_count;  /* nodes that the last round raised */
    size_t *raised, raised_count;
    bool *is_raised;
    record *records;
    size_t record_count, record_capacity;
    size_t goal; /* for a ring: where it must end; else SIZE_MAX */
    ptrdiff_t found;
    dl_error *error;
} search;

static void search_clear(search *s)
{
    free(s->now);
    free(s->next);
    free(s->now_by);
    free(s->next_by);
    free(s->front);
    free(s->raised);
    free(s->is_raised);
    free(s->records);
}

static int search_init(search *s, const network *net, dl_error *error)
{
    size_t nodes = net->node_count + 1;
    *s = (search){.net = net, .goal = SIZE_MAX, .found = NO_RECORD, .error = error};
    s->now = malloc(nodes * sizeof *s->now);
    s->next = malloc(nodes * sizeof *s->next);
    s->now_by = malloc(nodes * sizeof *s->now_by);
    s->next_by = malloc(nodes * sizeof *s->next_by);
    s->front = malloc(nodes * sizeof *s->front);
    s->raised = malloc(nodes * sizeof *s->raised);
    s->is_raised = calloc(nodes, sizeof *s->is_raised);
    bool made =
        s->now && s->next && s->now_by && s->next_by && s->front && s->raised && s->is_raised;
    return made ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

static void start(search *s, const int64_t *least)
{
    size_t size = s->net->node_count;
    memcpy(s->now, least, size * sizeof *least);
    memcpy(s->next, least, size * sizeof *least);
    for (size_t node = 0; node < size; node++)
        s->now_by[node] = s->next_by[node] = NO_RECORD;
    s->record_count = s->front_count = s->raised_count = 0;
    s->found = NO_RECORD;
}

/* A ring with a link to a day's start is one where it grows from a midnight: it is looked at where
 * such a link ends it. */
static bool ends(const search *s, const record *last, int64_t bound)
{
    const network_link *link = &s->net->links[last->link];
    if (s->goal == SIZE_MAX)
        return bound > s->net->most[link->to];
    return link->to == s->goal && bound > 0 && (link->day || !last->day);
}

static int raise_to(search *s, size_t link, ptrdiff_t before, int64_t bound)
{
    size_t node = s->net->links[link].to;
    int rc = dl_grow(&s->records, &s->record_capacity, s->record_count + 1, sizeof *s->records,
                     s->error);
    if (rc != 0)
        return rc;
    ptrdiff_t made = (ptrdiff_t)s->record_count++;
    bool day = s->net->links[link].day || (before != NO_RECORD && s->records[before].day);
    s->records[made] = (record){link, before, day};
    s->next[node] = bound;
    s->next_by[node] = made;
    if (!s->is_raised[node]) {
        s->is_raised[node] = true;
        s->raised[s->raised_count++] = node;
    }
    if (ends(s, &s->records[made], bound))
        s->found = made;
    return 0;
}

/* A link that no constraint made costs nothing: it is walked in the same round. */
static int walk_own(search *s, size_t node)
{
    const network *net = s->net;
    int rc = 0;
    for (size_t i = net->out_start[node];
         i < net->out_start[node + 1] && rc == 0 && s->found == NO_RECORD; i++) {
        const network_link *link = &net->links[net->out[i]];
        int64_t bound = network_forward(link, s->next[node]);
        if (link->cause == NETWORK_OWN && bound > s->next[link->to])
            rc = raise_to(s, net->out[i], s->next_by[node], bound);
    }
    return rc;
}

static int walk_from(search *s, size_t node)
{
    const network *net = s->net;
    int rc = 0;
    for (size_t i = net->out_start[node];
         i < net->out_start[node + 1] && rc == 0 && s->found == NO_RECORD; i++) {
        const network_link *link = &net->links[net->out[i]];
        if (link->cause == NETWORK_OWN || net->off[link->cause])
            continue;
        int64_t bound = network_forward(link, s->now[node]);
        if (bound <= s->next[link->to])
            continue;
        rc = raise_to(s, net->out[i], s->now_by[node], bound);
        if (rc == 0 && s->found == NO_RECORD)
            rc = walk_own(s, link->to);
    }
    return rc;
}

static void end_round(search *s)
{
    for (size_t i = 0; i < s->raised_count; i++) {
        size_t node = s->raised[i];
        s->now[node] = s->next[node];
        s->now_by[node] = s->next_by[node];
        s->is_raised[node] = false;
        s->front[i] = node;
    }
    s->front_count = s->raised_count;
    s->raised_count = 0;
}

/* At most `rounds` rounds; *complete: none of them finds more with fewer. */
static int run(search *s, size_t rounds, bool *complete)
{
    int rc = 0;
    *complete = true;
    for (size_t round = 0; round < rounds && rc == 0 && s->front_count; round++) {
        for (size_t i = 0; i < s->front_count && rc == 0 && s->found == NO_RECORD; i++)
            rc = walk_from(s, s->front[i]);
        if (s->found != NO_RECORD)
            return rc;
        if (s->record_count > max_records) {
            *complete = false;
            return rc;
        }
        end_round(s);
    }
    return rc;
}

static int take(const search *s, bool ring, network_proof *proof)
{
    size_t length = 0;
    for (ptrdiff_t at = s->found; at != NO_RECORD; at = s->records[at].before)
        length++;
    size_t *links = malloc((length + 1) * sizeof *links);
    if (!links)
        return dl_error_set(s->error, DL_ERR_MEMORY, "memory ran out");
    size_t left = length;
    for (ptrdiff_t at = s->found; at != NO_RECORD; at = s->records[at].before)
        links[--left] = s->records[at].link;
    free(proof->links);
    *proof = (network_proof){.links = links, .length = length, .ring = ring, .shortest = true};
    return 0;
}

static size_t causes_of(const network *net, const network_proof *proof)
{
    size_t count = 0;
    for (size_t i = 0; i < proof->length; i++)
        count += net->links[proof->links[i]].cause != NETWORK_OWN;
    return count;
}

static int shorten_chain(search *s, size_t rounds, network_proof *proof, bool *complete)
{
    start(s, s->net->least);
    for (size_t node = 0; node < s->net->node_count; node++) {
        if (s->net->out_start[node] < s->net->out_start[node + 1])
            s->front[s->front_count++] = node;
    }
    int rc = run(s, rounds, complete);
    return rc == 0 && s->found != NO_RECORD ? take(s, false, proof) : rc;
}

/* As it was before the last run: only what its records raised. */
static void unwind(search *s)
{
    for (size_t i = 0; i < s->record_count; i++) {
        size_t node = s->net->links[s->records[i].link].to;
        s->now[node] = s->next[node] = -2 * NETWORK_FAR;
        s->now_by[node] = s->next_by[node] = NO_RECORD;
        s->is_raised[node] = false;
    }
    s->record_count = s->front_count = s->raised_count = 0;
    s->found = NO_RECORD;
}

/* Rings with fewer causes than the proof has, through any node. All bounds but that node's are out
 * of reach, so that only ways from it count. */
static int shorter_ring(search *s, network_proof *proof, bool *complete)
{
    const network *net = s->net;
    size_t walked = 0;
    int rc = 0;
    for (size_t node = 0; node < net->node_count; node++) {
        s->now[node] = s->next[node] = -2 * NETWORK_FAR;
        s->now_by[node] = s->next_by[node] = NO_RECORD;
        s->is_raised[node] = false;
    }
    s->record_count = s->front_count = s->raised_count = 0;
    s->found = NO_RECORD;
    for (size_t node = 0; node < net->node_count && rc == 0 && *complete; node++) {
        size_t known = causes_of(net, proof);
        if (known <= 1 || net->out_start[node] == net->out_start[node + 1])
            continue;
        s->now[node] = s->next[node] = 0;
        s->goal = node;
        s->front[s->front_count++] = node;
        rc = run(s, known - 1, complete);
        if (rc == 0 && s->found != NO_RECORD)
            rc = take(s, true, proof);
        walked += s->record_count;
        *complete = *complete && walked <= max_records;
        unwind(s);
        s->now[node] = s->next[node] = -2 * NETWORK_FAR;
    }
    return rc;
}

int network_shorten(const network *net, network_proof *proof, dl_error *error)
{
    search s;
    bool complete = true;
    size_t known = proof->length ? causes_of(net, proof) : SIZE_MAX;
    int rc = search_init(&s, net, error);
    proof->shortest = false;
    if (rc == 0)
        rc = shorten_chain(&s, known, proof, &complete);
    if (rc == 0 && proof->length)
        rc = shorter_ring(&s, proof, &complete);
    proof->shortest = rc == 0 && complete;
    search_clear(&s);
    return rc;
}
