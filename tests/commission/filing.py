"""A national file brought to a state by the statements of the application, each in the context of whoever may."""

from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from relais.core.context import Context
from relais.core.ids import new_id

BODY = "cnom-ecoute"
SEALED = bytes(284)  # as long as one block
SECTIONS = ("situation", "household", "income", "debts", "asked", "others")
ADD_FILE = (
    "INSERT INTO national_file (id, case_id, key, body, begun_as, practice) VALUES ($1, $2, $3, $4, $5, 'liberal')"
)
ADD_EVENT = (
    "INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, reason)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)"
)
SAVE = "SELECT save_file_section($1, $2, $3, $4, $5, $6)"
MARK = "SELECT mark_file_piece($1, $2, $3, $4)"
GIVE = "SELECT give_file_opinion($1, $2, $3, $4, $5)"
OPEN_CASE = "SELECT open_case($1, $2, $3, 'a-session')"
OPEN_FILE = "SELECT open_file($1, $2, $3, 'a-session')"


class Playing(Protocol):
    """What runs a statement in a context; `scene` of the attacks does."""

    async def run(self, context: Context | None, sql: str, *args: Any) -> str: ...

    async def rows(self, context: Context | None, sql: str, *args: Any) -> list[Any]: ...


async def add_account(owner: Any, *roles: str) -> Context:
    """An account of the national body that holds these roles, as its context."""
    account = new_id()
    key = account.bytes * 2
    await owner.execute(
        "INSERT INTO account (id, email_key, email_sealed, name_sealed) VALUES ($1, $2, 'a', 'b')", account, key
    )
    await owner.execute("ALTER TABLE role_grant DISABLE TRIGGER role_grant_console_first_pair")
    for role in roles:
        await owner.execute(
            "INSERT INTO role_grant (id, account, role, via, approved_at) VALUES ($1, $2, $3, 'console', now())",
            new_id(),
            account,
            role,
        )
    await owner.execute("ALTER TABLE role_grant ENABLE TRIGGER role_grant_console_first_pair")
    return Context(kind="staff", org=BODY, actor=account)


class Filing(Struct, frozen=True, kw_only=True):
    """`person` is of the case, `council` the one that follows it."""

    scene: Playing
    owner: Any
    case: UUID
    person: Context
    council: Context

    async def begin(self, begun_as: str = "doctor", *, by: Context | None = None, case: UUID | None = None) -> UUID:
        file = new_id()
        await self.scene.run(by or self.person, ADD_FILE, file, case or self.case, new_id(), BODY, begun_as)
        return file

    async def say(self, file: UUID, section: str, *, by: Context | None = None, **more: Any) -> int:
        """Save one section; its new version."""
        known = await self.owner.fetchval(
            "SELECT s.version FROM file_section AS s JOIN national_file AS f ON f.id = s.file AND f.round = s.round"
            " WHERE s.file = $1 AND s.section = $2",
            file,
            section,
        )
        asked = more.get("cents", 50000) if section == "asked" else None
        args = (more.get("request", new_id()), more.get("expected", known or 0))
        return int((await self.scene.rows(by or self.person, SAVE, file, section, SEALED, asked, *args))[0][0])

    async def say_all(self, file: UUID) -> None:
        for section in SECTIONS:
            await self.say(file, section)

    async def move(self, file: UUID, to: str, acted_as: str, by: Context, **more: Any) -> None:
        row = await self.owner.fetch("SELECT state, version FROM national_file WHERE id = $1", file)
        version = more.get("expected", row[0]["version"])
        state = more.get("state", row[0]["state"])
        request = more.get("request", new_id())
        await self.scene.run(by, ADD_EVENT, file, version, request, state, to, acted_as, more.get("reason"))

    async def open(self, by: Context, file: UUID, function: str = "national", reason: str = "file_check") -> bool:
        return bool((await self.scene.rows(by, OPEN_FILE, file, reason, function))[0][0])

    async def open_case(self, by: Context) -> bool:
        return bool((await self.scene.rows(by, OPEN_CASE, self.case, "call", "officer"))[0][0])

    async def opinion(self, file: UUID, said: str = "favourable", *, by: Context | None = None) -> None:
        version = await self.owner.fetchval("SELECT version FROM national_file WHERE id = $1", file)
        await self.scene.rows(by or self.council, GIVE, file, version, new_id(), said, SEALED)

    async def submitted(self) -> UUID:
        """Sent to the council."""
        file = await self.begin()
        await self.say_all(file)
        await self.move(file, "submitted", "person", self.person)
        return file

    async def with_opinion(self) -> UUID:
        """The council has given its opinion."""
        file = await self.submitted()
        await self.open_case(self.council)
        await self.opinion(file)
        return file

    async def state(self, file: UUID) -> str:
        return str(await self.owner.fetchval("SELECT state FROM national_file WHERE id = $1", file))
