"""Ids taken from somebody's pages, tried by another person of the same role: they lead nowhere and change nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from relais.core.clock import now
from relais.core.db import connect
from relais.core.ids import new_id
from tests.accounts.people import Person, add_person
from tests.attacks.http.filling import fill
from tests.attacks.http.walking import COUNCIL, FOREIGN, NONE, OWN, addresses, harvest, send
from tests.web.site import VAULT

pytestmark = pytest.mark.anyio
Open = Callable[[Person | None], httpx.AsyncClient]


async def furnish(world: Any, people: dict[str, Person]) -> None:
    """A proposal, reports, a draft, a second connection, an absence: things that have an id and an owner."""
    db = await connect(world.app_url)
    await fill(db, people["member"], people["listener"])
    await db.close()
    officer = people["officer"].account
    grant = await world.owner.fetchval("SELECT id FROM role_grant WHERE account = $1", officer)
    today = now().date()
    await world.owner.execute(
        "INSERT INTO absence (id, grant_id, first_day, last_day) VALUES ($1, $2, $3, $4)",
        new_id(),
        grant,
        today,
        today + timedelta(days=9),
    )
    for person in (people["member"].account, officer):
        await world.owner.execute(
            "INSERT INTO session (id_key, account, stage, ends_at) VALUES ($1, $2, 'full', now() + interval '1 hour')",
            new_id().bytes * 2,
            person,
        )


@pytest.mark.parametrize(
    ("who", "page", "elsewhere"),
    [
        ("member", f"/espace/{OWN}", {"organization": FOREIGN}),
        ("officer", f"/espace/{COUNCIL}", {"council": "38"}),
    ],
)
async def test_the_addresses_of_one_lead_another_nowhere(
    living: Litestar, people: dict[str, Person], browser: Open, world: Any, who: str, page: str, elsewhere: Any
) -> None:
    await furnish(world, people)
    intruder = await add_person(world.owner, VAULT, who, **elsewhere)
    found = await harvest(browser(people[who]), living, [page, "/compte", "/compte/absences"], each=20)
    client = browser(intruder)
    tried = []
    for one in addresses(living):
        if "{" not in one.path or not one.path.startswith(("/espace", "/compte")):
            continue
        for path in found.get(one.path, ()):
            answer = await send(client, one.method, path, jeton=intruder.token)
            nothing = await send(client, one.method, one.at(NONE), jeton=intruder.token)
            assert (answer.status_code, answer.text) == (nothing.status_code, nothing.text), (one.method, path)
            assert answer.status_code in (404, 422), (one.method, path)  # a fault of the form is told before
            tried.append(path)
    assert any("/connexions/" in path for path in tried)
    assert len(tried) > 8
    assert await world.owner.fetchval("SELECT count(*) FROM absence") == 1
    assert (await browser(people[who]).get("/compte")).status_code == 200


async def test_a_proposal_is_taken_back_by_who_made_it_and_nobody_else(
    living: Litestar, people: dict[str, Person], browser: Open, world: Any
) -> None:
    await furnish(world, people)
    request = await world.owner.fetchval("SELECT id FROM change_request WHERE made_by IS NOT NULL")
    colleague = await add_person(world.owner, VAULT, "member", organization=OWN)
    stranger = await add_person(world.owner, VAULT, "member", organization=FOREIGN)
    for person, slug in ((colleague, OWN), (stranger, FOREIGN), (stranger, OWN)):
        answer = await browser(person).post(f"/espace/{slug}/retirer", data=person.form(request=str(request)))
        assert answer.status_code == 404
    status = "SELECT status FROM change_request_line WHERE request = $1"
    assert await world.owner.fetchval(status, request) == "open"
    member = people["member"]
    await browser(member).post(f"/espace/{OWN}/retirer", data=member.form(request=str(request)))
    assert await world.owner.fetchval(status, request) == "withdrawn"


async def test_a_draft_is_seen_by_who_types_it_alone(
    living: Litestar, people: dict[str, Person], browser: Open, world: Any
) -> None:
    member = people["member"]
    colleague = await add_person(world.owner, VAULT, "member", organization=OWN)
    await world.owner.execute(
        "INSERT INTO draft (account, service, field, typed, base_version) VALUES ($1, $2, 'description', $3, 0)",
        member.account,
        OWN,
        {"description": "brouillon-secret"},
    )
    form = f"/espace/{OWN}/modifier/presentation"
    assert "brouillon-secret" not in (await browser(colleague).get(form)).text
    assert (await browser(colleague).get(form)).status_code == 200


async def test_the_id_of_a_report_opens_to_coordinators_only_and_never_tells_who(
    living: Litestar, people: dict[str, Person], browser: Open, world: Any
) -> None:
    await furnish(world, people)
    await world.owner.execute(
        "UPDATE account SET name_sealed = $2 WHERE id = $1",
        people["listener"].account,
        VAULT.seal("Écoutante Reconnaissable".encode(), f"account.name:{people['listener'].account}"),
    )
    code = await world.owner.fetchval("SELECT id FROM error_report WHERE made_by IS NOT NULL")
    path = f"/coordination/signalements/{code}"
    for who in ("member", "officer", "listener", "auditor", "technician", "account"):
        person = people[who]
        answer = await browser(person).post(path, data=person.form(outcome="unfounded"))
        assert answer.status_code == 404, who
    assert await world.owner.fetchval("SELECT count(*) FROM error_report WHERE outcome IS NOT NULL") == 0
    for page in ("/coordination/signalements", f"/coordination/organismes/{OWN}",
                 f"/coordination/journal/organisme/{OWN}"):  # fmt: skip
        shown = (await browser(people["coordinator"]).get(page)).text
        assert "Reconnaissable" not in shown
        assert str(people["listener"].account) not in shown
