/* dateline kernel: the kernel that Jupyter starts, and what tells Jupyter of it. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "dateline/date.h"
#include "dateline/kernel.h"

/* --- install --- */

/* jupyter_core's folders: JUPYTER_DATA_DIR, else XDG's, else the usual one. */
static int user_folder(char *folder, size_t size)
{
    const char *data = getenv("JUPYTER_DATA_DIR"), *xdg = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    int length;
    if (data && *data)
        length = snprintf(folder, size, "%s", data);
    else if (xdg && *xdg == '/')
        length = snprintf(folder, size, "%s/jupyter", xdg);
    else if (home && *home == '/')
        length = snprintf(folder, size, "%s/.local/share/jupyter", home);
    else
        return cli_usage("there is no home folder; --prefix DIR says where to install");
    return length > 0 && (size_t)length < size ? 0 : cli_usage("the path is too long");
}

/* The prefix of the Python that Jupyter runs in: a virtual environment's, or the one of the python3
 * that is found first. */
static int python_prefix(char *folder, size_t size)
{
    const char *names[] = {"VIRTUAL_ENV", "CONDA_PREFIX"};
    for (size_t i = 0; i < 2; i++) {
        const char *value = getenv(names[i]);
        if (value && *value == '/' && snprintf(folder, size, "%s", value) < (int)size)
            return 0;
    }
    char found[PATH_MAX] = "";
    FILE *python = popen("python3 -c 'import sys; print(sys.prefix)'", "r");
    if (python && fgets(found, sizeof found, python))
        found[strcspn(found, "\n")] = '\0';
    if (python)
        pclose(python);
    if (found[0] != '/')
        return cli_usage("no python3 is found that could say its prefix; --prefix DIR names one");
    return snprintf(folder, size, "%s", found) < (int)size ? 0 : cli_usage("the path is too long");
}

static int data_folder(const cli_options *options, char *folder, size_t size)
{
    char prefix[PATH_MAX];
    int status = 0;
    if (!options->prefix && !options->sys_prefix)
        return user_folder(folder, size);
    if (options->prefix)
        snprintf(prefix, sizeof prefix, "%s", options->prefix);
    else
        status = python_prefix(prefix, sizeof prefix);
    if (status)
        return status;
    int length = snprintf(folder, size, "%s/share/jupyter", prefix);
    return length > 0 && (size_t)length < size ? 0 : cli_usage("the path is too long");
}

/* This very program, so that a notebook runs whatever the PATH of Jupyter is. */
static void own_path(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length > 0)
        path[length] = '\0';
    else
        snprintf(path, size, "dateline");
}

static int install(const cli_options *options)
{
    char folder[PATH_MAX], path[PATH_MAX + 64], program[PATH_MAX];
    if (options->user + options->sys_prefix + (options->prefix != NULL) > 1)
        return cli_usage("--user, --prefix and --sys-prefix exclude each other");
    int status = data_folder(options, folder, sizeof folder);
    if (status)
        return status;
    dl_buf spec;
    dl_error error;
    dl_buf_init(&spec);
    own_path(program, sizeof program);
    snprintf(path, sizeof path, "%s/kernels/dateline/kernel.json", folder);
    int rc = dl_kernel_spec(program, &spec, &error);
    if (!rc)
        rc = dl_file_make_folders(path, 0755, &error);
    if (!rc)
        rc = dl_file_write(path, dl_buf_str(&spec), &error);
    dl_buf_clear(&spec);
    if (rc)
        return cli_complain(&error, (dl_str){"", 0});
    printf("%s\n", path);
    return 0;
}

/* --- run --- */

static void set_today(char *text, size_t size)
{
    int64_t year;
    int month, day;
    dl_civil_from_days(time(NULL) / 86400, &year, &month, &day);
    snprintf(text, size, "%04d-%02d-%02d", (int)year, month, day);
}

/* Who types in a notebook asks and grants at once, as in the REPL. The kernel stands in the
 * notebook's folder. */
static int serve(const cli_options *options)
{
    char as_of[64];
    dl_kernel_options with = {.connection_file = options->connection,
                              .runner = dl_runner_defaults(),
                              .timeout_s = options->timeout_given ? options->timeout_s : 0};
    dl_engine_options *engine = &with.runner.engine;
    set_today(as_of, sizeof as_of);
    engine->name = "cell";
    engine->folder = ".";
    engine->store_path = options->store ? options->store : "./dateline.db";
    engine->fetch = cli_fetch_options(options, true);
    engine->fetch.hosts = options->net_hosts;
    engine->fetch.host_count = options->net_count;
    engine->as_of = dl_str_of(options->as_of ? options->as_of : as_of);
    engine->memory_bytes = options->memory_mib << 20;
    if (options->require_sandbox)
        with.runner.wall = DL_WALL_REQUIRED;
    dl_error error;
    if (dl_kernel_run(&with, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    return 0;
}

int cmd_kernel(const cli_options *options)
{
    const char *what = options->argument_count ? options->arguments[0] : NULL;
    if (options->argument_count == 1 && strcmp(what, "install") == 0)
        return install(options);
    if (options->argument_count == 0 && options->connection)
        return serve(options);
    return cli_usage("expected: dateline kernel -f CONNECTION_FILE, or dateline kernel install");
}
