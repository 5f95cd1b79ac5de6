/* Allen's relations as sets: their words, composition, inverse and coarse view. */
#include "dateline/relation.h"

static const char *const names[DL_RELATION_COUNT] = {
    "before",      "meets",    "overlaps",   "starts",        "during", "finishes", "equal",
    "finished-by", "contains", "started-by", "overlapped-by", "met-by", "after"};

static const char *const coarse_names[DL_COARSE_COUNT] = {"before",   "after",  "overlaps",
                                                          "contains", "within", "equal"};

static const dl_relations groups[DL_COARSE_COUNT] = {
    1 << DL_BEFORE | 1 << DL_MEETS,
    1 << DL_AFTER | 1 << DL_MET_BY,
    1 << DL_OVERLAPS | 1 << DL_OVERLAPPED_BY,
    1 << DL_CONTAINS | 1 << DL_STARTED_BY | 1 << DL_FINISHED_BY,
    1 << DL_DURING | 1 << DL_STARTS | 1 << DL_FINISHES,
    1 << DL_EQUAL};

dl_relation dl_relation_between(int64_t a_start, int64_t a_end, int64_t b_start, int64_t b_end)
{
    if (a_end <= b_start)
        return a_end < b_start ? DL_BEFORE : DL_MEETS;
    if (b_end <= a_start)
        return b_end < a_start ? DL_AFTER : DL_MET_BY;
    if (a_start == b_start)
        return a_end < b_end ? DL_STARTS : a_end == b_end ? DL_EQUAL : DL_STARTED_BY;
    if (a_end == b_end)
        return a_start > b_start ? DL_FINISHES : DL_FINISHED_BY;
    if (a_start < b_start)
        return a_end < b_end ? DL_OVERLAPS : DL_CONTAINS;
    return a_end < b_end ? DL_DURING : DL_OVERLAPPED_BY;
}

/* b stands at 4 and 9 of fourteen points: before, in and after it there is room for the four ends
 * of a and c in any order, so no ordering is missed. */
dl_relations dl_relation_compose(dl_relations first, dl_relations second)
{
    enum { POINTS = 14, START = 4, END = 9 };
    int starts[POINTS * POINTS], ends[POINTS * POINTS], count = 0;
    dl_relations found = 0;
    for (int start = 0; start < POINTS; start++) {
        for (int end = start + 1; end < POINTS; end++) {
            if (second >> dl_relation_between(START, END, start, end) & 1) {
                starts[count] = start;
                ends[count++] = end;
            }
        }
    }
    for (int start = 0; start < POINTS; start++) {
        for (int end = start + 1; end < POINTS; end++) {
            if (!(first >> dl_relation_between(start, end, START, END) & 1))
                continue;
            for (int i = 0; i < count; i++)
                found |= (dl_relations)(1 << dl_relation_between(start, end, starts[i], ends[i]));
        }
    }
    return found;
}

/* The words stand in an order that reads the same from behind for b's way past a. */
dl_relations dl_relation_inverse(dl_relations set)
{
    dl_relations result = 0;
    for (int i = 0; i < DL_RELATION_COUNT; i++) {
        if (set >> i & 1)
            result |= (dl_relations)(1 << (DL_RELATION_COUNT - 1 - i));
    }
    return result;
}

dl_truth dl_relation_truth(dl_relations possible, dl_relations asked)
{
    if (!(possible & asked))
        return DL_IMPOSSIBLE;
    return (possible & ~asked) ? DL_POSSIBLE : DL_CERTAIN;
}

dl_relation dl_relation_certain(dl_relations set)
{
    for (int i = 0; i < DL_RELATION_COUNT; i++) {
        if (set == 1 << i)
            return (dl_relation)i;
    }
    return DL_RELATION_COUNT;
}

const char *dl_relation_word(dl_relation relation)
{
    return names[relation];
}

dl_relation dl_relation_of_word(dl_str word)
{
    int found = 0;
    while (found < DL_RELATION_COUNT && !dl_str_equal(word, dl_str_of(names[found])))
        found++;
    return (dl_relation)found;
}

/* "a", "a or b", "a, b or c"; how the last one is joined depends on how many are still to come. */
static void put_listed(const char *const *words, unsigned chosen, dl_buf *out)
{
    for (bool first = true; chosen; words++, chosen >>= 1) {
        if (!(chosen & 1))
            continue;
        if (!first)
            dl_buf_puts(out, chosen == 1 ? " or " : ", ");
        dl_buf_puts(out, *words);
        first = false;
    }
}

void dl_relation_words(dl_relations set, dl_buf *out)
{
    if (set == 0)
        dl_buf_puts(out, "no relation");
    else if (set == DL_RELATIONS_ALL)
        dl_buf_puts(out, "any relation");
    else
        put_listed(names, set, out);
}

const char *dl_coarse_word(dl_coarse coarse)
{
    return coarse_names[coarse];
}

dl_relations dl_coarse_group(dl_coarse coarse)
{
    return groups[coarse];
}

dl_relations dl_relation_widen(dl_relations set)
{
    dl_relations wide = 0;
    for (int i = 0; i < DL_COARSE_COUNT; i++)
        wide |= set & groups[i] ? groups[i] : 0;
    return wide;
}

void dl_coarse_words(dl_relations set, dl_buf *out)
{
    unsigned chosen = 0;
    for (int i = 0; i < DL_COARSE_COUNT; i++)
        chosen |= set & groups[i] ? 1U << i : 0;
    dl_relations wide = dl_relation_widen(set);
    if (wide == 0 || wide == DL_RELATIONS_ALL)
        dl_relation_words(wide, out);
    else
        put_listed(coarse_names, chosen, out);
}
