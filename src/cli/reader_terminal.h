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
/* What is done once, while the first prompt is shown: nobody waits for it. True: it said something,
 * and the prompt is shown again. */
void terminal_meanwhile(bool (*act)(void *user), void *user);
/* Appends what was typed; pasted newlines are in it. */
terminal_outcome terminal_read(const char *prompt, dl_buf *line);
void terminal_end(void);

#endif
