/*
 * How pictures are told where there are only letters. The pictures themselves are made by cells,
 * and a dl_view carries them.
 */
#ifndef DATELINE_PICTURE_H
#define DATELINE_PICTURE_H

#include <stdbool.h>

#include "dateline/str.h"

/* How a picture is told on a terminal: by drawing, by drawing in ASCII (beyond what the data itself
 * says), or in sentences for who has it read aloud. */
typedef enum dl_picture_form {
    DL_PICTURE_DRAWN,
    DL_PICTURE_ASCII,
    DL_PICTURE_LIST
} dl_picture_form;
/* By its word: drawn, ascii, list. False for any other. */
bool dl_picture_form_of(dl_str word, dl_picture_form *form);

#endif
