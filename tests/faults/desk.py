"""A desk in a process of its own, asked as browsers and programs ask it, and the database it lives on."""

import asyncio
import http.client
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlencode

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.errors import Refused
from relais.core.migrate import migrate
from relais.directory.data_import import import_data
from relais.directory.service import Origin, change_field
from relais.directory.strip import STRIP
from tests.serving import PATIENCE, Serving

DATA = Path(__file__).resolve().parents[2] / "data"
LIMIT = 0.3  # seconds, the median of five answers
AWAY = "La base de données ne répond pas\u202f: annuaire du "
CALLED = Origin(source_label="appel à l'association")
FORM = "application/x-www-form-urlencoded"
# Pages, and refusals of every kind: none may miss the emergency numbers.
PAGES = ("/", "/aide", "/departement/69", "/structures/mots")
REFUSALS = ("/nulle-part", "/structures/nulle-part", "/departement/999", "/fiche")


class Reply(NamedTuple):
    """What came back, and how long it took in seconds."""

    seconds: float
    status: int
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Desk(Serving):
    """A running `relais serve`, asked over its pages and its API. `took` is how long its start lasted, in seconds."""

    took = 0.0

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """One request on a connection of its own."""
        start = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, body or None, {name.replace("_", "-"): text for name, text in headers.items()})
            answer = line.getresponse()
            text = answer.read().decode()
        finally:
            line.close()
        return Reply(time.perf_counter() - start, answer.status, text)

    def search(self, text: str, **more: Any) -> Reply:
        """The API."""
        body = json.dumps({"text": text, **more}).encode()
        return self.send("POST", "/api/v1/search", body, Content_Type="application/json")

    def page(self, text: str, **more: str) -> Reply:
        """The desk's own form."""
        return self.send("POST", "/", urlencode({"text": text, **more}).encode(), Content_Type=FORM)

    def health(self) -> Any:
        return self.send("GET", "/sante").json

    def phone(self, slug: str) -> str:
        """The first number of a service, as the desk gives it."""
        contacts = self.send("GET", f"/api/v1/services/{slug}").json["contacts"]
        return next(contact["value"] for contact in contacts if contact["kind"] == "phone")

    def memory(self, kind: str = "VmRSS") -> float:
        """What the process holds, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(kind)) / 1024


def until(condition: Callable[[], Any], seconds: float = PATIENCE, *, every: float = 0.01) -> float:
    """Wait for `condition`; gives the time it took, and fails after `seconds`."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "never happened"
        time.sleep(every)
    return time.monotonic() - start


def medians(desk: Desk) -> tuple[float, float]:
    """Seconds of a search by the API and by the page, medians of five, once every answer was found right."""
    api = [desk.search(text) for text in ("je veux mourir", "asra", "addiction lyon", "0608282589", "mots")]
    assert api[0].json["banner"] == ["15", "3114"]
    assert [answer.json["results"][0]["slug"] for answer in api[1:]] == ["asra", "asra", "mots", "mots"]
    pages = [desk.page(text) for text in ("je veux mourir", "asra", "addiction lyon", "0608282589", "mots")]
    assert 'class="crisis"' in pages[0].text
    for page, slug in zip(pages[1:], ("asra", "asra", "mots", "mots"), strict=True):
        assert page.text.index('class="result"') == page.text.index(f'class="result" id="result-{slug}"')
    return median(answer.seconds for answer in api), median(page.seconds for page in pages)


def answers_in_time(desk: Desk) -> tuple[float, float]:
    """The bound of the issue, by the API and by the page."""
    took = medians(desk)
    assert max(took) < LIMIT
    return took


def shows_emergency_numbers(desk: Desk) -> None:
    """On every page, on every refusal, and above the answer to a search."""
    shown = [(200, desk.send("GET", path)) for path in PAGES]
    shown += [(405 if path == "/fiche" else 404, desk.send("GET", path)) for path in REFUSALS]
    shown.append((200, desk.page("épuisement isère")))
    shown.append((403, desk.send("POST", "/", b"text=a", Content_Type=FORM, Origin="https://ailleurs.example")))
    shown.append((413, desk.send("POST", "/", b"text=" + b"a" * 70_000, Content_Type=FORM)))
    shown.append((400, desk.send("POST", "/", b"text=%ff", Content_Type=FORM)))
    for status, reply in shown:
        assert reply.status == status
        assert all(f'href="{number.href}"' in reply.text for number in STRIP)


def says_as_of_when(desk: Desk) -> None:
    """Every page that shows the directory says that the database is away, and of when it speaks."""
    for reply in [*(desk.send("GET", path) for path in PAGES), desk.page("mots")]:
        assert AWAY in reply.text


class Database:
    """A PostgreSQL that no desk owns, holding the real directory; stopped, killed or frozen at will."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedPostgres(folder).start()
        asyncio.run(self._fill())

    async def _fill(self) -> None:
        await migrate(self.server.superuser_url)
        assert (await import_data(self.server.app_url, DATA)).applied

    @property
    def family(self) -> list[int]:
        """The server and its children."""
        pid = self.server.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *map(int, children)]

    def send_all(self, word: signal.Signals) -> None:
        """Send a signal to the server and to each of its children."""
        for pid in self.family:
            try:
                os.kill(pid, word)
            except ProcessLookupError:  # a backend whose client left has ended
                continue

    def go(self, how: signal.Signals) -> None:
        """Stop (SIGINT), kill (SIGKILL) or freeze (SIGSTOP) the server, and be sure of it."""
        if how == signal.SIGSTOP:
            self.send_all(how)
            return
        pid = self.server.pid
        os.kill(pid, how)
        until(lambda: _state(pid) in "ZX")

    def come_back(self) -> None:
        """Start or thaw it, and wait until it answers."""
        if not self.server.revive():
            self.send_all(signal.SIGCONT)
        until(lambda: asyncio.run(self._answers()))

    async def _answers(self) -> bool:
        try:
            db = await connect(self.server.app_url)
        except Refused:
            return False
        await db.close()
        return True

    def edit(self, slug: str, field: str, value: Any) -> int:
        """Publish a value as an editor does; the version that shows it."""

        async def change() -> int:
            db = await connect(self.server.app_url)
            version = await change_field(db, slug, field, value, CALLED)
            await db.close()
            return version

        return asyncio.run(change())

    def stop(self) -> None:
        self.server.stop()


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"
