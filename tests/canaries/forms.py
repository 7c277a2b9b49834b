"""The forms of a page as they stand: what each holds, and what its buttons add."""

from html.parser import HTMLParser
from typing import NamedTuple

from msgspec import Struct

TELLING = frozenset({"rubrique", "faire", "quoi"})  # hidden fields that say what a form is about


class Control(NamedTuple):
    """A control of a form, as it stands in the page."""

    tag: str
    type: str
    name: str
    value: str
    chosen: bool
    options: tuple[str, ...] = ()
    digits: bool = False  # a count or euros


class Form(Struct, kw_only=True):
    """Where it posts, what is in it, and what its buttons add."""

    action: str
    controls: list[Control]
    buttons: list[tuple[str, str, str]]  # name, value, where

    @property
    def files(self) -> bool:
        """Whether it brings a document."""
        return any(one.type == "file" for one in self.controls)

    @property
    def about(self) -> str:
        """What tells apart the forms of one address: which section, which act."""
        return " ".join(one.value for one in self.controls if one.type == "hidden" and one.name in TELLING)


class Forms(HTMLParser):
    """The posted forms of a page, and its links."""

    def __init__(self, html: str, at: str) -> None:
        super().__init__(convert_charrefs=True)
        self.at = at
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select: tuple[str, list[str], str] | None = None
        self._area: tuple[str, list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.append(said["href"].partition("#")[0])
        elif tag == "form" and said.get("method", "").lower() == "post":
            self._form = Form(action=said.get("action") or self.at, controls=[], buttons=[])
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, said)

    def _control(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name, kind, value = said.get("name", ""), said.get("type", "text"), said.get("value", "")
        if tag == "button" or (tag == "input" and kind == "submit"):
            form.buttons.append((name, value, said.get("formaction", form.action)))
        elif tag == "input" and name:
            value = value or "on" * (kind == "checkbox")
            digits = said.get("inputmode") in ("numeric", "decimal") and name != "code"
            form.controls.append(Control("input", kind, name, value, "checked" in said, digits=digits))
        elif tag == "select":
            self._select = (name, [], "")
        elif tag == "option" and self._select is not None:
            self._select[1].append(value)
        elif tag == "textarea":
            self._area = (name, [])

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select is not None and self._form is not None:
            name, options, chosen = self._select
            self._form.controls.append(Control("select", "select", name, chosen, True, tuple(options)))
            self._select = None
        elif tag == "textarea" and self._area is not None and self._form is not None:
            self._form.controls.append(Control("textarea", "text", self._area[0], "".join(self._area[1]), True))
            self._area = None
