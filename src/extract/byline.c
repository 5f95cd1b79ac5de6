/* Names out of bylines: "By Jane Doe | 3 May 2024" is Jane Doe. */
#include <string.h>
#include <strings.h>

#include "extract/label.h"
#include "extract/metadata.h"

/* Longer ones are sentences about somebody. */
static const size_t longest_name = 100;

static const char *const before[] = {
    "by: ",      "by ",      "written by ", "posted by ", "reported by ", "author: ", "authors: ",
    "von ",      "von: ",    "autor: ",     "autorin: ",  "text: ",       "par ",     "par: ",
    "auteur : ", "auteur: ", "por ",        "por: ",      "di ",          "de: ",     "door ",
    "tekst: ",   "autore: ", "av ",         "af ",        "przez ",       "автор: ",  "Автор: "};
static const char *const after[] = {" | ", "|", " • ", "•", " · ", "·", " – ", " — ", "\n", "@"};

static dl_str without_words_before(dl_str name)
{
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        const size_t size = strlen(before[i]);
        if (name.size > size && strncasecmp(name.data, before[i], size) == 0)
            return without_words_before(dl_str_trim(dl_str_slice(name, size, name.size)));
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

/* A name has no digits: where they begin the date does, and the word before is its month or day. */
static dl_str without_date(dl_str name)
{
    size_t at = 0;
    while (at < name.size && !(name.data[at] >= '0' && name.data[at] <= '9'))
        at++;
    if (at == name.size)
        return name;
    dl_str head = dl_str_trim(dl_str_slice(name, 0, at));
    bool comma = head.size && (head.data[head.size - 1] == ',' || head.data[head.size - 1] == '-');
    while (!comma && head.size && head.data[head.size - 1] != ' ')
        head.size--;
    head = dl_str_trim(head);
    while (head.size && strchr(",-(/", head.data[head.size - 1]))
        head = dl_str_trim(dl_str_slice(head, 0, head.size - 1));
    return head;
}

dl_str dl_byline_name(dl_str shown)
{
    dl_str name = without_words_before(dl_str_trim(shown));
    name = without_date(without_words_after(name));
    while (name.size && strchr(",;:", name.data[name.size - 1]))
        name = dl_str_trim(dl_str_slice(name, 0, name.size - 1));
    bool address = dl_str_find(name, DL_STR("://"), 0) < name.size;
    return name.size > longest_name || address ? (dl_str){"", 0} : name;
}
