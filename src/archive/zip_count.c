#include "archive/zip_count.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* APPNOTE 4.3.16, 4.3.15 and 4.3.14: sizes of the end of the index, of what finds its 64-bit one,
 * and of that. A comment of up to 65535 bytes follows the first. */
enum { END = 22, LOCATOR = 20, END_64 = 56, COMMENT = 65535 };

static uint64_t number(const char *bytes, int size)
{
    uint64_t value = 0;
    for (int i = size; i > 0; i--)
        value = value << 8 | (unsigned char)bytes[i - 1];
    return value;
}

/* What the 64-bit end says that the locator before the end points to. */
static uint64_t count_64(int fd, const char *locator)
{
    char end[END_64];
    uint64_t place = number(locator + 8, 8);
    if (memcmp(locator, "PK\6\7", 4) != 0 || place > INT64_MAX ||
        pread(fd, end, sizeof end, (off_t)place) != END_64 || memcmp(end, "PK\6\6", 4) != 0)
        return 0;
    uint64_t here = number(end + 24, 8), all = number(end + 32, 8);
    return here > all ? here : all;
}

/* libzip looks at each end that there may be, and takes the best of them: so all are asked. */
static uint64_t most_of(int fd, const char *tail, size_t size)
{
    uint64_t most = 0;
    for (size_t at = 0; at + END <= size; at++) {
        if (memcmp(tail + at, "PK\5\6", 4) != 0)
            continue;
        const uint64_t said[] = {number(tail + at + 8, 2), number(tail + at + 10, 2),
                                 at >= LOCATOR ? count_64(fd, tail + at - LOCATOR) : 0};
        for (int i = 0; i < 3; i++)
            most = said[i] > most ? said[i] : most;
    }
    return most;
}

int dl_zip_count(const char *path, uint64_t *count, dl_error *error)
{
    const size_t room = LOCATOR + END + COMMENT;
    struct stat info;
    int rc = 0, fd = open(path, O_RDONLY | O_CLOEXEC);
    char *tail = malloc(room);
    *count = 0;
    if (!tail)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a ZIP file");
    else if (fd < 0 || fstat(fd, &info) != 0)
        rc = dl_error_set_errno(error, errno, "cannot open %s", path);
    if (!rc) {
        off_t from = info.st_size > (off_t)room ? info.st_size - (off_t)room : 0;
        ssize_t got = pread(fd, tail, room, from);
        *count = got > 0 ? most_of(fd, tail, (size_t)got) : 0;
    }
    if (fd >= 0)
        close(fd);
    free(tail);
    return rc;
}
