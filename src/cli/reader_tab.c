#include "cli/reader_tab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <readline/readline.h>

#include "base/grow.h"

enum { MOST_SHOWN = 200 };

static const reader_options *asked;
static dl_str before;
static dl_language language;

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
    rl_variable_bind("page-completions", "off"); /* its pager would wait, deaf to Ctrl-C */
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

/* --- commands --- */

typedef struct matching {
    dl_arena *arena;
    dl_completion *found;
    size_t capacity;
} matching;

static void match(matching *in, dl_str typed, const char *word, size_t size, bool folder)
{
    dl_error error;
    dl_completion *found = in->found;
    dl_str name = {word, size};
    char *text;
    if (!dl_str_starts(name, typed) ||
        dl_grow(&found->matches, &in->capacity, found->count + 1, sizeof *found->matches, &error) !=
            0 ||
        !(text = dl_arena_alloc(in->arena, size + 2)))
        return;
    memcpy(text, word, size);
    text[size] = folder ? '/' : '\0';
    text[size + 1] = '\0';
    found->matches[found->count++] =
        (dl_completion_match){.text = {text, size + folder}, .kind = DL_MATCH_KEYWORD};
}

static void match_files(matching *in, dl_str typed)
{
    char prefix[1024];
    struct stat info;
    if (typed.size >= sizeof prefix)
        return;
    snprintf(prefix, sizeof prefix, "%.*s", DL_STR_ARG(typed));
    for (int state = 0; in->found->count < DL_MOST_MATCHES; state = 1) {
        char *name = rl_filename_completion_function(prefix, state);
        if (!name)
            break;
        match(in, typed, name, strlen(name), stat(name, &info) == 0 && S_ISDIR(info.st_mode));
        free(name);
    }
}

static void match_words(matching *in, dl_str typed, const char *words)
{
    for (size_t size; words && *words; words += size + (words[size] == ' ')) {
        size = strcspn(words, " ");
        match(in, typed, words, size, false);
    }
}

/* The names of values, or behind one what it can be set to. */
static void match_values(matching *in, dl_str typed, const reader_value *values)
{
    dl_str after, name = dl_str_cut(typed, ' ', &after);
    for (; values && values->name; values++) {
        if (!after.data) {
            match_words(in, typed, values->name);
        } else if (dl_str_equal(dl_str_of(values->name), name)) {
            dl_str value = dl_str_trim(after);
            in->found->start += typed.size - value.size;
            match_words(in, value, values->values);
        }
    }
}

/* The place in the line where the code begins that the core completes; -1: found has what there
 * is. The matches are on the heap. */
static long complete_command(dl_str line, matching *in)
{
    dl_str rest;
    const reader_command *command = reader_command_of(asked, line, &rest);
    size_t end = line.size - rest.size;
    if (rest.size == 0) {
        for (size_t i = 0; i < asked->command_count; i++)
            match(in, line, asked->commands[i].name, strlen(asked->commands[i].name), false);
        return -1;
    }
    while (end < line.size && line.data[end] == ' ')
        end++;
    if (!command || command->argument == READER_NOTHING)
        return -1;
    if (command->argument == READER_CODE || command->argument == READER_RUNS)
        return (long)end;
    dl_str typed = dl_str_slice(line, end, line.size);
    in->found->start = end;
    if (command->argument == READER_FILE)
        match_files(in, typed);
    if (command->argument == READER_VALUES)
        match_values(in, typed, command->values);
    return -1;
}

/* --- the key --- */

static void show_signature(dl_str signature)
{
    if (signature.size == 0 || !is_plain(signature))
        return;
    rl_crlf();
    fprintf(rl_outstream, "%.*s\n", DL_STR_ARG(signature));
    rl_forced_update_display();
}

/* What stands before an opening parenthesis, when one function is named so. */
static void show_called(const dl_completion *found, dl_str code)
{
    dl_str name = dl_str_slice(code, found->start, code.size);
    for (size_t i = 0; i < found->count; i++)
        if (dl_str_equal(found->matches[i].text, name))
            show_signature(found->matches[i].signature);
}

static void offer(dl_completion *found, size_t before_line)
{
    drop_unplain(found);
    if (found->count == 0 || found->start < before_line) {
        rl_ding();
        return;
    }
    if (put(common_part(found), found->start - before_line))
        return;
    if (found->count > 1)
        show_matches(found);
    else
        show_signature(found->matches[0].signature);
}

/* skip: where in the line code begins. */
static void complete_code(size_t skip)
{
    dl_completion found = {0};
    dl_arena arena;
    dl_buf code;
    dl_error error;
    if (!asked->complete)
        return;
    dl_arena_init(&arena);
    dl_buf_init(&code);
    dl_buf_add(&code, before);
    if (code.size)
        dl_buf_putc(&code, '\n');
    size_t line = code.size;
    dl_buf_append(&code, rl_line_buffer + skip, (size_t)rl_point - skip);
    bool called = code.size > line && code.data[code.size - 1] == '(';
    if (called)
        dl_buf_truncate(&code, code.size - 1);
    dl_place place = {.code = dl_buf_str(&code), .cursor = code.size, .language = language};
    if (code.failed || asked->complete(asked->user, &place, &arena, &found, &error) != 0)
        found.count = 0;
    if (called)
        show_called(&found, dl_buf_str(&code));
    else {
        found.start += skip;
        offer(&found, line);
    }
    dl_buf_clear(&code);
    dl_arena_clear(&arena);
}

static void complete(void)
{
    dl_str line = {rl_line_buffer, (size_t)rl_point};
    long code = 0;
    if (before.size == 0 && asked->command_count && line.data[0] == ':') {
        dl_arena arena;
        dl_completion found = {0};
        dl_arena_init(&arena);
        code = complete_command(line, &(matching){.arena = &arena, .found = &found});
        if (code < 0)
            offer(&found, 0);
        free(found.matches);
        dl_arena_clear(&arena);
    }
    if (code >= 0)
        complete_code((size_t)code);
}

static int on_tab(int count, int key)
{
    (void)count;
    (void)key;
    if (strspn(rl_line_buffer, " ") >= (size_t)rl_point)
        rl_insert_text("  ");
    else
        complete();
    return 0;
}

/* Where a person's inputrc has given Tab to something else, it stays so. */
static void bind(Keymap map)
{
    if (rl_function_of_keyseq("\t", map, NULL) == rl_complete)
        rl_bind_key_in_map('\t', on_tab, map);
}

void reader_tab_begin(const reader_options *options)
{
    asked = options;
    bind(rl_get_keymap_by_name("emacs-standard"));
    bind(rl_get_keymap_by_name("vi-insert"));
}

void reader_tab_after(dl_str code, dl_language of)
{
    before = code;
    language = of;
}

void reader_tab_end(void)
{
    rl_bind_key_in_map('\t', rl_complete, rl_get_keymap_by_name("emacs-standard"));
    rl_bind_key_in_map('\t', rl_complete, rl_get_keymap_by_name("vi-insert"));
    asked = NULL;
    before = (dl_str){"", 0};
}
