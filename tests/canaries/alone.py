"""The doors a doctor opens alone, and what is done behind them: requests, cards, notes, files, pathways, actions."""

import email
import fcntl
import http.client
import re
import struct
import termios
from collections.abc import Callable
from email import policy
from pathlib import Path
from typing import Any

from relais.core.ids import new_id
from tests.canaries.forms import Forms
from tests.canaries.living import Whole
from tests.canaries.robot import NOTE, Answer, Robot
from tests.canaries.words import Typist
from tests.commission.sitting.documents import BOUNDARY, form, pdf_of
from tests.faults.desk import until
from tests.programme.fair import BOXES

CODE = re.compile(r"\b\d{3}(?: \d{3}){5}\b")
SIX = re.compile(r"\b(\d{3}) (\d{3})\b")
CARD, FILE = "/demande/carte", "/commission/dossier"
SECTIONS = ("situation", "household", "income", "debts", "asked", "others")
ALONE = r"/demande|/suivi|/commission/dossier|/commission/joindre"
# Who walks where, once doctors have written: each reads what was sent to them and answers it.
BODIES = (
    ("officer", ("/demandes", "/demandes/notes", "/commission/dossiers", "/parcours", "/commission/papier")),
    ("national", ("/demandes", "/commission/dossiers", "/commission")),
    ("chair", ("/commission",)),
    ("commissioner", ("/commission",)),
    ("member", ("/espace/agenda",)),
    ("coordinator", ("/coordination/agenda", "/coordination/chiffres")),
    ("signatory", ("/rapport/chiffres", "/espace/agenda")),
    ("listener", ("/appel", "/demande/pour-un-autre")),
)
OF_BODIES = r"/demande|/commission|/parcours|/espace/agenda|/coordination/(?:agenda|chiffres)|/rapport/chiffres|/appel"
MakeRobot = Callable[..., Robot]


