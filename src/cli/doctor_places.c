/* The folders that dateline writes to, the store that is used here, and the terminal. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"
#include "cli/answer.h"
#include "cli/doctor.h"
#include "cli/state.h"
#include "dateline/store.h"

/* --- folders --- */

typedef struct place {
    const char *name, *use;
    char path[PATH_MAX]; /* empty: there is none */
    bool exists, writable;
    uint64_t free_bytes;
    int why; /* errno, where it is not writable */
} place;

/* A folder that is not there is made in the nearest one above it that is. */
static void look(place *at)
{
    char path[PATH_MAX];
    struct stat info;
    struct statvfs room;
    memcpy(path, at->path, sizeof path);
    at->exists = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    for (char *slash; access(path, F_OK) != 0 && errno == ENOENT;) {
        slash = strrchr(path, '/');
        if (!slash)
            break;
        slash[slash == path] = '\0';
    }
    at->writable = stat(path, &info) == 0 && access(path, W_OK | X_OK) == 0;
    at->why = errno;
    if (at->writable && !S_ISDIR(info.st_mode)) {
        at->writable = false;
        at->why = ENOTDIR;
    }
    if (statvfs(path, &room) == 0)
        at->free_bytes = (uint64_t)room.f_bavail * room.f_frsize;
}

static void mend_place(doctor *to, const place *at)
{
    char mend[PATH_MAX + 64];
    if (!at->path[0])
        snprintf(mend, sizeof mend, "export HOME=/your/home");
    else if (at->why == EACCES && at->exists)
        snprintf(mend, sizeof mend, "chmod u+rwx '%s'", at->path);
    else if (strcmp(at->name, "temporary") == 0)
        snprintf(mend, sizeof mend, "export TMPDIR=/a/folder/of/yours");
    else if (strcmp(at->name, "state") == 0)
        snprintf(mend, sizeof mend, "export XDG_STATE_HOME=/a/folder/of/yours");
    else
        snprintf(mend, sizeof mend, "cd to a folder of yours, or name files with --store and -o");
    if (at->path[0])
        doctor_miss(to, true, mend, "the %s folder %s cannot be written: %s", at->name, at->path,
                    strerror(at->why));
    else
        doctor_miss(to, true, mend, "there is no %s folder: neither XDG_STATE_HOME nor HOME is set",
                    at->name);
}

static void tell_place(doctor *to, const place *at)
{
    dl_buf_printf(&to->text, "  %-14s %s: %s", at->name, at->path[0] ? at->path : "none", at->use);
    dl_buf_puts(&to->text, at->writable && !at->exists ? "; will be made" : "");
    dl_buf_puts(&to->text, at->writable ? "; free: " : "; CANNOT BE WRITTEN");
    if (at->writable)
        doctor_size(&to->text, at->free_bytes);
    dl_buf_putc(&to->text, '\n');
    doctor_text(&to->json, "name", at->name);
    doctor_text(&to->json, "path", at->path[0] ? at->path : NULL);
    answer_flag(&to->json, "exists", at->exists);
    answer_flag(&to->json, "writable", at->writable);
    answer_number(&to->json, "free_bytes", (long long)at->free_bytes);
    if (!at->writable)
        mend_place(to, at);
}

void doctor_folders(doctor *to)
{
    const char *temporary = getenv("TMPDIR");
    dl_error error;
    place places[] = {{.name = "state", .use = "grants, history and keys"},
                      {.name = "temporary", .use = "what is unpacked for a while"},
                      {.name = "working", .use = "the store and reports, where none are named"}};
    if (state_folder(places[0].path, PATH_MAX, &error) != 0)
        places[0].path[0] = '\0';
    snprintf(places[1].path, PATH_MAX, "%s", temporary && *temporary == '/' ? temporary : "/tmp");
    if (!getcwd(places[2].path, PATH_MAX))
        places[2].path[0] = '\0';
    dl_buf_puts(&to->text, "folders\n");
    answer_open(&to->json, "folders", '[');
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (places[i].path[0])
            look(&places[i]);
        answer_open(&to->json, NULL, '{');
        tell_place(to, &places[i]);
        dl_buf_putc(&to->json, '}');
    }
    dl_buf_putc(&to->json, ']');
}

