"""The calendar in memory outlives the database, a restart without it, and a damaged copy."""

import asyncio
from pathlib import Path

import pytest

from relais.core.db import Database
from relais.core.settings import Settings
from relais.geo.gazetteer import load_gazetteer
from relais.programme.catalogue import Catalogue
from relais.programme.keeper import CatalogueKeeper, read_copy, write_copy
from relais.programme.model import Action
from relais.programme.store import LIST_ANNOUNCED
from tests.accounts.people import app_of, client_for
from tests.programme.fair import Fair
from tests.programme.making import action

pytestmark = pytest.mark.anyio
NOWHERE = "postgresql://relais_app@127.0.0.1:1/nowhere"


def keeper_at(url: str, path: Path, told: list[Catalogue] | None = None) -> CatalogueKeeper:
    return CatalogueKeeper(Database(url), load_gazetteer(), path, (told if told is not None else []).append)


def test_a_copy_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "programme.bin"
    made = [action(), action(slug="autre", starts_at=None, ends_at=None, booking="none")]
    write_copy(path, made)
    assert read_copy(path) == made
    assert [one.name for one in path.parent.iterdir()] == ["programme.bin"]


@pytest.mark.parametrize("damage", ["missing", "cut", "altered", "empty", "other"])
def test_a_damaged_copy_announces_nothing(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "programme.bin"
    write_copy(path, [action()])
    whole = path.read_bytes()
    match damage:
        case "missing":
            path.unlink()
        case "cut":
            path.write_bytes(whole[:-4])
        case "altered":
            path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        case "empty":
            path.write_bytes(b"")
        case "other":
            write_copy(path, [{"autre": 1}])  # type: ignore[list-item]
    assert read_copy(path) == []


async def test_a_start_without_the_database_shows_the_last_copy(tmp_path: Path) -> None:
    path = tmp_path / "programme.bin"
    write_copy(path, [action()])
    told: list[Catalogue] = []
    keeper = keeper_at(NOWHERE, path, told)
    async with asyncio.timeout(5), keeper.life(None):
        assert list(keeper.current.by_slug) == ["depistage-lyon"]
        assert told == [keeper.current]


async def test_what_was_read_stays_when_the_database_goes(fair: Fair, tmp_path: Path) -> None:
    slug = await fair.published(title="Reste en mémoire")
    database = Database(fair.world.app_url)
    keeper = CatalogueKeeper(database, load_gazetteer(), tmp_path / "programme.bin", lambda _: None)
    await keeper.look()
    await database.close()
    database._url = NOWHERE  # as if the server had gone
    await keeper.look()
    assert slug in keeper.current.by_slug
    assert slug in {one.slug for one in read_copy(tmp_path / "programme.bin")}


async def test_nothing_is_read_again_while_nothing_moves(fair: Fair, tmp_path: Path) -> None:
    await fair.published()
    told: list[Catalogue] = []
    keeper = keeper_at(fair.world.app_url, tmp_path / "programme.bin", told)
    await keeper.look()
    await keeper.look()
    assert len(told) == 1
    await fair.published()
    await keeper.look()
    assert len(told) == 2


async def test_pages_of_the_agenda_answer_without_the_database_and_booking_says_that_it_cannot(
    fair: Fair, tmp_path: Path
) -> None:
    slug = await fair.published(title="Sans la base")
    copy = Settings(var_dir=tmp_path, app_url=NOWHERE, worker_url=NOWHERE)
    write_copy(copy.programme_file, [one for one in await announced(fair) if one.slug == slug])
    app = app_of(copy, fair.vault)
    async with app.lifespan(), client_for(app) as client:
        for path in ("/agenda", f"/agenda/{slug}"):
            answer = await client.get(path)
            assert answer.status_code == 200
            assert "Sans la base" in answer.text
        assert "Sans la base" in (await client.post("/", data={"text": "dépistage"})).text
        tried = await client.post(f"/agenda/{slug}/reserver", data={"request": "00000000-0000-4000-8000-000000000001"})
        assert tried.status_code == 503
        assert "00000000-0000-4000-8000-000000000001" in tried.text  # to be sent again as it was


async def announced(fair: Fair) -> list[Action]:
    async with fair.database.reading() as db:
        return await LIST_ANNOUNCED.all(db)
