"""Words of crisis in a request, heard as the desk hears them: the same numbers, in the same order."""

from collections.abc import Iterable

from relais.core.errors import Refused
from relais.search.answer import DANGER_BANNER, SUICIDE_BANNER
from relais.search.engine import SearchEngine
from relais.search.model import SearchRequest

LONGEST = 500  # signs read at once
CRISIS = "crise_suicidaire"


def numbers_for(engine: SearchEngine, texts: Iterable[str], needs: Iterable[str] = ()) -> tuple[str, ...]:
    """The numbers to show first (15 and 3114; 17, 15 and 114 for a danger from others); none when nothing alarms.

    Distress is heard as a crisis: at the desk one would ask, here nobody can.
    """
    readings = [_read(engine, text) for text in texts if text.strip()]
    if CRISIS in needs or any(suicide for suicide, _ in readings):
        return SUICIDE_BANNER
    return DANGER_BANNER if any(danger for _, danger in readings) else ()


def _read(engine: SearchEngine, text: str) -> tuple[bool, bool]:
    """Whether a suicide, an act or distress was heard, and whether a danger."""
    try:
        reading = engine.read(SearchRequest(text=text[:LONGEST]))
    except Refused:
        return False, False
    codes = reading.crisis.keys()
    return bool(codes - {"danger"}) or reading.distress or CRISIS in reading.needs, bool(codes)
