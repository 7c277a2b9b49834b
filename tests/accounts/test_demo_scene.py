"""The demonstration has something to look at behind each page, and takes all of it away with its accounts."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from msgspec import Struct

from relais.accounts.demo import CAST, make_demo
from relais.cli.demo_scene import DOCTORS, DemoDoctor, end_scene, make_scene
from relais.core.clock import now
from relais.core.db import Database
from relais.core.embedded import EmbeddedPostgres
from relais.core.settings import Settings
from tests.accounts.people import Person, app_of, client_for, keep_pads, open_session
from tests.conftest import World, copied
from tests.web.site import VAULT

pytestmark = pytest.mark.anyio
LAST = now().year - 1


class Show(Struct, frozen=True, kw_only=True):
    """The demonstration as it was made, and its application."""

    world: World
    settings: Settings
    app: Any
    doctors: list[DemoDoctor]

    async def account(self, name: str) -> Person:
        """Someone of the cast, signed in: the doors are not what is looked at."""
        email = next(one.email for one in CAST if one.email.startswith(name))
        account = await self.world.owner.fetchval(
            "SELECT id FROM account WHERE email_key = $1", VAULT.keyed("email", email)
        )
        return await open_session(self.world.owner, VAULT, account)

    async def text(self, name: str, path: str) -> str:
        """A page as they read it."""
        async with client_for(self.app, await self.account(name)) as client:
            return read(await client.get(path))


def read(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]))


@pytest.fixture(scope="module")
async def show(
    postgres: EmbeddedPostgres, filled: str, anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Show]:
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(copied(postgres, filled))
        pads = await keep_pads(world.owner, VAULT)
        settings = Settings(var_dir=tmp_path_factory.mktemp("var"), app_url=world.app_url, worker_url=world.worker_url)
        database = Database(world.app_url, max_size=2, pads=pads)
        stack.push_async_callback(database.close)
        await make_demo(database, VAULT)
        doctors = await make_scene(settings, VAULT)
        app = app_of(settings, VAULT)
        await stack.enter_async_context(app.lifespan())
        yield Show(world=world, settings=settings, app=app, doctors=doctors)


PAGES = {
    "the council's requests": ("farid", "/demandes", ("Bleuet", "Cerisier", "Saule")),
    "its cases": ("farid", "/orientations", ("Tilleul",)),
    "its pathways": ("farid", "/parcours", ("Tilleul",)),
    "its national files": ("farid", "/commission/dossiers", ("donner un avis", "décidé")),
    "the national service's requests": ("ines", "/demandes", ("Noyer",)),
    "what a recipient was sent": ("gaelle", "/espace/orientations", ("Répondre avant",)),
    "the sessions": ("leila", "/commission", ("1 dossier",)),
    "what the chair decides alone": ("nadia", "/commission", ("urgent",)),
    "what is to be paid": ("ines", "/commission/versements", ("1 500", "500")),
    "what a coordinator reads before it is announced": ("camille", "/coordination/agenda", ("Exemple : changer",)),
    "the figures that wait": ("dominique", "/coordination/chiffres", ("CARMF", "CNG")),
    "a signatory's figures": ("olivier", f"/rapport/chiffres/{LAST}", ("150",)),
    "an organiser's actions": ("elise", "/espace/agenda", ("Exemple : prévenir",)),
}


@pytest.mark.parametrize("page", PAGES)
async def test_there_is_something_to_look_at(show: Show, page: str) -> None:
    who, path, words = PAGES[page]
    text = (await show.text(who, path)).replace("\u202f", " ").replace("\xa0", " ")
    assert [word for word in words if word not in text] == [], text


async def test_the_calendar_says_that_what_it_shows_is_invented(show: Show) -> None:
    async with client_for(show.app) as client:
        page = read(await client.get("/agenda"))
    assert page.count("Exemple") == 3
    assert "changer de mode" not in page


async def test_each_invented_doctor_follows_with_the_code_that_was_shown(show: Show) -> None:
    assert [one.name for one in show.doctors] == list(DOCTORS)
    async with client_for(show.app) as client:
        for one in show.doctors:
            assert "Tout arrêter" in (await client.post("/suivi", data={"code": one.code})).text, one.name


async def test_the_reference_of_a_file_is_told_since_boards_say_nothing_else(show: Show) -> None:
    board = await show.text("farid", "/commission/dossiers")
    references = [one.file for one in show.doctors if one.file]
    assert len(references) == 4
    assert [one for one in references if one not in board] == []


async def test_nobody_of_the_demonstration_came_in_yet(show: Show) -> None:
    assert await show.world.owner.fetchval("SELECT count(entered_at) FROM account") == 0


async def test_it_is_made_once(show: Show) -> None:
    assert await make_scene(show.settings, VAULT) == []


async def test_nobody_is_written_to(show: Show) -> None:
    assert await show.world.owner.fetchval("SELECT count(*) FROM outbox") == 0


async def test_taken_away_no_word_of_it_is_left(
    postgres: EmbeddedPostgres, filled: str, anyio_backend: str, tmp_path: Any
) -> None:
    async with copied(postgres, filled) as world:
        pads = await keep_pads(world.owner, VAULT)
        settings = Settings(var_dir=tmp_path, app_url=world.app_url)
        database = Database(world.app_url, max_size=2, pads=pads)
        await make_demo(database, VAULT)
        await database.close()
        await make_scene(settings, VAULT)
        assert await end_scene(settings, VAULT) == len(DOCTORS) + 1
        assert await end_scene(settings, VAULT) == 0
        living = (
            "SELECT (SELECT count(*) FROM aid_case WHERE erased_at IS NULL) + (SELECT count(*) FROM case_part)"
            " + (SELECT count(*) FROM file_section) + (SELECT count(*) FROM year_figure WHERE ended_at IS NULL)"
            " + (SELECT count(*) FROM programme_action WHERE state IN ('proposed', 'published'))"
        )
        assert await world.owner.fetchval(living) == 0
