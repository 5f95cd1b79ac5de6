"""Asks Protego, Scrapy's reader of robots.txt, what fetch/robots.h was asked.

Reads lines "FILE<TAB>TOKEN<TAB>PATH<TAB>0 or 1", prints a line for each disagreement with its
reason, then "agreed N of M". A reason is proven where it can be: the file is rewritten so that the
difference is gone, and Protego asked again.
"""
import re
import sys

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's, for another python too
from protego import Protego  # noqa: E402

LINE = re.compile(r"^[ \t]*([^:#]*?)[ \t]*(?::|(?<=allow)[ \t])[ \t]*(.*?)[ \t]*(?:#.*)?$", re.I)


def without_other_records(text, token):
    """Sitemap, Noindex, Crawl-delay: RFC 9309 2.2.4: they must end no group; there they do."""
    kept = []
    for line in re.split(r"\r\n|\r|\n", text):
        match = LINE.match(line)
        if not match or match[1].lower() in ("user-agent", "allow", "disallow"):
            kept.append(line)
    return "\n".join(kept)


def with_whole_names(text, token):
    """RFC 9309 2.2.1 compares whole names without version; there, parts of names, with it."""
    kept = []
    for line in re.split(r"\r\n|\r|\n", text):
        match = LINE.match(line)
        if match and match[1].lower() == "user-agent" and not match[2].startswith("*"):
            name = re.match(r"[A-Za-z_-]*", match[2])[0]
            line = "User-agent: " + (name if name.lower() == token.lower() else "nobody")
        kept.append(line)
    return "\n".join(kept)


def both(text, token):
    """Both: groups of parts of names, ended by other records."""
    return with_whole_names(without_other_records(text, token), token)


# What Protego's use of urlparse does to patterns and paths.
HABITS = (
    (r"^/robots\.txt", None, "the file itself may always be fetched"),
    (r"^//", None, 'it takes "//x" for a host'),
    (None, r"^[^/]", 'it puts "/" before a pattern that begins with "*"'),
    (None, r"[;?]", 'it loses an empty query, parameters after ";", and "$" behind them'),
    (None, r"%", "it unescapes reserved characters"),
    (None, r"^[^?]*[^A-Za-z0-9/*$_.~-]", "it escapes what needs none in a pattern, not in a query"),
)


def patterns_of(text):
    for line in re.split(r"\r\n|\r|\n", text):
        match = LINE.match(line)
        if match and match[1].lower() in ("allow", "disallow") and match[2]:
            yield match[2]


def like(pattern, path):
    """Whether the pattern has a say about the path, however it ends."""
    literal = re.split(r"[*$;?%]", pattern.lstrip("*"))[0]
    return literal in path or literal == "/"


def reason(text, token, path, ours):
    for rewrite in (without_other_records, with_whole_names, both):
        if asks(rewrite(text, token), token, path) == ours:
            return rewrite.__doc__
    for of_path, of_pattern, words in HABITS:
        if of_path and re.search(of_path, path):
            return words
        if of_pattern and any(re.search(of_pattern, p) and like(p, path) for p in patterns_of(text)):
            return words
    return "unexplained"


def asks(text, token, path):
    return Protego.parse(text).can_fetch("http://example.org" + path, token)


def main():
    agreed = total = 0
    name = text = None
    for line in sys.stdin:
        file, token, path, ours = line.rstrip("\n").split("\t")
        if file != name:
            name = file
            with open(file, "rb") as source:
                text = source.read(500 * 1024).decode("utf-8-sig", "replace")
            parser = Protego.parse(text)
        total += 1
        if parser.can_fetch("http://example.org" + path, token) == (ours == "1"):
            agreed += 1
        else:
            print(file.rsplit("/", 1)[-1], token, path, reason(text, token, path, ours == "1"))
    print(f"agreed {agreed} of {total}")


main()
