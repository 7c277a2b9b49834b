"""The run: who types, where, and what was typed."""

import http.client
import json
import re
from collections.abc import Sequence
from typing import Any

from relais.cases.code import new_code, spoken
from tests.accounts.people import Person
from tests.attacks.http.walking import addresses
from tests.canaries import living
from tests.canaries.alone import Alone
from tests.canaries.forms import Forms
from tests.canaries.living import Seeded, Whole, run
from tests.canaries.robot import Robot
from tests.canaries.words import SOURCES, Canary, Typist, canaries
from tests.web.site import site

PUBLIC = r"/(?:|aide|connexion|structures/mots|signaler/mots.*)$"
TAKING = re.compile(
    r"/$|/(?:aide|fiche|suivi|orientations|espace/orientations|signaler|demandes?|commission|parcours|agenda|appel)\b"
    r"|/espace/agenda|/coordination/(?:agenda|chiffres)|/rapport/chiffres|/connexion$"
)
ENDING = r"/suivi/(?:effacer|arreter|code)|retir|arret|effacer|terminer|annuler|ecarter"
STAFF = {"officer": "/orientations", "recipient": "/espace/orientations"}
CODE = re.compile(r"\b\d{3}(?: \d{3}){5}\b")
STATES = ("draft", "options_shown", "chosen", "consented", "sent", "accepted", "by telephone")


