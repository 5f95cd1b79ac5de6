/* Which repository is meant, and which service keeps it. */
#include "fetch/commits.h"

#include <string.h>

#include "extract/link.h"

static const size_t own_limit = 1000;

static bool is_name(dl_str name)
{
    if (name.size == 0 || name.size > 100 || dl_str_equal(name, DL_STR(".")) ||
        dl_str_equal(name, DL_STR("..")))
        return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || c == '.';
        if (!good)
            return false;
    }
    return true;
}

/* "owner/name" off the front of path; what follows stays in *path. */
static dl_str take_name(dl_str *path, bool owner_optional)
{
    dl_str rest, whole = *path;
    dl_str owner = dl_str_cut(whole, '/', &rest);
    dl_str after = {"", 0};
    dl_str name = rest.data ? dl_str_cut(rest, '/', &after) : (dl_str){"", 0};
    if (dl_str_ends(name, DL_STR(".git")))
        name.size -= 4;
    if (is_name(owner) && is_name(name)) {
        *path = after.data ? after : (dl_str){"", 0};
        return (dl_str){owner.data, (size_t)(name.data + name.size - owner.data)};
    }
    *path = (dl_str){"", 0};
    return owner_optional && is_name(owner) && !name.size ? owner : (dl_str){"", 0};
}

/* What may follow at both services: tree/REF/PATH, blob/REF/PATH, commits/REF/PATH. */
static void take_place(dl_str path, dl_repository *repository)
{
    dl_str word = dl_str_cut(path, '/', &path);
    bool known = dl_str_equal(word, DL_STR("tree")) || dl_str_equal(word, DL_STR("blob")) ||
                 dl_str_equal(word, DL_STR("commits"));
    bool feed = dl_str_equal(word, DL_STR("commits.atom"));
    repository->atom = feed;
    if (!known || !path.data)
        return;
    repository->ref = dl_str_cut(path, '/', &path);
    if (path.data)
        repository->path = path;
    dl_str *last = repository->path.size ? &repository->path : &repository->ref;
    if (dl_str_ends(*last, DL_STR(".atom"))) {
        last->size -= 5;
        repository->atom = true;
    }
}

bool dl_repository_parse(dl_str text, dl_repository *repository)
{
    const dl_str none = {"", 0};
    text = dl_str_trim(text);
    *repository =
        (dl_repository){.type = DL_STR("models"), .name = none, .ref = none, .path = none};
    dl_uri uri = dl_uri_split(text);
    dl_str host = uri.authority, path = uri.path;
    if (dl_str_equal(uri.scheme, DL_STR("hf"))) {
        repository->hub = true;
    } else if (!uri.scheme.data) {
        dl_str rest, first = dl_str_cut(text, '/', &rest);
        bool named = rest.data && (dl_str_ends(first, DL_STR("github.com")) ||
                                   dl_str_equal(first, DL_STR("huggingface.co")) ||
                                   dl_str_equal(first, DL_STR("hf.co")));
        host = named ? first : DL_STR("github.com");
        path = named ? rest : text;
    }
    while (path.size && path.data[0] == '/')
        path = dl_str_slice(path, 1, path.size);
    repository->hub = repository->hub || dl_str_equal(host, DL_STR("huggingface.co")) ||
                      dl_str_equal(host, DL_STR("hf.co"));
    if (!repository->hub && !dl_str_equal(host, DL_STR("github.com")) &&
        !dl_str_equal(host, DL_STR("www.github.com")))
        return false;
    static const char *const types[] = {"models/", "datasets/", "spaces/"};
    for (size_t i = 0; repository->hub && i < sizeof types / sizeof *types; i++) {
        if (!dl_str_starts(path, dl_str_of(types[i])))
            continue;
        repository->type = (dl_str){types[i], strlen(types[i]) - 1};
        path = dl_str_slice(path, strlen(types[i]), path.size);
        break;
    }
    repository->name = take_name(&path, repository->hub);
    take_place(path, repository);
    return repository->name.size > 0;
}

int dl_source_commits(dl_fetch *fetch, dl_str text, const dl_source_options *options,
                      dl_arena *arena, dl_records *out, dl_error *error)
{
    source s;
    dl_repository repository;
    source_begin(&s, fetch, options, arena, out, "the service", own_limit);
    if (!dl_repository_parse(text, &repository)) {
        int rc = dl_error_set(error, DL_ERR_USAGE, "'%.*s' names no repository",
                              (int)(text.size < 200 ? text.size : 200), text.data);
        dl_error_hint(error, "write owner/name, hf:owner/name, or the address of a repository at "
                             "github.com or huggingface.co");
        return rc;
    }
    if (options->ref.size)
        repository.ref = options->ref;
    if (options->path.size)
        repository.path = options->path;
    repository.atom = repository.atom || dl_str_equal(options->form, DL_STR("atom"));
    source_fact(&s, &out->facts, "repository_asked", repository.name);
    int rc = repository.hub ? dl_commits_hub(&s, &repository, error)
                            : dl_commits_github(&s, &repository, error);
    return rc ? rc : source_end(&s, error);
}
