/*
 * The floors of fetching: a bare libcurl multi loop. Usage: fetch_floor files URLS FOLDER WIDE, to
 * a file each and nothing else; fetch_floor store URLS DATABASE WIDE, which keeps as much as a
 * capture does (request, header block, body by SHA-256 and compressed) in batched transactions.
 */
#include <curl/curl.h>
#include <openssl/sha.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zstd.h>

enum { BATCH = 256, LEVEL = 3, MOST_WIDE = 256 };

typedef struct bytes {
    char *data;
    size_t size, capacity;
} bytes;

typedef struct job {
    CURL *easy;
    char url[512];
    bytes request, headers, body;
    unsigned number;
} job;

typedef struct keeper {
    const char *folder; /* NULL: the database */
    sqlite3 *database;
    sqlite3_stmt *put_body, *put_snapshot;
    ZSTD_CCtx *compressor;
    bytes packed;
    unsigned pending, failed;
} keeper;

static void reserve(bytes *b, size_t size)
{
    if (size <= b->capacity)
        return;
    b->capacity = size + size / 2 + 4096;
    b->data = realloc(b->data, b->capacity);
    if (!b->data)
        abort();
}

static size_t append(char *data, size_t one, size_t count, void *to)
{
    bytes *b = to;
    reserve(b, b->size + one * count);
    memcpy(b->data + b->size, data, one * count);
    b->size += one * count;
    return one * count;
}

static int take_request(CURL *easy, curl_infotype type, char *data, size_t size, void *to)
{
    (void)easy;
    if (type == CURLINFO_HEADER_OUT)
        append(data, 1, size, to);
    return 0;
}

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "fetch_floor: %s\n", what);
    exit(1);
}

static void sql(sqlite3 *database, const char *text)
{
    must(sqlite3_exec(database, text, NULL, NULL, NULL) == SQLITE_OK, text);
}

static void open_database(keeper *k, const char *path)
{
    must(sqlite3_open(path, &k->database) == SQLITE_OK, path);
    sql(k->database,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        "CREATE TABLE body(sha256 TEXT PRIMARY KEY, size INTEGER, bytes BLOB) STRICT;"
        "CREATE TABLE snapshot(id INTEGER PRIMARY KEY, url TEXT, status INTEGER, request BLOB,"
        "  headers BLOB, sha256 TEXT, captured_at_us INTEGER) STRICT;"
        "CREATE INDEX snapshot_url ON snapshot(url);");
    must(sqlite3_prepare_v2(k->database, "INSERT OR IGNORE INTO body VALUES (?, ?, ?)", -1,
                            &k->put_body, NULL) == SQLITE_OK &&
             sqlite3_prepare_v2(k->database, "INSERT INTO snapshot VALUES (NULL, ?, ?, ?, ?, ?, ?)",
                                -1, &k->put_snapshot, NULL) == SQLITE_OK,
         "prepare");
    k->compressor = ZSTD_createCCtx();
}

static void hash(const bytes *body, char hex[65])
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char *)body->data, body->size, digest);
    for (int i = 0; i < SHA256_DIGEST_LENGTH; i++)
        snprintf(hex + (size_t)2 * (size_t)i, 3, "%02x", digest[i]);
}

