/*
 * Front matter alone, under libFuzzer: any text between its fences. The tree that YAML gives stands
 * in its place in the text, and what a notebook takes of it is checked and can be given again.
 */
#include "base/utf8.h"
#include "dateline/date.h"
#include "dateline/notebook.h"
#include "fuzz.h"
#include "notebook/yaml.h"

enum { FIRST_LINE = 2 };

static int count_lines(dl_str text)
{
    int lines = 1;
    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n' || text.data[i] == '\r' || (text.data[i] & 0x80) != 0;
    return lines;
}

/* Line breaks are YAML's own here: NEL and the like, of bytes past ASCII, are some. */
static void check_node(const yaml_node *node, int lines)
{
    hold(node->line >= FIRST_LINE && node->line <= FIRST_LINE + lines && node->column >= 1);
    if (node->kind == YAML_SCALAR)
        hold(node->text.data && dl_utf8_valid(node->text) && !node->first);
    for (const yaml_node *item = node->first; item; item = item->next) {
        hold(item->value);
        if (node->kind == YAML_MAP)
            check_node(item->key, lines);
        check_node(item->value, lines);
    }
}

static void check_tree(dl_str text)
{
    dl_arena arena;
    yaml_node *root = NULL;
    dl_error error = {0};
    dl_arena_init(&arena);
    if (yaml_read(text, FIRST_LINE, &arena, &root, &error) != 0)
        hold(error.message[0]);
    else if (root)
        check_node(root, count_lines(text));
    dl_arena_clear(&arena);
}

static void check_front(dl_notebook *notebook)
{
    const dl_front *front = dl_notebook_front(notebook);
    dl_date date;
    hold(front->as_of.size == 0 || dl_date_parse(front->as_of, &date, NULL) == 0);
    for (size_t i = 0; i < front->param_count; i++) {
        const dl_parameter *one = &front->params[i];
        hold(one->name.size > 0 && one->line >= FIRST_LINE);
        hold(dl_notebook_set_param(notebook, one->name, one->value, NULL) == 0);
        hold(one->type != DL_TYPE_DATE || dl_date_parse(one->value, &date, NULL) == 0);
    }
    for (size_t i = 0; i < front->net_count; i++)
        hold(front->net[i].size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_buf file = {0};
    dl_notebook *notebook;
    dl_error error = {0};
    check_tree(fuzz_bytes(data, size));
    dl_buf_puts(&file, "---\n");
    dl_buf_add(&file, fuzz_bytes(data, size));
    dl_buf_puts(&file, "\n---\n");
    if (dl_notebook_parse(&notebook, dl_buf_str(&file), "x.md", &error) == 0)
        check_front(notebook);
    else
        hold(error.message[0] && error.line >= 0);
    dl_notebook_free(notebook);
    dl_buf_clear(&file);
    return 0;
}
