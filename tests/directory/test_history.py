"""Every value ever published, by whom as a function, and what a listener saw at a moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from relais.audit.model import Actor
from relais.core.clock import now
from relais.core.errors import NotFound
from relais.directory.changes import Proposal, submit
from relais.directory.emergency import EMERGENCY
from relais.directory.expiry import expire
from relais.directory.history import FieldHistory, history_of, seen_at
from relais.directory.loading import load_snapshot
from relais.directory.organisations import merge, rename_slug, retire
from relais.directory.pages import Directory
from relais.directory.service import Origin, change_field
from relais.directory.snapshot import Snapshot
from relais.directory.strip import STRIP
from relais.geo.gazetteer import load_gazetteer
from tests.directory.conftest import DATA
from tests.directory.upkeep_worlds import confirm_at, coordinator, member
from tests.web.site import FixedKeeper

pytestmark = pytest.mark.anyio
CALLED = Origin(source_label="appel à l'association", source_date_text="2026-03-03")


async def moment(db: Any) -> datetime:
    """Now, by the clock of the server, which dates publications."""
    found: datetime = await db.fetchval("SELECT clock_timestamp()")
    return found


def directory_of(snapshot: Snapshot) -> Directory:
    return Directory(
        keeper=FixedKeeper(current=snapshot),
        gazetteer=load_gazetteer(DATA),
        desk_line="cnom-ecoute",
        urgences={service.slug: service for service in EMERGENCY},
        strip=STRIP,
    )


async def field(db: Any, slug: str, code: str) -> FieldHistory:
    return next(one for one in (await history_of(db, slug)).fields if one.field == code)


@pytest.fixture
async def actor(world: Any) -> Actor:
    return await coordinator(world.owner)


async def test_a_field_tells_every_value_with_its_dates_its_source_and_the_function_of_who_published_it(
    world: Any, app: Any, files: Any
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", description="Écoute")])
    keeper = Actor(account=(await member(world.owner, "a")).account, acting_as="member")
    base = await app.fetchval("SELECT version_from FROM fact WHERE field = 'description'")
    await submit(app, keeper, "a", [Proposal(code="description", value="Écoute de jour", base_version=base)])
    told = await field(app, "a", "description")
    new, old = told.shown
    assert (old.value, old.who, old.source_label, old.source_date_text) == (
        "Écoute",
        "import",
        "Bulletin de l'Ordre",
        "2016",
    )
    assert (new.value, new.who, new.shown_until, new.state) == ("Écoute de jour", "member", None, "confirmed")
    assert old.shown_until == new.shown_from
    assert old.shown_from < new.shown_from
    assert not new.same_value
    assert str(keeper.account) not in repr(told)


async def test_the_number_comes_first_and_each_contact_has_its_own_history(app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", phone="04 72 00 00 01|04 72 00 00 02")])
    fields = (await history_of(app, "a")).fields
    assert [(one.field, one.position, one.label) for one in fields[:2]] == [
        ("phone", 1, "Téléphone"),
        ("phone", 2, "Téléphone"),
    ]
    assert {one.subject_kind for one in fields} == {"organization", "service", "contact"}


async def test_the_end_of_a_confirmation_is_the_work_of_nobody_and_keeps_the_value(
    world: Any, app: Any, files: Any
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await confirm_at(world.owner, "a", "phone", 91)
    await expire(app)
    ended, _ = (await field(app, "a", "phone")).shown
    assert (ended.who, ended.cause, ended.state, ended.same_value, ended.how) == (
        "system",
        "expiry",
        "stale",
        True,
        "appel",
    )


async def test_a_cleared_value_is_told_as_such(app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", hours="24/7")])
    await change_field(app, "a", "hours", None, CALLED)
    assert [one.value for one in (await field(app, "a", "hours")).shown] == [None, "24/7"]


async def test_what_was_never_published_has_no_history(app: Any) -> None:
    with pytest.raises(NotFound):
        await history_of(app, "inconnue")


async def test_what_a_listener_saw_on_a_past_day_is_shown_in_the_words_of_the_page(app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", hours="24/7", acronym="EDS")])
    then = await moment(app)
    await change_field(app, "a", "phone", "04 72 00 00 99", CALLED)
    await change_field(app, "a", "hours", "Mo-Fr 09:00-18:00", CALLED)
    directory = directory_of(await load_snapshot(app))
    seen = await seen_at(app, directory, "a", then)
    assert seen.card is not None
    assert seen.published_at is not None
    assert [phone.value for phone in seen.card.phones] == ["04 72 00 00 01"]
    assert (seen.card.open_words, seen.card.title) == ("ouvert 24h/24, 7j/7", "EDS, Écoute des soignants")
    assert seen.published_at <= then
    assert "téléphone" in seen.facts[0].fields
    later = await seen_at(app, directory, "a", await moment(app))
    assert later.card is not None
    assert [phone.value for phone in later.card.phones] == ["04 72 00 00 99"]


async def test_before_anything_was_published_nothing_was_seen(app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    directory = directory_of(await load_snapshot(app))
    seen = await seen_at(app, directory, "a", datetime(2020, 3, 3, 22, 10, tzinfo=UTC))
    assert (seen.version, seen.published_at, seen.card, seen.facts, seen.values) == (0, None, None, (), ())


async def test_whether_it_was_open_is_told_for_that_moment(app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", hours="Mo-Su 09:00-18:00")])
    directory = directory_of(await load_snapshot(app))
    day = (now() + timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)
    states = []
    for hour in (11, 22):
        seen = await seen_at(app, directory, "a", day.replace(hour=hour))
        assert seen.card is not None
        states.append(seen.card.open)
    assert states == ["open", "closed"]


async def test_a_suspended_service_was_not_seen_and_its_values_are_still_known(
    app: Any, files: Any, actor: Actor
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await retire(app, actor, "a", "Ne répond plus")
    seen = await seen_at(app, directory_of(await load_snapshot(app)), "a", await moment(app))
    assert seen.card is None
    assert {value.field for value in seen.values} >= {"phone", "name", "state"}
    assert (await field(app, "a", "state")).shown[0].who == "coordinator"


async def test_history_goes_on_after_a_merge_and_says_which_addresses_lead_here(
    app: Any, files: Any, actor: Actor
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a", name="Ancien nom"), files.row("b")])
    then = await moment(app)
    await rename_slug(app, actor, "a", "a-lyon")
    await merge(app, actor, "a", "b", "Doublon")
    directory = directory_of(await load_snapshot(app))
    seen = await seen_at(app, directory, "a", then)
    assert seen.card is not None
    assert (await seen_at(app, directory, "a-lyon", await moment(app))).card is None
    assert all(one.shown[0].shown_until is not None for one in (await history_of(app, "a-lyon")).fields)
    assert [(one.old_slug, one.cause) for one in (await history_of(app, "b")).former] == [
        ("a", "rename"),
        ("a-lyon", "merge"),
    ]
    aliases = (await field(app, "b", "aliases")).shown[0]
    assert (aliases.cause, aliases.who) == ("merge", "coordinator")
