"""Officers, recipients and doctors at work over HTTP, who note what a page told them was done, and post it again."""

import http.client
import re
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from msgspec import Struct

from relais.accounts.sessions import COOKIE
from relais.cases.entering import Entered
from relais.cases.passage import FIELD, issue
from relais.cases.service import lookup_of
from relais.core.ids import new_id
from relais.core.vault import Vault
from tests.accounts.people import Person
from tests.faults.desk import FORM, Desk, Reply
from tests.guidance.at_case import AGREED
from tests.guidance.browsing import ASKED
from tests.guidance.browsing import HERE as BOARD
from tests.inbox.office import HERE as INBOX
from tests.profiles.browsing import Fields, form_of

CASE = re.compile(rf'href="{BOARD}/([0-9a-f-]{{36}})"')
CODE = re.compile(r"<span>(\d{3})</span>")
OPTION = re.compile(r'name="option"\s+value="([0-9a-f-]{36})"[^>]*><span><strong>\d+\. ([^<]*)<')
WAITING = re.compile(rf'href="{INBOX}/([0-9a-f-]{{36}})"')
VERSION = re.compile(r'name="version" value="(\d+)"')
CALLED = "2026-11-01"
AWAY = 503
PAUSE = 0.1  # seconds before a post is sent again: what a person would take is longer


class Told:
    """What pages said was done, by whoever was told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moves: set[tuple[str, str]] = set()
        self._begun: set[str] = set()
        self.over = threading.Event()
        self.odd: list[tuple[str, int]] = []  # answers that nobody should ever see
        self.again = 0  # posts that had to be sent again

    def move(self, referral: str, to: str) -> None:
        with self._lock:
            self._moves.add((referral, to))

    def begin(self, request: str) -> None:
        with self._lock:
            self._begun.add(request)

    @property
    def so_far(self) -> tuple[set[tuple[str, str]], set[str]]:
        """Moves of referrals, and the keys of the cases that were opened."""
        with self._lock:
            return set(self._moves), set(self._begun)


class Over(Exception):  # noqa: N818 the working day, not a fault
    """Everyone is asked to stop."""


class Browser(Struct, frozen=True, kw_only=True):
    """Of a person who is signed in, or of nobody; `told` keeps what it is told."""

    desk: Desk
    told: Told
    person: Person | None = None

    def get(self, path: str) -> Reply:
        return self.insist(lambda: self.desk.send("GET", path, **self._headers))

    def send(self, path: str, fields: dict[str, Any]) -> Reply:
        """One post, whatever comes back. Raises what a broken line raises."""
        sent = (
            {**fields, **self.person.form()} if self.person else fields
        )  # the token is of the session, not of the form
        return self.desk.send("POST", path, urlencode(sent, doseq=True).encode(), Content_Type=FORM, **self._headers)

    def post(self, path: str, fields: dict[str, Any]) -> Reply:
        """The same post until it is answered. Raises Over."""
        return self.insist(lambda: self.send(path, fields))

    def expect(self, reply: Reply, what: str, *statuses: int) -> bool:
        if reply.status not in statuses:
            self.told.odd.append((what, reply.status))
        return reply.status == statuses[0]

    @property
    def _headers(self) -> dict[str, str]:
        known = {"Cookie": f"{COOKIE}={self.person.cookie}"} if self.person else {}
        return {"Sec_Fetch_Site": "same-origin", **known}

    def insist(self, ask: Callable[[], Reply]) -> Reply:
        """Ask until it is answered. Raises Over."""
        while not self.told.over.is_set():
            try:
                reply = ask()
            except (OSError, http.client.HTTPException):
                reply = None
            if reply is not None and reply.status != AWAY:
                return reply
            self.told.again += 1
            self.told.over.wait(PAUSE)
        raise Over


class Opened(Struct, frozen=True, kw_only=True):
    """A case as its officer sees it once the code is dictated."""

    case: str
    code: str

    @property
    def address(self) -> str:
        return f"{BOARD}/{self.case}"


def opening_form(officer: Browser) -> Fields:
    """What opens a case with two bodies told, all but its `request`."""
    page = officer.post(f"{BOARD}/possibilites", ASKED)
    return form_of(page.text, f"{BOARD}/ouvrir")


def opened_in(reply: Reply) -> Opened:
    """From the page that shows the code; without it when the case was open already."""
    found = CASE.search(reply.text)
    assert found, (reply.status, reply.text)
    return Opened(case=found[1], code="".join(CODE.findall(reply.text)))


def open_one(officer: Browser, form: Fields) -> Opened | None:
    """A case of one's own; None when its code could not be read, since the case was open already."""
    request = str(new_id())
    reply = officer.post(f"{BOARD}/ouvrir", {**form, "request": [request]})
    if not officer.expect(reply, "open", 200):
        return None
    officer.told.begin(request)
    opened = opened_in(reply)
    return opened if opened.code else None


