/*
 * Addresses of files, under libFuzzer: any text as what a notebook fetches; a \\1 in it is the path
 * of its folder. Whatever it says, nothing outside of the folder is read.
 */
#include <string.h>

#include "fetch/local.h"
#include "world.h"

static char folder[100];

static void put(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    fuzz_put(path, dl_str_of(text));
}

static void link_to(const char *target, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    hold(symlink(target, path) == 0);
}

/* Beside the folder lies what nobody may read, and links lead there. */
static void make_files(void)
{
    char path[200];
    snprintf(folder, sizeof folder, "%s/in", fuzz_folder());
    snprintf(path, sizeof path, "%s/sub", folder);
    hold(mkdir(folder, 0700) == 0 && mkdir(path, 0700) == 0);
    put("secret", "secret");
    put("in2", "secret");
    put("in/a", "public: a");
    put("in/a b.html", "public: a b");
    put("in/sub/c.txt", "public: c");
    link_to("../secret", "in/out");
    link_to("..", "in/up");
    link_to("../a", "in/sub/a");
    link_to("/", "in/root");
}

static void check_got(const dl_snapshot *snapshot, dl_str asked)
{
    hold(dl_str_starts(snapshot->body, DL_STR("public: ")));
    hold(dl_str_equal(snapshot->url, asked) && snapshot->status == 200);
    hold(dl_str_starts(snapshot->final_url, DL_STR("file:")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!folder[0])
        make_files();
    const char *const names[] = {folder};
    dl_fetch_options options = dl_fetch_defaults();
    options.folder = folder;
    dl_arena arena;
    dl_buf asked = {0};
    dl_fetch_from from;
    dl_error error = {0};
    dl_store *store = fuzz_store();
    fuzz_fill_in(fuzz_bytes(data, size), names, 1, &asked);
    dl_arena_init(&arena);
    for (int i = 0; i < 2; i++) { /* the second time it is in the store */
        dl_snapshot snapshot;
        int rc =
            dl_local_get(store, &options, dl_buf_str(&asked), &arena, &snapshot, &from, &error);
        hold(rc == 0 || (error.message[0] && error.kind == rc));
        if (rc == 0)
            check_got(&snapshot, dl_buf_str(&asked));
    }
    options.folder = NULL;
    dl_snapshot none;
    hold(dl_local_get(store, &options, dl_buf_str(&asked), &arena, &none, &from, NULL) ==
         DL_ERR_PERMISSION);
    dl_buf_clear(&asked);
    dl_arena_clear(&arena);
    return 0;
}
