"""Forward-only migrations: numbered files, one transaction each, applied as relais_owner."""

import hashlib
import re
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from relais.core.context import Pads
from relais.core.db import Db, answering, connect
from relais.core.errors import Refused
from relais.core.sql import Query

FOLDER = Path(__file__).resolve().parents[1] / "migrations"
OWNER, APP, WORKER, AUDIT, PURGE, BACKUP = ROLES = (
    "relais_owner",
    "relais_app",
    "relais_worker",
    "relais_audit",
    "relais_purge",
    "relais_backup",
)
ENTERING = ", ".join(ROLES[1:])  # may connect; the owner may by itself
ADVISORY_KEY = 7_240_018  # any number, the same for every Relais
NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """One migration the database has had."""

    number: int
    name: str
    digest: str


class Migration(Applied, frozen=True, kw_only=True):
    """One file of the migrations folder."""

    sql: str


class SchemaFault(Refused):
    """The database and this version of Relais do not fit together."""

    def __init__(self, sentence: str) -> None:
        super().__init__("schema", sentence, status=503)


LIST_APPLIED = Query("core.list_applied", "SELECT number, name, digest FROM schema_migration ORDER BY number", Applied)
ADD_APPLIED: Query[Any] = Query(
    "core.add_applied", "INSERT INTO schema_migration (number, name, digest) VALUES ($1, $2, $3)"
)
SET_PADS: Query[Any] = Query(
    "core.set_context_key",
    """
    INSERT INTO context_key (inner_pad, outer_pad) VALUES ($1, $2)
    ON CONFLICT (one) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad
    WHERE (context_key.inner_pad, context_key.outer_pad) <> (excluded.inner_pad, excluded.outer_pad)
    """,
)
SET_FILE_YEARS: Query[Any] = Query(
    "core.set_file_years",
    """
    UPDATE retention_rule SET lasts = make_interval(years => $1)
    WHERE what = 'file' AND lasts <> make_interval(years => $1)
    """,
)
HAS_TABLE: Query[Any] = Query("core.has_schema_migration", "SELECT to_regclass('public.schema_migration') IS NOT NULL")
LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migration (
    number integer CONSTRAINT schema_migration_pk PRIMARY KEY,
    name text NOT NULL,
    digest text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
GRANT USAGE ON SCHEMA public TO relais_app, relais_worker, relais_audit, relais_purge, relais_backup;
GRANT SELECT ON schema_migration TO relais_app, relais_worker, relais_audit, relais_purge, relais_backup;
-- What checks a signed context (core/context.py). Outside the migrations: a backup leaves it out, a restore needs it.
CREATE TABLE IF NOT EXISTS context_key (
    one boolean NOT NULL DEFAULT true,
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL,
    CONSTRAINT context_key_pk PRIMARY KEY (one),
    CONSTRAINT context_key_is_one CHECK (one),
    CONSTRAINT context_key_size CHECK (length(inner_pad) = 64 AND length(outer_pad) = 64)
);
REVOKE ALL ON context_key FROM relais_backup;
COMMENT ON TABLE schema_migration IS 'Migrations appliquées.';
COMMENT ON COLUMN schema_migration.number IS 'ordre de la migration · technique · toujours';
COMMENT ON COLUMN schema_migration.name IS 'nom du fichier · technique · toujours';
COMMENT ON COLUMN schema_migration.digest IS 'refuser un fichier changé après coup · technique · toujours';
COMMENT ON COLUMN schema_migration.applied_at IS 'savoir quand la base a changé · technique · toujours';
COMMENT ON TABLE context_key IS 'Ce qui vérifie qui demande à lire ; jamais sauvegardé.';
COMMENT ON COLUMN context_key.one IS 'une seule ligne · technique · jusqu''au changement de la clé';
COMMENT ON COLUMN context_key.inner_pad IS
'vérifier la signature d''un contexte · technique · jusqu''au changement de la clé';
COMMENT ON COLUMN context_key.outer_pad IS
'vérifier la signature d''un contexte · technique · jusqu''au changement de la clé';
"""


def list_files(folder: Path = FOLDER) -> list[Migration]:
    """The migrations of this version, in order. Raises SchemaFault on a gap or a bad name."""
    found = [_read(path) for path in sorted(folder.glob("*.sql"))]
    if [m.number for m in found] != list(range(1, len(found) + 1)):
        raise SchemaFault("Les fichiers de migration ne se suivent pas : 0001, 0002, 0003…")
    return found


def _read(path: Path) -> Migration:
    matched = NAME.fullmatch(path.name)
    if matched is None:
        raise SchemaFault(f"Le nom du fichier de migration {path.name} n'est pas de la forme 0001_mots.sql.")
    sql = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    return Migration(number=int(matched[1]), name=path.name, digest=hashlib.sha256(sql.encode()).hexdigest(), sql=sql)


async def migrate(url: str, *, folder: Path = FOLDER, pads: Pads | None = None, file_years: int | None = None) -> int:
    """Create what is missing (roles, tables) and return the schema number reached.

    `pads` check the contexts that the application signs; until they are written nobody reads a person's rows.
    `file_years`: how long a national file is kept, which the database checks whoever asks. `url` is an account that may
    create roles, or relais_owner once the roles exist. Raises SchemaFault, Unavailable.
    """
    files = list_files(folder)
    db = await connect(url, command_seconds=None)
    try:
        with answering():
            await _lock(db)
            await _create_roles(db)
            await _become_owner(db)
            reached = await _apply(db, files)
            if pads is not None:
                await SET_PADS.run(db, pads.inner, pads.outer)
            if file_years is not None:
                await SET_FILE_YEARS.run(db, file_years)
            return reached
    finally:
        db.terminate()  # also frees the advisory lock


async def prepare_roles(url: str) -> None:
    """Create the roles that are missing, and give them this database. Raises SchemaFault, Unavailable."""
    db = await connect(url, command_seconds=None)
    try:
        with answering():
            await _lock(db)
            await _create_roles(db)
            await _become_owner(db)
    finally:
        db.terminate()


async def _lock(db: Db) -> None:
    await db.execute("SET lock_timeout = '60s'")  # another start may be migrating: let it finish
    try:
        await db.execute(f"SELECT pg_advisory_lock({ADVISORY_KEY})")
    except asyncpg.LockNotAvailableError:
        raise SchemaFault("Une autre migration est en cours depuis plus d'une minute.") from None
    await db.execute("SET lock_timeout = '2s'")


async def _create_roles(db: Db) -> None:
    known = {
        row["rolname"] for row in await db.fetch("SELECT rolname FROM pg_roles WHERE rolname = ANY($1)", list(ROLES))
    }
    for role in ROLES:
        if role not in known:
            await _create_role(db, role)
    name = await db.fetchval("SELECT quote_ident(current_database())")
    if await db.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        await db.execute(
            f"ALTER DATABASE {name} OWNER TO {OWNER};"
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;"
            f"GRANT CONNECT ON DATABASE {name} TO {ENTERING};"
        )


async def _create_role(db: Db, role: str) -> None:
    bypass = "BYPASSRLS" if role == BACKUP else "NOBYPASSRLS"  # a dump bound by policies succeeds, and is empty
    try:
        await db.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE {bypass}")
    except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        return  # roles belong to the whole server: a start on another database was faster
    except asyncpg.InsufficientPrivilegeError:
        raise SchemaFault(
            f"Le rôle {role} manque et ce compte ne peut pas le créer. Un superutilisateur le peut : "
            f"« CREATE ROLE {role} LOGIN {bypass} »."
        ) from None


async def _become_owner(db: Db) -> None:
    try:
        await db.execute(f"SET ROLE {OWNER}")
    except asyncpg.InsufficientPrivilegeError:
        raise SchemaFault(f"Ce compte ne peut pas agir comme {OWNER}.") from None


async def _apply(db: Db, files: list[Migration]) -> int:
    await db.execute(LEDGER)
    applied = await LIST_APPLIED.all(db)
    _compare(applied, files)
    for migration in files[len(applied) :]:
        try:
            async with db.transaction():
                await db.execute(migration.sql)
                await ADD_APPLIED.run(db, migration.number, migration.name, migration.digest)
        except asyncpg.LockNotAvailableError:
            raise SchemaFault(f"La base est occupée : {migration.name} n'a pas pu passer, recommencez.") from None
    return len(files)


def _compare(applied: list[Applied], files: list[Migration]) -> None:
    if len(applied) > len(files):
        raise SchemaFault(f"La base est en version {len(applied)}, plus récente que ce logiciel ({len(files)}).")
    for done, file in zip(applied, files, strict=False):
        if done.digest != file.digest:
            raise SchemaFault(f"La migration {file.name} a changé depuis qu'elle a été appliquée.")


async def check_schema(db: Db, *, folder: Path = FOLDER) -> None:
    """Raise SchemaFault unless the database is exactly at the number of this version."""
    files = list_files(folder)
    applied = await LIST_APPLIED.all(db) if await HAS_TABLE.value(db) else []
    _compare(applied, files)
    if len(applied) < len(files):
        raise SchemaFault(
            f"La base est en version {len(applied)}, il faut la {len(files)} : lancez « relais migrate »."
        )
