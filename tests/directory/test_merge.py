"""Two organisations become one: nothing is lost, no address dies, and it can be unmade."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx
import pytest

from relais.app import create_app
from relais.audit.model import Actor
from relais.core.db import connect
from relais.core.errors import NotFound, Refused
from relais.core.settings import Settings
from relais.directory.changes import Proposal, submit, waiting_for
from relais.directory.loading import load_snapshot
from relais.directory.organisations import merge, rename_slug, retire, unmerge
from relais.directory.service import Origin, change_field
from tests.accounts.people import add_person, client_for
from tests.directory.upkeep_worlds import VAULT, confirm_at, coordinator, member

pytestmark = pytest.mark.anyio
WHY = "La même association, saisie deux fois"
CALLED = Origin(source_label="appel à l'association", source_date_text="2026-03-03")


@pytest.fixture
async def actor(world: Any) -> Actor:
    return await coordinator(world.owner)


def rows(files: Any) -> list[dict[str, str]]:
    """« ancienne » with two services, and the two organisations it may be merged into."""
    return [
        files.row("ancienne", name="Association ancienne", acronym="AANC", phone="04 72 00 00 50", aliases="Vieille"),
        files.row("ancienne-soir", name="Permanence du soir", organization="ancienne", phone="04 72 00 00 51"),
        files.row("nouvelle", name="Association nouvelle", acronym="NOUV"),
        files.row("autre", name="Autre association"),
        files.row("fermee", name="Fermée", closed_on="2020-01-01", replaced_by="ancienne"),
    ]


@pytest.fixture
async def held(app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, rows(files))


async def test_a_merge_redirects_names_the_target_and_moves_the_services(app: Any, held: None, actor: Actor) -> None:
    version = await merge(app, actor, "ancienne", "nouvelle", WHY)
    snapshot = await load_snapshot(app)
    assert "ancienne" not in snapshot.by_slug
    assert snapshot.slug_history == {"ancienne": "nouvelle"}
    assert snapshot.by_slug["nouvelle"].aliases == ("Association ancienne", "AANC", "Vieille")
    evening = snapshot.by_slug["ancienne-soir"]
    assert (evening.organization, evening.organization_name) == ("nouvelle", "Association nouvelle")
    assert evening.contacts[0].value == "04 72 00 00 51"
    assert snapshot.by_slug["fermee"].replaced_by == "nouvelle"
    assert await app.fetchval("SELECT cause FROM publication WHERE number = $1", version) == "merge"
    assert await app.fetchval("SELECT count(*) FROM publication WHERE number >= $1", version) == 1
    read_in = await app.fetch("SELECT organization, actor FROM journal WHERE act = 'directory.merge'")
    assert {(row["organization"], row["actor"]) for row in read_in} == {
        ("ancienne", actor.account),
        ("nouvelle", actor.account),
    }


async def test_a_number_that_only_the_source_gave_waits_for_a_second_person(app: Any, held: None, actor: Actor) -> None:
    await merge(app, actor, "ancienne", "nouvelle", WHY)
    assert [one.value for one in (await load_snapshot(app)).by_slug["nouvelle"].contacts] == ["04 72 00 00 01"]
    [line] = await waiting_for(app, "nouvelle")
    assert (line.field, line.after["display"], line.position) == ("phone", "04 72 00 00 50", 2)


async def test_merges_in_a_row_lead_to_the_last_one(app: Any, held: None, actor: Actor) -> None:
    await merge(app, actor, "ancienne", "nouvelle", WHY)
    await merge(app, actor, "nouvelle", "autre", WHY)
    snapshot = await load_snapshot(app)
    assert snapshot.slug_history == {"ancienne": "autre", "nouvelle": "autre"}
    assert {"Association ancienne", "Association nouvelle"} <= set(snapshot.by_slug["autre"].aliases)
    with pytest.raises(Refused):
        await merge(app, actor, "autre", "ancienne", WHY)
    with pytest.raises(NotFound):
        await merge(app, actor, "ancienne", "autre", WHY)


async def test_what_cannot_be_merged_is_refused_and_nothing_moves(app: Any, files: Any, actor: Actor) -> None:
    council = files.row("cdom-69", kind="conseil", council_of="69")
    async with app.transaction():
        await files.apply(app, [*rows(files), council, files.row("cnom-ecoute"), files.row("suspendue")])
    await retire(app, actor, "suspendue", WHY)
    before = await app.fetchval("SELECT number FROM directory_version")
    for source, target, why, code in (
        ("autre", "autre", WHY, "merge_same"),
        ("autre", "nouvelle", " ", "reason_missing"),
        ("autre", "suspendue", WHY, "merge_target_not_shown"),
        ("autre", "inconnue", WHY, "merge_target_not_shown"),
        ("autre", "fermee", WHY, "merge_target_not_shown"),
        ("inconnue", "autre", WHY, "not_found"),
        ("cdom-69", "autre", WHY, "merge_council"),
        ("cnom-ecoute", "autre", WHY, "desk_line_protected"),
    ):
        with pytest.raises(Refused) as refused:
            await merge(app, actor, source, target, why)
        assert refused.value.code == code, (source, target)
    assert await app.fetchval("SELECT number FROM directory_version") == before


async def test_what_waited_for_the_source_no_longer_does(world: Any, app: Any, held: None, actor: Actor) -> None:
    someone = await member(world.owner, "ancienne")
    keeper = Actor(account=someone.account, acting_as="member")
    await submit(app, keeper, "ancienne", [Proposal(code="phone", value="04 72 00 00 60", position=0)])
    await submit(app, keeper, "ancienne-soir", [Proposal(code="hours", value="24/7")])
    await app.execute(
        "INSERT INTO draft (account, service, field, typed, base_version) VALUES ($1, 'ancienne', 'name', '{}', 0)",
        someone.account,
    )
    await app.execute(
        "INSERT INTO error_report (id, service, motive, made_as) "
        "VALUES (gen_random_uuid(), 'ancienne', 'closed', 'anonymous')"
    )
    await merge(app, actor, "ancienne", "nouvelle", WHY)
    statuses = await app.fetch("SELECT subject_id, status FROM change_request_line WHERE made_by = $1", someone.account)
    assert {(row["subject_id"], row["status"]) for row in statuses} == {
        ("ancienne/phone/2", "superseded"),
        ("ancienne-soir", "open"),
    }
    assert await app.fetchval("SELECT count(*) FROM draft") == 0
    assert await app.fetchval("SELECT outcome FROM error_report") == "corrected"


async def test_members_go_on_with_the_target_and_a_recipient_is_only_proposed(
    world: Any, app: Any, held: None, actor: Actor
) -> None:
    moving = await member(world.owner, "ancienne")
    both = await member(world.owner, "ancienne")
    await world.owner.execute(
        "INSERT INTO role_grant (id, account, role, organization, via, approved_at) "
        "VALUES (gen_random_uuid(), $1, 'member', 'nouvelle', 'console', now())",
        both.account,
    )
    reader = await add_person(world.owner, VAULT, "recipient", organization="ancienne", function="secrétariat")
    await merge(app, actor, "ancienne", "nouvelle", WHY)
    held_now = await app.fetch(
        "SELECT account, role, approved_at IS NOT NULL AS approved FROM role_grant "
        "WHERE organization = 'nouvelle' AND ended_at IS NULL"
    )
    assert {(row["account"], row["role"], row["approved"]) for row in held_now} == {
        (moving.account, "member", True),
        (both.account, "member", True),
        (reader.account, "recipient", False),
    }
    assert (
        await app.fetchval("SELECT count(*) FROM role_grant WHERE organization = 'ancienne' AND ended_at IS NULL") == 0
    )
    assert await app.fetchval("SELECT count(*) FROM session WHERE account = $1", moving.account) == 0


async def test_a_merge_can_be_unmade_as_it_was(world: Any, app: Any, held: None, actor: Actor) -> None:
    await confirm_at(world.owner, "ancienne", "phone", 3)
    before = (await load_snapshot(app)).by_slug
    await merge(app, actor, "ancienne", "nouvelle", WHY)
    await change_field(app, "nouvelle", "description", "Écrite depuis", CALLED)
    await unmerge(app, actor, "ancienne")
    snapshot = await load_snapshot(app)
    assert snapshot.slug_history == {}
    for slug in ("ancienne", "ancienne-soir", "autre", "fermee"):
        assert snapshot.by_slug[slug] == before[slug], slug
    assert snapshot.by_slug["nouvelle"].aliases == ()
    assert snapshot.by_slug["nouvelle"].description == "Écrite depuis"
    with pytest.raises(NotFound):
        await unmerge(app, actor, "ancienne")
    await merge(app, actor, "ancienne", "autre", WHY)
    assert (await load_snapshot(app)).slug_history == {"ancienne": "autre"}


async def test_unmaking_one_merge_of_a_chain_gives_its_own_addresses_back(app: Any, held: None, actor: Actor) -> None:
    await merge(app, actor, "ancienne", "nouvelle", WHY)
    await merge(app, actor, "nouvelle", "autre", WHY)
    await unmerge(app, actor, "nouvelle")
    assert (await load_snapshot(app)).slug_history == {"ancienne": "nouvelle"}


async def test_an_import_brings_nothing_back_that_was_merged(app: Any, held: None, files: Any, actor: Actor) -> None:
    await merge(app, actor, "ancienne", "nouvelle", WHY)
    before = (await load_snapshot(app)).by_slug
    async with app.transaction():
        plan = await files.apply(app, rows(files))
    assert (plan.added, plan.faults) == (0, ())
    assert [warning.value for warning in plan.warnings] == ["ancienne"]
    snapshot = await load_snapshot(app)
    assert "ancienne" not in snapshot.by_slug
    assert snapshot.by_slug["ancienne-soir"] == before["ancienne-soir"]
    assert snapshot.by_slug["fermee"].replaced_by == "nouvelle"
    assert {line.field for line in plan.lines} <= {"aliases"}


async def test_a_renamed_organisation_can_be_merged_and_its_file_still_brings_nothing_back(
    app: Any, held: None, files: Any, actor: Actor
) -> None:
    await rename_slug(app, actor, "ancienne", "ancienne-lyon")
    await merge(app, actor, "ancienne", "nouvelle", WHY)
    assert (await load_snapshot(app)).slug_history == {"ancienne": "nouvelle", "ancienne-lyon": "nouvelle"}
    async with app.transaction():
        plan = await files.apply(app, rows(files))
    assert (plan.added, plan.faults) == (0, ())
    snapshot = await load_snapshot(app)
    assert not {"ancienne", "ancienne-lyon"} & set(snapshot.by_slug)
    assert snapshot.by_slug["ancienne-soir"].organization == "nouvelle"


async def test_merges_that_cross_never_lose_both(world: Any, app: Any, held: None, actor: Actor) -> None:
    other = await connect(world.app_url)
    done = await asyncio.gather(
        merge(app, actor, "nouvelle", "autre", WHY),
        merge(other, actor, "autre", "nouvelle", WHY),
        return_exceptions=True,
    )
    assert sum(isinstance(one, int) for one in done) == 1
    assert sum(isinstance(one, Refused) for one in done) == 1
    snapshot = await load_snapshot(app)
    assert len({"nouvelle", "autre"} & set(snapshot.by_slug)) == 1
    assert set(snapshot.slug_history.values()) <= set(snapshot.by_slug)
    other.terminate()


@pytest.mark.parametrize("field", ["languages", "phone", "organization_name"])
async def test_an_edit_that_waited_for_a_merge_does_not_wake_what_was_merged(
    world: Any, app: Any, held: None, actor: Actor, field: str
) -> None:
    editor = await connect(world.app_url)
    value = "04 72 00 00 99" if field == "phone" else "anglais"
    async with app.transaction():
        await merge(app, actor, "ancienne", "nouvelle", WHY)
        editing = asyncio.create_task(change_field(editor, "ancienne", field, value, CALLED, position=3))
        await waiting(world)
    with pytest.raises(NotFound):
        await editing
    assert await app.fetchval("SELECT count(*) FROM fact WHERE slug = 'ancienne' AND version_to IS NULL") == 0
    assert "ancienne" not in (await load_snapshot(app)).by_slug
    editor.terminate()


async def waiting(world: Any) -> None:
    """Until someone waits for the directory's version."""
    async with asyncio.timeout(5):
        while not await world.owner.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110
            await anyio.sleep(0.005)


