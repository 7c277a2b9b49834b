"""A whole Relais whose every trace is kept: its database at the product's settings, its processes, mails and files."""

import asyncio
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from msgspec import Struct

from relais.accounts.passwords import Passwords
from relais.audit.model import CONSOLE
from relais.cases.openings import open_for
from relais.cases.service import NewCase, make_code, open_case, write_part
from relais.core.context import KEY_USE, Context, pads_of
from relais.core.db import Database as Connections
from relais.core.db import connect
from relais.core.ids import new_id
from relais.core.vault import Vault, open_vault
from relais.referrals import service as rules
from relais.referrals.model import Agreement, Asked, Option, Who
from tests.accounts.people import Person, add_person, keep_pads
from tests.canaries.words import Typist
from tests.faults.desk import Database, until
from tests.serving import COMMAND, PATIENCE, environ, free_port

COUNCIL, RECIPIENT, UNREAD = "cdom-69", "mots", "sps"
ROLES: dict[str, dict[str, str]] = {
    "officer": {"council": "69"},
    "recipient": {"organization": RECIPIENT, "function": "assistante sociale"},
    "listener": {},
    "national": {},
    "chair": {},
    "commissioner": {},
    "member": {"organization": RECIPIENT},
    "coordinator": {},
    "signatory": {"organization": "carmf"},
}
BROKEN = ("error_report", "case_part", "attempt")
BROKEN_ALONE = (
    *("aid_request", "card", "note", "note_author", "national_file", "file_section", "file_opinion", "attachment"),
    *("pathway", "pathway_step", "programme_action", "slot_booking", "year_figure", "call_by_month"),
)
ROAD = ("draft", "options_shown", "chosen", "consented", "sent", "received", "accepted")


class Seeded(Struct, frozen=True, kw_only=True):
    """A case as an officer would have made it."""

    case: UUID
    code: str
    referral: UUID


