"""Documents joined to a file: what is taken, what is refused, what is left when something goes wrong."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.audit.model import ANONYMOUS
from relais.cases.service import erase_case
from relais.commission.attachments import Kept, Safe, list_kept
from relais.core.errors import NotFound
from relais.core.ids import new_id
from tests.accounts.people import client_for
from tests.commission.sitting.documents import HTML, JPEG, PDF, PNG, form, join, pdf_of, send
from tests.commission.sitting.office import Held, Office

pytestmark = pytest.mark.anyio
MEBIBYTE = 1 << 20


@pytest.fixture
async def held(office: Office) -> Held:
    return await office.begin()


@pytest.fixture
async def browser(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    made = client_for(app)
    yield made
    await made.aclose()


def person(office: Office, held: Held) -> dict[str, str]:
    return {"passage": office.passage(held)}


async def kept(office: Office, held: Held) -> list[Kept]:
    async with office.database.acting(held.context) as db:
        return await list_kept(db, office.vault, held.file)


async def rows(office: Office, held: Held) -> int:
    found: int = await office.owner.fetchval("SELECT count(*) FROM attachment WHERE file = $1", held.file)
    return found


async def read(office: Office, browser: httpx.AsyncClient, held: Held, document: Any) -> httpx.Response:
    fields = {**person(office, held), "document": str(document)}
    return await browser.post("/commission/dossier/documents/lire", data=fields)


@pytest.mark.parametrize(
    ("content", "name", "kind", "suffix"),
    [(PDF, "bail.pdf", "pdf", ".pdf"), (JPEG, "photo.JPG", "jpeg", ".jpg"), (PNG, "x.png", "png", ".png"),
     (PDF, "photo.png", "pdf", ".pdf"), (JPEG, "page.html", "jpeg", ".jpg")],
)  # fmt: skip
async def test_a_document_is_what_its_bytes_say(
    office: Office, browser: httpx.AsyncClient, held: Held, content: bytes, name: str, kind: str, suffix: str
) -> None:
    answer = await join(browser, person(office, held), held.file, content, name=name)
    assert answer.status_code == 200, answer.text
    assert "Le document est joint" in answer.text
    one = (await kept(office, held))[0]
    assert (one.row.kind, one.row.bytes) == (kind, len(content))
    assert one.name.endswith(suffix)
    given = await read(office, browser, held, one.row.id)
    assert given.content == content


@pytest.mark.parametrize(
    "content",
    [HTML, HTML + PDF, b" " + PDF, b"\n%PDF-1.7", b"GIF89a" + bytes(50), b"PK\x03\x04" + bytes(50), b"MZ" + bytes(50),
     b"<svg onload=alert(1)>", b"\xef\xbb\xbf" + HTML, PNG[:12] + bytes(60), b"%PDF-3.0" + PDF, b"x"],
)  # fmt: skip
async def test_what_is_no_document_is_refused_whatever_its_name(
    office: Office, browser: httpx.AsyncClient, held: Held, content: bytes
) -> None:
    answer = await join(browser, person(office, held), held.file, content, name="releve.pdf")
    assert answer.status_code == 415
    assert "ni un PDF" in answer.text
    assert await rows(office, held) == 0


@pytest.mark.parametrize("content", [pdf_of(5000)[:-8], pdf_of(MEBIBYTE + 5000)[:-7], PNG[:-4], PNG + HTML])
async def test_half_a_document_or_more_than_one_leaves_nothing(
    office: Office, browser: httpx.AsyncClient, held: Held, content: bytes
) -> None:
    answer = await join(browser, person(office, held), held.file, content)
    assert answer.status_code == 422
    assert "incomplet" in answer.text
    assert await rows(office, held) == 0


async def test_a_polyglot_is_saved_and_never_shown(office: Office, browser: httpx.AsyncClient, held: Held) -> None:
    both = b"%PDF-1.7\n" + HTML + b"\n%%EOF\n"
    name = '"><script>alert(1)</script>.html'
    assert (
        await join(browser, person(office, held), held.file, both, name=name.replace('"', "%22"))
    ).status_code == 200
    one = (await kept(office, held))[0]
    given = await read(office, browser, held, one.row.id)
    assert given.headers["content-type"].startswith("application/octet-stream")
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-disposition"].startswith('attachment; filename="document.pdf"')
    assert "<script" not in given.headers["content-disposition"]
    assert any("sandbox" in value for value in given.headers.get_list("content-security-policy"))
    assert given.headers["cache-control"] == "no-store"
    page = await browser.post("/commission/dossier/documents", data=person(office, held))
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("size", [1, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 3 * MEBIBYTE, 10 * MEBIBYTE])
async def test_a_document_of_any_size_up_to_ten_mebibytes_comes_back_as_it_was(
    office: Office, browser: httpx.AsyncClient, held: Held, size: int
) -> None:
    content = pdf_of(max(size, 40)) if size > 1 else JPEG[:4]
    assert (await join(browser, person(office, held), held.file, content)).status_code == 200
    one = (await kept(office, held))[0]
    chunks = await office.owner.fetchval("SELECT count(*) FROM attachment_chunk WHERE attachment = $1", one.row.id)
    assert chunks == -(-len(content) // MEBIBYTE)
    given = await read(office, browser, held, one.row.id)
    assert given.content == content
    assert given.headers["content-length"] == str(len(content))


@pytest.mark.parametrize("told", [True, False])
async def test_one_byte_more_than_ten_mebibytes_is_refused_and_leaves_nothing(
    office: Office, browser: httpx.AsyncClient, held: Held, told: bool
) -> None:
    fields = {**person(office, held), "file": held.file, "request": new_id()}
    body = form(fields, pdf_of(10 * MEBIBYTE + 1))

    async def untold() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    answer = await send(browser, body if told else untold())
    assert answer.status_code == 413
    assert "10" in answer.text
    assert await rows(office, held) == 0


async def test_the_twenty_first_document_is_refused(office: Office, browser: httpx.AsyncClient, held: Held) -> None:
    for _ in range(20):
        assert (await join(browser, person(office, held), held.file, PDF)).status_code == 200
    answer = await join(browser, person(office, held), held.file, PDF)
    assert answer.status_code == 409
    assert "vingt documents" in answer.text
    assert len(await kept(office, held)) == 20
    one = (await kept(office, held))[4]
    gone = await browser.post(
        "/commission/dossier/documents/retirer", data={**person(office, held), "document": str(one.row.id)}
    )
    assert gone.status_code == 200
    assert (await join(browser, person(office, held), held.file, PDF)).status_code == 200


async def test_posted_twice_a_document_is_joined_once(office: Office, browser: httpx.AsyncClient, held: Held) -> None:
    request = new_id()
    for _ in range(2):
        assert (await join(browser, person(office, held), held.file, PDF, request=request)).status_code == 200
    assert len(await kept(office, held)) == 1


@pytest.mark.parametrize("at", [0.4, 0.9, 0.99999])
async def test_a_stream_that_is_cut_leaves_nothing(
    office: Office, browser: httpx.AsyncClient, held: Held, at: float
) -> None:
    fields = {**person(office, held), "file": held.file, "request": new_id()}
    body = form(fields, pdf_of(3 * MEBIBYTE))
    answer = await send(browser, body[: int(len(body) * at)])
    assert answer.status_code in (400, 422)
    assert await rows(office, held) == 0


async def test_a_browser_that_leaves_in_the_middle_leaves_nothing(office: Office, app: Litestar, held: Held) -> None:
    fields = {**person(office, held), "file": held.file, "request": new_id()}
    body, place = form(fields, pdf_of(4 * MEBIBYTE)), 0

    async def receive() -> dict[str, Any]:
        nonlocal place
        if place > len(body) // 2:
            return {"type": "http.disconnect"}
        chunk, place = body[place : place + 65_536], place + 65_536
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send_nowhere(_message: Any) -> None:
        return None

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "https",
        "path": "/commission/joindre", "raw_path": b"/commission/joindre", "query_string": b"", "root_path": "",
        "headers": [(b"host", b"testserver"), (b"origin", b"https://testserver"), (b"sec-fetch-site", b"same-origin"),
                    (b"content-type", b"multipart/form-data; boundary=----limite")],
        "client": ("127.0.0.1", 1), "server": ("testserver", 443), "state": {},
    }  # fmt: skip
    await app(scope, receive, send_nowhere)  # type: ignore[arg-type]
    assert await rows(office, held) == 0


async def test_nothing_is_laid_on_a_disk_while_it_arrives(
    office: Office, browser: httpx.AsyncClient, held: Held, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    opened: list[str] = []
    true_open = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *more, **named: opened.append(str(path)) or true_open(path, *more, **named)
    )
    assert (await join(browser, person(office, held), held.file, pdf_of(3 * MEBIBYTE))).status_code == 200
    assert [path for path in opened if path.startswith(("/tmp", str(tmp_path), "/dev/shm"))] == []


async def test_what_a_dead_process_left_is_deleted_within_the_hour(office: Office, held: Held) -> None:
    async with office.database.acting(held.context) as db:
        await db.execute(
            "SELECT begin_attachment($1, $2, $3, 'pdf', '', $4)", new_id(), held.file, new_id(), bytes(284)
        )
    assert await kept(office, held) == []
    worker = await office.world.pool("relais_worker", max_size=1)
    async with worker.acquire() as db:
        assert await db.fetchval("SELECT purge_cut_attachments()") == 0
        await office.owner.execute(
            "UPDATE attachment SET begun_at = now() - interval '61 minutes' WHERE file = $1", held.file
        )
        assert await db.fetchval("SELECT purge_cut_attachments()") == 1
    assert await rows(office, held) == 0


MOVES = {
    "two chunks in each other's place": "UPDATE attachment_chunk AS c SET sealed = o.sealed FROM attachment_chunk AS o"
    " WHERE o.attachment = c.attachment AND c.attachment = $1 AND c.number = 0 AND o.number = 1",
    "the last one dropped": "WITH gone AS (DELETE FROM attachment_chunk WHERE attachment = $1 AND last) "
    "UPDATE attachment_chunk SET last = true WHERE attachment = $1 AND number = 1",
    "one dropped in the middle": "DELETE FROM attachment_chunk WHERE attachment = $1 AND number = 1",
    "a bit turned": "UPDATE attachment_chunk SET sealed = set_byte(sealed, 100, get_byte(sealed, 100) # 1)"
    " WHERE attachment = $1 AND number = 1",
    "one of another document": "UPDATE attachment_chunk AS c SET sealed = o.sealed FROM attachment_chunk AS o"
    " WHERE o.attachment <> c.attachment AND c.attachment = $1 AND c.number = 0 AND o.number = 0"
    " AND length(o.sealed) = length(c.sealed)",
}


@pytest.mark.parametrize("how", MOVES)
async def test_chunks_moved_in_the_database_are_noticed_and_nothing_is_given(
    office: Office, browser: httpx.AsyncClient, held: Held, how: str
) -> None:
    for _ in range(2):
        await join(browser, person(office, held), held.file, pdf_of(3 * MEBIBYTE))
    one, other = await kept(office, held)
    db = office.owner
    await db.execute("DROP INDEX IF EXISTS attachment_chunk_one_last")
    await db.execute(MOVES[how], one.row.id)
    given = await read(office, browser, held, one.row.id)
    assert given.status_code == 409
    assert "altéré" in given.text
    assert b"77777" not in given.content
    assert (await read(office, browser, held, other.row.id)).status_code == 200


async def test_an_erased_case_keeps_no_document_and_opens_none_of_an_old_copy(
    office: Office, browser: httpx.AsyncClient, held: Held
) -> None:
    await join(browser, person(office, held), held.file, PDF)
    one = (await kept(office, held))[0]
    copy = await office.owner.fetch("SELECT * FROM attachment_chunk WHERE attachment = $1", one.row.id)
    async with office.database.acting(held.context) as db:
        await erase_case(db, ANONYMOUS, held.case)
    assert await rows(office, held) == 0
    assert len(copy) == 1
    safe = Safe(database=office.database, vault=office.vault, context=held.context)
    with pytest.raises(NotFound):
        await safe.find(one.row.id)


async def test_who_sends_is_known_before_anything_is_read(office: Office, app: Litestar, held: Held) -> None:
    other = await office.begin()
    for who, status in (
        ({}, 403), ({"passage": "00"}, 403), ({"passage": office.passage(other)}, 404), ({"jeton": "0" * 48}, 403),
    ):  # fmt: skip
        answer = await join(client_for(app), who, held.file, PDF)
        assert answer.status_code == status, (who, answer.text)
    for one in (office.officer, office.national, office.one):
        mine = client_for(app, one)
        assert (await join(mine, {"jeton": one.token}, held.file, PDF)).status_code == 404
        assert (await join(mine, {"jeton": "0" * 48}, held.file, PDF)).status_code == 403
        assert (await join(mine, {}, held.file, PDF)).status_code == 403
    assert await rows(office, held) == 0


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--" + b"-" * 70_000, b"------limite\r\n\r\n\r\n------limite--\r\n",
             b'------limite\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + b"a" * 9000,
             b'------limite\r\nContent-Disposition: form-data; name="file"\r\n\r\n\xff\xfe\r\n------limite--\r\n'],
)  # fmt: skip
async def test_a_form_that_is_none_is_refused_calmly(browser: httpx.AsyncClient, body: bytes) -> None:
    assert (await send(browser, body)).status_code in (400, 413, 422)
    for kind in ("multipart/form-data", "application/json", "text/plain", "application/x-www-form-urlencoded"):
        answer = await browser.post("/commission/joindre", content=body, headers={"content-type": kind})
        assert answer.status_code in (400, 413, 415, 422)


async def test_a_body_reads_what_it_opened_and_the_doctor_sees_it(office: Office, app: Litestar, held: Held) -> None:
    own = client_for(app)
    await join(own, person(office, held), held.file, PDF)
    one = (await kept(office, held))[0]
    await office.move(held, held.context, "submitted", "person")
    officer = client_for(app, office.officer)
    page = await officer.get(f"/commission/documents/{held.file}")
    assert page.status_code == 303  # opens it first, and says why
    opened = await officer.post(
        f"/commission/dossiers/{held.file}/ouvrir", data=office.officer.form(motif_ouverture="follow_up")
    )
    assert opened.status_code == 303
    page = await officer.get(f"/commission/documents/{held.file}")
    assert one.name in page.text
    fields = office.officer.form(document=str(one.row.id))
    given = await officer.post(f"/commission/documents/{held.file}/lire", data=fields)
    assert given.content == PDF
    acts = await office.rows(held.context, "SELECT act, detail FROM case_event WHERE case_id = $1", held.case)
    assert "attachment.read" in {row["act"] for row in acts}
    assert not [row for row in acts if one.name in str(row["detail"])]
    view = await own.post("/suivi", data=person(office, held))
    assert "Un document joint à votre dossier national est téléchargé" in view.text
    strange = client_for(app, office.one)
    assert (await strange.get(f"/commission/documents/{held.file}")).status_code == 404
    asked = await strange.post(
        f"/commission/documents/{held.file}/lire", data=office.one.form(document=str(one.row.id))
    )
    assert asked.status_code == 404


async def test_of_five_sent_at_once_to_one_last_place_one_is_kept(office: Office, app: Litestar, held: Held) -> None:
    own = client_for(app)
    for _ in range(19):
        await join(own, person(office, held), held.file, PDF)
    sent = [join(client_for(app), person(office, held), held.file, PDF) for _ in range(5)]
    statuses = sorted(one.status_code for one in await asyncio.gather(*sent))
    assert statuses == [200, 409, 409, 409, 409]
    assert await rows(office, held) == 20


async def test_a_large_body_that_is_no_such_form_is_not_read(office: Office, app: Litestar) -> None:
    async with client_for(app, office.officer) as officer:
        sent = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal sent
            for _ in range(8):
                sent += 1
                yield b"a" * MEBIBYTE

        kind = {"content-type": "application/x-www-form-urlencoded"}
        answer = await officer.post("/commission/joindre", content=body(), headers=kind)
    assert answer.status_code == 403
    assert sent < 8
