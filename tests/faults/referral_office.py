"""Who works on referrals in the tests of faults, and what the tables must hold whatever failed."""

import asyncio
from typing import Any

from msgspec import Struct

from relais.cases.chains import verify
from relais.core.context import Context
from relais.core.db import Database as Connections
from relais.core.db import connect, transaction_on
from relais.core.vault import Vault, open_vault
from relais.referrals import service as rules
from tests.accounts.people import Person, add_person, keep_pads
from tests.faults.desk import Database, Desk

OFFICERS, RECIPIENTS = 3, 2
RECIPIENT = {"organization": "asra", "function": "assistante sociale"}
ROWS = """
    SELECT
        (SELECT array_agg(DISTINCT e.referral || ' ' || e.to_state) FROM referral_event AS e) AS moves,
        (SELECT array_agg(r.key::text) FROM referral AS r) AS keys,
        (SELECT count(*) FROM aid_case) AS cases,
        (SELECT count(*) FROM referral) AS referrals,
        (SELECT count(*) FROM referral_event AS e WHERE e.to_state = 'sent') AS sent,
        (SELECT count(*) FROM disclosure) AS disclosed,
        (SELECT count(*) FROM consent AS c WHERE c.answer = 'given') AS consents,
        (
            SELECT count(*)
            FROM (SELECT e.referral, e.round FROM referral_event AS e WHERE e.to_state = 'sent') AS s
            FULL JOIN disclosure AS d ON d.referral = s.referral AND d.round = s.round
            LEFT JOIN consent AS c ON c.id = d.consent AND c.answer = 'given' AND c.round = s.round
            WHERE s.referral IS NULL OR d.referral IS NULL OR c.id IS NULL
        ) AS half_sent,
        (SELECT count(*) FROM disclosures_outside_consent) AS outside_consent,
        (SELECT count(*) FROM referrals_out_of_step) AS out_of_step
"""


class Office(Struct, frozen=True, kw_only=True):
    """Who works here, and the keys."""

    vault: Vault
    officers: list[Person]
    recipients: list[Person]


async def people_of(database: Database, desk: Desk) -> Office:
    """Officers of the Rhône and recipients of ASRA, which reads its inbox."""
    vault = open_vault(desk.var / "keys", create=False)
    owner = await connect(database.server.superuser_url)
    pads = await keep_pads(owner, vault)
    officers = [await add_person(owner, vault, "officer", council="69") for _ in range(OFFICERS)]
    recipients = [await add_person(owner, vault, "recipient", **RECIPIENT) for _ in range(RECIPIENTS)]
    await owner.close()
    connections = Connections(database.server.app_url, max_size=1, pads=pads)
    body = RECIPIENT["organization"]
    async with connections.acting(Context(kind="staff", org=body, actor=recipients[0].account)) as db:
        await rules.inbox(db, body)
    await connections.close()
    return Office(vault=vault, officers=officers, recipients=recipients)


def looked_at(database: Database, desk: Desk) -> tuple[Any, Any]:
    """What the tables hold, and what `relais audit verify` finds, at the same moment."""

    async def look() -> tuple[Any, Any]:
        owner = await connect(database.server.superuser_url)
        async with transaction_on(owner):
            checked = await verify(owner, desk.var / "anchors.jsonl")
            rows = await owner.fetchrow(ROWS)
        await owner.close()
        return rows, checked

    return asyncio.run(look())


def holds(database: Database, desk: Desk) -> Any:
    """The rows, once nothing is half sent, out of step or outside a consent, and every chain is whole."""
    rows, checked = looked_at(database, desk)
    assert (rows["half_sent"], rows["outside_consent"], rows["out_of_step"]) == (0, 0, 0)
    assert rows["sent"] == rows["disclosed"] == rows["consents"]
    assert checked.fault is None
    assert checked.events >= len(rows["moves"] or ())  # each is in a chain
    return rows
