/* dateline grants: what notebooks were granted on a terminal, and taking it back. */
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "cli/answer.h"
#include "cli/cli.h"
#include "cli/remembered.h"

static void print_json(const remembered_grant *grant, dl_buf *out)
{
    dl_buf_putc(out, '{');
    answer_text(out, "notebook", grant->notebook);
    answer_text(out, "name", grant->name);
    answer_key(out, "hosts");
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < grant->host_count; i++)
        answer_item(out, grant->hosts[i]);
    dl_buf_putc(out, ']');
    answer_text(out, "granted_at", grant->granted_at);
    dl_buf_puts(out, "}\n");
}

static void print_words(const remembered_grant *grant, dl_buf *out)
{
    dl_buf line = {0};
    dl_buf_printf(&line, "%.*s  %.*s  %.*s\n", 12, grant->notebook.data,
                  DL_STR_ARG(dl_str_slice(grant->granted_at, 0, 10)), DL_STR_ARG(grant->name));
    for (size_t i = 0; i < grant->host_count; i++)
        dl_buf_printf(&line, "    %.*s\n", DL_STR_ARG(grant->hosts[i]));
    dl_escape_terminal(dl_buf_str(&line), out);
    dl_buf_clear(&line);
}

static int list(const cli_options *options)
{
    dl_arena arena;
    dl_arena_init(&arena);
    remembered_grant *grants;
    size_t count;
    dl_error error;
    dl_buf out = {0};
    int rc = remembered_read(&arena, &grants, &count, &error);
    for (size_t i = 0; !rc && i < count; i++) {
        if (options->json)
            print_json(&grants[i], &out);
        else
            print_words(&grants[i], &out);
    }
    if (!rc && count == 0 && !options->json)
        dl_buf_puts(&out, "Nothing is granted. A notebook with net: asks when it is run on a "
                          "terminal.\n");
    int status = rc ? cli_complain(&error, (dl_str){"", 0}) : cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    dl_arena_clear(&arena);
    return status;
}

/* A hash is told by eight digits at least, so that a slip of the finger forgets nothing else. */
static bool is_hash(const char *text)
{
    return strlen(text) >= 8 && strspn(text, "0123456789abcdef") == strlen(text);
}

static int revoke(const char *which, const cli_options *options)
{
    dl_error error;
    size_t revoked = 0;
    bool all = strcmp(which, "all") == 0;
    if (!all && !is_hash(which) && !strchr(which, '.') && !strchr(which, '/'))
        return cli_usage("grants revoke %s: eight digits of a hash or more, the name of a "
                         "notebook, or `all` was expected; `dateline grants` lists them",
                         which);
    if (remembered_revoke(dl_str_of(all ? "" : which), &revoked, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    if (revoked == 0 && !all)
        return cli_usage("grants revoke %s: nothing is granted to it; `dateline grants` lists "
                         "what is",
                         which);
    char line[48];
    snprintf(line, sizeof line, options->json ? "{\"revoked\":%zu}\n" : "%zu revoked\n", revoked);
    return cli_print(dl_str_of(line));
}

int cmd_grants(const cli_options *options)
{
    const char *verb = options->argument_count ? options->arguments[0] : "list";
    if (strcmp(verb, "list") == 0 && options->argument_count <= 1)
        return list(options);
    if (strcmp(verb, "revoke") == 0 && options->argument_count == 2)
        return revoke(options->arguments[1], options);
    return cli_usage("`dateline grants`, or `dateline grants revoke HASH|NAME|all` was expected");
}
