#include "dateline/lock.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/file.h"
#include "base/grow.h"
#include "notebook/lock_cell.h"

static const size_t largest_lock = (size_t)64 << 20;

/* What a line of ours begins with, by its kind. */
enum { OTHER_LINE, SOURCE_LINE, CELL_LINE, AS_OF_LINE, FILE_LINE };
static const struct {
    int kind;
    const char *begin;
} kinds[] = {{SOURCE_LINE, "{\"source\":"},
             {CELL_LINE, "{\"cell\":"},
             {AS_OF_LINE, "{\"as_of\":"},
             {FILE_LINE, "{\"file\":"}};

static int kind_of(dl_str line)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (dl_str_starts(line, dl_str_of(kinds[i].begin)))
            return kinds[i].kind;
    }
    return OTHER_LINE;
}

/* --- reading --- */

static dl_str text_of(const json_t *object, const char *key, dl_arena *arena)
{
    const json_t *value = json_object_get(object, key);
    dl_str text = {"", 0};
    if (json_is_string(value))
        text = (dl_str){json_string_value(value), json_string_length(value)};
    return dl_arena_copy(arena, text);
}

static int read_source(dl_str line, dl_arena *arena, dl_lock_source *source, dl_error *error)
{
    json_t *object;
    int rc = lock_line(line, &object, error);
    if (rc != 0)
        return rc;
    *source = (dl_lock_source){.url = text_of(object, "source", arena),
                               .final_url = text_of(object, "final_url", arena),
                               .sha256 = text_of(object, "sha256", arena),
                               .text_sha256 = text_of(object, "text_sha256", arena),
                               .status = (int)json_integer_value(json_object_get(object, "status")),
                               .captured_at_us =
                                   json_integer_value(json_object_get(object, "captured_at_us")),
                               .missing = text_of(object, "missing", arena)};
    json_decref(object);
    bool known = source->sha256.size == 64 || (source->missing.size && source->sha256.size == 0);
    if (source->url.size == 0 || !known)
        return dl_error_set(
            error, DL_ERR_SYNTAX,
            "a source's line needs \"source\" and a \"sha256\" of 64 digits, or why "
            "it is \"missing\"");
    return 0;
}

static int read_file(dl_str line, dl_arena *arena, dl_lock_file *file, dl_error *error)
{
    json_t *object;
    int rc = lock_line(line, &object, error);
    if (rc != 0)
        return rc;
    *file = (dl_lock_file){text_of(object, "file", arena), text_of(object, "sha256", arena)};
    json_decref(object);
    if (file->path.size == 0 || file->sha256.size != 64)
        return dl_error_set(error, DL_ERR_SYNTAX,
                            "a file's line needs \"file\" and a \"sha256\" of 64 digits");
    return 0;
}

static int read_as_of(dl_str line, dl_arena *arena, dl_lock *lock, dl_error *error)
{
    json_t *object;
    int rc = lock_line(line, &object, error);
    if (rc != 0)
        return rc;
    lock->as_of = text_of(object, "as_of", arena);
    json_decref(object);
    return lock->as_of.size ? 0 : dl_error_set(error, DL_ERR_SYNTAX, "\"as_of\" is a date as text");
}

static int read_line(dl_str line, dl_arena *arena, dl_lock *lock, dl_error *error)
{
    int rc = 0;
    switch (kind_of(line)) {
    case SOURCE_LINE:
        rc = read_source(line, arena, &lock->sources[lock->source_count], error);
        lock->source_count += rc == 0;
        return rc;
    case CELL_LINE:
        rc = lock_cell_read(line, arena, &lock->cells[lock->cell_count], error);
        lock->cell_count += rc == 0;
        return rc;
    case FILE_LINE:
        rc = read_file(line, arena, &lock->files[lock->file_count], error);
        lock->file_count += rc == 0;
        return rc;
    case AS_OF_LINE:
        return read_as_of(line, arena, lock, error);
    default:
        return line.size && line.data[0] != '{'
                   ? dl_error_set(error, DL_ERR_SYNTAX, "a lock's lines are JSON objects")
                   : 0;
    }
}

int dl_lock_parse(dl_str text, const char *place, dl_arena *arena, dl_lock *lock, dl_error *error)
{
    size_t lines = 0;
    int number = 0, rc = 0;
    memset(lock, 0, sizeof *lock);
    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    lock->sources = dl_arena_alloc(arena, (lines + 1) * sizeof *lock->sources);
    lock->cells = dl_arena_alloc(arena, (lines + 1) * sizeof *lock->cells);
    lock->files = dl_arena_alloc(arena, (lines + 1) * sizeof *lock->files);
    if (!lock->sources || !lock->cells || !lock->files)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a lock");
    while (!rc && text.data) {
        dl_str line = dl_str_cut(text, '\n', &text);
        number++;
        rc = read_line(line, arena, lock, error);
        if (rc)
            dl_error_at(error, place, number, 1);
    }
    return rc;
}