static void keep_in_database(keeper *k, job *j, long status)
{
    char hex[65];
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    hash(&j->body, hex);
    reserve(&k->packed, ZSTD_compressBound(j->body.size));
    size_t size = ZSTD_compressCCtx(k->compressor, k->packed.data, k->packed.capacity, j->body.data,
                                    j->body.size, LEVEL);
    if (k->pending++ == 0)
        sql(k->database, "BEGIN");
    sqlite3_bind_text(k->put_body, 1, hex, 64, SQLITE_STATIC);
    sqlite3_bind_int64(k->put_body, 2, (sqlite3_int64)j->body.size);
    sqlite3_bind_blob(k->put_body, 3, k->packed.data, (int)size, SQLITE_STATIC);
    must(sqlite3_step(k->put_body) == SQLITE_DONE, "body");
    sqlite3_reset(k->put_body);
    sqlite3_bind_text(k->put_snapshot, 1, j->url, -1, SQLITE_STATIC);
    sqlite3_bind_int64(k->put_snapshot, 2, status);
    sqlite3_bind_blob(k->put_snapshot, 3, j->request.data, (int)j->request.size, SQLITE_STATIC);
    sqlite3_bind_blob(k->put_snapshot, 4, j->headers.data, (int)j->headers.size, SQLITE_STATIC);
    sqlite3_bind_text(k->put_snapshot, 5, hex, 64, SQLITE_STATIC);
    sqlite3_bind_int64(k->put_snapshot, 6, (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    must(sqlite3_step(k->put_snapshot) == SQLITE_DONE, "snapshot");
    sqlite3_reset(k->put_snapshot);
    if (k->pending < BATCH)
        return;
    sql(k->database, "COMMIT");
    k->pending = 0;
}

static void keep(keeper *k, job *j, CURLcode code)
{
    long status = 0;
    curl_easy_getinfo(j->easy, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200) {
        k->failed++;
        return;
    }
    if (!k->folder) {
        keep_in_database(k, j, status);
        return;
    }
    char path[600];
    snprintf(path, sizeof path, "%s/%u.html", k->folder, j->number);
    FILE *file = fopen(path, "w");
    must(file && fwrite(j->body.data, 1, j->body.size, file) == j->body.size && fclose(file) == 0,
         path);
}

static bool begin(CURLM *multi, job *j, FILE *urls, const keeper *k)
{
    static unsigned number;
    if (!fgets(j->url, sizeof j->url, urls))
        return false;
    j->url[strcspn(j->url, "\n")] = '\0';
    j->number = ++number;
    j->request.size = j->headers.size = j->body.size = 0;
    if (!j->easy) {
        j->easy = curl_easy_init();
        curl_easy_setopt(j->easy, CURLOPT_PRIVATE, j);
        curl_easy_setopt(j->easy, CURLOPT_WRITEFUNCTION, append);
        curl_easy_setopt(j->easy, CURLOPT_WRITEDATA, &j->body);
        curl_easy_setopt(j->easy, CURLOPT_PROXY, "");
        if (!k->folder) {
            curl_easy_setopt(j->easy, CURLOPT_HEADERFUNCTION, append);
            curl_easy_setopt(j->easy, CURLOPT_HEADERDATA, &j->headers);
            curl_easy_setopt(j->easy, CURLOPT_VERBOSE, 1L);
            curl_easy_setopt(j->easy, CURLOPT_DEBUGFUNCTION, take_request);
            curl_easy_setopt(j->easy, CURLOPT_DEBUGDATA, &j->request);
        }
    }
    curl_easy_setopt(j->easy, CURLOPT_URL, j->url);
    curl_multi_add_handle(multi, j->easy);
    return true;
}

static void run(CURLM *multi, FILE *urls, job *jobs, int wide, keeper *k)
{
    int running = 0, left;
    while (running < wide && begin(multi, &jobs[running], urls, k))
        running++;
    while (running > 0) {
        CURLMsg *message;
        curl_multi_perform(multi, &left);
        while ((message = curl_multi_info_read(multi, &left))) {
            job *j;
            CURLcode code = message->data.result;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&j);
            curl_multi_remove_handle(multi, j->easy);
            keep(k, j, code);
            running -= !begin(multi, j, urls, k);
        }
        if (running > 0)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    if (k->pending > 0)
        sql(k->database, "COMMIT");
}

int main(int argc, char **argv)
{
    static job jobs[MOST_WIDE];
    keeper k = {0};
    int wide = argc == 5 ? atoi(argv[4]) : 0;
    FILE *urls = wide > 0 && wide <= MOST_WIDE ? fopen(argv[2], "r") : NULL;
    if (!urls) {
        fprintf(stderr, "usage: fetch_floor files|store URLS FOLDER|DATABASE WIDE\n");
        return 2;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (strcmp(argv[1], "files") == 0)
        k.folder = argv[3];
    else
        open_database(&k, argv[3]);
    CURLM *multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)wide);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)wide);
    run(multi, urls, jobs, wide, &k);
    sqlite3_finalize(k.put_body);
    sqlite3_finalize(k.put_snapshot);
    sqlite3_close(k.database);
    return k.failed ? 1 : 0;
}
