/* Names of files below the notebook's folder, as read and timeline.load take them. */
#define _DEFAULT_SOURCE /* d_type */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/complete.h"

static const size_t most_entries = 20000; /* of one folder */

/* Opens the folder below the one that parent is, by one name; no link is followed. */
static int descend(int parent, dl_str name)
{
    char text[NAME_MAX + 1];
    if (name.size > NAME_MAX || memchr(name.data, '\0', name.size) ||
        dl_str_equal(name, DL_STR("..")))
        return -1;
    memcpy(text, name.data, name.size);
    text[name.size] = '\0';
    return openat(parent, name.size ? text : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

static int open_folder(const char *folder, dl_str path)
{
    int here = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (dl_str rest = path; here >= 0 && rest.size;) {
        int below = descend(here, dl_str_cut(rest, '/', &rest));
        close(here);
        here = below;
    }
    return here;
}

static bool is_folder(int parent, const struct dirent *entry)
{
    struct stat info;
    return entry->d_type == DT_DIR ||
           (entry->d_type == DT_UNKNOWN &&
            fstatat(parent, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISDIR(info.st_mode));
}

void complete_files(const char *folder, gathering *to, dl_str typed)
{
    size_t slash = typed.size;
    while (slash > 0 && typed.data[slash - 1] != '/')
        slash--;
    dl_str before = dl_str_slice(typed, 0, slash), begun = dl_str_slice(typed, slash, typed.size);
    to->prefix = typed;
    if (!folder || dl_str_starts(typed, DL_STR("/")) ||
        dl_str_find(typed, DL_STR("://"), 0) < typed.size)
        return;
    int place = open_folder(folder, before);
    DIR *listing = place >= 0 ? fdopendir(place) : NULL;
    if (!listing && place >= 0)
        close(place);
    const struct dirent *entry;
    for (size_t i = 0; listing && i < most_entries && (entry = readdir(listing)) != NULL; i++) {
        bool hidden = entry->d_name[0] == '.' && !dl_str_starts(begun, DL_STR("."));
        bool itself = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (hidden || itself || !dl_str_starts(dl_str_of(entry->d_name), begun))
            continue;
        char name[NAME_MAX + 2];
        size_t size = strlen(entry->d_name);
        memcpy(name, entry->d_name, size);
        if (is_folder(dirfd(listing), entry))
            name[size++] = '/';
        gather_joined(to, before, (dl_str){name, size}, DL_MATCH_FILE);
    }
    if (listing)
        closedir(listing);
}
