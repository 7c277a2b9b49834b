"""A doctor alone at a form while PostgreSQL freezes or dies, or the application: told in time, kept, done once."""

import asyncio
import html
import random
import re
import signal
from collections import Counter
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest

from relais.core.db import connect
from tests.faults.desk import Database, Desk, Reply
from tests.faults.doctor_work import (
    ASK,
    JOIN,
    NOTE,
    NOTED,
    SECTION,
    Doctor,
    asking_form,
    attempts_of,
    begin_file,
    case_of,
    join,
    mailed_code,
    sealed_in,
)
from tests.faults.figures import note
from tests.faults.forked_desks import Forking
from tests.faults.interrupted import kill_during, kill_once_made, made_by
from tests.faults.referral_office import Office, people_of
from tests.faults.referral_work import Browser, Told
from tests.profiles.browsing import Fields, form_of

pytestmark = pytest.mark.long
LIMIT = 2.5  # seconds, the median of five
ROUNDS = 5
KILLS, KILLS_AT_COMMIT = 20, 6
FIRST = {"request": 0.2, "section": 0.1, "document": 0.3}  # seconds, a guess; then what the last ones took
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
WORDS = "Première ligne, d'Aubigné\r\nseconde ligne"
HOWS = {signal.SIGSTOP: "frozen", signal.SIGKILL: "killed"}


@pytest.fixture(scope="module")
def office(desk: Desk, database: Database) -> Office:
    assert desk.wait_for_database("reachable")
    return asyncio.run(people_of(database, desk))


@pytest.fixture
def browser(desk: Desk, database: Database, office: Office) -> Browser:
    """Of nobody; nobody has sent anything yet."""
    asked(database, "DELETE FROM attempt")
    return Browser(desk=desk, told=Told())


def asked(database: Database, sql: str, *args: Any) -> Any:
    """One value, as the superuser sees it; or one statement."""

    async def ask() -> Any:
        db = await connect(database.server.superuser_url)
        try:
            return await db.fetchval(sql, *args)
        finally:
            await db.close()

    return asyncio.run(ask())


def hidden(page: str) -> Fields:
    """Every field that the page holds, as it would be posted again."""
    fields: Fields = {}
    for name, text in HIDDEN.findall(page):
        fields.setdefault(name, []).append(html.unescape(text))
    return fields


def while_away(
    desk: Desk, database: Database, how: signal.Signals, post: Callable[[], Reply], sentence: str
) -> list[Reply]:
    """The same post five times without PostgreSQL, each answered in time by a page that says what happens."""
    database.go(how)
    try:
        replies = [post() for _ in range(ROUNDS)]
    finally:
        database.come_back()
    assert desk.wait_for_database("reachable")
    for reply in replies:
        assert reply.status == 503, reply.text
        assert sentence in html.unescape(reply.text).replace("\u202f", " ")
        assert ">15<" in reply.text
    assert median(reply.seconds for reply in replies) < LIMIT
    return replies


def told(what: str, how: signal.Signals, replies: list[Reply]) -> None:
    note(f"PostgreSQL {HOWS[how]}, {what}", median=1000 * median(reply.seconds for reply in replies))


@pytest.mark.parametrize("how", HOWS, ids=HOWS.values())
def test_a_request_is_kept_in_its_page_and_made_once_after(
    desk: Desk, database: Database, office: Office, browser: Browser, how: signal.Signals
) -> None:
    form = asking_form(browser, WORDS)
    case = case_of(office.vault, form)
    replies = while_away(desk, database, how, lambda: browser.send(ASK, form), "Rien n'est perdu")
    kept = hidden(replies[-1].text)
    assert {name: texts for name, texts in form.items() if any(texts)}.items() <= kept.items()
    assert asked(database, "SELECT count(*) FROM aid_case WHERE id = $1::text::uuid", case) == 0
    for _ in range(2):
        assert "arrivée" in html.unescape(browser.post(ASK, kept).text)
    assert asked(database, "SELECT count(*) FROM aid_request WHERE case_id = $1::text::uuid", case) == 1
    told("a request", how, replies)


@pytest.mark.parametrize("how", HOWS, ids=HOWS.values())
def test_a_section_of_a_national_file_is_kept_in_its_page_and_saved_once_after(
    desk: Desk, database: Database, browser: Browser, how: signal.Signals
) -> None:
    doctor = begin_file(browser)
    form = doctor.section(0, WORDS)
    replies = while_away(desk, database, how, lambda: browser.send(SECTION, form), "Rien n'est perdu")
    kept = hidden(replies[-1].text)
    assert kept == form
    for _ in range(2):
        assert browser.post(SECTION, kept).status == 200
    assert versions(database, doctor) == [1]
    again = browser.post(SECTION, {"passage": [doctor.passage], "rubrique": ["situation"]})
    assert form_of(again.text, SECTION)["words"] == ["\n".join(WORDS.splitlines())] or WORDS in html.unescape(
        again.text
    )
    told("a section of a file", how, replies)


def versions(database: Database, doctor: Doctor) -> list[int]:
    """Of each section of the file."""
    found = asked(
        database, "SELECT array_agg(s.version) FROM file_section AS s WHERE s.file = $1::text::uuid", doctor.file
    )
    return list(found or [])


