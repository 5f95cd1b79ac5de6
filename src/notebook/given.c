/* Values of parameters from a file: a map of YAML, by front matter's rules. */
#include "dateline/notebook.h"
#include "notebook/yaml.h"

static int fault(const yaml_node *node, const char *message, dl_error *error)
{
    dl_error_set(error, DL_ERR_SYNTAX, "%s", message);
    dl_error_at(error, "", node->line, node->column);
    return DL_ERR_SYNTAX;
}

int dl_given_read(dl_str text, dl_arena *arena, dl_given **given, size_t *count, dl_error *error)
{
    yaml_node *root = NULL;
    size_t entries = 0;
    *given = NULL;
    *count = 0;
    int rc = yaml_read(text, 1, arena, &root, error);
    if (rc || !root)
        return rc;
    if (root->kind != YAML_MAP)
        return fault(root, "parameters are a map: NAME: VALUE, one a line", error);
    for (const yaml_node *entry = root->first; entry; entry = entry->next)
        entries++;
    *given = dl_arena_alloc(arena, (entries + 1) * sizeof **given);
    if (!*given)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (const yaml_node *entry = root->first; entry; entry = entry->next) {
        if (entry->key->kind != YAML_SCALAR || entry->value->kind != YAML_SCALAR)
            return fault(entry->value,
                         "the value of a parameter is text, a number, a date or "
                         "true or false",
                         error);
        (*given)[(*count)++] =
            (dl_given){entry->key->text, entry->value->text, entry->line, entry->column};
    }
    return 0;
}
