/* A question to the person at the terminal. */
#ifndef CLI_QUESTION_H
#define CLI_QUESTION_H

#include "dateline/str.h"

/* Asks where standard input and standard error are a terminal, and what was typed before is no
 * answer. The first letter of the line that is typed, in lower case; 'n' for none, where nobody can
 * be asked, and when a signal ends the wait. */
char cli_question(dl_str words);

#endif
