/* Files made of lines of a text: archives, ZIPs that are WACZs, bundles. */
#include "linear_shapes.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "dateline/bundle_rows.h"
#include "fuzz/world.h"
#include "notebook/bundle.h"
#include "notebook/plan_internal.h"

const char *linear_folder(void)
{
    return fuzz_folder();
}

/* --- records --- */

void put_record(dl_str text, dl_buf *file)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    dl_buf_printf(
        file,
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\n"
        "WARC-Date: 2024-01-01T00:00:00Z\r\n"
        "Content-Type: application/http;msgtype=response\r\nContent-Length: %zu\r\n\r\n%s",
        text.size + strlen(head), head);
    dl_buf_add(file, text);
    dl_buf_puts(file, "\r\n\r\n");
}

static void put_number(uint32_t number, int bytes, dl_buf *out)
{
    for (int i = 0; i < bytes; i++)
        dl_buf_putc(out, (char)(number >> (8 * i) & 0xff));
}

/* RFC 1952, of one stored block. */
static void put_member(dl_str bytes, dl_buf *file)
{
    dl_buf_append(file, "\x1f\x8b\x08\0\0\0\0\0\0\x03\x01", 11);
    put_number((uint32_t)bytes.size, 2, file);
    put_number(~(uint32_t)bytes.size, 2, file);
    dl_buf_add(file, bytes);
    put_number((uint32_t)crc32(0, (const Bytef *)bytes.data, (uInt)bytes.size), 4, file);
    put_number((uint32_t)bytes.size, 4, file);
}

void put_gzipped_records(dl_str text, dl_buf *file)
{
    dl_buf record = {0};
    while (text.size) {
        dl_buf_truncate(&record, 0);
        put_record(dl_str_cut(text, '\n', &text), &record);
        put_member(dl_buf_str(&record), file);
    }
    dl_buf_clear(&record);
}

/* --- ZIP --- */

typedef struct zip {
    dl_buf files, index;
    uint32_t count;
    bool past_end, of_one; /* where the index says that files are */
} zip;

/* APPNOTE 4.3.7 and 4.3.12: what both headers have, from the version on. */
static void put_entry(dl_str name, dl_str bytes, dl_buf *out)
{
    put_number(20, 2, out); /* version; then flags, method, time and date */
    put_number(0, 4, out);
    put_number(0x21 << 16, 4, out);
    put_number((uint32_t)crc32(0, (const Bytef *)bytes.data, (uInt)bytes.size), 4, out);
    put_number((uint32_t)bytes.size, 4, out);
    put_number((uint32_t)bytes.size, 4, out);
    put_number((uint32_t)name.size, 2, out);
    put_number(0, 2, out);
}

static void zip_add(zip *to, dl_str name, dl_str bytes)
{
    uint32_t place = (uint32_t)to->files.size;
    dl_buf_puts(&to->index, "PK\1\2");
    put_number(20, 2, &to->index);
    put_entry(name, bytes, &to->index);
    put_number(0, 4, &to->index); /* comment and disk; then attributes */
    put_number(0, 2, &to->index);
    put_number(0, 4, &to->index);
    put_number(to->past_end ? UINT32_C(0x7fffff00) : to->of_one ? 0 : place, 4, &to->index);
    dl_buf_add(&to->index, name);
    to->count++;
    if (to->of_one && place)
        return;
    dl_buf_puts(&to->files, "PK\3\4");
    put_entry(name, bytes, &to->files);
    dl_buf_add(&to->files, name);
    dl_buf_add(&to->files, bytes);
}

static void zip_end(zip *from, dl_buf *file)
{
    uint32_t start = (uint32_t)from->files.size;
    dl_buf_add(file, dl_buf_str(&from->files));
    dl_buf_add(file, dl_buf_str(&from->index));
    dl_buf_puts(file, "PK\5\6");
    put_number(0, 4, file);
    hold(from->count < 65535);
    put_number(from->count, 2, file);
    put_number(from->count, 2, file);
    put_number((uint32_t)from->index.size, 4, file);
    put_number(start, 4, file);
    put_number(0, 2, file);
    dl_buf_clear(&from->files);
    dl_buf_clear(&from->index);
}

static void put_names(dl_str text, zip *to, dl_buf *file)
{
    dl_buf description = {0};
    dl_buf_puts(&description, "{\"resources\":[");
    while (text.size) {
        dl_str name = dl_str_cut(text, '\n', &text);
        zip_add(to, name, (dl_str){"", 0});
        dl_buf_printf(&description, "{\"path\":\"%.*s\"},", DL_STR_ARG(name));
    }
    dl_buf_puts(&description, "{}]}");
    zip_add(to, DL_STR("datapackage.json"), dl_buf_str(&description));
    zip_end(to, file);
    dl_buf_clear(&description);
}

void put_wacz(dl_str text, dl_buf *file)
{
    zip to = {.count = 0};
    put_names(text, &to, file);
}

void put_wacz_past_end(dl_str text, dl_buf *file)
{
    zip to = {.past_end = true};
    put_names(text, &to, file);
}

void put_wacz_of_one(dl_str text, dl_buf *file)
{
    zip to = {.of_one = true};
    put_names(text, &to, file);
}

/* libzip's hash is of 33 times what was before and a byte, in 32 bits: there "aB" and "b!" are the
 * same, and so are all names made of them. */
