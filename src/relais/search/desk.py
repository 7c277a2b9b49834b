"""The desk's form: its whole state travels with each post, and every button is a change of that state."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from msgspec import Meta, Struct, field, structs

from relais.core.errors import Refused
from relais.directory.model import Need
from relais.search.model import Exclude, Filter, SearchRequest, ShortText
from relais.web.forms import FORM_TYPE, Sent, decode_form, parse_form

Slug = Annotated[str, Meta(max_length=120, pattern=r"^[a-z0-9-]*$")]
PLACES_ASKED = 10
MOST_OPTIONS = 12  # more is no choice any longer
NAMES = {
    "text": "Demande",
    "origin": "Médecin du",
    "min_km": "Km min.",
    "exclude": "Écarter",
    "needs": "Besoins",
    "filters": "Filtres",
    "sheet": "Fiche",
    "seed": "Ordre",
    "without": "Parties retirées",
}


class DeskForm(Struct, frozen=True, kw_only=True):
    """What the page holds between two posts; nothing of it is kept by the server or stored by the browser."""

    text: Annotated[str, Meta(max_length=500)] = ""
    needs: Annotated[list[Need], Meta(max_length=18)] = []
    filters: Annotated[list[Filter], Meta(max_length=5)] = []
    origin: Annotated[str, Meta(max_length=400)] = ""
    exclude: Exclude = "own"
    min_km: Annotated[int, Meta(ge=0, le=20_000)] | None = None
    without: Annotated[list[ShortText], Meta(max_length=40)] = []
    sheet: Annotated[list[Slug], Meta(max_length=MOST_OPTIONS)] = []
    seed: Annotated[int, Meta(ge=0, le=999_999)] | None = None

    def request(self) -> SearchRequest:
        """The question as the API would ask it."""
        return SearchRequest(
            text=self.text,
            needs=self.needs,
            origin=self.origins(),
            exclude=self.exclude,
            min_km=self.min_km,
            filters=self.filters,
            without=self.without,
            seed=self.seed,
        )

    def origins(self) -> list[str]:
        """The places written in the origin box, parted by commas."""
        parts = [part.strip()[:120] for part in self.origin.replace(";", ",").split(",")]
        return [part for part in parts if part][:PLACES_ASKED]

    def fields(self) -> list[tuple[str, str]]:
        """Every field that says something, as a form would post it."""
        pairs: list[tuple[str, str]] = []
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, list):
                pairs += [(name, item) for item in value]
            elif value not in ("", None):
                pairs.append((name, str(value)))
        return pairs

    def encoded(self) -> str:
        """The whole state as one text, carried by the button that puts it back."""
        return urlencode(self.fields())


class DeskAct(Struct, frozen=True, kw_only=True):
    """The button that was pressed, if any: each bears one of these names."""

    add: Slug = ""
    remove: Slug = ""
    drop: ShortText = ""
    keep: ShortText = ""
    toggle: Annotated[str, Meta(max_length=3)] = ""
    map_x: Annotated[int, Meta(ge=0, le=5_000)] | None = field(name="map.x", default=None)
    map_y: Annotated[int, Meta(ge=0, le=5_000)] | None = field(name="map.y", default=None)
    hospital: Annotated[str, Meta(max_length=10)] = ""
    anywhere: Annotated[str, Meta(max_length=10)] = ""
    clear: Annotated[str, Meta(max_length=10)] = ""
    restore: Annotated[str, Meta(max_length=40_000)] = ""


class Posted(Struct, frozen=True, kw_only=True):
    """A post read whole: the state it leads to, the faults to show, and what was emptied, to be put back.

    `typed` is what was written in a field at fault: its box shows it again.
    """

    form: DeskForm = DeskForm()
    act: DeskAct = DeskAct()
    faults: dict[str, str] = {}
    typed: dict[str, str] = {}
    emptied: str = ""


def read_post(sent: Sent) -> Posted:
    """Decode a post of the desk; a field at fault falls back to its default and is named in `faults`."""
    filled = decode_form(DeskForm, sent, NAMES)
    act = decode_form(DeskAct, sent, {}).value
    if act.restore:
        return Posted(form=_restored(act.restore), act=act)
    if act.clear:
        return Posted(form=DeskForm(), act=act, emptied=filled.value.encoded())
    if act.add and len(filled.value.sheet) >= MOST_OPTIONS:
        filled.faults["sheet"] = f"La fiche contient déjà {MOST_OPTIONS} options : retirez-en une d'abord."
    typed = {name: sent[name][-1].replace("\0", "") for name in filled.faults}
    return Posted(form=_changed(filled.value, act), act=act, faults=filled.faults, typed=typed)


def toggled(form: DeskForm, code: str) -> DeskForm:
    """The département `code` put among the origins, or taken out when it is there."""
    origins = form.origins()
    origins = [place for place in origins if place != code] if code in origins else [*origins, code]
    return structs.replace(form, origin=", ".join(origins[:PLACES_ASKED]))


def _restored(encoded: str) -> DeskForm:
    try:
        return decode_form(DeskForm, parse_form(encoded.encode(), FORM_TYPE), NAMES).value
    except Refused:
        return DeskForm()


def _changed(form: DeskForm, act: DeskAct) -> DeskForm:
    changes: dict[str, object] = {}
    if not form.text.strip():
        changes["without"] = []  # what was removed from an earlier question must not weigh on the next
    if act.add and len(form.sheet) < MOST_OPTIONS:
        changes["sheet"] = _with(form.sheet, act.add)
    if act.remove:
        changes["sheet"] = [slug for slug in form.sheet if slug != act.remove]
    if act.drop:
        changes |= _dropped(form, act.drop)
    if act.keep:
        changes["without"] = [key for key in form.without if key != act.keep]
    if act.hospital:
        changes["needs"] = _with(form.needs, "hospitalisation")
        changes["without"] = [key for key in form.without if key != "need:hospitalisation"]
    if act.anywhere:
        changes["exclude"] = "none"
    return msgspec.structs.replace(form, **changes)


def _dropped(form: DeskForm, key: str) -> dict[str, object]:
    kind, _, code = key.partition(":")
    changes: dict[str, object] = {"without": _with(form.without, key)[-40:]}
    if kind == "need":
        changes["needs"] = [need for need in form.needs if need != code]
    if kind == "filter":
        changes["filters"] = [one for one in form.filters if one != code]
    if kind == "origin":
        changes["origin"] = ", ".join(place for place in form.origins() if place != code)
    return changes


def _with(items: Sequence[str], item: str) -> list[str]:
    return [*items, item] if item not in items else [*items]
