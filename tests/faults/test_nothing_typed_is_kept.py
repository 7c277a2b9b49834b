"""Fifty words that exist nowhere are typed while everything fails around the desk: none is found anywhere after."""

import itertools
import json
import os
import signal
import socket
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from relais.core.settings import Settings
from relais.directory.snapshot import read_snapshot_file, snapshot_from_csv
from relais.directory.snapshot_file import previous_of
from tests.faults.conftest import StartDesk
from tests.faults.desk import DATA, FORM, Desk, until
from tests.faults.figures import note

pytest.importorskip("milli", reason="milli, Meilisearch's own engine, has a wheel for Python 3.11 on Linux only")

from relais.search.meilisearch import reindex
from tests.faults.meilisearch_process import ServerProcess

pytestmark = pytest.mark.long
COUNT = 50
JSON = "application/json"
CANARIES = tuple(
    "kwyj" + "".join(four)
    for four in itertools.islice(itertools.permutations(("bod", "gif", "pav", "xuz", "zek")), COUNT)
)
SITE = Path("/tmp")


def ways(desk: Desk) -> dict[str, Callable[[str], Any]]:
    """How a word is typed: everywhere a text is taken, rightly and wrongly."""

    def api(path: str, **body: Any) -> Any:
        return desk.send("POST", path, json.dumps(body).encode(), Content_Type=JSON)

    def raw(body: bytes, kind: str = JSON, path: str = "/api/v1/search", **headers: str) -> Any:
        return desk.send("POST", path, body, Content_Type=kind, **headers)

    def form(path: str, **fields: str) -> Any:
        return raw(urlencode(fields).encode(), FORM, path)

    return {
        "text": lambda word: api("/api/v1/search", text=word),
        "text with more": lambda word: api("/api/v1/search", text=f"épuisement {word} lyon 69"),
        "place": lambda word: api("/api/v1/search", text="écoute", places=[word]),
        "origin": lambda word: api("/api/v1/search", text="clinique", origin=[word]),
        "places": lambda word: api("/api/v1/places", text=word),
        "page": desk.page,
        "page as typed": lambda word: raw(urlencode({"text": word}).encode(), FORM, "/", relais_fragment="1"),
        "page origin": lambda word: form("/", text="clinique", origin=word),
        "page emptied": lambda word: form("/", text=word, clear="1"),
        "help": lambda word: form("/aide", place=word, lieu=word),
        "sheet": lambda word: form("/fiche", text=word, origin=word),
        "service": lambda word: form("/structures/mots", text=word, origin=word),
        "removed part": lambda word: api("/api/v1/search", text="lyon", without=[f"place:{word}"]),
        "unknown field": lambda word: api("/api/v1/search", **{word: word}),
        "unknown need": lambda word: api("/api/v1/search", needs=[word]),
        "wrong type": lambda word: api("/api/v1/search", limit=word),
        "wrong moment": lambda word: api("/api/v1/search", at=word),
        "page, wrong field": lambda word: form("/", text="lyon", min_km=word, needs=word, sheet=f"{word}/../"),
        "too long": lambda word: api("/api/v1/search", text=f"{word} " * 60),
        "too large": lambda word: raw(f'{{"text":"{word * 6000}"}}'.encode()),
        "not JSON": lambda word: raw(f'{{"text":"{word}'.encode()),
        "not UTF-8": lambda word: raw(f'{{"text":"{word}'.encode() + b'\xff"}'),
        "page, not UTF-8": lambda word: raw(f"text={word}%ff%00".encode(), FORM, "/"),
        "too deep": lambda word: raw(b'{"places":' * 200 + f'"{word}"'.encode()),
        "NUL": lambda word: api("/api/v1/search", text=f"{word}\0"),
        "another kind": lambda word: raw(word.encode(), "text/plain", "/"),
        "parts": lambda word: raw(f'--x\r\nContent-Disposition: form-data; name="{word}"\r\n\r\n{word}'.encode(),
                                  "multipart/form-data; boundary=x", "/"),
        "foreign": lambda word: raw(f"text={word}".encode(), FORM, "/", Origin=f"https://{word}.example"),
        "cut short": lambda word: hang_up(desk, word),
        "in an address": lambda word: desk.send("GET", f"/structures/{word}?text={word}", Referer=f"http://x/{word}"),
    }  # fmt: skip


