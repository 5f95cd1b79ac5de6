#include "cli/made_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* NAME of dir/NAME.html: all before the last dot. */
static dl_str stem_of(dl_str name)
{
    for (size_t i = name.size; i > 1; i--)
        if (name.data[i - 1] == '.')
            return dl_str_slice(name, 0, i - 1);
    return name;
}

static int choose_folder(const cli_options *options, const char *notebook, char *path, size_t size)
{
    const char *report = NULL;
    for (size_t i = 0; i < options->output_count && !report; i++)
        if (strcmp(options->outputs[i], "-") != 0)
            report = options->outputs[i];
    dl_str folder = DL_STR("."), name = dl_str_of(notebook);
    if (report)
        dl_path_split(report, &folder, &name);
    int length = options->files ? snprintf(path, size, "%s", options->files)
                                : snprintf(path, size, "%.*s/%.*s-files", DL_STR_ARG(folder),
                                           DL_STR_ARG(stem_of(name)));
    return length >= 0 && (size_t)length < size
               ? 0
               : cli_usage("the path of the output folder is too long");
}

/* --- one file --- */

/* The folder of the name's last part below `folder`, made where it is not there; -1 with errno. A
 * link on the way is refused by O_NOFOLLOW. */
static int open_parent(int folder, dl_str name, char *last, size_t size)
{
    int at = fcntl(folder, F_DUPFD_CLOEXEC, 0);
    for (dl_str rest = name; at >= 0;) {
        dl_str part = dl_str_cut(rest, '/', &rest);
        if (part.size >= size) {
            close(at);
            errno = ENAMETOOLONG;
            return -1;
        }
        snprintf(last, size, "%.*s", DL_STR_ARG(part));
        if (!rest.data)
            break;
        int below = mkdirat(at, last, 0777) == 0 || errno == EEXIST
                        ? openat(at, last, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                        : -1;
        int failure = errno;
        close(at);
        errno = failure;
        at = below;
    }
    return at;
}

/* Whether what stands there may be replaced: nothing, or a regular file. */
static bool is_replaceable(int parent, const char *name)
{
    struct stat there;
    if (fstatat(parent, name, &there, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT;
    if (S_ISREG(there.st_mode))
        return true;
    errno = S_ISLNK(there.st_mode) ? ELOOP : EEXIST;
    return false;
}

static int put_in(int parent, const char *name, dl_str bytes)
{
    char temporary[64];
    if (!is_replaceable(parent, name) ||
        dl_file_beside_in(parent, temporary, sizeof temporary) != 0)
        return -1;
    unlinkat(parent, temporary, 0); /* of a run that was killed and had this process's number */
    int file = dl_file_open_in(parent, temporary,
                               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0)
        return -1;
    int failed = dl_file_put(file, bytes) != 0 || dl_file_sync(file) != 0;
    int failure = errno;
    if (dl_file_close(file) != 0 && !failed) {
        failed = 1;
        failure = errno;
    }
    if (!failed && dl_file_rename_in(parent, temporary, name) != 0) {
        failed = 1;
        failure = errno;
    }
    if (failed)
        unlinkat(parent, temporary, 0);
    errno = failure;
    return failed ? -1 : 0;
}

static int write_one(int folder, const char *path, const dl_made_file *made)
{
    dl_error error;
    char last[NAME_MAX + 1];
    const char *fault = dl_made_file_fault(made->name); /* they may come from another process */
    if (fault) {
        dl_error_set(&error, DL_ERR_PERMISSION, "a cell's file '%.*s' is not written: %s",
                     DL_STR_ARG(made->name), fault);
        return cli_complain(&error, (dl_str){"", 0});
    }
    int parent = open_parent(folder, made->name, last, sizeof last);
    int failed = parent < 0 ? -1 : put_in(parent, last, made->bytes);
    if (failed) {
        dl_error_set_errno(&error, errno, "cannot write %s/%.*s", path, DL_STR_ARG(made->name));
        if (errno == ELOOP || errno == ENOTDIR)
            dl_error_hint(&error, "a link stands there, and nothing is written through links");
    }
    if (parent >= 0)
        close(parent);
    return failed ? cli_complain(&error, (dl_str){"", 0}) : 0;
}

int made_files_write(const cli_options *options, const dl_run *run)
{
    return made_files_write_of(options, dl_notebook_name(run->notebook), run->results,
                               dl_notebook_step_count(run->notebook));
}

int made_files_write_of(const cli_options *options, const char *name, const dl_result *results,
                        size_t count)
{
    size_t files = 0;
    char path[PATH_MAX];
    for (size_t i = 0; i < count; i++)
        files += results[i].state == DL_STATE_OK ? results[i].file_count : 0;
    if (files == 0)
        return 0;
    int status = choose_folder(options, name, path, sizeof path);
    if (status)
        return status;
    dl_error error;
    char inside[PATH_MAX + 2];
    snprintf(inside, sizeof inside, "%s/.", path);
    int folder = dl_file_make_folders(inside, 0777, &error) == 0
                     ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                     : -1;
    if (folder < 0) {
        dl_error_set_errno(&error, errno, "cannot open the output folder %s", path);
        return cli_complain(&error, (dl_str){"", 0});
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; results[i].state == DL_STATE_OK && k < results[i].file_count; k++) {
            int one = write_one(folder, path, &results[i].files[k]);
            status = status ? status : one;
        }
    close(folder);
    return status;
}
