"""The one port for free text: what is left of a question once needs, places and filters are understood."""

from typing import Protocol


class TextIndexDown(Exception):  # noqa: N818 a state of the engine, answered by falling back to memory
    """The engine did not answer rightly or in time; the desk goes on from memory."""


class TextIndex(Protocol):
    """An engine that ranks services by words."""

    @property
    def down(self) -> str:
        """Why it is left alone for the moment, in short French, or ""."""
        ...

    async def rank(self, words: str, departements: frozenset[str], limit: int = 200) -> list[tuple[str, float]]:
        """Slugs and scores, best first; only services covering one of `departements` when any is given.

        Raises TextIndexDown.
        """
        ...
