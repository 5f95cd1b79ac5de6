#include "notebook/ipynb_blocks.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "notebook/ipynb_info.h"
#include "notebook/markdown.h"

static dl_str trim_end(dl_str line)
{
    while (line.size && dl_one_of(line.data[line.size - 1], " \t\r\n"))
        line.size--;
    return line;
}

dl_str ipynb_marker_inside(dl_str line, const char *word)
{
    static const dl_str none = {NULL, 0};
    dl_str text = trim_end(line), end = DL_STR("-->");
    dl_str start = DL_STR("<!-- #");
    if (!dl_str_starts(text, start) || !dl_str_ends(text, end))
        return none;
    text = dl_str_slice(text, start.size, text.size - end.size);
    if (!dl_str_starts(text, dl_str_of(word)))
        return none;
    text = dl_str_slice(text, strlen(word), text.size);
    bool apart = text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t');
    return apart ? dl_str_trim(text) : none;
}

size_t ipynb_ticks_around(dl_str body)
{
    size_t ticks = 3;
    while (body.data && body.size) {
        dl_str rest, line = dl_str_cut(body, '\n', &rest);
        size_t at = 0;
        /* other line ends of CommonMark begin a line as well */
        for (size_t i = 0; i < line.size; i++) {
            if (line.data[i] == '\r')
                at = i + 1;
            else if (line.data[i] == '`' && i + 1 - at >= ticks) {
                size_t run = 1;
                while (run <= i - at && line.data[i - run] == '`')
                    run++;
                ticks = run >= ticks ? run + 1 : ticks;
            }
        }
        body = rest;
    }
    return ticks;
}

static bool is_x_cell(dl_str info)
{
    json_t *attributes = ipynb_info_read(info);
    bool marked = json_is_true(json_object_get(attributes, "x-cell"));
    json_decref(attributes);
    return marked;
}

static bool opens_cell(dl_str prose, size_t start, size_t end, size_t *ticks)
{
    dl_language language;
    dl_str info, line = line_at(dl_str_slice(prose, 0, end), start, &(size_t){0});
    *ticks = fence_length(line);
    return *ticks && (fence_language(line, &language, &info) || is_x_cell(info));
}

/* Of lines that end in LF, by which cells are cut: others are kept as text. */
static bool has_end(dl_str prose, size_t start, size_t end, size_t ticks)
{
    size_t last = end - (prose.data[end - 1] == '\n');
    while (last > start && prose.data[last - 1] != '\n')
        last--;
    return last > start && fence_closes(dl_str_slice(prose, last, end), ticks);
}

static bool is_marker(dl_str line, ipynb_block *block)
{
    static const struct {
        const char *word;
        ipynb_block_kind kind;
        ipynb_kind cell;
    } words[] = {{"md", IPYNB_OPEN, IPYNB_MARKDOWN},
                 {"raw", IPYNB_OPEN, IPYNB_RAW},
                 {"endmd", IPYNB_CLOSE, IPYNB_MARKDOWN},
                 {"endraw", IPYNB_CLOSE, IPYNB_RAW}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!ipynb_marker_inside(line, words[i].word).data)
            continue;
        block->kind = words[i].kind;
        block->cell = words[i].cell;
        return true;
    }
    return false;
}

static int add(ipynb_blocks *blocks, ipynb_block block, dl_error *error)
{
    int rc =
        dl_grow(&blocks->items, &blocks->capacity, blocks->count + 1, sizeof *blocks->items, error);
    if (rc == 0)
        blocks->items[blocks->count++] = block;
    return rc;
}

static int add_node(dl_str prose, const line_index *lines, cmark_node *node, ipynb_blocks *blocks,
                    dl_error *error)
{
    int line = cmark_node_get_start_line(node);
    ipynb_block block = {.kind = IPYNB_FENCE, .start = line_start(lines, line)};
    if (cmark_node_get_type(node) == CMARK_NODE_CODE_BLOCK) {
        block.end = line_start(lines, cmark_node_get_end_line(node) + 1);
        size_t ticks;
        if (!opens_cell(prose, block.start, block.end, &ticks))
            return 0;
        if (!has_end(prose, block.start, block.end, ticks))
            block.kind = IPYNB_ENDLESS;
        return add(blocks, block, error);
    }
    if (cmark_node_get_type(node) != CMARK_NODE_HTML_BLOCK)
        return 0;
    block.end = line_start(lines, line + 1);
    bool marker = is_marker(dl_str_slice(prose, block.start, block.end), &block);
    return marker ? add(blocks, block, error) : 0;
}

int ipynb_blocks_read(dl_str prose, ipynb_blocks *blocks, dl_error *error)
{
    line_index lines = {0};
    memset(blocks, 0, sizeof *blocks);
    cmark_node *document = markdown_parse(prose);
    int rc = document ? index_lines(prose, &lines, error)
                      : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    cmark_node *node = document ? cmark_node_first_child(document) : NULL;
    for (; node && rc == 0; node = cmark_node_next(node))
        rc = add_node(prose, &lines, node, blocks, error);
    free(lines.starts);
    if (document)
        cmark_node_free(document);
    return rc;
}

void ipynb_blocks_clear(ipynb_blocks *blocks)
{
    free(blocks->items);
    memset(blocks, 0, sizeof *blocks);
}
