/* dateline unbundle: what is in a bundle or in an HTML report, in a folder of its own. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/cli.h"
#include "cli/unpack.h"
#include "dateline/bundle.h"
#include "dateline/bundle_rows.h"

static const size_t most_report = (size_t)256 << 20;

static int unpack_bundle(const char *path, const char *folder, const cli_options *options,
                         dl_error *error)
{
    dl_bundle *bundle;
    int rc = dl_bundle_open(&bundle, path, error);
    if (rc)
        return rc;
    rc = unpack_all(bundle, folder, options, error);
    if (!rc)
        unpack_tell_signer(bundle, path, options);
    dl_bundle_close(bundle);
    return rc;
}

static int write_below(const char *folder, dl_str name, dl_str bytes, dl_error *error)
{
    char path[PATH_MAX];
    const char *fault = dl_bundle_name_fault(name);
    if (!fault && (memchr(name.data, '/', name.size) || dl_bundle_name_hidden(name)))
        fault = "a plain name was expected";
    if (fault)
        return dl_error_set(error, DL_ERR_STORE,
                            "the report is refused: unsafe path %.*s in it: %s", DL_STR_ARG(name),
                            fault);
    int length = snprintf(path, sizeof path, "%s/%.*s", folder, DL_STR_ARG(name));
    if (length < 0 || (size_t)length >= sizeof path)
        return dl_error_set(error, DL_ERR_USAGE, "the path %.200s... is too long", path);
    return dl_file_write(path, bytes, error);
}

static int unpack_report(const char *path, const char *folder, dl_error *error)
{
    dl_buf html = {0}, lock_name = {0};
    dl_arena arena;
    dl_arena_init(&arena);
    dl_str name = {"", 0}, notebook = {"", 0}, lock = {"", 0};
    int rc = dl_file_read(path, most_report, &html, error);
    if (!rc)
        rc = dl_report_carried(dl_buf_str(&html), &arena, &name, &notebook, &lock, error);
    if (!rc)
        rc = write_below(folder, name, notebook, error);
    if (!rc && lock.size) {
        size_t stem = name.size;
        for (size_t i = name.size; i > 1 && stem == name.size; i--)
            stem = name.data[i - 1] == '.' ? i - 1 : stem;
        dl_buf_printf(&lock_name, "%.*s.lock", (int)stem, name.data);
        rc = write_below(folder, dl_buf_str(&lock_name), lock, error);
    }
    dl_arena_clear(&arena);
    dl_buf_clear(&html);
    dl_buf_clear(&lock_name);
    return rc;
}

/* The folder that is asked for, or one beside us with the file's name without its ending. */
static int name_folder(const cli_options *options, char *folder, size_t size)
{
    dl_str where, name;
    dl_path_split(options->arguments[0], &where, &name);
    const char *asked = options->output_count ? options->outputs[0] : NULL;
    for (size_t i = name.size; i > 1 && !asked; i--)
        if (name.data[i - 1] == '.') {
            name.size = i - 1;
            break;
        }
    int length = asked ? snprintf(folder, size, "%s", asked)
                       : snprintf(folder, size, "%.*s", DL_STR_ARG(name));
    while (length > 1 && folder[length - 1] == '/')
        folder[--length] = '\0';
    if (length <= 0 || (size_t)length >= size - 32)
        return cli_usage("the folder's name is too long");
    struct stat info;
    if (lstat(folder, &info) == 0)
        return cli_usage("%s is there already: name a new folder with -o FOLDER", folder);
    return 0;
}

int cmd_unbundle(const cli_options *options)
{
    if (options->argument_count != 1 || options->output_count > 1)
        return cli_usage("one bundle or report was expected: dateline unbundle FILE [-o FOLDER]");
    char folder[PATH_MAX], beside[PATH_MAX];
    int status = name_folder(options, folder, sizeof folder);
    if (status)
        return status;
    dl_error error;
    const char *path = options->arguments[0];
    int rc = dl_file_beside(folder, beside, sizeof beside, &error);
    if (!rc && mkdir(beside, 0777) != 0)
        rc = dl_error_set_errno(&error, errno, "cannot make the folder %s", beside);
    if (rc)
        return cli_complain(&error, (dl_str){"", 0});
    bool report = dl_str_ends(dl_str_of(path), DL_STR(".html"));
    rc =
        report ? unpack_report(path, beside, &error) : unpack_bundle(path, beside, options, &error);
    /* there whole or not at all */
    if (!rc && dl_file_rename(beside, folder) != 0)
        rc = dl_error_set_errno(&error, errno, "cannot put %s in place", folder);
    if (rc) {
        dl_file_remove_tree(beside);
        return cli_complain(&error, (dl_str){"", 0});
    }
    if (isatty(STDERR_FILENO)) /* who named no folder would look for it */
        cli_warn(options, "made %s", folder);
    return 0;
}
