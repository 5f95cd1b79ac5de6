/*
 * WACZ 1.1.1: a ZIP with the records stored as they are (readers seek in them), the index, the
 * list of pages, and a description that names every file with its size and SHA-256.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "archive/cdxj.h"
#include "archive/export.h"
#include "archive/zip_write.h"
#include "base/sha256.h"

typedef struct packer {
    dl_zip_out zip;
    dl_buf resources; /* JSON of what was packed */
} packer;

static void add_resource(packer *p, const char *path, const char *hex, int64_t size)
{
    const char *name = strrchr(path, '/');
    dl_buf_printf(&p->resources,
                  "%s\n    {\"name\": \"%s\", \"path\": \"%s\", \"hash\": \"sha256:%s\", "
                  "\"bytes\": %lld}",
                  p->resources.size ? "," : "", name ? name + 1 : path, path, hex, (long long)size);
}

static int pack_text(packer *p, const char *path, dl_str text, dl_error *error)
{
    char hex[DL_SHA256_HEX + 1];
    uLong crc = crc32_z(crc32_z(0, NULL, 0), (const Bytef *)text.data, text.size);
    int rc = dl_zip_begin(&p->zip, path, (int64_t)text.size, (uint32_t)crc, error);
    if (!rc)
        rc = dl_output_put(p->zip.output, text, error);
    dl_sha256_hex(text, hex);
    add_resource(p, path, hex, (int64_t)text.size);
    return rc;
}

/* Reads the scratch file through: for its CRC, which stands before it, or into output. */
static int read_through(dl_output *scratch, dl_output *output, uLong *crc, dl_error *error)
{
    char space[64 << 10];
    *crc = crc32_z(0, NULL, 0);
    for (int64_t left = scratch->written; left > 0;) {
        ssize_t got = read(scratch->fd, space, sizeof space);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return dl_error_set_errno(error, got ? errno : EIO, "cannot read %s", scratch->path);
        *crc = crc32_z(*crc, (const Bytef *)space, (size_t)got);
        int rc = output ? dl_output_put(output, (dl_str){space, (size_t)got}, error) : 0;
        if (rc)
            return rc;
        left -= got;
    }
    return 0;
}

static int pack_records(packer *p, dl_output *scratch, dl_error *error)
{
    static const char path[] = "archive/" DL_WACZ_WARC;
    char hex[DL_SHA256_HEX + 1];
    uLong crc;
    int rc = dl_output_rewind(scratch, hex, error);
    if (!rc)
        rc = read_through(scratch, NULL, &crc, error);
    if (!rc)
        rc = dl_zip_begin(&p->zip, path, scratch->written, (uint32_t)crc, error);
    if (!rc)
        rc = dl_output_rewind(scratch, NULL, error);
    if (!rc)
        rc = read_through(scratch, p->zip.output, &crc, error);
    add_resource(p, path, hex, scratch->written);
    return rc;
}

static int pack_description(packer *p, const dl_exporter *exporter, dl_error *error)
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
    int rc = dl_buf_ok(&text, error);
    if (!rc)
        rc = pack_text(p, "datapackage.json", dl_buf_str(&text), error);
    if (!rc)
        rc = pack_text(p, "datapackage-digest.json", dl_buf_str(&digest), error);
    dl_buf_clear(&text);
    dl_buf_clear(&digest);
    return rc;
}

int dl_wacz_write(const dl_exporter *exporter, dl_output *scratch, dl_output *output,
                  dl_error *error)
{
    static const char first[] =
        "{\"format\": \"json-pages-1.0\", \"id\": \"pages\", \"title\": \"Pages\"}\n";
    packer p = {.resources = {0}};
    dl_buf index = {0}, pages = {0};
    dl_zip_init(&p.zip, output, exporter->newest_us);
    dl_buf_puts(&pages, first);
    dl_buf_add(&pages, dl_buf_str(&exporter->pages));
    int rc = dl_cdxj_sort(dl_buf_str(&exporter->index), &index, error);
    if (!rc)
        rc = dl_buf_ok(&pages, error);
    if (!rc)
        rc = pack_records(&p, scratch, error);
    if (!rc)
        rc = pack_text(&p, "indexes/index.cdx", dl_buf_str(&index), error);
    if (!rc)
        rc = pack_text(&p, "pages/pages.jsonl", dl_buf_str(&pages), error);
    if (!rc)
        rc = pack_description(&p, exporter, error);
    if (!rc)
        rc = dl_zip_end(&p.zip, error);
    dl_buf_clear(&index);
    dl_buf_clear(&pages);
    dl_buf_clear(&p.resources);
    return rc;
}
