#include "dateline/picture.h"

bool dl_picture_form_of(dl_str word, dl_picture_form *form)
{
    static const char *const words[] = {"drawn", "ascii", "list"};
    for (int i = 0; i < 3; i++) {
        if (dl_str_equal(word, dl_str_of(words[i]))) {
            *form = (dl_picture_form)i;
            return true;
        }
    }
    return false;
}
