"""No statement reads a whole table of persons: each is planned as its role plans it, under row-level security."""

import json
import re
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from relais.core.db import connect
from relais.core.sql import Query
from tests.core.test_every_query import every_query

pytestmark = pytest.mark.anyio
# Tables that grow with persons: what is read of one must not cost what the others weigh.
PERSONS = frozenset(
    {
        *("account", "role_grant", "session", "invitation", "reset", "password", "totp", "passkey", "recovery_code"),
        *("outbox", "draft", "journal", "aid_case", "case_part", "case_event", "case_opening"),
        *("referral", "referral_event", "option_shown", "choice", "consent", "disclosure", "referral_told"),
        *("sheet", "sheet_option", "aid_request", "request_event", "request_told", "card", "note", "note_author"),
        *("national_file", "file_event", "file_section", "file_piece", "file_opinion", "attachment"),
        *("attachment_chunk", "recusal", "decision", "payment", "session_file"),
        *("pathway", "pathway_step", "handover", "action_slot", "slot_booking"),
    }
)
# Reviewed: these are asked of everything, and say why they may.
ROTATING = "the keys of everything, on the command line"
JOB = "what is over, once an hour at most"
WHOLE: dict[str, str] = {
    **dict.fromkeys(
        [
            *("accounts.count_email_sealed_by", "accounts.count_name_sealed_by", "accounts.count_totp_sealed_by"),
            *("aid_requests.count_contact_sealed_by", "cases.count_data_key_sealed_by", "cli.list_keys_named"),
            "notifications.count_message_sealed_by",
        ],
        ROTATING,
    ),
    **dict.fromkeys(
        ["accounts.end_old_sessions", "notifications.delete_old", "moderation.list_to_tell", "programme.list_to_tell"],
        JOB,
    ),
    "accounts.list_accounts": "the page of the people, for who coordinates",
    "cases.find_live_case": "a reference that is typed on the command line",
    "cases.list_links": "every chain, on the command line",
    "notifications.get_state": "how many mails wait, for who runs the service",
}
ROLES = ("relais_app", "relais_worker", "relais_owner")


async def test_no_statement_reads_a_whole_table_of_persons(world: Any) -> None:
    lines = {role: await connect(world.server.url(role, world.name)) for role in ROLES}
    for line in lines.values():
        await line.execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
    found = {query.name: read for query in every_query() if (read := await whole_tables(query, lines))}
    for line in lines.values():
        await line.close()
    assert {name: read for name, read in found.items() if name not in WHOLE} == {}
    assert set(WHOLE) - set(found) == set()


async def whole_tables(query: Query[Any], lines: dict[str, Any]) -> list[str]:
    """Tables of persons that this statement reads from one end to the other."""
    if not re.match(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)\b", query.sql, re.IGNORECASE):
        return []
    for role in ROLES:
        try:
            plan = await planned(query.sql, lines[role])
        except asyncpg.InsufficientPrivilegeError:
            continue
        return sorted(set(read_whole(plan)))
    return []


async def planned(sql: str, line: Any) -> Any:
    count = len((await line.prepare(sql)).get_parameters())
    await line.execute(f"PREPARE asked AS {sql}")
    try:
        given = f"({', '.join(['NULL'] * count)})" if count else ""
        said = await line.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked{given}")
    finally:
        await line.execute("DEALLOCATE asked")
    return said if isinstance(said, list) else json.loads(said)


def read_whole(plan: Any) -> Iterator[str]:
    """Those that are scanned though scans are the last resort: no index serves."""
    if isinstance(plan, list):
        for one in plan:
            yield from read_whole(one)
    elif isinstance(plan, dict):
        if plan.get("Node Type") == "Seq Scan" and plan["Relation Name"] in PERSONS:
            yield plan["Relation Name"]
        for inner in plan.values():
            yield from read_whole(inner)
