#include "archive/zip_write.h"

#include <string.h>
#include <time.h>

enum {
    LOCAL_HEADER = 0x04034b50,
    CENTRAL_HEADER = 0x02014b50,
    END_64 = 0x06064b50,
    LOCATOR_64 = 0x07064b50,
    END = 0x06054b50,
    NEEDED = 20,       /* §4.4.3: 2.0, folders in names */
    NEEDED_64 = 45,    /* 4.5, ZIP64 */
    MADE_BY_UNIX = 3,  /* §4.4.2 */
    NAMES_UTF8 = 0x800 /* §4.4.4, bit 11 */
};

/* What does not fit here stands in a ZIP64 field instead (§4.5.3). */
static const int64_t elsewhere = 0xFFFFFFFF;

static void put(dl_buf *out, int64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        dl_buf_putc(out, (char)(value >> (8 * i) & 0xff));
}

static int64_t here(int64_t value)
{
    return value < elsewhere ? value : elsewhere;
}

void dl_zip_init(dl_zip_out *zip, dl_output *output, int64_t moment_us)
{
    memset(zip, 0, sizeof *zip);
    zip->output = output;
    time_t second = (time_t)(moment_us / 1000000);
    struct tm utc;
    /* MS-DOS counts from 1980, in steps of two seconds (§4.4.6) */
    if (!gmtime_r(&second, &utc) || utc.tm_year < 80 || utc.tm_year > 207) {
        zip->dos_date = 1 << 5 | 1;
        return;
    }
    zip->dos_time = (uint16_t)(utc.tm_hour << 11 | utc.tm_min << 5 | utc.tm_sec / 2);
    zip->dos_date = (uint16_t)((utc.tm_year - 80) << 9 | (utc.tm_mon + 1) << 5 | utc.tm_mday);
}

/* What local and central header have in common, from the version to the extra field's length. */
static void put_common(const dl_zip_out *zip, const dl_zip_entry *entry, bool is_64, size_t extra,
                       dl_buf *out)
{
    put(out, is_64 ? NEEDED_64 : NEEDED, 2);
    put(out, NAMES_UTF8, 2);
    put(out, 0, 2); /* stored */
    put(out, zip->dos_time, 2);
    put(out, zip->dos_date, 2);
    put(out, entry->crc, 4);
    put(out, here(entry->size), 4);
    put(out, here(entry->size), 4);
    put(out, (int64_t)strlen(entry->name), 2);
    put(out, (int64_t)extra, 2);
}

/* §4.5.3: those of both sizes and the offset that do not fit, in this order. */
static void put_extra(const dl_zip_entry *entry, bool with_offset, dl_buf *out)
{
    bool size = entry->size >= elsewhere, offset = with_offset && entry->offset >= elsewhere;
    if (!size && !offset)
        return;
    put(out, 1, 2);
    put(out, (size ? 16 : 0) + (offset ? 8 : 0), 2);
    if (size) {
        put(out, entry->size, 8);
        put(out, entry->size, 8);
    }
    if (offset)
        put(out, entry->offset, 8);
}

static int flush(dl_zip_out *zip, dl_buf *out, dl_error *error)
{
    int rc = dl_buf_ok(out, error);
    if (!rc)
        rc = dl_output_put(zip->output, dl_buf_str(out), error);
    dl_buf_clear(out);
    return rc;
}

int dl_zip_begin(dl_zip_out *zip, const char *name, int64_t size, uint32_t crc, dl_error *error)
{
    dl_buf header = {0}, extra = {0};
    if (zip->count == DL_ZIP_MOST)
        return dl_error_set(error, DL_ERR_USAGE, "a WACZ has no more than %d files", DL_ZIP_MOST);
    dl_zip_entry *entry = &zip->entries[zip->count++];
    *entry = (dl_zip_entry){name, size, zip->output->written, crc};
    put_extra(entry, false, &extra);
    put(&header, LOCAL_HEADER, 4);
    put_common(zip, entry, extra.size > 0, extra.size, &header);
    dl_buf_puts(&header, name);
    dl_buf_add(&header, dl_buf_str(&extra));
    dl_buf_clear(&extra);
    return flush(zip, &header, error);
}

static void put_central(const dl_zip_out *zip, const dl_zip_entry *entry, dl_buf *out)
{
    dl_buf extra = {0};
    put_extra(entry, true, &extra);
    put(out, CENTRAL_HEADER, 4);
    put(out, MADE_BY_UNIX << 8 | NEEDED_64, 2);
    put_common(zip, entry, extra.size > 0, extra.size, out);
    put(out, 0, 2); /* no comment */
    put(out, 0, 2); /* the first disk */
    put(out, 0, 2);
    put(out, (int64_t)0100644 << 16, 4); /* a regular file that its owner may write */
    put(out, here(entry->offset), 4);
    dl_buf_puts(out, entry->name);
    dl_buf_add(out, dl_buf_str(&extra));
    dl_buf_clear(&extra);
}

static void put_end_64(const dl_zip_out *zip, int64_t begin, int64_t size, dl_buf *out)
{
    put(out, END_64, 4);
    put(out, 44, 8); /* what of this record follows */
    put(out, MADE_BY_UNIX << 8 | NEEDED_64, 2);
    put(out, NEEDED_64, 2);
    put(out, 0, 4);
    put(out, 0, 4);
    put(out, (int64_t)zip->count, 8);
    put(out, (int64_t)zip->count, 8);
    put(out, size, 8);
    put(out, begin, 8);
    put(out, LOCATOR_64, 4);
    put(out, 0, 4);
    put(out, begin + size, 8);
    put(out, 1, 4);
}

int dl_zip_end(dl_zip_out *zip, dl_error *error)
{
    dl_buf out = {0};
    int64_t begin = zip->output->written;
    for (size_t i = 0; i < zip->count; i++)
        put_central(zip, &zip->entries[i], &out);
    int64_t size = (int64_t)out.size;
    if (begin >= elsewhere)
        put_end_64(zip, begin, size, &out);
    put(&out, END, 4);
    put(&out, 0, 2);
    put(&out, 0, 2);
    put(&out, (int64_t)zip->count, 2);
    put(&out, (int64_t)zip->count, 2);
    put(&out, size, 4);
    put(&out, here(begin), 4);
    put(&out, 0, 2);
    return flush(zip, &out, error);
}
