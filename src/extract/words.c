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

dl_str dl_next_token(dl_str *list)
{
    static const char spaces[] = " \t\n\r\f";
    size_t start = 0;
    while (start < list->size && dl_one_of(list->data[start], spaces))
        start++;
    const size_t end = dl_str_first_of(*list, start, spaces);
    const dl_str token = dl_str_slice(*list, start, end);
    *list = dl_str_slice(*list, end, list->size);
    return token;
}

bool dl_has_token(dl_str list, const char *token)
{
    for (dl_str next = dl_next_token(&list); next.size; next = dl_next_token(&list))
        if (dl_str_is_word(next, token))
            return true;
    return false;
}
