"""Whatever a server answers, the desk gets a right answer or TextIndexDown, in time: never an error, never a void."""

import logging
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio
import pytest

from relais.search.meilisearch import MeilisearchIndex, reindex
from relais.search.meilisearch.answers import BUSY, LATE
from relais.search.meilisearch.lane import Lane
from relais.search.text_index import TextIndexDown
from tests.search.meilisearch_server import MeilisearchServer
from tests.search.meilisearch_world import a_few, adapter, settings_for, snapshot_of
from tests.search.waiting import until

pytestmark = pytest.mark.anyio
SNAPSHOT = snapshot_of(a_few())
EVERYWHERE: frozenset[str] = frozenset()
LIES = {
    "html": "réponse illisible",
    "not_json": "réponse illisible",
    "no_hits": "réponse illisible",
    "error_body": "réponse illisible",
    "wrong_types": "réponse illisible",
    "not_numbers": "réponse illisible",
    "a_list": "réponse illisible",
    "null": "réponse illisible",
    "nothing": "réponse illisible",
    "deep": "réponse illisible",
    "cut": "réponse illisible",
    "redirect": "réponse illisible",
    "endless": "injoignable",
    "error500": "refus du serveur",
    "empty": "index vide",
    "unknown": "index infidèle",
    "slow": "délai dépassé",
    "frozen": "délai dépassé",
    "drip": "délai dépassé",
    "drip_headers": "délai dépassé",
}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeilisearchServer]:
    with MeilisearchServer() as running:
        reindex(settings_for(running.url, tmp_path_factory.mktemp("search")), SNAPSHOT)
        yield running


@pytest.fixture
def server(indexed: MeilisearchServer) -> Iterator[MeilisearchServer]:
    indexed.go_wrong("")
    yield indexed
    indexed.go_wrong("")


@pytest.fixture
async def index(server: MeilisearchServer, tmp_path: Path) -> AsyncIterator[MeilisearchIndex]:
    made = adapter(server, tmp_path, SNAPSHOT, deadline_ms=200)
    yield made
    await made.stop()


async def refusal(index: MeilisearchIndex, words: str = "mots") -> str:
    with pytest.raises(TextIndexDown) as down:
        await index.rank(words, EVERYWHERE)
    return str(down.value)


@pytest.mark.parametrize("fault", LIES)
async def test_a_server_gone_wrong_is_down_and_is_trusted_again_once_well(
    index: MeilisearchIndex, server: MeilisearchServer, fault: str
) -> None:
    server.go_wrong(fault, seconds=0.4)
    for _ in range(20):
        # What drips holds the few threads that ask: a question may find none free, which says nothing of the server.
        assert await refusal(index) in {LIES[fault], LATE, BUSY}
        if index.down:
            break
    assert index.down
    server.go_wrong("")
    await until(lambda: not index.down)
    assert (await index.rank("mots", EVERYWHERE))[0][0] == "mots"


@pytest.mark.parametrize("fault", ["html", "empty", "unknown", "error500", "not_numbers"])
async def test_the_reason_is_said(index: MeilisearchIndex, server: MeilisearchServer, fault: str) -> None:
    server.go_wrong(fault)
    assert LIES[fault] in {await refusal(index) for _ in range(3)}


async def test_a_redirection_is_not_followed(
    index: MeilisearchIndex, server: MeilisearchServer, tmp_path: Path
) -> None:
    with MeilisearchServer() as elsewhere:
        server.elsewhere = elsewhere.url
        server.go_wrong("redirect")
        await refusal(index)
        assert elsewhere.seen == []


