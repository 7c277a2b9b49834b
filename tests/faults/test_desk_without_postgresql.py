"""PostgreSQL stopped, killed or frozen under a working desk: it answers, says as of when, and takes the next edit."""

import itertools
import signal

import pytest

from tests.faults.desk import AWAY, Database, Desk, answers_in_time, says_as_of_when, shows_emergency_numbers, until
from tests.faults.figures import note

pytestmark = pytest.mark.long
NAMES = {signal.SIGINT: "stopped", signal.SIGKILL: "killed -9", signal.SIGSTOP: "frozen"}
_numbers = itertools.count(10)


@pytest.mark.parametrize("how", NAMES, ids=NAMES.values())
def test_the_desk_goes_on_without_its_database_and_takes_the_next_edit(
    desk: Desk, database: Database, how: signal.Signals
) -> None:
    assert desk.wait_for_database("reachable")
    number = f"04 72 00 00 {next(_numbers)}"
    database.go(how)
    try:
        at_once = answers_in_time(desk)
        noticed = until(lambda: desk.health()["database"] == "away")
        later = answers_in_time(desk)
        says_as_of_when(desk)
        shows_emergency_numbers(desk)
    finally:
        database.come_back()
    edited = database.edit("asra", "phone", number)
    back = until(lambda: desk.health()["version"] >= edited)
    assert desk.phone("asra") == number
    assert desk.search("asra").json["results"][0]["phones"][0]["display"] == number
    assert desk.wait_for_database("reachable")
    note(
        f"PostgreSQL {NAMES[how]}",
        api_ms=max(at_once[0], later[0]) * 1000,
        page_ms=max(at_once[1], later[1]) * 1000,
        noticed_s=noticed,
        edit_seen_after_return_s=back,
    )


def test_a_directory_that_is_up_to_date_is_not_said_to_be_old(desk: Desk, database: Database) -> None:
    assert desk.wait_for_database("reachable")
    assert AWAY not in desk.page("mots").text
    shows_emergency_numbers(desk)
