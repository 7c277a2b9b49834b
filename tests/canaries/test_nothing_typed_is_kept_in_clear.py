"""Canaries are typed in every form of a whole Relais while everything fails: none is found anywhere after."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from relais.core.db import connect
from relais.core.settings import Settings
from relais.directory.snapshot import snapshot_from_csv
from tests.canaries import browsing, living
from tests.canaries.alone import CARD, FILE
from tests.canaries.living import Whole, run
from tests.canaries.play import Play
from tests.canaries.robot import NOTE
from tests.canaries.seeking import contents, traces
from tests.canaries.words import STEMS, Canary, canaries
from tests.faults.desk import DATA, until
from tests.faults.figures import note
from tests.journeys.conftest import chromium

pytest.importorskip("milli", reason="milli, Meilisearch's own engine, has a wheel for Python 3.11 on Linux only")

from relais.search.meilisearch import reindex
from tests.faults.meilisearch_process import ServerProcess

pytestmark = [pytest.mark.long, pytest.mark.browser]
CONTROL = Canary(kind="note", text=f"{STEMS[1]}temoin")  # planted: the search finds it everywhere
# What is written to be published, or to be read by those who decide of it, and where a code is mailed.
KEPT = {
    "note": {"dump", "PostgreSQL files"},
    "public": {"dump", "PostgreSQL files", "snapshot and var", "search index"},
    "author": {"mails"},
}


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
        starts = (
            ("/signaler/mots", ""), ("/suivi", fresh.code), ("/fiche", ""), ("/demande", ""), (CARD, ""), (NOTE, ""),
            (FILE, fresh.code),
        )  # fmt: skip
        for start, code in starts:
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
        "doctors alone": play.behind_new_doors_in_peace,
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
    kept = {one.text: KEPT.get(one.kind, set()) for one in play.made}
    leaks = {
        name: {text: where for text, where in traces(files, play.looked_for).items()
               if name not in kept.get(text, ())}
        for name, files in found.items()
    }  # fmt: skip
    assert {name: leak for name, leak in leaks.items() if leak} == {}
    assert play.alone.open_meanwhile
    assert traces(play.alone.open_meanwhile, play.looked_for) == {}
    assert [name for name, seen in controlled.items() if not seen] == ["heads and health"]
    assert len(play.typist.typed) >= len(canaries()) - 2
    assert play.forgotten == []
    size = sum(len(content) for files in found.values() for content in files.values())
    total = sum(sum(robot.statuses.values()) for robot in play.robots)
    note("Canaries", words=len(play.looked_for), requests=total, files=sum(map(len, found.values())), MB=size / 1e6)
