"""The agenda when PostgreSQL stops, dies or freezes, when the desk is killed, and under two hundred presses at once."""

import asyncio
import html
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from http.client import HTTPException
from statistics import median

import pytest

from relais.core.db import connect
from relais.core.ids import new_id
from tests.faults.agenda_work import Told, announced, book, book_at_last, give_back, held, press
from tests.faults.conftest import StartDesk
from tests.faults.desk import Database, Desk, answers_in_time, until
from tests.faults.figures import note
from tests.faults.forked_desks import ForkedDesk, Forking
from tests.programme.announcing import TITLE, Announced
from tests.programme.strict_reader import read as read_feed
from tests.serving import PATIENCE

pytestmark = pytest.mark.long
NAMES = {signal.SIGINT: "stopped", signal.SIGKILL: "killed -9", signal.SIGSTOP: "frozen"}
LIMIT = 0.3  # seconds, the median of five answers
SAID = 2.5  # seconds within which a form says that nothing is lost
PRESSES = 16  # at once, twice what the pool of a desk holds
KILLS = 20  # at random moments
KILLS_AT_COMMIT = 6  # as soon as the place can be seen
FIRST = 0.3  # seconds a booking takes, a guess; then what the last ones took
ATTEMPTS, PLACES = 200, 20
PAUSE = 0.25  # seconds between two looks at the agenda
AWAY = "La base de données ne répond pas : agenda du"
LINES = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'relais_app'"
MOST_LINES = 8 + 4  # the pool of a desk; the lines that follow the directory and the agenda, and one being left


def page(desk: Desk, path: str) -> str:
    reply = desk.send("GET", path)
    assert reply.status == 200
    return html.unescape(reply.text).replace("\u202f", " ")


def agenda_answers(desk: Desk) -> float:
    """Seconds, the slowest median of five: the calendar, an action on the desk, the feed, each found right."""
    pages = [desk.send("GET", "/agenda") for _ in range(5)]
    feeds = [desk.send("GET", "/agenda.ics") for _ in range(5)]
    desks = [desk.page("dépistage lyon") for _ in range(5)]
    assert all(TITLE in html.unescape(one.text) for one in [*pages, *desks])
    assert all(TITLE in {event.text("SUMMARY") for event in read_feed(one.text.encode())} for one in feeds)
    took = max(median(one.seconds for one in some) for some in (pages, feeds, desks))
    assert took < LIMIT
    return took


@pytest.mark.parametrize("how", NAMES, ids=NAMES.values())
def test_the_agenda_and_the_desk_answer_from_memory_and_say_so_and_a_booking_is_kept_in_its_page(
    desk: Desk, database: Database, how: signal.Signals
) -> None:
    assert desk.wait_for_database("reachable")
    action = announced(database, desk, places=PRESSES)
    until(lambda: desk.send("GET", action.path).status == 200)
    assert AWAY not in page(desk, "/agenda")
    database.go(how)
    try:
        at_once = agenda_answers(desk)
        noticed = until(lambda: AWAY in page(desk, "/agenda"))
        with ThreadPoolExecutor(PRESSES) as pool:
            ids = [str(new_id()) for _ in range(PRESSES)]
            posts = [pool.submit(press, desk, f"{action.path}/reserver", {"request": one}) for one in ids]
            meanwhile, _ = agenda_answers(desk), answers_in_time(desk)
        replies = [post.result() for post in posts]
        for one, reply in zip(ids, replies, strict=True):
            assert (reply.status, reply.seconds < SAID) == (503, True), reply.seconds
            assert "Rien n'est perdu" in html.unescape(reply.text)
            assert one in reply.text  # sent again as it was
        for path in (action.path, f"{action.path}/reserver", f"{action.path}/annuler"):
            assert AWAY in page(desk, path)
        until(lambda: desk.health()["database"] == "away")
    finally:
        database.come_back()
    back = until(lambda: AWAY not in page(desk, "/agenda"))
    first, second = (book_at_last(desk, action, ids[0]) for _ in range(2))
    assert (first.number, second.number, first.code != second.code) == (1, 1, True)
    assert list(held(database, action).values()) == [1, [1], 0]
    assert give_back(desk, action, second.code).status == 200
    later = announced(database, desk, places=1, days=7)
    seen = until(lambda: desk.send("GET", later.path).status == 200)
    assert lines(database) <= MOST_LINES
    note(
        f"PostgreSQL {NAMES[how]} under the agenda",
        page_ms=max(at_once, meanwhile) * 1000,
        noticed_s=noticed,
        booking_said_s=max(reply.seconds for reply in replies),
        back_s=back,
        next_action_s=seen,
    )


