/* Front matter: what a notebook says of itself before its first line. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/date.h"
#include "notebook/internal.h"
#include "notebook/yaml.h"

static int fault_at(const dl_notebook *notebook, dl_error *error, const yaml_node *node,
                    const char *message)
{
    dl_error_set(error, DL_ERR_SYNTAX, "%s", message);
    dl_error_at(error, notebook->name.data, node->line, node->column);
    return DL_ERR_SYNTAX;
}

static int no_memory(dl_error *error)
{
    return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

/* --- where it is --- */

static bool is_fence(dl_str line, const char *mark)
{
    return dl_str_equal(dl_str_trim(line), dl_str_of(mark)) && line.data[0] == mark[0];
}

static int no_notebook(const dl_notebook *notebook, dl_error *error, const char *why)
{
    notebook_fault(notebook, error, 0, "this is no notebook: %s", why);
    dl_error_hint(error, "a notebook begins with the lines: --- / dateline: 1 / ---");
    return DL_ERR_SYNTAX;
}

/* Sets *yaml to what is between the fences, and where prose begins. */
static int find_front(dl_notebook *notebook, dl_str *yaml, dl_error *error)
{
    dl_str rest = notebook->text, bom = DL_STR("\xEF\xBB\xBF");
    if (dl_str_starts(rest, bom))
        rest = dl_str_slice(rest, bom.size, rest.size);
    dl_str line = dl_str_cut(rest, '\n', &rest);
    if (line.size == 0 || !is_fence(line, "---"))
        return no_notebook(notebook, error, "it does not begin with front matter");
    const char *start = rest.data;
    int line_number = 2;
    while (rest.data) {
        line = dl_str_cut(rest, '\n', &rest);
        line_number++;
        if (line.size && (is_fence(line, "---") || is_fence(line, "..."))) {
            *yaml = (dl_str){start, (size_t)(line.data - start)};
            notebook->prose_offset =
                rest.data ? (size_t)(rest.data - notebook->text.data) : notebook->text.size;
            notebook->prose_line = line_number;
            return 0;
        }
    }
    return no_notebook(notebook, error, "its front matter never ends");
}

/* --- values --- */

static int read_text(dl_notebook *notebook, const yaml_node *node, dl_str *text, dl_error *error)
{
    if (node->kind != YAML_SCALAR)
        return fault_at(notebook, error, node, "text was expected here");
    *text = node->text;
    return 0;
}

/* A list of texts; one text is a list of one, and a key without a value one of none. */
static int read_texts(dl_notebook *notebook, const yaml_node *node, const dl_str **texts,
                      size_t *count, dl_error *error)
{
    size_t most = 1;
    for (const yaml_node *item = node->first; item; item = item->next)
        most++;
    dl_str *list = dl_arena_alloc(&notebook->arena, most * sizeof *list);
    if (!list)
        return no_memory(error);
    *texts = list;
    *count = 0;
    if (node->kind == YAML_SCALAR) {
        list[0] = node->text;
        *count = node->text.size > 0;
        return 0;
    }
    if (node->kind == YAML_MAP)
        return fault_at(notebook, error, node, "a list of texts was expected here");
    for (const yaml_node *item = node->first; item; item = item->next) {
        int rc = read_text(notebook, item->value, &list[*count], error);
        if (rc != 0)
            return rc;
        if (list[(*count)++].size == 0)
            return fault_at(notebook, error, item->value,
                            "a text was expected here, and it is empty");
    }
    return 0;
}

