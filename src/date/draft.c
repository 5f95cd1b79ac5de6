#include "date/draft.h"

#include <string.h>

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
    return (c >= '0' && c <= '9') || c == '-' || c == '/' || c == '.' || c == '?' || c == '~' ||
           c == '%';
}

/* "(06-11)?" in the draft marked a group: since 2019 each component has the mark at its left. Puts
 * the rewritten text in `now`, its size returned; 0 when it does not fit, or groups are nested. */
static size_t without_groups(dl_str text, char *now, size_t room)
{
    size_t size = 0;
    for (size_t at = 0; at < text.size; at++) {
        if (size + 4 >= room)
            return 0;
        if (text.data[at] != '(') {
            now[size++] = text.data[at];
            continue;
        }
        size_t close = at + 1;
        while (close < text.size && text.data[close] != ')' && text.data[close] != '(')
            close++;
        if (close + 1 >= text.size || text.data[close] != ')')
            return 0;
        dl_str after = dl_str_slice(text, close + 1, text.size);
        bool both = dl_str_starts(after, dl_str_of("?~")) || dl_str_starts(after, dl_str_of("~?"));
        char mark = both ? '%' : text.data[close + 1];
        if (mark != '?' && mark != '~' && mark != '%')
            return 0;
        for (size_t i = at + 1; i < close && size + 4 < room; i++) {
            if (i == at + 1 || text.data[i - 1] == '-')
                now[size++] = mark;
            now[size++] = text.data[i];
        }
        at = close + (both ? 2 : 1);
    }
    return size;
}

void draft_hint(dl_str text, dl_error *error)
{
    /* cppcheck-suppress variableScope */
    char now[64], plain[64];
    size_t size = 0;
    bool changed = text.size > 0 && memchr(text.data, '(', text.size) != NULL, digits = false;
    if (changed)
        text = (dl_str){plain, without_groups(text, plain, sizeof plain)};
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
