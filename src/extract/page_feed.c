#include "extract/page_feed.h"

#include "dateline/feed.h"

static int write_entry(const dl_feed_entry *entry, dl_buf *out, dl_error *error)
{
    dl_buf text = {0};
    int rc = dl_feed_entry_text(entry, &text, error);
    if (out->size)
        dl_buf_puts(out, "\n\n");
    dl_buf_add(out, entry->about.title_text);
    if (entry->about.title_text.size && text.size)
        dl_buf_puts(out, "\n\n");
    dl_buf_add(out, dl_buf_str(&text));
    dl_buf_clear(&text);
    return rc;
}

static dl_str keep(dl_page *page, dl_str text, bool *failed)
{
    dl_str copy = dl_arena_copy(&page->arena, text);
    *failed = *failed || !copy.data;
    return copy.data ? copy : (dl_str){"", 0};
}

static void take_dates(dl_page *page, const dl_feed_about *about, bool *failed)
{
    if (about->published.known) {
        page->has_published = true;
        page->published = about->published.date;
        page->published_raw = keep(page, about->published.raw, failed);
        page->published_from = DL_STR("feed published");
    }
    if (about->updated.known) {
        page->has_modified = true;
        page->modified = about->updated.date;
        page->modified_raw = keep(page, about->updated.raw, failed);
        page->modified_from = DL_STR("feed updated");
    }
}

static bool take_links(dl_page *page, const dl_feed *feed, bool *failed)
{
    dl_str *links = dl_arena_alloc(&page->arena, (feed->entry_count + 1) * sizeof *links);
    dl_link *anchors = dl_arena_alloc(&page->arena, (feed->entry_count + 1) * sizeof *anchors);
    if (!links || !anchors)
        return false;
    for (size_t i = 0; i < feed->entry_count; i++) {
        const dl_feed_about *about = &feed->entries[i].about;
        if (about->link.size == 0)
            continue;
        dl_str url = keep(page, about->link, failed);
        links[page->link_count] = url;
        anchors[page->link_count++] =
            (dl_link){.url = url, .text = keep(page, about->title_text, failed), .rel = {"", 0}};
    }
    page->links = links;
    page->anchors = anchors;
    return true;
}

int dl_page_read_feed(dl_page *page, dl_str body, dl_str content_type, dl_str url, dl_error *error)
{
    dl_feed feed;
    dl_buf text = {0};
    bool failed = false;
    dl_feed_init(&feed);
    int rc = dl_feed_read(&feed, body, content_type, url, error);
    for (size_t i = 0; !rc && i < feed.entry_count; i++)
        rc = write_entry(&feed.entries[i], &text, error);
    if (!rc)
        rc = dl_buf_ok(&text, error);
    if (!rc) {
        page->charset = keep(page, feed.charset, &failed);
        page->title = keep(page, feed.about.title_text, &failed);
        page->publisher = keep(page, feed.about.publisher.name, &failed);
        page->lang = keep(page, feed.about.lang, &failed);
        page->text = keep(page, dl_buf_str(&text), &failed);
        take_dates(page, &feed.about, &failed);
        if (!take_links(page, &feed, &failed) || failed)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a feed");
    }
    dl_buf_clear(&text);
    dl_feed_clear(&feed);
    return rc;
}
