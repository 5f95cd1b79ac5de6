/*
 * What notebooks were granted, under libFuzzer: any bytes as the file that remembers it. Every
 * grant that is read has a notebook; another one more, or all taken back, leaves what it should.
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "cli/remembered.h"
#include "world.h"

static const dl_str added = {"0123456789abcdef", 16};

static bool same(const remembered_grant *a, const remembered_grant *b)
{
    bool is = dl_str_equal(a->notebook, b->notebook) && dl_str_equal(a->name, b->name) &&
              dl_str_equal(a->granted_at, b->granted_at) && a->host_count == b->host_count;
    for (size_t i = 0; is && i < a->host_count; i++)
        is = dl_str_equal(a->hosts[i], b->hosts[i]);
    return is;
}

static void check_grant(const remembered_grant *grant)
{
    hold(grant->notebook.size > 0 && dl_utf8_valid(grant->notebook));
    hold(dl_utf8_valid(grant->name) && dl_utf8_valid(grant->granted_at));
    for (size_t i = 0; i < grant->host_count; i++)
        hold(dl_utf8_valid(grant->hosts[i]));
}

/* One grant more: the others stay as they are, and it is last. */
static void check_added(const remembered_grant *before, size_t count, dl_arena *arena)
{
    const dl_str host = DL_STR("a.example");
    const remembered_grant grant = {added, DL_STR("n.md"), DL_STR("2026-01-01"), &host, 1};
    remembered_grant *after;
    size_t now, at = 0;
    hold(remembered_add(&grant, NULL) == 0);
    hold(remembered_read(arena, &after, &now, NULL) == 0 && now > 0);
    for (size_t i = 0; i < count; i++)
        if (!dl_str_equal(before[i].notebook, added))
            hold(at < now && same(&before[i], &after[at++]));
    hold(at + 1 == now && same(&after[at], &grant));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[120];
    dl_arena arena;
    dl_error error = {0};
    remembered_grant *grants;
    size_t count, revoked;
    if (!path[0]) {
        snprintf(path, sizeof path, "%s/dateline", fuzz_folder());
        hold(setenv("XDG_STATE_HOME", fuzz_folder(), 1) == 0 && mkdir(path, 0700) == 0);
        snprintf(path, sizeof path, "%s/dateline/grants.jsonl", fuzz_folder());
    }
    fuzz_put(path, fuzz_bytes(data, size));
    dl_arena_init(&arena);
    int rc = remembered_read(&arena, &grants, &count, &error);
    hold(rc == 0 || (error.message[0] && error.line > 0));
    for (size_t i = 0; i < count; i++)
        check_grant(&grants[i]);
    if (rc == 0) {
        check_added(grants, count, &arena);
        hold(remembered_revoke(added, &revoked, NULL) == 0 && revoked > 0);
        hold(remembered_revoke(DL_STR(""), &revoked, NULL) == 0 && revoked <= count);
        hold(remembered_read(&arena, &grants, &count, NULL) == 0 && count == 0);
    }
    dl_arena_clear(&arena);
    return 0;
}
