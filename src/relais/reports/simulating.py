"""Filling a scratch database with a synthetic year, as the owner of its tables, in one transaction."""

from typing import Any

from msgspec import Struct

from relais.cases.sealing import new_data_key
from relais.core.db import Db, copy, transaction_on
from relais.core.errors import Refused
from relais.core.sql import Query
from relais.core.vault import Vault
from relais.reports.simulated import Drawing, Ground
from relais.reports.simulated_referrals import Found
from relais.reports.store import KEEP_COUNTS

# Parents before children.
TABLES = (
    *("account", "call_by_month", "call_by_region", "aid_case", "aid_request", "request_event", "referral"),
    *("referral_event", "choice", "consent", "disclosure", "national_file", "decision", "payment"),
    *("programme_action", "year_figure"),
)


class NoticeRow(Struct, frozen=True, kw_only=True):
    """What is read before a consent."""

    number: int
    sha256: bytes


COUNT_ROWS: Query[Any] = Query(
    "reports.count_rows",
    """
    SELECT (SELECT count(*) FROM aid_case) + (SELECT count(*) FROM sheet) + (SELECT count(*) FROM call_by_region)
        + (SELECT count(*) FROM year_figure) + (SELECT count(*) FROM year_count) + (SELECT count(*) FROM year_release)
        + (SELECT count(*) FROM programme_action)
    """,
)
LIST_SERVICES: Query[Any] = Query(
    "reports.list_services",
    """
    SELECT array_agg(concat_ws(' ', slug, organization, kind) ORDER BY slug) FROM service
    WHERE NOT retired AND closed_on IS NULL
    """,
)
GET_NOTICE = Query("reports.get_notice", "SELECT number, sha256 FROM notice ORDER BY number DESC LIMIT 1", NoticeRow)
# What tells moments and checks who acts refuses a year that is over: the owner puts it aside, and back.
PUT_ASIDE: Query[Any] = Query(
    "reports.set_triggers_aside",
    """
    DO $$
    DECLARE
        one text;
    BEGIN
        FOREACH one IN ARRAY ARRAY[
            'account', 'call_by_month', 'call_by_region', 'aid_case', 'aid_request', 'request_event', 'referral',
            'referral_event', 'choice', 'consent', 'disclosure', 'national_file', 'decision', 'payment',
            'programme_action', 'year_figure'
        ] LOOP
            EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', one);
        END LOOP;
    END
    $$
    """,
)
PUT_BACK: Query[Any] = Query(
    "reports.set_triggers_back",
    """
    DO $$
    DECLARE
        one text;
    BEGIN
        FOREACH one IN ARRAY ARRAY[
            'account', 'call_by_month', 'call_by_region', 'aid_case', 'aid_request', 'request_event', 'referral',
            'referral_event', 'choice', 'consent', 'disclosure', 'national_file', 'decision', 'payment',
            'programme_action', 'year_figure'
        ] LOOP
            EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', one);
        END LOOP;
    END
    $$
    """,
)


async def simulate(db: Db, vault: Vault, *, years: range, calls: int, seed: int) -> int:
    """Rows written. Raises Refused when the database holds anything of real life, or no directory."""
    if await COUNT_ROWS.value(db):
        sentence = "cette base n'est pas vide : une année simulée ne se mêle jamais à de vraies lignes."
        raise Refused("simulation_not_empty", sentence)
    found = await _found(db)
    written = 0
    async with transaction_on(db):
        await PUT_ASIDE.run(db)
        for year in years:
            ground = Ground(
                year=year,
                calls=calls,
                seed=seed,
                found=found,
                wrap=lambda case: new_data_key(vault, case),
                seal=lambda purpose: vault.seal(b"simulation", purpose),
            )
            written += await _write(db, ground)
        await PUT_BACK.run(db)
        await KEEP_COUNTS.value(db)
    return written


async def _found(db: Db) -> Found:
    services: list[Any] = [tuple(named.split()) for named in await LIST_SERVICES.value(db) or ()]
    notice = await GET_NOTICE.one(db)
    if not services or notice is None:
        raise Refused("simulation_no_directory", "l'annuaire est vide : « relais import » d'abord.")
    return Found(services=tuple(services), notice=(notice.number, notice.sha256))


async def _write(db: Db, ground: Ground) -> int:
    rows = Drawing(ground).draw()
    for table in TABLES:
        columns = list(rows[table][0])
        await copy(db, table, columns, [tuple(row[column] for column in columns) for row in rows[table]])
    return sum(map(len, rows.values()))
