/* The API as the Lua language server reads it: a file of declarations with their documentation. */
#include <ctype.h>
#include <string.h>

#include "manual/manual.h"

/* --- types --- */

/* The manual's words for types that are not classes of ours. */
static const struct {
    const char *word, *type;
} type_words[] = {
    {"string", "string"},
    {"strings", "string"},
    {"number", "number"},
    {"numbers", "number"},
    {"integer", "integer"},
    {"integers", "integer"},
    {"boolean", "boolean"},
    {"table", "table"},
    {"tables", "table"},
    {"function", "function"},
    {"nil", "nil"},
    {"true", "true"},
    {"false", "false"},
    {"iterator", "fun(): dateline.date?"},
    {"certainty", "\"certain\"|\"possible\"|\"impossible\""},
    {"note", "string"},
    {"message", "string"},
    {"kind", "string"},
    {"failures", "table[]"},
    {"pages", "dateline.page[]"},
    {"dates", "dateline.date"},
    {"rows", "dateline.rows"},
    {"language", "table"},
    {"record", "table"},
    {"records", "table"},
    {"elements", "dateline.element[]"},
    {"view", "dateline.view"},
    {"picture", "dateline.picture"},
};

enum { METHODS = 1, FUNCTIONS = 2, FIELDS = 4 };

/* What there is below a name: "page:find", "store.put", "page.title". */
static unsigned members_of(dl_str owner)
{
    unsigned has = 0;
    for (size_t i = 0; i < manual_entry_count; i++) {
        const char *name = manual_entries[i].doc.name;
        if (strncmp(name, owner.data, owner.size) != 0)
            continue;
        if (name[owner.size] == ':')
            has |= METHODS;
        else if (name[owner.size] == '.')
            has |= manual_entries[i].field ? FIELDS : FUNCTIONS;
    }
    return has;
}

/* Whether values are called so. store.null is a module's own. */
static bool is_class(dl_str word)
{
    unsigned has = members_of(word);
    return (has & METHODS) || ((has & FIELDS) && !(has & FUNCTIONS));
}

static void put_word(dl_buf *out, dl_str word)
{
    for (size_t i = 0; i < sizeof type_words / sizeof *type_words; i++) {
        if (dl_str_equal(word, dl_str_of(type_words[i].word))) {
            dl_buf_puts(out, type_words[i].type);
            return;
        }
    }
    if (word.size && is_class(word))
        dl_buf_printf(out, "dateline.%.*s", DL_STR_ARG(word));
    else
        dl_buf_puts(out, "any");
}

/* "list of dates or string" as "(dateline.date|string)[]" would be wrong: each part by itself. */
static void put_type(dl_buf *out, dl_str words)
{
    const dl_str list = DL_STR("list of "), either = DL_STR(" or ");
    bool first = true;
    while (words.size) {
        size_t end = dl_str_find(words, either, 0);
        bool more = end < words.size;
        dl_str one = dl_str_trim(dl_str_slice(words, 0, more ? end : words.size));
        words = dl_str_slice(words, more ? end + either.size : words.size, words.size);
        bool many = dl_str_starts(one, list);
        if (!first)
            dl_buf_putc(out, '|');
        first = false;
        put_word(out, many ? dl_str_slice(one, list.size, one.size) : one);
        if (many)
            dl_buf_puts(out, "[]");
    }
    if (first)
        dl_buf_puts(out, "any");
}

/* --- items: "- `name` (type, default x): what it is" --- */

typedef struct item {
    dl_str name, type, text;
} item;

/* Where the item ends that begins at the text's beginning: lines that go on begin with a space. */
static size_t item_end(dl_str text)
{
    size_t end = 0;
    do {
        end = dl_str_find(text, DL_STR("\n"), end);
        end += end < text.size;
    } while (end < text.size && text.data[end] == ' ');
    return end;
}

