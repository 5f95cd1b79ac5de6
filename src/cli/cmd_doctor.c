/* dateline doctor: what is installed, what holds cells in, where things are kept, and what is
 * missing. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "cli/answer.h"
#include "cli/doctor.h"
#include "dateline/wall.h"

/* --- what the parts are told with --- */

void doctor_text(dl_buf *out, const char *key, const char *text)
{
    if (text)
        answer_text(out, key, dl_str_of(text));
    else
        answer_null(out, key);
}

void doctor_size(dl_buf *out, uint64_t bytes)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    for (; bytes >= 10240 && unit + 1 < sizeof units / sizeof *units; unit++)
        bytes /= 1024;
    dl_buf_printf(out, "%llu %s", (unsigned long long)bytes, units[unit]);
}

void doctor_miss(doctor *to, bool needed, const char *mend, const char *what, ...)
{
    char message[1024];
    va_list args;
    va_start(args, what);
    vsnprintf(message, sizeof message, what, args);
    va_end(args);
    to->fails |= needed;
    dl_buf_printf(&to->missing_text, "%-9s %s\n    %s\n", needed ? "needed:" : "optional:", message,
                  mend);
    answer_open(&to->missing, NULL, '{');
    answer_text(&to->missing, "what", dl_str_of(message));
    answer_flag(&to->missing, "needed", needed);
    answer_text(&to->missing, "mend", dl_str_of(mend));
    dl_buf_putc(&to->missing, '}');
}

/* --- the wall --- */

/* One part of the wall: whether it stands, what is open where it does not, and what mends that. */
typedef struct wall_part {
    const char *name;
    bool stands;
    const char *holds, *open, *mend;
} wall_part;

static const char newer_kernel[] =
    "a kernel with Landlock: Linux 5.13 (files), 6.7 (network), 6.12 "
    "(signals), started with landlock in lsm=";
static const char seccomp[] = "a kernel with seccomp filters, or a container that lets them be set";

static void tell_part(doctor *to, const wall_part *part, bool light)
{
    dl_buf_printf(&to->text, "  %-14s %s: %s\n", part->name, part->stands ? "yes" : "NO",
                  part->stands ? part->holds : part->open);
    answer_flag(&to->json, part->name, part->stands);
    if (!part->stands && !light)
        doctor_miss(to, false, part->mend, "the wall's %s: %s", part->name, part->open);
}

static void tell_wall(doctor *to, const dl_wall *wall)
{
    const wall_part parts[] = {
        {"files", wall->landlock > 0, "the notebook's folder is read, the store's is written",
         "cells' own sandbox alone keeps files (Landlock is missing)", newer_kernel},
        {"network", wall->calls || wall->network, "no socket where no host was granted",
         "fetch alone guards the network", newer_kernel},
        {"signals", wall->scopes || wall->calls, "no signal leaves the worker",
         "a broken worker could signal its neighbours", newer_kernel},
        {"calls", wall->calls, "no program is started, no process looked into",
         "system calls are free (seccomp is missing)", seccomp},
        {"limits", wall->limits, "memory and descriptors end", "memory is Lua's own limit alone",
         "ulimit -v unlimited"},
        {"privileges", wall->unprivileged, "none is gained", "a program could gain privileges",
         seccomp}};
    bool stands = dl_wall_stands(wall), light = dl_wall_default() == DL_WALL_LIGHT;
    dl_buf_printf(&to->text, "wall             %s",
                  stands  ? "stands"
                  : light ? "light, as this build is a sanitizer's"
                          : "is not whole");
    if (wall->landlock)
        dl_buf_printf(&to->text, " (Landlock ABI %d)", wall->landlock);
    dl_buf_putc(&to->text, '\n');
    answer_open(&to->json, "wall", '{');
    answer_flag(&to->json, "stands", stands);
    answer_number(&to->json, "landlock", wall->landlock);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        tell_part(to, &parts[i], light);
    dl_buf_putc(&to->json, '}');
}

int doctor_wall(doctor *to, dl_error *error)
{
    dl_wall wall;
    int rc = dl_wall_report(&wall, error);
    if (rc == 0)
        tell_wall(to, &wall);
    return rc;
}

/* --- all of it --- */

static void print_text(const doctor *in, dl_buf *out)
{
    dl_escape_terminal(dl_buf_str(&in->text), out);
    if (!in->missing.size)
        dl_buf_puts(out, "\nNothing is missing.\n");
    else
        dl_buf_puts(out, "\nMissing, and what mends it:\n");
    dl_escape_terminal(dl_buf_str(&in->missing_text), out);
}

static void print_json(const doctor *in, dl_buf *out)
{
    answer_open(out, NULL, '{');
    answer_number(out, "v", 1);
    answer_text(out, "version", DL_STR(DL_VERSION));
    answer_next(out);
    dl_buf_add(out, dl_buf_str(&in->json));
    answer_open(out, "missing", '[');
    dl_buf_add(out, dl_buf_str(&in->missing));
    dl_buf_putc(out, ']');
    answer_flag(out, "ok", !in->fails);
    dl_buf_puts(out, "}\n");
}

int cmd_doctor(const cli_options *options)
{
    if (options->argument_count)
        return cli_usage("nothing was expected after dateline doctor");
    doctor to = {.options = options};
    dl_buf out = {0};
    dl_error error;
    int status = 0;
    dl_buf_puts(&to.text, "version          " DL_VERSION "\n");
    doctor_libraries(&to);
    doctor_features(&to);
    if (doctor_wall(&to, &error) != 0) {
        status = cli_complain(&error, (dl_str){"", 0});
    } else {
        doctor_folders(&to);
        doctor_store(&to);
        doctor_terminal(&to);
        if (options->json)
            print_json(&to, &out);
        else
            print_text(&to, &out);
        status = cli_print(dl_buf_str(&out));
    }
    dl_buf_clear(&out);
    dl_buf_clear(&to.text);
    dl_buf_clear(&to.json);
    dl_buf_clear(&to.missing_text);
    dl_buf_clear(&to.missing);
    return status ? status : to.fails;
}
