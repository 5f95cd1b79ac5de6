/* Names of reports that a batch writes: "{name}-{actor}.html" for each of its runs. */
#ifndef CLI_OUTPUT_NAME_H
#define CLI_OUTPUT_NAME_H

#include <stdbool.h>

#include "dateline/error.h"
#include "dateline/str.h"

typedef struct output_field {
    dl_str name, value;
} output_field;

/* Whether a name has a place for something that differs from run to run. */
bool output_name_varies(const char *pattern);

/* Puts the fields' values in the places {NAME}. Each is made safe for a file's name: letters,
 * digits, "." "_" and "-" stay, with what is beyond ASCII; all else is "-"; 120 bytes at most,
 * never empty, never an option or a device. DL_ERR_USAGE for a place that no field has. */
int output_name_make(const char *pattern, const output_field *fields, size_t count, dl_buf *name,
                     dl_error *error);

#endif
