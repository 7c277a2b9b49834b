"""Two councils, three organisations, a doctor's case, and a referral brought to any state the way it really gets there.

Everything is done as the accounts of the application, with a signed context; the owner only builds the directory.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.context import WORKER, Context, Pads, pads_of
from relais.core.db import act_as, connect
from relais.core.ids import new_id

OFFICER = Context(kind="staff", org="cdom-69", actor=new_id())
STRANGER = Context(kind="staff", org="cdom-75", actor=new_id())
RECIPIENT = Context(kind="staff", org="mots", actor=new_id())
OTHER = Context(kind="staff", org="asra", actor=new_id())
OPEN = "SELECT open_case($1, $2, $3, 'a-session')"
PATH = ("options_shown", "chosen", "consented", "sent", "received", "accepted", "contact_made", "closed")
BY: dict[str, tuple[Context, str]] = {
    "received": (RECIPIENT, "recipient"),
    "accepted": (RECIPIENT, "recipient"),
    "declined": (RECIPIENT, "recipient"),
    "contact_made": (RECIPIENT, "recipient"),
    "unreachable": (RECIPIENT, "recipient"),
    "closed": (RECIPIENT, "recipient"),
    "expired": (WORKER, "worker"),
}
CODES: dict[str, tuple[str | None, str | None]] = {
    "declined": ("no_capacity", None),
    "cancelled": ("nothing_now", None),
    "closed": (None, "helped"),
}
ADD_EVENT = (
    "INSERT INTO referral_event"
    " (referral, expected, request, from_state, to_state, acted_as, reason, outcome, attempts)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
)
ADD_OPTION = (
    "INSERT INTO option_shown (id, referral, rank, service, seed, directory_version, why, excluded)"
    " VALUES ($1, $2, $3, $4, 7, 1, '{\"dit financier\"}', $5)"
)
ADD_CHOICE = "INSERT INTO choice (referral, option, service, how) VALUES ($1, $2, $3, $4)"
ADD_CONSENT = (
    "INSERT INTO consent (id, referral, answer, grantor, recipient_org, recipient_function, categories, medium, notice,"
    " notice_sha256, mode, evidence, days) VALUES ($1, $2, $3, 'self', $4, 'assistante sociale', $5, $6, $7,"
    " (SELECT sha256 FROM notice ORDER BY number DESC LIMIT 1), $8, $9, $10)"
)
ADD_REFERRAL = "INSERT INTO referral (id, case_id, key, origin_org, concerns) VALUES ($1, $2, $3, $4, $5)"
NEXT_OF_PERSON = {"mots": "ligne-mots", "asra": "ligne-asra", "sps": "ligne-sps"}
DIRECTORY = """
    INSERT INTO organization (slug, name, version) VALUES
        ('mots', 'MOTS', 0), ('asra', 'ASRA', 0), ('sps', 'SPS', 0), ('cdom-69', 'CDOM 69', 0);
    INSERT INTO service (slug, organization, name, kind, state, version) VALUES
        ('ligne-mots', 'mots', 'MOTS', 'ecoute', 'sourced', 0), ('ligne-asra', 'asra', 'ASRA', 'ecoute', 'sourced', 0),
        ('ligne-sps', 'sps', 'SPS', 'ecoute', 'sourced', 0), ('deux-mots', 'mots', 'MOTS', 'conseil', 'sourced', 0),
        ('clinique', 'sps', 'Clinique', 'hospitalisation_complete', 'to_verify', 0),
        ('fermee', 'sps', 'Fermee', 'ecoute', 'suspended', 0);
    INSERT INTO contact (id, service, kind, position, value, e164, purpose, state) VALUES
        ('ligne-asra/phone/1', 'ligne-asra', 'phone', 1, '0805 62 01 33', '+33805620133', 'help', 'sourced');
