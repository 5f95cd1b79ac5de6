#include "date/draft.h"

typedef struct spelling {
    const char *old, *now;
} spelling;

/* Longest first, since the texts are replaced from left to right. */
static const spelling spellings[] = {{"unknown", ""}, {"open", ".."}, {"?~", "%"}, {"~?", "%"},
                                     {"u", "X"},      {"x", "X"},     {"y", "Y"},  {"e", "E"}};

static const spelling *spelling_at(dl_str rest)
{
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        if (dl_str_starts(rest, dl_str_of(spellings[i].old)))
            return &spellings[i];
    }
    return NULL;
}

/* What the draft could hold: digits, signs, and the spellings above; else it is other text. */
static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '/' || c == '.' || c == '?' || c == '~';
}

void draft_hint(dl_str text, dl_error *error)
{
    char now[64];
    size_t size = 0;
    bool changed = false, digits = false;
    for (size_t at = 0; at < text.size && size + 3 < sizeof now;) {
        const spelling *old = spelling_at(dl_str_slice(text, at, text.size));
        if (!old && !is_plain(text.data[at]))
            return;
        dl_str piece = old ? dl_str_of(old->now) : dl_str_slice(text, at, at + 1);
        for (size_t i = 0; i < piece.size; i++)
            now[size++] = piece.data[i];
        digits = digits || (text.data[at] >= '0' && text.data[at] <= '9');
        changed = changed || old;
        at += old ? dl_str_of(old->old).size : 1;
    }
    if (changed && digits)
        dl_error_hint(error, "that is the draft of 2012; since 2019 it is written %.*s", (int)size,
                      now);
}
