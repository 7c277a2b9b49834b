"""Which services are open, decided once a minute for each distinct opening text, never once a service."""

from datetime import datetime
from typing import Literal

from relais.directory.hours import open_state

OpenState = Literal["open", "closed", "unknown"]
_OWN_CLOCK = frozenset({"57", "67", "68"})  # Alsace and Moselle keep two more holidays


class OpeningHours:
    """The distinct opening texts of a directory, each with the clock it is read by."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, str]] = {}
        self._minute: datetime | None = None
        self._states: dict[str, OpenState] = {}

    @staticmethod
    def code(hours: str, departement: str) -> str:
        """One code for all services that open and close together."""
        own_clock = departement in _OWN_CLOCK or len(departement) == 3
        return f"{hours}@{departement}" if own_clock and hours != "24/7" else hours

    def know(self, key: tuple[str, str]) -> None:
        """Have this opening text answered for from now on."""
        if key[0]:
            code = self.code(*key)
            if code not in self._keys:
                self._keys[code] = key
                self._minute = None

    def open_texts(self, at: datetime) -> list[str]:
        """The codes that are open at this moment."""
        return [code for code, state in self.states(at).items() if state == "open"]

    def states(self, at: datetime) -> dict[str, OpenState]:
        """The state of every code at this moment; a code that is not there is unknown."""
        minute = at.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._states = {code: open_state(hours, minute, place) for code, (hours, place) in self._keys.items()}
            self._minute = minute
        return self._states
