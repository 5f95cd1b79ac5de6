#include "cli/unpack.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/bundle.h"

static void warn_of_ignored(void *user, dl_str name)
{
    cli_warn(user,
             "warning: %.*s in the bundle is ignored: no settings or grants are taken from "
             "a bundle",
             DL_STR_ARG(name));
}

int unpack_all(dl_bundle *bundle, const char *folder, const cli_options *options, dl_error *error)
{
    return dl_bundle_unpack(bundle, folder, warn_of_ignored, (void *)options, error);
}

void unpack_tell_signer(const dl_bundle *bundle, const char *path, const cli_options *options)
{
    if (dl_bundle_signer(bundle))
        cli_warn(options, "%s: signed by %s, and as it was signed", path, dl_bundle_signer(bundle));
}

int unpack_make_folder(char *folder, size_t size)
{
    const char *base = getenv("TMPDIR");
    int length =
        snprintf(folder, size, "%s/dateline-XXXXXX", base && base[0] == '/' ? base : "/tmp");
    if (length > 0 && (size_t)length < size && mkdtemp(folder))
        return 0;
    dl_error error;
    dl_error_set_errno(&error, errno, "cannot make the folder %s", folder);
    dl_error_hint(&error, "set TMPDIR to a folder that you may write to");
    folder[0] = '\0';
    return cli_complain(&error, (dl_str){"", 0});
}

int unpack_for_run(const char *path, const cli_options *options, char *folder, size_t folder_size,
                   char *notebook, size_t notebook_size)
{
    dl_bundle *bundle;
    dl_error error;
    folder[0] = '\0';
    if (dl_bundle_open(&bundle, path, &error) != 0)
        return cli_complain(&error, (dl_str){"", 0});
    int status = unpack_make_folder(folder, folder_size);
    if (status == 0 && unpack_all(bundle, folder, options, &error) != 0)
        status = cli_complain(&error, (dl_str){"", 0});
    int length = snprintf(notebook, notebook_size, "%s/%.*s", folder,
                          DL_STR_ARG(dl_bundle_notebook(bundle)));
    if (status == 0 && (length < 0 || (size_t)length >= notebook_size))
        status = cli_usage("the path of the notebook in %s is too long", path);
    if (status == 0)
        unpack_tell_signer(bundle, path, options);
    dl_bundle_close(bundle);
    return status;
}
