"""Someone who fills in every form they meet, rightly and wrongly, and presses every button, with canaries."""

import http.client
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlencode

from msgspec import Struct

from tests.canaries.words import Kind, Typist

FORM = "application/x-www-form-urlencoded"
# What a box is for, by its name or its type, before anything else is known of it.
BOXES: tuple[tuple[str, Kind], ...] = (
    (r"mail", "email"),
    (r"tel|phone", "phone"),
    (r"mot_de_passe|password", "password"),
    (r"alias|surnom|appel", "alias"),
    (r"comment", "note"),  # of a report: the only words that are kept as they are
    (r"^name$|nom", "name"),
    (r"text|words|q$", "search"),
    (r"place|lieu|origin|adresse", "address"),
)
KEPT_AS_THEY_ARE = frozenset({"hidden", "submit", "button", "reset", "image", "file"})
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{2,}")
OPENING = re.compile(r"/[0-9a-f-]{36}/ouvrir$")  # what stands before each case: why it is opened
BUTTONS = 4  # of one form that are pressed
PICKS = 3  # ways in which its lists are chosen
PAGES = 8  # of one kind that are opened
NEEDED = frozenset({"shared", "needs", "need"})  # ticked even by who ticks little
SOMETIMES = re.compile(r"place|lieu|origin|adresse")  # a place that does not exist finds nothing


class Control(NamedTuple):
    """A control of a form, as it stands in the page."""

    tag: str
    type: str
    name: str
    value: str
    chosen: bool
    options: tuple[str, ...] = ()


class Form(Struct, kw_only=True):
    """Where it posts, what is in it, and what its buttons add."""

    action: str
    controls: list[Control]
    buttons: list[tuple[str, str, str]]  # name, value, where


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
            form.controls.append(Control("input", kind, name, value or "on" * (kind == "checkbox"), "checked" in said))
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


class Answer(NamedTuple):
    """What came back."""

    path: str
    status: int
    html: str
    location: str


