"""A doctor alone before the forms that need no account: a request, a note, a national file and its documents."""

import html
import re
from typing import Any

import msgspec
from msgspec import Struct

from relais.aid_requests.form import ticket_in
from relais.core.ids import new_id
from relais.core.vault import Vault
from relais.notifications.model import Message
from tests.commission.sitting.documents import BOUNDARY, PDF, form, pdf_of
from tests.faults.desk import Desk, Reply
from tests.faults.interrupted import Attempt
from tests.faults.referral_work import Browser, Told
from tests.profiles.browsing import Fields, form_of

ASK, NOTE, FILE = "/demande", "/demande/pour-un-autre/note", "/commission/dossier"
SECTION, JOIN = f"{FILE}/rubrique", "/commission/joindre"
SIZE = (2 << 20) + 99  # bytes of a document: three blocks
ASKED = {"act": ["send"], "needs": ["financier"], "practice": ["liberal"], "reach": ["phone"]}
NOTED = {
    "motive": ["isolated"], "surname": ["Kanari"], "first": ["Camille"], "departement": ["69"],
    "practice": ["liberal"], "email": ["sacha@exemple.fr"],
}  # fmt: skip
SITUATION = {"rubrique": ["situation"], "act": ["next"], "name": ["Dr Essai"]}
SEALED = re.compile(r'name="(passage|draft|request)"\s+value="([^"]*)"')
MADE_REQUEST = """
    SELECT count(*) FROM aid_request AS r JOIN aid_case AS c ON c.id = r.case_id WHERE r.case_id = $1::text::uuid
"""
MADE_SECTION = "SELECT count(*) FROM file_section WHERE request = $1::text::uuid"
MADE_DOCUMENT = "SELECT count(*) FROM attachment WHERE request = $1::text::uuid AND added_at IS NOT NULL"


class Doctor(Struct, frozen=True, kw_only=True):
    """`passage`: as the page that showed the code carried it. `file`: their draft."""

    browser: Browser
    passage: str = ""
    file: str = ""

    def section(self, version: int, words: str) -> Fields:
        """A section as it would be posted over what `version` says."""
        return {
            **SITUATION, "passage": [self.passage], "version": [str(version)], "request": [str(new_id())],
            "words": [words],
        }  # fmt: skip

    def document(self, request: str = "", content: bytes = PDF) -> bytes:
        """A document, as a browser sends it."""
        fields = {"passage": self.passage, "file": self.file, "request": request or str(new_id()), "kind": ""}
        return form(fields, content)


def asking_form(browser: Browser, words: str = "") -> Fields:
    """A whole request for the council of the Rhône, as its page would post it."""
    page = browser.post(ASK, {"act": ["choose"], "where": ["mine"], "departement": ["69"]})
    return {**form_of(page.text, ASK), **ASKED, "phone": ["06 00 00 00 01"], "words": [words]}


def case_of(vault: Vault, fields: Fields) -> str:
    """The case that the page of a request may begin."""
    ticket = ticket_in(vault, fields["request"][0])
    assert ticket is not None
    return str(ticket.case)


def begin_file(browser: Browser) -> Doctor:
    """A file of one's own, with its six sections to fill in."""
    start = form_of(browser.get(FILE).text, f"{FILE}/commencer")
    begun = browser.post(
        f"{FILE}/commencer", {**start, "begun_as": ["doctor"], "practice": ["liberal"], "council": ["69"]}
    )
    passage = sealed_in(begun, "passage")
    own = browser.post(f"{FILE}/documents", {"passage": [passage]})
    return Doctor(browser=browser, passage=passage, file=form_of(own.text, JOIN)["file"][0])


def sealed_in(reply: Reply, name: str) -> str:
    """A hidden field that was sealed."""
    found = next((value for field, value in SEALED.findall(reply.text) if field == name), None)
    assert found, (reply.status, reply.text)
    return html.unescape(found)


def join(desk: Desk, body: bytes, **headers: str) -> Reply:
    """Post a document."""
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return desk.send("POST", JOIN, body, Content_Type=kind, Sec_Fetch_Site="same-origin", **headers)


async def mailed_code(owner: Any, vault: Vault) -> str:
    """The six digits of the last mail to the author of a note."""
    row = await owner.fetchrow("SELECT id, message_sealed FROM outbox WHERE kind = 'note_code' ORDER BY made_at DESC")
    opened = vault.open(row["message_sealed"], f"outbox.message:{row['id']}")
    found = re.search(r"\b(\d{3}) (\d{3})\b", msgspec.json.decode(opened, type=Message).text)
    assert found
    return found[1] + found[2]


class Asking(Attempt, kw_only=True):
    """A request, whose key is sealed in its page."""

    case: str

    @property
    def key(self) -> str:
        return self.case


class Joining(Attempt, kw_only=True):
    """A document, which is no ordinary form."""

    body: bytes

    def reply_of(self, desk: Desk, told: Told, *, until_answered: bool = False) -> Reply:
        browser = Browser(desk=desk, told=told)
        return browser.insist(lambda: join(desk, self.body)) if until_answered else join(desk, self.body)


def attempts_of(doctor: Doctor, desk: Desk, told: Told, vault: Vault, version: int) -> list[Attempt]:
    """A request, a section and a document, each about to be sent."""
    asked = asking_form(Browser(desk=desk, told=told))
    section, request = doctor.section(version, "Un arrêt depuis mars."), str(new_id())
    return [
        Asking(what="request", path=ASK, fields=asked, status=200, made=MADE_REQUEST, case=case_of(vault, asked)),
        Attempt(what="section", path=SECTION, fields=section, status=200, made=MADE_SECTION),
        Joining(
            what="document", path=JOIN, fields={"request": [request]}, status=200, made=MADE_DOCUMENT,
            body=doctor.document(request, pdf_of(SIZE)),
        ),
    ]  # fmt: skip