/* --- the store --- */

static int64_t count_captures(dl_store *store, dl_error *error)
{
    dl_rows rows;
    dl_arena arena;
    int64_t count = -1;
    dl_arena_init(&arena);
    if (dl_store_query(store, DL_STR("SELECT count(*) FROM snapshots"), NULL, 0, false, &arena,
                       &rows, error) == 0 &&
        rows.rows == 1)
        count = rows.values[0].integer;
    dl_arena_clear(&arena);
    return count;
}

/* Read, and left as it is. */
static int64_t read_store(const char *path, dl_error *error)
{
    dl_store *store;
    if (dl_store_open(&store, path, &(dl_store_options){.read_only = true}, error) != 0)
        return -1;
    int64_t count = count_captures(store, error);
    dl_store_close(store);
    return count;
}

static void tell_store(doctor *to, const char *path, uint64_t bytes)
{
    dl_error error = {0};
    int64_t count = read_store(path, &error);
    bool writable = access(path, W_OK) == 0;
    answer_flag(&to->json, "exists", true);
    answer_number(&to->json, "bytes", (long long)bytes);
    answer_flag(&to->json, "writable", writable);
    if (count < 0) {
        dl_buf_puts(&to->text, ": CANNOT BE READ\n");
        answer_null(&to->json, "captures");
        doctor_text(&to->json, "error", error.message);
        doctor_miss(to, true,
                    error.hint[0] ? error.hint : "name another with --store FILE; this one is left",
                    "%s", error.message);
        return;
    }
    dl_buf_puts(&to->text, ": ");
    doctor_size(&to->text, bytes);
    dl_buf_printf(&to->text, ", captures: %lld%s\n", (long long)count,
                  writable ? "" : ", can only be read");
    answer_number(&to->json, "captures", count);
    answer_null(&to->json, "error");
}

void doctor_store(doctor *to)
{
    const char *path = to->options->store ? to->options->store : "dateline.db";
    struct stat info;
    dl_buf_printf(&to->text, "store            %s", path);
    answer_open(&to->json, "store", '{');
    doctor_text(&to->json, "path", path);
    if (stat(path, &info) == 0) {
        tell_store(to, path, (uint64_t)info.st_size);
    } else {
        dl_buf_puts(&to->text, ": not there yet; a run or `dateline fetch` makes it\n");
        answer_flag(&to->json, "exists", false);
        answer_number(&to->json, "bytes", 0);
        answer_null(&to->json, "writable");
        answer_null(&to->json, "captures");
        answer_null(&to->json, "error");
    }
    dl_buf_putc(&to->json, '}');
}

/* --- the terminal --- */

/* Whether the environment's locale is one of UTF-8 (POSIX: the first of these that is set). */
static bool speaks_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "UTF8") ||
                   strstr(value, "utf-8");
    }
    return false;
}

void doctor_terminal(doctor *to)
{
    const char *term = getenv("TERM");
    bool there = isatty(STDOUT_FILENO), color = cli_color(STDOUT_FILENO), utf8 = speaks_utf8();
    if (there)
        dl_buf_printf(&to->text, "terminal         %s, %d columns, %s, %s\n", term ? term : "dumb",
                      cli_width(), color ? "colours" : "no colours",
                      utf8 ? "UTF-8" : "its locale is NOT of UTF-8");
    else
        dl_buf_puts(&to->text, "terminal         none: no colours, no progress, 80 columns\n");
    answer_open(&to->json, "terminal", '{');
    answer_flag(&to->json, "there", there);
    answer_number(&to->json, "columns", cli_width());
    answer_flag(&to->json, "color", color);
    answer_flag(&to->json, "utf8", utf8);
    doctor_text(&to->json, "term", term);
    dl_buf_putc(&to->json, '}');
    if (there && !utf8)
        doctor_miss(to, false, "export LANG=C.UTF-8",
                    "the terminal's locale is not of UTF-8: what is drawn may look broken");
}
