"""`relais serve` killed at random moments while an association writes: what was said done is there."""

import asyncio
import http.client
import random
import re
import signal
import threading
from collections.abc import Callable
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from msgspec import Struct

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.vault import open_vault
from tests.accounts.people import Person, add_person
from tests.serving import Serving

pytestmark = pytest.mark.long

KILLS = 20
LONGEST = 0.6  # seconds of writing before a kill
PRESENTATION = "/espace/mots/modifier/presentation"
CONTACTS = "/espace/mots/modifier/contacts"
DONE = re.compile("<h1>C.est (publié|envoyé|enregistré)")


class Boxes(HTMLParser):
    """Every named box of a page, as a browser would post it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.boxes: list[tuple[str, str]] = []
        self._area = ""
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "textarea":
            self._area = given["name"]
            self.boxes.append((self._area, ""))
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self.boxes.append((self._select, given["value"]))
        elif tag == "input" and "name" in given and _is_posted(given):
            self.boxes.append((given["name"], given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.boxes[-1] = (self._area, data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def _is_posted(given: dict[str, str]) -> bool:
    kind = given.get("type", "text")
    return kind not in ("submit", "image") and (kind not in ("checkbox", "radio") or "checked" in given)


class Member(Struct, kw_only=True):
    """The browser of a member: what it sent, and what it was told was done."""

    person: Person
    said: list[str] = []

    def ask(self, port: int, path: str, boxes: list[tuple[str, str]] | None = None) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.person.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "Origin": f"http://127.0.0.1:{port}",
        }
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
            line.request("POST" if boxes else "GET", path, urlencode(boxes) if boxes else None, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()

    def write(self, port: int, path: str, box: str, text: str) -> None:
        """Open the form, put `text` in the box, send, and send again if something is asked."""
        _, page = self.ask(port, path)
        for _ in range(2):
            boxes = [(name, text if name == box else value) for name, value in Boxes(page).boxes]
            assert any(name == box for name, _ in boxes), boxes
            _, page = self.ask(port, path, boxes)
            if DONE.search(page):
                self.said.append(text)
                return


async def prepare(var: Path) -> Person:
    """A member of `mots`, in the database of the running server."""
    with EmbeddedPostgres(var) as server:
        owner = await connect(server.url("postgres", "relais"))
        try:
            return await add_person(owner, open_vault(var / "keys", create=False), "member", organization="mots")
        finally:
            await owner.close()


async def kept(var: Path) -> tuple[set[str], set[str]]:
    """Every presentation ever published, and every number ever proposed."""
    with EmbeddedPostgres(var) as server:
        owner = await connect(server.url("postgres", "relais"))
        try:
            facts = await owner.fetch("SELECT value FROM fact WHERE field = 'description' AND slug = 'mots'")
            lines = await owner.fetch("SELECT proposed FROM change_request_line WHERE field = 'phone'")
        finally:
            await owner.close()
    return {row["value"] for row in facts if row["value"]}, {str(row["proposed"]) for row in lines}


def test_no_change_that_was_said_done_is_lost_when_everything_is_killed(embedded_folder: Callable[[], Path]) -> None:
    var = embedded_folder() / "var"
    member: Member | None = None
    rolls = random.Random(20_261_122)
    number = 0
    for turn in range(KILLS):
        serving = Serving(var)
        serving.wait_ready()
        member = member or Member(person=asyncio.run(prepare(var)))
        writing = threading.Timer(rolls.uniform(0.05, LONGEST), lambda s=serving: s.process.send_signal(signal.SIGKILL))
        writing.start()
        try:
            while serving.process.poll() is None:
                number += 1
                if turn % 5 == 4:
                    member.write(
                        serving.port, CONTACTS, "phone.0", f"06 01 02 {number // 100 % 100:02} {number % 100:02}"
                    )
                else:
                    member.write(serving.port, PRESENTATION, "description", f"Nous répondons ; version {number}.")
        except (OSError, http.client.HTTPException):
            pass  # killed while answering: nothing was said
        writing.join()
        serving.end(signal.SIGKILL)
    serving = Serving(var)
    serving.wait_ready()
    published, proposed = asyncio.run(kept(var))
    serving.end(signal.SIGTERM)
    assert member is not None
    texts = {text for text in member.said if text.startswith("Nous")}
    numbers = {text for text in member.said if not text.startswith("Nous")}
    assert len(texts) > KILLS
    assert numbers
    assert texts - published == set()
    assert [number for number in numbers if not any(number in one for one in proposed)] == []
