#include "draw/kinds.h"

static const mark_kind kinds[] = {{"announce", SHAPE_DISC, "#0072B2", "●", 'o'},
                                  {"preview", SHAPE_RING, "#0072B2", "○", '0'},
                                  {"release", SHAPE_SQUARE, "#00795A", "■", '#'},
                                  {"promise", SHAPE_FLAG, "#9C5400", "⚑", 'P'},
                                  {"delay", SHAPE_HOURGLASS, "#A8431D", "⧗", 'X'},
                                  {"leak", SHAPE_DIAMOND, "#B02E7D", "◆", 'L'},
                                  {"revocation", SHAPE_CROSS, "#B3261E", "✕", 'x'},
                                  {"statement", SHAPE_BUBBLE, "#5A5A5A", "▪", '"'},
                                  {"product", SHAPE_TRIANGLE, "#00795A", "▲", '^'},
                                  {"other", SHAPE_DOT, "#5A5A5A", "•", '*'}};

enum { KINDS = sizeof kinds / sizeof *kinds };

const mark_kind *mark_kind_of(dl_str kind)
{
    for (size_t i = 0; i + 1 < KINDS; i++) {
        if (dl_str_equal(kind, dl_str_of(kinds[i].name)))
            return &kinds[i];
    }
    return &kinds[KINDS - 1];
}

size_t mark_kind_count(void)
{
    return KINDS;
}

const mark_kind *mark_kind_at(size_t index)
{
    return index < KINDS ? &kinds[index] : NULL;
}
