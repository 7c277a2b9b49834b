"""What a database needs before it can be used: its tables, then the directory of data/."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from relais.core.console import note, progress, warn
from relais.core.errors import Refused
from relais.core.settings import Settings

Answer = TypeVar("Answer")
COUNTED = (
    ("added", "ajoutés"),
    ("changed", "changés"),
    ("retired", "retirés"),
    ("proposed", "proposés"),
    ("waiting", "numéros en attente d'un coordinateur"),
)


def wait(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run a coroutine to its end."""
    return asyncio.run(work)


def import_at_start(settings: Settings) -> None:
    """Import data/ when its digest changed. A fault in it is told and does not keep Relais from starting."""
    from relais.directory.data_import import import_data

    try:
        with progress() as tell:
            work = import_data(settings.app_url, settings.data_dir, progress=lambda done: tell("Annuaire", done, done))
            result = wait(work)
    except Refused as refused:
        warn(f"{refused.sentence} L'annuaire reste ce qu'il était.")
        return
    if result.applied:
        counts = (f"{sum(getattr(plan, name) for plan in result.plans)} {word}" for name, word in COUNTED)
        note(f"Annuaire importé de {settings.data_dir} : {', '.join(counts)}.")
    for sentence in result.sentences:
        warn(sentence)
    if result.sentences:
        warn("data/ n'a pas été importé : l'annuaire reste ce qu'il était.")
