"""Inviting the councils at once: one line each, filled or pasted, proposed as one batch that another person decides."""

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

from relais.accounts import people_store
from relais.accounts.address import read_address, read_name
from relais.accounts.invitations import Invitee, invite_person
from relais.accounts.people_store import CouncilRow
from relais.accounts.telling import COORDINATION, tell_coordinators
from relais.audit.model import Actor
from relais.core.db import Db
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.core.vault import Vault
from relais.notifications.letters import grant_waiting

DEFAULT_NAME = "Référent entraide"
MOST_LINES = 300


class CouncilLine(Struct, frozen=True, kw_only=True):
    """One council to invite: its département code, and to whom."""

    code: str
    name: str
    email: str


async def awaiting_councils(db: Db) -> list[CouncilRow]:
    """Councils without any officer, in force or proposed."""
    return [row for row in await people_store.LIST_COUNCILS.all(db) if not row.officers]


def read_pasted(text: str) -> tuple[list[CouncilLine], list[str]]:
    """`69 ; Nom ; adresse`, one council per line (`;` or tabulations); the lines read, and a sentence per fault."""
    lines: list[CouncilLine] = []
    faults: list[str] = []
    for number, raw in enumerate(text.splitlines()[:MOST_LINES], start=1):
        if not raw.strip():
            continue
        cells = [cell.strip() for cell in raw.replace("\t", ";").split(";")]
        if len(cells) == 2:
            cells.insert(1, "")
        if len(cells) != 3:
            faults.append(f"Ligne {number} : il faut un département, un nom et une adresse, séparés par « ; ».")
            continue
        code = cells[0].upper()
        lines.append(CouncilLine(code=f"0{code}" if len(code) == 1 else code, name=cells[1], email=cells[2]))
    if len(text.splitlines()) > MOST_LINES:
        faults.append(f"Il y a plus de {MOST_LINES} lignes : collez-en moins à la fois.")
    return lines, faults


def check_lines(lines: list[CouncilLine], councils: Mapping[str, CouncilRow]) -> list[str]:
    """A sentence for each line at fault. `councils`: those still awaiting, by code."""
    faults: list[str] = []
    seen: set[str] = set()
    for line in lines:
        if line.code not in councils:
            faults.append(f"{line.code or '(vide)'} : ce conseil n'est pas dans la liste, ou il a déjà quelqu'un.")
        elif line.code in seen:
            faults.append(f"{line.code} : deux lignes pour le même conseil.")
        seen.add(line.code)
        try:
            read_address(line.email)
            read_name(line.name or DEFAULT_NAME)
        except Refused as refused:
            faults.append(f"{line.code} : {refused.sentence}")
    return faults


async def propose_councils(db: Db, vault: Vault, actor: Actor, lines: list[CouncilLine], *, origin: str) -> UUID:
    """Propose an officer for each line, all or none; the other coordinators get one letter. Raises Refused."""
    batch = new_id()
    for line in lines:
        invitee = Invitee(email=line.email, name=line.name or DEFAULT_NAME, role="officer", council=line.code)
        await invite_person(db, vault, actor, invitee, origin=origin, batch=batch)
    await tell_coordinators(db, vault, grant_waiting(f"{origin}{COORDINATION}"), actor.account)
    return batch
