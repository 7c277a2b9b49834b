"""Fifty canaries are typed in every form of a whole Relais while everything fails: none is found anywhere after."""

import http.client
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from relais.cases.code import new_code, spoken
from relais.core.db import connect
from relais.core.settings import Settings
from relais.directory.snapshot import snapshot_from_csv
from tests.accounts.people import Person
from tests.attacks.http.walking import addresses
from tests.canaries import browsing, living
from tests.canaries.living import Seeded, Whole, run
from tests.canaries.robot import Forms, Robot
from tests.canaries.seeking import contents, traces
from tests.canaries.words import SOURCES, STEMS, Canary, Typist, canaries
from tests.faults.desk import DATA, until
from tests.faults.figures import note
from tests.journeys.conftest import chromium
from tests.web.site import site

pytest.importorskip("milli", reason="milli, Meilisearch's own engine, has a wheel for Python 3.11 on Linux only")

from relais.search.meilisearch import reindex
from tests.faults.meilisearch_process import ServerProcess

pytestmark = [pytest.mark.long, pytest.mark.browser]
CONTROL = Canary(kind="note", text=f"{STEMS[1]}temoin")  # planted: the search finds it everywhere
PUBLIC = r"/(?:|aide|connexion|structures/mots|signaler/mots.*)$"
TAKING = re.compile(r"/$|/(?:aide|fiche|suivi|orientations|espace/orientations|signaler)\b|/connexion$")
ENDING = r"/suivi/(?:effacer|arreter|code)|retir|arret"
STAFF = {"officer": "/orientations", "recipient": "/espace/orientations"}
CODE = re.compile(r"\b\d{3}(?: \d{3}){5}\b")
STATES = ("draft", "options_shown", "chosen", "consented", "sent", "accepted", "by telephone")


@pytest.fixture
def folder(short_folder: Path) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(dir=short_folder))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def index(folder: Path) -> Iterator[ServerProcess]:
    """A search server beside, whose files are looked through too."""
    beside = folder / "index"
    beside.mkdir()
    server = ServerProcess(beside)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def whole(folder: Path, index: ServerProcess) -> Iterator[Whole]:
    made = Whole(folder, RELAIS_ENGINE="meilisearch", RELAIS_MEILISEARCH_URL=index.url, RELAIS_BEHIND_PROXY="oui")
    run(made.know_the_keys())
    yield made
    made.stop()
    made.database.stop()


class Play:
    """The run: who types, and what was typed."""

    def __init__(self, whole: Whole) -> None:
        self.whole = whole
        self.made = canaries()
        self.typist = Typist(self.made)
        self.people: dict[str, Person] = run(living.people(whole))
        self.robots: list[Robot] = []
        self.cases = [self.case(state) for state in STATES]

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
        run(living.break_tables(self.whole))
        before = len(self.robots)
        self.everyone_types()
        run(living.mend_tables(self.whole))
        assert sum(robot.statuses[500] for robot in self.robots[before:]) > 5

    def post_of_each(self) -> None:
        """A post under way in each part of the site."""
        self.robot().walk("/signaler/mots", depth=1, each=1)
        self.robot().walk("/connexion", depth=1, each=1)
        self.robot(stay=r"/suivi", code=spoken(self.cases[3].code)).walk("/suivi", depth=2, each=1)
        self.robot("officer", stay="/orientations").walk("/orientations", depth=2, each=1)

    @property
    def forgotten(self) -> list[str]:
        """Addresses that take what is typed, and that nobody posted to."""
        posted = {address.partition("#")[0] for robot in self.robots for address in robot.addresses}
        takes = {one.path for one in addresses(site()) if one.method == "POST" and TAKING.match(one.path)}
        return sorted(path for path in takes if not any(matches(path, address) for address in posted))

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


def browse(play: Play, profile: Path) -> None:
    """The same in a browser that keeps what browsers keep."""
    path = chromium()
    if path is None:
        return
    fresh = play.case("chosen")
    play.cases.append(fresh)
    with sync_playwright() as playwright:
        context = browsing.open_profile(playwright, path, profile, play.whole.port)
        page = context.new_page()
        page.set_default_timeout(15_000)
        browsing.look_around(page, play.typist)
        for start, code in (("/signaler/mots", ""), ("/suivi", fresh.code), ("/fiche", "")):
            browsing.go_on(page, play.typist, start, code=code)
            assert browsing.kept_by(page) == [0, 0, 0, 0, 0], start
        officer = play.people["officer"]
        at = {"domain": "localhost", "path": "/", "secure": True, "httpOnly": True, "sameSite": "Strict"}
        context.add_cookies([{"name": name, "value": value, **at} for name, value in officer.cookies.items()])  # type: ignore[list-item]
        browsing.go_on(page, play.typist, "/orientations")
        browsing.plant(page, CONTROL.text)
        context.close()


