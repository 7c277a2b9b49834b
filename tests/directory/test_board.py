"""The board of what is due, and the needs that nobody covers."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from relais.core.clock import now
from relais.directory.model import Service
from relais.directory.published import Snapshot, with_emergency
from relais.directory.service import Origin, change_field
from relais.directory.upkeep import due, emptiness
from relais.geo.gazetteer import load_gazetteer
from tests.accounts.people import add_person
from tests.directory.conftest import DATA
from tests.directory.upkeep_worlds import VAULT, confirm_at, member

pytestmark = pytest.mark.anyio
GAZETTEER = load_gazetteer(DATA)


async def test_the_board_tells_what_is_due_soonest_first(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", hours="24/7"), files.row("b"), files.row("c")])
    await confirm_at(world.owner, "a", "phone", 80)
    await confirm_at(world.owner, "a", "hours", 10)
    await confirm_at(world.owner, "b", "phone", 95)
    await member(world.owner, "a")
    rows = await due(app)
    assert [row.organization for row in rows] == ["b", "a", "c"]
    b, a, c = rows
    assert b.due_at is not None
    assert b.due_at < now() < a.due_at < now() + timedelta(days=11)  # type: ignore[operator]
    assert (a.overdue, a.soon, b.overdue, b.soon, c.due_at) == (0, 1, 1, 0, None)
    assert (a.states["confirmed"], a.members, b.members) == (2, 1, 0)
    assert a.never_confirmed == sum(a.states.values()) - 2
    assert a.last_confirmed_at is not None
    assert abs(a.last_confirmed_at - (now() - timedelta(days=10))) < timedelta(minutes=1)
    assert c.last_confirmed_at is None


async def test_the_board_counts_reports_and_changes_that_wait_and_the_officers_of_a_council(
    world: Any, app: Any, files: Any
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("cdom-69", kind="conseil", council_of="69")])
    officer = await add_person(world.owner, VAULT, "officer", council="69")
    await world.owner.execute(
        "INSERT INTO error_report (id, service, motive, made_as) "
        "VALUES (gen_random_uuid(), 'cdom-69', 'phone_dead', 'anonymous')"
    )
    request = await world.owner.fetchval(
        "INSERT INTO change_request (id, service, origin, made_by, made_as) "
        "VALUES (gen_random_uuid(), 'cdom-69', 'product', $1, 'officer') RETURNING id",
        officer.account,
    )
    await world.owner.execute(
        "INSERT INTO change_request_line (request, subject_kind, subject_id, field, proposed, state, source_label, "
        "source_date_text, made_by) "
        "VALUES ($1, 'service', 'cdom-69', 'name', '\"Conseil\"', 'confirmed', 'x', 'x', $2)",
        request,
        officer.account,
    )
    [row] = await due(app)
    assert (row.members, row.open_reports, row.open_changes, row.council_of) == (1, 1, 1, "69")


async def test_what_is_not_shown_is_not_due(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a"), files.row("b")])
    await confirm_at(world.owner, "a", "phone", 95)
    await change_field(app, "a", "state", "suspended", Origin(source_label="essai"))
    assert [row.organization for row in await due(app)] == ["b"]


def snapshot_of(*services: Service) -> Snapshot:
    return Snapshot(version=1, as_of=now(), services=with_emergency(services))


def service(slug: str, *, coverage: tuple[str, ...], **more: Any) -> Service:
    base = Service(slug=slug, organization=slug, organization_name=slug, name=slug, kind="ecoute", needs=("addiction",))
    return structs.replace(base, coverage=coverage, **more)


def test_a_need_is_empty_where_neither_a_local_nor_a_national_service_covers_it() -> None:
    found = emptiness(
        snapshot_of(
            service("a", coverage=("69", "01")),
            service("c", coverage=("69",), kind="conseil"),
            service("n", coverage=("FR",), needs=("juridique",)),
            service("closed", coverage=("75",), closed_on=now().date()),
        ),
        GAZETTEER,
    )
    cells = {(cell.need, cell.departement): cell for row in found.rows.values() for cell in row}
    rhone, ain, paris = (cells["addiction", code] for code in ("69", "01", "75"))
    assert (rhone.local, rhone.councils, rhone.national, rhone.empty) == (2, 1, 0, False)
    assert (ain.local, ain.councils) == (1, 0)
    assert (paris.empty, paris.without_local) == (True, True)
    legal = cells["juridique", "69"]
    assert (legal.local, legal.national, legal.empty, legal.without_local) == (0, 1, False, True)
    assert found.nobody["addiction"] == len(found.departements) - 2
    assert found.nobody["juridique"] == 0
    assert found.without_local["juridique"] == len(found.departements) == 101
    assert cells["crise_suicidaire", "69"].empty
