/* What a revisit refers to (WARC 1.1 §6.7): by its id, by its address and moment, by its bytes. */
#include "archive/import.h"

static int by_key(dl_importer *importer, dl_str key, int64_t *id, dl_error *error)
{
    if (*id || key.size == 0)
        return 0;
    return dl_store_find_archived(importer->store, key, id, error);
}

/* A moment told in whole seconds stands for all of its second. */
static int by_moment(dl_importer *importer, const dl_record *record, int64_t *id, dl_error *error)
{
    dl_str uri = dl_record_field(record, "WARC-Refers-To-Target-URI");
    int64_t us;
    bool whole;
    if (*id || !dl_record_date(dl_record_field(record, "WARC-Refers-To-Date"), &us, &whole))
        return 0;
    if (uri.size == 0)
        uri = dl_buf_str(&record->uri);
    return dl_store_find_at(importer->store, uri, us, whole ? us + 999999 : us, id, error);
}

/* A 304 confirms one capture; other revisits only say which bytes came, and a digest that was
 * checked says so best. */
int dl_import_referred(dl_importer *importer, const dl_record *record, int64_t *id, dl_error *error)
{
    const dl_manifest *manifest = &importer->manifest;
    bool ours = manifest->there && dl_str_equal(dl_str_of(manifest->capture), record->id);
    dl_str profile = dl_record_field(record, "WARC-Profile"), none = {"", 0};
    dl_str digest = dl_record_field(record, "WARC-Payload-Digest");
    bool confirms = dl_str_ends(profile, DL_STR("/server-not-modified"));
    *id = 0;
    int rc = by_key(importer, ours ? manifest->revalidates : none, id, error);
    if (!rc && !confirms)
        rc = by_key(importer, digest, id, error);
    if (!rc)
        rc = by_key(importer, dl_record_field(record, "WARC-Refers-To"), id, error);
    if (!rc)
        rc = by_moment(importer, record, id, error);
    return rc ? rc : by_key(importer, digest, id, error);
}
