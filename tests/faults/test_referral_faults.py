"""Referrals under kill -9 and a frozen PostgreSQL: what was told done is there, nothing by half and nothing twice."""

import asyncio
import html
import random
import re
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any

import pytest

from relais.cases.passage import FIELD
from relais.core.vault import Vault
from tests.faults.desk import Database, Desk, Reply, until
from tests.faults.figures import note
from tests.faults.forked_desks import Forking
from tests.faults.interrupted import attempts_at, kill_during, kill_once_made, made_by
from tests.faults.referral_office import OFFICERS, RECIPIENTS, Office, holds, looked_at, people_of
from tests.faults.referral_work import (
    CALLED,
    INBOX,
    WAITING,
    Browser,
    Over,
    Told,
    act_form,
    answer,
    handle,
    open_one,
    open_sheet,
    opening_form,
    passage_of,
    send_one,
    stop_as_doctor,
    stop_one,
)

pytestmark = pytest.mark.long
KILLS_OF_POSTGRESQL = 8
KILLS_OF_THE_DESK = 50  # at random moments
KILLS_AT_COMMIT = 8  # as soon as the rows can be seen
FIRST = {"opening": 0.4, "sending": 0.1}  # seconds, a guess; then what the last ones took
TOLD = frozenset({"chosen", "sent", "received", "accepted", "declined", "withdrawn"})  # at the least
LIMIT = 2.5  # seconds, the median of five
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@pytest.fixture(scope="module")
def office(desk: Desk, database: Database) -> Office:
    assert desk.wait_for_database("reachable")
    return asyncio.run(people_of(database, desk))


# PostgreSQL killed under load --------------------------------------------------------------------------------------


def work_as_officer(officer: Browser, doctor: Browser, vault: Vault) -> None:
    """Open, choose, send, and now and then stop it, oneself or as the doctor."""
    form = opening_form(officer)
    while not officer.told.over.is_set():
        case = open_one(officer, form)
        if case is None:
            continue
        referral = send_one(officer, case)
        turn = int(referral[-1], 16) % 4
        if turn == 0:
            stop_one(officer, case, referral)
        elif turn == 1:
            stop_as_doctor(doctor, vault, case, referral)


def work_as_recipient(recipient: Browser, number: int) -> None:
    """Answer what waits, each its own half."""
    handled: set[str] = set()
    while not recipient.told.over.is_set():
        waiting = {one for one in WAITING.findall(recipient.get(INBOX).text) if int(one[-2], 16) % RECIPIENTS == number}
        for referral in sorted(waiting - handled):
            handle(recipient, referral)
            handled.add(referral)
        recipient.told.over.wait(0.05)


def everyone(desk: Desk, office: Office, told: Told, pool: ThreadPoolExecutor) -> list[Any]:
    """All of them at work, until `told.over`."""
    doctor = Browser(desk=desk, told=told)
    works = [
        pool.submit(work_as_officer, Browser(desk=desk, told=told, person=person), doctor, office.vault)
        for person in office.officers
    ]
    return works + [
        pool.submit(work_as_recipient, Browser(desk=desk, told=told, person=person), number)
        for number, person in enumerate(office.recipients)
    ]


def kill_postgresql(database: Database, *, whole: bool) -> None:
    """Its first process alone, or every process of it at once."""
    if whole:
        database.send_all(signal.SIGKILL)
    database.go(signal.SIGKILL)


def test_what_was_told_done_outlives_every_kill_of_postgresql(desk: Desk, database: Database, office: Office) -> None:
    rolls, told = random.Random(20_261_122), Told()
    with ThreadPoolExecutor(OFFICERS + RECIPIENTS) as pool:
        works = everyone(desk, office, told, pool)
        try:
            for turn in range(KILLS_OF_POSTGRESQL):
                told.over.wait(rolls.uniform(0.8, 2.0))
                kill_postgresql(database, whole=turn % 2 == 1)
                moves, begun = told.so_far  # what was told before the return
                database.come_back()
                assert desk.wait_for_database("reachable")
                rows = holds(database, desk)
                assert {f"{referral} {to}" for referral, to in moves} - set(rows["moves"] or ()) == set()
                assert begun - set(rows["keys"] or ()) == set()
            until(lambda: {to for _, to in told.so_far[0]} >= TOLD, 60.0, every=0.1)
        finally:
            told.over.set()
        faults = [fault for fault in (work.exception() for work in works) if not isinstance(fault, Over | None)]
    assert faults == []
    assert told.odd == []
    counts = Counter(to for _, to in told.so_far[0])
    assert told.again > KILLS_OF_POSTGRESQL
    note("kills of PostgreSQL under referrals", kills=KILLS_OF_POSTGRESQL, again=told.again, **counts)


# The desk killed while one key is posted ---------------------------------------------------------------------------