def consent_form(officer: Browser, case: Opened, name: str = "ASRA") -> Fields:
    """The doctor chooses; the form of the consent, filled in."""
    page = officer.get(case.address).text
    options = {label.strip(): value for value, label in OPTION.findall(page)}
    option = next((value for label, value in options.items() if name in label), None)
    assert option, options
    form = form_of(page, f"{case.address}/choix")
    reply = officer.post(f"{case.address}/choix", {**form, "option": [option], "act": ["choose"]})
    if officer.expect(reply, "choose", 303):
        officer.told.move(form["referral"][0], "chosen")
    return {**form_of(officer.get(case.address).text, f"{case.address}/accord"), **AGREED}


def send_one(officer: Browser, case: Opened) -> str:
    """From the options to sent; the referral."""
    form = consent_form(officer, case)
    referral = form["referral"][0]
    if officer.expect(officer.post(f"{case.address}/accord", form), "send", 303):
        officer.told.move(referral, "sent")
    return referral


def stop_one(officer: Browser, case: Opened, referral: str) -> None:
    """Stopped by the officer, on the doctor's word."""
    form = form_of(officer.get(case.address).text, f"{case.address}/arreter")
    if not form:
        return  # it ended meanwhile
    if officer.expect(officer.post(f"{case.address}/arreter", form), "stop", 303):
        officer.told.move(referral, "withdrawn")


def passage_of(vault: Vault, case: Opened) -> str:
    """What the pages of the doctor carry once the code was given."""
    known = Entered(case=UUID(case.case), code_by="officer", lookup=lookup_of(vault, case.code))
    return issue(vault, known)


def stop_as_doctor(doctor: Browser, vault: Vault, case: Opened, referral: str) -> None:
    """Stopped by the doctor, from their own view."""
    reply = doctor.post("/suivi/arreter", {FIELD: passage_of(vault, case), "sur": "oui"})
    if doctor.expect(reply, "stop as doctor", 200):
        assert "<h1>Tout est arrêté" in reply.text
        doctor.told.move(referral, "withdrawn")


def act_form(recipient: Browser, referral: str, to: str, **more: Any) -> Fields | None:
    """What a button of the sheet posts; None when it is not offered now."""
    page = recipient.get(f"{INBOX}/{referral}")
    found = VERSION.search(page.text)
    if page.status != 200 or not found or not re.search(rf'name="to"\s+value="{to}"', page.text):
        return None
    return {"to": [to], "version": [found[1]], "request": [str(new_id())], **more}


def open_sheet(recipient: Browser, referral: str) -> None:
    """Say why, and be told what is shared."""
    fields = {"reason": ["first_contact"], "request": [str(new_id())]}
    recipient.expect(recipient.post(f"{INBOX}/{referral}/ouvrir", fields), "open sheet", 303, 404)


def answer(recipient: Browser, referral: str, to: str, **more: Any) -> bool:
    """One act of the recipient: whether it was told done. It may have been stopped meanwhile."""
    form = act_form(recipient, referral, to, **more)
    if form is None:
        return False
    recipient.told.move(referral, "received")  # the page offers what only follows the opening
    reply = recipient.post(f"{INBOX}/{referral}", form)
    done = reply.status in (200, 303)
    recipient.expect(reply, to, 200, 303, 404, 409)
    if done:
        recipient.told.move(referral, to)
    return done


def handle(recipient: Browser, referral: str) -> None:
    """Open it, then answer: one of three declines, another never joins the person."""
    open_sheet(recipient, referral)
    turn = UUID(referral).int % 3
    if turn == 0:
        answer(recipient, referral, "declined", reason=["no_capacity"])
    elif answer(recipient, referral, "accepted"):
        if turn == 1:
            answer(recipient, referral, "contact_made", attempts=[CALLED])
        else:
            answer(recipient, referral, "unreachable", attempts=[CALLED] * 3)
