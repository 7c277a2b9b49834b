"""Many writers at once on the directory: no version is missing, no edit is lost, the desk ends as the database is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from relais.core.db import Pool, connect, transaction
from relais.core.errors import Refused
from relais.core.settings import Settings
from relais.directory.data_import import import_data
from relais.directory.importer import apply_import, plan_import
from relais.directory.published import Snapshot
from relais.directory.reading import open_source
from relais.directory.service import change_field
from relais.directory.snapshot import load_snapshot, snapshot_from_csv
from relais.search.following import Following
from relais.search.model import SearchRequest
from tests.faults.desk import CALLED, DATA
from tests.faults.figures import note

pytestmark = [pytest.mark.anyio, pytest.mark.long]
EDITS, CONNECTIONS = 200, 8
PATIENCE = 20.0


@pytest.fixture
async def directory(world: Any) -> str:
    """The address of a database that holds the real directory."""
    assert (await import_data(world.app_url, DATA)).applied
    return str(world.app_url)


@asynccontextmanager
async def following(settings: Settings) -> AsyncIterator[Following]:
    """The desk's own engine and what keeps it up to date."""
    desk = Following(settings, None)
    await desk.keeper.start()
    try:
        yield desk
    finally:
        await desk.keeper.stop()


async def reached(desk: Following, version: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while desk.keeper.current.version < version:  # noqa: ASYNC110 what is awaited comes from the database
            await asyncio.sleep(0.01)


async def whole(url: str) -> Snapshot:
    db = await connect(url)
    try:
        return await load_snapshot(db)
    finally:
        await db.close()


async def edit(pool: Pool, slug: str, field: str, value: str) -> int:
    """Publish a value; again when another writer was quicker, as an editor would."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                async with transaction(pool) as db:
                    return await change_field(db, slug, field, value, CALLED)
            except Refused as refused:
                if refused.code not in {"fact_changed_meanwhile", "unavailable"}:
                    raise


async def no_gap(url: str, first: int, last: int) -> None:
    db = await connect(url)
    numbers = [row[0] for row in await db.fetch("SELECT number FROM publication WHERE number >= $1 ORDER BY 1", first)]
    await db.close()
    assert numbers == list(range(first, last + 1))


async def equal_to_the_database(desk: Following, url: str) -> None:
    """Service by service in memory, and in the answers of the search."""
    stored = await whole(url)
    await reached(desk, stored.version)
    assert desk.keeper.current.version == stored.version
    assert dict(desk.keeper.current.by_slug) == dict(stored.by_slug)
    moment = stored.as_of
    anew = Following(Settings(), Fixed(stored)).engine
    for text in ("asra", "mots", "épuisement isère", "clinique loin de chez moi 30"):
        asked = SearchRequest(text=text, seed=1, limit=50)
        answers = [engine.search(asked, now=moment) for engine in (desk.engine, anew)]
        assert same(answers[0]) == same(answers[1])


def same(answer: Any) -> Any:
    return structs.replace(answer, as_of=None)


class Fixed:
    """A keeper of one snapshot."""

    stale = False

    def __init__(self, snapshot: Snapshot) -> None:
        self.current, self.as_of = snapshot, snapshot.as_of

    async def start(self) -> None:
        """Nothing follows."""

    async def stop(self) -> None:
        """Nothing follows."""


async def test_two_hundred_edits_of_one_service_at_once_leave_no_gap_and_one_truth(
    world: Any, directory: str, settings: Settings
) -> None:
    pools = [await world.pool(max_size=1) for _ in range(CONNECTIONS)]
    before = (await whole(directory)).version
    loop = asyncio.get_running_loop()
    async with following(settings) as desk:
        start = loop.time()
        work = [
            edit(pools[n % CONNECTIONS], "asra", "phone", f"04 72 00 {n // 100:02d} {n % 100:02d}")
            for n in range(EDITS)
        ]
        versions = await asyncio.gather(*work)
        took = loop.time() - start
        assert sorted(versions) == list(range(before + 1, before + EDITS + 1))
        await no_gap(directory, before + 1, before + EDITS)
        await reached(desk, before + EDITS)
        behind = loop.time() - start - took
        last = versions.index(max(versions))
        phones = [one.value for one in desk.keeper.current.by_slug["asra"].contacts if one.kind == "phone"]
        assert phones[0] == f"04 72 00 {last // 100:02d} {last % 100:02d}"
        await equal_to_the_database(desk, directory)
    note("200 edits of one service at once", edits_a_second=EDITS / took, desk_behind_ms=behind * 1000)


async def test_edits_of_many_services_and_fields_at_once_are_all_kept(
    world: Any, directory: str, settings: Settings
) -> None:
    pools = [await world.pool(max_size=1) for _ in range(CONNECTIONS)]
    slugs = [f"cdom-{number:02d}" for number in range(21, 61)]
    before = (await whole(directory)).version
    async with following(settings) as desk:
        work = [
            edit(pools[n % CONNECTIONS], slug, field, f"{field} {slug}")
            for n, (slug, field) in enumerate(
                (slug, field) for slug in slugs for field in ("description", "hours_note")
            )
        ]
        versions = await asyncio.gather(*work)
        await no_gap(directory, before + 1, before + len(work))
        assert len(set(versions)) == len(work)
        await equal_to_the_database(desk, directory)
        for slug in slugs:
            service = desk.keeper.current.by_slug[slug]
            assert (service.description, service.hours_note) == (f"description {slug}", f"hours_note {slug}")


async def test_an_import_among_edits_loses_none_of_them(
    world: Any, directory: str, settings: Settings, tmp_path: Path
) -> None:
    """The file says one thing of forty services while people say another: what people said stands."""
    pools = [await world.pool(max_size=1) for _ in range(CONNECTIONS)]
    slugs = [f"cdom-{number:02d}" for number in range(21, 61)]
    councils = (DATA / "councils.csv").read_text(encoding="utf-8")
    path = tmp_path / "councils.csv"
    path.write_text(councils.replace("Conseil départemental", "Conseil du département"), encoding="utf-8")
    before = (await whole(directory)).version
    async with following(settings) as desk:
        imported, *_ = await asyncio.gather(
            import_again(pools[0], path, tries=60),
            *(edit(pools[1 + n % (CONNECTIONS - 1)], slug, "name", f"Ordre {slug}") for n, slug in enumerate(slugs)),
        )
        assert imported
        last = (await whole(directory)).version
        await no_gap(directory, before + 1, last)
        await equal_to_the_database(desk, directory)
        for slug in slugs:
            assert desk.keeper.current.by_slug[slug].name == f"Ordre {slug}"
        assert desk.keeper.current.by_slug["cdom-75"].name != named("cdom-75")


def named(slug: str) -> str:
    return snapshot_from_csv(DATA).by_slug[slug].name


async def import_again(pool: Pool, path: Path, *, tries: int) -> bool:
    """Import, and again each time the directory changed under the plan, as its refusal asks for."""
    for _ in range(tries):
        try:
            async with transaction(pool) as db:
                plan = await plan_import(db, open_source(path, data_dir=DATA))
                assert plan.can_apply
                await apply_import(db, plan)
        except Refused as refused:
            if refused.code != "plan_outdated":
                raise
        else:
            return True
    return False
