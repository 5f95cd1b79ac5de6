#include "base/heap.h"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

enum { KEPT = 16 << 20, OF_ITS_OWN = 4 << 20 };

void dl_heap_keep(void)
{
#ifdef M_TRIM_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, OF_ITS_OWN); /* what is larger goes back at once */
    mallopt(M_TRIM_THRESHOLD, KEPT);
#endif
}
