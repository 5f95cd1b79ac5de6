/*
 * WACZ, read: first every file against the description's SHA-256, then the records of those that
 * hold. Nothing is unpacked to disk; names are compared and never opened.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <archive.h>
#include <archive_entry.h>
#include <jansson.h>

#include "archive/import.h"
#include "base/grow.h"

static const size_t description_most = (size_t)16 << 20;
/* Files of one WACZ: crawlers write a record file for each gigabyte. */
static const size_t files_most = 65536;
/* What the files may be together, against the ZIP's own size: record files are stored as they
 * are, lists of pages shrink to a tenth. */
static const int64_t ratio_from = (int64_t)64 << 20, ratio_most = 300;

typedef struct wacz_file {
    char *path;
    char sha256[65];
    int64_t size;
    bool damaged; /* its CRC or length does not hold */
} wacz_file;

typedef struct wacz {
    dl_importer *importer;
    const char *path;
    struct archive *zip;
    int64_t zip_size, unpacked;
    wacz_file *files;
    size_t count, capacity;
    dl_buf description, digest; /* datapackage.json, datapackage-digest.json */
} wacz;

static int open_zip(wacz *w, dl_error *error)
{
    const size_t block = (size_t)64 << 10;
    w->unpacked = 0;
    w->zip = archive_read_new();
    if (!w->zip)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a WACZ");
    archive_read_support_format_zip_seekable(w->zip);
    if (archive_read_open_filename(w->zip, w->path, block) == ARCHIVE_OK)
        return 0;
    const char *words = archive_error_string(w->zip);
    return dl_error_set(error, DL_ERR_SYNTAX, "it is no ZIP file that can be read: %s",
                        words ? words : "?");
}

static void close_zip(wacz *w)
{
    archive_read_free(w->zip);
    w->zip = NULL;
}

/* 0 and *entry NULL at the end. */
static int next_entry(wacz *w, struct archive_entry **entry, dl_error *error)
{
    int code = archive_read_next_header(w->zip, entry);
    if (code == ARCHIVE_EOF)
        *entry = NULL;
    if (code == ARCHIVE_OK || code == ARCHIVE_WARN || code == ARCHIVE_EOF)
        return 0;
    const char *words = archive_error_string(w->zip);
    return dl_error_set(error, DL_ERR_SYNTAX, "the ZIP file is damaged: %s", words ? words : "?");
}

/* The next piece of the entry; *damaged when its compression, CRC or length does not hold. */
static int read_piece(wacz *w, char *space, size_t room, size_t *got, bool *damaged,
                      dl_error *error)
{
    la_ssize_t size = archive_read_data(w->zip, space, room);
    *got = size > 0 ? (size_t)size : 0;
    *damaged = size < 0;
    w->unpacked += (int64_t)*got;
    if (w->unpacked > ratio_from && w->unpacked / ratio_most > w->zip_size)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "the WACZ becomes more than %lld times larger: it is not read further",
                            (long long)ratio_most);
    return 0;
}

static const char *name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    return name ? name : "";
}

/* --- first: what is in it --- */

static int hash_entry(wacz *w, wacz_file *file, dl_buf *keep, dl_error *error)
{
    static const size_t room = (size_t)64 << 10;
    char *space = malloc(room);
    unsigned char hash[DL_DIGEST_MOST];
    dl_digest digest = {NULL};
    int rc = 0;
    if (!space || !dl_digest_begin(&digest, DL_STR("sha256")))
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a WACZ");
    for (size_t got = 1; !rc && got;) {
        rc = read_piece(w, space, room, &got, &file->damaged, error);
        dl_digest_feed(&digest, (dl_str){space, got});
        file->size += (int64_t)got;
        if (keep && keep->size <= description_most)
            dl_buf_append(keep, space, got);
    }
    size_t size = dl_digest_end(&digest, hash);
    dl_digest_hex(hash, size, file->sha256);
    free(space);
    return rc;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const wacz_file *)a)->path, ((const wacz_file *)b)->path);
}

static int survey(wacz *w, dl_error *error)
{
    struct archive_entry *entry;
    int rc = open_zip(w, error);
    while (!rc && (rc = next_entry(w, &entry, error)) == 0 && entry) {
        const char *name = name_of(entry);
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue;
        if (w->count == files_most)
            return dl_error_set(error, DL_ERR_LIMIT_SIZE, "the WACZ has more than %zu files",
                                files_most);
        rc = dl_grow(&w->files, &w->capacity, w->count + 1, sizeof *w->files, error);
        if (rc)
            break;
        wacz_file *file = &w->files[w->count];
        memset(file, 0, sizeof *file);
        size_t size = strlen(name) + 1;
        file->path = malloc(size);
        if (!file->path)
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a WACZ");
        memcpy(file->path, name, size);
        w->count++;
        dl_buf *keep = strcmp(name, "datapackage.json") == 0          ? &w->description
                       : strcmp(name, "datapackage-digest.json") == 0 ? &w->digest
                                                                      : NULL;
        rc = hash_entry(w, file, keep, error);
    }
    close_zip(w);
    if (w->count)
        qsort(w->files, w->count, sizeof *w->files, by_path);
    return rc;
}

