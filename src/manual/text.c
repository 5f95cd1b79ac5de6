/* The manual for a terminal or a plain text: prose folded to the width, code and lists set in. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "manual/manual.h"

static const int default_width = 80, least_width = 30;
static const int prose_indent = 4, code_indent = 8;
static const int most_prose = 96; /* columns of a line that an eye follows back */

typedef struct text_writer {
    dl_buf *out;
    int width;
    bool bold, begun;
} text_writer;

static text_writer writer_of(const dl_manual_style *style, dl_buf *out)
{
    int width = style && style->width > 0 ? style->width : default_width;
    width = width < least_width ? least_width : width > most_prose ? most_prose : width;
    return (text_writer){.out = out, .width = width, .bold = style && style->bold};
}

static void indent_by(dl_buf *out, int columns)
{
    for (int i = 0; i < columns; i++)
        dl_buf_putc(out, ' ');
}

static void heading(text_writer *to, int indent, dl_str text)
{
    indent_by(to->out, indent);
    if (to->bold)
        dl_buf_puts(to->out, "\x1b[1m");
    dl_buf_add(to->out, text);
    if (to->bold)
        dl_buf_puts(to->out, "\x1b[0m");
    dl_buf_putc(to->out, '\n');
}

static void set_in(dl_buf *out, dl_str text, int indent)
{
    while (text.data && text.size) {
        dl_str line = dl_str_cut(text, '\n', &text);
        if (line.size) {
            indent_by(out, indent);
            dl_buf_add(out, line);
        }
        dl_buf_putc(out, '\n');
    }
}

/* What cmark lays out as plain text, without the empty lines at its end. */
static void plain(dl_buf *out, cmark_node *block, int width, int indent)
{
    cmark_mem *memory = cmark_get_default_mem_allocator();
    char *text = cmark_render_plaintext(block, CMARK_OPT_DEFAULT, width - indent);
    dl_str view = dl_str_of(text);
    while (view.size && view.data[view.size - 1] == '\n')
        view.size--;
    set_in(out, view, indent);
    memory->free(text);
}

static void print_block(void *user, cmark_node *block)
{
    text_writer *to = user;
    if (to->begun)
        dl_buf_putc(to->out, '\n');
    to->begun = true;
    switch (cmark_node_get_type(block)) {
    case CMARK_NODE_CODE_BLOCK:
        set_in(to->out, dl_str_of(cmark_node_get_literal(block)), code_indent);
        break;
    case CMARK_NODE_HEADING: {
        dl_buf line;
        dl_buf_init(&line);
        plain(&line, block, 0, 0);
        heading(to, 2, dl_str_trim(dl_buf_str(&line)));
        dl_buf_clear(&line);
        break;
    }
    default:
        plain(to->out, block, to->width, prose_indent);
    }
}

/* --- entries and topics --- */

int dl_manual_print_entry(const dl_manual_entry *entry, const dl_manual_style *style, dl_buf *out,
                          dl_error *error)
{
    text_writer to = writer_of(style, out);
    heading(&to, 0, dl_str_of(entry->doc.signature));
    manual_blocks(entry->text, print_block, &to, out);
    manual_blocks(entry->group, print_block, &to, out);
    return dl_buf_ok(out, error);
}

static void print_row(text_writer *to, const char *left, const char *right)
{
    heading(to, 2, dl_str_of(left));
    indent_by(to->out, 6);
    dl_utf8_wrap(dl_str_of(right), to->width, 6, to->out);
    dl_buf_putc(to->out, '\n');
}

static void print_rows(text_writer *to, size_t first, size_t count)
{
    for (size_t i = first; i < first + count; i++)
        print_row(to, manual_entries[i].doc.signature, manual_entries[i].doc.help);
}

int dl_manual_print_topic(const dl_manual_topic *topic, const dl_manual_style *style, dl_buf *out,
                          dl_error *error)
{
    text_writer to = writer_of(style, out);
    heading(&to, 0, dl_str_of(topic->title));
    dl_buf_putc(out, '\n');
    manual_blocks(topic->entry_count ? topic->intro : topic->text, print_block, &to, out);
    if (topic->entry_count)
        dl_buf_putc(out, '\n');
    print_rows(&to, topic->first, topic->entry_count);
    return dl_buf_ok(out, error);
}

int dl_manual_print_list(const dl_manual_entry *const *entries, size_t count,
                         const dl_manual_style *style, dl_buf *out, dl_error *error)
{
    text_writer to = writer_of(style, out);
    for (size_t i = 0; i < count; i++)
        print_row(&to, entries[i]->doc.signature, entries[i]->doc.help);
    return dl_buf_ok(out, error);
}

int dl_manual_print_index(const dl_manual_style *style, dl_buf *out, dl_error *error)
{
    text_writer to = writer_of(style, out);
    for (int guides = 0; guides < 2; guides++) {
        heading(&to, 0, guides ? DL_STR("Guides") : DL_STR("What a cell can call"));
        for (size_t i = 0; i < manual_topic_count; i++)
            if ((manual_topics[i].entry_count == 0) == guides)
                print_row(&to, manual_topics[i].name, manual_topics[i].summary);
        dl_buf_putc(out, '\n');
    }
    for (size_t i = 0; i < manual_topic_count; i++) {
        if (manual_topics[i].entry_count == 0)
            continue;
        heading(&to, 0, dl_str_of(manual_topics[i].title));
        print_rows(&to, manual_topics[i].first, manual_topics[i].entry_count);
        dl_buf_putc(out, '\n');
    }
    return dl_buf_ok(out, error);
}

int dl_manual_entry_markdown(const dl_manual_entry *entry, dl_buf *out, dl_error *error)
{
    dl_buf_printf(out, "```lua\n%s\n```\n", entry->doc.signature);
    dl_buf_add(out, entry->text);
    dl_buf_add(out, entry->group);
    return dl_buf_ok(out, error);
}
