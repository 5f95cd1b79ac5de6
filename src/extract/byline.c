/* Names out of bylines: "By Jane Doe | 3 May 2024" is Jane Doe. */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "extract/label.h"
#include "extract/metadata.h"
#include "extract/text.h"
#include "extract/written_words.h"

/* Longer ones are sentences about somebody. */
static const size_t longest_name = 100;

/* With a colon where the word alone may begin a name or a sentence; the others may have one too. */
static const char *const before[] = {
    "by", "written by", "posted by", "reported by", "author:", "authors:", "von",
    "autor:", "autorin:", "text:", "par", "auteur:", "por", "di", "de:", "door",
    "tekst:", "autore:", "av", "af", "przez", "автор:", "Автор:",
    /* of blogs' templates */
    "view all posts by", "all posts by", "posts by", "post author by", "eingestellt von",
    "gepostet von", "geschrieben von", "veröffentlicht von", "beiträge von", "publié par",
    "posté par", "publicado por", "pubblicato da", "postado por", "geplaatst door", "gepost door"};
static const char *const after[] = {" | ", "|", " • ", "•", " · ", "·", " – ", " — ", "\n", "@"};

static size_t behind_spaces(dl_str text, size_t at)
{
    for (size_t next = at; next < text.size && dl_text_is_space(dl_utf8_next(text, &next));)
        at = next;
    return at;
}

/* Where a name goes on behind a word of that size; 0 where it has the word in it. */
static size_t behind_word(dl_str name, size_t size, bool needs_colon)
{
    size_t at = behind_spaces(name, size);
    const bool colon = at < name.size && name.data[at] == ':';
    at = behind_spaces(name, at + colon);
    return at < name.size && at > size && (colon || !needs_colon) ? at : 0;
}

dl_str dl_byline_without_by(dl_str name)
{
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        dl_str word = dl_str_of(before[i]);
        const bool colon = word.data[word.size - 1] == ':';
        word.size -= colon;
        if (name.size <= word.size || strncasecmp(name.data, word.data, word.size) != 0)
            continue;
        const size_t at = behind_word(name, word.size, colon);
        if (at)
            return dl_byline_without_by(dl_str_slice(name, at, name.size));
    }
    return name;
}

static dl_str without_words_after(dl_str name)
{
    size_t end = name.size, start, label_end;
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        size_t at = dl_str_find(name, dl_str_of(after[i]), 0);
        if (at > 0 && at < end)
            end = at;
    }
    if (dl_label_find(name, 0, &start, &label_end) != DL_LABEL_NONE && start < end)
        end = start;
    return dl_str_trim(dl_str_slice(name, 0, end));
}

static bool is_month(dl_str word)
{
    char lower[24] = "";
    if (word.size >= sizeof lower)
        return false;
    for (size_t i = 0; i < word.size; i++)
        lower[i] =
            (char)(word.data[i] >= 'A' && word.data[i] <= 'Z' ? word.data[i] | 0x20 : word.data[i]);
    if (word.size && lower[word.size - 1] == '.')
        lower[word.size - 1] = '\0';
    return dl_written_month(lower) != 0;
}

static dl_str last_word(dl_str text)
{
    size_t start = text.size;
    while (start > 0 && text.data[start - 1] != ' ')
        start--;
    return dl_str_slice(text, start, text.size);
}

static dl_str without_last_word(dl_str text)
{
    return dl_str_trim(dl_str_slice(text, 0, text.size - last_word(text).size));
}

/* What stands between a name and a date: "Jo Doe on 3 May". */
static bool is_before_date(dl_str word)
{
    static const char *const words[] = {"on", "am", "le", "el", "em", "op", "il", "den", "dne"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (dl_str_is_word(word, words[i]))
            return true;
    return false;
}

/* A name has no digits: where they begin the date does, maybe with its month's name before. */
static dl_str without_date(dl_str name)
{
    size_t at = 0;
    while (at < name.size && !(name.data[at] >= '0' && name.data[at] <= '9'))
        at++;
    if (at == name.size)
        return name;
    dl_str head = dl_str_trim(dl_str_slice(name, 0, at));
    if (is_month(last_word(head)))
        head = without_last_word(head);
    if (is_before_date(last_word(head)))
        head = without_last_word(head);
    while (head.size && dl_one_of(head.data[head.size - 1], ",-(/"))
        head = dl_str_trim(dl_str_slice(head, 0, head.size - 1));
    return head;
}

static bool is_by(dl_str name)
{
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (name.size && strncasecmp(before[i], name.data, name.size) == 0 &&
            strlen(before[i]) <= name.size + 1)
            return true;
    return false;
}

dl_str dl_byline_name(dl_str shown)
{
    dl_str name = dl_byline_without_by(dl_str_trim(shown));
    name = without_date(without_words_after(name));
    while (name.size && dl_one_of(name.data[name.size - 1], ",;:"))
        name = dl_str_trim(dl_str_slice(name, 0, name.size - 1));
    bool address = dl_str_find(name, DL_STR("://"), 0) < name.size;
    /* what is left of a byline whose name stands in another element */
    bool word = is_by(name);
    return name.size > longest_name || address || word ? (dl_str){"", 0} : name;
}
