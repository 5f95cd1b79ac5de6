/*
 * Files: read whole, write whole or not at all, and paths that stay below a folder.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>

#include "dateline/str.h"

/* Reads all of path ("-" is standard input) into out. LIMIT_SIZE past max_bytes. */
int dl_file_read(const char *path, size_t max_bytes, dl_buf *out, dl_error *error);

/* Writes to a new file beside path, syncs it and renames it over path: readers see the old bytes
 * or the new ones. On failure the old file is as it was and nothing is left beside it. Things
 * that are no regular file (/dev/stdout, a FIFO) are written to directly. */
int dl_file_write(const char *path, dl_str bytes, dl_error *error);

/* The name of a new file or folder to fill and to rename over path, after this process, so that two
 * writers do not share one. What writers left there that were killed is removed. */
int dl_file_beside(const char *path, char *beside, size_t size, dl_error *error);
/* The same in an open folder, of any file that one process writes there, one after another. */
int dl_file_beside_in(int folder, char *beside, size_t size);
/* The folder and all that is in it, or the file; links are not followed. */
void dl_file_remove_tree(const char *folder);

/* The same of a file that is not there yet: where there is one, or a link, nothing is written and
 * error->system is EEXIST. */
int dl_file_write_new(const char *path, dl_str bytes, dl_error *error);

/* As open, write, fsync, close and rename, but a signal that comes in between is no failure: none
 * of ours asks for them to end. A close that a signal met has closed (Linux). */
int dl_file_open(const char *path, int flags, unsigned mode);
int dl_file_put(int fd, dl_str bytes); /* all of them, in as many writes as that takes */
int dl_file_sync(int fd);
int dl_file_close(int fd);
int dl_file_rename(const char *from, const char *to);
/* The same of names in an open folder. */
int dl_file_open_in(int folder, const char *name, int flags, unsigned mode);
int dl_file_rename_in(int folder, const char *from, const char *to);

/* Opens `path` below `folder` and reads it; DL_ERR_PERMISSION when the path is absolute, or a
 * ".." or link in it leads out of the folder (checked on the opened file, not on the name). */
int dl_file_read_below(const char *folder, dl_str path, size_t max_bytes, dl_buf *out,
                       dl_error *error);

/* What an argument like --list=FILE has behind its =; NULL where it has none. */
const char *dl_argument_value(const char *argument);

/* Makes the folders that lead to path and are not there, with this mode (and the umask). */
int dl_file_make_folders(const char *path, unsigned mode, dl_error *error);

/* "dir/name" of a path: dir is "." without a slash. Both are views. */
void dl_path_split(const char *path, dl_str *folder, dl_str *name);

#endif
