/* dateline doctor: what is installed, what holds cells in, and where things are kept. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "cli/cli.h"
#include "cli/state.h"
#include "dateline/engine.h"
#include "dateline/wall.h"

typedef struct fact {
    const char *name;
    const char *value;
} fact;

enum { FACTS = 4, PARTS = 6 };

/* One part of the wall: whether it stands, and what is open where it does not. */
typedef struct part {
    const char *name;
    bool stands;
    const char *holds, *open;
} part;

static void list_parts(const dl_wall *wall, part *parts)
{
    const part all[PARTS] = {
        {"files", wall->landlock > 0, "the notebook's folder is read, the store's is written",
         "cells' own sandbox alone keeps files (Landlock is missing)"},
        {"network", wall->calls || wall->network, "no socket where no host was granted",
         "fetch alone guards the network"},
        {"signals", wall->scopes || wall->calls, "no signal leaves the worker",
         "a broken worker could signal its neighbours"},
        {"calls", wall->calls, "no program is started, no process looked into",
         "system calls are free (seccomp is missing)"},
        {"limits", wall->limits, "memory and descriptors end", "memory is Lua's own limit alone"},
        {"privileges", wall->unprivileged, "none is gained", "a program could gain privileges"}};
    memcpy(parts, all, sizeof all);
}

static void print_text(const fact *facts, const dl_wall *wall, const part *parts, dl_buf *out)
{
    for (size_t i = 0; i < FACTS; i++)
        dl_buf_printf(out, "%-12s %s\n", facts[i].name, facts[i].value);
    dl_buf_printf(out, "%-12s %s", "wall",
                  dl_wall_stands(wall)                 ? "stands"
                  : dl_wall_default() == DL_WALL_LIGHT ? "light, as this build is a sanitizer's"
                                                       : "is not whole");
    if (wall->landlock)
        dl_buf_printf(out, " (Landlock ABI %d)", wall->landlock);
    dl_buf_putc(out, '\n');
    for (size_t i = 0; i < PARTS; i++)
        dl_buf_printf(out, "  %-10s %s: %s\n", parts[i].name, parts[i].stands ? "yes" : "NO",
                      parts[i].stands ? parts[i].holds : parts[i].open);
}

static void print_json(const fact *facts, const dl_wall *wall, const part *parts, dl_buf *out)
{
    dl_buf_puts(out, "{\"v\":1");
    for (size_t i = 0; i < FACTS; i++) {
        dl_buf_printf(out, ",\"%s\":", facts[i].name);
        dl_escape_json(dl_str_of(facts[i].value), out);
    }
    dl_buf_printf(out, ",\"wall\":{\"stands\":%s,\"landlock\":%d",
                  dl_wall_stands(wall) ? "true" : "false", wall->landlock);
    for (size_t i = 0; i < PARTS; i++)
        dl_buf_printf(out, ",\"%s\":%s", parts[i].name, parts[i].stands ? "true" : "false");
    dl_buf_puts(out, "}}\n");
}

int cmd_doctor(const cli_options *options)
{
    if (options->argument_count)
        return cli_usage("nothing was expected after dateline doctor");
    char state[PATH_MAX];
    dl_error error;
    dl_wall wall;
    part parts[PARTS];
    if (dl_wall_report(&wall, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    if (state_path("", state, sizeof state, &error) != 0)
        state[0] = '\0';
    char versions[128];
    snprintf(versions, sizeof versions, "%s, SQLite %s, libcurl %s", dl_engine_library(),
             dl_store_library(), dl_fetch_library());
    const fact facts[FACTS] = {{"version", DL_VERSION},
                               {"libraries", versions},
                               {"store", "dateline.db beside the notebook"},
                               {"state", state}};
    list_parts(&wall, parts);
    dl_buf out;
    dl_buf_init(&out);
    if (options->json)
        print_json(facts, &wall, parts, &out);
    else
        print_text(facts, &wall, parts, &out);
    int status = cli_print(dl_buf_str(&out));
    dl_buf_clear(&out);
    return status;
}
