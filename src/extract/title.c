/* A page's title without its site's name: "Headline | Paper" is "Headline". */
#include <strings.h>

#include "extract/metadata.h"

static const char *const separators[] = {" | ", " - ", " – ", " — ", " :: ", " » ",
                                         " • ", " · ", "｜",  "－",  "_",    "|"};

static bool same(dl_str a, dl_str b)
{
    return a.size && dl_str_same_letters(a, b);
}

/* What a site calls itself in titles is often shorter or longer than its name elsewhere. */
static bool is_publisher(dl_str part, dl_str publisher)
{
    size_t shared = part.size < publisher.size ? part.size : publisher.size;
    return shared >= 3 && strncasecmp(part.data, publisher.data, shared) == 0;
}

void dl_title_clean(dl_str title, dl_str publisher, dl_str heading, dl_buf *out)
{
    dl_str kept = title;
    for (size_t s = 0; s < sizeof separators / sizeof *separators; s++) {
        dl_str separator = dl_str_of(separators[s]);
        /* "_" and "|" may be within a word: "sqlite3_open_v2" is not SQLite's page "open_v2" */
        const bool bare = separator.size == 1;
        size_t at = bare && same(title, heading) ? title.size : dl_str_find(title, separator, 0);
        while (at < title.size) {
            dl_str head = dl_str_slice(title, 0, at);
            dl_str tail = dl_str_slice(title, at + separator.size, title.size);
            if ((is_publisher(tail, publisher) || same(head, heading)) && head.size < kept.size)
                kept = head;
            else if (same(tail, heading) ||
                     (!bare && is_publisher(head, publisher) && tail.size > head.size))
                kept = tail.size < kept.size ? tail : kept;
            at = dl_str_find(title, separator, at + separator.size);
        }
    }
    dl_buf_add(out, dl_str_trim(kept));
}
