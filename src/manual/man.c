/* The manual as man pages. cmark writes the roff of prose; headings and code are written here, for
 * it names a font that not every man knows. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "manual/manual.h"

/* Of the manual's last revision: a page's foot has one, and must not differ from build to build. */
static const char revised[] = "2026-11-25";

enum { MOST_COLUMNS = 72 }; /* of a line of roff; escapes make it longer */

typedef struct man_writer {
    dl_buf *out;
    bool after_heading; /* where a paragraph begins by itself */
} man_writer;

void manual_roff(dl_buf *out, dl_str text, bool quoted)
{
    static const char *const escapes[256] = {['\\'] = "\\e",  ['-'] = "\\-",   ['\''] = "\\(aq",
                                             ['`'] = "\\(ga", ['^'] = "\\(ha", ['~'] = "\\(ti"};
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        const char *escape = escapes[(unsigned char)c];
        bool begins = i == 0 || text.data[i - 1] == '\n';
        if (begins && (c == '.' || c == '\''))
            dl_buf_puts(out, "\\&");
        if (c == '"' && quoted)
            dl_buf_puts(out, "\\(dq");
        else if (escape)
            dl_buf_puts(out, escape);
        else
            dl_buf_putc(out, c);
    }
}

static void macro(man_writer *to, const char *name, const char *text)
{
    dl_buf_printf(to->out, ".%s \"", name);
    manual_roff(to->out, dl_str_of(text), true);
    dl_buf_puts(to->out, "\"\n");
    to->after_heading = true;
}

static void code(man_writer *to, const char *text)
{
    if (!to->after_heading)
        dl_buf_puts(to->out, ".PP\n");
    dl_buf_puts(to->out, ".RS 4\n.nf\n");
    manual_roff(to->out, dl_str_of(text), false);
    dl_buf_puts(to->out, ".fi\n.RE\n");
}

/* cmark does not see that where it breaks a line a word may begin with a point, which there begins
 * a request; its own requests have capitals. */
static void add_lines(dl_buf *out, dl_str roff)
{
    for (size_t i = 0; i < roff.size; i++) {
        bool begins = roff.data[i] == '.' && (out->size == 0 || out->data[out->size - 1] == '\n');
        if (begins && (i + 1 == roff.size || !isupper((unsigned char)roff.data[i + 1])))
            dl_buf_puts(out, "\\&");
        dl_buf_putc(out, roff.data[i]);
    }
}

/* cmark's roff with the bold font in the place of its typewriter's. */
static void prose(man_writer *to, cmark_node *block)
{
    cmark_mem *memory = cmark_get_default_mem_allocator();
    char *text = cmark_render_man(block, CMARK_OPT_DEFAULT, MOST_COLUMNS);
    dl_str rest = dl_str_of(text), begin = DL_STR(".PP\n"), code_font = DL_STR("\\f[C]");
    if (to->after_heading && dl_str_starts(rest, begin))
        rest = dl_str_slice(rest, begin.size, rest.size);
    while (rest.size) {
        size_t at = dl_str_find(rest, code_font, 0);
        bool there = at < rest.size;
        add_lines(to->out, dl_str_slice(rest, 0, there ? at : rest.size));
        if (there)
            dl_buf_puts(to->out, "\\f[B]");
        rest = dl_str_slice(rest, there ? at + code_font.size : rest.size, rest.size);
    }
    memory->free(text);
}

static void write_block(void *user, cmark_node *block)
{
    man_writer *to = user;
    cmark_node *title = cmark_node_first_child(block);
    switch (cmark_node_get_type(block)) {
    case CMARK_NODE_HEADING:
        macro(to, "SS", title ? cmark_node_get_literal(title) : "");
        return;
    case CMARK_NODE_CODE_BLOCK:
        code(to, cmark_node_get_literal(block));
        break;
    default:
        prose(to, block);
    }
    to->after_heading = false;
}

/* A sentence after what begins its line. */
static void words(man_writer *to, dl_str text)
{
    size_t column = MOST_COLUMNS / 2;
    for (dl_str rest = text; rest.data;) {
        dl_str word = dl_str_cut(rest, ' ', &rest);
        bool breaks = column + word.size > MOST_COLUMNS;
        dl_buf_putc(to->out, breaks ? '\n' : ' ');
        manual_roff(to->out, word, false);
        column = (breaks ? 0 : column + 1) + word.size;
    }
    dl_buf_putc(to->out, '\n');
}

static void begin_page(man_writer *to, const char *name, int section, const char *version,
                       const char *summary)
{
    dl_buf_puts(to->out, ".TH DATELINE\\-");
    for (const char *at = name; *at; at++)
        dl_buf_putc(to->out, (char)toupper((unsigned char)*at));
    dl_buf_printf(to->out, " %d %s \"dateline %s\"\n.SH NAME\ndateline\\-", section, revised,
                  version);
    manual_roff(to->out, dl_str_of(name), false);
    dl_buf_puts(to->out, " \\-");
    words(to, dl_str_of(summary));
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
        manual_roff(to->out, dl_str_of(manual_topics[i].name), false);
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

/* --- lists of the guides, for dateline(1) --- */

static void write_item(man_writer *to, dl_str item)
{
    size_t colon = dl_str_find(item, DL_STR(": "), 0);
    dl_str name = dl_str_slice(item, 0, colon);
    dl_buf_puts(to->out, ".TP\n.B ");
    for (dl_str part = name; part.data;)
        manual_roff(to->out, dl_str_cut(part, '`', &part), false);
    dl_buf_putc(to->out, '\n');
    to->after_heading = true;
    manual_blocks(dl_str_slice(item, colon + 2, item.size), write_block, to, to->out);
}

void dl_manual_man_list(const dl_manual_topic *guide, dl_str heading, dl_buf *out)
{
    man_writer to = {.out = out};
    dl_str begin = DL_STR("- "), title = DL_STR("## "), item = {0};
    bool here = heading.size == 0;
    for (dl_str rest = guide->text; rest.data;) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        if (item.size && !dl_str_starts(line, DL_STR("  "))) {
            write_item(&to, dl_str_slice(item, 0, (size_t)(line.data - item.data)));
            item.size = 0;
        }
        if (dl_str_starts(line, title))
            here = heading.size && dl_str_equal(dl_str_slice(line, title.size, line.size), heading);
        else if (here && dl_str_starts(line, begin))
            item = (dl_str){line.data + begin.size,
                            guide->text.size - (size_t)(line.data - guide->text.data) - begin.size};
    }
    if (item.size)
        write_item(&to, item);
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