/* Hosts; who writes an address there would be asked for it, grant it, and reach nothing. */
static int read_net(dl_notebook *notebook, const yaml_node *entry, dl_error *error)
{
    dl_front *front = &notebook->front;
    int rc = read_texts(notebook, entry->value, &front->net, &front->net_count, error);
    for (size_t i = 0; i < front->net_count && rc == 0; i++) {
        dl_str said = front->net[i], slashes = DL_STR("//");
        size_t at = dl_str_find(said, slashes, 0);
        if (!memchr(said.data, '/', said.size))
            continue;
        dl_str host = at < said.size ? dl_str_slice(said, at + slashes.size, said.size) : said;
        host = dl_str_slice(host, 0, dl_str_find(host, DL_STR("/"), 0));
        rc = notebook_warn(notebook, entry->key->line,
                           "net: '%.*s' is no host and grants nothing%s%.*s%s", DL_STR_ARG(said),
                           host.size ? "; do you mean '" : "", DL_STR_ARG(host),
                           host.size ? "'?" : "");
    }
    return rc;
}

static int read_version(dl_notebook *notebook, const yaml_node *node, dl_error *error)
{
    if (node->kind != YAML_SCALAR || !dl_str_equal(node->text, DL_STR("1"))) {
        fault_at(notebook, error, node, "this is format version 1: `dateline: 1` was expected");
        dl_error_hint(error, "a notebook of a later version needs a later dateline");
        return DL_ERR_SYNTAX;
    }
    notebook->front.version = 1;
    return 0;
}

static int read_as_of(dl_notebook *notebook, const yaml_node *node, dl_error *error)
{
    dl_date date;
    int rc = read_text(notebook, node, &notebook->front.as_of, error);
    if (rc == 0 && dl_date_parse(node->text, &date, error) != 0) {
        dl_error_at(error, notebook->name.data, node->line, node->column);
        rc = DL_ERR_SYNTAX;
    }
    return rc;
}

/* --- parameters --- */

static const char *const type_names[] = {"string", "number", "boolean", "date"};

static bool is_number(dl_str text)
{
    char space[64], *end;
    if (text.size == 0 || text.size >= sizeof space || dl_one_of(text.data[0], " \t\n"))
        return false;
    memcpy(space, text.data, text.size);
    space[text.size] = '\0';
    double value = strtod(space, &end);
    return *end == '\0' && isfinite(value);
}

int front_check_value(dl_str text, dl_type type, dl_error *error)
{
    dl_date date;
    if (type == DL_TYPE_NUMBER && !is_number(text))
        return dl_error_set(error, DL_ERR_USAGE, "'%.*s' is no number", DL_STR_ARG(text));
    bool boolean = dl_str_equal(text, DL_STR("true")) || dl_str_equal(text, DL_STR("false"));
    if (type == DL_TYPE_BOOLEAN && !boolean)
        return dl_error_set(error, DL_ERR_USAGE, "'%.*s' is neither true nor false",
                            DL_STR_ARG(text));
    if (type == DL_TYPE_DATE && dl_date_parse(text, &date, error) != 0)
        return DL_ERR_USAGE;
    return 0;
}

static int read_type(dl_notebook *notebook, const yaml_node *node, dl_type *type, dl_error *error)
{
    for (int i = 0; i < 4 && node->kind == YAML_SCALAR; i++) {
        if (dl_str_equal(node->text, dl_str_of(type_names[i]))) {
            *type = (dl_type)i;
            return 0;
        }
    }
    return fault_at(notebook, error, node, "string, number, boolean or date was expected");
}

/* {type, default, doc} */
static int read_declaration(dl_notebook *notebook, const yaml_node *map, dl_parameter *param,
                            dl_error *error)
{
    const yaml_node *value = NULL;
    int rc = 0;
    for (const yaml_node *entry = map->first; entry && rc == 0; entry = entry->next) {
        if (dl_str_equal(entry->key->text, DL_STR("type")))
            rc = read_type(notebook, entry->value, &param->type, error);
        else if (dl_str_equal(entry->key->text, DL_STR("doc")))
            rc = read_text(notebook, entry->value, &param->doc, error);
        else if (dl_str_equal(entry->key->text, DL_STR("default")))
            value = entry->value;
        else
            rc = fault_at(notebook, error, entry->key,
                          "a parameter is {type, default, doc}, nothing else");
    }
    if (rc != 0)
        return rc;
    if (!value)
        return fault_at(notebook, error, map, "a parameter needs a default");
    rc = read_text(notebook, value, &param->value, error);
    if (rc == 0 && front_check_value(param->value, param->type, error) != 0) {
        dl_error_at(error, notebook->name.data, value->line, value->column);
        rc = DL_ERR_SYNTAX;
    }
    return rc;
}

