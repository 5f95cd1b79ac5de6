/*
 * Archives imported, under libFuzzer: the first byte says whether the rest is the file, or names
 * and contents with a NUL after each, of which a WACZ is made. Every record is counted, and what
 * was imported once is there when it comes again.
 */
#include <string.h>

#include <zlib.h>

#include "dateline/archive.h"
#include "fuzz.h"
#include "world.h"

static void put_number(uint32_t number, int bytes, dl_buf *out)
{
    for (int i = 0; i < bytes; i++)
        dl_buf_putc(out, (char)(number >> (8 * i) & 0xff));
}

/* APPNOTE 4.3.7 and 4.3.12: what both headers have, from the version on. */
static void put_entry(dl_str name, dl_str bytes, dl_buf *out)
{
    uLong crc = crc32(0, (const Bytef *)bytes.data, (uInt)bytes.size);
    put_number(20, 2, out); /* version; then flags, method, time and date */
    put_number(0, 4, out);
    put_number(0x21 << 16, 4, out);
    put_number((uint32_t)crc, 4, out);
    put_number((uint32_t)bytes.size, 4, out);
    put_number((uint32_t)bytes.size, 4, out);
    put_number((uint32_t)name.size, 2, out);
    put_number(0, 2, out);
}

static void make_wacz(dl_str parts, dl_buf *out)
{
    dl_buf index = {0};
    uint32_t count = 0;
    for (; parts.size && count < 100; count++) {
        dl_str name = fuzz_take(&parts, '\0'), bytes = fuzz_take(&parts, '\0');
        name = dl_str_slice(name, 0, 1000);
        dl_buf_puts(&index, "PK\1\2");
        put_number(20, 2, &index);
        put_entry(name, bytes, &index);
        put_number(0, 4, &index); /* comment and disk; then attributes */
        put_number(0, 2, &index);
        put_number(0, 4, &index);
        put_number((uint32_t)out->size, 4, &index);
        dl_buf_add(&index, name);
        dl_buf_puts(out, "PK\3\4");
        put_entry(name, bytes, out);
        dl_buf_add(out, name);
        dl_buf_add(out, bytes);
    }
    uint32_t start = (uint32_t)out->size;
    dl_buf_add(out, dl_buf_str(&index));
    dl_buf_puts(out, "PK\5\6");
    put_number(0, 4, out);
    put_number(count, 2, out);
    put_number(count, 2, out);
    put_number((uint32_t)index.size, 4, out);
    put_number(start, 4, out);
    put_number(0, 2, out);
    dl_buf_clear(&index);
}

static void hear(void *user, const char *text)
{
    int *problems = user;
    hold(text[0]);
    ++*problems;
}

static void check(dl_str file)
{
    int problems = 0;
    dl_store *store = fuzz_store();
    dl_import_options options = {.max_body = 5000,
                                 .listener = {.user = &problems, .problem = hear}};
    dl_import_summary once, again;
    dl_error error = {0};
    const char *path = fuzz_file(file);
    int rc = dl_archive_import(store, path, &options, &once, &error);
    hold(rc == 0 || error.message[0]);
    hold(once.records >= 0 && once.captures + once.present <= once.records);
    hold(once.damaged + once.too_large + once.unresolved <= problems);
    hold(dl_archive_import(store, path, &options, &again, NULL) == rc);
    hold(again.records == once.records && again.damaged == once.damaged);
    hold(again.captures == 0 || once.unresolved > again.unresolved);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    dl_str rest = fuzz_bytes(data + 1, size - 1);
    if (data[0] % 2) {
        dl_buf wacz = {0};
        make_wacz(rest, &wacz);
        check(dl_buf_str(&wacz));
        dl_buf_clear(&wacz);
    } else {
        check(rest);
    }
    return 0;
}
