/* The manual as man pages. cmark writes the roff of prose; headings and code are written here, for
 * it names a font that not every man knows. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "manual/manual.h"

/* Of the manual's last revision: a page's foot has one, and must not differ from build to build. */
static const char revised[] = "2026-11-25";

typedef struct man_writer {
    dl_buf *out;
    bool after_heading; /* where a paragraph begins by itself */
} man_writer;

/* Text for a line of roff. quoted: in a macro's argument. */
static void escape(dl_buf *out, dl_str text, bool quoted)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        bool begins = i == 0 || text.data[i - 1] == '\n';
        if (begins && (c == '.' || c == '\''))
            dl_buf_puts(out, "\\&");
        if (c == '\\')
            dl_buf_puts(out, "\\e");
        else if (c == '-')
            dl_buf_puts(out, "\\-");
        else if (c == '"' && quoted)
            dl_buf_puts(out, "\\(dq");
        else
            dl_buf_putc(out, c);
    }
}

static void macro(man_writer *to, const char *name, const char *text)
{
    dl_buf_printf(to->out, ".%s \"", name);
    escape(to->out, dl_str_of(text), true);
    dl_buf_puts(to->out, "\"\n");
    to->after_heading = true;
}

static void code(man_writer *to, const char *text)
{
    if (!to->after_heading)
        dl_buf_puts(to->out, ".PP\n");
    dl_buf_puts(to->out, ".RS 4\n.nf\n");
    escape(to->out, dl_str_of(text), false);
    dl_buf_puts(to->out, ".fi\n.RE\n");
}

/* cmark's roff with the bold font in the place of its typewriter's. */
static void prose(man_writer *to, cmark_node *block)
{
    cmark_mem *memory = cmark_get_default_mem_allocator();
    char *text = cmark_render_man(block, CMARK_OPT_DEFAULT, 0);
    dl_str rest = dl_str_of(text), begin = DL_STR(".PP\n"), code_font = DL_STR("\\f[C]");
    if (to->after_heading && dl_str_starts(rest, begin))
        rest = dl_str_slice(rest, begin.size, rest.size);
    while (rest.size) {
        size_t at = dl_str_find(rest, code_font, 0);
        bool there = at < rest.size;
        dl_buf_add(to->out, dl_str_slice(rest, 0, there ? at : rest.size));
        if (there)
            dl_buf_puts(to->out, "\\f[B]");
        rest = dl_str_slice(rest, there ? at + code_font.size : rest.size, rest.size);
    }
    memory->free(text);
}

static void write_block(void *user, cmark_node *block)
{
    man_writer *to = user;
    cmark_node *words = cmark_node_first_child(block);
    switch (cmark_node_get_type(block)) {
    case CMARK_NODE_HEADING:
        macro(to, "SS", words ? cmark_node_get_literal(words) : "");
        return;
    case CMARK_NODE_CODE_BLOCK:
        code(to, cmark_node_get_literal(block));
        break;
    default:
        prose(to, block);
    }
    to->after_heading = false;
}

static void begin_page(man_writer *to, const char *name, int section, const char *version,
                       const char *summary)
{
    dl_buf_puts(to->out, ".TH DATELINE\\-");
    for (const char *at = name; *at; at++)
        dl_buf_putc(to->out, (char)toupper((unsigned char)*at));
    dl_buf_printf(to->out, " %d %s \"dateline %s\"\n.SH NAME\ndateline\\-", section, revised,
                  version);
    escape(to->out, dl_str_of(name), false);
    dl_buf_puts(to->out, " \\- ");
    escape(to->out, dl_str_of(summary), false);
    dl_buf_putc(to->out, '\n');
}

static void see_also(man_writer *to, const char *but)
{
    macro(to, "SH", "SEE ALSO");
    dl_buf_puts(to->out, ".BR dateline (1)");
    if (but)
        dl_buf_puts(to->out, ",\n.BR dateline\\-api (3)");
    for (size_t i = 0; i < manual_topic_count; i++) {
        if (manual_topics[i].entry_count || (but && strcmp(manual_topics[i].name, but) == 0))
            continue;
        dl_buf_puts(to->out, ",\n.BR dateline\\-");
        escape(to->out, dl_str_of(manual_topics[i].name), false);
        dl_buf_puts(to->out, " (7)");
    }
    dl_buf_putc(to->out, '\n');
}

static void write_entry(man_writer *to, const dl_manual_entry *entry)
{
    macro(to, "SS", entry->doc.signature);
    manual_blocks(entry->text, write_block, to, to->out);
}

/* What fields have in common stands once, before the first of them. */
static void write_module(man_writer *to, const dl_manual_topic *topic)
{
    const char *told = NULL;
    macro(to, "SH", topic->title);
    manual_blocks(topic->intro, write_block, to, to->out);
    for (size_t i = topic->first; i < topic->first + topic->entry_count; i++) {
        const dl_manual_entry *entry = &manual_entries[i];
        if (entry->group.size && entry->group.data != told)
            manual_blocks(entry->group, write_block, to, to->out);
        told = entry->group.data;
        write_entry(to, entry);
    }
}

int dl_manual_man_api(const char *version, dl_buf *out, dl_error *error)
{
    man_writer to = {.out = out};
    begin_page(&to, "api", 3, version, "what a cell of a dateline notebook can call");
    for (size_t i = 0; i < manual_topic_count; i++)
        if (manual_topics[i].entry_count)
            write_module(&to, &manual_topics[i]);
    see_also(&to, NULL);
    return dl_buf_ok(out, error);
}

int dl_manual_man_guide(const dl_manual_topic *guide, const char *version, dl_buf *out,
                        dl_error *error)
{
    man_writer to = {.out = out};
    begin_page(&to, guide->name, 7, version, guide->summary);
    macro(&to, "SH", "DESCRIPTION");
    manual_blocks(guide->text, write_block, &to, out);
    see_also(&to, guide->name);
    return dl_buf_ok(out, error);
}
