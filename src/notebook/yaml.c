#include "notebook/yaml.h"

#include <string.h>

#include <yaml.h>

enum { MAX_DEPTH = 8 }; /* params: {name: {type, default, doc}} is 3 */

typedef struct reader {
    yaml_parser_t parser;
    yaml_event_t event;
    int first_line;
    dl_arena *arena;
    dl_error *error;
} reader;

static int refuse(reader *in, const yaml_mark_t *mark, const char *what)
{
    int kind =
        dl_error_set(in->error, DL_ERR_SYNTAX, "this is no YAML as notebooks have it: %s", what);
    dl_error_at(in->error, "", (int)mark->line + in->first_line, (int)mark->column + 1);
    return kind;
}

/* The parser's words where text that was not meant as YAML is read as such. */
static bool wants_quotes(const char *problem)
{
    return strcmp(problem, "mapping values are not allowed in this context") == 0 ||
           strcmp(problem, "found character that cannot start any token") == 0;
}

/* Reads the next event into in->event, freeing the one before. */
static int advance(reader *in)
{
    yaml_event_delete(&in->event);
    if (yaml_parser_parse(&in->parser, &in->event))
        return 0;
    memset(&in->event, 0, sizeof in->event);
    const char *problem = in->parser.problem ? in->parser.problem : "memory ran out";
    int kind = refuse(in, &in->parser.problem_mark, problem);
    if (wants_quotes(problem))
        dl_error_hint(in->error, "put a value that holds \": \" or begins with a sign in quotes, "
                                 "as in title: \"Sora: the delay\"");
    return kind;
}

static yaml_node *new_node(reader *in, yaml_kind kind)
{
    yaml_node *node = dl_arena_alloc(in->arena, sizeof *node);
    if (!node)
        return NULL;
    node->kind = kind;
    node->line = (int)in->event.start_mark.line + in->first_line;
    node->column = (int)in->event.start_mark.column + 1;
    return node;
}

static int no_memory(reader *in)
{
    return dl_error_set(in->error, DL_ERR_MEMORY, "memory ran out");
}

static int check_plain(reader *in, const void *anchor, const void *tag)
{
    if (anchor)
        return refuse(in, &in->event.start_mark, "anchors (&name) are not read here");
    if (tag)
        return refuse(in, &in->event.start_mark, "tags (!name) are not read here");
    return 0;
}

static int read_node(reader *in, int depth, yaml_node **out);

static int read_scalar(reader *in, yaml_node **out)
{
    int rc = check_plain(in, in->event.data.scalar.anchor, in->event.data.scalar.tag);
    if (rc != 0)
        return rc;
    yaml_node *node = new_node(in, YAML_SCALAR);
    if (!node)
        return no_memory(in);
    dl_str text = {(const char *)in->event.data.scalar.value, in->event.data.scalar.length};
    node->text = dl_arena_copy(in->arena, text);
    *out = node;
    return node->text.data ? 0 : no_memory(in);
}

static int read_list(reader *in, int depth, yaml_node **out)
{
    int rc =
        check_plain(in, in->event.data.sequence_start.anchor, in->event.data.sequence_start.tag);
    yaml_node *list = rc == 0 ? new_node(in, YAML_LIST) : NULL;
    if (rc == 0 && !list)
        rc = no_memory(in);
    yaml_node **last = list ? &list->first : NULL;
    while (rc == 0) {
        rc = advance(in);
        if (rc != 0 || in->event.type == YAML_SEQUENCE_END_EVENT)
            break;
        yaml_node *item = new_node(in, YAML_LIST);
        if (!item)
            return no_memory(in);
        rc = read_node(in, depth + 1, &item->value);
        *last = item;
        last = &item->next;
    }
    *out = list;
    return rc;
}

/* Each key is compared with those before it; nobody's front matter has as many. */
enum { MOST_KEYS = 2000 };

static int check_key(reader *in, const yaml_node *map, const yaml_node *key)
{
    int count = 0;
    yaml_mark_t mark = {.line = (size_t)(key->line - in->first_line),
                        .column = (size_t)key->column - 1};
    if (key->kind != YAML_SCALAR)
        return refuse(in, &mark, "a key must be plain text");
    if (dl_str_equal(key->text, DL_STR("<<")))
        return refuse(in, &mark, "merge keys (<<) are not read here");
    for (const yaml_node *entry = map->first; entry; entry = entry->next) {
        if (++count == MOST_KEYS)
            return refuse(in, &mark, "there are too many keys here");
        if (entry->key && dl_str_equal(entry->key->text, key->text))
            return refuse(in, &mark, "this key stands here twice");
    }
    return 0;
}

static int read_map(reader *in, int depth, yaml_node **out)
{
    int rc = check_plain(in, in->event.data.mapping_start.anchor, in->event.data.mapping_start.tag);
    yaml_node *map = rc == 0 ? new_node(in, YAML_MAP) : NULL;
    if (rc == 0 && !map)
        rc = no_memory(in);
    yaml_node **last = map ? &map->first : NULL;
    while (rc == 0) {
        rc = advance(in);
        if (rc != 0 || in->event.type == YAML_MAPPING_END_EVENT)
            break;
        yaml_node *entry = new_node(in, YAML_MAP), *key = NULL;
        if (!entry)
            return no_memory(in);
        rc = read_node(in, depth + 1, &key);
        if (rc == 0)
            rc = key ? check_key(in, map, key) : no_memory(in);
        if (rc == 0)
            rc = advance(in);
        if (rc == 0)
            rc = read_node(in, depth + 1, &entry->value);
        entry->key = key;
        *last = entry;
        last = &entry->next;
    }
    *out = map;
    return rc;
}

/* in->event is the node's first; it is left at the node's last. */
static int read_node(reader *in, int depth, yaml_node **out)
{
    *out = NULL;
    if (depth > MAX_DEPTH)
        return refuse(in, &in->event.start_mark, "it is nested too deep");
    switch (in->event.type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(in, out);
    case YAML_SEQUENCE_START_EVENT:
        return read_list(in, depth, out);
    case YAML_MAPPING_START_EVENT:
        return read_map(in, depth, out);
    case YAML_ALIAS_EVENT:
        return refuse(in, &in->event.start_mark, "aliases (*name) are not read here");
    default:
        return refuse(in, &in->event.start_mark, "a value was expected");
    }
}

static int read_document(reader *in, yaml_node **root)
{
    int rc = advance(in); /* stream start */
    if (rc == 0)
        rc = advance(in);
    if (rc != 0 || in->event.type == YAML_STREAM_END_EVENT)
        return rc;
    rc = advance(in);
    if (rc == 0)
        rc = read_node(in, 0, root);
    if (rc == 0)
        rc = advance(in); /* document end */
    if (rc == 0)
        rc = advance(in);
    if (rc == 0 && in->event.type != YAML_STREAM_END_EVENT)
        rc = refuse(in, &in->event.start_mark, "one document was expected");
    return rc;
}

int yaml_read(dl_str text, int first_line, dl_arena *arena, yaml_node **root, dl_error *error)
{
    reader in = {.first_line = first_line, .arena = arena, .error = error};
    *root = NULL;
    if (!yaml_parser_initialize(&in.parser))
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    yaml_parser_set_input_string(&in.parser, (const unsigned char *)text.data, text.size);
    yaml_parser_set_encoding(&in.parser, YAML_UTF8_ENCODING);
    int rc = read_document(&in, root);
    yaml_event_delete(&in.event);
    yaml_parser_delete(&in.parser);
    return rc;
}
