"""Checks that relative links lead somewhere, anchors included:

    check_links.py FILE.md... PAGE.html...

Links to other sites are not followed. Prints each broken link with its place, and fails if there is one.
"""

import html.parser
import os
import re
import sys
import urllib.parse


def without_code(text):
    """The text of a page of Markdown with its code blanked out: lines and columns stay."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r"^ *```.*?^ *```", blank, text, flags=re.M | re.S)
    return re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", lambda match: "`" * len(match.group()), text)


def read_markdown(text):
    """The anchors that GitHub gives to the headings, and the links as (line, target)."""
    anchors, links, inside = set(), [], False
    for line in text.split("\n"):
        inside ^= line.lstrip().startswith("```")
        if inside or not line.startswith("#"):
            continue
        title = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", line.lstrip("#").strip())
        slug = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        copies = (slug if n == 0 else f"{slug}-{n}" for n in range(100))
        anchors.add(next(name for name in copies if name not in anchors))
    for number, line in enumerate(without_code(text).split("\n"), 1):
        links += [(number, target) for target in re.findall(r"\]\(([^()\s]+)\)", line)]
        links += [(number, target) for target in re.findall(r"^\[[^]]+\]: +(\S+)", line)]
    return anchors, links


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.anchors, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id" or (tag, name) == ("a", "name"):
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.append((self.getpos()[0], value))


def read(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".md"):
        return read_markdown(text)
    page = Page(text)
    return page.anchors, page.links


def broken_links(paths):
    pages = {os.path.normpath(path): read(path) for path in paths}
    for path, (_, links) in pages.items():
        for line, link in links:
            scheme, host, target, _, anchor = urllib.parse.urlsplit(link)
            if scheme or host:
                continue
            target = urllib.parse.unquote(target)
            file = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
            if not os.path.exists(file):
                yield f"{path}:{line}: there is no {target}"
            elif anchor and file.endswith((".md", ".html")):
                if file not in pages:
                    pages_of_others = read(file)
                    found = urllib.parse.unquote(anchor) in pages_of_others[0]
                else:
                    found = urllib.parse.unquote(anchor) in pages[file][0]
                if not found:
                    yield f"{path}:{line}: {target or 'this page'} has no #{anchor}"


broken = list(broken_links(sys.argv[1:]))
print("\n".join(broken) or f"all links of {len(sys.argv) - 1} pages lead somewhere")
sys.exit(bool(broken))
