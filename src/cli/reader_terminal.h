/* One line from the terminal with readline's callbacks, and the signals that come meanwhile. */
#ifndef CLI_READER_TERMINAL_H
#define CLI_READER_TERMINAL_H

#include "dateline/str.h"

typedef enum terminal_outcome {
    TERMINAL_LINE,
    TERMINAL_DROPPED, /* Ctrl-C */
    TERMINAL_END      /* Ctrl-D on an empty line, or the terminal is gone */
} terminal_outcome;

void terminal_begin(void);
/* Appends what was typed; pasted newlines are in it. */
terminal_outcome terminal_read(const char *prompt, dl_buf *line);
void terminal_end(void);

#endif
