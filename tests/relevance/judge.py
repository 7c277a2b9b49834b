"""One answer against its labels."""

from collections.abc import Iterator

from relais.core.text import digits, fold
from relais.search.model import SearchResponse
from tests.relevance.cases import NOTHING, Case, holds, items, one_of
from tests.relevance.criteria import Verdict

# Out of service, never a help line for doctors, or known from no checkable source: no answer may show them.
UNSHOWN = {
    *("0826004580", "0826000401", "0800800854", "0800730958", "0811913030"),
    *("0630108557", "0800203007"),
    *("0153893200", "0140683200", "0980980930", "116006", "0972394050"),
}
CRISIS_BANNER = ("15", "3114")
DESK_LINE = "cnom-ecoute"
NOT_A_HELP_LINE = fold("n'est pas une ligne d'aide aux médecins")
OUT_OF_SERVICE = fold("n'est plus en service")
Judged = tuple[str, bool, str]


def judge(case: Case, answer: SearchResponse) -> list[Verdict]:
    """Everything the labels of `case` allow to judge in `answer`."""
    found = [
        *_banner(case, answer),
        *_understood(case, answer),
        *_results(case, answer),
        *_numbers(case, answer),
        *_rules(case, answer),
    ]
    return [Verdict(criterion, case.id, case.text, right, detail) for criterion, right, detail in found]


def shown_in_error(answer: SearchResponse) -> set[str]:
    """The numbers in `answer` that must never be shown."""
    return {digits(phone.display) for row in answer.results for phone in row.phones} & UNSHOWN


def first_is_right(case: Case, answer: SearchResponse) -> bool:
    """Whether the first result is one that is wanted."""
    return bool(answer.results) and one_of(case.first, answer.results[0].slug)


def _banner(case: Case, answer: SearchResponse) -> Iterator[Judged]:
    if case.banner == NOTHING:
        yield "no_banner", not answer.banner, f"bandeau {'+'.join(answer.banner)}"
    elif case.banner:
        yield "crisis", answer.banner[:2] == CRISIS_BANNER, f"bandeau {answer.banner}"


def _understood(case: Case, answer: SearchResponse) -> Iterator[Judged]:
    read = answer.understood
    yield from _all_of("needs", case.needs, read.needs)
    for code in items(case.needs_forbidden):
        yield "needs", code not in read.needs, f"{code} compris à tort"
    yield from _all_of("audiences", case.audiences, read.audiences)
    yield from _same("filters", case.filters, read.filters)
    yield from _same("places", case.departements, read.departements)
    yield from _same("hospital", case.origin_expected, read.origin)
    if case.kind:
        criterion = "numbers" if case.kind == "phone" else "kind"
        yield criterion, one_of(case.kind, read.kind), f"nature {case.kind}, reçu {read.kind}"
    if case.ask:
        # A banner says more than the question would.
        met = answer.ask == case.ask or (case.ask == "crisis" and bool(answer.banner))
        yield "ask", met if case.ask != NOTHING else answer.ask is None, f"question {case.ask}, reçu {answer.ask}"


def _all_of(criterion: str, wanted: str, got: tuple[str, ...]) -> Iterator[Judged]:
    if wanted == NOTHING:
        yield criterion, not got, f"rien attendu, reçu {'+'.join(got)}"
    for item in items(wanted):
        yield criterion, holds(item, list(got)), f"attendu {item}, reçu {'+'.join(got) or 'rien'}"


def _same(criterion: str, wanted: str, got: tuple[str, ...]) -> Iterator[Judged]:
    if wanted:
        yield criterion, set(items(wanted)) == set(got), f"attendu {wanted}, reçu {'+'.join(got) or 'rien'}"


def _results(case: Case, answer: SearchResponse) -> Iterator[Judged]:
    slugs = [row.slug for row in answer.results]
    top = ", ".join(slugs[:4]) or "rien"
    if case.no_results:
        yield "first", not slugs, f"aucun résultat attendu, reçu {top}"
    if case.first and not case.superseded.strip(NOTHING):
        yield _criterion_of_first(case), first_is_right(case, answer), f"premier {case.first}, reçu {top}"
    for item in items(case.contains):
        yield "hospital" if case.hospital else "bodies", holds(item, slugs), f"attendu {item}, reçu {top}"
    for item in items(case.absent):
        yield "hospital" if case.hospital else "filters", not holds(item, slugs), f"{item} montré à tort"
    out = [row.slug for row in answer.excluded]
    for item in items(case.excluded):
        yield "hospital", holds(item, out), f"{item} devait être dit exclu, reçu {out}"
    for item in items(case.says):
        slug, word = item.split(":")
        why = " ".join(" ".join(row.why) for row in answer.results if one_of(slug, row.slug))
        yield "hospital", fold(word) in fold(why), f"« {word} » attendu pour {slug}, reçu « {why} »"


def _criterion_of_first(case: Case) -> str:
    if case.kind == "phone" or case.group == "numeros":
        return "numbers"
    return "exact_names" if case.group == "noms" or case.kind in ("name", "council") else "first"


def _numbers(case: Case, answer: SearchResponse) -> Iterator[Judged]:
    wrong = shown_in_error(answer)
    yield "never", not wrong, f"montré : {', '.join(wrong)}"
    if not case.superseded:
        return
    told = answer.understood.superseded
    said = fold(" ".join([told.sentence if told else "", *answer.notices]))
    if case.superseded == NOTHING:
        yield "numbers", told is None, "dit hors service à tort"
    elif case.superseded == "never":
        yield "never", NOT_A_HELP_LINE in said, f"phrase attendue, reçu « {said} »"
    else:
        got = told.replaced_by if told else "rien"
        yield "numbers", got == case.superseded, f"remplacé par {case.superseded}, reçu {got}"
        yield "numbers", OUT_OF_SERVICE in said, f"« n'est plus en service » attendu, reçu « {said} »"
        yield "numbers", first_is_right(case, answer), f"premier {case.first}"


def _rules(case: Case, answer: SearchResponse) -> Iterator[Judged]:
    """What holds for every answer, whatever its labels."""
    slugs = [row.slug for row in answer.results]
    read = answer.understood
    if read.kind in ("need", "hospitalisation", "council") and answer.ask is None:
        yield "not_empty", bool(slugs), "aucun résultat"
    if read.kind in ("need", "hospitalisation") and DESK_LINE not in case.first:
        yield "desk_line", slugs[:1] != [DESK_LINE], f"votre ligne en tête, avant {', '.join(slugs[1:4])}"
    if case.hospital and read.kind == "hospitalisation" and case.exclude != "none":
        near = [row.slug for row in answer.results if row.kind.startswith("hosp") and row.departement in read.origin]
        yield "hospital", not near, f"dans le département du médecin : {', '.join(near)}"