class Play:
    """The run: who types, and what was typed."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.made = canaries()
        self.typist = Typist(self.made)
        self.people: dict[str, Person] = run(living.people(whole))
        self.robots: list[Robot] = []
        self.cases = [self.case(state) for state in STATES]
        self.alone = Alone(whole, self.typist, self.robot)
        self.takes = {one.path for one in addresses(site()) if one.method == "POST" and TAKING.match(one.path)}

    def case(self, state: str) -> Seeded:
        officer, recipient = self.people["officer"], self.people["recipient"]
        seeded: Seeded = run(living.seed(self.whole, self.typist, officer, recipient, state))
        return seeded

    def robot(self, role: str = "", *, stay: str = PUBLIC, **more: Any) -> Robot:
        """A browser without script, of a person or of nobody."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.people[role].cookies.items()) if role else ""
        source = f"{SOURCES}{len(self.robots) % 250 + 1}"
        robot = Robot(self.whole.port, self.typist, stay=stay, cookie=cookie, last=ENDING, source=source, **more)
        self.robots.append(robot)
        return robot

    def everyone_types(self, each: int = 1) -> None:
        """Each page that takes what is typed, as each of those who may open it; then what ends things."""
        nobody = self.robot()
        for start in ("/", "/aide", "/signaler/mots", "/connexion"):
            nobody.walk(start, each=each)
        for path in ("/structures/mots", "/signaler/mots"):  # opened from the desk, whose state goes along
            nobody.send("POST", path, [("text", self.typist.type("search")), ("sheet", "sps")])
        walking = [(self.robot(stay=r"/suivi", code=spoken(self.cases[number].code)), "/suivi") for number in (1, 2, 4)]
        walking += [(self.robot(role, stay=start), start) for role, start in STAFF.items()]
        for robot, start in walking:
            robot.walk(start, each=each)
        self.a_sheet(each)
        for robot, _ in walking:
            robot.end(each=each)

    def a_sheet(self, each: int) -> None:
        """A listener gives one; the caller reads it, and begins from it."""
        listener = self.robot("listener", stay="/fiche")
        shown = listener.send(
            "POST", "/fiche", [("sheet", "mots"), ("sheet", "sps"), ("text", self.typist.type("search"))]
        )
        listener.walk(shown, each=each)
        for code in codes_on([listener])[-1:]:
            self.robot(stay="/fiche|/suivi", code=code).walk("/fiche/lire", each=each)

    def pathways(self) -> None:
        """An officer prepares one with words; the doctor answers it."""
        here = f"/parcours/{self.cases[0].case}"
        officer = self.robot("officer", stay=here)
        officer.walk(here, each=1)
        self.robot(stay=r"/suivi", code=spoken(self.cases[0].code)).walk("/suivi", each=1)
        officer.end(each=1)

    def behind_new_doors(self, *, walk: bool = False) -> None:
        """Requests, cards, notes, national files and documents, pathways, actions, figures."""
        self.alone.everything(walk=walk)
        self.pathways()

    def behind_new_doors_in_peace(self) -> None:
        """The same while nothing fails: something is left in every table that it is about."""
        self.behind_new_doors(walk=True)
        self.sweep()
        empty = run(living.empty_tables(self.whole))
        assert empty == [], empty

    def sweep(self) -> None:
        """Canaries in fields of no form, to every address that nobody had a button for, as who may post there."""
        ids = {"code": str(self.cases[0].case), "slug": "cdom-69", "name": "situation"}
        for path in self.forgotten:
            at = re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path)
            for role in ("officer", "national", "chair"):
                robot = self.robot(role, stay="$^")
                words = [(name, self.typist.type("words")) for name in ("words", "reason", "amount", "why", "text")]
                robot.send("POST", at, [("jeton", self.people[role].token), *words])

    def session_over(self) -> None:
        """The session ends under who was typing: all of it comes back, sealed, in the page that asks who they are."""
        officer = self.robot("officer", stay="/orientations")
        forms = Forms(officer.send("GET", "/orientations/nouvelle").html, "/orientations/nouvelle").forms
        run(living.end_sessions(self.whole))
        answers = [answer for form in forms for answer in officer.fill_in(form, 1)]
        assert {answer.status for answer in answers} == {401}

    def api(self) -> None:
        """What programs ask."""
        line = http.client.HTTPConnection("127.0.0.1", self.whole.port, timeout=20)
        for path in ("/api/v1/search", "/api/v1/places", "/api/v1/search?text=x"):
            for body in ({"text": self.typist.type("search")}, {"text": 3, self.typist.type("name"): 1}):
                line.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
                line.getresponse().read()
        line.close()

    def wrong_codes(self) -> None:
        """Codes that nobody has, and one with a slip, given where codes are asked for."""
        for _ in range(2):
            code = new_code()
            self.made.append(Canary(kind="code", text=spoken(code)))
            for path in ("/suivi", "/fiche/lire"):
                self.robot().send("POST", path, [("code", code)])
                self.robot().send("POST", path, [("code", code[:-1] + str(9 - int(code[-1])))])

    def broken_tables(self) -> None:
        """Errors that would quote rows: their sentences hold what was typed."""
        for tables, typed in ((living.BROKEN, self.everyone_types), (living.BROKEN_ALONE, self.behind_new_doors)):
            run(living.break_tables(self.whole, tables))
            before = len(self.robots)
            typed()
            run(living.mend_tables(self.whole, tables))
            assert sum(robot.statuses[500] for robot in self.robots[before:]) > 5

    def post_of_each(self) -> None:
        """A post under way in each part of the site."""
        self.robot().walk("/signaler/mots", depth=1, each=1)
        self.robot().walk("/connexion", depth=1, each=1)
        self.robot(stay=r"/suivi", code=spoken(self.cases[3].code)).walk("/suivi", depth=2, each=1)
        self.robot("officer", stay="/orientations").walk("/orientations", depth=2, each=1)
        self.alone.a_request()
        self.alone.a_note_signed_in()
        self.alone.a_file()

    @property
    def forgotten(self) -> list[str]:
        """Addresses that take what is typed, and that nobody posted to."""
        posted = {address.partition("#")[0] for robot in self.robots for address in robot.addresses}
        return sorted(path for path in self.takes if not any(matches(path, address) for address in posted))

    @property
    def looked_for(self) -> list[Canary]:
        """All that was typed, and the codes that open the cases."""
        sources = {robot.source for robot in self.robots}
        said = [Canary(kind="source", text=source) for source in sorted(sources)]
        codes = {*codes_on(self.robots), *(spoken(one.code) for one in self.cases)}
        return [*self.made, *said, *(Canary(kind="code", text=code) for code in sorted(codes))]


def codes_on(robots: Sequence[Robot]) -> list[str]:
    """Every code that was shown to any of them, as it is dictated."""
    shown = (re.sub(r"(?:<[^>]*>|\s)+", " ", page.html) for robot in robots for page in robot.pages)
    return [code for text in shown for code in CODE.findall(text)]


def matches(path: str, address: str) -> bool:
    """Whether an address is one of this route's."""
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), address) is not None
