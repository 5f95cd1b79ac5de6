/* The page's own modified date: until the page itself tells it, from where pages usually put it. */
#include <string.h>

#include "fetch/state.h"

/* The value after a key: of the next quoted string past a colon or content=. */
static dl_str value_after(dl_str html, size_t at, const char *lead)
{
    size_t start = dl_str_find(html, dl_str_of(lead), at);
    if (start == html.size || start > at + 200)
        return (dl_str){"", 0};
    start += strlen(lead);
    while (start < html.size && (html.data[start] == ' ' || html.data[start] == '\n'))
        start++;
    if (start == html.size || (html.data[start] != '"' && html.data[start] != '\''))
        return (dl_str){"", 0};
    const char quote[2] = {html.data[start], '\0'};
    size_t end = dl_str_find(html, dl_str_of(quote), start + 1);
    return dl_str_slice(html, start + 1, end);
}

bool dl_state_modified(const dl_page *page, dl_date *modified)
{
    static const struct {
        const char *key, *lead;
    } places[] = {{"\"dateModified\"", ":"},
                  {"article:modified_time", "content="},
                  {"itemprop=\"dateModified\"", "content="}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t at = dl_str_find(page->html, dl_str_of(places[i].key), 0);
        if (at == page->html.size)
            continue;
        dl_error ignored;
        dl_str value = value_after(page->html, at, places[i].lead);
        if (value.size && dl_date_parse(dl_str_trim(value), modified, &ignored) == 0)
            return true;
    }
    return false;
}
