/* Propagation: nodes whose bound moved wait in a queue, each at most once; links are walked until
 * the queue is empty. A ring of links that raises itself is looked for after as many steps as there
 * are nodes, so that looking costs no more than walking. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "timeline/network.h"

static const size_t no_link = SIZE_MAX;

typedef struct walk {
    const network *net;
    int64_t *bound;
    size_t *cause; /* the link that moved a node last, or no_link */
    size_t *queue; /* a ring of node_count places */
    bool *queued;
    size_t first, waiting;
    unsigned char *mark; /* of the search for rings */
} walk;

static void walk_clear(walk *w)
{
    free(w->cause);
    free(w->queue);
    free(w->queued);
    free(w->mark);
}

static void push(walk *w, size_t node)
{
    if (w->queued[node])
        return;
    w->queued[node] = true;
    w->queue[(w->first + w->waiting++) % w->net->node_count] = node;
}

static size_t pop(walk *w)
{
    size_t node = w->queue[w->first];
    w->first = (w->first + 1) % w->net->node_count;
    w->waiting--;
    w->queued[node] = false;
    return node;
}

static int walk_init(walk *w, const network *net, int64_t *bound, dl_error *error)
{
    size_t nodes = net->node_count + 1;
    *w = (walk){.net = net, .bound = bound};
    w->cause = malloc(nodes * sizeof *w->cause);
    w->queue = malloc(nodes * sizeof *w->queue);
    w->queued = calloc(nodes, sizeof *w->queued);
    w->mark = malloc(nodes);
    if (!w->cause || !w->queue || !w->queued || !w->mark)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t node = 0; node < net->node_count; node++) {
        w->cause[node] = no_link;
        if (net->out_start[node] < net->out_start[node + 1] ||
            net->in_start[node] < net->in_start[node + 1])
            push(w, node);
    }
    return 0;
}

static bool is_off(const network *net, const network_link *link)
{
    return link->cause != NETWORK_OWN && net->off[link->cause];
}

/* The links that moved node, back to where it began or, for a ring, to node again; in order. */
static int trace(const walk *w, size_t node, bool ring, network_proof *proof, dl_error *error)
{
    size_t length = 0, capacity = 0;
    size_t *links = NULL, at = node;
    do {
        size_t link = w->cause[at];
        if (link == no_link)
            break;
        int rc = dl_grow(&links, &capacity, length + 1, sizeof *links, error);
        if (rc != 0) {
            free(links);
            return rc;
        }
        links[length++] = link;
        at = w->net->links[link].from;
    } while (!ring || at != node);
    for (size_t i = 0; i < length / 2; i++) {
        size_t swapped = links[i];
        links[i] = links[length - 1 - i];
        links[length - 1 - i] = swapped;
    }
    *proof = (network_proof){.links = links, .length = length, .ring = ring};
    return 0;
}

/* A ring of sums has grown, so it always will. One with a link to a day's start may come to rest
 * there: one lap from midnight tells, since every lap ends at a midnight. */
static bool ring_grows(const network *net, const network_proof *ring)
{
    for (size_t i = 0; i < ring->length; i++) {
        if (!net->links[ring->links[i]].day)
            continue;
        int64_t at = 0;
        for (size_t k = 1; k <= ring->length; k++)
            at = network_forward(&net->links[ring->links[(i + k) % ring->length]], at);
        return at > 0;
    }
    return true;
}

/* Follows what moved each node last; a node met twice on one way is in a ring. */
static int find_ring(walk *w, bool *found, network_proof *proof, dl_error *error)
{
    enum { NEW, ON_WAY, DONE };
    memset(w->mark, NEW, w->net->node_count);
    for (size_t start = 0; start < w->net->node_count; start++) {
        size_t at = start;
        while (w->mark[at] == NEW && w->cause[at] != no_link) {
            w->mark[at] = ON_WAY;
            at = w->net->links[w->cause[at]].from;
        }
        if (w->mark[at] == ON_WAY) {
            int rc = trace(w, at, true, proof, error);
            if (rc != 0)
                return rc;
            *found = ring_grows(w->net, proof);
            if (*found)
                return 0;
            free(proof->links);
            *proof = (network_proof){0};
        }
        for (at = start; w->mark[at] == ON_WAY; at = w->net->links[w->cause[at]].from)
            w->mark[at] = DONE;
    }
    return 0;
}

/* Raises what node's links lead to. *failed is set to a node whose least has passed its most. */
static size_t raise_from(walk *w, size_t node, size_t *failed)
{
    const network *net = w->net;
    size_t moved = 0;
    for (size_t i = net->out_start[node]; i < net->out_start[node + 1]; i++) {
        const network_link *link = &net->links[net->out[i]];
        int64_t least = network_forward(link, w->bound[node]);
        if (is_off(net, link) || least <= w->bound[link->to])
            continue;
        w->bound[link->to] = least;
        w->cause[link->to] = net->out[i];
        moved++;
        if (least > net->most[link->to]) {
            *failed = link->to;
            return moved;
        }
        push(w, link->to);
    }
    return moved;
}

/* What moved the failed node may be a ring of links. */
static bool in_ring(const walk *w, size_t node)
{
    size_t at = node;
    for (size_t steps = 0; w->cause[at] != no_link; steps++) {
        if (steps > w->net->node_count)
            return true;
        at = w->net->links[w->cause[at]].from;
    }
    return false;
}

int network_raise(const network *net, int64_t *least, bool *found, network_proof *proof,
                  dl_error *error)
{
    walk w;
    size_t moved = 0, failed = SIZE_MAX;
    int rc = walk_init(&w, net, least, error);
    *found = false;
    *proof = (network_proof){0};
    while (rc == 0 && w.waiting && failed == SIZE_MAX && !*found) {
        moved += raise_from(&w, pop(&w), &failed);
        if (failed == SIZE_MAX && moved > net->node_count) {
            moved = 0;
            rc = find_ring(&w, found, proof, error);
        }
    }
    if (rc == 0 && failed != SIZE_MAX) {
        *found = true;
        rc = in_ring(&w, failed) ? find_ring(&w, found, proof, error)
                                 : trace(&w, failed, false, proof, error);
        *found = true;
    }
    walk_clear(&w);
    return rc;
}

int network_lower(const network *net, int64_t *most, dl_error *error)
{
    walk w;
    int rc = walk_init(&w, net, most, error);
    while (rc == 0 && w.waiting) {
        size_t node = pop(&w);
        for (size_t i = net->in_start[node]; i < net->in_start[node + 1]; i++) {
            const network_link *link = &net->links[net->in[i]];
            int64_t bound = network_backward(link, most[node]);
            if (is_off(net, link) || bound >= most[link->from])
                continue;
            most[link->from] = bound;
            push(&w, link->from);
        }
    }
    walk_clear(&w);
    return rc;
}