/* The next one in text; false at the end. */
static bool next_item(dl_str *text, item *out)
{
    while (text->size && !dl_str_starts(*text, DL_STR("- `")))
        dl_str_cut(*text, '\n', text);
    if (text->size == 0)
        return false;
    size_t end = item_end(*text);
    dl_str rest = dl_str_slice(*text, 3, end), none;
    *text = dl_str_slice(*text, end, text->size);
    *out = (item){.name = dl_str_cut(rest, '`', &rest)};
    out->text = rest;
    if (dl_str_starts(rest, DL_STR(" ("))) {
        out->type = dl_str_cut(dl_str_slice(rest, 2, rest.size), ')', &out->text);
        out->type = dl_str_cut(out->type, ',', &none);
    }
    if (dl_str_starts(out->text, DL_STR(":")))
        out->text = dl_str_slice(out->text, 1, out->text.size);
    out->text = dl_str_trim(out->text);
    return true;
}

static bool item_named(dl_str text, dl_str name, item *out)
{
    while (next_item(&text, out))
        if (dl_str_equal(out->name, name))
            return true;
    return false;
}

/* --- writing --- */

/* The text after a blank, its lines as one. */
static void put_line(dl_buf *out, dl_str text)
{
    while (text.data && text.size) {
        dl_str line = dl_str_trim(dl_str_cut(text, '\n', &text));
        dl_buf_printf(out, " %.*s", DL_STR_ARG(line));
    }
    dl_buf_putc(out, '\n');
}

static void put_comment(dl_buf *out, dl_str text)
{
    text = dl_str_trim(text);
    while (text.data && text.size) {
        dl_str line = dl_str_cut(text, '\n', &text);
        dl_buf_printf(out, "---%s%.*s\n", line.size ? " " : "", DL_STR_ARG(line));
    }
}

/* What stands before the options, and the options. */
static void split_options(dl_str text, dl_str *before, dl_str *options)
{
    size_t at = dl_str_find(text, DL_STR("\nOptions"), 0);
    *before = dl_str_slice(text, 0, at);
    *options = dl_str_slice(text, at, text.size);
}

/* "dateline.timeline.slips.options": a class for the options of one function. */
static void put_options_name(dl_buf *out, const dl_manual_entry *entry)
{
    dl_buf_puts(out, "dateline.options.");
    for (const char *at = entry->doc.name; *at; at++)
        dl_buf_putc(out, *at == ':' ? '.' : *at);
}

static void put_options(dl_buf *out, const dl_manual_entry *entry)
{
    dl_str before, options;
    item one;
    bool any = false;
    split_options(entry->text, &before, &options);
    while (next_item(&options, &one)) {
        if (!any) {
            dl_buf_puts(out, "---@class ");
            put_options_name(out, entry);
            dl_buf_putc(out, '\n');
        }
        any = true;
        dl_buf_printf(out, "---@field %.*s? ", DL_STR_ARG(one.name));
        put_type(out, one.type);
        put_line(out, one.text);
    }
    if (any)
        dl_buf_putc(out, '\n');
}

typedef struct parameter {
    dl_str name;
    bool optional;
} parameter;

enum { MOST_PARAMETERS = 12 };

/* "(urls [, options])": their names, and which may be left out. */
static size_t parameters_of(const dl_manual_entry *entry, parameter *out)
{
    const char *at = strchr(entry->doc.signature, '(');
    size_t count = 0;
    int depth = 0;
    for (; at && *at && *at != ')' && count < MOST_PARAMETERS; at++) {
        size_t size = 0;
        depth += (*at == '[') - (*at == ']');
        while (isalnum((unsigned char)at[size]) || at[size] == '_' || at[size] == '.')
            size++;
        if (size == 0)
            continue;
        out[count++] = (parameter){{at, size}, depth > 0};
        at += size - 1;
    }
    return count;
}

