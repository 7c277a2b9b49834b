"""A browser without script: opens a page, fills in its form as a person would, presses a button."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx
from msgspec import Struct

from tests.accounts.people import Person

Fields = dict[str, list[str]]


class _Form(HTMLParser):
    """The fields of the form whose id or action is asked, as a browser would post them untouched."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.fields: Fields = {}
        self._inside = False
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action") == self.action
        if not self._inside:
            return
        if tag == "input" and given.get("type") not in ("image", "submit"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._add(given.get("name", ""), given.get("value", ""))
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = [given.get("value", "")]
        elif tag == "textarea":
            self._area = given.get("name", "")
            self._add(self._area, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][-1] += data

    def _add(self, name: str, value: str) -> None:
        if name:
            self.fields.setdefault(name, []).append(value)


def form_of(page: str, action: str) -> Fields:
    form = _Form(action)
    form.feed(page)
    return form.fields


def words_of(page: str) -> str:
    """What is read of the main part, on one line, with plain spaces."""
    main = page.partition("<main")[2] or page
    text = re.sub(r"<[^>]*>", " ", re.sub(r"<(script|style)\b.*?</\1>", " ", main, flags=re.DOTALL))
    for entity, sign in (("&#39;", "'"), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"')):
        text = text.replace(entity, sign)
    return " ".join(text.replace("\u202f", " ").split())


class Tab(Struct, frozen=True, kw_only=True):
    """One person's browser, script off."""

    client: httpx.AsyncClient
    person: Person

    async def read(self, address: str) -> str:
        reply = await self.client.get(address, follow_redirects=True)
        assert reply.status_code == 200, (address, reply.status_code)
        return reply.text

    async def form(self, slug: str, group: str) -> Fields:
        """The form of a group of fields, as opened."""
        address = f"/espace/{slug}/modifier/{group}"
        return form_of(await self.read(address), address)

    async def send(self, slug: str, group: str, fields: Fields, act: str = "send", **headers: str) -> httpx.Response:
        return await self.client.post(
            f"/espace/{slug}/modifier/{group}", data={**fields, "act": act}, headers=headers or None
        )

    async def change(self, slug: str, group: str, **changes: Any) -> httpx.Response:
        """Open a form, change some of its fields, send; hours are read again as the page asks."""
        fields = await self.form(slug, group)
        for name, value in changes.items():
            fields[name] = [value] if isinstance(value, str) else list(value)
        reply = await self.send(slug, group, fields)
        if reply.status_code == 200 and 'name="seen"' in reply.text:
            reply = await self.send(slug, group, form_of(reply.text, f"/espace/{slug}/modifier/{group}"))
        return reply
