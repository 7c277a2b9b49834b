"""Reads a page as a person does: by what is shown, not by its tags."""

import re
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


class Page(HTMLParser):
    """A parsed page. `text` is what is shown; `forms` gives the fields a press of Enter would post."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self._shown: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "title"}.intersection(self._open):
            self._shown.append(data)

    @property
    def text(self) -> str:
        spaced = " ".join(self._shown).replace("\u202f", " ").replace("\xa0", " ")
        return re.sub(r"\s+", " ", spaced)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """Every element of that tag that has these attributes (`class_` for class, one of its words)."""
        return [
            attrs for name, attrs in self.elements if name == tag and all(_has(attrs, *pair) for pair in wanted.items())
        ]

    def one(self, tag: str, **wanted: str) -> dict[str, str | None]:
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} <{tag}> with {wanted}"
        return found[0]

    def posted(self) -> dict[str, list[str]]:
        """What the desk's form would send: text boxes, hidden fields, checked boxes and chosen options."""
        sent: dict[str, list[str]] = {}
        select = ""
        for tag, attrs in self.elements:
            name, value = attrs.get("name"), attrs.get("value") or ""
            if tag == "select":
                select = name or ""
            if tag == "option" and "selected" in attrs:
                sent.setdefault(select, []).append(value)
            kept = attrs.get("type") in ("text", "hidden") or (attrs.get("type") == "checkbox" and "checked" in attrs)
            if tag == "input" and name and kept:
                sent.setdefault(name, []).append(value)
        return sent

    @property
    def results(self) -> list[str]:
        """The slugs of the results, in order."""
        links = self.all("a", class_="result-link")
        return [(link["href"] or "").removeprefix("/structures/") for link in links]


def _has(attrs: dict[str, str | None], name: str, value: str) -> bool:
    if name == "class_":
        return value in (attrs.get("class") or "").split()
    return attrs.get(name.replace("_", "-")) == value
