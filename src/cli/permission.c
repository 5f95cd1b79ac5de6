#include "cli/permission.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/sha256.h"
#include "cli/question.h"
#include "cli/remembered.h"

static const dl_str any_host = {"*", 1}; /* as net: may ask for */

typedef struct asking {
    const cli_options *options;
    const dl_front *front;
    const char *name;
    char hash[DL_SHA256_HEX + 1];
    dl_str *granted; /* room for all that is asked for */
    size_t count;
} asking;

static bool is_in(const dl_str *list, size_t count, dl_str host)
{
    for (size_t i = 0; i < count; i++)
        if (dl_str_equal(list[i], host))
            return true;
    return false;
}

/* "*" and "*.org" reach so much that a question is no place to grant them. */
static bool is_wide(dl_str host)
{
    if (!memchr(host.data, '*', host.size))
        return false;
    return !dl_str_starts(host, DL_STR("*.")) || !memchr(host.data + 2, '.', host.size - 2);
}

static void add_host(asking *wish, dl_str host)
{
    if (!is_in(wish->granted, wish->count, host))
        wish->granted[wish->count++] = host;
}

/* --- by option --- */

static void grant_by_option(asking *wish)
{
    const cli_options *options = wish->options;
    const dl_front *front = wish->front;
    for (size_t i = 0; i < front->net_count && options->net_count == 0; i++)
        add_host(wish, front->net[i]);
    for (size_t i = 0; i < options->net_count; i++) {
        dl_str host = options->net_hosts[i];
        if (is_in(front->net, front->net_count, host) ||
            is_in(front->net, front->net_count, any_host))
            add_host(wish, host);
        else
            cli_warn(options,
                     "%s: warning: --allow-net=%.*s grants nothing: net: does not ask for it",
                     wish->name, DL_STR_ARG(host));
    }
}

/* --- by memory --- */

/* Whether this very notebook was granted something before. */
static bool grant_by_memory(asking *wish, dl_arena *arena)
{
    remembered_grant *grants;
    size_t count;
    dl_error error;
    if (remembered_read(arena, &grants, &count, &error) != 0) {
        dl_error_hint(&error, "no grant is taken from it; mend or remove it");
        cli_complain(&error, (dl_str){"", 0});
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!dl_str_equal(grants[i].notebook, dl_str_of(wish->hash)))
            continue;
        for (size_t k = 0; k < grants[i].host_count; k++)
            if (is_in(wish->front->net, wish->front->net_count, grants[i].hosts[k]))
                add_host(wish, grants[i].hosts[k]);
        return true;
    }
    return false;
}

static void remember(const asking *wish)
{
    char now[32];
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &utc);
    remembered_grant given = {.notebook = dl_str_of(wish->hash),
                              .name = dl_str_of(wish->name),
                              .granted_at = dl_str_of(now),
                              .hosts = wish->granted,
                              .host_count = wish->count};
    dl_error error;
    if (remembered_add(&given, &error) != 0)
        cli_warn(wish->options, "dateline: warning: the grant holds for this run only: %s",
                 error.message);
}

/* --- by question --- */

enum { MOST_NAMED = 20 }; /* hosts named in a question */

/* A name that stays in its line: what a notebook calls itself must not look like our words. */
static void print_name(dl_str name, dl_buf *out)
{
    for (size_t i = 0; i < name.size; i++)
        dl_buf_putc(out, (unsigned char)name.data[i] < ' ' ? '?' : name.data[i]);
}

static void print_line(const char *before, dl_str name, const char *after, dl_buf *out)
{
    dl_buf_puts(out, before);
    print_name(name, out);
    dl_buf_puts(out, after);
}

static void print_question(const asking *wish, dl_buf *out)
{
    const dl_front *front = wish->front;
    size_t wide = 0, named = 0;
    dl_buf text = {0};
    print_line("", dl_str_of(wish->name), " asks to reach the network:\n", &text);
    for (size_t i = 0; i < front->net_count; i++) {
        if (is_wide(front->net[i]))
            wide++;
        else if (named++ < MOST_NAMED)
            print_line("    ", front->net[i], "\n", &text);
    }
    if (named > MOST_NAMED)
        dl_buf_printf(&text, "    and %zu more, under net: in its first lines\n",
                      named - MOST_NAMED);
    for (size_t i = 0; i < front->net_count && wide; i++)
        if (is_wide(front->net[i]))
            print_line("  too wide to be granted by an answer; it would take --allow-net='",
                       front->net[i], "'\n", &text);
    if (named)
        dl_buf_puts(&text,
                    "Allow it? y: yes, until the notebook changes; o: once; N: no  [y/o/N] ");
    dl_escape_terminal(dl_buf_str(&text), out);
    dl_buf_clear(&text);
}

static bool all_wide(const dl_front *front)
{
    for (size_t i = 0; i < front->net_count; i++)
        if (!is_wide(front->net[i]))
            return false;
    return true;
}

static void grant_by_question(asking *wish)
{
    dl_buf question = {0};
    print_question(wish, &question);
    char answer = 'n';
    if (!all_wide(wish->front))
        answer = cli_question(dl_buf_str(&question));
    else if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
        fwrite(question.data, 1, question.size, stderr);
    dl_buf_clear(&question);
    if (answer != 'y' && answer != 'o')
        return;
    for (size_t i = 0; i < wish->front->net_count; i++)
        if (!is_wide(wish->front->net[i]))
            add_host(wish, wish->front->net[i]);
    if (answer == 'y')
        remember(wish);
}

int permission_settle(const cli_options *options, const dl_notebook *notebook, const char *name,
                      dl_arena *arena, dl_fetch_options *fetch)
{
    const dl_front *front = dl_notebook_front(notebook);
    asking wish = {.options = options, .front = front, .name = name};
    size_t most = front->net_count + options->net_count + 1;
    wish.granted = dl_arena_alloc(arena, most * sizeof *wish.granted);
    if (!wish.granted)
        return cli_usage("memory ran out");
    dl_sha256_hex(dl_notebook_text(notebook), wish.hash);
    bool network = options->online || (!options->offline && !options->frozen);
    if (options->allow_net)
        grant_by_option(&wish);
    else if (front->net_count && network && !grant_by_memory(&wish, arena))
        grant_by_question(&wish);
    fetch->any_host = is_in(wish.granted, wish.count, any_host);
    fetch->hosts = wish.granted;
    fetch->host_count = wish.count;
    return 0;
}
