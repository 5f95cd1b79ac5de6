/* A bundle's files in a folder: one that lasts, or one for as long as a run. */
#ifndef CLI_UNPACK_H
#define CLI_UNPACK_H

#include <stddef.h>

#include "cli/cli.h"
#include "dateline/bundle.h"

/* Unpacks into a folder of the system's for temporary files, and gives its path and the notebook's.
 * Returns an exit status. */
int unpack_for_run(const char *bundle, const cli_options *options, char *folder, size_t folder_size,
                   char *notebook, size_t notebook_size);

/* Unpacks into folder, and warns of what is ignored. */
int unpack_all(dl_bundle *bundle, const char *folder, const cli_options *options, dl_error *error);
/* Says who signed the bundle, if anybody did. */
void unpack_tell_signer(const dl_bundle *bundle, const char *path, const cli_options *options);

/* A new folder for a moment; dl_file_remove_tree ends it. Returns an exit status, and says what was
 * wrong. */
int unpack_make_folder(char *folder, size_t size);

#endif
