#include "notebook/ipynb_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "notebook/ipynb_json.h"

void ipynb_init(ipynb *notebook)
{
    memset(notebook, 0, sizeof *notebook);
    dl_arena_init(&notebook->arena);
}

void ipynb_clear(ipynb *notebook)
{
    for (size_t i = 0; i < notebook->count; i++) {
        json_decref(notebook->cells[i].metadata);
        json_decref(notebook->cells[i].attached);
        json_decref(notebook->cells[i].outputs);
        json_decref(notebook->cells[i].execution);
    }
    free(notebook->cells);
    json_decref(notebook->metadata);
    json_decref(notebook->widgets);
    dl_arena_clear(&notebook->arena);
    ipynb_init(notebook);
}

ipynb_cell *ipynb_add(ipynb *notebook, ipynb_kind kind)
{
    if (dl_grow(&notebook->cells, &notebook->capacity, notebook->count + 1, sizeof *notebook->cells,
                NULL) != 0)
        return NULL;
    ipynb_cell *cell = &notebook->cells[notebook->count];
    memset(cell, 0, sizeof *cell);
    cell->kind = kind;
    cell->source = cell->id = cell->language = (dl_str){"", 0};
    cell->metadata = json_object();
    if (!cell->metadata)
        return NULL;
    notebook->count++;
    return cell;
}

/* --- line ends --- */

bool ipynb_is_crlf(dl_str text)
{
    size_t lines = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\r'))
            return false;
        if (text.data[i] == '\r' && (i + 1 == text.size || text.data[i + 1] != '\n'))
            return false;
        lines += text.data[i] == '\n';
    }
    return lines > 0;
}

/* --- cells --- */

bool ipynb_runs(dl_str language)
{
    return dl_str_equal(language, DL_STR("lua")) || dl_str_equal(language, DL_STR("sql"));
}

bool ipynb_is_query(dl_str source)
{
    return dl_str_starts(source, DL_STR("%%sql")) && (source.size == 5 || source.data[5] == '\n');
}

bool ipynb_is_blank(dl_str text)
{
    return dl_str_trim(text).size == 0;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           dl_one_of(c, "-_+#.");
}

bool ipynb_good_id(dl_str id)
{
    bool good = id.size > 0 && id.size <= 64;
    for (size_t i = 0; i < id.size && good; i++)
        good = is_word_byte(id.data[i]) && !dl_one_of(id.data[i], "+#.");
    return good;
}

/* By kind; the last is for code that runs elsewhere. */
static const char *const id_prefixes[IPYNB_NUMBERS] = {"markdown-", "", "raw-", "0-"};

void ipynb_given_id(const ipynb_cell *cell, unsigned numbers[IPYNB_NUMBERS],
                    char id[IPYNB_GIVEN_ID])
{
    bool elsewhere = cell->kind == IPYNB_CODE && !ipynb_runs(cell->language);
    size_t which = elsewhere ? IPYNB_NUMBERS - 1 : (size_t)cell->kind;
    snprintf(id, IPYNB_GIVEN_ID, "%s%u", id_prefixes[which], ++numbers[which]);
}

/* "markdown-3", "3", "3-2". */
bool ipynb_looks_given(const ipynb_cell *cell)
{
    dl_str id = cell->id, prefix = dl_str_of(id_prefixes[cell->kind]);
    if (!dl_str_starts(id, prefix) || id.size == prefix.size)
        return false;
    bool digit = false;
    for (size_t i = prefix.size; i < id.size; i++) {
        if (!(id.data[i] >= '0' && id.data[i] <= '9') && !(id.data[i] == '-' && digit))
            return false;
        digit = id.data[i] != '-';
    }
    return digit;
}

/* --- languages --- */

static dl_str word_of(dl_str text)
{
    size_t size = 0;
    while (size < text.size && is_word_byte(text.data[size]))
        size++;
    return dl_str_slice(text, 0, size);
}

