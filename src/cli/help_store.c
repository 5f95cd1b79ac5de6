/* dateline help store: what other programs read in a store. The test asks sqlite3 whether it is so.
 */
#include <stdio.h>

#include "cli/cli.h"

typedef struct view_row {
    const char *name, *columns, *help, *example;
} view_row;

static const view_row views[] = {
    {"snapshots",
     "id, url, final_url, status, sha256, bytes, captured_at, revalidated, peer, origin, note",
     "One capture a row. revalidated: the capture that the server said was still right; origin: "
     "live, import or memento.",
     "SELECT url, status, captured_at FROM snapshots ORDER BY captured_at DESC LIMIT 20;"},
    {"sources", "url, snapshots, first_captured, last_captured, versions",
     "One address a row: how often it was captured, and how many different bodies that gave.",
     "SELECT url, versions FROM sources WHERE versions > 1;"},
    {"pages", "snapshot, url, title, authors, published, modified, lang, publisher, text",
     "A capture read as a document. Dates are EDTF, as vague as the page tells them.",
     "SELECT published, publisher, title FROM pages WHERE published LIKE '2024-11%';"},
    {"claims", "snapshot, url, field, raw, value, told_by, rank, chosen, conflict",
     "What each part of a page says of a field; chosen: it is the one in pages.",
     "SELECT url, told_by, value FROM claims WHERE field = 'published' AND conflict;"},
    {"evidence", "id, snapshot, url, exact, prefix, suffix, how, verdict, detail, checked_against",
     "Quotations with their place, and whether the newest capture that was asked still has them.",
     "SELECT url, exact, verdict FROM evidence WHERE verdict IS NOT 'intact';"},
};

void cli_print_store_help(void)
{
    puts("The store is an SQLite database (dateline.db beside the notebook). Any program reads "
         "these\n"
         "views; tables called dl_... are dateline's own and change with it. Open it read-only "
         "while\n"
         "dateline may be writing:\n\n"
         "  sqlite3 -readonly dateline.db 'SELECT * FROM sources'\n"
         "  datasette --immutable dateline.db\n\n"
         "A notebook's own tables (store.put) stand beside them. Views, and a question to each:\n");
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        printf("  %s(%s)\n      %s\n      %s\n", views[i].name, views[i].columns, views[i].help,
               views[i].example);
    puts("");
}