void put_colliding_wacz(dl_str text, dl_buf *file)
{
    enum { PAIRS = 16 };
    dl_buf names = {0};
    zip to = {.count = 0};
    for (uint32_t number = 0; text.size; number++) {
        dl_str_cut(text, '\n', &text);
        dl_buf_puts(&names, "archive/");
        for (int i = 0; i < PAIRS; i++)
            dl_buf_puts(&names, number >> i & 1 ? "aB" : "b!");
        dl_buf_puts(&names, ".warc\n");
    }
    put_names(dl_buf_str(&names), &to, file);
    dl_buf_clear(&names);
}

void put_description(dl_str text, dl_buf *file)
{
    zip to = {.count = 0};
    zip_add(&to, DL_STR("a"), (dl_str){"", 0});
    zip_add(&to, DL_STR("datapackage.json"), text);
    zip_end(&to, file);
}

/* --- bundles --- */

static void put_line(dl_store *bundle, dl_buf *line)
{
    const dl_manifest_line put = {dl_buf_str(line), {"", 0}};
    hold(dl_manifest_put(bundle, &put, NULL) == 0);
    dl_buf_clear(line);
}

static void add_file(dl_store *bundle, dl_str name)
{
    dl_buf line = {0};
    hold(dl_bundle_rows_add(bundle, name, name, NULL) == 0);
    bundle_file_line(name, name, &line);
    put_line(bundle, &line);
}

/* Confirming the first, if there is one. */
static int64_t add_capture(dl_store *bundle, dl_str url, dl_str body, int64_t first)
{
    dl_buf line = {0};
    dl_snapshot snapshot = {.url = url,
                            .final_url = url,
                            .status = first ? 304 : 200,
                            .headers = DL_STR("HTTP/1.1 200 OK\r\n\r\n"),
                            .body = body,
                            .revalidated = first,
                            .captured_at_us = 1};
    hold(dl_store_add_snapshot(bundle, &snapshot, NULL, NULL) == 0);
    hold(bundle_snapshot_line(bundle, snapshot.id, &line, NULL) == 0);
    put_line(bundle, &line);
    return snapshot.id;
}

/* The body that all have is no smaller than the names of all together; nothing in it repeats. */
static void make_body(size_t size, dl_buf *body)
{
    uint32_t last = 1;
    for (size_t i = 0; i < size; i++) {
        last = last * 1664525 + 1013904223;
        dl_buf_putc(body, (char)(last >> 24));
    }
}

static void fill_bundle(dl_store *bundle, dl_str text)
{
    dl_buf line = {0}, body = {0};
    int64_t first = 0;
    make_body(10 * text.size, &body);
    bundle_notebook_line(dl_str_slice(text, 0, dl_str_find(text, DL_STR("\n"), 0)), &line);
    put_line(bundle, &line);
    while (text.size) {
        dl_str name = dl_str_cut(text, '\n', &text), rest = dl_str_slice(name, 1, name.size);
        if (name.data[0] == '-') {
            dl_buf_printf(&line, "file %064d %.*s", 0, DL_STR_ARG(rest));
            put_line(bundle, &line);
        } else if (name.data[0] == '+') {
            add_capture(bundle, rest, rest, 0);
        } else if (name.data[0] == '=') {
            int64_t id = add_capture(bundle, rest, dl_buf_str(&body), first);
            first = first ? first : id;
        } else {
            add_file(bundle, name);
        }
    }
    dl_buf_clear(&body);
}

void put_bundle(dl_str text, dl_buf *file)
{
    char path[120];
    dl_store *bundle;
    snprintf(path, sizeof path, "%s.bundle", linear_folder());
    hold(dl_bundle_rows_create(&bundle, path, NULL) == 0);
    hold(dl_store_begin(bundle, NULL) == 0);
    fill_bundle(bundle, text);
    hold(dl_store_commit(bundle, NULL) == 0 && dl_bundle_rows_finish(bundle, NULL) == 0);
    dl_store_close(bundle);
    hold(dl_file_read(path, (size_t)1 << 30, file, NULL) == 0);
    remove(path);
}

/* --- pictures --- */

void put_jpeg(dl_str text, dl_buf *file)
{
    dl_buf_puts(file, "\xFF\xD8");
    for (size_t i = 0; i < text.size; i++)
        dl_buf_append(file, "\xFF\xE0\0\2", 4);
    dl_buf_append(file, "\xFF\xC0\0\x0B\x08\0\1\0\1\1\1\x11\0", 13);
}

dl_str *linear_lines(dl_str text, size_t *count)
{
    size_t most = 1;
    for (size_t i = 0; i < text.size; i++)
        most += text.data[i] == '\n';
    dl_str *lines = calloc(most, sizeof *lines);
    *count = 0;
    while (lines && text.size)
        lines[(*count)++] = dl_str_cut(text, '\n', &text);
    return lines;
}

void put_trace(dl_str text, dl_buf *file)
{
    size_t count;
    dl_str *names = linear_lines(text, &count);
    dl_key *keys = calloc(count + 1, sizeof *keys);
    dl_use *uses = calloc(count + 1, sizeof *uses);
    hold(names && keys && uses);
    for (size_t i = 0; i < count; i++)
        uses[i] = (dl_use){.name = names[i], .value = DL_STR("x")};
    trace_write(&(trace){.reads = names,
                         .read_keys = keys,
                         .read_count = count,
                         .owners = keys,
                         .owner_count = count,
                         .binds = names,
                         .bind_count = count,
                         .uses = uses,
                         .use_count = count},
                file);
    free(names);
    free(keys);
    free(uses);
}
