/*
 * Sentences: where they end. A full stop ends one unless what is before it is an abbreviation, an
 * initial or an ordinal, or what follows goes on in lower case; the sentence ends of scripts that
 * put no space after them end one at once. What has no end for long is cut where its own bytes
 * say so, that an insertion before it does not move every cut after it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/utf8.h"
#include "extract/diff_internal.h"

/* Past this many bytes without an end a sentence is cut where it can be, and at most here. */
static const size_t long_sentence = 1000, longest_sentence = 4000;
/* A line shorter or longer than this was not broken by wrapping. */
static const size_t least_wrapped = 50, most_wrapped = 110;

/* Unicode's Sentence_Terminal without . ? ! and what stands within words. at_once: no space is
 * needed after it. */
static const struct terminal {
    uint32_t code;
    bool at_once;
} terminals[] = {
    {0x0589, false}, {0x061D, false}, {0x061E, false}, {0x061F, false}, {0x06D4, false},
    {0x0700, false}, {0x0964, true},  {0x0965, true},  {0x0F0D, true},  {0x104A, true},
    {0x104B, true},  {0x1362, true},  {0x1367, true},  {0x1368, true},  {0x1803, true},
    {0x1809, true},  {0x17D4, true},  {0x17D5, true},  {0x203C, false}, {0x203D, false},
    {0x2026, false}, {0x2047, false}, {0x2048, false}, {0x2049, false}, {0x3002, true},
    {0xFF01, true},  {0xFF0E, true},  {0xFF1F, true},  {0xFF61, true},
};

/* Before a full stop that ends no sentence, in lower case and without inner stops. */
static const char *const abbreviations[] = {
    "mr",   "mrs",  "ms",  "mx",   "dr",   "prof", "st",   "vs",   "gen",  "col",  "lt",   "sgt",
    "capt", "cpl",  "rep", "sen",  "gov",  "rev",  "hon",  "pres", "jan",  "feb",  "apr",  "jun",
    "jul",  "aug",  "sep", "sept", "oct",  "nov",  "dec",  "tue",  "wed",  "thu",  "fri",  "approx",
    "est",  "cf",   "ca",  "eg",   "ie",   "al",   "eds",  "ft",   "mt",   "dept", "univ", "bzw",
    "usw",  "evtl", "ggf", "mme",  "mlle", "sra",  "srta", "tel",  "inkl", "zb",   "dh"};

/* Before a full stop that ends no sentence when a number follows. */
static const char *const before_numbers[] = {"no", "nos", "nr", "fig", "art", "vol",  "p",
                                             "pp", "bd",  "ch", "ed",  "sec", "para", "mar"};

/* Before a full stop that may end a sentence: it does when one of the starters follows. */
static const char *const either[] = {"inc", "ltd", "co", "corp", "jr", "sr", "etc", "am",
                                     "pm",  "us",  "uk", "eu",   "un", "dc", "bros"};
static const char *const starters[] = {
    "the", "a",  "an",  "it",    "its",  "he",      "she",   "they",  "we",   "i",    "in",
    "on",  "at", "but", "and",   "this", "that",    "these", "those", "his",  "her",  "their",
    "our", "as", "for", "after", "when", "however", "if",    "there", "some", "many", "by"};

/* After "27." : months in languages that write ordinals so. */
static const char *const months[] = {"januar",   "februar",  "märz",    "april",     "mai",
                                     "juni",     "juli",     "august",  "september", "oktober",
                                     "november", "dezember", "january", "jänner"};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte & 0x80);
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* word in lower case without stops, against a list. */
static bool is_in(dl_str word, const char *const *list, size_t count)
{
    char plain[24];
    size_t used = 0;
    for (size_t i = 0; i < word.size; i++) {
        char byte = word.data[i];
        if (byte == '.')
            continue;
        if (used + 1 == sizeof plain)
            return false;
        plain[used++] = (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
    }
    plain[used] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (strcmp(plain, list[i]) == 0)
            return true;
    }
    return false;
}

static const struct terminal *find_terminal(uint32_t code)
{
    for (size_t i = 0; i < COUNT(terminals); i++) {
        if (terminals[i].code == code)
            return &terminals[i];
    }
    return NULL;
}

static bool is_closer(uint32_t code)
{
    static const uint32_t closers[] = {'"',    '\'',   ')',    ']',    '}',    0x00BB, 0x2019,
                                       0x201D, 0x203A, 0x300D, 0x300F, 0x3011, 0xFF09, 0x3009,
                                       0x300B, '.',    '!',    '?',    0xFF01, 0xFF1F};
    for (size_t i = 0; i < COUNT(closers); i++) {
        if (closers[i] == code)
            return true;
    }
    return find_terminal(code) != NULL;
}

/* Past closing quotes and brackets, more terminals, and footnotes like [12]. */
static size_t skip_closers(dl_str text, size_t at)
{
    for (int most = 16; most > 0 && at < text.size; most--) {
        size_t next = at;
        if (text.data[at] == '[') {
            size_t end = at + 1;
            while (end < text.size && end < at + 6 && is_digit(text.data[end]))
                end++;
            if (end == at + 1 || end == text.size || text.data[end] != ']')
                return at;
            at = end + 1;
            continue;
        }
        if (!is_closer(dl_utf8_next(text, &next)))
            return at;
        at = next;
    }
    return at;
}

/* The word (letters, digits, inner stops) that ends before `at`. */
static dl_str word_before(dl_str text, size_t from, size_t at)
{
    size_t start = at;
    while (start > from && at - start < 24 &&
           (is_letter(text.data[start - 1]) || text.data[start - 1] == '.' ||
            is_digit(text.data[start - 1])))
        start--;
    return dl_str_slice(text, start, at);
}

