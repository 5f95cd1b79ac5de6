/*
 * What was typed, in a file that sessions share: one entry a line, a newline within it written \n
 * and a backslash \\. Appending takes a lock and writes a whole line, so two sessions lose nothing
 * and a session that is killed loses its current entry at most. The file is untrusted when read: a
 * line that this code would not have written is passed over.
 */
#ifndef CLI_READER_HISTORY_H
#define CLI_READER_HISTORY_H

#include "dateline/str.h"

/* Past the first the file is cut to its newest lines, the second's worth at most. An entry that is
 * longer than the third is not kept. */
enum { HISTORY_MOST = 1 << 20, HISTORY_KEPT = 1 << 19, HISTORY_LONGEST = 1 << 16 };

/* Whether the entry is one to keep: it does not begin with a blank, and holds UTF-8 without control
 * characters other than newline and tab. */
bool history_keeps(dl_str entry);

/* Adds an entry, which history_keeps. */
int history_append(const char *path, dl_str entry, dl_error *error);

/* Calls each with every entry, oldest first, the same one twice in a row once. A file that is not
 * there has none. */
int history_read(const char *path, void (*each)(void *user, const char *entry), void *user,
                 dl_error *error);

#endif
