#include "extract/words.h"

#include <string.h>

dl_lowered dl_lower(dl_str text)
{
    dl_lowered lowered;
    size_t size = text.size < DL_LOWERED ? text.size : DL_LOWERED - 1;
    for (size_t i = 0; i < size; i++) {
        const char c = text.data[i];
        lowered.text[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    lowered.text[size] = '\0';
    return lowered;
}

bool dl_has_word(const dl_lowered *lowered, const char *const *words, size_t count)
{
    if (!lowered->text[0])
        return false;
    for (size_t i = 0; i < count; i++)
        if (strstr(lowered->text, words[i]))
            return true;
    return false;
}
