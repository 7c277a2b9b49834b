"""An index is built beside the one in use, checked row by row, and only then takes its place; edits follow."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from relais.core.errors import Refused
from relais.core.settings import Settings
from relais.directory.model import Service
from relais.directory.snapshot import Changes, Snapshot, snapshot_from_csv
from relais.search.meilisearch import IndexState, MeilisearchIndex, index_state, reindex
from relais.search.meilisearch.client import INDEX
from relais.search.meilisearch.documents import document
from relais.search.meilisearch.following import Follower
from tests.search.meilisearch_routes import Routes
from tests.search.meilisearch_server import MeilisearchServer
from tests.search.meilisearch_world import a_few, many, service, settings_for, snapshot_of
from tests.search.waiting import until

pytestmark = pytest.mark.anyio
SNAPSHOT = snapshot_of(a_few())


@pytest.fixture
def server() -> Iterator[MeilisearchServer]:
    with MeilisearchServer() as running:
        yield running


@pytest.fixture
def settings(server: MeilisearchServer, tmp_path: Path) -> Settings:
    return settings_for(server.url, tmp_path / "search_index")


def slugs(server: MeilisearchServer) -> set[str]:
    return set(server.store.indexes[INDEX].documents)


def changes(*changed: Service, removed: tuple[str, ...] = ()) -> Changes:
    return Changes(version=2, as_of=SNAPSHOT.as_of, changed=changed, removed=removed)


def test_a_first_reindexing_leaves_one_index_with_every_service(server: MeilisearchServer, settings: Settings) -> None:
    told: list[tuple[str, int, int]] = []
    done = reindex(settings, SNAPSHOT, progress=lambda *step: told.append(step))
    assert (done.documents, done.questions) == (6, 10)
    assert slugs(server) == {row.slug for row in a_few()}
    assert list(server.store.indexes) == [INDEX]
    assert told[0] == ("Documents envoyés", 6, 6)
    assert told[-1] == ("Fiches retrouvées", 10, 10)


def test_the_index_has_the_settings_of_the_folder(server: MeilisearchServer, settings: Settings) -> None:
    reindex(settings, SNAPSHOT)
    kept = server.store.indexes[INDEX].settings
    assert kept["stopWords"] == ["a", "de", "des"]
    assert kept["filterableAttributes"] == ["slug", "covers", "kind", "needs"]
    assert server.store.indexes[INDEX].primary_key == "slug"


def test_a_reindexing_replaces_everything_and_leaves_nothing_behind(
    server: MeilisearchServer, settings: Settings
) -> None:
    reindex(settings, SNAPSHOT)
    reindex(settings, snapshot_of(a_few()[:2]))
    assert slugs(server) == {"mots", "asra"}
    assert list(server.store.indexes) == [INDEX]


def test_an_index_that_does_not_find_a_service_is_thrown_away_and_the_old_one_stays(
    server: MeilisearchServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    reindex(settings, SNAPSHOT)
    honest = Routes._search

    def blind(self: Routes, uid: str, wanted: dict[str, object]) -> dict[str, object]:
        answer = honest(self, uid, wanted)
        return {**answer, "hits": [hit for hit in answer["hits"] if hit["slug"] != "nouveau"]}

    monkeypatch.setattr(Routes, "_search", blind)
    with pytest.raises(Refused, match="reindex_refused") as refusal:
        reindex(settings, snapshot_of([*a_few(), service("nouveau", "Nouveau service")]))
    assert "nouveau" in refusal.value.sentence
    assert slugs(server) == {row.slug for row in a_few()}
    assert list(server.store.indexes) == [INDEX]


def test_settings_that_hide_names_are_refused(server: MeilisearchServer, settings: Settings) -> None:
    reindex(settings, SNAPSHOT)
    (settings.search_index_dir / "settings.json").write_text(json.dumps({"searchableAttributes": ["description"]}))
    with pytest.raises(Refused, match="reindex_refused"):
        reindex(settings, SNAPSHOT)
    assert slugs(server) == {row.slug for row in a_few()}


def test_a_closed_service_is_indexed_but_not_asked_for(server: MeilisearchServer, settings: Settings) -> None:
    closed = service("pass", "Programme d'aide aux soignants", acronym="PASS", closed_on=SNAPSHOT.as_of.date())
    assert reindex(settings, snapshot_of([closed])).questions == 0
    assert slugs(server) == {"pass"}


def test_a_task_that_fails_keeps_the_old_index(server: MeilisearchServer, settings: Settings) -> None:
    reindex(settings, SNAPSHOT)
    with pytest.raises(Refused) as refusal:
        reindex(settings, snapshot_of([service("à l'envers", "Nom")]))
    assert "n'a pas changé" in refusal.value.sentence
    assert slugs(server) == {row.slug for row in a_few()}
    assert list(server.store.indexes) == [INDEX]


def test_a_server_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        reindex(settings_for("http://127.0.0.1:9", tmp_path), SNAPSHOT)
    assert refusal.value.sentence == "Meilisearch : injoignable. L'index en service n'a pas changé."


@pytest.mark.parametrize("fault", ["html", "not_json", "error500", "no_hits", "empty", "cut", "nothing", "deep"])
def test_a_server_gone_wrong_never_replaces_the_index(
    server: MeilisearchServer, settings: Settings, fault: str
) -> None:
    reindex(settings, SNAPSHOT)
    server.go_wrong(fault)
    with pytest.raises(Refused):
        reindex(settings, snapshot_of(a_few()[:1]))
    server.go_wrong("")
    assert slugs(server) == {row.slug for row in a_few()}


def test_the_state_of_the_index_is_told(server: MeilisearchServer, settings: Settings) -> None:
    assert index_state(settings) == IndexState(reason="index absent", documents=0)
    reindex(settings, SNAPSHOT)
    assert index_state(settings) == IndexState(reason="", documents=6)
    server.go_wrong("html")
    assert index_state(settings).reason == "réponse illisible"


def test_an_unreadable_settings_file_is_named(settings: Settings) -> None:
    (settings.search_index_dir / "synonyms.json").write_text("{")
    with pytest.raises(Refused, match="search_index_unreadable") as refusal:
        reindex(settings, SNAPSHOT)
    assert "search_index" in refusal.value.sentence


def test_what_an_interrupted_reindexing_left_is_swept_the_day_after(
    server: MeilisearchServer, settings: Settings
) -> None:
    for name in (f"{INDEX}_20200101T000000_000001", f"{INDEX}_29990101T000000_000001", "autre", f"{INDEX}_perso"):
        server.store.made(name)
    reindex(settings, SNAPSHOT)
    assert set(server.store.indexes) == {INDEX, f"{INDEX}_29990101T000000_000001", "autre", f"{INDEX}_perso"}


async def test_searches_made_during_a_swap_see_one_index_or_the_other(
    server: MeilisearchServer, settings: Settings
) -> None:
    old = [service(f"ancien-{n}", f"Maison ancien{n}") for n in range(8)]
    new = [service(f"nouveau-{n}", f"Maison nouveau{n}") for n in range(8)]
    reindex(settings, snapshot_of(old))
    index = MeilisearchIndex(settings, lambda: snapshot_of([*old, *new]))
    over = Event()
    thread = Thread(target=lambda: (reindex(settings, snapshot_of(new)), over.set()))
    thread.start()
    seen: set[str] = set()
    while not over.is_set():
        found = {slug.partition("-")[0] for slug, _ in await index.rank("maison", frozenset())}
        assert len(found) == 1
        seen |= found
    thread.join()
    assert "ancien" in seen
    assert {slug.partition("-")[0] for slug, _ in await index.rank("maison", frozenset())} == {"nouveau"}


def test_every_service_of_the_real_directory_is_found(settings: Settings) -> None:
    directory = snapshot_from_csv(settings.data_dir)
    assert reindex(settings, directory).documents == len(directory.services) > 100


@pytest.mark.long
def test_five_thousand_services_are_indexed_and_every_one_is_found(settings: Settings) -> None:
    done = reindex(settings, snapshot_of(many(5000)))
    assert (done.documents, done.questions) == (5000, 10_000)
    assert done.seconds < 60


class Following:
    """A directory that changes, and what follows it."""

    def __init__(self, settings: Settings, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.follower = Follower(settings, lambda: self.snapshot, INDEX, look_every=0.1, retry=0.05)

    async def __aenter__(self) -> "Following":
        self.follower.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.follower.stop()


async def test_an_edit_reaches_the_index(server: MeilisearchServer, settings: Settings) -> None:
    reindex(settings, SNAPSHOT)
    async with Following(settings, SNAPSHOT) as world:
        changed = service("mots", "Mots pour soigner", acronym="MOTS")
        world.snapshot = snapshot_of([changed, *a_few()[2:]])
        world.follower.apply(changes(changed, removed=("asra",)))
        await until(lambda: world.follower.behind == 0)
        assert slugs(server) == {row.slug for row in world.snapshot.services}
        assert server.store.indexes[INDEX].documents["mots"]["name"] == "Mots pour soigner"


async def test_edits_made_while_the_server_is_away_arrive_when_it_is_back(
    server: MeilisearchServer, settings: Settings
) -> None:
    reindex(settings, SNAPSHOT)
    async with Following(settings, SNAPSHOT) as world:
        server.go_wrong("error500")
        for n in range(3):
            world.follower.apply(changes(service("nouveau", f"Nouveau {n}")))
        assert world.follower.behind == 1
        server.go_wrong("")
        await until(lambda: world.follower.behind == 0)
    assert server.store.indexes[INDEX].documents["nouveau"]["name"] == "Nouveau 2"


async def test_what_was_missed_while_relais_was_stopped_is_put_right_at_the_start(
    server: MeilisearchServer, settings: Settings
) -> None:
    reindex(settings, SNAPSHOT)
    now = snapshot_of([*a_few()[1:], service("neuf", "Neuf"), service("mots", "Autre nom")])
    async with Following(settings, now):
        await until(lambda: server.store.indexes[INDEX].documents["mots"]["name"] == "Autre nom")
    assert slugs(server) == {row.slug for row in now.services}


async def test_an_index_swapped_in_from_an_older_directory_is_put_right(
    server: MeilisearchServer, settings: Settings
) -> None:
    reindex(settings, SNAPSHOT)
    now = snapshot_of([*a_few(), service("neuf", "Neuf")])
    async with Following(settings, now):
        await until(lambda: "neuf" in slugs(server))
        reindex(settings, SNAPSHOT)
        await until(lambda: "neuf" in slugs(server))


async def test_a_directory_loaded_anew_is_compared_with_the_index(
    server: MeilisearchServer, settings: Settings
) -> None:
    reindex(settings, SNAPSHOT)
    async with Following(settings, SNAPSHOT) as world:
        await until(lambda: world.follower.in_step)
        world.snapshot = snapshot_of([*a_few(), service("neuf", "Neuf")])
        world.follower.compare()
        await until(lambda: "neuf" in slugs(server))


async def test_an_absent_index_is_not_made_by_an_edit(server: MeilisearchServer, settings: Settings) -> None:
    async with Following(settings, SNAPSHOT) as world:
        world.follower.apply(changes(a_few()[0]))
        await until(lambda: len(server.seen) >= 3)
        assert server.store.indexes == {}
        reindex(settings, SNAPSHOT)
        await until(lambda: world.follower.behind == 0)


async def test_a_task_refused_by_the_server_is_kept_and_tried_again(
    server: MeilisearchServer, settings: Settings
) -> None:
    reindex(settings, SNAPSHOT)
    async with Following(settings, SNAPSHOT) as world:
        before = len(server.store.tasks)
        world.follower.apply(changes(service("à l'envers", "Nom")))
        await until(lambda: len(server.store.tasks) >= before + 2)
        assert world.follower.behind == 1


def test_documents_are_what_the_server_keeps(server: MeilisearchServer, settings: Settings) -> None:
    reindex(settings, SNAPSHOT)
    assert server.store.indexes[INDEX].documents["mots"] == document(a_few()[0])
