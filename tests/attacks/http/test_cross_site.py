"""Posts that another site, another session or nobody's page makes: refused at every address, and nothing changes."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.app import READING
from relais.core.db import connect
from tests.accounts.people import ORIGIN, Person, add_person, client_for
from tests.attacks.http.filling import fill
from tests.attacks.http.walking import COUNCIL, OWN, Address, addresses, harvest
from tests.web.site import VAULT

pytestmark = pytest.mark.anyio
Open = Callable[[Person | None], httpx.AsyncClient]
FOREIGN_HEADERS = (
    {"origin": "https://ailleurs.example", "sec-fetch-site": "cross-site"},
    {"origin": "https://ailleurs.example"},
    {"origin": "null", "sec-fetch-site": "cross-site"},
    {"origin": ORIGIN, "sec-fetch-site": "same-site"},
    {"origin": f"{ORIGIN}.ailleurs.example"},
    {"origin": f"{ORIGIN}:81"},
    {"origin": ORIGIN.replace("https", "ftp").replace("testserver", "testserver@ailleurs.example")},
    {"sec-fetch-site": "cross-site"},
)
COUNTED = "SELECT relname FROM pg_stat_user_tables WHERE relname NOT IN ('attempt', 'job') ORDER BY relname"
# Every role that acts somewhere, and the pages from which it does.
SEEDS = {
    "coordinator": ["/coordination", "/coordination/agenda", "/coordination/chiffres", "/compte"],
    "member": [f"/espace/{OWN}", "/espace/agenda", "/compte"],
    "officer": [f"/espace/{COUNCIL}", "/demandes", "/parcours", "/commission/dossiers", "/compte"],
    "national": ["/demandes", "/commission", "/commission/dossiers", "/compte"],
    "commissioner": ["/commission", "/compte"],
    "chair": ["/commission", "/compte"],
    "signatory": ["/rapport/chiffres", "/espace/agenda", "/compte"],
    "recipient": ["/espace/orientations", "/compte"],
    "listener": ["/appel", "/compte"],
}
QUICK = ("coordinator", "officer")


async def counts(owner: Any) -> list[int]:
    tables = [row["relname"] for row in await owner.fetch(COUNTED)]
    assert len(tables) > 80
    return [await owner.fetchval(f"SELECT count(*) FROM {table}") for table in tables]


def posts(app: Litestar) -> list[Address]:
    return [one for one in addresses(app) if one.method == "POST"]


async def opened_world(world: Any, people: dict[str, Person]) -> None:
    db = await connect(world.app_url)
    await fill(db, people["member"], people["listener"])
    await db.close()


@pytest.mark.parametrize("who", ["coordinator", "member", "officer"])
async def test_another_site_cannot_post_anywhere_even_with_the_token(
    living: Litestar, people: dict[str, Person], world: Any, who: str
) -> None:
    await opened_world(world, people)
    person, before = people[who], await counts(world.owner)
    async with client_for(living, person) as client:
        for headers in FOREIGN_HEADERS:
            for one in posts(living):
                for name in ("origin", "sec-fetch-site"):
                    client.headers.pop(name, None)
                answer = await client.post(one.at(), data=person.form(motive="other"), headers=headers)
                assert answer.status_code == 403, (one.path, headers)
    assert await counts(world.owner) == before


async def test_a_post_that_names_no_origin_changes_nothing(
    living: Litestar, people: dict[str, Person], world: Any
) -> None:
    person, before = people["coordinator"], await counts(world.owner)
    async with client_for(living, person) as client:
        for name in ("origin", "sec-fetch-site"):
            client.headers.pop(name, None)
        for one in posts(living):
            path = one.at()
            if path in READING or path.startswith(tuple(folder for folder in READING if len(folder) > 1)):
                continue
            assert (await client.post(path, data=person.form(motive="other"))).status_code == 403, path
    assert await counts(world.owner) == before


@pytest.mark.parametrize("who", [who if who in QUICK else pytest.param(who, marks=pytest.mark.long) for who in SEEDS])
async def test_no_token_another_sessions_and_another_persons_are_refused_at_every_real_address(
    living: Litestar, people: dict[str, Person], browser: Open, world: Any, who: str
) -> None:
    await opened_world(world, people)
    person, other = people[who], await add_person(world.owner, VAULT, "coordinator")
    found = await harvest(browser(person), living, SEEDS[who])
    before = await counts(world.owner)
    tried = 0
    for one in posts(living):
        if one.reading or one.gate == "everyone" or one.gate in ("password proved", "entering"):
            continue
        path = found.get(one.path, [one.at()])[0]
        for token in ({}, {"jeton": ""}, {"jeton": other.token}, {"jeton": person.token.upper() + "0"}):
            answer = await browser(person).post(path, data={**token, "motive": "other"})
            assert answer.status_code in (403, 404), (path, token)
            tried += answer.status_code == 403
    assert tried > 15
    assert await counts(world.owner) == before


async def test_a_token_in_the_address_is_worth_nothing(living: Litestar, people: dict[str, Person], world: Any) -> None:
    person = people["listener"]
    async with client_for(living, person) as client:
        answer = await client.post(f"/signaler/{OWN}/envoi?jeton={person.token}", data={"motive": "other"})
    assert answer.status_code == 403
