"""Slowing who sends much: no cookie, no puzzle, no account. A wait by source, and a shorter one for everyone.

Sources are counted under keyed names that tell neither who nor where from (accounts/limiter.py).
"""

from datetime import timedelta

from anyio import sleep

from relais.accounts import limiter
from relais.accounts.limiter import Limit
from relais.sheets.workplace import Workplace

QUARTER = timedelta(minutes=15)
FREE = 5  # acts of one source in a quarter of an hour: a whole hospital may sit behind it
STEP = 0.5  # seconds per act beyond
LONGEST = 8.0  # seconds
CARDS = Limit(use="card made", most=30, window=timedelta(hours=1))  # by source
NOTES = Limit(use="note sent", most=10, window=timedelta(hours=1))  # by source
MAILS = Limit(use="note code mailed", most=3, window=timedelta(days=1))  # by address: nobody is flooded through us
GUESSES = Limit(use="note code typed", most=5, window=timedelta(hours=1))  # by page: six digits are not guessed
WRITTEN = Limit(use="note written", most=5, window=timedelta(days=1))  # by author


async def wait_for_turn(place: Workplace, use: str, source: str) -> None:
    """Count one act of `source` and wait, longer as they pile up. Give the address of the client."""
    async with place.database.reading() as db:
        acts = await limiter.attempts(db, place.vault, use, source, window=QUARTER)
        await limiter.attempts(db, place.vault, use, limiter.EVERYONE, window=limiter.GLOBAL_WINDOW)
        everyone = await limiter.global_delay(db, place.vault, use)
    await sleep(max(everyone, min(LONGEST, max(0, acts - FREE) * STEP)))
