"""A browser without script: reads a page, fills its boxes, presses one of its buttons by its words."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx
from msgspec import Struct

Fields = list[tuple[str, str]]


class Form(Struct, kw_only=True):
    """A form as it stands: what a press would post."""

    action: str
    fields: Fields
    buttons: list[list[str]]  # words, name, value, formaction
    options: list[tuple[str, str, str]]  # kind, name, value of each box and radio


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.select = ""
        self.inside_button = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(action=got.get("action", ""), fields=[], buttons=[], options=[]))
        if not self.forms:
            return
        form, name, value = self.forms[-1], got.get("name", ""), got.get("value", "")
        if tag == "button":
            form.buttons.append(["", name, value, got.get("formaction", form.action)])
            self.inside_button = True
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in got:
            form.fields.append((self.select, value))
        elif tag == "input" and got.get("type") in ("checkbox", "radio"):
            form.options.append((got["type"], name, value))
            if "checked" in got:
                form.fields.append((name, value))
        elif tag == "input" and name:
            form.fields.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self.inside_button = False

    def handle_data(self, data: str) -> None:
        if self.inside_button:
            self.forms[-1].buttons[-1][0] += data


class Opened(Struct, frozen=True, kw_only=True):
    """A page that was answered."""

    client: httpx.AsyncClient
    status: int
    html: str
    headers: Any

    @property
    def text(self) -> str:
        """What is read of the main part, on one line."""
        main = self.html.partition("<main")[2].partition(">")[2].partition("</main>")[0]
        bare = re.sub(r"<[^>]+>", " ", main)
        for entity, sign in (("&#39;", "'"), ("&amp;", "&"), ("&#34;", '"')):
            bare = bare.replace(entity, sign)
        return " ".join(bare.replace("\u202f", " ").split())

    @property
    def forms(self) -> list[Form]:
        reader = _Reader()
        reader.feed(self.html)
        return reader.forms

    def form(self, words: str) -> tuple[Form, list[str]]:
        """The form whose button says these words."""
        found = [(form, one) for form in self.forms for one in form.buttons if words in one[0].replace("\u202f", " ")]
        assert found, (words, [one[0] for form in self.forms for one in form.buttons])
        return found[0]

    def sent_by(self, words: str, /, **boxes: Any) -> tuple[str, Fields]:
        """Where a press would post, and what. `boxes`: what is typed or ticked before, lists for several."""
        form, (_, name, value, action) = self.form(words)
        fields = [pair for pair in form.fields if pair[0] not in boxes]
        for box, typed in boxes.items():
            fields += [(box, one) for one in (typed if isinstance(typed, list) else [typed])]
        return action, [*fields, *([(name, value)] if name else [])]

    async def press(self, words: str, /, **boxes: Any) -> "Opened":
        action, fields = self.sent_by(words, **boxes)
        return await post(self.client, action, fields)

    def radio(self, words: str) -> str:
        """The value of the radio that is followed by these words."""
        found = re.search(r'type="radio"[^>]*value="([^"]*)"[^>]*>\s*<span[^>]*>[^<]*' + re.escape(words), self.html)
        assert found, words
        return found[1]


async def post(client: httpx.AsyncClient, path: str, fields: Fields) -> Opened:
    sent: dict[str, list[str]] = {}
    for name, value in fields:
        sent.setdefault(name, []).append(value)
    return opened(client, await client.post(path, data=sent))


def opened(client: httpx.AsyncClient, answer: httpx.Response) -> Opened:
    return Opened(client=client, status=answer.status_code, html=answer.text, headers=answer.headers)


def altered(text: str) -> str:
    """The same text but for one sign in its middle, which always changes."""
    middle = len(text) // 2
    return text[:middle] + ("0" if text[middle] != "0" else "1") + text[middle + 1 :]
