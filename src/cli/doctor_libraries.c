/* The libraries: of which version the headers were that this was built against, and of which the
 * code is that runs. And what is there only where a library is installed that the build does not
 * ask for. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <brotli/decode.h>
#include <cmark-gfm.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <microhttpd.h>
#include <openssl/crypto.h>
#include <readline/readline.h>
#include <utf8proc.h>
#include <yaml.h>
#include <zip.h>
#include <zlib.h>
#include <zstd.h>

#include "cli/answer.h"
#include "cli/doctor.h"
#include "dateline/engine.h"
#include "dateline/store.h"
#include "draw/raster.h"
#include "kernel/library.h"

enum { VERSION_SIZE = 40 };

typedef struct library {
    const char *name;
    char built[VERSION_SIZE]; /* empty: its header does not tell */
    char running[VERSION_SIZE];
} library;

/* Three numbers of eight bits or more, from one number. */
static void split(char *text, unsigned long version, unsigned base)
{
    snprintf(text, VERSION_SIZE, "%lu.%lu.%lu", version / base / base, version / base % base,
             version % base);
}

static library named(const char *name, const char *built, const char *running)
{
    library row = {.name = name};
    snprintf(row.built, VERSION_SIZE, "%s", built ? built : "");
    snprintf(row.running, VERSION_SIZE, "%s", running ? running : "");
    return row;
}

/* "OpenSSL 3.0.16 11 Feb 2025": the second word. */
static library openssl(void)
{
    library row = {.name = "OpenSSL"};
    sscanf(OPENSSL_VERSION_TEXT, "%*s %39s", row.built);
    sscanf(OpenSSL_version(OPENSSL_VERSION), "%*s %39s", row.running);
    return row;
}

static library libxml(void)
{
    library row = {.name = "libxml2"};
    unsigned long version = 0;
    snprintf(row.built, VERSION_SIZE, "%s", LIBXML_DOTTED_VERSION);
    if (sscanf(xmlParserVersion, "%lu", &version) == 1) /* 20914, and more after it */
        split(row.running, version, 100);
    return row;
}

static library brotli(void)
{
    library row = {.name = "brotli"};
    uint32_t version = BrotliDecoderVersion();
    snprintf(row.running, VERSION_SIZE, "%u.%u.%u", version >> 24, version >> 12 & 0xFFF,
             version & 0xFFF);
    return row;
}

static library microhttpd(void)
{
    library row = {.name = "libmicrohttpd"};
    unsigned long v = MHD_VERSION; /* 0x00097500: a byte each, in decimal digits */
    snprintf(row.built, VERSION_SIZE, "%lx.%lx.%lx", v >> 24, v >> 16 & 0xFF, v >> 8 & 0xFF);
    snprintf(row.running, VERSION_SIZE, "%s", MHD_get_version());
    return row;
}

static library utf8proc(void)
{
    library row = {.name = "utf8proc"};
    snprintf(row.built, VERSION_SIZE, "%d.%d.%d", UTF8PROC_VERSION_MAJOR, UTF8PROC_VERSION_MINOR,
             UTF8PROC_VERSION_PATCH);
    snprintf(row.running, VERSION_SIZE, "%s", utf8proc_version());
    return row;
}

static library readline_library(void)
{
    library row = {.name = "readline"};
    snprintf(row.built, VERSION_SIZE, "%d.%d", RL_VERSION_MAJOR, RL_VERSION_MINOR);
    snprintf(row.running, VERSION_SIZE, "%s", rl_library_version);
    return row;
}

