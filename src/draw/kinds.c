#include "draw/kinds.h"

static const mark_kind kinds[] = {{"announce", SHAPE_DISC, THEME_BLUE, "●", 'o'},
                                  {"preview", SHAPE_RING, THEME_BLUE, "○", '0'},
                                  {"release", SHAPE_SQUARE, THEME_GREEN, "■", '#'},
                                  {"promise", SHAPE_FLAG, THEME_AMBER, "⚑", 'P'},
                                  {"delay", SHAPE_HOURGLASS, THEME_RUST, "⧗", 'X'},
                                  {"leak", SHAPE_DIAMOND, THEME_PINK, "◆", 'L'},
                                  {"revocation", SHAPE_CROSS, THEME_RED, "✕", 'x'},
                                  {"statement", SHAPE_BUBBLE, THEME_GREY, "▪", '"'},
                                  {"product", SHAPE_TRIANGLE, THEME_GREEN, "▲", '^'},
                                  {"other", SHAPE_DOT, THEME_GREY, "•", '*'}};

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
