#include "cli/reader_history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/state.h"

/* C1 controls act on some terminals as escape sequences do. */
static bool is_control(uint32_t code)
{
    return (code < ' ' && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
}

bool history_keeps(dl_str entry)
{
    if (entry.size > HISTORY_LONGEST || dl_str_trim(entry).size == 0 || entry.data[0] == ' ' ||
        !dl_utf8_valid(entry))
        return false;
    for (size_t at = 0; at < entry.size;)
        if (is_control(dl_utf8_next(entry, &at)))
            return false;
    return true;
}

static void encode(dl_str entry, dl_buf *line)
{
    for (size_t i = 0; i < entry.size; i++) {
        if (entry.data[i] == '\n')
            dl_buf_puts(line, "\\n");
        else if (entry.data[i] == '\\')
            dl_buf_puts(line, "\\\\");
        else
            dl_buf_putc(line, entry.data[i]);
    }
    dl_buf_putc(line, '\n');
}

static bool decode(dl_str line, dl_buf *entry)
{
    dl_buf_truncate(entry, 0);
    if (line.size > 2 * (size_t)HISTORY_LONGEST)
        return false;
    for (size_t i = 0; i < line.size; i++) {
        char byte = line.data[i];
        if (byte == '\\') {
            byte = ++i < line.size ? line.data[i] : '\0';
            if (byte != 'n' && byte != '\\')
                return false;
            byte = byte == 'n' ? '\n' : byte;
        }
        dl_buf_putc(entry, byte);
    }
    return !entry->failed && history_keeps(dl_buf_str(entry));
}

/* --- the file --- */

/* The whole lines among the last `most` bytes. */
static int read_tail(int fd, const char *path, size_t most, dl_buf *out, dl_error *error)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return dl_error_set_errno(error, errno, "cannot read %s", path);
    if (!S_ISREG(info.st_mode))
        return dl_error_set(error, DL_ERR_USAGE, "%s is no regular file", path);
    off_t at = info.st_size > (off_t)most ? info.st_size - (off_t)most : 0;
    bool cut = at > 0;
    char piece[16384];
    while (at < info.st_size) {
        ssize_t got = pread(fd, piece, sizeof piece, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return dl_error_set_errno(error, errno, "cannot read %s", path);
        if (got == 0)
            break;
        size_t from = 0;
        if (cut) { /* the rest of a line that began before */
            const char *end = memchr(piece, '\n', (size_t)got);
            from = end ? (size_t)(end - piece) + 1 : (size_t)got;
            cut = !end;
        }
        dl_buf_append(out, piece + from, (size_t)got - from);
        at += got;
    }
    return dl_buf_ok(out, error);
}

static int write_line(int fd, const char *path, dl_str line, dl_error *error)
{
    char last = '\n';
    struct stat info;
    if (fstat(fd, &info) != 0)
        return dl_error_set_errno(error, errno, "cannot write %s", path);
    /* who was killed at a disk's end may have left half a line */
    if (info.st_size > 0 && pread(fd, &last, 1, info.st_size - 1) != 1)
        return dl_error_set_errno(error, errno, "cannot read %s", path);
    if ((last == '\n' || dl_file_put(fd, DL_STR("\n")) == 0) && dl_file_put(fd, line) == 0)
        return 0;
    /* half an entry would be one, once the next is written */
    int code = errno;
    bool cut = ftruncate(fd, info.st_size) == 0;
    return dl_error_set_errno(error, code, "cannot write %s%s", path,
                              cut ? "" : ", and half an entry stays at its end");
}

static int trim(int fd, const char *path, dl_error *error)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || info.st_size <= HISTORY_MOST)
        return 0;
    dl_buf kept;
    dl_buf_init(&kept);
    int rc = read_tail(fd, path, HISTORY_KEPT, &kept, error);
    if (rc == 0)
        rc = dl_file_write(path, dl_buf_str(&kept), error);
    dl_buf_clear(&kept);
    return rc;
}

int history_append(const char *path, dl_str entry, dl_error *error)
{
    dl_buf line;
    dl_buf_init(&line);
    encode(entry, &line);
    int rc = dl_buf_ok(&line, error), fd = -1;
    int lock = rc ? rc : state_lock(path, error);
    if (lock < 0) {
        dl_buf_clear(&line);
        return lock;
    }
    fd = dl_file_open(path, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
    rc = fd < 0 ? dl_error_set_errno(error, errno, "cannot open %s", path)
                : write_line(fd, path, dl_buf_str(&line), error);
    if (rc == 0)
        rc = trim(fd, path, error);
    if (fd >= 0 && dl_file_close(fd) != 0 && rc == 0)
        rc = dl_error_set_errno(error, errno, "cannot write %s", path);
    state_unlock(lock);
    dl_buf_clear(&line);
    return rc;
}

static void tell(dl_str lines, void (*each)(void *user, const char *entry), void *user)
{
    dl_buf entry, before;
    dl_buf_init(&entry);
    dl_buf_init(&before);
    /* what has no newline yet is being written */
    for (const char *end; (end = memchr(lines.data, '\n', lines.size));) {
        size_t size = (size_t)(end - lines.data);
        dl_str line = {lines.data, size};
        lines = dl_str_slice(lines, size + 1, lines.size);
        if (decode(line, &entry) && !dl_str_equal(dl_buf_str(&entry), dl_buf_str(&before))) {
            each(user, entry.data);
            dl_buf_truncate(&before, 0);
            dl_buf_add(&before, dl_buf_str(&entry));
        }
        if (lines.size == 0)
            break;
    }
    dl_buf_clear(&entry);
    dl_buf_clear(&before);
}

int history_read(const char *path, void (*each)(void *user, const char *entry), void *user,
                 dl_error *error)
{
    int fd = dl_file_open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
    if (fd < 0 && errno == ENOENT)
        return 0;
    if (fd < 0)
        return dl_error_set_errno(error, errno, "cannot open %s", path);
    dl_buf lines;
    dl_buf_init(&lines);
    int rc = read_tail(fd, path, HISTORY_MOST, &lines, error);
    close(fd);
    if (rc == 0 && lines.size > 0)
        tell(dl_buf_str(&lines), each, user);
    dl_buf_clear(&lines);
    return rc;
}
