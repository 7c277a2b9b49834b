"""Slowing who sends many requests, without cookie, picture or puzzle: a wait, never a closed door.

A source is counted under a keyed name. Beyond what one place may send in an hour, or everyone in a minute, a request is
still taken; it bears a mark, and whoever reads the board sees it after the others.
"""

from datetime import timedelta
from typing import Final

from anyio import sleep

from relais.accounts import limiter
from relais.aid_requests.model import Mark
from relais.sheets.workplace import Workplace

USE: Final = "aid request"
HOUR = timedelta(hours=1)
FREE = 3  # requests of one source in an hour without a wait: a hospital, a family
STEP = 1.0  # seconds per request beyond
LONGEST = 8.0  # seconds
MARKED_FROM = 12  # of one source in an hour
FLOOD_FROM = 40  # of everyone in a minute: the line itself receives five calls a day


async def wait_for_turn(place: Workplace, source: str) -> tuple[Mark, ...]:
    """Count one request of `source` (the address of the client), wait, and say whether it bears the mark of a flood."""
    async with place.database.reading() as db:
        sent = await limiter.attempts(db, place.vault, USE, source, window=HOUR)
        all_sent = await limiter.attempts(
            db, place.vault, USE, limiter.EVERYONE, window=limiter.GLOBAL_WINDOW
        )  # fmt: skip
        everyone = await limiter.global_delay(db, place.vault, USE)
    await sleep(max(everyone, min(LONGEST, max(0, sent - FREE) * STEP)))
    return ("rate",) if sent > MARKED_FROM or all_sent > FLOOD_FROM else ()