void doctor_libraries(doctor *to)
{
    char lua[16];
    const char *sqlite, *curl;
    const char *sqlite_runs = dl_store_library(&sqlite), *curl_runs = dl_fetch_library(&curl);
    const library rows[] = {
        named("Lua", dl_engine_library(lua), lua),
        named("SQLite", sqlite, sqlite_runs),
        named("libcurl", curl, curl_runs),
        openssl(),
        readline_library(),
        named("cmark-gfm", CMARK_GFM_VERSION_STRING, cmark_version_string()),
        libxml(),
        named("jansson", JANSSON_VERSION, jansson_version_str()),
        named("libyaml", NULL, yaml_get_version_string()),
        named("zstd", ZSTD_VERSION_STRING, ZSTD_versionString()),
        named("zlib", ZLIB_VERSION, zlibVersion()),
        brotli(),
        named("libzip", LIBZIP_VERSION, zip_libzip_version()),
        microhttpd(),
        utf8proc(),
    };
    dl_buf_puts(&to->text, "libraries\n");
    answer_open(&to->json, "libraries", '[');
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const library *row = &rows[i];
        dl_buf_printf(&to->text, "  %-14s %s", row->name, row->running);
        if (row->built[0] && strcmp(row->built, row->running) != 0)
            dl_buf_printf(&to->text, " (built against %s)", row->built);
        dl_buf_putc(&to->text, '\n');
        answer_open(&to->json, NULL, '{');
        doctor_text(&to->json, "name", row->name);
        doctor_text(&to->json, "built", row->built[0] ? row->built : NULL);
        doctor_text(&to->json, "running", row->running);
        dl_buf_putc(&to->json, '}');
    }
    dl_buf_putc(&to->json, ']');
}

/* --- what a library gives that the build does not ask for --- */

/* The managers of packages that scripts/deps knows, and how each is told to install. */
enum { MANAGERS = 5 };
static const char *const managers[MANAGERS][2] = {{"/usr/bin/apt-get", "apt-get install"},
                                                  {"/usr/bin/dnf", "dnf install"},
                                                  {"/usr/bin/pacman", "pacman -S"},
                                                  {"/sbin/apk", "apk add"},
                                                  {"/opt/homebrew/bin/brew", "brew install"}};

typedef struct feature {
    const char *name, *gives;
    bool there, needed;
    const char *packages[MANAGERS];
} feature;

static void miss_feature(doctor *to, const feature *row)
{
    char mend[160];
    size_t m = 0;
    while (m < MANAGERS - 1 && access(managers[m][0], X_OK) != 0)
        m++;
    if (access(managers[m][0], X_OK) != 0)
        m = 0; /* by the names that Debian gives them */
    snprintf(mend, sizeof mend, "%s%s %s", geteuid() == 0 || m == MANAGERS - 1 ? "" : "sudo ",
             managers[m][1], row->packages[m]);
    doctor_miss(to, row->needed, mend, "%s: without it, no %s", row->name, row->gives);
}

static bool has_zmq(void)
{
    zmq_library zmq;
    dl_error error;
    return library_load(&zmq, &error) == 0;
}

static bool is_file(const char *path)
{
    struct stat info;
    return path && stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, R_OK) == 0;
}

void doctor_features(doctor *to)
{
    const feature rows[] = {
        {"certificates",
         "https source",
         is_file(dl_fetch_certificates()),
         true,
         {"ca-certificates", "ca-certificates", "ca-certificates", "ca-certificates",
          "ca-certificates"}},
        {"time zones",
         "zone by its name",
         access("/usr/share/zoneinfo", R_OK | X_OK) == 0,
         true,
         {"tzdata", "tzdata", "tzdata", "tzdata", "tzdata"}},
        {"librsvg",
         "picture as PNG or PDF",
         dl_draw_raster_there(),
         false,
         {"librsvg2-2 libcairo2", "librsvg2 cairo", "librsvg cairo", "librsvg cairo",
          "librsvg cairo"}},
        {"libzmq",
         "kernel for Jupyter",
         has_zmq(),
         false,
         {"libzmq5", "zeromq", "zeromq", "libzmq", "zeromq"}},
    };
    dl_buf_puts(&to->text, "features\n");
    answer_open(&to->json, "features", '[');
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const feature *row = &rows[i];
        dl_buf_printf(&to->text, "  %-14s %s: %s\n", row->name, row->there ? "yes" : "NO",
                      row->gives);
        answer_open(&to->json, NULL, '{');
        doctor_text(&to->json, "name", row->name);
        doctor_text(&to->json, "gives", row->gives);
        answer_flag(&to->json, "there", row->there);
        dl_buf_putc(&to->json, '}');
        if (!row->there)
            miss_feature(to, row);
    }
    dl_buf_putc(&to->json, ']');
}