/* The types of what is given: each place takes what any of the alternatives has there. */
static void put_results(dl_buf *out, const char *signature)
{
    const char *arrow = strstr(signature, " -> ");
    dl_str whole = dl_str_of(arrow ? arrow + 4 : ""), none = {"", 0};
    for (size_t place = 0; place < 4; place++) {
        dl_str rest = whole;
        bool any = false, all = true;
        dl_buf types;
        dl_buf_init(&types);
        while (rest.data && rest.size) {
            dl_str values = dl_str_cut(rest, '|', &rest), value = none;
            for (size_t i = 0; i <= place; i++)
                value = values.size ? dl_str_trim(dl_str_cut(values, ',', &values)) : none;
            all = all && value.size;
            if (value.size == 0)
                continue;
            if (any)
                dl_buf_putc(&types, '|');
            put_type(&types, value);
            any = true;
        }
        if (any)
            dl_buf_printf(out, "---@return %s%s\n", types.data, all ? "" : "?");
        dl_buf_clear(&types);
        if (!any)
            return;
    }
}

/* What the entry's parameter is: its item says so, or it is the options, a class of their own.
 * Gives what the item tells. */
static dl_str put_parameter(dl_buf *out, const dl_manual_entry *entry, const parameter *one,
                            const char *separator)
{
    item told = {0};
    dl_str before, options;
    split_options(entry->text, &before, &options);
    if (!item_named(before, one->name, &told))
        told = (item){0};
    dl_buf_printf(out, "%.*s%s%s", DL_STR_ARG(one->name), one->optional ? "?" : "", separator);
    if (!told.type.size && options.size && dl_str_equal(one->name, DL_STR("options")))
        put_options_name(out, entry);
    else
        put_type(out, told.type);
    return told.text;
}

static void put_function(dl_buf *out, const dl_manual_entry *entry)
{
    parameter list[MOST_PARAMETERS];
    size_t count = parameters_of(entry, list);
    put_options(out, entry);
    put_comment(out, entry->text);
    for (size_t i = 0; i < count; i++) {
        dl_buf_puts(out, "---@param ");
        put_line(out, put_parameter(out, entry, &list[i], " "));
    }
    put_results(out, entry->doc.signature);
    dl_buf_printf(out, "function %s(", entry->doc.name);
    for (size_t i = 0; i < count; i++)
        dl_buf_printf(out, "%s%.*s", i ? ", " : "", DL_STR_ARG(list[i].name));
    dl_buf_puts(out, ") end\n\n");
}

/* --- the file --- */

static dl_str owner_of(const dl_manual_entry *entry)
{
    return (dl_str){entry->doc.name, strcspn(entry->doc.name, ".:")};
}

static bool is_global(const dl_manual_entry *entry)
{
    return strpbrk(entry->doc.name, ".:") == NULL;
}

/* Whether an earlier entry has the same owner. */
static bool seen_before(size_t index, char separator)
{
    dl_str owner = owner_of(&manual_entries[index]);
    for (size_t i = 0; i < index; i++) {
        const dl_manual_entry *entry = &manual_entries[i];
        if (dl_str_equal(owner_of(entry), owner) &&
            (entry->doc.name[owner.size] == separator || (separator == ':' && entry->field)))
            return true;
    }
    return false;
}

static void put_fields(dl_buf *out, dl_str owner)
{
    for (size_t i = 0; i < manual_entry_count; i++) {
        const dl_manual_entry *entry = &manual_entries[i];
        const char *arrow = strstr(entry->doc.signature, " -> ");
        dl_str rest = dl_str_of(arrow ? arrow + 4 : "");
        if (!entry->field || !dl_str_equal(owner_of(entry), owner))
            continue;
        dl_buf_printf(out, "---@field %s ", entry->doc.name + owner.size + 1);
        for (bool first = true; rest.data && rest.size; first = false) {
            if (!first)
                dl_buf_putc(out, '|');
            put_type(out, dl_str_trim(dl_str_cut(rest, '|', &rest)));
        }
        dl_buf_printf(out, " %s\n", entry->doc.help);
    }
}

