/*
 * Clusters, and the places of their labels. Labels in a row are a chain of constraints: each begins
 * where the one before it ends, or later. With the widths before it taken off, the nearest such
 * places to those that are wished for are an isotonic regression, which pooling adjacent violators
 * solves exactly and in linear time; leaders keep the order of the row, so none cross.
 */
#include <stdlib.h>

#include "timeline/layout_parts.h"

/* A label further from its badge than this part of the width says less than it disturbs. */
static const double farthest = .12;
/* Labels without marks between them stand further apart than what has marks. */
enum { LABEL_GAPS = 3 };

typedef struct block {
    double sum; /* of the wished places, each less the widths before it */
    size_t count;
} block;

static double place_of(block each)
{
    return each.sum / (double)each.count;
}

/* Sets label_at of the labelled ones of a row so that none overlap; blocks has room for all. */
static void solve_chain(layout_cluster *row, size_t count, double gap, double width, block *blocks)
{
    double before = 0;
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (!row[i].has_label)
            continue;
        blocks[used++] = (block){row[i].at - before, 1};
        before += row[i].label_width + gap;
        while (used > 1 && place_of(blocks[used - 2]) >= place_of(blocks[used - 1])) {
            blocks[used - 2].sum += blocks[used - 1].sum;
            blocks[used - 2].count += blocks[used - 1].count;
            used--;
        }
    }
    double most = width - (before - gap), sofar = 0;
    size_t in_block = 0, next = 0;
    for (size_t i = 0; i < count; i++) {
        if (!row[i].has_label)
            continue;
        double at = place_of(blocks[next]);
        at = at > most ? most : at;
        row[i].label_at = (at < 0 ? 0 : at) + sofar;
        sofar += row[i].label_width + gap;
        if (++in_block == blocks[next].count) {
            in_block = 0;
            next++;
        }
    }
}

static double total_width(const layout_cluster *row, size_t count, double gap)
{
    double total = 0;
    for (size_t i = 0; i < count; i++)
        total += row[i].has_label ? row[i].label_width + gap : 0;
    return total;
}

/* Widest labels go first, until the others fit. */
static void drop_until_they_fit(layout_cluster *row, size_t count, double gap, double width)
{
    double total = total_width(row, count, gap), limit = 0;
    for (size_t i = 0; i < count; i++)
        limit = row[i].label_width > limit ? row[i].label_width : limit;
    while (total > width && limit > 1) {
        limit *= .8;
        for (size_t i = 0; i < count && total > width; i++) {
            if (!row[i].has_label || row[i].label_width < limit)
                continue;
            row[i].has_label = false;
            total -= row[i].label_width + gap;
        }
    }
    for (size_t i = 0; i < count && total > width; i++)
        row[i].has_label = false;
}

static void place_row(layout *out, const layout_options *options, size_t lane, size_t first,
                      block *blocks)
{
    layout_cluster *row = &out->clusters[first];
    size_t count = out->cluster_count - first;
    double width = options->width + options->label_room, gap = options->gap * LABEL_GAPS;
    out->lanes[lane].clusters = count;
    if (!options->cluster_width)
        return;
    for (size_t i = 0; i < count; i++) {
        row[i].label_width = options->cluster_width(&row[i], options->data);
        row[i].has_label = row[i].label_width > 0;
    }
    drop_until_they_fit(row, count, gap, width);
    solve_chain(row, count, gap, width, blocks);
    for (size_t i = 0; i < count; i++) {
        double away = row[i].label_at - row[i].at;
        away = away < 0 ? -away - row[i].label_width : away;
        row[i].has_label = row[i].has_label && away <= farthest * options->width;
    }
    solve_chain(row, count, gap, width, blocks);
    for (size_t i = 0; i < count; i++)
        out->lanes[lane].cluster_labels = out->lanes[lane].cluster_labels || row[i].has_label;
}

static void gather(layout *out, const layout_options *options, layout_mark *mark, bool new_lane)
{
    double half = options->badge_width / 2, at = mark->at;
    at = at > options->width - half ? options->width - half : at;
    at = at < half ? half : at;
    bool joins = !new_lane && out->cluster_count > 0;
    if (joins) {
        layout_cluster *last = &out->clusters[out->cluster_count - 1];
        joins = at - last->at < options->badge_width + options->gap;
        last->count += joins;
    }
    if (!joins)
        out->clusters[out->cluster_count++] =
            (layout_cluster){.lane = mark->lane, .count = 1, .first = mark, .at = at};
    mark->cluster = out->cluster_count;
}

int layout_place_clusters(layout *out, const layout_options *options, layout_mark **places,
                          dl_error *error)
{
    size_t loose = 0;
    for (size_t i = 0; i < out->mark_count; i++)
        loose += out->marks[i].cluster > 0;
    out->clusters = calloc(loose + 1, sizeof *out->clusters);
    block *blocks = calloc(loose + 1, sizeof *blocks);
    if (!out->clusters || !blocks) {
        free(blocks);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    for (size_t i = 0; i < out->mark_count;) {
        size_t lane = places[i]->lane, first = out->cluster_count;
        for (; i < out->mark_count && places[i]->lane == lane; i++) {
            if (places[i]->cluster)
                gather(out, options, places[i], out->cluster_count == first);
        }
        if (out->cluster_count > first)
            place_row(out, options, lane, first, blocks);
    }
    free(blocks);
    return 0;
}
