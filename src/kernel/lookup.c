/* What can stand at the cursor, what is known of what stands there, whether a cell is whole. */
#include <ctype.h>
#include <string.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "dateline/manual.h"
#include "kernel/kernel.h"

/* --- cursors count characters --- */

static size_t byte_of(dl_str code, int64_t characters)
{
    size_t at = 0;
    for (int64_t i = 0; i < characters && at < code.size; i++)
        dl_utf8_next(code, &at);
    return at;
}

static int64_t character_of(dl_str code, size_t byte)
{
    int64_t count = 0;
    for (size_t at = 0; at < byte && at < code.size; count++)
        dl_utf8_next(code, &at);
    return count;
}

/* The place that a request names, in the cell's code; where it is in the kernel's own words, at the
 * code's beginning. */
static dl_place place_of(const message *request, const magic *cell, dl_str code)
{
    size_t cursor = byte_of(code, message_number(request, "cursor_pos", INT64_MAX));
    return (dl_place){.code = cell->code,
                      .cursor = cursor > cell->skipped ? cursor - cell->skipped : 0,
                      .language = cell->language};
}

/* --- complete --- */

static const dl_str magics[] = {{"%%dateline", 10}, {"%%sql", 5}};

static json_t *matches_of(const dl_completion *found, int64_t start, int64_t end, json_t *kinds)
{
    json_t *matches = json_array();
    for (size_t i = 0; i < found->count; i++) {
        const dl_completion_match *match = &found->matches[i];
        json_array_append_new(matches, mail_text(match->text));
        json_array_append_new(
            kinds, json_pack("{s:I,s:I,s:o,s:s,s:o}", "start", (json_int_t)start, "end",
                             (json_int_t)end, "text", mail_text(match->text), "type",
                             dl_match_word(match->kind), "signature", mail_text(match->signature)));
    }
    return matches;
}

static void reply_matches(kernel *in, const message *request, json_t *matches, json_t *kinds,
                          int64_t start, int64_t end)
{
    mail_reply(in, in->shell, request, "complete_reply",
               json_pack("{s:s,s:o,s:I,s:I,s:{s:o}}", "status", "ok", "matches", matches,
                         "cursor_start", (json_int_t)start, "cursor_end", (json_int_t)end,
                         "metadata", "_jupyter_types_experimental", kinds));
}

/* `%%` at the very beginning. */
static bool complete_magic(kernel *in, const message *request, dl_str code)
{
    size_t cursor = byte_of(code, message_number(request, "cursor_pos", INT64_MAX));
    dl_str typed = dl_str_slice(code, 0, cursor);
    if (typed.size == 0 || typed.data[0] != '%' || memchr(typed.data, '\n', typed.size))
        return false;
    json_t *matches = json_array();
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (dl_str_starts(magics[i], typed))
            json_array_append_new(matches, mail_text(magics[i]));
    reply_matches(in, request, matches, json_array(), 0, character_of(code, cursor));
    return true;
}

void lookup_complete(kernel *in, const message *request)
{
    dl_str code = message_text(request, "code");
    magic cell = magic_read(code);
    dl_place place = place_of(request, &cell, code);
    dl_completion found = {.start = place.cursor, .end = place.cursor};
    dl_arena arena;
    dl_error error;
    if (complete_magic(in, request, code))
        return;
    dl_arena_init(&arena);
    kernel_ready(in, &error);
    if (dl_runner_complete(in->runner, &place, &arena, &found, &error) != 0)
        found = (dl_completion){.start = place.cursor, .end = place.cursor};
    int64_t start = character_of(code, found.start + cell.skipped);
    int64_t end = character_of(code, found.end + cell.skipped);
    json_t *kinds = json_array(), *matches = matches_of(&found, start, end, kinds);
    reply_matches(in, request, matches, kinds, start, end);
    dl_arena_clear(&arena);
}

/* --- inspect --- */

/* Clears both. */
static json_t *bundle_of(dl_buf *text, dl_buf *markdown)
{
    json_t *page = json_pack("{s:o,s:o}", "text/plain", mail_text(dl_buf_str(text)),
                             "text/markdown", mail_text(dl_buf_str(markdown)));
    dl_buf_clear(text);
    dl_buf_clear(markdown);
    return page;
}

