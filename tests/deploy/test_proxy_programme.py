"""Through the proxy: the agenda as programs read it, documents of ten mebibytes, and pages that take their time."""

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx

from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.ids import new_id
from tests.commission.sitting.documents import BOUNDARY, form, pdf_of
from tests.deploy.door import PROXY, Door, needs_nginx
from tests.deploy.reading import ROOT
from tests.faults.desk import until
from tests.followup.pressing import Opened, opened, post
from tests.programme.announcing import announce, cancel
from tests.programme.strict_reader import read
from tests.serving import Serving

MEBIBYTE = 1 << 20
MOST = 10 * MEBIBYTE
PATIENT = re.compile(r"location ~ (\^\S+) \{")
ROUTE = re.compile(r"^\| `(/[^`]*)` \| [^|]*POST[^|]*\| [^|]* \| (with a code|with the page)", re.M)


def browser(door: Door) -> httpx.AsyncClient:
    headers = {"sec-fetch-site": "same-origin"}
    return httpx.AsyncClient(base_url=f"https://localhost:{door.tls}", verify=False, headers=headers, timeout=30)


async def announced(var: Path) -> str:
    """The address of an action that is cancelled; another is to come."""
    with EmbeddedPostgres(var) as server:
        owner = await connect(server.superuser_url)
        await announce(owner, title="Bilan à Lyon")
        off = await announce(owner, title="Journée annulée", days=7)
        await cancel(owner, off.id)
        await owner.close()
    return off.path


@needs_nginx
def test_the_feed_comes_whole_and_may_be_kept_a_few_minutes_and_no_page_may(served: Door, app: Serving) -> None:
    path = asyncio.run(announced(app.var))
    until(lambda: served.ask(path).status == 200)
    feed = served.ask("/agenda.ics")
    assert feed.status == 200
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    assert feed.headers["cache-control"] == "public, max-age=300"
    assert {"Bilan à Lyon", "Annulé : Journée annulée"} <= {one.text("SUMMARY") for one in read(feed.body.encode())}
    one = served.ask(f"{path}/agenda.ics")
    [event] = read(one.body.encode())
    assert (event.one("STATUS"), event.one("SEQUENCE")) == ("CANCELLED", "1")
    for page in ("/agenda", path, f"{path}/reserver", f"{path}/annuler"):
        answer = served.ask(page)
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")


# Documents -------------------------------------------------------------------------------------------------------


async def join(client: httpx.AsyncClient, fields: dict[str, str], size: int) -> Opened:
    sent = form({**fields, "request": str(new_id())}, pdf_of(size))
    headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    return opened(client, await client.post("/commission/joindre", content=sent, headers=headers))


async def documents_of_a_new_file(client: httpx.AsyncClient) -> tuple[Opened, dict[str, str]]:
    """The page where documents are joined, and what its form holds."""
    start = opened(client, await client.get("/commission/dossier"))
    boxes = {"begun_as": "doctor", "practice": "liberal", "council": "national"}
    code = await start.press("Commencer et recevoir mon code", **boxes)
    file = await code.press("remplir mon dossier")
    [(action, fields)] = [
        (one.action, one.fields) for one in file.forms if one.action == "/commission/dossier/documents"
    ]
    page = await post(client, action, fields)
    [joining] = [one for one in page.forms if one.action == "/commission/joindre"]
    return page, dict(joining.fields)


async def through(door: Door) -> tuple[list[Any], int]:
    async with browser(door) as client:
        _, fields = await documents_of_a_new_file(client)
        whole = await join(client, fields, MOST)
        over = await join(client, fields, MOST + 1)
        [reading] = [one for one in whole.forms if one.action == "/commission/dossier/documents/lire"]
        given = await client.post(reading.action, data=dict(reading.fields))
        stranger = await join(client, {"file": str(new_id()), "passage": "", "kind": ""}, MOST)
        beyond = await join(client, fields, MOST + 2 * MEBIBYTE)
    return [whole, over, stranger, beyond], len(given.content)


@needs_nginx
def test_a_document_of_ten_mebibytes_goes_through_and_a_larger_one_is_refused_in_our_words(served: Door) -> None:
    (whole, over, stranger, beyond), given = asyncio.run(through(served))
    assert (whole.status, "Le document est joint" in whole.text) == (200, True)
    assert given == MOST
    assert (over.status, "10" in over.text) == (413, True)
    assert stranger.status == 403  # told by the app, which read nothing of the document
    assert (beyond.status, "3114" in beyond.html) == (413, True)
    laid = [one for one in served.folder.rglob("*") if one.is_file() and one.stat().st_size > MEBIBYTE]
    assert laid == []


# Time ------------------------------------------------------------------------------------------------------------


def test_where_a_code_is_given_or_made_the_proxy_waits_for_the_answer() -> None:
    """A wrong code costs up to ten seconds, and many at once wait for their turn: cut short, a code would be lost."""
    [patient] = PATIENT.findall((PROXY / "nginx.conf").read_text(encoding="utf-8"))
    routes = ROUTE.findall((ROOT / "docs" / "reference" / "routes.md").read_text(encoding="utf-8"))
    assert len(routes) > 30
    asked = {address for address, _ in routes} - {"/commission/joindre"}
    assert sorted(address for address in asked if not re.match(patient, address)) == []
    assert not re.match(patient, "/agenda.ics")
