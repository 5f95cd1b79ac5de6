/* Colours for a drawing of marks: the shape of each says what it is, and so which colour it has. */
#include "base/utf8.h"
#include "draw/draw.h"
#include "draw/kinds.h"

typedef struct glyph_color {
    const char *glyph;
    theme_color color;
} glyph_color;

/* Beside the kinds' own: rails, windows, bars. */
static const glyph_color others[] = {
    {"═", THEME_RED},  {"╌", THEME_RUST}, {"▶", THEME_GREEN}, {"░", THEME_GREY}, {"┈", THEME_GREY},
    {"◌", THEME_GREY}, {"▓", THEME_GREY}, {"┊", THEME_RED},   {"▒", THEME_GREY}, {"█", THEME_BLUE},
    {"▏", THEME_BLUE}, {"▎", THEME_BLUE}, {"▍", THEME_BLUE},  {"▌", THEME_BLUE}, {"▋", THEME_BLUE},
    {"▊", THEME_BLUE}, {"▉", THEME_BLUE}, {"▁", THEME_BLUE},  {"▂", THEME_BLUE}, {"▃", THEME_BLUE},
    {"▄", THEME_BLUE}, {"▅", THEME_BLUE}, {"▆", THEME_BLUE},  {"▇", THEME_BLUE}};

static int color_of(dl_str glyph)
{
    for (size_t i = 0; i < mark_kind_count(); i++) {
        const mark_kind *kind = mark_kind_at(i);
        if (dl_str_equal(glyph, dl_str_of(kind->glyph)))
            return theme_of(kind->color)->sgr;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (dl_str_equal(glyph, dl_str_of(others[i].glyph)))
            return theme_of(others[i].color)->sgr;
    }
    return 0;
}

void dl_draw_colored(dl_str drawing, dl_buf *out)
{
    int current = 0;
    for (size_t at = 0; at < drawing.size;) {
        size_t start = at;
        uint32_t code = dl_utf8_next(drawing, &at);
        dl_str glyph = dl_str_slice(drawing, start, at);
        int wanted = code < 0x80 ? 0 : color_of(glyph);
        if (wanted != current)
            dl_buf_printf(out, "\x1b[%dm", wanted);
        current = wanted;
        dl_buf_add(out, glyph);
    }
    if (current)
        dl_buf_puts(out, "\x1b[0m");
}
