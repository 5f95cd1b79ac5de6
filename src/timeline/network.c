#include "timeline/network.h"

#include <stdlib.h>

#include "base/grow.h"

static const int64_t day_seconds = 86400;

int network_init(network *net, size_t nodes, size_t causes, dl_error *error)
{
    *net = (network){.node_count = nodes, .causes = causes};
    net->least = malloc((nodes + 1) * sizeof *net->least);
    net->most = malloc((nodes + 1) * sizeof *net->most);
    net->off = calloc(causes + 1, sizeof *net->off);
    if (net->least && net->most && net->off)
        return 0;
    network_clear(net);
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

void network_clear(network *net)
{
    free(net->least);
    free(net->most);
    free(net->off);
    free(net->links);
    free(net->out);
    free(net->out_start);
    free(net->in);
    free(net->in_start);
    *net = (network){0};
}

int network_add(network *net, network_link link, dl_error *error)
{
    int rc =
        dl_grow(&net->links, &net->link_capacity, net->link_count + 1, sizeof *net->links, error);
    if (rc == 0)
        net->links[net->link_count++] = link;
    return rc;
}

/* Indices of the links by one of their ends, and where each node's begin. */
static bool sort_links(const network *net, bool by_from, size_t **sorted, size_t **start)
{
    *start = calloc(net->node_count + 2, sizeof **start);
    *sorted = malloc((net->link_count + 1) * sizeof **sorted);
    if (!*start || !*sorted)
        return false;
    size_t *at = *start + 1; /* counts first; then each node's next place, which ends as its end */
    for (size_t i = 0; i < net->link_count; i++)
        at[(by_from ? net->links[i].from : net->links[i].to)]++;
    size_t sum = 0;
    for (size_t node = 0; node < net->node_count; node++) {
        size_t count = at[node];
        at[node] = sum;
        sum += count;
    }
    for (size_t i = 0; i < net->link_count; i++)
        (*sorted)[at[by_from ? net->links[i].from : net->links[i].to]++] = i;
    return true;
}

int network_ready(network *net, dl_error *error)
{
    bool made = sort_links(net, true, &net->out, &net->out_start) &&
                sort_links(net, false, &net->in, &net->in_start);
    return made ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

static int64_t day_start(int64_t seconds)
{
    int64_t into = seconds % day_seconds;
    return seconds - (into < 0 ? into + day_seconds : into);
}

int64_t network_forward(const network_link *link, int64_t from)
{
    return link->day ? day_start(from) : from + link->seconds;
}

int64_t network_backward(const network_link *link, int64_t to)
{
    return link->day ? day_start(to) + day_seconds - 1 : to - link->seconds;
}
