/* Namespace names of feeds, in the spellings that are in use. */
#include "extract/feed_tree.h"

/* Without scheme, "www." and what ends it (/ # space); lower case. */
static const struct {
    const char *uri;
    dl_xml_space space;
} spaces[] = {{"w3.org/2005/atom", DL_SPACE_CORE},
              {"purl.org/atom/ns", DL_SPACE_CORE},
              {"purl.org/pie", DL_SPACE_CORE},
              {"purl.org/echo", DL_SPACE_CORE},
              {"uri/of/echo/namespace", DL_SPACE_CORE},
              {"example.com/newformat", DL_SPACE_CORE},
              {"example.com/necho", DL_SPACE_CORE},
              {"purl.org/rss/1.0", DL_SPACE_CORE},
              {"purl.org/net/rss1.1", DL_SPACE_CORE},
              {"my.netscape.com/rdf/simple/0.9", DL_SPACE_CORE},
              {"channel.netscape.com/rdf/simple/0.9", DL_SPACE_CORE},
              {"my.netscape.com/publish/formats/rss-0.91.dtd", DL_SPACE_CORE},
              {"backend.userland.com/rss", DL_SPACE_CORE},
              {"backend.userland.com/rss2", DL_SPACE_CORE},
              {"backend.userland.com/rss091", DL_SPACE_CORE},
              {"backend.userland.com/rss092", DL_SPACE_CORE},
              {"blogs.law.harvard.edu/tech/rss", DL_SPACE_CORE},
              {"cyber.law.harvard.edu/rss", DL_SPACE_CORE},
              {"cyber.law.harvard.edu/rss/rss.html", DL_SPACE_CORE},
              {"rssboard.org/rss-specification", DL_SPACE_CORE},
              {"purl.org/rss/1.0/modules/rss091", DL_SPACE_CORE},
              {"w3.org/1999/02/22-rdf-syntax-ns", DL_SPACE_RDF},
              {"purl.org/dc/elements/1.1", DL_SPACE_DC},
              {"purl.org/dc/elements/1.0", DL_SPACE_DC},
              {"purl.org/dc/terms", DL_SPACE_TERMS},
              {"purl.org/rss/1.0/modules/dcterms", DL_SPACE_TERMS},
              {"purl.org/rss/1.0/modules/content", DL_SPACE_CONTENT},
              {"itunes.com/dtds/podcast-1.0.dtd", DL_SPACE_ITUNES},
              {"itunes.com/dtds/podcast-1.0", DL_SPACE_ITUNES},
              {"example.com/dtds/podcast-1.0.dtd", DL_SPACE_ITUNES},
              {"search.yahoo.com/mrss", DL_SPACE_MEDIA},
              {"video.search.yahoo.com/mrss", DL_SPACE_MEDIA},
              {"purl.org/rss/1.0/modules/syndication", DL_SPACE_SYNDICATION},
              {"wellformedweb.org/commentapi", DL_SPACE_WFW},
              {"w3.org/1999/xhtml", DL_SPACE_XHTML},
              {"webns.net/mvcb", DL_SPACE_ADMIN},
              {"web.resource.org/cc", DL_SPACE_LICENSE},
              {"creativecommons.org/ns", DL_SPACE_LICENSE},
              {"cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", DL_SPACE_LICENSE},
              {"backend.userland.com/creativecommonsrssmodule", DL_SPACE_LICENSE},
              {"w3.org/xml/1998/namespace", DL_SPACE_XML}};

/* What the prefixes mean everywhere that they are used. */
static const struct {
    const char *prefix;
    dl_xml_space space;
} prefixes[] = {{"atom", DL_SPACE_CORE},      {"rss", DL_SPACE_CORE},
                {"rdf", DL_SPACE_RDF},        {"dc", DL_SPACE_DC},
                {"dcterms", DL_SPACE_TERMS},  {"content", DL_SPACE_CONTENT},
                {"itunes", DL_SPACE_ITUNES},  {"media", DL_SPACE_MEDIA},
                {"sy", DL_SPACE_SYNDICATION}, {"wfw", DL_SPACE_WFW},
                {"xhtml", DL_SPACE_XHTML},    {"admin", DL_SPACE_ADMIN},
                {"cc", DL_SPACE_LICENSE},     {"creativecommons", DL_SPACE_LICENSE},
                {"xml", DL_SPACE_XML}};

static dl_str without_start(dl_str text, const char *start)
{
    return dl_str_starts_word(text, start) ? dl_str_slice(text, strlen(start), text.size) : text;
}

dl_xml_space dl_space_of_uri(dl_str uri)
{
    uri = dl_str_trim(uri);
    if (uri.size == 0)
        return DL_SPACE_CORE;
    uri = without_start(uri, "http://");
    uri = without_start(uri, "https://");
    uri = without_start(uri, "www.");
    while (uri.size && (uri.data[uri.size - 1] == '/' || uri.data[uri.size - 1] == '#'))
        uri.size--;
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        if (dl_word_is(uri, spaces[i].uri))
            return spaces[i].space;
    return DL_SPACE_OTHER;
}

dl_xml_space dl_space_of_prefix(dl_str prefix)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (dl_word_is(prefix, prefixes[i].prefix))
            return prefixes[i].space;
    return DL_SPACE_OTHER;
}
