"""A directory and its surroundings where every text field holds an attack."""

from typing import Any

from relais.audit.model import ANONYMOUS, Actor
from relais.core.db import Db
from relais.directory.change_model import Proposal
from relais.directory.changes import submit
from relais.directory.reports import report
from relais.directory.service import Origin, change_field
from tests.accounts.people import Person
from tests.attacks.http.walking import OWN

CORPUS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title></textarea></script><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "<!--<style>*{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
)
EVERYTHING = " ".join(CORPUS)
TEXTS = (
    "name", "acronym", "description", "audience_note", "coverage_note", "hours_note", "admission_note", "capacity_note",
    "languages", "accessibility", "message", "organization_name", "last_seen_open",
)  # fmt: skip
LIMITS = {"acronym": 40, "name": 200, "organization_name": 200, "languages": 200, "last_seen_open": 40}


async def fill(db: Db, member: Person, listener: Person) -> None:
    """Publish, propose and report attacks, each where a person could write it."""
    origin = Origin(source_label=EVERYTHING[:300], source_date_text=CORPUS[0], note=EVERYTHING, source_url=None)
    for code in TEXTS:
        await change_field(db, OWN, code, EVERYTHING[: LIMITS.get(code, 300)], origin)
    await change_field(db, OWN, "aliases", list(CORPUS), origin)
    actor = Actor(account=member.account, acting_as="member")
    version = await db.fetchval(
        "SELECT version_from FROM fact WHERE subject_id = $1 AND field = 'phone' AND version_to IS NULL",
        f"{OWN}/phone/1",
    )
    async with db.transaction():
        asked = [Proposal(code="phone", value="04 72 00 00 09", base_version=version)]
        await submit(db, actor, OWN, asked, why=EVERYTHING[:300])
    await report(db, ANONYMOUS, OWN, position=1, motive="phone_dead", comment=EVERYTHING[:200])
    known = Actor(account=listener.account, acting_as="listener")
    await report(db, known, OWN, position=1, motive="phone_wrong", comment=EVERYTHING[:200])


async def name_persons(owner: Any, vault: Any) -> None:
    """Persons and their devices bear attacks too."""
    for row in await owner.fetch("SELECT id FROM account"):
        sealed = vault.seal(EVERYTHING[:120].encode(), f"account.name:{row['id']}")
        await owner.execute("UPDATE account SET name_sealed = $2 WHERE id = $1", row["id"], sealed)
    await owner.execute("UPDATE session SET device = $1", EVERYTHING[:60])
