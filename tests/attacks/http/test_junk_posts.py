"""Junk posted to every form as everyone: a refusal, a page, never a fault of ours, and never a session that dies."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.accounts.doors import TOKEN_FIELD
from relais.core.db import connect
from tests.accounts.people import Person
from tests.attacks.http.filling import fill
from tests.attacks.http.walking import COUNCIL, NOBODY, OWN, ROLES, Address, addresses, harvest

pytestmark = [pytest.mark.anyio, pytest.mark.long]
Open = Callable[[Person | None], httpx.AsyncClient]
FORM = "application/x-www-form-urlencoded"
NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
# Names of fields that no page shows to this visitor, tried all the same.
COMMON = ("email", "name", "role", "why", "reason", "motive", "comment", "outcome", "value", "slug", "organization",
          "code", "mot_de_passe", "fields", "line", "version", "text", "phone", "days-1", "opens-1", "account", "grant",
          "base", "base_version", "position", "reached", "reached_at", "read_back", "council", "function")  # fmt: skip
VALUES = (
    "", " ", "x" * 5_000, "\0", "<script>alert(1)</script>", "'; DROP TABLE fact; --", "{{ 7*7 }}", "%s%n%x",
    "9" * 400, "-1", "1e309", "NaN", "true", "null", "[]", "{}", "2026-99-99", "9999-12-31T23:59",
    "\u202e\u200b", "\ud7ff\U0010ffff",
    "a\r\nBcc: x@y.fr", "../../etc/passwd", "é" * 300, "0001-01-01", "٣٤", "coordinator",
)  # fmt: skip
ENDS_THE_SESSION = ("/deconnexion",)
PERSONS = "/coordination/personnes/"  # there only ids of nothing: whoever posts must stay who they are
SEEDS = {
    "member": [f"/espace/{OWN}", "/compte"],
    "officer": [f"/espace/{COUNCIL}", "/compte"],
    "coordinator": ["/coordination", f"/coordination/fiches/{OWN}", f"/coordination/historique/{OWN}", "/compte"],
    "auditor": ["/coordination/journal", "/compte"],
}


def bodies(token: str, names: list[str]) -> Iterator[tuple[bytes, str]]:
    """Bodies that are no form, then forms whose every field holds the same junk."""
    head = f"{TOKEN_FIELD}={token}".encode()
    yield b"", FORM
    yield head, FORM
    yield head + b"&a=%ff%fe", FORM
    yield head + b"&%00=%00&=&&;=", FORM
    yield head + b"&x=1" * 600, FORM
    yield head + b"&x=" + b"y" * 70_000, FORM
    yield b'{"a": [1,', "application/json"
    yield b"--x\r\nbroken", "multipart/form-data; boundary=x"
    yield b"--x\r\nbroken", "multipart/form-data"
    yield b"\xff" * 200, "application/octet-stream"
    yield head, "text/plain; charset=utf-16"
    for value in VALUES:
        text = httpx.QueryParams([(TOKEN_FIELD, token), *((name, value) for name in names)])
        yield str(text).encode(), FORM
        twice = httpx.QueryParams([(TOKEN_FIELD, token), *((name, value) for name in names for _ in (1, 2))])
        if value in ("", "-1"):
            yield str(twice).encode(), FORM


async def nobody_waits(owner: Any) -> None:
    """As if nothing had been sent before: what slows who sends much is the matter of other tests."""
    await owner.execute("DELETE FROM attempt")


async def names_of(client: httpx.AsyncClient, one: Address, path: str) -> list[str]:
    """The fields that the page itself shows, and some it does not."""
    shown: list[str] = []
    if not one.path.endswith(("/envoi", "/accepter", "/refuser")):
        shown = NAME.findall((await client.get(path)).text)
    return [name for name in dict.fromkeys([*shown, *COMMON]) if name != TOKEN_FIELD][:90]


@pytest.mark.parametrize("who", [NOBODY, *ROLES, "account"])
async def test_no_form_breaks_whatever_is_posted(
    living: Litestar, people: dict[str, Person], browser: Open, world: Any, who: str
) -> None:
    db = await connect(world.app_url)
    await fill(db, people["member"], people["listener"])
    await db.close()
    person = None if who == NOBODY else people[who]
    client = browser(person)
    token = person.token if person else ""
    own = COUNCIL if who == "officer" else OWN
    found = await harvest(client, living, ["/", f"/structures/{own}", *SEEDS.get(who, ())])
    faults = []
    before = await world.owner.fetchval("SELECT count(*) FROM role_grant WHERE ended_at IS NULL")
    for one in addresses(living):
        if one.method != "POST" or one.path in ENDS_THE_SESSION:
            continue
        path = next((real for real in found.get(one.path, ()) if not real.startswith(PERSONS)), one.at(own))
        for body, kind in bodies(token, await names_of(client, one, path)):
            await nobody_waits(world.owner)
            answer = await client.post(path, content=body, headers={"content-type": kind})
            if answer.status_code >= 500:
                faults.append(f"{one.path} {kind} {body[:80]!r}: {answer.status_code}")
            if answer.status_code in (401, 404) and one.path != "/connexion":
                break  # not for this visitor: the rest would say the same
    assert not faults, "\n".join(faults)
    if person is not None:
        assert (await client.get("/compte")).status_code == 200
    assert await world.owner.fetchval("SELECT count(*) FROM role_grant WHERE ended_at IS NULL") == before
