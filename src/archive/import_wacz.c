/*
 * WACZ, read: first every file against the description's SHA-256, then the records of those that
 * hold. Nothing is unpacked to disk; names are compared and never opened.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>
#include <zip.h>

#include "archive/import.h"
#include "archive/zip_count.h"
#include "base/grow.h"

static const size_t description_most = (size_t)16 << 20;
/* Files of one WACZ: crawlers write a record file for each gigabyte. So many names of one hash take
 * libzip a third of a second. */
static const size_t files_most = 10000;
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
    zip_t *zip;
    zip_int64_t entries;
    int64_t zip_size, unpacked;
    wacz_file *files;
    size_t count, capacity;
    dl_buf description, digest; /* datapackage.json, datapackage-digest.json */
} wacz;

static int too_many(dl_error *error)
{
    return dl_error_set(error, DL_ERR_LIMIT_SIZE, "the WACZ has more than %zu files", files_most);
}

static int open_zip(wacz *w, dl_error *error)
{
    int code = 0;
    uint64_t count;
    int rc = dl_zip_count(w->path, &count, error);
    if (rc || count > files_most)
        return rc ? rc : too_many(error);
    w->zip = zip_open(w->path, ZIP_RDONLY, &code);
    if (w->zip) {
        w->entries = zip_get_num_entries(w->zip, 0);
        return 0;
    }
    zip_error_t words;
    zip_error_init_with_code(&words, code);
    dl_error_set(error, code == ZIP_ER_MEMORY ? DL_ERR_MEMORY : DL_ERR_SYNTAX,
                 "it is no ZIP file that holds: %s", zip_error_strerror(&words));
    zip_error_fini(&words);
    return code == ZIP_ER_MEMORY ? DL_ERR_MEMORY : DL_ERR_SYNTAX;
}

/* Calls for each file in it, as it stands there; what is damaged gives no entry. */
typedef int visit(wacz *w, const char *name, zip_file_t *entry, dl_error *error);

static int for_each(wacz *w, visit *each, dl_error *error)
{
    int rc = 0;
    w->unpacked = 0;
    for (zip_int64_t i = 0; !rc && i < w->entries; i++) {
        const char *name = zip_get_name(w->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        size_t size = name ? strlen(name) : 0;
        if (size == 0 || name[size - 1] == '/')
            continue;
        zip_file_t *entry = zip_fopen_index(w->zip, (zip_uint64_t)i, 0);
        rc = each(w, name, entry, error);
        if (entry)
            zip_fclose(entry);
    }
    return rc;
}

/* The next piece of the entry; *damaged when its compression, CRC or length does not hold. */
static int read_piece(wacz *w, zip_file_t *entry, char *space, size_t room, size_t *got,
                      bool *damaged, dl_error *error)
{
    zip_int64_t size = entry ? zip_fread(entry, space, room) : -1;
    *got = size > 0 ? (size_t)size : 0;
    *damaged = size < 0;
    w->unpacked += (int64_t)*got;
    if (w->unpacked > ratio_from && w->unpacked / ratio_most > w->zip_size)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "the WACZ becomes more than %lld times larger: it is not read further",
                            (long long)ratio_most);
    return 0;
}

/* --- first: what is in it --- */

static int hash_entry(wacz *w, zip_file_t *entry, wacz_file *file, dl_buf *keep, dl_error *error)
{
    static const size_t room = (size_t)64 << 10;
    char *space = malloc(room);
    unsigned char hash[DL_DIGEST_MOST];
    dl_digest digest = {NULL};
    int rc = 0;
    if (!space || !dl_digest_begin(&digest, DL_STR("sha256")))
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a WACZ");
    for (size_t got = 1; !rc && got;) {
        rc = read_piece(w, entry, space, room, &got, &file->damaged, error);
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

static int survey(wacz *w, const char *name, zip_file_t *entry, dl_error *error)
{
    if (w->count == files_most)
        return too_many(error);
    int rc = dl_grow(&w->files, &w->capacity, w->count + 1, sizeof *w->files, error);
    if (rc)
        return rc;
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
    return hash_entry(w, entry, file, keep, error);
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
    zip_file_t *entry;
} entry_reader;

static int read_entry(void *from, char *space, size_t room, size_t *got, dl_error *error)
{
    entry_reader *reader = from;
    bool damaged;
    int rc = read_piece(reader->w, reader->entry, space, room, got, &damaged, error);
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

static int import_entry(wacz *w, const char *name, zip_file_t *entry, dl_error *error)
{
    const wacz_file *file = find_file(w, name);
    if (!holds_records(name) || !file)
        return 0;
    if (file->damaged)
        return refuse("a file of the WACZ is damaged", name, error);
    entry_reader reader = {w, entry};
    dl_input *input = NULL;
    int rc = dl_input_new(&input, read_entry, &reader, error);
    if (!rc)
        rc = dl_import_records(w->importer, input, file->size, error);
    dl_input_free(input);
    return rc;
}

int dl_import_wacz(dl_importer *importer, const char *path, dl_error *error)
{
    struct stat info;
    wacz w = {.importer = importer, .path = path};
    if (stat(path, &info) != 0)
        return dl_error_set_errno(error, errno, "cannot open %s", path);
    w.zip_size = (int64_t)info.st_size;
    int rc = open_zip(&w, error);
    if (!rc)
        rc = for_each(&w, survey, error);
    if (!rc && w.count)
        qsort(w.files, w.count, sizeof *w.files, by_path);
    if (!rc)
        rc = check_description(&w, error);
    if (!rc)
        rc = for_each(&w, import_entry, error);
    if (w.zip)
        zip_discard(w.zip);
    for (size_t i = 0; i < w.count; i++)
        free(w.files[i].path);
    free(w.files);
    dl_buf_clear(&w.description);
    dl_buf_clear(&w.digest);
    return rc;
}
