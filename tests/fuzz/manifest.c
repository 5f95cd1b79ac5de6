/*
 * What a WARC has no field for, and the index of a WACZ, under libFuzzer: the first byte says
 * which. A manifest that was read prints as what prints so again; sorted lines stay so.
 */
#include <string.h>

#include "archive/cdxj.h"
#include "archive/head.h"
#include "archive/manifest.h"
#include "fuzz.h"

static void check_manifest(dl_str text)
{
    dl_arena arena;
    dl_manifest manifest, again;
    dl_buf once = {0}, twice = {0};
    dl_arena_init(&arena);
    hold(dl_manifest_read(text, &arena, &manifest, NULL) == 0);
    if (manifest.there) {
        hold(manifest.hop_count == 0 || manifest.hops);
        dl_manifest_print(&manifest, &once);
        hold(dl_manifest_read(dl_buf_str(&once), &arena, &again, NULL) == 0 && again.there);
        dl_manifest_print(&again, &twice);
        hold(dl_str_equal(dl_buf_str(&once), dl_buf_str(&twice)));
    }
    dl_buf_clear(&once);
    dl_buf_clear(&twice);
    dl_arena_clear(&arena);
}

static bool has_blank(dl_str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (strchr(" \t\r\n", text.data[i]))
            return true;
    return false;
}

static void check_line(dl_str url, dl_str mime)
{
    dl_buf surt = {0}, line = {0};
    dl_warc_place place = {.offset = 7, .length = 9, .payload = "sha1:A"};
    dl_cdxj_entry entry = {url, mime, INT64_C(1700000000000000), 200, &place, DL_STR("a.warc.gz")};
    dl_surt(url, &surt);
    hold(!has_blank(dl_buf_str(&surt)));
    dl_cdxj_line(&entry, &line);
    hold(dl_str_starts(dl_buf_str(&line), dl_buf_str(&surt)));
    hold(dl_str_find(dl_buf_str(&line), DL_STR("\n"), 0) == line.size - 1);
    dl_buf_clear(&surt);
    dl_buf_clear(&line);
}

static void check_sort(dl_str text)
{
    dl_buf once = {0}, twice = {0};
    hold(dl_cdxj_sort(text, &once, NULL) == 0);
    hold(dl_cdxj_sort(dl_buf_str(&once), &twice, NULL) == 0);
    hold(dl_str_equal(dl_buf_str(&once), dl_buf_str(&twice)));
    dl_buf_clear(&once);
    dl_buf_clear(&twice);
}

static void check_request(dl_str head)
{
    dl_buf once = {0}, twice = {0}, removed = {0}, none = {0};
    dl_request_export(head, &once, &removed);
    dl_request_export(dl_buf_str(&once), &twice, &none);
    hold(none.size == 0);
    hold(dl_str_equal(dl_buf_str(&once), dl_buf_str(&twice)));
    dl_buf_clear(&once);
    dl_buf_clear(&twice);
    dl_buf_clear(&removed);
    dl_buf_clear(&none);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    dl_str text = fuzz_bytes(data + 1, size - 1);
    switch (data[0] % 4) {
    case 0:
        check_manifest(text);
        break;
    case 1: {
        dl_str url = fuzz_take(&text, '\n');
        check_line(url, text);
        break;
    }
    case 2:
        check_sort(text);
        break;
    default:
        check_request(text);
        break;
    }
    return 0;
}