@pytest.mark.parametrize("how", HOWS, ids=HOWS.values())
def test_a_document_that_could_not_be_joined_is_said_so_with_the_way_back(
    desk: Desk, database: Database, browser: Browser, how: signal.Signals
) -> None:
    doctor = begin_file(browser)
    body = doctor.document()
    replies = while_away(desk, database, how, lambda: join(desk, body), "Le document n'est pas joint")
    assert asked(database, "SELECT count(*) FROM attachment WHERE file = $1::text::uuid", doctor.file) == 0
    back = browser.post("/commission/dossier/documents", hidden(replies[-1].text))
    assert "Joindre un document" in html.unescape(back.text)
    for _ in range(2):
        assert "Le document est joint" in html.unescape(join(desk, body).text)
    assert asked(database, "SELECT count(*) FROM attachment WHERE file = $1::text::uuid", doctor.file) == 1
    told("a document", how, replies)


@pytest.mark.parametrize("how", HOWS, ids=HOWS.values())
def test_a_council_is_told_that_its_document_is_not_joined(
    desk: Desk, database: Database, office: Office, browser: Browser, how: signal.Signals
) -> None:
    doctor, officer = begin_file(browser), office.officers[0]
    shared = {"passage": [doctor.passage], "sur": ["oui"]}
    assert browser.post("/commission/dossier/aide", shared).status == 200
    of = Browser(desk=desk, told=Told(), person=officer)
    assert of.post(f"/commission/dossiers/{doctor.file}/ouvrir", {"motif_ouverture": "follow_up"}).status == 303
    body = doctor.document().replace(b'name="passage"', b'name="jeton"').replace(
        doctor.passage.encode(), officer.token.encode()
    )  # fmt: skip
    sends = {"Cookie": "; ".join(f"{name}={value}" for name, value in officer.cookies.items())}
    replies = while_away(desk, database, how, lambda: join(desk, body, **sends), "Le document n'est pas joint")
    assert f'href="/commission/documents/{doctor.file}"' in replies[-1].text
    for _ in range(2):
        assert join(desk, body, **sends).status == 303
    assert asked(database, "SELECT count(*) FROM attachment WHERE file = $1::text::uuid", doctor.file) == 1


@pytest.mark.parametrize("how", HOWS, ids=HOWS.values())
def test_a_note_is_kept_in_its_page_and_written_once_after(
    desk: Desk, database: Database, office: Office, browser: Browser, how: signal.Signals
) -> None:
    surname = {"frozen": "Kanari", "killed": "Kanaré"}[HOWS[how]]
    form = {
        **form_of(browser.get(NOTE).text, NOTE),
        **NOTED,
        "surname": [surname],
        "email": [f"{HOWS[how]}@exemple.fr"],
    }
    replies = while_away(desk, database, how, lambda: browser.send(NOTE, form), "Rien n'est perdu")
    kept = hidden(replies[-1].text)
    assert {name: texts for name, texts in form.items() if any(texts)}.items() <= kept.items()
    draft = sealed_in(browser.post(NOTE, kept), "draft")
    code = asyncio.run(code_of(database, office))
    coded = {"draft": [draft], "code": [code]}
    before = asked(database, "SELECT count(*) FROM note")
    replies = while_away(desk, database, how, lambda: browser.send(f"{NOTE}/code", coded), "Rien n'est perdu")
    assert hidden(replies[-1].text) == {"draft": [draft]}  # six digits that prove who writes are typed again
    assert 'name="code"' in replies[-1].text
    assert code not in replies[-1].text
    for _ in range(2):
        assert "note est partie" in html.unescape(browser.post(f"{NOTE}/code", coded).text)
    assert asked(database, "SELECT count(*) FROM note") == before + 1
    told("a note", how, replies)


async def code_of(database: Database, office: Office) -> str:
    owner = await connect(database.server.superuser_url)
    try:
        return await mailed_code(owner, office.vault)
    finally:
        await owner.close()


def test_a_key_posted_again_after_a_kill_of_the_application_is_done_once(
    desk: Desk, database: Database, office: Office, browser: Browser
) -> None:
    rolls, took = random.Random(5), dict(FIRST)
    doctor, said = begin_file(browser), Told()
    unanswered, unsaid = Counter[str](), Counter[str]()
    with Forking(desk.var, database.server.app_url) as forking:
        working = forking.desk()
        for turn in range(KILLS + KILLS_AT_COMMIT):
            asked(database, "DELETE FROM attempt")
            attempts = attempts_of(doctor, working, said, office.vault, turn)
            if turn < KILLS:
                kill_during(working, attempts, said, [rolls.uniform(0, 1.2 * took[one.what]) for one in attempts])
            else:
                kill_once_made(database, working, attempts[turn % 3], said)
            done = made_by(database, attempts)
            working = forking.desk()
            for attempt, made in zip(attempts, done, strict=True):
                silent = attempt.sent and attempt.reply is None
                unanswered[attempt.what] += silent
                unsaid[attempt.what] += silent and made == 1
                seconds = attempt.send_again(working, said)
                took[attempt.what] = took[attempt.what] if made else (took[attempt.what] + seconds) / 2
                attempt.send_again(working, said)
            assert made_by(database, attempts) == [1, 1, 1]
            asked(database, "DELETE FROM attachment")  # twenty of one file are the most
    assert versions(database, doctor) == [KILLS + KILLS_AT_COMMIT]
    saved = "SELECT count(*) FROM case_event AS e JOIN national_file AS f ON f.case_id = e.case_id"
    saved += " WHERE f.id = $1::text::uuid AND e.act = 'file.section_saved'"
    assert asked(database, saved, doctor.file) == KILLS + KILLS_AT_COMMIT
    assert min(unanswered.values()) > KILLS // 4
    note("kills of the application before a doctor, posts left without an answer", kills=KILLS, **unanswered)
    note("of which what was asked was done", **unsaid)
    assert JOIN in {attempt.path for attempt in attempts}
