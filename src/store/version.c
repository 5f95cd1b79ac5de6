#include <sqlite3.h>

#include "dateline/store.h"

const char *dl_store_library(void)
{
    return sqlite3_libversion();
}
