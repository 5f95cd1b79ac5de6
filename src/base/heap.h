/* What the process keeps of the memory that it gave back. */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

/* For programs that read page after page: some MiB that are freed stay, where else each page had
 * them given by the system anew and cleared, page by page. Called once, by main. */
void dl_heap_keep(void);

#endif
