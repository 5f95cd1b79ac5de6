#!/usr/bin/python3
"""What soupsieve and cssselect (over lxml) find in trees that a test wrote down.

Usage: select_oracle.py FOLDER. FOLDER/selectors has a selector a line; FOLDER/N.tree a tree a
file: "<" with a JSON list of name and attributes opens an element, ">" closes it, '"' with JSON is
a text, "!" a comment. Prints, for each tree and selector, "N LINE who: i j k ...", the places of
the elements found, counted from 0 in document order; or "N LINE who: - why" when it cannot say.
"""
import json
import os
import sys
import warnings

import bs4
import soupsieve
from lxml import etree

try:
    from cssselect import HTMLTranslator
except ImportError:
    HTMLTranslator = None

warnings.simplefilter("ignore")


def clean(text):
    return "".join(c for c in text if c in "\t\n\r" or " " <= c < "\ud800" or "\ue000" <= c
                   and c not in "\ufffe\uffff")


def read(path):
    """The same tree twice, and what numbers their elements."""
    soup = bs4.BeautifulSoup("", "html.parser")
    at, names, builder = [soup], [], etree.TreeBuilder()
    elements, plain = {}, True
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, rest = line[0], line[1:]
            if kind == "<":
                name, attributes = json.loads(rest)
                multi = dict(attributes)
                for key in ("class", "rel"):
                    words = multi.get(key, "").split()
                    if words and " ".join(words) == multi[key]:
                        multi[key] = words
                tag = soup.new_tag(name, attrs=multi)
                elements[id(tag)] = len(elements)
                at[-1].append(tag)
                at.append(tag)
                try:
                    builder.start(name, {k: clean(v) for k, v in attributes.items()})
                except ValueError:  # a name that XML does not have
                    plain, name = False, "odd"
                    builder.start(name, {})
                names.append(name)
            elif kind == ">":
                at.pop()
                builder.end(names.pop())
            elif kind == '"':
                at[-1].append(bs4.NavigableString(json.loads(line)))
                if len(at) > 1:
                    builder.data(clean(json.loads(line)))
            elif kind == "!":
                at[-1].append(bs4.Comment(json.loads(rest)))
    root = builder.close()
    numbers = {e: i for i, e in enumerate(e for e in root.iter() if isinstance(e.tag, str))}
    return soup, elements, root if plain else None, numbers


def by_soupsieve(soup, elements, selector):
    return sorted(elements[id(e)] for e in soupsieve.select(selector, soup))


def by_cssselect(root, numbers, selector):
    if ":has(" in selector:
        raise ValueError("its :has() knows no descendants")
    xpath = HTMLTranslator().css_to_xpath(selector)
    return sorted(numbers[e] for e in root.getroottree().xpath(xpath))


def tell(page, line, who, ask):
    try:
        print(page, line, who + ":", *ask())
    except Exception as error:  # it cannot say: its limits are not ours
        print(page, line, who + ":", "-", str(error).split("\n")[0][:80])


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "selectors"), encoding="utf-8") as lines:
        selectors = [line.rstrip("\n") for line in lines]
    page = 0
    while os.path.exists(os.path.join(folder, f"{page}.tree")):
        soup, elements, root, numbers = read(os.path.join(folder, f"{page}.tree"))
        for line, selector in enumerate(selectors):
            tell(page, line, "soupsieve", lambda s=selector: by_soupsieve(soup, elements, s))
            if HTMLTranslator and root is not None:
                tell(page, line, "cssselect", lambda s=selector: by_cssselect(root, numbers, s))
        page += 1


main()
