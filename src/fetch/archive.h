/* What history, TimeMap and memento share: addresses of an archive. Private to src/fetch. */
#ifndef FETCH_ARCHIVE_H
#define FETCH_ARCHIVE_H

#include "fetch/source.h"

/* What the Wayback Machine wants between two requests: its limit was 15 a minute when last known,
 * and it shuts out for an hour who passes it. 0 for another archive: its host's own delay. */
int64_t dl_archive_delay_ms(const dl_source_options *options);
/* The root of the archive asked: "https://web.archive.org", or options->base. */
dl_str dl_archive_base(const dl_source_options *options);
/* The raw form of a capture: base/web/TIMESTAMPid_/URL, where nothing is rewritten. */
void dl_archive_address(dl_str base, dl_str timestamp, dl_str original, dl_buf *out);
/* The address within an archive's one: from its last "http://" or "https://" on; empty without. */
dl_str dl_archive_original(dl_str memento);
/* The digits of /web/20240215081530id_/; empty without. */
dl_str dl_archive_digits(dl_str memento);

/* RFC 7089 §5: the TimeMap of url from options->timemap, page by page, into s->out. */
int dl_timemap_read(source *s, dl_str url, dl_error *error);

#endif