@pytest.fixture
async def listener(world: Any, held: None, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at an application that follows this database."""
    served = create_app(settings, vault=VAULT)
    async with served.lifespan(), client_for(served) as client:
        yield client


async def redirected(client: httpx.AsyncClient, path: str, target: str) -> None:
    """Within a second of the commit."""
    for _ in range(200):
        answer = await client.get(path)
        if answer.headers.get("location") == target:
            return
        await anyio.sleep(0.005)
    raise AssertionError(f"{path} never led to {target}")


async def test_a_running_process_redirects_and_finds_the_former_name_within_a_second(
    app: Any, listener: httpx.AsyncClient, actor: Actor
) -> None:
    assert (await listener.get("/structures/ancienne")).status_code == 200
    await merge(app, actor, "ancienne", "nouvelle", WHY)
    await redirected(listener, "/structures/ancienne", "/structures/nouvelle")
    found = await listener.post("/", data={"text": "aanc"})
    assert "/structures/nouvelle" in found.text
    assert "04 72 00 00 50" not in found.text
    await merge(app, actor, "nouvelle", "autre", WHY)
    await redirected(listener, "/structures/ancienne", "/structures/autre")
    await unmerge(app, actor, "nouvelle")
    await redirected(listener, "/structures/ancienne", "/structures/nouvelle")
