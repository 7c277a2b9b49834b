"""Who reads for a council today: its officers who are present, else its deputies."""

from datetime import timedelta
from typing import Any

import pytest

from relais.accounts.absences import add_absence
from relais.accounts.holders import duty_officers
from relais.core.db import transaction
from tests.accounts.granting import Office
from tests.accounts.people import Person, add_person

pytestmark = pytest.mark.anyio


async def away(office: Office, world: Any, person: Person, first: int, last: int) -> None:
    """Away from `first` to `last` days after today."""
    today = await world.owner.fetchval("SELECT (now() AT TIME ZONE 'Europe/Paris')::date")
    grant = await world.owner.fetchval("SELECT id FROM role_grant WHERE account = $1", person.account)
    async with transaction(await world.pool()) as db:
        days = (today + timedelta(days=first), today + timedelta(days=last))
        await add_absence(db, office.person(person, "officer"), grant, *days)


async def on_duty(world: Any, council: str = "69") -> list[Any]:
    async with transaction(await world.pool()) as db:
        return await duty_officers(db, council)


async def test_officers_read_before_deputies_whose_turn_comes_when_all_are_away(office: Office, world: Any) -> None:
    one = await add_person(world.owner, office.vault, "officer", council="69")
    two = await add_person(world.owner, office.vault, "officer", council="69")
    deputy = await add_person(world.owner, office.vault, "officer", council="69", deputy=True)
    await add_person(world.owner, office.vault, "officer", council="2A")
    assert await on_duty(world) == sorted([one.account, two.account])
    await away(office, world, one, -3, 0)
    assert await on_duty(world) == [two.account]
    await away(office, world, two, 0, 3)
    assert await on_duty(world) == [deputy.account]
    await away(office, world, deputy, 0, 0)
    assert await on_duty(world) == []


async def test_an_absence_that_is_over_or_to_come_changes_nothing(office: Office, world: Any) -> None:
    one = await add_person(world.owner, office.vault, "officer", council="69")
    await away(office, world, one, -5, -1)
    await away(office, world, one, 1, 5)
    assert await on_duty(world) == [one.account]


async def test_who_never_came_or_is_closed_reads_nothing(office: Office, world: Any) -> None:
    one = await add_person(world.owner, office.vault, "officer", council="69")
    await world.owner.execute("UPDATE account SET entered_at = NULL WHERE id = $1", one.account)
    assert await on_duty(world) == []
