/* Events that a page may tell. */
#include "dateline/candidate.h"

#include <string.h>

/* A sentence is at most so long: what has no full stop is no prose. */
static const size_t max_sentence = 2000;

/* The beginnings of words, in the order in which they decide. */
static const struct {
    const char *kind, *words;
} verbs[] = {
    {"delay", "delay|postpone|push back|pushed back|slip"},
    {"revoke", "revoke|cut off|pull|suspend|paus|shut down"},
    {"leak", "leak"},
    {"promise", "promis|plan|will |would |expect|aim|intend|schedul|slated|due "},
    {"preview", "preview|teas|demo|unveil|show"},
    {"release", "releas|launch|ship|roll out|rolled out|available|debut|publish|open to"},
    {"announce", "announc|introduc|reveal|confirm|post"},
    {"statement", "said|say|told|tell|claim|wrote|according"},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static bool same_letters(const char *a, const char *b, size_t size)
{
    return dl_str_same_letters((dl_str){a, size}, (dl_str){b, size});
}

/* The first place of `name` that begins a word, and ends one where `whole`. */
static size_t place_of(dl_str text, dl_str name, bool whole, bool any_case)
{
    for (size_t at = 0; name.size && at + name.size <= text.size; at++) {
        bool begins = at == 0 || !is_letter(text.data[at - 1]);
        size_t end = at + name.size;
        bool ends = !whole || end == text.size || !is_letter(text.data[end]);
        if (begins && ends &&
            (any_case ? same_letters(text.data + at, name.data, name.size)
                      : memcmp(text.data + at, name.data, name.size) == 0))
            return at;
    }
    return text.size;
}

static const char *kind_of(dl_str sentence)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        dl_str rest = dl_str_of(verbs[i].words);
        while (rest.data && rest.size) {
            dl_str word = dl_str_cut(rest, '|', &rest);
            if (place_of(sentence, word, false, true) < sentence.size)
                return verbs[i].kind;
        }
    }
    return "event";
}

/* The one that is named first. */
static dl_str actor_of(dl_str sentence, const dl_actor_name *names, size_t count)
{
    dl_str actor = {"", 0};
    size_t best = sentence.size;
    for (size_t i = 0; i < count; i++) {
        size_t at = place_of(sentence, names[i].name, true, false);
        if (at < best) {
            best = at;
            actor = names[i].actor;
        }
    }
    return actor;
}

/* A full stop before a blank and no small letter, or a line's end. */
static bool is_border(dl_str text, size_t at)
{
    char c = text.data[at];
    if (c == '\n')
        return true;
    bool stop = c == '.' || c == '!' || c == '?';
    if (!stop || (at + 1 < text.size && text.data[at + 1] != ' ' && text.data[at + 1] != '\n'))
        return false;
    char next = at + 2 < text.size ? text.data[at + 2] : 'A';
    bool number = next >= '0' && next <= '9';
    return !(next >= 'a' && next <= 'z') && !number;
}

static void sentence_around(dl_str text, const dl_found *when, dl_candidate *out)
{
    size_t start = when->start, end = when->end;
    while (start > 0 && when->start - start < max_sentence && !is_border(text, start - 1))
        start--;
    while (end < text.size && end - when->end < max_sentence && !is_border(text, end))
        end++;
    if (end < text.size && text.data[end] != '\n' && end - when->end < max_sentence)
        end++;
    while (start < when->start && (text.data[start] == ' ' || (text.data[start] & 0xC0) == 0x80))
        start++;
    while (end > when->end && (text.data[end < text.size ? end : end - 1] & 0xC0) == 0x80)
        end--;
    out->start = start;
    out->end = end;
}

int dl_candidates(dl_str text, const dl_found *found, size_t found_count,
                  const dl_actor_name *names, size_t name_count, dl_arena *arena,
                  dl_candidate **candidates, size_t *count, dl_error *error)
{
    *count = 0;
    *candidates = dl_arena_alloc(arena, (found_count + 1) * sizeof **candidates);
    if (!*candidates)
        return dl_error_set(error, DL_ERR_MEMORY, "not enough memory");
    for (size_t i = 0; i < found_count; i++) {
        if (!found[i].has_date)
            continue;
        dl_candidate *made = &(*candidates)[(*count)++];
        made->when = found[i];
        sentence_around(text, &found[i], made);
        dl_str sentence = dl_str_slice(text, made->start, made->end);
        made->actor = actor_of(sentence, names, name_count);
        made->kind = kind_of(sentence);
    }
    return 0;
}