class Alone:
    """`robot` makes browsers, of a role or of nobody; what they type is looked for afterwards."""

    def __init__(self, whole: Whole, typist: Typist, robot: MakeRobot) -> None:
        self.whole, self.typist, self.robot = whole, typist, robot
        self.open_meanwhile: dict[str, bytes] = {}  # files, while a document was arriving

    def everything(self, *, walk: bool = True) -> None:
        """Every door once; then, to `walk`, every desk and what ends things."""
        self.a_request(urgent=True)
        asked = self.a_request()
        self.a_card()
        self.a_note()
        self.a_note_signed_in()
        filed = self.a_file()
        self.an_action()
        self.examined(self.a_file(kept=True))
        self.a_figure()
        if not walk:
            return
        walked = [self.robot(stay=ALONE, code=code) for code in (asked, filed)]
        for robot, start in zip(walked, ("/suivi", FILE), strict=True):
            robot.walk(start, each=1)
        for role, starts in BODIES:
            walking = self.robot(role, stay=OF_BODIES)
            for start in starts:
                walking.walk(start, depth=5, each=1)
            walked.append(walking)
        for robot in walked:
            robot.end(each=1)

    def a_request(self, *, urgent: bool = False) -> str:
        """Filled in wrongly, then rightly; the code it ends with, "" when it could not be made."""
        robot = self.robot(stay=ALONE)
        page = robot.send("POST", "/demande", [("act", "choose"), ("where", "mine"), ("departement", "69")])
        if not _has(page, "/demande"):
            return ""
        words = f"Je veux mourir, {self.typist.type('words')}" if urgent else self.typist.type("words")
        robot.submit(page, "/demande", "send", practice="aucun", words=words)
        given = robot.submit(page, "/demande", "send", site="", words=words, **({"first": "oui"} if urgent else {}))
        robot.walk(page, depth=1, each=1)
        return last_code(given)

    def a_card(self) -> None:
        """Made, then opened by who received it."""
        author = self.robot(stay="/demande/pour-un-autre$|/demande/pour-un-autre/carte")
        author.walk("/demande/pour-un-autre", each=1)
        for page in author.pages:
            if code := last_code(page):
                self.robot().send("POST", CARD, [("code", code)])
        self.robot().send("POST", CARD, [("code", self.typist.type("words"))])

    def a_note(self) -> None:
        """By who is known by a mail alone; the code of the mail typed wrongly, then rightly."""
        robot = self.robot(stay="/demande")
        form = robot.send("GET", NOTE)
        if not _has(form, NOTE):
            return
        address = self.typist.type("author")
        robot.submit(form, NOTE, motive="isolated", email=address, departement="69", surname="1 2 3")
        robot.submit(form, NOTE, motive="life_danger", email=address)
        page = robot.submit(form, NOTE, motive="isolated", email=address, departement="69")
        if not _has(page, f"{NOTE}/code"):
            return
        robot.submit(page, f"{NOTE}/code", code=self.typist.type("words"))
        until(lambda: self.mailed(address), every=0.1)
        robot.submit(page, f"{NOTE}/code", code=self.mailed(address))

    def a_note_signed_in(self) -> None:
        """Its author is the account."""
        listener = self.robot("listener", stay="/demande")
        form = listener.send("GET", NOTE)
        if _has(form, NOTE):
            listener.submit(form, NOTE, motive="workload", departement="69")

    def mailed(self, address: str) -> str:
        """The last six digits that left for this address; "" before."""
        found = ""
        for path in sorted((self.whole.var / "mail").glob("*"), key=lambda one: one.stat().st_mtime):
            said = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            body = said.get_body(("plain",))
            if address in str(said["to"]) and body is not None and (six := SIX.search(body.get_content())):
                found = six[1] + six[2]
        return found

    def a_file(self, *, kept: bool = False) -> str:
        """Begun, its sections said, documents joined and taken for none; its code. `kept`: sent, and the id of it."""
        robot = self.robot(stay=ALONE)
        start = robot.send("GET", FILE)
        if not _has(start, f"{FILE}/commencer"):
            return ""
        begun = robot.submit(
            start, f"{FILE}/commencer", begun_as="doctor", practice="liberal", council="69", urgent="oui"
        )
        code = last_code(begun)
        if not code:
            return ""
        passage = hidden(begun, "passage")
        for name in SECTIONS:
            page = robot.send("POST", f"{FILE}/rubrique", [("passage", passage), ("rubrique", name)])
            if _has(page, f"{FILE}/rubrique"):
                wrong = {one.name: self.typist.type("words") for one in _form(page, f"{FILE}/rubrique").controls
                         if one.digits}  # fmt: skip
                robot.submit(page, f"{FILE}/rubrique", "save", **wrong)
                robot.submit(page, f"{FILE}/rubrique", "save", **({"control": ""} if "control" in page.html else {}))
        if kept:
            return self._sent(robot, passage)
        self._documents(robot, passage)
        return code

    def _sent(self, robot: Robot, passage: str) -> str:
        page = robot.send("POST", f"{FILE}/documents", [("passage", passage)])
        if not _has(page, "/commission/joindre"):
            return ""
        robot.submit(robot.send("POST", f"{FILE}/envoyer", [("passage", passage)]), f"{FILE}/envoyer")
        return hidden(page, "file")

    def examined(self, file: str) -> None:
        """The council gives its opinion, the national service finds it complete, the chair decides: it is urgent."""
        if not file:
            return
        here, there = f"/commission/dossiers/{file}", f"/commission/examens/{file}"
        officer = self.robot("officer", stay=here)
        page = officer.submit(officer.send("GET", here), f"{here}/ouvrir", motif_ouverture="follow_up")
        officer.submit(officer.send("GET", page.path), f"{here}/avis", opinion="favourable")
        national = self.robot("national", stay=here)
        national.submit(national.send("GET", here), f"{here}/ouvrir", motif_ouverture="file_check")
        nothing = {one.name: "" for form in Forms(national.send("GET", here).html, here).forms
                   for one in form.controls if one.name.startswith("piece_")}  # fmt: skip
        national.submit(national.send("GET", here), f"{here}/controle", "complete", **nothing)
        chair = self.robot("chair", stay=there)
        chair.submit(chair.send("GET", there), f"{there}/ouvrir", answer="unknown", reason="file_decision")
        for amount in (self.typist.type("words"), "1 000"):
            chair.submit(chair.send("GET", there), f"{there}/urgence", kind="gift", amount=amount)

    def a_figure(self) -> None:
        """A signatory's, with its source."""
        signatory = self.robot("signatory", stay="/rapport/chiffres")
        here = "/rapport/chiffres/2025"
        for value in (self.typist.type("words"), "1 779"):
            signatory.submit(signatory.send("GET", here), here, value=value)

    def _documents(self, robot: Robot, passage: str) -> None:
        """One that is kept, one that is none, one that is cut, one on each address that takes no document."""
        page = robot.send("POST", f"{FILE}/documents", [("passage", passage)])
        if not _has(page, "/commission/joindre"):
            return
        robot.submit(page, "/commission/joindre")
        fields = {"passage": passage, "file": hidden(page, "file"), "request": str(new_id()), "kind": ""}
        words = self.typist.type("words").encode()
        for content in (words * 40, pdf_of(1 << 20)[:-9] + words, b"%PDF-1.7\n" + words * 300_000):
            robot.send("POST", "/commission/joindre", body=form(fields, content, f"{self.typist.type('name')}.pdf"))
        held = form({**fields, "request": str(new_id())}, b"%PDF-1.7\n" + words * 40_000 + b"\n%%EOF\n")
        self.open_meanwhile = half_sent(robot, self.whole.pid, held)
        for path in ("/demande", f"{FILE}/rubrique", "/suivi", NOTE, "/espace/agenda/proposer"):
            robot.send("POST", path, body=form({"words": self.typist.type("words")}, words * 3000))

    def an_action(self) -> None:
        """Proposed with faults, then rightly; refused with words; another is published, booked, given back."""
        member = self.robot("member", stay="/espace/agenda")
        page = member.send("GET", "/espace/agenda/proposer")
        if not _has(page, "/espace/agenda/proposer"):
            return
        member.submit(page, "/espace/agenda/proposer", places="7")
        rightly: dict[str, Any] = {name: text for name, text in BOXES.items() if name not in ("title", "description")}
        made = [member.submit(page, "/espace/agenda/proposer", **rightly, request=str(new_id())) for _ in (1, 2)]
        coordinator = self.robot("coordinator", stay="/coordination/agenda")
        for one, act in zip(made, ("refuser", "accepter"), strict=True):
            here = f"/coordination/agenda/{one.path.rpartition('/')[2]}"
            shown = coordinator.send("GET", here)
            if _has(shown, f"{here}/{act}"):
                coordinator.submit(shown, f"{here}/{act}")
        self._booked()

    def _booked(self) -> None:
        agenda = self.robot(stay="/agenda")
        for path in {link for link in Forms(agenda.send("GET", "/agenda").html, "/agenda").links
                     if re.fullmatch(r"/agenda/[a-z0-9-]+", link)}:  # fmt: skip
            page = agenda.send("GET", f"{path}/reserver")
            if _has(page, f"{path}/reserver"):
                agenda.submit(page, f"{path}/reserver", request=str(new_id()))  # this one is not given back
                code = last_code(agenda.submit(page, f"{path}/reserver"))
                for typed in (self.typist.type("words"), code):
                    agenda.send("POST", f"{path}/annuler", [("code", typed)])
        agenda.send("POST", "/agenda", [("departement", self.typist.type("search")), ("kind", "zz")])


