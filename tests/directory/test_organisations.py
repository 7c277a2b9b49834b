"""Organisations added as drafts, suspended, closed, renamed: nothing is deleted, and no address dies."""

from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx
import pytest

from relais.app import create_app
from relais.audit.model import Actor
from relais.core.errors import NotFound, Refused
from relais.core.settings import Settings
from relais.directory import organisations
from relais.directory.changes import waiting_for
from relais.directory.loading import load_snapshot
from relais.directory.organisations import NewService
from tests.accounts.people import client_for
from tests.directory.upkeep_worlds import VAULT, confirm_at, coordinator
from tests.web.reading import Page

pytestmark = pytest.mark.anyio
WHY = "Doublon signalé par l'association"


@pytest.fixture
async def actor(world: Any) -> Actor:
    return await coordinator(world.owner)


@pytest.fixture
async def held(app: Any, files: Any) -> None:
    """Two organisations."""
    async with app.transaction():
        await files.apply(app, [files.row("a", name="Association A"), files.row("b", name="Association B")])


def asked(**more: Any) -> NewService:
    base = {"name": "Écoute nouvelle", "kind": "ecoute", "needs": ("addiction",), "coverage": ("69",)}
    return NewService(**(base | {"source_label": "Site de l'association", "source_date": "2026-10"} | more))


async def test_a_new_organisation_is_a_draft_that_no_listener_sees_and_its_number_waits(app: Any, actor: Actor) -> None:
    slug, outcome = await organisations.add_organisation(app, actor, asked(phone="04 72 00 00 77"))
    assert slug == "ecoute-nouvelle"
    assert outcome.waiting == ("phone",)
    assert slug not in (await load_snapshot(app)).by_slug
    assert [line.field for line in await waiting_for(app, slug)] == ["phone"]
    await organisations.publish_draft(app, actor, slug)
    service = (await load_snapshot(app)).by_slug[slug]
    assert (service.state, service.contacts, service.coverage) == ("sourced", (), ("69",))
    assert service.organization_name == "Écoute nouvelle"
    acts = [row["act"] for row in await app.fetch("SELECT act FROM journal WHERE organization = $1 ORDER BY id", slug)]
    assert acts[0] == "directory.add_organisation"
    assert acts[-1] == "directory.publish_draft"


async def test_a_second_service_belongs_to_its_organisation(app: Any, held: None, actor: Actor) -> None:
    slug, outcome = await organisations.add_service(app, actor, "a", asked(name="Permanence du soir", acronym="PS"))
    assert (slug, outcome.waiting) == ("a-ps", ())
    await organisations.publish_draft(app, actor, slug)
    service = (await load_snapshot(app)).by_slug[slug]
    assert (service.organization, service.organization_name, service.name) == (
        "a",
        "Association A",
        "Permanence du soir",
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "hotel"}, "kind"),
        ({"slug": "Pas un nom"}, "slug"),
        ({"slug": "a"}, "slug"),
        ({"slug": "3114"}, "slug"),
        ({"coverage": ("999",)}, "coverage"),
        ({"phone": "12"}, "phone"),
        ({"hours": "toujours"}, "hours"),
    ],
)
async def test_what_is_wrong_is_refused_beside_its_field_and_nothing_is_added(
    app: Any, held: None, actor: Actor, wrong: dict[str, Any], field: str
) -> None:
    before = await app.fetchval("SELECT count(*) FROM service")
    with pytest.raises(Refused) as refused:
        await organisations.add_organisation(app, actor, asked(**wrong))
    assert refused.value.field == field
    assert await app.fetchval("SELECT count(*) FROM service") == before


async def test_a_suspended_service_is_kept_and_comes_back_as_it_was(app: Any, held: None, actor: Actor) -> None:
    before = (await load_snapshot(app)).by_slug["a"]
    await organisations.retire(app, actor, "a", WHY)
    assert "a" not in (await load_snapshot(app)).by_slug
    entry = await app.fetchrow("SELECT actor, detail FROM journal WHERE act = 'directory.retire'")
    assert (entry["actor"], entry["detail"]["why"]) == (actor.account, WHY)
    await organisations.restore(app, actor, "a")
    after = (await load_snapshot(app)).by_slug["a"]
    assert (after.contacts, after.state, after.name) == (before.contacts, before.state, before.name)