/* Of a module that can be called itself: `fetch(url)`. */
static void put_overload(dl_buf *out, const dl_manual_entry *entry)
{
    parameter list[MOST_PARAMETERS];
    size_t count = parameters_of(entry, list);
    put_comment(out, entry->text);
    dl_buf_puts(out, "---@overload fun(");
    for (size_t i = 0; i < count; i++) {
        dl_buf_puts(out, i ? ", " : "");
        put_parameter(out, entry, &list[i], ": ");
    }
    dl_buf_puts(out, "): ");
    const char *arrow = strstr(entry->doc.signature, " -> ");
    dl_str rest = dl_str_of(arrow ? arrow + 4 : "any");
    put_type(out, dl_str_trim(dl_str_slice(rest, 0, strcspn(rest.data, ",|"))));
    dl_buf_putc(out, '\n');
}

static void put_classes(dl_buf *out)
{
    for (size_t i = 0; i < manual_entry_count; i++) {
        const dl_manual_entry *entry = &manual_entries[i];
        dl_str owner = owner_of(entry);
        if (is_global(entry) || !is_class(owner) || seen_before(i, ':') ||
            (!entry->field && entry->doc.name[owner.size] != ':'))
            continue;
        dl_buf_printf(out, "---@class dateline.%.*s\n", DL_STR_ARG(owner));
        put_fields(out, owner);
        dl_buf_printf(out, "local %.*s = {}\n\n", DL_STR_ARG(owner));
        for (size_t k = i; k < manual_entry_count; k++)
            if (dl_str_equal(owner_of(&manual_entries[k]), owner) &&
                manual_entries[k].doc.name[owner.size] == ':')
                put_function(out, &manual_entries[k]);
    }
}

/* `table` is Lua's own and has more than ours. */
static void put_modules(dl_buf *out)
{
    for (size_t i = 0; i < manual_entry_count; i++) {
        const dl_manual_entry *entry = &manual_entries[i];
        dl_str owner = owner_of(entry);
        if (is_global(entry) || entry->field || entry->doc.name[owner.size] != '.' ||
            seen_before(i, '.'))
            continue;
        if (!dl_str_equal(owner, DL_STR("table"))) {
            const dl_manual_entry *itself = dl_manual_find(owner);
            if (itself)
                put_options(out, itself);
            dl_buf_printf(out, "---@class dateline.module.%.*s\n", DL_STR_ARG(owner));
            if (!is_class(owner))
                put_fields(out, owner);
            if (itself)
                put_overload(out, itself);
            dl_buf_printf(out, "%.*s = {}\n\n", DL_STR_ARG(owner));
        }
        for (size_t k = i; k < manual_entry_count; k++)
            if (!manual_entries[k].field && dl_str_equal(owner_of(&manual_entries[k]), owner) &&
                manual_entries[k].doc.name[owner.size] == '.')
                put_function(out, &manual_entries[k]);
    }
}

int dl_manual_luals(dl_buf *out, dl_error *error)
{
    dl_buf_puts(out,
                "---@meta dateline\n"
                "-- What a cell of a dateline notebook can call, for the Lua language server.\n"
                "-- Made by `dateline help api --to luals`.\n\n"
                "---@class dateline.rows: table<integer, table>\n\n"
                "---@class dateline.view\n\n---@class dateline.picture\n\n");
    /* a class is a local of its block, so that its methods do not become globals */
    dl_buf_puts(out, "do\n\n");
    put_classes(out);
    dl_buf_puts(out, "end\n\n");
    put_modules(out);
    for (size_t i = 0; i < manual_entry_count; i++) {
        const dl_manual_entry *entry = &manual_entries[i];
        if (is_global(entry) && !entry->field && !(members_of(owner_of(entry)) & FUNCTIONS))
            put_function(out, entry);
    }
    dl_buf_puts(out, "---The notebook's parameters, as its front matter declares them.\n"
                     "---@type table<string, any>\nparams = {}\n\n"
                     "---A script's words of the command line; nil in a notebook.\n"
                     "---@type table<integer, string>\nargs = {}\n\n");
    for (size_t i = 0; i < manual_entry_count; i++)
        if (!is_global(&manual_entries[i]) &&
            dl_str_equal(owner_of(&manual_entries[i]), DL_STR("args")))
            put_function(out, &manual_entries[i]);
    return dl_buf_ok(out, error);
}