def test_a_key_posted_again_after_a_kill_of_the_desk_is_done_once(
    desk: Desk, database: Database, office: Office
) -> None:
    rolls, told = random.Random(41), Told()
    before, _ = looked_at(database, desk)
    form = opening_form(Browser(desk=desk, told=told, person=office.officers[0]))
    unanswered, unsaid, took = Counter[str](), Counter[str](), dict(FIRST)
    with Forking(desk.var, database.server.app_url) as forking:
        working = forking.desk()
        for turn in range(KILLS_OF_THE_DESK + KILLS_AT_COMMIT):
            attempts = attempts_at(working, office, told, form)
            if turn < KILLS_OF_THE_DESK:
                kill_during(working, attempts, told, [rolls.uniform(0, 1.2 * took[one.what]) for one in attempts])
            else:
                kill_once_made(database, working, attempts[turn % 2], told)
            done = made_by(database, attempts)
            working = forking.desk()
            for attempt, rows_made in zip(attempts, done, strict=True):
                silent = attempt.sent and attempt.reply is None
                unanswered[attempt.what] += silent
                unsaid[attempt.what] += silent and rows_made == 1
                seconds = attempt.send_again(working, told)
                took[attempt.what] = took[attempt.what] if rows_made else (took[attempt.what] + seconds) / 2
                attempt.send_again(working, told)
            assert made_by(database, attempts) == [1, 1]
    rows, turns = holds(database, desk), KILLS_OF_THE_DESK + KILLS_AT_COMMIT
    assert rows["cases"] - before["cases"] == rows["referrals"] - before["referrals"] == 2 * turns
    assert rows["disclosed"] - before["disclosed"] == turns
    assert min(unanswered.values()) > KILLS_OF_THE_DESK // 4
    note("kills of the desk, posts left without an answer", kills=turns, **unanswered)
    note("of which what was asked was done", **unsaid)


# PostgreSQL frozen -------------------------------------------------------------------------------------------------


def hidden(page: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, text in HIDDEN.findall(page):
        fields.setdefault(name, []).append(html.unescape(text))
    return fields


def five(browser: Browser, path: str, fields: dict[str, Any], sentence: str) -> list[Reply]:
    """The same post five times, each answered by a page that says what happens."""
    replies = [browser.send(path, fields) for _ in range(5)]
    for reply in replies:
        assert reply.status == 503
        assert sentence in html.unescape(reply.text)
        assert ">15<" in reply.text
    assert median(reply.seconds for reply in replies) < LIMIT
    return replies


def test_a_frozen_postgresql_is_said_in_time_on_the_inbox_and_the_doctors_view_and_nothing_typed_is_lost(
    desk: Desk, database: Database, office: Office
) -> None:
    told = Told()
    officer, recipient = (
        Browser(desk=desk, told=told, person=person) for person in (office.officers[0], office.recipients[0])
    )
    doctor = Browser(desk=desk, told=told)
    case = open_one(officer, opening_form(officer))
    assert case is not None
    referral = send_one(officer, case)
    open_sheet(recipient, referral)
    assert answer(recipient, referral, "accepted")
    calls = ["2026-10-30", "2026-10-31", CALLED]
    called = act_form(recipient, referral, "unreachable", attempts=calls)
    assert called is not None
    words = "Première ligne, d'Aubigné\r\nseconde ligne"
    corrected = {FIELD: [passage_of(office.vault, case)], "sur": ["oui"], "words": [words], "phone": ["06 00 00 00 01"]}
    database.go(signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(3) as pool:
            posts = [
                pool.submit(five, recipient, f"{INBOX}/{referral}", called, "Rien n'est perdu"),
                pool.submit(five, doctor, "/suivi/corriger", corrected, "Rien n'est perdu"),
                pool.submit(five, doctor, "/suivi", {"code": [case.code]}, "La base de données ne répond pas"),
            ]
        inbox, view, code = (post.result() for post in posts)
    finally:
        database.come_back()
    assert desk.wait_for_database("reachable")
    assert hidden(inbox[-1].text)["attempts"] == calls
    assert hidden(view[-1].text) == corrected
    assert all(case.code not in re.sub(r"\D", "", reply.text) for reply in code)
    assert 'name="code"' in code[-1].text
    assert recipient.send(f"{INBOX}/{referral}", hidden(inbox[-1].text)).status == 303
    assert "C'est corrigé" in html.unescape(doctor.send("/suivi/corriger", hidden(view[-1].text)).text)
    rows = holds(database, desk)
    assert f"{referral} unreachable" in rows["moves"]
    note(
        "PostgreSQL frozen under referrals", inbox=1000 * median(reply.seconds for reply in inbox),
        view=1000 * median(reply.seconds for reply in view), code=1000 * median(reply.seconds for reply in code),
    )  # fmt: skip
