#include "notebook/ipynb_indent.h"

#include "notebook/ipynb_blocks.h"

/* Counts the line ends in text[from, to). */
static json_int_t lines_in(dl_str text, size_t from, size_t to)
{
    json_int_t count = 0;
    for (size_t i = from; i < to; i++)
        count += text.data[i] == '\n';
    return count;
}

json_t *ipynb_indent_lines(dl_str source)
{
    ipynb_blocks blocks;
    json_t *lines = json_array();
    json_int_t line = 1;
    size_t at = 0;
    bool good = ipynb_blocks_read(source, &blocks, NULL) == 0 && blocks.count > 0 && lines;
    for (size_t i = 0; i < blocks.count && good; i++) {
        const ipynb_block *block = &blocks.items[i];
        line += lines_in(source, at, block->start);
        at = block->start;
        json_int_t last = line + lines_in(source, block->start, block->end - 1);
        good = block->kind == IPYNB_FENCE &&
               json_array_append_new(lines, json_pack("[I,I]", line, last)) == 0;
    }
    ipynb_blocks_clear(&blocks);
    if (good)
        return lines;
    json_decref(lines);
    return NULL;
}

/* The range at *index, once lines before it are passed; false past the last and for what is none.
 */
static bool range_at(const json_t *lines, size_t index, json_int_t *first, json_int_t *last)
{
    const json_t *range = json_array_get(lines, index);
    const json_t *from = json_array_get(range, 0), *to = json_array_get(range, 1);
    if (json_array_size(range) != 2 || !json_is_integer(from) || !json_is_integer(to))
        return false;
    *first = json_integer_value(from);
    *last = json_integer_value(to);
    return *first <= *last;
}

/* Calls each line with whether it is in a range; ranges that go backwards or past the end are none.
 */
static bool each_line(dl_str text, const json_t *lines, bool add, dl_buf *out)
{
    json_int_t first, last = 0, line = 1;
    size_t index = 0;
    dl_str rest = text;
    bool more = range_at(lines, index, &first, &last);
    for (; rest.data; line++) {
        dl_str one = dl_str_cut(rest, '\n', &rest);
        bool inside = more && line >= first;
        if (inside && add)
            dl_buf_putc(out, ' ');
        if (inside && !add && !dl_str_starts(one, DL_STR(" ")))
            return false;
        dl_buf_add(out, inside && !add ? dl_str_slice(one, 1, one.size) : one);
        dl_buf_puts(out, rest.data ? "\n" : "");
        if (inside && line == last) {
            more = range_at(lines, ++index, &first, &last);
            if (more && first <= line)
                return false;
        }
    }
    return index == json_array_size(lines) && index > 0;
}

bool ipynb_indent(dl_str source, const json_t *lines, dl_buf *out)
{
    return each_line(source, lines, true, out);
}

bool ipynb_unindent(dl_str text, const json_t *lines, dl_buf *out)
{
    return each_line(text, lines, false, out);
}
