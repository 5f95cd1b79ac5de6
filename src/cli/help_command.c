/* The help of one command: its options in groups, notes and examples. */
#include <stdio.h>

#include "cli/option_rows.h"
#include "cli/wrap.h"

enum {
    FEW = 9,       /* options that need no groups */
    LEFT_MOST = 30 /* columns of the widest option that others are aligned to */
};

static const char *left_of(const option_row *row, char *left, size_t size)
{
    option_synopsis(row, left, size);
    return left;
}

/* Where the texts begin: after the widest option that is not too wide. */
static int text_column(const cli_command *command)
{
    char left[64];
    size_t widest = 0;
    for (size_t i = 0; i < option_row_count; i++) {
        if (!option_taken(command, &option_rows[i]))
            continue;
        size_t size = dl_str_of(left_of(&option_rows[i], left, sizeof left)).size;
        if (size > widest && size <= LEFT_MOST)
            widest = size;
    }
    return (int)widest + 4;
}

static void print_option(const cli_command *command, const option_row *row, int column, int width,
                         dl_buf *out)
{
    char left[64];
    size_t before = out->size;
    dl_buf_printf(out, "  %s", left_of(row, left, sizeof left));
    int used = (int)(out->size - before);
    if (used + 2 > column) {
        dl_buf_putc(out, '\n');
        used = 0;
    }
    cli_wrap(dl_str_of(option_help(command, row)), column, used ? used : 0, width, out);
}

static size_t count_options(const cli_command *command, option_group group)
{
    size_t count = 0;
    for (size_t i = 0; i < option_row_count; i++)
        count += option_rows[i].group == group && option_taken(command, &option_rows[i]);
    return count;
}

static void print_options(const cli_command *command, int width, dl_buf *out)
{
    size_t all = 0;
    int column = text_column(command);
    for (int group = 0; group < GROUPS; group++)
        all += count_options(command, (option_group)group);
    if (all <= FEW)
        dl_buf_puts(out, "\nOptions:\n");
    for (int group = 0; group < GROUPS; group++) {
        if (count_options(command, (option_group)group) == 0)
            continue;
        if (all > FEW)
            dl_buf_printf(out, "\n%s:\n", option_group_name((option_group)group));
        for (size_t i = 0; i < option_row_count; i++)
            if ((int)option_rows[i].group == group && option_taken(command, &option_rows[i]))
                print_option(command, &option_rows[i], column, width, out);
    }
}

int cli_print_command_help(const cli_command *command)
{
    dl_buf out = {0};
    int width = cli_width();
    dl_buf_printf(&out, "dateline %s%s%s\n\n", command->name, *command->usage ? " " : "",
                  command->usage);
    dl_buf_puts(&out, "  ");
    cli_wrap(dl_str_of(command->summary), 2, 2, width, &out);
    print_options(command, width, &out);
    const char *notes = cli_notes(command->name);
    if (*notes) {
        dl_buf_putc(&out, '\n');
        cli_wrap(dl_str_of(notes), 2, 0, width, &out);
    }
    dl_buf_puts(&out, "\nExamples:\n");
    dl_str rest = dl_str_of(command->examples);
    while (rest.data && rest.size) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        dl_buf_printf(&out, "  %.*s\n", DL_STR_ARG(line));
    }
    int status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    return status;
}
