/*
 * Feeds under libFuzzer: any bytes, and what must hold of what is read. The first byte chooses the
 * content type.
 */
#include "dateline/feed.h"
#include "base/utf8.h"
#include "fuzz.h"

static void check_about(const dl_feed_about *about)
{
    hold(dl_utf8_valid(about->title.value) && dl_utf8_valid(about->title_text));
    hold(dl_utf8_valid(about->summary.value));
    hold(!about->published.known || about->published.raw.size > 0);
    for (size_t i = 0; i < about->link_count; i++)
        hold(about->links[i].rel.size > 0);
}

static void check_feed(const dl_feed *feed)
{
    hold(feed->format.size > 0 && feed->charset.size > 0);
    hold(feed->well_formed == (feed->fault.size == 0));
    check_about(&feed->about);
    for (size_t i = 0; i < feed->entry_count; i++) {
        dl_buf text = {0};
        dl_error error;
        check_about(&feed->entries[i].about);
        if (i < 20 && dl_feed_entry_text(&feed->entries[i], &text, &error) == 0)
            hold(dl_utf8_valid(dl_buf_str(&text)));
        dl_buf_clear(&text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = {"", "text/xml", "text/html; charset=windows-1252",
                                        "application/feed+json"};
    if (size == 0)
        return 0;
    dl_feed feed;
    dl_error error = {0};
    dl_str body = {(const char *)data + 1, size - 1};
    dl_feed_init(&feed);
    int rc = dl_feed_read(&feed, body, dl_str_of(types[data[0] % 4]),
                          DL_STR("https://a.example/feed"), &error);
    hold(rc == 0 || rc == DL_ERR_SYNTAX || rc == DL_ERR_LIMIT_SIZE);
    hold(rc == 0 || error.message[0]);
    if (rc == 0)
        check_feed(&feed);
    dl_feed_clear(&feed);
    return 0;
}