int dl_lock_load(const char *path, dl_arena *arena, dl_lock *lock, dl_error *error)
{
    dl_buf text = {0};
    memset(lock, 0, sizeof *lock);
    int rc = dl_file_read(path, largest_lock, &text, error);
    if (!rc)
        rc = dl_lock_parse(dl_buf_str(&text), path, arena, lock, error);
    dl_buf_clear(&text);
    return rc;
}

/* --- writing --- */

typedef struct lines {
    dl_str *list;
    size_t count, capacity;
} lines;

static int by_bytes(const void *a, const void *b)
{
    return dl_str_compare(*(const dl_str *)a, *(const dl_str *)b);
}

static int add_line(lines *all, dl_str line, dl_error *error)
{
    int rc = dl_grow(&all->list, &all->capacity, all->count + 1, sizeof *all->list, error);
    if (!rc)
        all->list[all->count++] = line;
    return rc;
}

static void add_field(dl_buf *out, const char *key, dl_str value)
{
    dl_buf_puts(out, key);
    dl_escape_json(value, out);
}

static void write_source(const dl_lock_source *source, dl_buf *out)
{
    add_field(out, "{\"source\":", source->url);
    if (source->missing.size) {
        add_field(out, ",\"missing\":", source->missing);
        dl_buf_puts(out, "}\n");
        return;
    }
    add_field(out, ",\"final_url\":", source->final_url);
    dl_buf_printf(out, ",\"status\":%d", source->status);
    if (source->captured_at_us)
        dl_buf_printf(out, ",\"captured_at_us\":%lld", (long long)source->captured_at_us);
    add_field(out, ",\"sha256\":", source->sha256);
    add_field(out, ",\"text_sha256\":", source->text_sha256);
    dl_buf_puts(out, "}\n");
}

/* The lines of a text: all, or those that are of no kind of ours. */
static int collect(dl_str text, bool all, lines *out, dl_error *error)
{
    int rc = 0;
    while (!rc && text.size) {
        size_t end = dl_str_find(text, DL_STR("\n"), 0);
        dl_str line = dl_str_slice(text, 0, end);
        if (line.size && (all || kind_of(line) == OTHER_LINE))
            rc = add_line(out, line, error);
        text = dl_str_slice(text, end + 1, text.size);
    }
    return rc;
}

static void write_ours(const dl_lock *lock, dl_buf *out)
{
    for (size_t i = 0; i < lock->source_count; i++)
        write_source(&lock->sources[i], out);
    for (size_t i = 0; i < lock->cell_count; i++)
        lock_cell_write(&lock->cells[i], out);
    for (size_t i = 0; i < lock->file_count; i++) {
        add_field(out, "{\"file\":", lock->files[i].path);
        add_field(out, ",\"sha256\":", lock->files[i].sha256);
        dl_buf_puts(out, "}\n");
    }
    if (lock->as_of.size) {
        add_field(out, "{\"as_of\":", lock->as_of);
        dl_buf_puts(out, "}\n");
    }
}

/* The lock's lines, and those of a text that are of none of its kinds, sorted. */
static int print_lines(const dl_lock *lock, dl_str before, dl_buf *out, dl_error *error)
{
    dl_buf ours = {0};
    lines all = {0};
    write_ours(lock, &ours);
    int rc = dl_buf_ok(&ours, error);
    if (!rc)
        rc = collect(before, false, &all, error);
    if (!rc)
        rc = collect(dl_buf_str(&ours), true, &all, error);
    if (!rc && all.count)
        qsort(all.list, all.count, sizeof *all.list, by_bytes);
    for (size_t i = 0; i < all.count; i++) {
        dl_buf_add(out, all.list[i]);
        dl_buf_putc(out, '\n');
    }
    free(all.list);
    dl_buf_clear(&ours);
    return rc ? rc : dl_buf_ok(out, error);
}

int dl_lock_save(const char *path, const dl_lock *lock, dl_error *error)
{
    dl_buf before = {0}, after = {0};
    int rc = dl_file_read(path, largest_lock, &before, error);
    if (rc == DL_ERR_NOT_FOUND)
        rc = 0;
    if (!rc)
        rc = print_lines(lock, dl_buf_str(&before), &after, error);
    if (!rc && !dl_str_equal(dl_buf_str(&before), dl_buf_str(&after)))
        rc = dl_file_write(path, dl_buf_str(&after), error);
    dl_buf_clear(&before);
    dl_buf_clear(&after);
    return rc;
}

int dl_lock_print(const dl_lock *lock, dl_buf *out, dl_error *error)
{
    return print_lines(lock, (dl_str){"", 0}, out, error);
}