static json_t *page_of(const dl_inspection *found)
{
    const dl_manual_entry *entry = dl_manual_find(found->entry);
    dl_buf text, markdown;
    dl_error error;
    dl_buf_init(&text);
    dl_buf_init(&markdown);
    if (entry) {
        dl_manual_print_entry(entry, NULL, &text, &error);
        dl_manual_entry_markdown(entry, &markdown, &error);
        return bundle_of(&text, &markdown);
    }
    dl_str head = found->signature.size ? found->signature : found->name;
    dl_buf_add(&text, head);
    dl_buf_puts(&markdown, "```lua\n");
    dl_buf_add(&markdown, head);
    dl_buf_puts(&markdown, "\n```\n");
    const dl_str more[] = {found->help, found->value};
    for (int i = 0; i < 2; i++) {
        if (!more[i].size)
            continue;
        dl_buf_putc(&text, '\n');
        dl_buf_add(&text, more[i]);
        dl_buf_putc(&markdown, '\n');
        dl_escape_markdown(more[i], &markdown);
        dl_buf_putc(&markdown, '\n');
    }
    return bundle_of(&text, &markdown);
}

static json_t *page_at(kernel *in, const dl_place *place)
{
    dl_inspection found = {0};
    dl_arena arena;
    dl_error error;
    dl_arena_init(&arena);
    kernel_ready(in, &error);
    int rc = dl_runner_inspect(in->runner, place, &arena, &found, &error);
    json_t *page = rc == 0 && found.found ? page_of(&found) : NULL;
    dl_arena_clear(&arena);
    return page;
}

json_t *lookup_page(kernel *in, dl_str name)
{
    dl_place place = {.code = name, .cursor = name.size, .language = DL_LANGUAGE_LUA};
    return page_at(in, &place);
}

void lookup_inspect(kernel *in, const message *request)
{
    dl_str code = message_text(request, "code");
    magic cell = magic_read(code);
    dl_place place = place_of(request, &cell, code);
    if (cell.asked.data) {
        place.code = cell.asked;
        place.cursor = place.cursor < cell.asked.size ? place.cursor : cell.asked.size;
    }
    json_t *page = page_at(in, &place);
    bool found = page != NULL;
    mail_reply(in, in->shell, request, "inspect_reply",
               json_pack("{s:s,s:b,s:o,s:{}}", "status", "ok", "found", (int)found, "data",
                         page ? page : json_object(), "metadata"));
}

/* --- is_complete --- */

/* What opens a block at a line's end indents what follows. */
static bool opens_block(dl_str line)
{
    static const char *const openers[] = {"then", "do", "else", "repeat", "(", "{"};
    line = dl_str_trim(line);
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        dl_str opener = dl_str_of(openers[i]);
        size_t before = line.size - opener.size;
        if (dl_str_ends(line, opener) && (!isalpha((unsigned char)opener.data[0]) || before == 0 ||
                                          !isalnum((unsigned char)line.data[before - 1])))
            return true;
    }
    return dl_str_ends(line, DL_STR(")")) && dl_str_find(line, DL_STR("function"), 0) < line.size;
}

static void put_indent(dl_str code, dl_buf *out)
{
    size_t start = code.size;
    while (start > 0 && code.data[start - 1] != '\n')
        start--;
    dl_str line = dl_str_slice(code, start, code.size);
    for (size_t i = 0; i < line.size && (line.data[i] == ' ' || line.data[i] == '\t'); i++)
        dl_buf_putc(out, line.data[i]);
    if (opens_block(line))
        dl_buf_puts(out, "  ");
}

static dl_completeness completeness_of(kernel *in, const magic *cell)
{
    dl_error error;
    if (cell->asked.data)
        return DL_COMPLETE;
    if (cell->front.data || cell->language == DL_LANGUAGE_SQL)
        return dl_str_trim(cell->code).size ? DL_COMPLETE : DL_INCOMPLETE;
    kernel_ready(in, &error);
    return dl_runner_completeness(in->runner, cell->code);
}

void lookup_is_complete(kernel *in, const message *request)
{
    static const char *const words[] = {
        [DL_COMPLETE] = "complete", [DL_INCOMPLETE] = "incomplete", [DL_INVALID] = "invalid"};
    dl_str code = message_text(request, "code");
    magic cell = magic_read(code);
    dl_completeness is = completeness_of(in, &cell);
    json_t *content = json_pack("{s:s}", "status", words[is]);
    dl_buf indent;
    dl_buf_init(&indent);
    if (is == DL_INCOMPLETE) {
        put_indent(cell.code, &indent);
        mail_set(content, "indent", mail_text(dl_buf_str(&indent)));
    }
    mail_reply(in, in->shell, request, "is_complete_reply", content);
    dl_buf_clear(&indent);
}