class Robot:
    """One browser without script. `cookie`: of a person already signed in. `stay`: addresses it may post to.

    `last`: addresses that end what the others need, left for the end.
    """

    def __init__(
        self,
        port: int,
        typist: Typist,
        *,
        stay: str,
        cookie: str = "",
        code: str = "",
        last: str = "$^",
        source: str = "",
    ) -> None:
        self.port, self.typist, self.cookie, self.code, self.source = port, typist, cookie, code, source
        self.stay, self.last = re.compile(stay), re.compile(last)
        self.left: list[Form] = []
        self.statuses: Counter[int] = Counter()
        self.posted: Counter[str] = Counter()
        self.addresses: set[str] = set()
        self.pages: list[Answer] = []
        self.heads: list[str] = []

    def send(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> Answer:
        """One request; the fields as a browser posts them."""
        origin = f"http://localhost:{self.port}"
        headers = {"Origin": origin, "Host": f"localhost:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if self.source:
            headers["X-Forwarded-For"] = self.source
        if self.cookie:
            headers["Cookie"] = self.cookie
        body = None
        if fields is not None:
            headers["Content-Type"], body = FORM, urlencode(fields).encode()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(method, path, body, headers)
            got = line.getresponse()
            answer = Answer(path, got.status, got.read().decode("utf-8", "replace"), got.headers.get("location", ""))
            self.heads.append(str(got.headers))
            self.pages.append(answer)
            if method == "POST":
                self.addresses.add(path)
        finally:
            line.close()
        self.statuses[answer.status] += 1
        return answer

    def walk(self, start: str | Answer, *, depth: int = 6, each: int = 2) -> None:
        """From a page, every form and every link it may use; each kind of form `each` times for each of its buttons."""
        first = self.send("GET", start) if isinstance(start, str) else start
        waiting: list[tuple[int, Answer]] = [(0, first)]
        seen = {first.path}
        while waiting:
            level, page = waiting.pop()
            if level >= depth:
                continue
            read = Forms(page.html, page.path)
            for path in read.links:
                if path not in seen and self.stay.match(path) and self._new(f"GET {path}", PAGES):
                    seen.add(path)
                    waiting.append((level + 1, self.send("GET", path)))
            for form in read.forms:
                if self.last.search(form.action):
                    self.left.append(form)
                else:
                    waiting += [(level + 1, answer) for answer in self.fill_in(form, each)]

    def end(self, *, each: int = 2) -> None:
        """What was left for the end, and the form that each of them answers with."""
        for form in self.left:
            for answer in self.fill_in(form, each):
                for asked in Forms(answer.html, answer.path).forms:
                    list(self.fill_in(asked, each))

    def fill_in(self, form: Form, each: int) -> Iterator[Answer]:
        """The answers to one form: each button, several choices, then one filled in wrongly."""
        for name, value, where in (form.buttons or [("", "", form.action)])[:BUTTONS]:
            if not self.stay.match(where):
                continue
            most = PAGES if OPENING.search(where) else each
            for pick in range(PICKS):
                if self._new(f"{where} {name}={value if len(value) < 20 else ''} {pick}", most):
                    pressed = [(name, value)] if name else []
                    yield self.follow(self.send("POST", where, self.fields(form, pick) + pressed))
            if self._new(f"{where} wrongly", each):
                self.send("POST", where, self.wrong_fields(form))

    def follow(self, answer: Answer) -> Answer:
        """The page after a redirect."""
        return self.send("GET", answer.location) if answer.location.startswith("/") else answer

    def _new(self, what: str, each: int) -> bool:
        kind = ID.sub("*", what)
        self.posted[kind] += 1
        return self.posted[kind] <= each

    def fields(self, form: Form, pick: int) -> list[tuple[str, str]]:
        """What a careful person would post; `pick` turns the lists, the radios and the boxes to tick."""
        chosen: list[tuple[str, str]] = []
        radios: dict[str, list[str]] = {}
        ticks: Counter[str] = Counter()
        for one in form.controls:
            if one.type == "radio":
                radios.setdefault(one.name, []).append(one.value)
            elif one.tag == "select":
                options = [option for option in one.options if option]
                chosen += [(one.name, options[pick % len(options)])] if options else []
            elif one.type == "checkbox":
                ticks[one.name] += 1
                wanted = (5 if one.name == "shared" else 1) if pick == 0 and one.name in NEEDED else 5 * (pick > 0)
                chosen += [(one.name, one.value)] if ticks[one.name] <= wanted else []
            elif one.type in KEPT_AS_THEY_ARE:
                chosen.append((one.name, one.value))
            elif pick or not SOMETIMES.search(one.name):
                chosen.append((one.name, self.words_for(one)))
        return chosen + [(name, values[pick % len(values)]) for name, values in radios.items()]

    def words_for(self, box: Control) -> str:
        """What is typed in a box."""
        if box.type == "date":
            return "2026-11-20"
        if box.type == "number":
            return box.value or "7"
        if box.name == "code" and self.code:
            return self.code
        kind: Kind = next((kind for words, kind in BOXES if re.search(words, box.name)), "words")
        return self.typist.type({"email": "email", "tel": "phone", "password": "password"}.get(box.type, kind))  # type: ignore[arg-type]

    def wrong_fields(self, form: Form) -> list[tuple[str, str]]:
        """Canaries in every list, radio and number, where they are no value; one field that is not there; too long."""
        kinds: Iterator[Kind] = itertools.cycle(("name", "address", "words", "phone"))
        wrong: list[tuple[str, str]] = []
        for one in form.controls:
            hidden = one.type in KEPT_AS_THEY_ARE
            wrong.append((one.name, one.value if hidden else f"{self.typist.type(next(kinds))}\0" * 9))
        return [*wrong, (self.typist.type("alias"), self.typist.type("name"))]
