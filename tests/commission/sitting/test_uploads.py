"""How much a document weighs on whoever receives it, what its name may hide, and how many one address may send."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from litestar import Litestar

from relais.cases.code import new_code, spoken
from relais.commission.attachment_routes import JOINED
from relais.commission.attachments import list_kept, shown_name
from relais.core.errors import Refused
from relais.core.ids import new_id
from tests.accounts.people import client_for
from tests.commission.sitting.documents import BOUNDARY, PDF, form, join, pdf_of, send
from tests.commission.sitting.office import Held, Office

pytestmark = pytest.mark.anyio
MEBIBYTE = 1 << 20
AT_ONCE = 3
# A block that is received, the one before it, each sealed and on its way to the database; never the whole document.
EACH = 8 * MEBIBYTE


@pytest.fixture
async def browser(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    async with client_for(app) as made:
        yield made


@pytest.fixture
async def held(office: Office) -> Held:
    return await office.begin()


def person(office: Office, held: Held) -> dict[str, str]:
    return {"passage": office.passage(held)}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("releve\r\nSet-Cookie: a=b.pdf", "releve Set-Cookie a=b.pdf"),
        ("bail\u202efdp.exe", "bailfdp.pdf"),
        ("\u2067\u200b\u200d\ufeff.pdf", "document.pdf"),
        ("../../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\moi\\bail.png", "bail.pdf"),
        ("bail\0.html", "bail.pdf"),
        ('"; filename="x.html', "; filename= x.pdf"),
        ("é" * 400 + ".pdf", "é" * 115 + ".pdf"),
        ("", "document.pdf"),
        (" . . ", "document.pdf"),
        (".pdf", "document.pdf"),
        ("relevé\u00a0de mars.pdf", "relevé de mars.pdf"),
    ],
)
def test_a_name_keeps_nothing_that_hides(sent: str, kept: str) -> None:
    assert shown_name(sent, "pdf").replace(":", "") == kept


def test_a_code_is_no_name() -> None:
    with pytest.raises(Refused) as broken:
        shown_name(f"mon code {spoken(new_code())}.pdf", "pdf")
    assert "code" in broken.value.sentence


@pytest.mark.parametrize("name", ["bail\u202efdp.pdf", "a%0D%0AX-Evil: 1.pdf", "=cmd|' /C calc'!A0.pdf"])
async def test_a_name_that_plays_tricks_comes_back_as_one_header(
    office: Office, browser: httpx.AsyncClient, held: Held, name: str
) -> None:
    assert (await join(browser, person(office, held), held.file, PDF, name=name)).status_code == 200
    async with office.database.acting(held.context) as db:
        one = (await list_kept(db, office.vault, held.file))[0]
    given = await browser.post(
        "/commission/dossier/documents/lire", data={**person(office, held), "document": str(one.row.id)}
    )
    said = given.headers["content-disposition"]
    assert said.isascii()
    assert "x-evil" not in given.headers
    assert unquote(said.partition("UTF-8''")[2]) == one.name
    assert "\u202e" not in one.name


@pytest.mark.parametrize("name", [b"a\r\nX-Evil: 1.pdf", b'a"\r\n\r\n<script>', b"\xff\xfe.pdf", b"a" * 70_000])
async def test_a_name_that_breaks_the_form_is_refused_calmly(
    office: Office, browser: httpx.AsyncClient, held: Held, name: bytes
) -> None:
    fields = {**person(office, held), "file": held.file, "request": new_id()}
    body = form(fields, PDF, "LE_NOM").replace(b"LE_NOM", name)
    answer = await send(browser, body)
    assert answer.status_code in (200, 400, 415, 422)
    assert "x-evil" not in answer.headers
    assert "<script>" not in answer.text


async def upload(app: Litestar, office: Office, held: Held, size: int) -> int:
    """A document made while it is sent, so that nobody but the application holds it; the status of the answer."""
    fields = {**person(office, held), "file": held.file, "request": new_id()}
    head, _, tail = form(fields, b"LE_DOCUMENT").partition(b"LE_DOCUMENT")
    end = b"\n%%EOF\n"
    pieces = iter([head, b"%PDF-1.7\n", *[b"7" * 65_536] * (size // 65_536), end, tail])
    status = 0

    async def receive() -> dict[str, Any]:
        piece = next(pieces, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def answered(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    kind = f"multipart/form-data; boundary={BOUNDARY}".encode()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "https",
        "path": "/commission/joindre", "raw_path": b"/commission/joindre", "query_string": b"", "root_path": "",
        "headers": [(b"host", b"testserver"), (b"origin", b"https://testserver"), (b"sec-fetch-site", b"same-origin"),
                    (b"content-type", kind)],
        "client": ("127.0.0.1", 1), "server": ("testserver", 443), "state": {},
    }  # fmt: skip
    await app(scope, receive, answered)  # type: ignore[arg-type]
    return status


@pytest.mark.long
async def test_several_large_documents_at_once_hold_a_few_blocks_each(office: Office, app: Litestar) -> None:
    each = [await office.begin() for _ in range(AT_ONCE)]
    await upload(app, office, each[0], MEBIBYTE)  # what is made once, at the first
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        statuses = await asyncio.gather(*[upload(app, office, held, 9 * MEBIBYTE + 900_000) for held in each])
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert statuses == [200] * AT_ONCE
    assert peak < AT_ONCE * EACH, f"{peak / MEBIBYTE:.1f} MiB"


async def test_two_documents_of_one_file_sent_at_once_are_both_kept_whole(
    office: Office, app: Litestar, browser: httpx.AsyncClient, held: Held
) -> None:
    contents = [pdf_of(MEBIBYTE + 10), pdf_of(2 * MEBIBYTE + 20)]
    sent = [join(client_for(app), person(office, held), held.file, content) for content in contents]
    assert [one.status_code for one in await asyncio.gather(*sent)] == [200, 200]
    async with office.database.acting(held.context) as db:
        kept = await list_kept(db, office.vault, held.file)
    read = [
        await browser.post(
            "/commission/dossier/documents/lire", data={**person(office, held), "document": str(one.row.id)}
        )
        for one in kept
    ]
    assert sorted(len(one.content) for one in read) == [len(content) for content in contents]


async def test_one_address_sends_so_many_an_hour_and_the_next_one_is_not_read(
    office: Office, app: Litestar, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = JOINED.__class__(use="document joined, few", most=2, window=JOINED.window)
    monkeypatch.setattr("relais.commission.attachment_routes.JOINED", fresh)
    async with client_for(app) as browser:
        for status in (200, 200, 429):
            answer = await join(browser, person(office, held), held.file, PDF)
            assert answer.status_code == status
    assert "Trop d'essais" in answer.text.replace("&#39;", "'")
    assert await office.owner.fetchval("SELECT count(*) FROM attachment WHERE file = $1", held.file) == 2
    await office.move(held, held.context, "submitted", "person")
    async with client_for(app, office.officer) as officer:  # a council has an account: it is not counted
        await officer.post(
            f"/commission/dossiers/{held.file}/ouvrir", data=office.officer.form(motif_ouverture="follow_up")
        )
        joined = await join(officer, {"jeton": office.officer.token}, held.file, PDF)
        assert joined.status_code == 303
