/* How SQLite opens and removes files, where the system does not let this process do it by itself.
 */
#include <sqlite3.h>

#include "dateline/store.h"

void dl_store_open_files_by(int (*open_file)(const char *path, int flags, int mode),
                            int (*remove_file)(const char *path))
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    if (!vfs || vfs->iVersion < 3 || !vfs->xSetSystemCall)
        return;
    vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)open_file);
    vfs->xSetSystemCall(vfs, "unlink", (sqlite3_syscall_ptr)remove_file);
}
