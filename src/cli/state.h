/* The folder of what a person's own dateline remembers: grants, history, keys. */
#ifndef CLI_STATE_H
#define CLI_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "dateline/error.h"

/* The path of the folder, which may not be there yet. DL_ERR_NOT_FOUND where there is no home. */
int state_folder(char *folder, size_t size, dl_error *error);

/* The path of a file in $XDG_STATE_HOME/dateline, or ~/.local/state/dateline; a relative value of
 * XDG_STATE_HOME is ignored (XDG Base Directory Specification 0.8). Makes the folder, for this user
 * alone. DL_ERR_NOT_FOUND where there is no home. */
int state_path(const char *file, char *path, size_t size, dl_error *error);

/* Makes path for this user alone where it is not there, and takes the lock that guards it until
 * state_unlock. Returns a descriptor, or a negative dl_kind. */
int state_lock(const char *path, dl_error *error);
void state_unlock(int lock);

#endif