def _form(page: Answer, action: str) -> Any:
    return next((one for one in Forms(page.html, page.path).forms if one.action == action), None)


def _has(page: Answer, action: str) -> bool:
    """Whether the page offers it: nothing does when the database is away."""
    return _form(page, action) is not None


def hidden(page: Answer, name: str) -> str:
    """A hidden field of any form of the page."""
    return next(
        one.value for each in Forms(page.html, page.path).forms for one in each.controls if one.name == name
    )  # fmt: skip


def last_code(page: Answer) -> str:
    """The code that a page shows, as it is dictated; "" when it shows none."""
    found = CODE.findall(re.sub(r"(?:<[^>]*>|\s)+", " ", page.html))
    return found[-1] if found else ""


def half_sent(robot: Robot, pid: int, body: bytes) -> dict[str, bytes]:
    """What the application holds open on a disk once half of a document was sent; then the other half is."""
    line = http.client.HTTPConnection("127.0.0.1", robot.port, timeout=20)
    line.putrequest("POST", "/commission/joindre")
    for name, text in (
        ("Content-Type", f"multipart/form-data; boundary={BOUNDARY}"), ("Content-Length", str(len(body))),
        ("Sec-Fetch-Site", "same-origin"), ("Origin", f"http://localhost:{robot.port}"),
    ):  # fmt: skip
        line.putheader(name, text)
    line.endheaders()
    line.send(body[: len(body) // 2])
    seen: dict[str, bytes] = {}
    until(lambda: seen.update(open_files(pid)) or _unread(line) == 0)
    seen |= open_files(pid)
    line.send(body[len(body) // 2 :])
    line.getresponse().read()
    line.close()
    return seen


def _unread(line: http.client.HTTPConnection) -> int:
    """Bytes that this side has sent and the other has not taken."""
    left = fcntl.ioctl(line.sock.fileno(), termios.TIOCOUTQ, b"\0" * 4)
    return int(struct.unpack("i", left)[0])


def open_files(pid: int) -> dict[str, bytes]:
    """What the regular files that a process holds open have in them, those without a name included."""
    found: dict[str, bytes] = {}
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            named = str(one.readlink())
            if named.startswith("/") and one.is_file():
                found[named] = one.read_bytes()
        except OSError:  # closed meanwhile
            continue
    return found
