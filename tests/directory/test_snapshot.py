"""The snapshot: in memory whatever happens to the database, on disk whatever happens to the file."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relais.core.db import connect
from relais.core.settings import Settings
from relais.directory.copying import SnapshotWriter
from relais.directory.data_import import import_data
from relais.directory.keeper import SnapshotKeeper
from relais.directory.loading import load_later, load_snapshot, merge
from relais.directory.model import Service
from relais.directory.published import Changes, Snapshot
from relais.directory.service import Origin, change_field
from relais.directory.snapshot import snapshot_from_csv
from relais.directory.snapshot_file import (
    SnapshotFault,
    previous_of,
    read_newest_snapshot,
    read_snapshot_file,
    write_snapshot_file,
)

pytestmark = pytest.mark.anyio
CALLED = Origin(source_label="appel à l'association")
DATA = Path(__file__).resolve().parents[2] / "data"


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 what is awaited is a property of the product, not an event of ours
            await asyncio.sleep(0.005)


class Follower:
    """Holds what the keeper tells."""

    def __init__(self) -> None:
        self.whole: list[Snapshot] = []
        self.changes: list[Changes] = []

    def on_snapshot(self, snapshot: Snapshot) -> None:
        self.whole.append(snapshot)

    def on_changes(self, changes: Changes, snapshot: Snapshot) -> None:
        self.changes.append(changes)


@asynccontextmanager
async def keeping(config: Settings, url: str, follower: Follower | None = None) -> AsyncIterator[SnapshotKeeper]:
    told = follower or Follower()
    keeper = SnapshotKeeper(config, url, told.on_snapshot, told.on_changes)
    await keeper.start()
    try:
        yield keeper
    finally:
        await keeper.stop()


async def test_the_database_and_the_data_files_make_the_same_directory(world: Any, app: Any) -> None:
    assert (await import_data(world.app_url, DATA)).applied
    loaded, read = await load_snapshot(app), snapshot_from_csv(DATA)
    assert dict(loaded.by_slug) == dict(read.by_slug)
    assert loaded.retired_numbers == read.retired_numbers
    assert loaded.epoch != ""


async def test_the_data_folder_is_imported_only_when_it_changed(world: Any, data_copy: Any) -> None:
    folder = data_copy()
    first = await import_data(world.app_url, folder)
    again = await import_data(world.app_url, folder)
    assert (first.applied, again.applied, again.unchanged) == (True, False, True)
    assert again.version == first.version
    path = folder / "associations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("06 08 28 25 89", "06 08 28 25 90"), encoding="utf-8")
    third = await import_data(world.app_url, folder)
    assert [(plan.changed, plan.waiting) for plan in third.plans] == [(0, 0), (0, 1), (0, 0)]


async def test_an_edited_number_stands_after_a_restart_and_a_new_import(world: Any, app: Any, data_copy: Any) -> None:
    folder = data_copy()
    await import_data(world.app_url, folder)
    await change_field(app, "mots", "phone", "06 08 28 25 91", CALLED)
    path = folder / "associations.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Association MOTS", "L'association MOTS"), encoding="utf-8"
    )
    done = await import_data(world.app_url, folder)
    assert done.applied
    assert (await load_snapshot(app)).by_slug["mots"].contacts[0].value == "06 08 28 25 91"
    assert await app.fetchval("SELECT count(*) FROM change_request_line WHERE status = 'open'") == 1


async def test_a_fault_in_one_data_file_leaves_all_of_them_out(world: Any, app: Any, data_copy: Any) -> None:
    folder = data_copy()
    for name, old, new in (
        ("hospital_options.csv", "hospitalisation_jour", "hotel"),
        ("councils.csv", "cdom-69,", "CDOM 69,"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    done = await import_data(world.app_url, folder)
    assert not done.applied
    assert any(sentence.startswith("councils.csv, ligne ") for sentence in done.sentences)
    assert any(sentence.startswith("hospital_options.csv, ligne ") for sentence in done.sentences)
    assert set((await load_snapshot(app)).by_slug) == set(snapshot_from_csv(folder / "nowhere").by_slug)


async def test_what_changed_is_read_alone_and_makes_the_same_snapshot_as_all(app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row(slug) for slug in ("a", "b", "c")])
    before = await load_snapshot(app)
    await change_field(app, "a", "hours", "24/7", CALLED)
    await change_field(app, "b", "state", "suspended", CALLED)
    async with app.transaction():
        await files.apply(app, [files.row("a"), files.row("b"), files.row("d")])
    later = await load_later(app, before)
    assert later is not None
    changes, after = later
    assert [service.slug for service in changes.changed] == ["a", "d"]
    assert set(changes.removed) == {"b", "c"}
    whole = await load_snapshot(app)
    assert dict(after.by_slug) == dict(whole.by_slug)
    assert after.version == whole.version
    assert await load_later(app, after) is None


async def test_an_edit_is_in_memory_soon_after_its_commit(world: Any, app: Any, files: Any, settings: Settings) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    follower = Follower()
    async with keeping(settings, world.app_url, follower) as keeper:
        await until(lambda: not keeper.stale)
        await asyncio.sleep(0.2)  # let the listening line connect: the poll alone takes up to 2 s
        loop = asyncio.get_running_loop()
        waits = []
        for number in range(10, 15):
            version = await change_field(app, "a", "phone", f"04 72 00 00 {number}", CALLED)
            committed = loop.time()
            await until(lambda version=version: keeper.current.version == version)  # type: ignore[misc]
            waits.append(loop.time() - committed)
            assert keeper.current.by_slug["a"].contacts[0].value == f"04 72 00 00 {number}"
    assert sorted(waits)[2] < 0.1
    assert len(follower.whole) == 1
    assert [service.slug for changes in follower.changes for service in changes.changed] == ["a"] * 5


@pytest.mark.long
async def test_a_change_made_while_every_line_was_cut_is_found(
    world: Any, app: Any, files: Any, settings: Settings
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    async with keeping(settings, world.app_url) as keeper:
        await until(lambda: not keeper.stale)
        mine = await app.fetchval("SELECT pg_backend_pid()")
        superuser = await connect(world.superuser_url)
        await superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'relais_app' AND pid <> $1"
            " AND datname = current_database()",
            mine,
        )
        version = await change_field(app, "a", "name", "Nouveau nom", CALLED)
        await until(lambda: keeper.current.version == version)
        superuser.terminate()


@pytest.mark.long
async def test_a_follower_that_fails_is_given_everything_anew(
    world: Any, app: Any, files: Any, settings: Settings
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    whole: list[Snapshot] = []

    def fails(changes: Changes, snapshot: Snapshot) -> None:
        raise RuntimeError

    keeper = SnapshotKeeper(settings, world.app_url, whole.append, fails)
    await keeper.start()
    version = await change_field(app, "a", "name", "Nouveau nom", CALLED)
    await until(lambda: whole[-1].version == version)
    await keeper.stop()


async def test_a_start_without_database_uses_the_saved_copy_then_catches_up(
    world: Any, app: Any, files: Any, settings: Settings
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    async with keeping(settings, world.app_url) as keeper:
        saved = keeper.current
    away = "postgresql://relais_app@/nowhere?host=" + str(settings.var_dir / "no-socket")
    follower = Follower()
    async with keeping(settings, away, follower) as keeper:
        assert keeper.stale
        assert dict(keeper.current.by_slug) == dict(saved.by_slug)
        assert keeper.as_of == saved.as_of
        keeper._url = world.app_url
        version = await change_field(app, "a", "name", "Nouveau nom", CALLED)
        await until(lambda: keeper.current.version == version and not keeper.stale)
        assert keeper.current.by_slug["a"].name == "Nouveau nom"
    assert len(follower.whole) == 1, "the copy was of this database: only what changed is read"


async def test_a_copy_of_another_database_is_replaced_as_a_whole(
    world: Any, app: Any, files: Any, settings: Settings
) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    snapshot = await load_snapshot(app)
    other = Snapshot(version=snapshot.version, as_of=snapshot.as_of, services=(), epoch="autre")
    follower = Follower()
    async with keeping(settings, world.app_url, follower) as keeper:
        keeper._current = other
        await until(lambda: "a" in keeper.current.by_slug)
    assert len(follower.whole) == 2


async def test_without_anything_the_desk_still_has_the_data_files(settings: Settings) -> None:
    away = "postgresql://relais_app@/nowhere?host=" + str(settings.var_dir / "no-socket")
    async with keeping(settings, away) as keeper:
        assert keeper.stale
        assert {"3114", "cnom-ecoute", "cdom-69"} <= set(keeper.current.by_slug)
        assert keeper.current.version == 0


def example(services: int = 450) -> Snapshot:
    from relais.core.clock import now

    base = snapshot_from_csv(DATA)
    many = [
        Service(slug=f"s{number}", organization="o", organization_name="O", name=f"Nom {number}", kind="ecoute")
        for number in range(services)
    ]
    return Snapshot(
        version=7,
        as_of=now(),
        services=(*base.services, *many),
        retired_numbers=base.retired_numbers,
        slug_history={"ancien": "mots"},
        epoch="e",
    )


def test_the_copy_on_disk_gives_back_exactly_what_was_saved(tmp_path: Path) -> None:
    snapshot, path = example(), tmp_path / "snapshot.bin"
    write_snapshot_file(path, snapshot)
    assert read_snapshot_file(path) == snapshot


SAVED: dict[str, bytes] = {}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_single_flipped_byte_is_noticed(tmp_path_factory: Any, data: st.DataObject) -> None:
    path = tmp_path_factory.getbasetemp() / "flipped.bin"
    if "file" not in SAVED:
        write_snapshot_file(path, example(30))
        SAVED["file"] = path.read_bytes()
    damaged = bytearray(SAVED["file"])
    at = data.draw(st.integers(0, len(damaged) - 1))
    damaged[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(damaged)
    with pytest.raises(SnapshotFault):
        read_snapshot_file(path)


@pytest.mark.parametrize("left", [0, 1, 40, 500])
def test_a_copy_cut_short_is_refused(tmp_path: Path, left: int) -> None:
    path = tmp_path / "snapshot.bin"
    write_snapshot_file(path, example(30))
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(SnapshotFault):
        read_snapshot_file(path)


def test_a_damaged_copy_leaves_the_previous_one_in_use(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.bin"
    first, second = example(1), example(2)
    write_snapshot_file(path, first)
    write_snapshot_file(path, second)
    assert read_newest_snapshot(path) == second
    path.write_bytes(path.read_bytes()[:-1])
    assert read_newest_snapshot(path) == first
    write_snapshot_file(path, second)
    assert read_snapshot_file(previous_of(path)) == first, "a damaged copy does not push a good one out"


async def test_one_process_writes_and_another_takes_over_when_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.bin"
    first, second = SnapshotWriter(path), SnapshotWriter(path)
    first.offer(example(1))
    await first._write()
    second.offer(example(2))
    await second._write()
    assert len(read_snapshot_file(path).services) == len(example(1).services)
    await first.close()
    await second.close()
    assert read_snapshot_file(path).version == 7


async def test_a_disk_that_refuses_is_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "blocked" / "snapshot.bin"
    (tmp_path / "blocked").write_text("a file where a folder must be", encoding="utf-8")
    writer = SnapshotWriter(path)
    writer.offer(example(1))
    await writer._write()
    (tmp_path / "blocked").unlink()
    await writer.close()
    assert read_snapshot_file(path).version == 7


def test_changes_of_two_rounds_make_one() -> None:
    from relais.core.clock import now

    def service(slug: str, name: str) -> Service:
        return Service(slug=slug, organization=slug, organization_name=name, name=name, kind="ecoute")

    first = Changes(version=1, as_of=now(), changed=(service("a", "1"), service("b", "1")), removed=("c",))
    second = Changes(version=2, as_of=now(), changed=(service("a", "2"), service("c", "2")), removed=("b",))
    total = merge(first, second)
    assert [(s.slug, s.name) for s in total.changed] == [("a", "2"), ("c", "2")]
    assert total.removed == ("b",)
    assert total.version == 2


async def test_a_moved_name_is_in_the_snapshot(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await app.execute("INSERT INTO slug_history (old_slug, slug) VALUES ('avant', 'a')")
    assert (await load_snapshot(app)).slug_history == {"avant": "a"}


async def test_reading_at_the_same_time_as_writers_ends_at_a_true_version(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row(f"s{number}") for number in range(30)])
    reader = await connect(world.app_url)

    async def write() -> None:
        for number in range(60):
            await change_field(app, f"s{number % 30}", "name", f"Nom {number}", CALLED)

    writing = asyncio.create_task(write())
    snapshot = await load_snapshot(reader)
    while not writing.done():
        later = await load_later(reader, snapshot)
        snapshot = later[1] if later else snapshot
    await writing
    later = await load_later(reader, snapshot)
    snapshot = later[1] if later else snapshot
    assert dict(snapshot.by_slug) == dict((await load_snapshot(reader)).by_slug)
    reader.terminate()
