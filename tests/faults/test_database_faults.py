"""A desk whose database is stopped, killed or frozen: searches go on, and it comes back by itself."""

import contextlib
import os
import signal
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.serving import Serving

pytestmark = pytest.mark.long
LIMIT = 0.3  # seconds, the median of five answers


@pytest.fixture
def var(short_folder: Path) -> Path:
    folder = Path(tempfile.mkdtemp(dir=short_folder)) / "var"
    folder.parent.chmod(0o711)
    return folder


@pytest.fixture
def start(var: Path) -> Iterator[Callable[..., Serving]]:
    made: list[Serving] = []

    def make(**more: str) -> Serving:
        made.append(Serving(var, **more))
        made[-1].wait_ready()
        return made[-1]

    yield make
    for one in made:
        one.close()


def family(pid: int) -> list[int]:
    """A server process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def answers_in_time(desk: Serving) -> None:
    asked = [desk.ask(words) for words in ("je veux mourir", "asra", "addiction lyon", "0608282589", "mots")]
    assert statistics.median(seconds for seconds, _ in asked) < LIMIT
    assert asked[0][1]["banner"] == ["15", "3114"]
    assert asked[1][1]["results"][0]["slug"] == "asra"
    assert "3114" in desk.get("/")[1]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL])
def test_a_database_that_stops_or_dies_is_not_missed_and_comes_back(
    start: Callable[..., Serving], how: signal.Signals
) -> None:
    desk = start()
    os.kill(desk.server_pid, how)
    answers_in_time(desk)
    assert desk.wait_for_database("reachable")
    answers_in_time(desk)


def test_a_frozen_database_is_not_missed_and_comes_back(start: Callable[..., Serving]) -> None:
    desk = start()
    frozen = family(desk.server_pid)
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        answers_in_time(desk)
        assert desk.wait_for_database("away")
        answers_in_time(desk)
    finally:
        for pid in frozen:
            with contextlib.suppress(ProcessLookupError):  # a backend whose client left ends as soon as it wakes
                os.kill(pid, signal.SIGCONT)
    assert desk.wait_for_database("reachable")


def test_a_desk_stops_in_order_while_its_database_is_frozen(start: Callable[..., Serving]) -> None:
    desk = start()
    for pid in family(desk.server_pid):
        os.kill(pid, signal.SIGSTOP)
    assert desk.end(signal.SIGTERM) == 0


def test_a_database_that_will_not_start_leaves_a_desk_that_answers(start: Callable[..., Serving], var: Path) -> None:
    start().end(signal.SIGTERM)
    (var / "pg" / "global" / "pg_control").write_bytes(b"spoilt")
    desk = start()
    assert any("n'a pas démarré" in line for line in desk.said)
    answers_in_time(desk)
