"""The calendar in memory outlives the database, a restart without it, and a damaged copy."""

import asyncio
from pathlib import Path

import pytest

from relais.core.settings import Settings
from relais.geo.gazetteer import load_gazetteer
from relais.programme.catalogue import Catalogue
from relais.programme.copying import Copy, read_copy, write_copy
from relais.programme.keeper import CatalogueKeeper
from relais.programme.model import Action
from relais.programme.store import LIST_ANNOUNCED
from tests.accounts.people import app_of, client_for
from tests.followup.pressing import opened
from tests.programme.fair import Fair
from tests.programme.making import NOON, action

pytestmark = pytest.mark.anyio
NOWHERE = "postgresql://relais_app@127.0.0.1:1/nowhere"


def keeper_at(url: str, path: Path, told: list[Catalogue] | None = None) -> CatalogueKeeper:
    return CatalogueKeeper(url, load_gazetteer(), path, (told if told is not None else []).append)


def copy_of(*actions: Action) -> Copy:
    return Copy(as_of=NOON, actions=list(actions))


def test_a_copy_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "programme.bin"
    made = copy_of(action(), action(slug="autre", starts_at=None, ends_at=None, booking="none"))
    write_copy(path, made)
    assert read_copy(path) == made
    assert [one.name for one in path.parent.iterdir()] == ["programme.bin"]


@pytest.mark.parametrize("damage", ["missing", "cut", "altered", "empty", "other"])
def test_a_damaged_copy_announces_nothing(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "programme.bin"
    write_copy(path, copy_of(action()))
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
            write_copy(path, {"autre": 1})  # type: ignore[arg-type]
    assert read_copy(path) is None


async def test_a_start_without_the_database_shows_the_last_copy(tmp_path: Path) -> None:
    path = tmp_path / "programme.bin"
    write_copy(path, copy_of(action()))
    told: list[Catalogue] = []
    keeper = keeper_at(NOWHERE, path, told)
    async with asyncio.timeout(5), keeper.life(None):
        assert list(keeper.current.by_slug) == ["depistage-lyon"]
        assert told == [keeper.current]
        assert (keeper.stale, keeper.as_of) == (True, NOON)


async def test_what_was_read_stays_when_the_database_goes_and_is_read_whole_when_it_is_back(
    fair: Fair, tmp_path: Path
) -> None:
    slug = await fair.published(title="Reste en mémoire")
    told: list[Catalogue] = []
    keeper = keeper_at(fair.world.app_url, tmp_path / "programme.bin", told)
    async with keeper.life(None):
        assert (keeper.stale, len(told)) == (False, 1)
        checked = keeper.as_of
        keeper._url = NOWHERE  # as if the server had gone
        keeper._db.terminate()
        await keeper.look()
        assert (keeper.stale, keeper.as_of) == (True, checked)
        assert slug in keeper.current.by_slug
        keeper._url = fair.world.app_url
        await keeper.look()
        assert (keeper.stale, len(told)) == (False, 2)
    copy = read_copy(tmp_path / "programme.bin")
    assert copy is not None
    assert slug in {one.slug for one in copy.actions}


async def test_those_who_ask_for_a_look_meanwhile_share_one(fair: Fair, tmp_path: Path) -> None:
    told: list[Catalogue] = []
    keeper = keeper_at(fair.world.app_url, tmp_path / "programme.bin", told)
    await keeper.look()
    slug = await fair.published()
    looks = len(told)
    opened = []
    refresh = keeper._refresh

    async def counted() -> None:
        opened.append(1)
        await refresh()

    keeper._refresh = counted  # type: ignore[method-assign]
    await asyncio.gather(*(keeper.look() for _ in range(200)))
    keeper._drop()
    assert slug in keeper.current.by_slug
    assert (len(opened), len(told) - looks) == (2, 1)


async def test_where_there_is_no_database_at_all_nothing_is_announced_and_nothing_is_away(tmp_path: Path) -> None:
    keeper = keeper_at("", tmp_path / "programme.bin")
    async with keeper.life(None):
        assert (keeper.stale, keeper.current.actions) == (False, ())


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
    keeper._drop()


async def test_pages_of_the_agenda_answer_without_the_database_and_booking_says_that_it_cannot(
    fair: Fair, tmp_path: Path
) -> None:
    slug = await fair.published(title="Sans la base")
    copy = Settings(var_dir=tmp_path, app_url=NOWHERE, worker_url=NOWHERE)
    write_copy(copy.programme_file, copy_of(*[one for one in await announced(fair) if one.slug == slug]))
    app = app_of(copy, fair.vault)
    async with app.lifespan(), client_for(app) as client:
        for path in ("/agenda", f"/agenda/{slug}", f"/agenda/{slug}/reserver", f"/agenda/{slug}/annuler"):
            page = opened(client, await client.get(path))
            assert page.status == 200
            assert "Sans la base" in page.text
            assert "La base de données ne répond pas : agenda du 1er juin 2030 à 14 h 00." in page.text
        assert "Sans la base" in (await client.get("/agenda.ics")).text
        assert "Sans la base" in (await client.post("/", data={"text": "dépistage"})).text
        tried = await client.post(f"/agenda/{slug}/reserver", data={"request": "00000000-0000-4000-8000-000000000001"})
        assert tried.status_code == 503
        assert "00000000-0000-4000-8000-000000000001" in tried.text  # to be sent again as it was


async def test_an_agenda_that_was_never_read_is_not_said_to_be_empty(fair: Fair, tmp_path: Path) -> None:
    app = app_of(Settings(var_dir=tmp_path, app_url=NOWHERE, worker_url=NOWHERE), fair.vault)
    async with app.lifespan(), client_for(app) as client:
        page = opened(client, await client.get("/agenda"))
    assert "l'agenda ne peut pas être lu pour l'instant" in page.text
    assert "Rien n'est annoncé" not in page.text


async def announced(fair: Fair) -> list[Action]:
    async with fair.database.reading() as db:
        return await LIST_ANNOUNCED.all(db)