static dl_str member(const json_t *metadata, const char *object, const char *key)
{
    return ipynb_json_text(json_object_get(json_object_get(metadata, object), key));
}

/* A notebook that names no language is of none that we know. */
static dl_str kernel_language(const ipynb *notebook)
{
    if (!notebook->metadata)
        return DL_STR("lua");
    dl_str language = member(notebook->metadata, "language_info", "name");
    if (language.size == 0)
        language = member(notebook->metadata, "kernelspec", "language");
    dl_str word = word_of(language);
    if (word.size == 0 || word.size != language.size || word.size > 64)
        return DL_STR("text");
    return dl_str_is_word(word, "lua") ? DL_STR("lua") : word;
}

dl_str ipynb_language_of(const ipynb *notebook, dl_str source)
{
    dl_str kernel = kernel_language(notebook);
    bool lua = dl_str_equal(kernel, DL_STR("lua"));
    if (!lua)
        return ipynb_runs(kernel) ? DL_STR("text") : kernel;
    if (ipynb_is_query(source))
        return DL_STR("sql");
    if (!dl_str_starts(source, DL_STR("%%")))
        return DL_STR("lua");
    /* a magic of the kernel that the notebook was written for */
    dl_str magic = word_of(dl_str_slice(source, 2, source.size));
    bool good = magic.size > 0 && magic.size <= 64 && !ipynb_runs(magic);
    return good ? magic : DL_STR("text");
}

json_t *ipynb_usual_metadata(void)
{
    return json_pack("{s:{s:s,s:s,s:s},s:{s:s,s:s,s:s,s:s,s:s,s:s}}", "kernelspec", "display_name",
                     "dateline", "language", "lua", "name", "dateline", "language_info", "name",
                     "lua", "version", "5.4", "file_extension", ".lua", "mimetype", "text/x-lua",
                     "pygments_lexer", "lua", "codemirror_mode", "lua");
}

/* --- expected errors --- */

static const char raises[] = "raises-exception";

static bool expects_error(const json_t *metadata)
{
    return dl_str_equal(member(metadata, "dateline", "error"), DL_STR("expected"));
}

bool ipynb_add_raises(json_t *metadata)
{
    size_t i;
    json_t *tag, *tags = json_object_get(metadata, "tags");
    if (!expects_error(metadata) || (tags && !json_is_array(tags)))
        return true;
    json_array_foreach(tags, i,
                       tag) if (dl_str_equal(ipynb_json_text(tag), dl_str_of(raises))) return true;
    if (!tags && !ipynb_json_set(metadata, "tags", json_array()))
        return false;
    return json_array_append_new(json_object_get(metadata, "tags"), json_string(raises)) == 0;
}

void ipynb_drop_raises(json_t *metadata)
{
    json_t *tags = json_object_get(metadata, "tags");
    size_t count = json_array_size(tags);
    if (!expects_error(metadata) || count == 0 ||
        !dl_str_equal(ipynb_json_text(json_array_get(tags, count - 1)), dl_str_of(raises)))
        return;
    json_array_remove(tags, count - 1);
    if (count == 1)
        json_object_del(metadata, "tags");
}

/* --- comparing --- */

static bool same_json(const json_t *a, const json_t *b)
{
    return (!a && !b) || json_equal(a, b);
}

static bool same_cell(const ipynb_cell *a, const ipynb_cell *b)
{
    bool same = a->kind == b->kind && dl_str_equal(a->source, b->source) &&
                dl_str_equal(a->id, b->id) && same_json(a->metadata, b->metadata) &&
                same_json(a->attached, b->attached);
    return same && (a->kind != IPYNB_CODE || dl_str_equal(a->language, b->language));
}

bool ipynb_same(const ipynb *a, const ipynb *b)
{
    bool same = a->count == b->count && same_json(a->metadata, b->metadata);
    for (size_t i = 0; i < a->count && same; i++)
        same = same_cell(&a->cells[i], &b->cells[i]);
    return same;
}
