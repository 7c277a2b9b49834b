"""Writing a note once its author is verified, reading one, informing the person, putting one aside, ending it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.accounts.holders import account_addresses, duty_officers
from relais.aid_requests import note_store as store
from relais.aid_requests.card_store import PURGE_CARDS
from relais.aid_requests.note_model import MOTIVES, Draft, author_key, contact_purpose, person_key
from relais.aid_requests.note_store import AuthorRow, NoteRow
from relais.aid_requests.words import PRACTICE
from relais.cases.sealing import CaseKey, new_data_key
from relais.cases.service import DRAWS, new_reference, read_parts
from relais.core.context import KEY_USE, PUBLIC, WORKER, pads_of
from relais.core.db import Db, act_as
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.notifications.letters import note_waiting
from relais.notifications.service import enqueue
from relais.sheets.workplace import Workplace

BOARD_LINK = "/ouvrir/notes"
MANY = 200


class Note(Struct, frozen=True, kw_only=True):
    """A note read: who it is about, and why each author wrote. `contacts`: their addresses, for the council alone."""

    row: NoteRow
    name: str
    departement: str
    practice: str
    authors: tuple[AuthorRow, ...]
    contacts: Mapping[UUID, str] = {}

    def __repr__(self) -> str:
        return "Note(…)"

    @property
    def motives(self) -> list[str]:
        """In words, each once."""
        return list(dict.fromkeys(MOTIVES[author.motive] for author in self.authors))

    def words_of(self, author: AuthorRow) -> str:
        """What this author ticked."""
        return MOTIVES[author.motive]

    @property
    def practice_words(self) -> str:
        """How the person practises."""
        return PRACTICE.get(self.practice, "")


async def write_note(place: Workplace, draft: Draft) -> None:
    """Keep it for its council, and tell whoever is on duty there that something waits.

    Raises Refused when nobody reads there. Twice is once, and the answer is the same: nobody learns what others wrote.
    """
    for _ in range(DRAWS):
        async with place.database.acting(PUBLIC) as db:
            done = await store.ADD_NOTE.value(db, *columns_of(place.vault, draft, new_id()))
            if done in ("added", "joined"):
                await _tell(db, place, draft.departement)
        if done != "reference":
            return
    raise LookupError("every reference that was drawn is taken")


def columns_of(vault: Vault, draft: Draft, case: UUID) -> tuple[Any, ...]:
    """In the order of `add_note`. The case and its key are of no use when another note lives: they go no further."""
    wrapped = new_data_key(vault, case)
    key = CaseKey(vault, case, wrapped)
    identity = {"name": f"{draft.first} {draft.surname}"}
    context = {"needs": [], "departement": draft.departement, "practice": draft.practice}
    return (
        case,
        new_reference(),
        wrapped,
        key.seal(msgspec.json.encode(identity), "identity"),
        key.seal(msgspec.json.encode(context), "context"),
        new_id(),
        draft.council,
        person_key(vault, draft),
        draft.id,
        author_key(vault, draft.email),
        vault.seal(draft.email.encode(), contact_purpose(draft.id)),
        draft.motive,
    )


async def _tell(db: Db, place: Workplace, council: str) -> None:
    """One mail for each officer on duty, that holds a link and nothing of the note."""
    there = await account_addresses(db, place.vault, await duty_officers(db, council))
    for account, address in there.items():
        await enqueue(db, place.vault, note_waiting(f"{place.origin}{BOARD_LINK}"), to=address, account=account)


def name_of_council(place: Workplace, slug: str) -> str:
    """Whole, as the directory publishes it: whoever reads it may be no doctor."""
    service = place.directory.find(slug)
    return service.name if service else slug


async def notes_of(db: Db, council: str) -> list[NoteRow]:
    """The notes of a council, those to act on first: no name, no motive."""
    return await store.LIST_NOTES.all(db, council, MANY)


async def read_note(db: Db, vault: Vault, row: NoteRow) -> Note:
    """The note, for the council that said why it opens it, or for the person it is about."""
    parts = await read_parts(db, vault, row.case_id)
    identity, context = parts.get("identity", {}), parts.get("context", {})
    return Note(
        row=row,
        name=identity.get("name", ""),
        departement=context.get("departement", ""),
        practice=context.get("practice", ""),
        authors=tuple(await store.LIST_AUTHORS.all(db, row.id)),
        contacts={
            one.id: vault.open(one.contact_sealed, contact_purpose(one.id)).decode()
            for one in await store.LIST_CONTACTS.all(db, row.id)
            if one.contact_sealed
        },
    )


async def inform(db: Db, note: UUID, on: date | None, how: str) -> None:
    """Keep that the person was informed. Raises Refused: another day, another way, done already."""
    await store.SET_INFORMED.value(db, note, on, how)


async def discard(db: Db, note: UUID) -> None:
    """Put it aside unread: what it said is gone at once. Raises Refused when it moved."""
    await store.SET_DISCARDED.value(db, note)


async def purge_notes(db: Db, vault: Vault, _settings: Settings) -> None:
    """The job of the worker: notes and cards whose day has come, by the clock of the database."""
    async with db.transaction():
        await act_as(db, pads_of(vault.key(KEY_USE)), WORKER)
        await store.PURGE_NOTES.value(db)
        await PURGE_CARDS.value(db)
