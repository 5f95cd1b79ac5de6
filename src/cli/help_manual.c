/* What `dateline help` says from the manual: a topic, an entry, an index, or a file made of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/help_manual.h"
#include "dateline/manual.h"

/* --- on a terminal, page by page --- */

static size_t lines_in(dl_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == '\n';
    return count;
}

static bool is_long(dl_str text)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
        return false;
    return lines_in(text) >= size.ws_row;
}

/* What is long goes through $PAGER on a terminal, as a person set it; "cat" is none. */
static int show(dl_str text)
{
    const char *pager = getenv("PAGER");
    if (!is_long(text) || !pager || !pager[0] || strcmp(pager, "cat") == 0)
        return cli_print(text);
    setenv("LESS", "FRX", 0);
    fflush(stdout);
    FILE *to = popen(pager, "w");
    if (!to)
        return cli_print(text);
    fwrite(text.data, 1, text.size, to);
    return pclose(to) == 0 ? 0 : cli_print(text);
}

/* --- what is said --- */

static dl_manual_style style_here(void)
{
    return (dl_manual_style){.width = cli_width(), .bold = cli_color(STDOUT_FILENO)};
}

/* The candidates, one a line: `words` is said of dates, spans, changes and relations. */
static int print_meant(const dl_manual_entry **meant, size_t count, const char *asking, dl_buf *out,
                       dl_error *error)
{
    dl_manual_style style = style_here();
    if (count == 1)
        return dl_manual_print_entry(meant[0], &style, out, error);
    int rc = dl_manual_print_list(meant, count, &style, out, error);
    dl_buf_printf(out, "\n`%s %s` has more, and an example.\n", asking, meant[0]->doc.name);
    return rc ? rc : dl_buf_ok(out, error);
}

static int write_help(const char *topic, const char *asking, dl_buf *out, bool *found,
                      dl_error *error)
{
    enum { MOST_MEANT = 64 };
    const dl_manual_entry *meant[MOST_MEANT];
    const dl_manual_topic *module = dl_manual_find_topic(dl_str_of(topic));
    const dl_manual_entry *entry = dl_manual_find(dl_str_of(topic));
    dl_manual_style style = style_here();
    *found = true;
    if (strcmp(topic, "api") == 0)
        return dl_manual_print_index(&style, out, error);
    int rc = 0;
    if (entry)
        rc = dl_manual_print_entry(entry, &style, out, error);
    if (entry && module)
        dl_buf_putc(out, '\n');
    if (rc == 0 && module)
        rc = dl_manual_print_topic(module, &style, out, error);
    if (entry || module)
        return rc;
    size_t count = dl_manual_meant(dl_str_of(topic), meant, MOST_MEANT);
    *found = count > 0;
    return count ? print_meant(meant, count, asking, out, error) : 0;
}

int cli_print_manual(const char *topic, const char *asking, bool *found)
{
    dl_buf out;
    dl_error error;
    dl_buf_init(&out);
    int status =
        write_help(topic, asking, &out, found, &error) == 0 ? 0 : cli_complain(&error, (dl_str){0});
    if (status == 0 && *found)
        status = show(dl_buf_str(&out));
    dl_buf_clear(&out);
    return status;
}

int cli_unknown_topic(const char *topic, const char *asking)
{
    enum { MOST_NEAR = 3, MOST_NAMES = 64 };
    const char *names[MOST_NAMES], *pool[MOST_NEAR + 1], *near[MOST_NEAR];
    size_t count = 0, commands_count, found = 0;
    const cli_command *commands = cli_commands(&commands_count);
    for (size_t i = 0; i < commands_count && count < MOST_NAMES; i++)
        names[count++] = commands[i].name;
    size_t left = dl_manual_near(dl_str_of(topic), pool, MOST_NEAR);
    pool[left] = dl_str_nearest(dl_str_of(topic), names, count);
    left += pool[left] != NULL;
    while (found < MOST_NEAR && left > 0) {
        const char *next = dl_str_nearest(dl_str_of(topic), pool, left);
        near[found++] = next;
        for (size_t i = 0; i < left; i++) /* a command may be called as a function is */
            if (strcmp(pool[i], next) == 0)
                pool[i--] = pool[--left];
    }
    if (found == 0)
        return cli_usage(
            "there is no help on '%s'; `%s` lists the commands, `%s api` the functions", topic,
            asking, asking);
    return cli_usage("there is no help on '%s'; %s", topic, dl_str_propose(near, found, NULL).text);
}

/* --- files made of it --- */

int cli_write_manual(const char *topic, const char *format)
{
    const dl_manual_topic *guide = dl_manual_find_topic(dl_str_of(topic));
    bool api = strcmp(topic, "api") == 0;
    dl_buf out;
    dl_error error;
    int rc;
    dl_buf_init(&out);
    if (api && strcmp(format, "luals") == 0)
        rc = dl_manual_luals(&out, &error);
    else if (api && strcmp(format, "man") == 0)
        rc = dl_manual_man_api(DL_VERSION, &out, &error);
    else if (guide && strcmp(format, "man") == 0)
        rc = dl_manual_man_guide(guide, DL_VERSION, &out, &error);
    else
        return cli_usage("`dateline help api --to luals`, `dateline help api --to man` and "
                         "`dateline help GUIDE --to man` are what can be made");
    int status = rc == 0 ? cli_print(dl_buf_str(&out)) : cli_complain(&error, (dl_str){0});
    dl_buf_clear(&out);
    return status;
}
