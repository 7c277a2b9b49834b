"""Someone who fills in every form they meet, rightly and wrongly, and presses every button, with canaries."""

import http.client
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from tests.canaries.forms import Control, Form, Forms
from tests.canaries.words import Kind, Typist
from tests.commission.sitting.documents import BOUNDARY, PDF
from tests.commission.sitting.documents import form as multipart

FORM = "application/x-www-form-urlencoded"
# What a box is for, by its name or its type, before anything else is known of it.
BOXES: tuple[tuple[str, Kind], ...] = (
    (r"mail", "email"),
    (r"tel|phone", "phone"),
    (r"mot_de_passe|password", "password"),
    (r"alias|surnom|appel", "alias"),
    (r"comment", "note"),  # of a report: the only words that are kept as they are
    (r"^name$|nom|^surname$|^first$", "name"),
    (r"^reason$", "public"),
    (r"text|words|q$", "search"),
    (r"place|lieu|origin|adresse", "address"),
)
KEPT_AS_THEY_ARE = frozenset({"hidden", "submit", "button", "reset", "image", "file"})
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{2,}")
OPENING = re.compile(r"/[0-9a-f-]{36}/ouvrir$")  # what stands before each case: why it is opened
BUTTONS = 4  # of one form that are pressed
PICKS = 3  # ways in which its lists are chosen
PAGES = 8  # of one kind that are opened
NOTE = "/demande/pour-un-autre/note"  # a code is mailed to who writes it
PUBLISHED = ("/espace/agenda/proposer", "/rapport/chiffres")  # all that is typed there is to be read by everyone
TO_COME = frozenset({"day", "last_day", "first_day"})
NEEDED = frozenset({"shared", "needs", "need"})  # ticked even by who ticks little
SOMETIMES = re.compile(r"place|lieu|origin|adresse")  # a place that does not exist finds nothing


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

    def send(
        self, method: str, path: str, fields: list[tuple[str, str]] | None = None, *, body: bytes | None = None
    ) -> Answer:
        """One request; the fields as a browser posts them, or a whole body of several parts."""
        origin = f"http://localhost:{self.port}"
        headers = {"Origin": origin, "Host": f"localhost:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if self.source:
            headers["X-Forwarded-For"] = self.source
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
        if fields is not None:
            headers["Content-Type"], body = FORM, urlencode(fields).encode()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(method, path, body, headers)
            got = line.getresponse()
            answer = Answer(path, got.status, got.read().decode("utf-8", "replace"), got.headers.get("location", ""))
            # A document that is given back bears its name there, for who saves it alone.
            self.heads += [f"{name}: {text}" for name, text in got.headers.items() if name != "content-disposition"]
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
                if self._new(f"{where} {name}={value if len(value) < 20 else ''} {pick} {form.about}", most):
                    pressed = [(name, value)] if name else []
                    yield self.follow(self._post(form, where, self.fields(form, pick) + pressed))
            if self._new(f"{where} wrongly {form.about}", each):
                self.send("POST", where, self.wrong_fields(form))

    def _post(self, form: Form, where: str, fields: list[tuple[str, str]]) -> Answer:
        """As a browser does: with a document when the form asks for one, whose words and name are canaries."""
        if not form.files:
            return self.send("POST", where, fields)
        content = PDF.replace(b"%%EOF", f"({self.typist.type('words')}) %%EOF".encode())
        body = multipart(dict(fields), content, name=f"{self.typist.type('words')}.pdf")
        return self.send("POST", where, body=body)

    def submit(self, page: Answer, action: str, press: str = "", **typed: str | list[str]) -> Answer:
        """The form of that action on a page, filled in with canaries but for `typed`; what it leads to.

        The page itself when it has no such form. `press`: the value of the button.
        """
        forms = (form for form in Forms(page.html, page.path).forms if form.action == action)
        form = next((one for one in forms if not press or press in {value for _, value, _ in one.buttons}), None)
        if form is None:
            return page  # away, or not offered any more: what must have been kept is counted at the end
        fields = [pair for pair in self.fields(form, 1) if pair[0] not in typed]
        for name, texts in typed.items():
            fields += [(name, text) for text in ([texts] if isinstance(texts, str) else texts)]
        pressed = [(name, value) for name, value, _ in form.buttons if press and value == press]
        return self.follow(self._post(form, action, fields + pressed))

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
                chosen.append(
                    (
                        one.name,
                        self.words_for(one, public=form.action.startswith(PUBLISHED), mailed=form.action == NOTE),
                    )
                )
        return chosen + [(name, values[pick % len(values)]) for name, values in radios.items()]

    def words_for(self, box: Control, *, public: bool = False, mailed: bool = False) -> str:
        """What is typed in a box."""
        if box.type in ("date", "time"):
            return {"time": "09:00"}.get(box.type, "2031-01-14" if box.name in TO_COME else "2026-11-20")
        if box.type == "number" or box.digits:
            return box.value or "7"
        if box.name == "code" and self.code:
            return self.code
        if public:
            return self.typist.type("public")
        if box.name == "email" and mailed:
            return self.typist.type("author")
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