def plant(play: Play, profile: Path) -> None:
    """One word put by hand in each place: by the product where it may hold words, else as a fault would."""
    whole = play.whole
    whole.database.edit("mots", "description", f"Écoute {CONTROL.text}")
    run(complain(whole))
    whole.start()
    until(lambda: CONTROL.text in play.robot().send("GET", "/structures/mots").html, every=0.2)
    whole.stop()
    with whole.log.open("a", encoding="utf-8") as log:
        log.write(f"{CONTROL.text}\n")
    (whole.var / "mail" / "temoin.eml").write_bytes(CONTROL.text.encode("utf-16"))
    (whole.temporary / "temoin").write_text(CONTROL.text)
    if not profile.exists():  # no Chromium here
        profile.mkdir()
        (profile / "temoin").write_text(CONTROL.text)


async def complain(whole: Whole) -> None:
    """An error told in full, as PostgreSQL does until it is told to be quiet."""
    superuser = await connect(whole.database.server.superuser_url)
    await superuser.execute("SET log_error_verbosity = 'default'; SET log_min_error_statement = 'error'")
    with pytest.raises(Exception, match="temoin"):
        await superuser.execute(f"SELECT '{CONTROL.text}'::integer")
    await superuser.close()


def places(whole: Whole, profile: Path, heard: str) -> dict[str, dict[str, bytes]]:
    """Everything that is left, by kind of place."""
    data = whole.folder / "base" / "pg"
    dump = whole.dump()
    whole.database.stop()
    return {
        "application log": {"log": whole.log.read_bytes()},
        "PostgreSQL log": {"log": whole.database_log.read_bytes()},
        "dump": {"dump": dump},
        "PostgreSQL files": contents([data]),
        "mails": contents([whole.var / "mail"]),
        "snapshot and var": contents([whole.var], leave_out=[whole.var / "mail", whole.var / "keys"]),
        "search index": contents([whole.folder / "index"]),
        "temporary files": contents([whole.temporary]),
        "browser": contents([profile]),
        "heads and health": {"heads": heard.encode()},
    }


def test_no_canary_is_kept_in_clear_anywhere(whole: Whole, index: ServerProcess, folder: Path) -> None:
    profile = folder / "profile"
    play = Play(whole)
    whole.start()
    reindex(Settings(engine="meilisearch", meilisearch_url=index.url), snapshot_from_csv(DATA))
    stages: dict[str, Callable[[], None]] = {
        "all is well": play.everyone_types,
        "a browser": lambda: browse(play, profile),
        "wrong codes": play.wrong_codes,
        "tables broken": play.broken_tables,
        "PostgreSQL frozen, killed": lambda: living.in_the_middle(whole, play.post_of_each),
        "all is well again": play.everyone_types,
        "programs": play.api,
        "a session ends": play.session_over,
    }
    for stage in stages.values():
        stage()
    run(living.time_passes(whole))
    whole.stop()
    whole.start()
    until(lambda: list((whole.var / "mail").glob("*")), every=0.2)
    metrics = play.robot()
    healths = [metrics.send("GET", path).html for path in ("/sante", "/sante/consentements")]
    whole.stop()
    plant(play, profile)
    found = places(whole, profile, "\n".join([*healths, *(head for robot in play.robots for head in robot.heads)]))
    controlled = {name: bool(traces(files, [CONTROL])) for name, files in found.items()}
    kept = {one.text for one in play.made if one.kind == "note"}  # the remark of a report: 200 signs on the directory
    leaks = {
        name: {text: where for text, where in traces(files, play.looked_for).items()
               if not (text in kept and name in {"dump", "PostgreSQL files"})}
        for name, files in found.items()
    }  # fmt: skip
    assert {name: leak for name, leak in leaks.items() if leak} == {}
    assert [name for name, seen in controlled.items() if not seen] == ["heads and health"]
    assert len(play.typist.typed) >= 50 - 2
    assert play.forgotten == []
    size = sum(len(content) for files in found.values() for content in files.values())
    total = sum(sum(robot.statuses.values()) for robot in play.robots)
    note("Canaries", words=len(play.looked_for), requests=total, files=sum(map(len, found.values())), MB=size / 1e6)