def hang_up(desk: Desk, word: str) -> None:
    """Leave in the middle of a question."""
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: 900\r\n\r\ntext={word}"
    with socket.create_connection(("127.0.0.1", desk.port), timeout=5) as line:
        line.sendall(head.encode())


def files(folders: Iterable[Path]) -> dict[Path, bytes]:
    """What every file holds; the copies of the directory unpacked too."""
    found = {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}
    for path in [path for path in found if path.name == "snapshot.bin"]:
        for copy in {path, previous_of(path)} & found.keys():
            found[copy.with_suffix(".unpacked")] = msgspec.json.encode(read_snapshot_file(copy))
    return found


def traces(found: dict[Path, bytes], words: Sequence[str]) -> dict[str, str]:
    """Which words are found, and where, in UTF-8 or UTF-16."""
    beginnings = {word[:4] for word in words}
    return {
        word: str(path)
        for path, content in ((path, content.lower()) for path, content in found.items())
        for kind in ("utf-8", "utf-16-le")
        if any(letters.encode(kind) in content for letters in beginnings)
        for word in words
        if word.encode(kind) in content
    }


def weight(found: dict[Path, bytes]) -> float:
    return sum(map(len, found.values())) / 1e6


def test_no_word_typed_is_kept_in_any_file_log_or_address(desks: StartDesk, folder: Callable[[], Path]) -> None:
    var, temporary, beside = folder() / "var", folder(), folder()
    before = set(SITE.glob("relais-*"))
    server = ServerProcess(beside)
    server.start()
    reindex(Settings(engine="meilisearch", meilisearch_url=server.url), snapshot_from_csv(DATA))
    desk = desks(
        var, RELAIS_ENGINE="meilisearch", RELAIS_MEILISEARCH_URL=server.url, TMPDIR=str(temporary), PYTHONUTF8="1"
    )
    faults: dict[str, Callable[[], object]] = {
        "all is well": lambda: None,
        "Meilisearch lies": lambda: server.go_wrong("wrong_types"),
        "Meilisearch repeats the question in an error": lambda: server.go_wrong("error_body"),
        "PostgreSQL is killed": lambda: os.kill(desk.server_pid, signal.SIGKILL),
        "PostgreSQL comes back": lambda: desk.wait_for_database("reachable"),
        "Meilisearch freezes": lambda: server.go_wrong("frozen"),
    }
    typed = itertools.cycle(CANARIES)
    by_each = ways(desk)
    for begin in faults.values():
        begin()
        replies = [say(next(typed)) for say in by_each.values()]
        assert all(reply is None or reply.status < 500 for reply in replies)
    server.go_wrong("")
    seen = json.dumps(server.seen())
    server.kill()
    until(lambda: desk.health()["status"] == "ok")
    made = set(SITE.glob("relais-*")) - before
    found = files([var, temporary, beside, *made])
    desk.end(signal.SIGTERM)
    found |= files([var, temporary])
    log = "\n".join(desk.said)
    assert traces(found, ["asra"])  # the search would find them
    assert any("unpacked" in place for place in traces(found, ["association mots"]).values())
    assert "/search" in seen
    assert not traces({**found, Path("log"): log.encode(), Path("addresses"): seen.encode()}, CANARIES)
    assert not [path for path in temporary.rglob("*") if path.is_file()]
    note("Words typed", words=COUNT, times=len(faults) * len(by_each), files=len(found), MB=weight(found), traces=0)
