"""Every guard of the tables about persons, as the statement that takes it away.

One mutant is one constraint, unique index, trigger, policy, right or row security dropped; a policy is also opened to
everyone, which is what a careless change would do.
"""

import re
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

FOLDER = Path(__file__).resolve().parents[2] / "src" / "relais" / "migrations"
# The journal, accounts, cases, referrals, sheets, requests, notes, files, sessions, bookings, steps, figures, ends.
MIGRATIONS = ("0002", "0003", *(f"{number:04}" for number in range(6, 18)))
Kind = Literal["constraint", "index", "trigger", "policy", "opened policy", "row security", "right", "function right"]

PLAIN: tuple[Kind, ...] = ("constraint", "function right", "right")  # one test each sees them at once


class Mutant(Struct, frozen=True, kw_only=True, order=True):
    """`name` is what is taken away, and `of` the table or function that loses it."""

    kind: Kind
    of: str
    name: str
    sql: str

    @property
    def title(self) -> str:
        """As the results tell it."""
        return f"{self.kind} {self.name} of {self.of}"


def tables() -> list[str]:
    """The tables whose guards are taken away."""
    return sorted({name for text in _texts() for name in re.findall(r"^CREATE TABLE (\w+)", text, re.MULTILINE)})


def functions() -> list[str]:
    """The functions of the same migrations."""
    found = r"^CREATE (?:OR REPLACE )?FUNCTION (\w+)"
    return sorted({name for text in _texts() for name in re.findall(found, text, re.MULTILINE)})


def _texts() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql")) if path.name[:4] in MIGRATIONS]


CONSTRAINTS = """
SELECT conrelid::regclass::text AS of, conname AS name FROM pg_constraint
WHERE conrelid::regclass::text = ANY ($1) AND contype IN ('c', 'u', 'x', 'f', 'p')
"""
INDEXES = """
SELECT i.indrelid::regclass::text AS of, i.indexrelid::regclass::text AS name FROM pg_index AS i
WHERE i.indrelid::regclass::text = ANY ($1) AND i.indisunique
    AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid AND c.contype IN ('u', 'p', 'x'))
"""
TRIGGERS = """
SELECT tgrelid::regclass::text AS of, tgname AS name FROM pg_trigger
WHERE tgrelid::regclass::text = ANY ($1) AND NOT tgisinternal
"""
POLICIES = """
SELECT tablename AS of, policyname AS name, cmd, coalesce(with_check, qual) = 'true' AS is_open
FROM pg_policies WHERE tablename = ANY ($1)
"""
SECURED = "SELECT relname AS of FROM pg_class WHERE relname = ANY ($1) AND relrowsecurity"
RIGHTS = """
SELECT DISTINCT c.relname AS of, g.grantee::regrole::text AS role, g.privilege_type AS name
FROM pg_class AS c
CROSS JOIN LATERAL (
    SELECT a.* FROM aclexplode(c.relacl) AS a
    UNION
    SELECT b.* FROM pg_attribute AS t, aclexplode(t.attacl) AS b WHERE t.attrelid = c.oid
) AS g
WHERE c.relname = ANY ($1) AND c.relkind = 'r' AND g.grantee <> c.relowner AND g.grantee <> 0
"""
FUNCTION_RIGHTS = """
SELECT p.oid::regprocedure::text AS of, a.grantee::regrole::text AS role
FROM pg_proc AS p CROSS JOIN LATERAL aclexplode(p.proacl) AS a
WHERE p.proname = ANY ($1) AND p.pronamespace = 'public'::regnamespace AND a.grantee <> p.proowner AND a.grantee <> 0
"""
OPENED = {"SELECT": "USING (true)", "DELETE": "USING (true)", "INSERT": "WITH CHECK (true)"}


async def every_mutant(db: Any) -> list[Mutant]:
    """All of them, in a fixed order: a run that is cut short has told the most. `db`: a migrated database."""
    found = [*await _structures(db), *await _policies(db), *await _rights(db)]
    return sorted(found, key=lambda one: (PLAIN.index(one.kind) if one.kind in PLAIN else -1, one))


async def _structures(db: Any) -> list[Mutant]:
    named = tables()
    drop = "ALTER TABLE {of} DROP CONSTRAINT {name} CASCADE"
    kinds: tuple[tuple[Kind, str, str], ...] = (
        ("constraint", CONSTRAINTS, drop),
        ("index", INDEXES, "DROP INDEX {name}"),
        ("trigger", TRIGGERS, "DROP TRIGGER {name} ON {of}"),
    )
    return [
        Mutant(kind=kind, of=row["of"], name=row["name"], sql=statement.format(**row))
        for kind, listed, statement in kinds
        for row in await db.fetch(listed, named)
    ]


async def _policies(db: Any) -> list[Mutant]:
    made = []
    for row in await db.fetch(POLICIES, tables()):
        of, name = row["of"], row["name"]
        made.append(Mutant(kind="policy", of=of, name=name, sql=f"DROP POLICY {name} ON {of}"))
        if row["is_open"]:  # to the auditor, whom the grants restrict
            continue
        body = OPENED.get(row["cmd"], "USING (true) WITH CHECK (true)")
        made.append(Mutant(kind="opened policy", of=of, name=name, sql=f"ALTER POLICY {name} ON {of} {body}"))
    for row in await db.fetch(SECURED, tables()):
        sql = f"ALTER TABLE {row['of']} DISABLE ROW LEVEL SECURITY"
        made.append(Mutant(kind="row security", of=row["of"], name="row security", sql=sql))
    return made


async def _rights(db: Any) -> list[Mutant]:
    made = []
    for row in await db.fetch(RIGHTS, tables()):
        sql = f"REVOKE {row['name']} ON {row['of']} FROM {row['role']}"
        made.append(Mutant(kind="right", of=row["of"], name=f"{row['name']} of {row['role']}", sql=sql))
    for row in await db.fetch(FUNCTION_RIGHTS, functions()):
        sql = f"REVOKE EXECUTE ON FUNCTION {row['of']} FROM {row['role']}"
        name = row["of"].partition("(")[0]
        made.append(Mutant(kind="function right", of=name, name=f"EXECUTE of {row['role']}", sql=sql))
    return made
