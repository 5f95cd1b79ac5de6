/*
 * WACZ 1.1.1: a ZIP with the records stored as they are (readers seek in them), the index, the
 * list of pages, and a description that names every file with its size and SHA-256.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "archive/cdxj.h"
#include "archive/export.h"
#include "base/escape.h"
#include "base/sha256.h"

typedef struct packer {
    struct archive *zip;
    dl_output *output;
    dl_error *error; /* of writing, where libarchive only knows that it failed */
    int rc;
    int64_t moment_s; /* of every entry */
    dl_buf resources; /* JSON of what was packed */
} packer;

static la_ssize_t on_write(struct archive *zip, void *user, const void *bytes, size_t size)
{
    packer *p = user;
    (void)zip;
    p->rc = dl_output_put(p->output, (dl_str){bytes, size}, p->error);
    return p->rc ? -1 : (la_ssize_t)size;
}

/* Its words are in the error already when writing failed. */
static int failed(const packer *p)
{
    if (p->rc)
        return p->rc;
    const char *words = archive_error_string(p->zip);
    return dl_error_set(p->error, DL_ERR_IO, "cannot pack the WACZ: %s", words ? words : "?");
}

static int begin_entry(packer *p, const char *path, int64_t size)
{
    struct archive_entry *entry = archive_entry_new();
    if (!entry)
        return dl_error_set(p->error, DL_ERR_MEMORY, "memory ran out while writing an archive");
    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, size);
    archive_entry_set_mtime(entry, (time_t)p->moment_s, 0);
    int code = archive_write_header(p->zip, entry);
    archive_entry_free(entry);
    return code == ARCHIVE_OK ? 0 : failed(p);
}

static int put_bytes(packer *p, const char *data, size_t size)
{
    while (size) {
        la_ssize_t done = archive_write_data(p->zip, data, size);
        if (done <= 0)
            return failed(p);
        data += done;
        size -= (size_t)done;
    }
    return 0;
}

static void add_resource(packer *p, const char *path, const char *hex, int64_t size)
{
    const char *name = strrchr(path, '/');
    dl_buf_printf(&p->resources,
                  "%s\n    {\"name\": \"%s\", \"path\": \"%s\", \"hash\": \"sha256:%s\", "
                  "\"bytes\": %lld}",
                  p->resources.size ? "," : "", name ? name + 1 : path, path, hex, (long long)size);
}

static int pack_text(packer *p, const char *path, dl_str text)
{
    char hex[DL_SHA256_HEX + 1];
    int rc = begin_entry(p, path, (int64_t)text.size);
    if (!rc)
        rc = put_bytes(p, text.data, text.size);
    dl_sha256_hex(text, hex);
    add_resource(p, path, hex, (int64_t)text.size);
    return rc;
}

static int pack_records(packer *p, dl_output *scratch)
{
    char hex[DL_SHA256_HEX + 1], space[64 << 10];
    static const char path[] = "archive/" DL_WACZ_WARC;
    int64_t size = scratch->written;
    int rc = dl_output_rewind(scratch, hex, p->error);
    if (!rc)
        rc = begin_entry(p, path, size);
    for (int64_t left = size; left > 0 && !rc;) {
        ssize_t got = read(scratch->fd, space, sizeof space);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return dl_error_set_errno(p->error, got ? errno : EIO, "cannot read %s", scratch->path);
        rc = put_bytes(p, space, (size_t)got);
        left -= got;
    }
    add_resource(p, path, hex, size);
    return rc;
}

static int pack_description(packer *p, const dl_exporter *exporter)
{
    char date[40], hex[DL_SHA256_HEX + 1];
    dl_buf text = {0}, digest = {0};
    dl_warc_date(exporter->newest_us, date);
    dl_buf_printf(&text,
                  "{\n  \"profile\": \"data-package\",\n  \"wacz_version\": \"1.1.1\",\n"
                  "  \"software\": \"dateline/" DL_VERSION "\",\n  \"created\": \"%s\",\n"
                  "  \"resources\": [",
                  date);
    dl_buf_add(&text, dl_buf_str(&p->resources));
    dl_buf_puts(&text, "\n  ]\n}\n");
    dl_sha256_hex(dl_buf_str(&text), hex);
    dl_buf_printf(&digest, "{\"path\": \"datapackage.json\", \"hash\": \"sha256:%s\"}\n", hex);
    int rc = dl_buf_ok(&text, p->error);
    if (!rc)
        rc = pack_text(p, "datapackage.json", dl_buf_str(&text));
    if (!rc)
        rc = pack_text(p, "datapackage-digest.json", dl_buf_str(&digest));
    dl_buf_clear(&text);
    dl_buf_clear(&digest);
    return rc;
}

static int pack_all(packer *p, const dl_exporter *exporter, dl_output *scratch)
{
    static const char first[] =
        "{\"format\": \"json-pages-1.0\", \"id\": \"pages\", \"title\": \"Pages\"}\n";
    dl_buf index = {0}, pages = {0};
    dl_buf_puts(&pages, first);
    dl_buf_add(&pages, dl_buf_str(&exporter->pages));
    int rc = dl_cdxj_sort(dl_buf_str(&exporter->index), &index, p->error);
    if (!rc)
        rc = dl_buf_ok(&pages, p->error);
    if (!rc)
        rc = pack_records(p, scratch);
    if (!rc)
        rc = pack_text(p, "indexes/index.cdx", dl_buf_str(&index));
    if (!rc)
        rc = pack_text(p, "pages/pages.jsonl", dl_buf_str(&pages));
    if (!rc)
        rc = pack_description(p, exporter);
    dl_buf_clear(&index);
    dl_buf_clear(&pages);
    return rc;
}

int dl_wacz_write(const dl_exporter *exporter, dl_output *scratch, dl_output *output,
                  dl_error *error)
{
    packer p = {.output = output,
                .error = error,
                .moment_s = exporter->newest_us / 1000000,
                .zip = archive_write_new()};
    if (!p.zip)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while writing an archive");
    archive_write_set_format_zip(p.zip);
    archive_write_zip_set_compression_store(p.zip);
    archive_write_set_bytes_per_block(p.zip, 0);
    int rc = 0;
    if (archive_write_open(p.zip, &p, NULL, on_write, NULL) != ARCHIVE_OK)
        rc = failed(&p);
    if (!rc)
        rc = pack_all(&p, exporter, scratch);
    if (!rc && archive_write_close(p.zip) != ARCHIVE_OK)
        rc = failed(&p);
    archive_write_free(p.zip);
    dl_buf_clear(&p.resources);
    return rc;
}
