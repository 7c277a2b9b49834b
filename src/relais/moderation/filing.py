"""A file that a coordinator sends: its plan, worked out apart from the requests of the desk, then its application."""

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.db import Db, connect, refusing
from relais.core.errors import NotFound, Refused
from relais.core.settings import Settings
from relais.directory.importer import Plan, apply_import, plan_import
from relais.directory.reading import open_source
from relais.moderation import store
from relais.moderation.store import UploadedFile

FILE_LIMIT = 2 * 1024 * 1024  # bytes
BODY_LIMIT = FILE_LIMIT + 64 * 1024  # the file and the fields around it
Done = TypeVar("Done")
_UNSAFE = re.compile(r"[^a-z0-9._-]+")


class _OnlyShownError(Exception):
    """Rolls back a plan that was made to be read."""


def file_name(given: str) -> str:
    """The name of a source: the file's own, without folder or odd signs; it owns the facts that it brings."""
    plain = _UNSAFE.sub("-", given.replace("\\", "/").rpartition("/")[2].lower()).strip("-.")[:80]
    if not plain.endswith(".csv") or len(plain) < 5:
        raise Refused("import_unreadable", "Envoyez un fichier dont le nom finit par .csv.", field="file")
    return plain


def check_file(content: bytes) -> None:
    """Raises Refused when there is nothing, or too much."""
    if not content:
        raise Refused("import_unreadable", "Le fichier est vide : choisissez-en un autre.", field="file")
    if len(content) > FILE_LIMIT:
        raise Refused("import_too_large", "Le fichier dépasse 2 Mo : coupez-le en plusieurs.", field="file", status=413)


async def show_plan(settings: Settings, upload: UploadedFile) -> Plan:
    """What applying this file now would do. Nothing is kept. Raises Refused when it cannot be read."""
    made: list[Plan] = []

    async def plan(db: Db) -> None:
        made.append(await _planned(db, settings, upload))
        raise _OnlyShownError

    await _apart(settings, plan)
    return made[0]


async def apply_file(settings: Settings, actor: Actor, code: UUID, upload: UploadedFile, *, base: int) -> None:
    """Publish the file, lines at fault left out; its numbers wait as one batch.

    `base`: the version of the directory that the plan was read against: what is applied is what was read.
    Raises NotFound, Refused: `plan_outdated`.
    """

    async def apply(db: Db) -> None:
        if not await store.SET_UPLOAD_APPLIED.run(db, code):
            raise NotFound
        plan = await _planned(db, settings, upload)
        if plan.base_version != base:
            raise Refused("plan_outdated", "L'annuaire a changé depuis cette lecture : relisez le plan.", status=409)
        version = await apply_import(db, plan, made_by=actor.account)
        detail: dict[str, Any] = {
            name: getattr(plan, name) for name in ("added", "changed", "retired", "unchanged", "proposed", "waiting")
        }
        await record(db, actor, "import.apply", "import", upload.name, detail={**detail, "version": version})

    await _apart(settings, apply)


async def forget_uploads(db: Db) -> int:
    """Remove the files sent 7 days ago or more, applied or not; returns how many."""
    return await store.END_OLD_UPLOADS.run(db)


async def _planned(db: Db, settings: Settings, upload: UploadedFile) -> Plan:
    with tempfile.TemporaryDirectory(prefix="relais-import-") as folder:
        path = Path(folder) / upload.name
        path.write_bytes(upload.content)
        return await plan_import(db, open_source(path, data_dir=settings.data_dir), skip_bad=True)


async def _apart(settings: Settings, work: Callable[[Db], Awaitable[Done]]) -> Done | None:
    """Does `work` in a transaction of its own, in a thread: reading thousands of lines would hold up searches."""

    async def whole() -> Done | None:
        db = await connect(settings.app_url, command_seconds=None)
        try:
            with refusing():
                async with db.transaction():
                    return await work(db)
        except _OnlyShownError:
            return None
        finally:
            db.terminate()

    return await asyncio.to_thread(lambda: asyncio.run(whole()))