"""
ADD_CASE = (
    "INSERT INTO aid_case (id, reference, council, origin, code_lookup, code_verifier, code_by, data_key_wrapped)"
    " VALUES ($1, $2, $3, 'officer', $4, '$argon2id$x', 'officer', $5)"
)
ADD_PART = "INSERT INTO case_part (case_id, category, sealed) VALUES ($1, $2, $3)"


def random_reference() -> str:
    letters = [secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(6)]
    return "".join(letters[:3]) + "-" + "".join(letters[3:])


class Scene(Struct, frozen=True, kw_only=True):
    """`case` is followed by cdom-69; `stranger_case` by cdom-75. `url(role)` gives the address of the database."""

    app: Any
    worker: Any
    pads: Pads
    case: UUID
    stranger_case: UUID

    @property
    def person(self) -> Context:
        return Context(kind="person", case=self.case)

    @property
    def strange_person(self) -> Context:
        return Context(kind="person", case=self.stranger_case)

    @asynccontextmanager
    async def acting(self, context: Context | None) -> AsyncIterator[Any]:
        """A committed transaction on behalf of `context`; of nobody when None."""
        db = self.worker if context == WORKER else self.app
        async with db.transaction():
            if context is not None:
                await act_as(db, self.pads, context)
            yield db

    async def run(self, context: Context | None, sql: str, *args: Any) -> str:
        async with self.acting(context) as db:
            return str(await db.execute(sql, *args))

    async def rows(self, context: Context | None, sql: str, *args: Any) -> list[Any]:
        async with self.acting(context) as db:
            return list(await db.fetch(sql, *args))

    async def open(self, context: Context, reason: str = "first_contact", function: str = "recipient") -> bool:
        """Say why one opens the case; whether it is open now."""
        return bool((await self.rows(context, OPEN, self.case, reason, function))[0][0])

    async def begin(self, concerns: str = "self") -> UUID:
        made = new_id()
        await self.run(OFFICER, ADD_REFERRAL, made, self.case, new_id(), "cdom-69", concerns)
        return made

    async def held(self, referral: UUID) -> Any:
        """State, version and round, as the person sees them."""
        return (await self.rows(self.person, "SELECT * FROM referral WHERE id = $1", referral))[0]

    async def show(self, referral: UUID, context: Context = OFFICER, services: tuple[str, ...] = ()) -> list[UUID]:
        made = []
        for rank, service in enumerate(services or ("ligne-mots", "ligne-asra"), 1):
            made.append(new_id())
            await self.run(context, ADD_OPTION, made[-1], referral, rank, service, "")
        return made

    async def choose(self, referral: UUID, service: str = "ligne-mots") -> None:
        await self.run(OFFICER, ADD_CHOICE, referral, None, service, "spoken")

    async def consent(self, referral: UUID, context: Context = OFFICER, **changes: Any) -> UUID:
        row = {
            "id": new_id(), "referral": referral, "answer": "given", "org": "mots", "categories": ["contact", "need"],
            "medium": "inbox", "notice": 1, "mode": "oral_phone", "evidence": "read_back", "days": 30,
        } | changes  # fmt: skip
        await self.run(context, ADD_CONSENT, *row.values())
        return UUID(str(row["id"]))

    async def ask(self, referral: UUID, to: str, context: Context | None = None, who: str = "", **changes: Any) -> None:
        """One event as the page of `who` would post it."""
        held = changes.pop("held", None) or await self.held(referral)
        usual, usual_who = BY.get(to, (OFFICER, "origin"))
        reason, outcome = CODES.get(to, (None, None))
        calls = {"contact_made": 1, "unreachable": 3}.get(to, 0)
        row = {
            "referral": referral, "expected": held["version"], "request": new_id(), "from_state": held["state"],
            "to_state": to, "acted_as": who or usual_who, "reason": reason, "outcome": outcome,
            "attempts": [date(2026, 11, 20)] * calls,
        } | changes  # fmt: skip
        await self.run(context or usual, ADD_EVENT, *row.values())

    async def prepare(self, referral: UUID, to: str) -> None:
        """What the guard of the usual road asks for."""
        if to == "options_shown":
            await self.show(referral)
        elif to == "chosen":
            await self.choose(referral)
        elif to == "consented":
            await self.consent(referral)
        elif to == "sent":
            await self.run(RECIPIENT, "SELECT open_inbox()")

    async def bring(self, to: str, referral: UUID | None = None) -> UUID:
        """A referral in the state `to`, by the usual road."""
        made = referral or await self.begin()
        road = {
            "declined": (*PATH[:5], "declined"), "unreachable": (*PATH[:6], "unreachable"), "draft": (),
            "withdrawn": ("withdrawn",), "cancelled": ("cancelled",), "self_contact": (*PATH[:1], "self_contact"),
        }.get(to) or PATH[: PATH.index(to) + 1] if to != "draft" else ()  # fmt: skip
        for step in road:
            await self.prepare(made, step)
            await self.ask(made, step)
            if step == "sent":
                await self.open(RECIPIENT)
        return made

    async def bring_on(self, referral: UUID, *steps: str, prepared: bool = False) -> None:
        """Further along the usual road. `prepared`: what its guards ask for is there."""
        for step in steps:
            if not prepared:
                await self.prepare(referral, step)
            await self.ask(referral, step)


@asynccontextmanager
async def scene_in(world: Any) -> AsyncIterator[Scene]:
    """The scene built in a database of one's own."""
    pads = pads_of(secrets.token_bytes(32))
    await world.owner.execute("INSERT INTO context_key (inner_pad, outer_pad) VALUES ($1, $2)", pads.inner, pads.outer)
    await world.owner.execute(DIRECTORY)
    cases = [new_id(), new_id()]
    for case, council in zip(cases, ("cdom-69", "cdom-75"), strict=True):
        await world.owner.execute(
            ADD_CASE, case, random_reference(), council, secrets.token_bytes(32), secrets.token_bytes(62)
        )
        for category in ("identity", "contact", "need", "availability", "context"):
            await world.owner.execute(ADD_PART, case, category, secrets.token_bytes(284))
    app, worker = await connect(world.app_url), await connect(world.worker_url)
    made = Scene(app=app, worker=worker, pads=pads, case=cases[0], stranger_case=cases[1])
    await made.open(OFFICER, "with_person", "officer")
    yield made
    await app.close()
    await worker.close()
