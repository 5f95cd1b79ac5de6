/* Help texts folded to a width. */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include "dateline/str.h"

/* Appends text as lines of at most width columns, each indented; column: where the first one
 * stands already. A line break stays one where the next line is empty or begins with a space: such
 * lines are tables, and stay as they are. Ends with a line break. */
void cli_wrap(dl_str text, int indent, int column, int width, dl_buf *out);

#endif