async def test_the_proxies_and_passwords_of_the_environment_are_not_obeyed(
    index: MeilisearchIndex, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with MeilisearchServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        assert (await index.rank("mots", EVERYWHERE))[0][0] == "mots"
        assert proxy.seen == []


async def test_no_answer_to_an_unknown_word_is_an_answer(index: MeilisearchIndex) -> None:
    assert await index.rank("xylophone", EVERYWHERE) == []
    assert not index.down


async def test_an_empty_directory_expects_nothing_of_the_index(server: MeilisearchServer, tmp_path: Path) -> None:
    index = adapter(server, tmp_path, snapshot_of(()))
    server.go_wrong("empty")
    assert await index.rank("mots", EVERYWHERE) == []


async def test_slugs_unknown_to_the_directory_are_left_to_the_caller(server: MeilisearchServer, tmp_path: Path) -> None:
    index = adapter(server, tmp_path, snapshot_of(a_few()[1:]))
    assert "mots" in [slug for slug, _ in await index.rank("mots sante", EVERYWHERE)]


async def test_an_absent_index_is_down(tmp_path: Path) -> None:
    with MeilisearchServer() as bare:
        assert await refusal(adapter(bare, tmp_path, SNAPSHOT)) == "index absent"


async def test_a_closed_port_is_down(tmp_path: Path) -> None:
    index = MeilisearchIndex(settings_for("http://127.0.0.1:9", tmp_path), lambda: SNAPSHOT)
    assert await refusal(index) == "injoignable"


async def test_a_wrong_key_is_down(tmp_path: Path) -> None:
    with MeilisearchServer(key="s3cret") as locked:
        assert await refusal(adapter(locked, tmp_path, SNAPSHOT)) == "refus du serveur"


async def test_neither_words_nor_answers_are_logged_nor_told(
    index: MeilisearchIndex, server: MeilisearchServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for fault in ("error500", "html", "frozen"):
        server.go_wrong(fault)
        with pytest.raises(TextIndexDown) as down:
            await index.rank("overdose", EVERYWHERE)
        assert down.value.__suppress_context__
    assert "left alone" in caplog.text
    assert "overdose" not in caplog.text


async def test_no_more_than_four_requests_are_made_at_once(index: MeilisearchIndex, server: MeilisearchServer) -> None:
    server.most_under_way = 0
    before = threading.active_count()
    server.go_wrong("slow", seconds=0.02)
    async with anyio.create_task_group() as group:
        for _ in range(12):
            group.start_soon(index.rank, "mots", EVERYWHERE)
    assert server.most_under_way == 4
    await until(lambda: threading.active_count() <= before + 1)


async def test_too_many_questions_at_once_do_not_condemn_a_healthy_server(
    index: MeilisearchIndex, server: MeilisearchServer
) -> None:
    server.go_wrong("slow", seconds=0.06)
    came: list[str] = []

    async def one() -> None:
        try:
            came.append((await index.rank("mots", EVERYWHERE))[0][0])
        except TextIndexDown as down:
            came.append(str(down))

    async with anyio.create_task_group() as group:
        for _ in range(40):
            group.start_soon(one)
    assert "trop de demandes à la fois" in came
    assert "mots" in came


async def test_a_frozen_server_keeps_no_thread(index: MeilisearchIndex, server: MeilisearchServer) -> None:
    def ours() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name == "meilisearch"]

    server.go_wrong("frozen")
    async with anyio.create_task_group() as group:
        for _ in range(50):
            group.start_soon(refusal, index)
    assert len(ours()) <= 4
    await index.stop()
    await until(lambda: not ours(), seconds=1)


async def test_a_caller_who_leaves_frees_the_thread(index: MeilisearchIndex, server: MeilisearchServer) -> None:
    server.go_wrong("frozen")
    with anyio.move_on_after(0.03):
        await index.rank("mots", EVERYWHERE)
    await until(lambda: not [t for t in threading.enumerate() if t.name == "meilisearch"], seconds=0.1)
    assert not index.down


async def test_a_call_given_up_keeps_its_place_until_its_thread_ends() -> None:
    lane, gate = Lane(2), threading.Event()
    for _ in range(2):
        with anyio.move_on_after(0.01):
            await lane.run(gate.wait)
    assert lane.under_way == 2
    with anyio.move_on_after(0.01) as waiting:
        await lane.run(lambda: None)
    assert waiting.cancelled_caught
    gate.set()
    assert await lane.run(lambda: "free") == "free"
