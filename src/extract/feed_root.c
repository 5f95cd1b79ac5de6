/* Which format a tree is, and where its channel and its entries are. */
#include <stdio.h>
#include <string.h>

#include "dateline/error.h"
#include "extract/feed_reader.h"

static bool names(dl_str uri, const char *word)
{
    return dl_str_find(uri, dl_str_of(word), 0) < uri.size;
}

static dl_str attribute_of(const dl_xml_node *node, const char *name)
{
    dl_str value = dl_str_trim(dl_xml_attribute_of(node, name));
    return value.data ? value : (dl_str){"", 0};
}

static dl_str format_words(dl_reader *reader, const char *family, dl_str version)
{
    dl_buf words = {0};
    dl_buf_puts(&words, family);
    if (version.size) {
        dl_buf_putc(&words, ' ');
        dl_buf_add(&words, version);
    }
    dl_str kept = dl_reader_keep_buf(reader, &words);
    dl_buf_clear(&words);
    return kept;
}

/* RSS 1.0 says what it is by the namespace of what stands in it. */
static const char *rdf_version(const dl_xml_node *root)
{
    for (size_t i = 0; i < root->attribute_count; i++) {
        dl_str uri = root->attributes[i].value;
        if (names(uri, "purl.org/rss/1.0/") && !names(uri, "/modules/"))
            return "1.0";
        if (names(uri, "/rdf/simple/0.9/"))
            return "0.9";
        if (names(uri, "purl.org/net/rss1.1"))
            return "1.1";
    }
    return "";
}

static const char *atom_version(const dl_xml_node *root)
{
    dl_str told = attribute_of(root, "version");
    if (names(root->uri, "www.w3.org/2005/Atom"))
        return "1.0";
    if (dl_str_equal(told, DL_STR("1.0")))
        return "1.0";
    if (dl_str_equal(told, DL_STR("0.1")))
        return "0.1";
    if (dl_str_equal(told, DL_STR("0.2")))
        return "0.2";
    if (dl_str_equal(told, DL_STR("0.3")) || names(root->uri, "purl.org/atom/ns"))
        return "0.3";
    return "";
}

static bool find_format(dl_reader *reader, const dl_xml_node *root)
{
    const bool core = root->space == DL_SPACE_CORE;
    const bool part = core && (dl_word_is(root->name, "channel") || dl_word_is(root->name, "item"));
    const char *family = "rss";
    dl_str version = {"", 0};
    if (dl_word_is(root->name, "rss")) {
        version = attribute_of(root, "version");
    } else if (part || dl_xml_is(root, DL_SPACE_RDF, "RDF")) {
        version = dl_str_of(rdf_version(root));
    } else if (dl_word_is(root->name, "feed") || (core && dl_word_is(root->name, "entry"))) {
        family = "atom";
        version = dl_str_of(atom_version(root));
        reader->atom = true;
        reader->atom10 = dl_str_equal(version, DL_STR("1.0"));
    } else {
        return false;
    }
    reader->feed->format = format_words(reader, family, version);
    return true;
}

static bool is_entry(const dl_xml_node *node)
{
    return dl_xml_is(node, DL_SPACE_CORE, "item") || dl_xml_is(node, DL_SPACE_CORE, "entry");
}

static bool is_channel(const dl_xml_node *node)
{
    return dl_xml_is(node, DL_SPACE_CORE, "channel") || dl_xml_is(node, DL_SPACE_CORE, "feed");
}

static void read_entry(dl_reader *reader, const dl_xml_node *node)
{
    dl_feed_entry *entry = dl_reader_entry(reader);
    if (!entry)
        return;
    entry->about.lang = node->lang;
    dl_scope scope = {.about = &entry->about, .entry = entry};
    dl_str about = attribute_of(node, "about"); /* rdf:about */
    if (about.size)
        entry->about.id = about;
    dl_reader_children(reader, &scope, node);
    dl_reader_finish(reader, &scope);
}

/* Entries wherever they stand: within channels, beside them (RSS 1.0), within lists of them. */
static void read_entries(dl_reader *reader, const dl_xml_node *root)
{
    const dl_xml_node *node = root;
    while (node) {
        bool inside = is_entry(node);
        if (inside)
            read_entry(reader, node);
        bool open = !inside &&
                    (node == root || is_channel(node) || dl_xml_is(node, DL_SPACE_CORE, "items"));
        if (open && node->first) {
            node = node->first;
            continue;
        }
        while (node != root && !node->next)
            node = node->parent;
        node = node == root ? NULL : node->next;
    }
}

static void read_about(dl_reader *reader, const dl_xml_node *root)
{
    dl_scope scope = {.about = &reader->feed->about, .feed = true, .frequency = 1};
    dl_feed_about *about = scope.about;
    for (const dl_xml_node *child = root->first; child; child = child->next) {
        if (!child->name.data)
            continue;
        if (is_channel(child)) {
            dl_str id = attribute_of(child, "about");
            if (id.size)
                about->id = id;
            dl_reader_children(reader, &scope, child);
        } else if (dl_xml_is(child, DL_SPACE_CORE, "image")) {
            dl_reader_element(reader, &scope, child); /* RSS 1.0: beside the channel */
        }
    }
    if (is_channel(root))
        dl_reader_children(reader, &scope, root);
    if (about->lang.size == 0)
        about->lang = root->lang;
    dl_reader_finish(reader, &scope);
    if (scope.period_s)
        reader->feed->interval_s = scope.period_s / scope.frequency;
}

static void find_places(dl_feed *feed)
{
    for (size_t i = 0; i < feed->about.link_count; i++) {
        const dl_feed_link *link = &feed->about.links[i];
        if (dl_word_is(link->rel, "next") && feed->next.size == 0)
            feed->next = link->href;
        else if (dl_word_is(link->rel, "hub") && feed->hub.size == 0)
            feed->hub = link->href;
    }
}

int dl_feed_of_tree(dl_reader *reader, const dl_tree *tree, dl_error *error)
{
    const dl_xml_node *root = tree->root;
    if (!root)
        return dl_error_set(error, DL_ERR_SYNTAX,
                            "this is no feed: RSS, Atom or JSON Feed was expected");
    if (!find_format(reader, root))
        return dl_error_set(error, DL_ERR_SYNTAX,
                            "this is no feed: its root element is <%.*s>, not rss, RDF or feed",
                            (int)(root->name.size > 40 ? 40 : root->name.size), root->name.data);
    read_about(reader, root);
    read_entries(reader, root);
    find_places(reader->feed);
    return 0;
}