class Whole:
    """Everything one Relais is made of, each in a folder of its own."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder, self.more = folder, more
        self.database = Database(folder / "base")
        self.var, self.temporary = folder / "var", folder / "tmp"
        self.temporary.mkdir()
        self.log = folder / "relais.log"
        self.vault: Vault = open_vault(self.var / "keys", create=True)
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None

    async def know_the_keys(self) -> None:
        """As `relais migrate` does."""
        owner = await connect(self.database.server.owner_url)
        await keep_pads(owner, self.vault)
        await owner.close()

    def connections(self) -> Connections:
        """The database as the application reaches it."""
        return Connections(self.database.server.app_url, max_size=2, pads=pads_of(self.vault.key(KEY_USE)))

    def start(self) -> None:
        """`relais serve`, its worker inside, until it answers."""
        self.port = free_port()
        server = self.database.server
        settings = {
            "RELAIS_APP_URL": server.app_url, "RELAIS_WORKER_URL": server.worker_url, "RELAIS_PORT": str(self.port),
            "TMPDIR": str(self.temporary), "PYTHONUTF8": "1", **self.more,
        }  # fmt: skip
        self._said = self.log.open("ab")
        self._process = subprocess.Popen(
            [*COMMAND, "serve"], stdout=self._said, stderr=self._said, env=environ(self.var, **settings)
        )
        until(lambda: self.health("/sante") == 200, 3 * PATIENCE, every=0.1)

    def stop(self) -> None:
        """In order, as a service manager does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=PATIENCE)
            self._process = None
        if self._said is not None:
            self._said.close()

    @property
    def pid(self) -> int:
        """The process of the application."""
        assert self._process is not None
        return self._process.pid

    def health(self, path: str) -> int:
        """What a monitor is told; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def dump(self) -> bytes:
        """All that a superuser can copy, in clear."""
        server = self.database.server
        assert server.binaries is not None
        command = [str(server.binaries.folder / "pg_dump"), "--dbname", server.superuser_url]
        return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout

    @property
    def database_log(self) -> Path:
        """What PostgreSQL says."""
        return self.folder / "base" / "postgresql.log"


async def people(whole: Whole) -> dict[str, Person]:
    """One person for each role that types something, signed in."""
    superuser = await connect(whole.database.server.superuser_url)
    made = {role: await add_person(superuser, whole.vault, role, **of) for role, of in ROLES.items()}
    await superuser.close()
    return made


async def seed(whole: Whole, typist: Typist, officer: Person, recipient: Person, to: str) -> Seeded:
    """A case full of canaries, with a referral brought to a state by the rules themselves."""
    connections = whole.connections()
    case, session = new_id(), "essai"
    staff = Context(kind="staff", org=COUNCIL, actor=officer.account)
    try:
        async with connections.acting(staff) as db:
            wanted = NewCase(
                id=case, origin="officer", code_by="officer", council=COUNCIL, alias=typist.type("alias")
            )  # fmt: skip
            opened = await open_case(db, whole.vault, CONSOLE, wanted, await make_code(whole.vault, Passwords()))
            await open_for(db, case, "with_person", "officer", session)
            for category, said in _parts(typist).items():
                await write_part(db, whole.vault, case, category, said)  # type: ignore[arg-type]
        referral = await _bring(connections, staff, recipient, case, to)
    finally:
        await connections.close()
    return Seeded(case=case, code=opened.code, referral=referral)


def _parts(typist: Typist) -> dict[str, dict[str, Any]]:
    return {
        "identity": {"name": typist.type("name")},
        "contact": {"phone": typist.type("phone"), "email": typist.type("email"), "quiet": True},
        "need": {"words": typist.type("words")},
        "availability": {"when": typist.type("words")},
        "context": {"needs": ["financier"], "departement": "69", "practice": "liberal"},
    }


async def _bring(connections: Connections, staff: Context, recipient: Person, case: UUID, to: str) -> UUID:
    reading = Context(kind="staff", org=RECIPIENT, actor=recipient.account)
    async with connections.acting(reading) as db:
        await rules.inbox(db, RECIPIENT)
    async with connections.acting(staff) as db:
        referral = (await rules.begin(db, case, new_id(), origin_org=COUNCIL)).id
    calling = to == "by telephone"  # a body that nobody reads for
    end = ROAD.index("sent" if calling else to)
    for version, state in enumerate(ROAD[1 : end + 1], 1):
        who: Who = "origin" if ROAD.index(state) <= ROAD.index("sent") else "recipient"
        asked = Asked(to=state, version=version, request=new_id())  # type: ignore[arg-type]
        async with connections.acting(staff if who == "origin" else reading) as db:
            await _step(db, referral, asked, who, UNREAD if calling else RECIPIENT)
    return referral


async def _step(db: Any, referral: UUID, asked: Asked, who: Who, chosen: str) -> None:
    if asked.to == "options_shown":
        options = [
            Option(service=slug, rank=rank, seed=7, directory_version=1, why=("dit financier",))
            for rank, slug in enumerate((RECIPIENT, UNREAD), 1)
        ]
        await rules.show_options(db, referral, options, asked, who)
    elif asked.to == "chosen":
        await rules.choose(db, referral, asked, who, option=None, service=chosen, how="spoken")
    elif asked.to == "consented":
        notice = await rules.current_notice(db)
        given = Agreement(
            answer="given", grantor="self", recipient_org=chosen, recipient_function="assistante sociale",
            categories=("identity", "contact", "need", "availability", "context"),
            medium="telephone" if chosen == UNREAD else "inbox",
            notice=notice.number, notice_sha256=notice.sha256.hex(), mode="oral_phone", evidence="read_back", days=30,
        )  # fmt: skip
        await rules.record_consent(db, referral, given)
        await rules.move(db, referral, asked, who)
    else:
        await rules.move(db, referral, asked, who)


async def break_tables(whole: Whole, tables: tuple[str, ...] = BROKEN) -> None:
    """Constraints that every new row breaks, and a table that is no longer there: errors that would quote rows."""
    await _as_superuser(
        whole,
        *(f"ALTER TABLE {table} ADD CONSTRAINT never CHECK (false) NOT VALID" for table in tables),
        "ALTER TABLE choice RENAME TO choice_away",
    )


async def mend_tables(whole: Whole, tables: tuple[str, ...] = BROKEN) -> None:
    """As before."""
    await _as_superuser(
        whole,
        "ALTER TABLE choice_away RENAME TO choice",
        *(f"ALTER TABLE {table} DROP CONSTRAINT never" for table in tables),
    )


async def empty_tables(whole: Whole, tables: tuple[str, ...] = BROKEN_ALONE) -> list[str]:
    """Those in which nothing was ever kept: what was to be typed in them was not."""
    superuser = await connect(whole.database.server.superuser_url)
    empty = [table for table in tables if not await superuser.fetchval(f"SELECT EXISTS (SELECT FROM {table})")]
    await superuser.close()
    return empty


async def time_passes(whole: Whole) -> None:
    """What was sent four days ago is late, and every periodic job is due."""
    await _as_superuser(
        whole,
        "SET session_replication_role = replica",
        "UPDATE referral SET sent_at = sent_at - interval '4 days' WHERE sent_at IS NOT NULL",
        "DELETE FROM job",
    )


async def end_sessions(whole: Whole) -> None:
    """Everyone is signed out."""
    await _as_superuser(whole, "DELETE FROM session")


async def _as_superuser(whole: Whole, *statements: str) -> None:
    superuser = await connect(whole.database.server.superuser_url)
    for statement in statements:
        await superuser.execute(statement)
    await superuser.close()


def in_the_middle(whole: Whole, post: Callable[[], None]) -> None:
    """PostgreSQL freezes while `post` is being answered, is killed before it has answered, and comes back."""
    whole.database.go(signal.SIGSTOP)
    with ThreadPoolExecutor(1) as typing:
        under_way = typing.submit(post)
        wait([under_way], timeout=1.0)
        whole.database.send_all(signal.SIGKILL)  # its frozen children too: they would hold its memory
        under_way.result()
    whole.database.come_back()
    until(lambda: whole.health("/sante/consentements") == 200, 30.0, every=0.5)


def run(work: Any) -> Any:
    """An await from a test that also sends signals to processes of its own."""
    return asyncio.run(work)