static int read_params(dl_notebook *notebook, const yaml_node *map, dl_error *error)
{
    size_t count = 0;
    if (map->kind != YAML_MAP)
        return fault_at(notebook, error, map, "a map from names to defaults was expected");
    for (const yaml_node *entry = map->first; entry; entry = entry->next)
        count++;
    dl_parameter *params = dl_arena_alloc(&notebook->arena, (count + 1) * sizeof *params);
    if (!params)
        return no_memory(error);
    notebook->front.params = params;
    int rc = 0;
    for (const yaml_node *entry = map->first; entry && rc == 0; entry = entry->next) {
        dl_parameter *param = &params[notebook->front.param_count++];
        *param = (dl_parameter){.name = entry->key->text, .line = entry->key->line};
        rc = entry->value->kind == YAML_MAP
                 ? read_declaration(notebook, entry->value, param, error)
                 : read_text(notebook, entry->value, &param->value, error);
    }
    return rc;
}

/* --- keys --- */

static const char *const keys[] = {"dateline", "title",  "authors",  "as-of",
                                   "net",      "params", "timezone", "lang"};
enum { KEYS = sizeof keys / sizeof *keys };

static int unknown_key(dl_notebook *notebook, const yaml_node *key)
{
    const char *near = dl_str_nearest(key->text, keys, KEYS);
    return notebook_warn(notebook, key->line, "'%.*s' is no key of ours; %s", DL_STR_ARG(key->text),
                         dl_str_propose(&near, 1, "it is kept").text);
}

static int read_key(dl_notebook *notebook, const yaml_node *entry, dl_error *error)
{
    dl_front *front = &notebook->front;
    size_t key = 0;
    while (key < KEYS && !dl_str_equal(entry->key->text, dl_str_of(keys[key])))
        key++;
    switch (key) {
    case 0:
        return read_version(notebook, entry->value, error);
    case 1:
        return read_text(notebook, entry->value, &front->title, error);
    case 2:
        return read_texts(notebook, entry->value, &front->authors, &front->author_count, error);
    case 3:
        return read_as_of(notebook, entry->value, error);
    case 4:
        return read_net(notebook, entry, error);
    case 5:
        return read_params(notebook, entry->value, error);
    case 6:
        return read_text(notebook, entry->value, &front->timezone, error);
    case 7:
        return read_text(notebook, entry->value, &front->lang, error);
    default:
        return unknown_key(notebook, entry->key);
    }
}

int front_read_yaml(dl_notebook *notebook, dl_str yaml, int line, dl_error *error)
{
    yaml_node *root;
    int rc = yaml_read(yaml, line, &notebook->arena, &root, error);
    if (rc != 0) {
        if (error)
            dl_error_at(error, notebook->name.data, error->line, error->column);
        return rc;
    }
    if (root && root->kind != YAML_MAP)
        return fault_at(notebook, error, root, "front matter is a map of keys to values");
    for (const yaml_node *entry = root ? root->first : NULL; entry && rc == 0; entry = entry->next)
        rc = read_key(notebook, entry, error);
    return rc;
}

int front_read(dl_notebook *notebook, dl_error *error)
{
    dl_str yaml;
    int rc = find_front(notebook, &yaml, error);
    if (rc == 0)
        rc = front_read_yaml(notebook, yaml, 2, error);
    if (rc == 0 && notebook->front.version == 0)
        rc = no_notebook(notebook, error, "its front matter has no `dateline: 1`");
    return rc;
}
