/*
 * Words before a date that say what the date is of: "Published", "Aktualisiert am", "Erschienen".
 */
#ifndef EXTRACT_LABEL_H
#define EXTRACT_LABEL_H

#include "dateline/str.h"

typedef enum dl_label { DL_LABEL_NONE, DL_LABEL_PUBLISHED, DL_LABEL_MODIFIED } dl_label;

/* The first label at or after from; *start and *end are its bytes. */
dl_label dl_label_find(dl_str text, size_t from, size_t *start, size_t *end);
/* The label that text ends in, a few characters apart: "Published on:", "Erstellt am". */
dl_label dl_label_at_end(dl_str text);

#endif