/* The word at or after `at`, past white space and opening quotes. */
static dl_str word_after(dl_str text, size_t at)
{
    for (int most = 64; at < text.size && !is_letter(text.data[at]) && !is_digit(text.data[at]);
         at++) {
        if (text.data[at] == '\n' || most-- == 0)
            return (dl_str){"", 0};
    }
    /* a quotation mark beyond ASCII is no letter */
    while (at + 2 < text.size && text.data[at] == '\xE2' && text.data[at + 1] == '\x80')
        at += 3;
    size_t end = at;
    while (end < text.size && end - at < 24 &&
           (is_letter(text.data[end]) || is_digit(text.data[end])))
        end++;
    return dl_str_slice(text, at, end);
}

static bool is_number(dl_str word)
{
    for (size_t i = 0; i < word.size; i++) {
        if (!is_digit(word.data[i]))
            return false;
    }
    return word.size > 0;
}

/* Whether the full stop at `at` of a sentence that began at `from` is one within it. next: after
 * what closes with it. */
static bool is_inner_stop(dl_str text, size_t from, size_t at, size_t next)
{
    dl_str before = word_before(text, from, at), after = word_after(text, next);
    if (before.size == 1 && before.data[0] >= 'A' && before.data[0] <= 'Z' && before.data[0] != 'I')
        return true; /* J. Smith */
    if (is_number(before) && before.data == text.data + from)
        return true; /* 1. what a list numbers */
    if (is_number(before) && before.size <= 2 && is_in(after, months, COUNT(months)))
        return true;
    if (is_in(before, abbreviations, COUNT(abbreviations)))
        return true;
    if (after.size && is_digit(after.data[0]) &&
        is_in(before, before_numbers, COUNT(before_numbers)))
        return true;
    bool inner = memchr(before.data, '.', before.size) != NULL;
    if (is_in(before, either, COUNT(either)) ||
        (inner && before.size <= 7 && is_letter(before.data[0])))
        return after.size > 0 && !is_in(after, starters, COUNT(starters));
    return false;
}

static bool goes_on_small(dl_str text, size_t at)
{
    while (at < text.size && (text.data[at] == ' ' || text.data[at] == '\t'))
        at++;
    return at < text.size && text.data[at] >= 'a' && text.data[at] <= 'z';
}

/* Whether the character before `next` (it begins at `at`) ends the sentence; *end: after it. */
static bool ends_here(dl_str text, size_t from, size_t at, uint32_t code, size_t next, size_t *end)
{
    const struct terminal *known = find_terminal(code);
    if (!known && code != '.' && code != '!' && code != '?')
        return false;
    *end = skip_closers(text, next);
    if (known && known->at_once)
        return true;
    if (*end < text.size && !is_space(text.data[*end]))
        return false;
    if (goes_on_small(text, *end))
        return false;
    return code != '.' || !is_inner_stop(text, from, at, *end);
}

/* A line break that is not wrapping: a blank line, a short line, or one before what begins anew. */
static bool breaks_here(dl_str text, size_t line, size_t at)
{
    size_t next = at + 1;
    while (next < text.size && (text.data[next] == ' ' || text.data[next] == '\t'))
        next++;
    if (next == text.size || text.data[next] == '\n' || text.data[next] == '\r')
        return true;
    size_t size = at - line;
    return size < least_wrapped || size > most_wrapped || memchr("-*#|>", text.data[next], 5) ||
           memchr(text.data + line, '\t', size); /* cells of a table */
}

/* A place to cut what is too long, by the eight bytes before it. */
static bool may_cut(dl_str text, size_t from, size_t at)
{
    if (at - from >= longest_sentence)
        return (text.data[at] & 0xC0) != 0x80; /* not within a character */
    if (at - from < long_sentence || !memchr(" ,;{}", text.data[at - 1], 5))
        return false;
    return dl_diff_hash(dl_str_slice(text, at - 8, at)) % 8 == 0;
}

/* The end of the sentence that begins at `from`, without the white space after it. */
static size_t sentence_end(dl_str text, size_t from)
{
    size_t line = from, end;
    for (size_t at = from; at < text.size;) {
        size_t next = at;
        char byte = text.data[at];
        if (at > from && may_cut(text, from, at))
            return at;
        if (byte == '\n') {
            if (breaks_here(text, line, at))
                return at;
            line = at + 1;
        }
        uint32_t code = dl_utf8_next(text, &next);
        if (ends_here(text, from, at, code, next, &end))
            return end;
        at = next;
    }
    return text.size;
}

int dl_sentences(dl_str text, dl_arena *arena, size_t **ends, size_t *count, dl_error *error)
{
    size_t capacity = 0, *list = NULL, used = 0;
    int rc = 0;
    for (size_t at = 0; rc == 0 && at < text.size;) {
        /* white space before the first sentence belongs to it */
        while (used == 0 && at < text.size && is_space(text.data[at]))
            at++;
        at = at < text.size ? sentence_end(text, at) : at;
        while (at < text.size && is_space(text.data[at]))
            at++;
        rc = dl_grow(&list, &capacity, used + 1, sizeof *list, error);
        if (rc == 0)
            list[used++] = at;
    }
    *ends = rc == 0 ? dl_arena_alloc(arena, (used + 1) * sizeof **ends) : NULL;
    *count = used;
    if (rc == 0 && !*ends)
        rc = dl_diff_memory(error);
    if (rc == 0 && used)
        memcpy(*ends, list, used * sizeof *list);
    free(list);
    return rc;
}
