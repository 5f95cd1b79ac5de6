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

/* The one that is named first; of names that begin there the longest, "Google DeepMind" and not
 * "Google"; and in whatever order they are given. */
static dl_str actor_of(dl_str sentence, const dl_actor_name *names, size_t count)
{
    dl_str actor = {"", 0};
    size_t best = sentence.size, longest = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = place_of(sentence, names[i].name, true, false), size = names[i].name.size;
        if (at == sentence.size || at > best || (at == best && size < longest))
            continue;
        if (at == best && size == longest && dl_str_compare(names[i].actor, actor) >= 0)
            continue;
        best = at;
        longest = size;
        actor = names[i].actor;
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

/* The one that a promise is due by: a deadline, or a date that lies ahead; -1 for none. */
static int due_of(const dl_found *found, size_t count, const dl_date *published)
{
    for (size_t i = 0; i < count; i++)
        if (found[i].has_date && found[i].role == DL_ROLE_BY)
            return (int)i;
    for (size_t i = 0; published && i < count; i++)
        if (found[i].has_date && dl_date_after(&found[i].date, published) == DL_CERTAIN)
            return (int)i;
    return -1;
}

/* The first date of the sentence that does not lie ahead; -1 for none. */
static int made_on(const dl_found *found, size_t count, int due, const dl_date *published)
{
    for (size_t i = 0; i < count; i++)
        if ((int)i != due && found[i].has_date && found[i].role != DL_ROLE_BY &&
            !(published && dl_date_after(&found[i].date, published) == DL_CERTAIN))
            return (int)i;
    return -1;
}

/* Makes a promise of the sentence's dates. Returns the date that it took as its own, or -1. */
static int promise(dl_str text, const dl_found *found, size_t count, int due,
                   const dl_date *published, dl_candidate *out)
{
    int own = made_on(found, count, due, published);
    out->when = own >= 0 ? found[own] : found[due];
    out->when.role = found[due].role;
    if (own < 0) {
        out->when.reading_count = 0;
        out->when.sure = false;
        out->when.why = published ? "the day of publication: the sentence tells no other"
                                  : "when it was promised is not told";
        if (published)
            out->when.date = *published;
    }
    out->has_due = true;
    out->due = found[due].date;
    out->due_said = dl_str_slice(text, found[due].start, found[due].end);
    return own;
}

/* The candidates of one sentence, which the first of `found` stands in; returns how many of the
 * found ones do. */
static size_t sentence(dl_str text, const dl_found *found, size_t count, const dl_date *published,
                       const dl_actor_name *names, size_t name_count, dl_candidate *rows,
                       size_t *made)
{
    dl_candidate shape = {.when = found[0]};
    size_t same = 1;
    sentence_around(text, &found[0], &shape);
    while (same < count && found[same].end <= shape.end)
        same++;
    dl_str words = dl_str_slice(text, shape.start, shape.end);
    shape.actor = actor_of(words, names, name_count);
    shape.kind = kind_of(words);
    bool promised = strcmp(shape.kind, "promise") == 0;
    int due = promised ? due_of(found, same, published) : -1, own = -1;
    if (due >= 0) {
        rows[*made] = shape;
        own = promise(text, found, same, due, published, &rows[(*made)++]);
    }
    for (size_t i = 0; i < same; i++) {
        if (!found[i].has_date || (int)i == due || (int)i == own)
            continue;
        rows[*made] = shape;
        rows[(*made)++].when = found[i];
    }
    return same;
}

int dl_candidates(dl_str text, const dl_found *found, size_t found_count, const dl_date *published,
                  const dl_actor_name *names, size_t name_count, dl_arena *arena,
                  dl_candidate **candidates, size_t *count, dl_error *error)
{
    *count = 0;
    *candidates = dl_arena_alloc(arena, (found_count + 1) * sizeof **candidates);
    if (!*candidates)
        return dl_error_set(error, DL_ERR_MEMORY, "not enough memory");
    for (size_t i = 0; i < found_count;)
        i += sentence(text, found + i, found_count - i, published, names, name_count, *candidates,
                      count);
    return 0;
}