def lines(database: Database) -> int:
    """How many connections the desks hold."""

    async def count() -> int:
        owner = await connect(database.server.superuser_url)
        found = int(await owner.fetchval(LINES))
        await owner.close()
        return found

    return asyncio.run(count())


def test_a_page_posted_again_after_a_kill_of_the_desk_holds_one_place(desk: Desk, database: Database) -> None:
    assert desk.wait_for_database("reachable")
    rolls, unanswered, unsaid, took = random.Random(20_261_122), 0, 0, FIRST
    with Forking(desk.var, database.server.app_url) as forking:
        working = forking.desk()
        for turn in range(KILLS + KILLS_AT_COMMIT):
            action, one = announced(database, desk, places=3), str(new_id())
            until(lambda w=working, a=action: w.send("GET", a.path).status == 200)
            booking = partial(book, working, action, one)
            if turn < KILLS:
                answered = killed_while_booking(working, booking, rolls.uniform(0, 1.2 * took))
            else:
                answered = killed_once_booked(database, working, booking, action)
            made = held(database, action, one)["of_page"]
            unanswered += not answered
            unsaid += not answered and made == 1
            working = forking.desk()
            until(lambda w=working, a=action: w.send("GET", a.path).status == 200)
            begun = time.monotonic()
            told = [book_at_last(working, action, one) for _ in range(2)]
            took = (took + (time.monotonic() - begun) / 2) / 2
            assert [place.number for place in told] == [1, 1]
            assert list(held(database, action, one).values()) == [1, [1], 1]
        assert give_back(working, action, told[0].code).status == 404  # only the last code told is worth something
        assert give_back(working, action, told[1].code).status == 200
        working.kill()
    assert unanswered > KILLS // 4
    assert unsaid  # it was done, and nobody heard of it: the page sent again kept its place
    note("kills of the desk while a place is booked", kills=turn + 1, unanswered=unanswered, of_which_done=unsaid)


def killed_while_booking(desk: ForkedDesk, booking: Callable[[], Told], after: float) -> Told | None:
    """What the page said, if it said anything before the kill."""
    kill = threading.Timer(after, desk.kill)
    kill.start()
    try:
        return booking()
    except (OSError, HTTPException):
        return None
    finally:
        kill.join()
        desk.wait_gone()


def killed_once_booked(
    database: Database, desk: ForkedDesk, booking: Callable[[], Told], action: Announced
) -> Told | None:
    """What the page said, when the desk is killed as soon as the place can be seen in the tables."""

    async def watch() -> None:
        owner = await connect(database.server.superuser_url)
        while not await owner.fetchval("SELECT taken FROM programme_action WHERE id = $1", action.id):
            continue
        desk.kill()
        await owner.close()

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(booking)
        asyncio.run(asyncio.wait_for(watch(), PATIENCE))
    desk.wait_gone()
    return None if isinstance(asked.exception(), (OSError, HTTPException)) else asked.result()


def test_of_two_hundred_browsers_that_press_at_once_each_place_is_given_once_and_the_agenda_goes_on(
    desks: StartDesk, database: Database
) -> None:
    desk = desks(RELAIS_APP_URL=database.server.app_url, RELAIS_BEHIND_PROXY="oui")
    action = announced(database, desk, places=PLACES)
    until(lambda: desk.send("GET", action.path).status == 200)
    with ThreadPoolExecutor(ATTEMPTS) as pool:
        asked = [
            pool.submit(book_at_last, desk, action, str(new_id()), f"198.51.100.{number}") for number in range(ATTEMPTS)
        ]
        looks = 0
        while wait(asked, timeout=PAUSE).not_done:
            assert AWAY not in page(desk, "/agenda")
            looks += 1
        told = [one.result() for one in asked]
    given = sorted(one.number for one in told if one.status == 200)
    assert Counter(one.status for one in told) == {200: PLACES, 409: ATTEMPTS - PLACES}
    assert given == list(range(1, PLACES + 1))
    assert len({one.code for one in told if one.code}) == PLACES
    row = held(database, action)
    assert (row["taken"], row["numbers"]) == (PLACES, given)
    assert looks
