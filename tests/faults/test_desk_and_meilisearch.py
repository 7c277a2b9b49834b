"""The whole desk with a Meilisearch that dies, freezes, empties or lies: memory answers, says so, and hands back."""

import signal
import threading
from collections.abc import Callable, Iterator
from statistics import median

import pytest

from relais.core.settings import Settings
from relais.directory.snapshot import snapshot_from_csv
from tests.faults.conftest import StartDesk
from tests.faults.desk import DATA, LIMIT, Database, Desk, answers_in_time, shows_emergency_numbers, until
from tests.faults.figures import note
from tests.serving import free_port

pytest.importorskip("milli", reason="milli, Meilisearch's own engine, has a wheel for Python 3.11 on Linux only")


from relais.search.meilisearch import reindex
from tests.faults.meilisearch_process import ServerProcess

pytestmark = pytest.mark.long
WORDS = "entraide"  # no need, place or name: left to the engine of free text
SENTENCE = "Le moteur de recherche ne répond pas"
FAULTS: dict[str, Callable[[ServerProcess], None]] = {
    "dead": lambda server: server.kill(),
    "frozen": lambda server: server.go_wrong("frozen"),
    "stopped by the system": lambda server: server.signal(signal.SIGSTOP),
    "empty": lambda server: server.go_wrong("empty"),
    "lying": lambda server: server.go_wrong("unknown"),
    "answering nonsense": lambda server: server.go_wrong("html"),
    "dripping": lambda server: server.go_wrong("drip"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    process = ServerProcess(tmp_path_factory.mktemp("meilisearch"))
    process.start()
    fill(process)
    yield process
    process.kill()


def fill(server: ServerProcess) -> None:
    reindex(Settings(engine="meilisearch", meilisearch_url=server.url), snapshot_from_csv(DATA))


@pytest.fixture(scope="module")
def desk(database: Database, desks: StartDesk, server: ServerProcess) -> Desk:
    return desks(RELAIS_APP_URL=database.server.app_url, RELAIS_ENGINE="meilisearch", RELAIS_MEILISEARCH_URL=server.url)


def engine(desk: Desk) -> str:
    return str(desk.search(WORDS).json["engine"])


def works_again(desk: Desk) -> float:
    took = until(lambda: engine(desk) == "meilisearch", every=0.05)
    assert SENTENCE not in desk.page(WORDS).text
    return took


@pytest.mark.parametrize("fault", FAULTS)
def test_the_desk_does_without_it_says_so_and_takes_it_back(desk: Desk, server: ServerProcess, fault: str) -> None:
    works_again(desk)
    FAULTS[fault](server)
    try:
        first = [desk.search(WORDS) for _ in range(5)]
        assert all(reply.json["engine"] == "memory" for reply in first)
        assert all(reply.json["results"] for reply in first)
        assert median(reply.seconds for reply in first) < LIMIT
        pages = [desk.page(WORDS) for _ in range(5)]
        assert all(SENTENCE in page.text for page in pages)
        assert median(page.seconds for page in pages) < LIMIT
        answers_in_time(desk)
        shows_emergency_numbers(desk)
    finally:
        heal(server, fault)
    back = works_again(desk)
    note(
        f"Meilisearch {fault}",
        first_api_ms=first[0].seconds * 1000,
        api_ms=median(reply.seconds for reply in first) * 1000,
        page_ms=median(page.seconds for page in pages) * 1000,
        trusted_again_after_s=back,
    )


def heal(server: ServerProcess, fault: str) -> None:
    if fault == "dead":
        server.start()
        fill(server)
    elif fault == "stopped by the system":
        server.signal(signal.SIGCONT)
    else:
        server.go_wrong("")


def test_what_needs_no_free_text_says_too_that_the_engine_is_away(desk: Desk, server: ServerProcess) -> None:
    works_again(desk)
    assert desk.search("asra").json["engine"] == "meilisearch"
    server.go_wrong("frozen")
    try:
        until(lambda: engine(desk) == "memory" and SENTENCE in desk.page("asra").text)
        assert desk.search("asra").json["engine"] == "memory"
    finally:
        server.go_wrong("")
    works_again(desk)
    assert SENTENCE not in desk.page("asra").text


def test_a_server_dead_at_the_start_is_said_from_the_first_question(desks: StartDesk, database: Database) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    desk = desks(RELAIS_APP_URL=database.server.app_url, RELAIS_ENGINE="meilisearch", RELAIS_MEILISEARCH_URL=nobody)
    assert desk.search("asra").json["engine"] == "memory"
    answers_in_time(desk)
    assert SENTENCE in desk.page("épuisement isère").text
    assert desk.end(signal.SIGTERM) == 0


def test_a_server_killed_during_a_search_costs_nothing_to_it(desk: Desk, server: ServerProcess) -> None:
    works_again(desk)
    server.go_wrong("slow", seconds=0.1)
    replies: list[object] = []
    asking = [threading.Thread(target=lambda: replies.append(desk.search(WORDS))) for _ in range(5)]
    for one in asking:
        one.start()
    server.kill()
    for one in asking:
        one.join()
    server.start()
    fill(server)
    took = [reply.seconds for reply in replies]  # type: ignore[attr-defined]
    assert all(reply.status == 200 and reply.json["results"] for reply in replies)  # type: ignore[attr-defined]
    assert median(took) < LIMIT
    note("Meilisearch killed during a search", api_ms=median(took) * 1000, trusted_again_after_s=works_again(desk))


def test_a_server_that_came_back_empty_is_not_believed_until_it_is_reindexed(desk: Desk, server: ServerProcess) -> None:
    works_again(desk)
    server.kill()
    server.start()
    for _ in range(5):
        assert engine(desk) == "memory"
    assert SENTENCE in desk.page(WORDS).text
    fill(server)
    works_again(desk)


def test_an_edit_reaches_the_engine_of_free_text(desk: Desk, server: ServerProcess, database: Database) -> None:
    works_again(desk)
    database.edit("carmf", "description", "Une quintessence de caisse.")
    until(lambda: "carmf" in found(desk, "quintessence"), every=0.05)


def test_a_directory_found_again_after_a_start_without_it_reaches_the_engine_too(
    database: Database, desks: StartDesk, server: ServerProcess
) -> None:
    database.edit("gpm", "description", "Un persimmon pour les soignants.")
    fill(server)  # as the data files say, before that edit
    database.go(signal.SIGKILL)
    try:
        desk = desks(
            RELAIS_APP_URL=database.server.app_url, RELAIS_ENGINE="meilisearch", RELAIS_MEILISEARCH_URL=server.url
        )
        works_again(desk)
    finally:
        database.come_back()
    until(lambda: "gpm" in found(desk, "persimmon"), every=0.05)
    desk.end(signal.SIGTERM)


def found(desk: Desk, words: str) -> set[str]:
    """What the engine of free text finds; nothing when memory answers."""
    answer = desk.search(words).json
    return {result["slug"] for result in answer["results"]} if answer["engine"] == "meilisearch" else set()
