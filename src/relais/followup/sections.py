"""What the other slices show and do on the doctor's own page. Three lists, read in their order.

To add a section from a slice below (`aid_requests`, `commission`, `accompaniment`):

1. write `async def own_section(place, db, entered) -> Section | None` in your slice (the kinds are in
   `sheets/sections.py`). It works in the person's own context, so it asks for the case `entered.case` and is shown what
   the policies let see. None shows nothing. Add it to `SECTIONS`;
2. write its template, `<slice>/own_section.html`: a fragment without `extends`. It reads `section.data`, `passage` (""
   when it is printed, and then no form) and `printed`. The `<section>` and its `<h2>` are made here. Each form holds
   `{{ carry(passage) }}`, or is one button: `{% from "followup/own_parts.html" import carry, act %}`;
3. for each thing that the person can do, write `async def stop_it(act: Act) -> AnyResponse | str` and add it to `ACTS`
   under the end of its address: `"dossier"` answers POST `/suivi/dossier`, and is a row of docs/reference/routes.md. A
   text is said above the view; a page of yours extends `followup/own.html` (`own_page(act.place, template,
   act.passage, …)` of `sheets/person.py`). `act.posted.last("sur")` is how a second step says it is sure. Open
   `act.place.database.acting(act.entered.context)` yourself. A Refused is said above the view;
4. when "tout arrêter" must stop it too, add a function to `STOPS`.
"""

from collections.abc import Mapping

from relais.accompaniment.own_pages import own_pathway, stop_pathway
from relais.accompaniment.own_view import own_section as pathway_section
from relais.aid_requests import own
from relais.aid_requests.note_own import note_section, stop_note
from relais.cases.entering import Entered
from relais.commission.decision_section import decision_section
from relais.commission.file_own import own_section as file_section
from relais.commission.file_own import stop_file
from relais.followup.keeping import keeping_section
from relais.sheets.sections import ActOf, Section, SectionOf, StopOf
from relais.sheets.workplace import Workplace

SECTIONS: tuple[SectionOf, ...] = (
    file_section,
    decision_section,
    pathway_section,
    own.own_section,
    note_section,
    keeping_section,
)
ACTS: Mapping[str, ActOf] = {own.ACT: own.act, "parcours": own_pathway}
STOPS: tuple[StopOf, ...] = (own.stop, stop_note, stop_pathway, stop_file)


async def sections_of(place: Workplace, entered: Entered) -> list[Section]:
    """The sections that have something to show."""
    async with place.database.acting(entered.context) as db:
        found = [await section(place, db, entered) for section in SECTIONS]
    return [one for one in found if one is not None]
