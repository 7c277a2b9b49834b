"""One application over the real directory for a whole file, with an officer of the Rhône and the national service."""

from collections.abc import AsyncIterator, Callable

import pytest
from litestar import Litestar

from tests.accounts.people import Person, add_person, client_for
from tests.followup.conftest import app, desk, doctor
from tests.followup.held import Desk
from tests.guidance.browsing import Tab

__all__ = ("app", "desk", "doctor")
Open = Callable[[Person], Tab]


@pytest.fixture(scope="module")
async def officer_person(desk: Desk) -> Person:
    return await add_person(desk.owner, desk.vault, "officer", "Camille", council="69")


@pytest.fixture(scope="module")
async def stranger_person(desk: Desk) -> Person:
    return await add_person(desk.owner, desk.vault, "officer", "Sacha", council="75")


@pytest.fixture(scope="module")
async def national_person(desk: Desk) -> Person:
    return await add_person(desk.owner, desk.vault, "national", "Noor")


@pytest.fixture
async def officer(app: Litestar, officer_person: Person) -> AsyncIterator[Tab]:
    """Of the Rhône."""
    async with client_for(app, officer_person) as client:
        yield Tab(client=client, person=officer_person)


@pytest.fixture
async def stranger(app: Litestar, stranger_person: Person) -> AsyncIterator[Tab]:
    """Of Paris."""
    async with client_for(app, stranger_person) as client:
        yield Tab(client=client, person=stranger_person)


@pytest.fixture
async def national(app: Litestar, national_person: Person) -> AsyncIterator[Tab]:
    """Of the national service."""
    async with client_for(app, national_person) as client:
        yield Tab(client=client, person=national_person)
