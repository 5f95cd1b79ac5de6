#include <sqlite3.h>

#include "dateline/store.h"

const char *dl_store_library(const char **built)
{
    if (built)
        *built = SQLITE_VERSION;
    return sqlite3_libversion();
}
