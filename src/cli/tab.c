#include "cli/tab.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

enum { MOST_SHOWN = 200 };

static dl_runner *asked;
static const dl_buf *before;

/* What names data may hold anything; what would move the cursor is not offered. */
static bool is_plain(dl_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F)
            return false;
    return true;
}

static void drop_unplain(dl_completion *of)
{
    size_t kept = 0;
    for (size_t i = 0; i < of->count; i++)
        if (is_plain(of->matches[i].text))
            of->matches[kept++] = of->matches[i];
    of->count = kept;
}

static dl_str common_part(const dl_completion *of)
{
    dl_str part = of->matches[0].text;
    for (size_t i = 1; i < of->count; i++) {
        dl_str text = of->matches[i].text;
        size_t size = 0;
        while (size < part.size && size < text.size && text.data[size] == part.data[size])
            size++;
        part.size = size;
    }
    /* not within a character */
    while (part.size > 0 && part.size < of->matches[0].text.size &&
           ((unsigned char)of->matches[0].text.data[part.size] & 0xC0) == 0x80)
        part.size--;
    return part;
}

static void show_matches(const dl_completion *of)
{
    size_t count = of->count, longest = 0;
    if (count > MOST_SHOWN)
        count = MOST_SHOWN;
    char **list = calloc(count + 2, sizeof *list);
    if (!list)
        return;
    list[0] = strdup("");
    for (size_t i = 0; i < count; i++) {
        list[i + 1] = strdup(of->matches[i].text.data);
        if (of->matches[i].text.size > longest)
            longest = of->matches[i].text.size;
    }
    rl_crlf();
    rl_display_match_list(list, (int)count, (int)longest);
    if (of->count > count)
        fprintf(rl_outstream, "and %zu more\n", of->count - count);
    rl_forced_update_display();
    for (size_t i = 0; i < count + 1; i++)
        free(list[i]);
    free(list);
}

/* Puts what all matches share in the place of what is typed; true when that is more. */
static bool put(dl_str part, size_t from)
{
    size_t typed = (size_t)rl_point - from;
    if (part.size < typed ||
        (part.size == typed && memcmp(part.data, rl_line_buffer + from, typed) == 0))
        return false;
    char text[1024];
    if (part.size >= sizeof text)
        return false;
    snprintf(text, sizeof text, "%.*s", DL_STR_ARG(part));
    rl_begin_undo_group();
    rl_delete_text((int)from, rl_point);
    rl_point = (int)from;
    rl_insert_text(text);
    rl_end_undo_group();
    return true;
}

static void complete(void)
{
    dl_completion found = {0};
    dl_arena arena;
    dl_buf code;
    dl_error error;
    dl_arena_init(&arena);
    dl_buf_init(&code);
    if (before)
        dl_buf_add(&code, dl_buf_str(before));
    if (code.size)
        dl_buf_putc(&code, '\n');
    size_t line = code.size;
    dl_buf_append(&code, rl_line_buffer, (size_t)rl_point);
    dl_place place = {.code = dl_buf_str(&code), .cursor = code.size};
    if (code.failed || dl_runner_complete(asked, &place, &arena, &found, &error) != 0)
        found.count = 0;
    drop_unplain(&found);
    if (found.count == 0 || found.start < line)
        rl_ding();
    else if (!put(common_part(&found), found.start - line) && found.count > 1)
        show_matches(&found);
    dl_buf_clear(&code);
    dl_arena_clear(&arena);
}

/* Ctrl-C at the prompt jumps out of readline; it must not jump out of the runner. */
static int on_tab(int count, int key)
{
    sigset_t interrupt, others;
    size_t blanks = strspn(rl_line_buffer, " ");
    (void)count;
    (void)key;
    if (blanks >= (size_t)rl_point) {
        rl_insert_text("  ");
        return 0;
    }
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupt, &others);
    complete();
    sigprocmask(SIG_SETMASK, &others, NULL);
    return 0;
}

void tab_begin(dl_runner *runner)
{
    asked = runner;
    rl_bind_key('\t', on_tab);
}

void tab_after(const dl_buf *entry)
{
    before = entry;
}

void tab_end(void)
{
    rl_bind_key('\t', rl_complete);
    asked = NULL;
    before = NULL;
}
