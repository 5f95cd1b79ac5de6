/* The manual page dateline(1), in man(7), from the tables of commands and options. */
#ifndef CLI_MAN_H
#define CLI_MAN_H

int man_print(void); /* an exit status */

#endif