/* --- second: what it says of itself --- */

/* Of two files with one name, neither is believed. */
static const wacz_file *find_file(const wacz *w, const char *path)
{
    size_t low = 0, high = w->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(w->files[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool there = low < w->count && strcmp(w->files[low].path, path) == 0;
    bool twice = there && low + 1 < w->count && strcmp(w->files[low + 1].path, path) == 0;
    return there && !twice ? &w->files[low] : NULL;
}

static bool same_hash(const char *told, const char *sha256)
{
    return told && strncmp(told, "sha256:", 7) == 0 && strcmp(told + 7, sha256) == 0;
}

static int refuse(const char *what, const char *path, dl_error *error)
{
    dl_error_set(error, DL_ERR_CHECK, "%s: %.200s", what, path);
    dl_error_hint(error, "what of it still holds can be imported after `unzip`: archive/*.warc.gz");
    return DL_ERR_CHECK;
}

/* WACZ 1.1.1 §5.2: every resource with its hash; other hashes than SHA-256 are passed over. */
static int check_resources(const wacz *w, const json_t *list, dl_error *error)
{
    size_t index;
    const json_t *item;
    json_array_foreach(list, index, item)
    {
        const char *path = json_string_value(json_object_get(item, "path"));
        const char *hash = json_string_value(json_object_get(item, "hash"));
        const wacz_file *file = path ? find_file(w, path) : NULL;
        if (!path)
            continue;
        if (!file)
            return refuse("the WACZ names a file that it does not have", path, error);
        if (hash && strncmp(hash, "sha256:", 7) == 0 && !same_hash(hash, file->sha256))
            return refuse("a file of the WACZ is not the one that was packed, by its SHA-256", path,
                          error);
    }
    return 0;
}

static int check_description(const wacz *w, dl_error *error)
{
    const wacz_file *file = find_file(w, "datapackage.json");
    if (!file)
        return refuse("the WACZ has no description of itself", "datapackage.json", error);
    dl_str text = dl_buf_str(&w->description), seal = dl_buf_str(&w->digest);
    json_t *description = json_loadb(text.data ? text.data : "", text.size, 0, NULL);
    json_t *digest = seal.size ? json_loadb(seal.data, seal.size, 0, NULL) : NULL;
    const char *told = json_string_value(json_object_get(digest, "hash"));
    int rc = 0;
    if (!description)
        rc = refuse("the WACZ's description cannot be read", file->path, error);
    else if (told && !same_hash(told, file->sha256))
        rc = refuse("the WACZ's description is not the one that was sealed", file->path, error);
    else
        rc = check_resources(w, json_object_get(description, "resources"), error);
    json_decref(description);
    json_decref(digest);
    return rc;
}

/* --- third: its records --- */

typedef struct entry_reader {
    wacz *w;
} entry_reader;

static int read_entry(void *from, char *space, size_t room, size_t *got, dl_error *error)
{
    entry_reader *reader = from;
    bool damaged;
    int rc = read_piece(reader->w, space, room, got, &damaged, error);
    if (!rc && damaged)
        rc = dl_error_set(error, DL_ERR_SYNTAX, "the ZIP file is damaged");
    return rc;
}

static bool holds_records(const char *name)
{
    dl_str path = dl_str_of(name);
    return dl_str_starts(path, DL_STR("archive/")) &&
           (dl_str_ends(path, DL_STR(".warc.gz")) || dl_str_ends(path, DL_STR(".warc")) ||
            dl_str_ends(path, DL_STR(".arc.gz")) || dl_str_ends(path, DL_STR(".arc")));
}

static int import_entries(wacz *w, dl_error *error)
{
    struct archive_entry *entry;
    int rc = open_zip(w, error);
    while (!rc && (rc = next_entry(w, &entry, error)) == 0 && entry) {
        const char *name = name_of(entry);
        const wacz_file *file = find_file(w, name);
        if (!holds_records(name) || !file)
            continue;
        if (file->damaged) {
            rc = refuse("a file of the WACZ is damaged", name, error);
            break;
        }
        entry_reader reader = {w};
        dl_input *input = NULL;
        rc = dl_input_new(&input, read_entry, &reader, error);
        if (!rc)
            rc = dl_import_records(w->importer, input, file->size, error);
        dl_input_free(input);
    }
    close_zip(w);
    return rc;
}

int dl_import_wacz(dl_importer *importer, const char *path, dl_error *error)
{
    struct stat info;
    wacz w = {.importer = importer, .path = path};
    if (stat(path, &info) != 0)
        return dl_error_set_errno(error, errno, "cannot open %s", path);
    w.zip_size = (int64_t)info.st_size;
    int rc = survey(&w, error);
    if (!rc)
        rc = check_description(&w, error);
    if (!rc)
        rc = import_entries(&w, error);
    close_zip(&w);
    for (size_t i = 0; i < w.count; i++)
        free(w.files[i].path);
    free(w.files);
    dl_buf_clear(&w.description);
    dl_buf_clear(&w.digest);
    return rc;
}