async def test_a_suspension_says_why_and_never_takes_the_line_of_the_desk_away(
    app: Any, files: Any, actor: Actor
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a"), files.row("cnom-ecoute")])
    for slug, why, code in (("a", "  ", "reason_missing"), ("cnom-ecoute", WHY, "desk_line_protected")):
        with pytest.raises(Refused) as refused:
            await organisations.retire(app, actor, slug, why)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        await organisations.retire(app, actor, "inconnue", WHY)
    with pytest.raises(Refused):
        await organisations.close_for_good(app, actor, "cnom-ecoute", "2026-01-01", WHY)
    with pytest.raises(Refused):
        await organisations.rename_slug(app, actor, "cnom-ecoute", "autre")


async def test_a_service_closed_for_good_stays_with_its_successor(app: Any, held: None, actor: Actor) -> None:
    await organisations.close_for_good(app, actor, "a", "31/03/2026", WHY, replaced_by="b")
    service = (await load_snapshot(app)).by_slug["a"]
    assert (str(service.closed_on), service.replaced_by) == ("2026-03-31", "b")
    await organisations.reopen(app, actor, "a")
    service = (await load_snapshot(app)).by_slug["a"]
    assert (service.closed_on, service.replaced_by) == (None, "")


@pytest.mark.parametrize("successor", ["a", "inconnue", "suspendue"])
async def test_a_successor_is_another_service_that_is_shown(app: Any, files: Any, actor: Actor, successor: str) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a"), files.row("suspendue")])
    await organisations.retire(app, actor, "suspendue", WHY)
    for act in (
        organisations.retire(app, actor, "a", WHY, replaced_by=successor),
        organisations.close_for_good(app, actor, "a", "2026-01-01", WHY, replaced_by=successor),
    ):
        with pytest.raises(Refused) as refused:
            await act
        assert refused.value.field == "replaced_by"


async def test_a_renamed_service_keeps_its_facts_and_its_confirmations(
    world: Any, app: Any, held: None, actor: Actor
) -> None:
    await confirm_at(world.owner, "a", "phone", 3)
    before = (await load_snapshot(app)).by_slug["a"]
    await organisations.rename_slug(app, actor, "a", "a-lyon")
    snapshot = await load_snapshot(app)
    after = snapshot.by_slug["a-lyon"]
    assert "a" not in snapshot.by_slug
    assert (after.contacts, after.facts, after.organization) == (before.contacts, before.facts, "a")
    assert snapshot.slug_history == {"a": "a-lyon"}
    await organisations.rename_slug(app, actor, "a-lyon", "a-rhone")
    assert (await load_snapshot(app)).slug_history == {"a": "a-rhone", "a-lyon": "a-rhone"}
    await organisations.rename_slug(app, actor, "a-rhone", "a-lyon")
    assert (await load_snapshot(app)).slug_history == {"a": "a-lyon", "a-rhone": "a-lyon"}


async def test_an_address_that_was_ever_used_is_not_given_again(app: Any, held: None, actor: Actor) -> None:
    await organisations.rename_slug(app, actor, "a", "a-lyon")
    for taken in ("a", "b", "3114"):
        with pytest.raises(Refused) as refused:
            await organisations.rename_slug(app, actor, "b", taken)
        assert refused.value.field == "slug"


async def test_a_service_for_which_something_waits_is_not_renamed(app: Any, held: None, actor: Actor) -> None:
    await app.execute(
        "INSERT INTO error_report (id, service, motive, made_as) "
        "VALUES (gen_random_uuid(), 'a', 'phone_dead', 'anonymous')"
    )
    with pytest.raises(Refused) as refused:
        await organisations.rename_slug(app, actor, "a", "a-lyon")
    assert refused.value.code == "changes_waiting"
    assert "a" in (await load_snapshot(app)).by_slug


async def test_an_import_follows_a_new_name_and_changes_nothing(app: Any, files: Any, actor: Actor) -> None:
    rows = [files.row("a", hours="24/7"), files.row("b", organization="a", replaced_by="a", closed_on="2020-01-01")]
    async with app.transaction():
        await files.apply(app, rows)
    await organisations.rename_slug(app, actor, "a", "a-lyon")
    async with app.transaction():
        plan = await files.apply(app, rows)
    assert (plan.added, plan.changed, plan.retired, plan.proposed, plan.faults) == (0, 0, 0, 0, ())
    async with app.transaction():
        plan = await files.apply(app, [files.row("a", hours="Mo-Fr 09:00-18:00"), rows[1]])
    assert (plan.added, plan.changed) == (0, 1)
    snapshot = await load_snapshot(app)
    assert snapshot.by_slug["a-lyon"].hours == "Mo-Fr 09:00-18:00"
    assert snapshot.by_slug["b"].replaced_by == "a-lyon"


async def test_a_renamed_line_at_fault_does_not_pass_for_withdrawn(app: Any, files: Any, actor: Actor) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await organisations.rename_slug(app, actor, "a", "a-lyon")
    async with app.transaction():
        await files.apply(app, [files.row("a", kind="hotel")], skip_bad=True)
    assert "a-lyon" in (await load_snapshot(app)).by_slug


@pytest.fixture
async def listener(world: Any, held: None, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at an application that follows this database."""
    served = create_app(settings, vault=VAULT)
    async with served.lifespan(), client_for(served) as client:
        yield client


async def status(client: httpx.AsyncClient, path: str, expected: int) -> httpx.Response:
    """The answer once it has the expected status: a running process learns of a change within a second."""
    found: list[httpx.Response] = []
    for _ in range(200):
        found[:] = [await client.get(path)]
        if found[0].status_code == expected:
            break
        await anyio.sleep(0.005)
    assert found[0].status_code == expected
    return found[0]


async def test_a_running_desk_follows_a_suspension_its_successor_and_a_new_name_within_a_second(
    app: Any, listener: httpx.AsyncClient, actor: Actor
) -> None:
    await organisations.retire(app, actor, "a", WHY)
    gone = await status(listener, "/structures/a", 404)
    assert "plus, dans l'annuaire" in Page(gone.text).text
    await organisations.restore(app, actor, "a")
    await status(listener, "/structures/a", 200)
    await organisations.retire(app, actor, "a", WHY, replaced_by="b")
    assert (await status(listener, "/structures/a", 301)).headers["location"] == "/structures/b"
    await organisations.restore(app, actor, "a")
    await status(listener, "/structures/a", 200)
    await organisations.rename_slug(app, actor, "a", "a-lyon")
    assert (await status(listener, "/structures/a", 301)).headers["location"] == "/structures/a-lyon"
    await status(listener, "/structures/a-lyon", 200)
