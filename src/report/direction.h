/* Which way a language is written, for the report's dir attribute. */
#ifndef REPORT_DIRECTION_H
#define REPORT_DIRECTION_H

#include <stdbool.h>

#include "dateline/str.h"

/* Whether a language tag (BCP 47) is of a script that runs from right to left: by its script
 * subtag where it has one, else by what CLDR calls the language's usual script. */
bool report_right_to_left(dl_str lang);

#endif
