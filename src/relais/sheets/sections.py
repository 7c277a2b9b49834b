"""What a slice adds to the doctor's own page (`/suivi`): a section of it, and acts of its own.

The lists are in `followup/sections.py`, which says how to add to them; the slices below write against these kinds.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import Struct

from relais.cases.entering import Entered
from relais.core.db import Db
from relais.sheets.person import AnyResponse, Posted
from relais.sheets.workplace import Workplace


class Section(Struct, frozen=True, kw_only=True):
    """One section of the page. `template`: of the slice, it reads `section`, `passage` and `printed`.

    `living`: something of it goes on, so that "tout arrêter" is offered; `stopping`: what that does to it, in one
    sentence. `export`: what the file for a program holds of it, whole (GDPR article 15).
    """

    title: str
    template: str
    data: Any = None
    living: bool = False
    stopping: str = ""
    export: Mapping[str, Any] = {}


class Act(Struct, frozen=True, kw_only=True):
    """One post of the person: whose page it is was checked. `passage` goes into the forms of the page that answers."""

    place: Workplace
    entered: Entered
    passage: str
    posted: Posted


# In the person's own context: what they see is what there is. None: nothing to show.
SectionOf = Callable[[Workplace, Db, Entered], Awaitable[Section | None]]
# A page of its own (a second step, a fault to correct), or what became of it, said above the view.
ActOf = Callable[[Act], Awaitable[AnyResponse | str]]
# When everything is stopped, in a transaction of the person: how many things it stopped.
StopOf = Callable[[Workplace, Db, Entered], Awaitable[int]]
