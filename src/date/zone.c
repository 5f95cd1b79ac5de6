#include "date/zone.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "date/zone_rule.h"

static const char *const folder = "/usr/share/zoneinfo";
static const size_t max_file = (size_t)1 << 20;

enum { HEADER = 44 }; /* RFC 9636 §3.1 */

static int64_t read_number(const char *bytes, size_t size)
{
    uint64_t value = (unsigned char)bytes[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return (int64_t)value;
}

/* One data block: counts of its header, and where its arrays begin. */
typedef struct tz_block {
    size_t utc_count, standard_count, leaps, times, types, letters;
    size_t time_size; /* 4 in version 1's block, 8 after it */
    dl_str data;      /* of the arrays, up to the file's end */
    bool has_rule;
    zone_rule rule; /* after the last transition */
} tz_block;

static bool read_header(dl_str file, size_t time_size, tz_block *block)
{
    if (file.size < HEADER || memcmp(file.data, "TZif", 4) != 0)
        return false;
    size_t *counts[] = {&block->utc_count, &block->standard_count, &block->leaps,
                        &block->times,     &block->types,          &block->letters};
    for (size_t i = 0; i < 6; i++)
        *counts[i] = (size_t)(uint32_t)read_number(file.data + 20 + 4 * i, 4);
    block->time_size = time_size;
    block->data = dl_str_slice(file, HEADER, file.size);
    return block->times < max_file && block->types > 0 && block->types <= 256;
}

static size_t block_size(const tz_block *block)
{
    return block->times * (block->time_size + 1) + block->types * 6 + block->letters +
           block->leaps * (block->time_size + 4) + block->standard_count + block->utc_count;
}

static int64_t type_offset(const tz_block *block, size_t type)
{
    size_t at = block->times * (block->time_size + 1) + type * 6;
    return type < block->types ? read_number(block->data.data + at, 4) : 0;
}

/* The offset in force at a moment: that of the last transition at or before it, else type 0; past
 * the last transition the file's rule, where it has one (RFC 9636 §3.2, §3.3). */
static int64_t offset_at(const tz_block *block, int64_t utc)
{
    size_t low = 0, high = block->times;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *time = block->data.data + middle * block->time_size;
        if (read_number(time, block->time_size) <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == block->times && block->has_rule)
        return zone_rule_offset(&block->rule, utc);
    if (low == 0)
        return type_offset(block, 0);
    const char *types = block->data.data + block->times * block->time_size;
    return type_offset(block, (unsigned char)types[low - 1]);
}

static bool read_block(dl_str file, tz_block *block)
{
    if (!read_header(file, 4, block) || block_size(block) > block->data.size)
        return false;
    if (file.data[4] < '2')
        return true;
    dl_str second = dl_str_slice(file, HEADER + block_size(block), file.size);
    if (!read_header(second, 8, block) || block_size(block) > block->data.size)
        return false;
    /* between two line feeds; empty where no rule is known */
    dl_str rest, footer = dl_str_slice(block->data, block_size(block), block->data.size);
    if (dl_str_starts(footer, DL_STR("\n"))) {
        footer = dl_str_cut(dl_str_slice(footer, 1, footer.size), '\n', &rest);
        block->has_rule = zone_rule_read(footer, &block->rule);
    }
    return true;
}

/* Names are paths below the folder: letters, digits and _ + - /, nothing that leads elsewhere. */
static bool safe_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "_+-/";
    return name[0] && name[0] != '/' && name[strspn(name, letters)] == '\0';
}

bool zone_offset(const char *name, int64_t local_seconds, int16_t *minutes)
{
    dl_buf file;
    tz_block block = {0};
    dl_buf_init(&file);
    bool found = safe_name(name);
    if (found) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", folder, name);
        found =
            dl_file_read(path, max_file, &file, NULL) == 0 && read_block(dl_buf_str(&file), &block);
    }
    if (found) {
        /* what the clocks show minus the offset of a day before cannot lie past a transition
         * that the clocks have not seen yet */
        int64_t before = offset_at(&block, local_seconds - 86400);
        int64_t after = offset_at(&block, local_seconds - before);
        int64_t again = offset_at(&block, local_seconds - after);
        *minutes = (int16_t)((again == after ? after : before) / 60);
    }
    dl_buf_clear(&file);
    return found;
}
