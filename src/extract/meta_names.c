/* meta elements: Open Graph, Dublin Core, Highwire Press, trackers and the names that content
 * systems made up; one row a name. */

#include "extract/metadata.h"
#include "extract/words.h"

/* What meta elements are called, in property, name, itemprop or http-equiv. */
static const struct meta_name {
    const char *name;
    dl_claim_field field;
    int rank;
} names[] = {
    {"og:title", DL_CLAIM_TITLE, DL_RANK_TITLE_OG},
    {"twitter:title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"weibo:article:title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"dc:title", DL_CLAIM_TITLE, DL_RANK_TITLE_DC},
    {"dcterm:title", DL_CLAIM_TITLE, DL_RANK_TITLE_DC},
    {"dc.title", DL_CLAIM_TITLE, DL_RANK_TITLE_DC},
    {"dcterms.title", DL_CLAIM_TITLE, DL_RANK_TITLE_DC},
    {"citation_title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"parsely-title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},
    {"sailthru.title", DL_CLAIM_TITLE, DL_RANK_TITLE_META},

    {"author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"article:author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"og:article:author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"dc.creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_DC},
    {"dcterms.creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_DC},
    {"citation_author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"parsely-author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"sailthru.author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"byl", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"dc:creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_DC},
    {"dcterm:creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_DC},
    {"article:author_name", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"article.author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"articleauthor", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"authors", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"cxenseparse:author", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_META},
    {"twitter:creator", DL_CLAIM_AUTHOR, DL_RANK_AUTHOR_HANDLE},

    {"article:published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:article:published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"article:published", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"article:published_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"article:post_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:pubdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"shareaholic:article_published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"datepublished", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ITEMPROP},
    {"article:datepublished", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:datepublished", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:pub_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:publish_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"og:article:publish_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"article:publish_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"article:publicationdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"article:publication_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"rnews:datepublished", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_ARTICLE},
    {"weibo:article:create_at", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"date_published", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"datepublish", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publicationdatetime", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publishtime", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publish_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publish-time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"published", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publisheddate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"published_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publishedat", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"pub-date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"pdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"ptime", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"article_publish_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"gentics:published", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"rbpubdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"firstpublished", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"date.issued", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"article.published", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"parsely-pub-date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"cxenseparse:recs:publishtime", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"sailthru.date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"published-date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"published_at", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publication_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publication-date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publicationdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publish-date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publish_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"publishdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"pubdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"pub_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"bt:pubdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"article_date_original", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"originalpublicationdate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"displaydate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"release_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"vr:published_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"dc.date.issued", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dc:date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dc:issued", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dcterms:issued", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dcterms:date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dcterms.available", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dcsext.articlefirstpublished", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_META},
    {"dcterms.issued", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dc.issued", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dcterms.date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"dc.date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"citation_publication_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"citation_online_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"citation_date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DC},
    {"date", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DATE},
    {"aiturec:datetime", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_DATE},
    {"dcterms.created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"dc.date.created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"datecreated", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"uploaddate", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},

    {"og:created_time", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"article:created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"article_created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"dc:created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"dcterms:created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},
    {"dc.created", DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_CREATED},

    {"article:modified_time", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_ARTICLE},
    {"og:article:modified_time", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_ARTICLE},
    {"article:modified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_ARTICLE},
    {"article:modified_date", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_ARTICLE},
    {"og:updated_time", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_ARTICLE},
    {"shareaholic:article_modified_time", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_ARTICLE},
    {"datemodified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_ITEMPROP},
    {"article.updated", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"bt:moddate", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"last-modified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"last_modified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"lastmod", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"lastupdate", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"modified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"modificationdate", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"revised", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"revision_date", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"updated_time", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"utime", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_META},
    {"dc.date.modified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_DC},
    {"dc.modified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_DC},
    {"dc:modified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_DC},
    {"dcterms.modified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_DC},
    {"dcterms:modified", DL_CLAIM_MODIFIED, DL_RANK_MODIFIED_DC},

    {"og:url", DL_CLAIM_CANONICAL, DL_RANK_CANONICAL_OG},

    {"dc.description", DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_DC},
    {"dc:description", DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_DC},
    {"dcterms.description", DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_DC},
    {"dcterm:description", DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_DC},
    {"dcterms.abstract", DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_DC},
    {"og:description", DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_OG},
    {"weibo:article:description", DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_META},
    {"description", DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_META},
    {"twitter:description", DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_TWITTER},

    {"content-language", DL_CLAIM_LANG, DL_RANK_LANG_HTTP_EQUIV},
    {"og:locale", DL_CLAIM_LANG, DL_RANK_LANG_META},
    {"dc.language", DL_CLAIM_LANG, DL_RANK_LANG_META},

    {"og:site_name", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_OG},
    {"dcterms.publisher", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_META},
    {"dc.publisher", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_META},
    {"citation_journal_title", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_META},
    {"application-name", DL_CLAIM_PUBLISHER, DL_RANK_PUBLISHER_META},
};

static bool is_address(dl_str text)
{
    return dl_str_find(text, DL_STR("://"), 0) < text.size;
}

static void claim_named(const struct meta_name *known, dl_str content, dl_claims *claims)
{
    const bool person = known->field == DL_CLAIM_AUTHOR;
    if (person && is_address(content))
        return;
    if (person)
        content = dl_byline_without_by(content);
    if (content.size == 0)
        return;
    dl_claim_add(claims, known->field,
                 person && content.data[0] == '@' ? DL_RANK_AUTHOR_HANDLE : known->rank, content,
                 "meta", dl_str_of(known->name));
}

static void claim_key(dl_str key, dl_str content, dl_claims *claims)
{
    for (size_t i = 0; key.size && i < sizeof names / sizeof *names; i++)
        if (dl_str_is_word(key, names[i].name))
            claim_named(&names[i], content, claims);
}

void dl_meta_collect(const GumboNode *node, dl_claims *claims)
{
    static const char *const attributes[] = {"property", "name", "itemprop", "http-equiv"};
    dl_str content = dl_str_trim(dl_html_attribute(node, "content"));
    if (content.size == 0)
        return;
    const bool reply = dl_html_attribute(node, "itemprop").size && dl_microdata_is_reply(node);
    for (size_t a = 0; a < sizeof attributes / sizeof *attributes && !reply; a++) {
        /* RDFa: property is a list of names */
        dl_str list = dl_html_attribute(node, attributes[a]);
        for (dl_str key = dl_next_token(&list); key.size; key = dl_next_token(&list))
            claim_key(key, content, claims);
    }
}
