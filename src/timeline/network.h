/*
 * Moments and what holds between them: x[to] >= x[from] + seconds, or x[to] >= the start of
 * x[from]'s day. Propagation raises the least that every moment can be, and lowers the most, until
 * nothing moves or a moment's least passes its most; then the chain of fewest links is found.
 */
#ifndef TIMELINE_NETWORK_H
#define TIMELINE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dateline/error.h"

/* Farther than any date: without limit. Sums of it and a few durations do not overflow. */
#define NETWORK_FAR ((int64_t)1 << 61)
/* A link that no constraint made: a span's end is after its start. Costs nothing in a chain. */
#define NETWORK_OWN SIZE_MAX

typedef struct network_link {
    size_t from, to;
    int64_t seconds;
    bool day;     /* the start of from's day, instead of a sum */
    size_t cause; /* index of the constraint that says so, or NETWORK_OWN */
} network_link;

typedef struct network {
    size_t node_count;
    int64_t *least, *most; /* as given; both can be */
    network_link *links;
    size_t link_count, link_capacity;
    bool *off;     /* by cause: left out */
    size_t causes; /* how many there are */
    /* made by network_ready */
    size_t *out, *out_start; /* links by from */
    size_t *in, *in_start;   /* links by to */
} network;

int network_init(network *net, size_t nodes, size_t causes, dl_error *error);
void network_clear(network *net);
int network_add(network *net, network_link link, dl_error *error);
int network_ready(network *net, dl_error *error); /* after the last link */

/* What x[from] makes the least of x[to], and x[to] the most of x[from]. */
int64_t network_forward(const network_link *link, int64_t from);
int64_t network_backward(const network_link *link, int64_t to);

/* How it failed: links in order; the first begins at first's given least, the last passes last's
 * given most; ring: the last ends where the first begins. */
typedef struct network_proof {
    size_t *links;
    size_t length;
    bool ring, shortest;
} network_proof;

/* Raises least to what must hold. *found: it cannot, and proof (to be freed: links) says why, by
 * some chain. */
int network_raise(const network *net, int64_t *least, bool *found, network_proof *proof,
                  dl_error *error);
/* Lowers most; only for what network_raise has found possible. */
int network_lower(const network *net, int64_t *most, dl_error *error);
/* Replaces the proof by one with the fewest causes; leaves it, shortest false, where the search
 * grows too large. */
int network_shorten(const network *net, network_proof *proof, dl_error *error);

#endif
