"""Telling a département's number or a postcode from an age, a date, an amount or a telephone number."""

import re
from collections.abc import Collection, Sequence

from relais.geo.names import word_set

_AFTER = word_set(
    """
    an ans annee annees mois jour jours j semaine semaines sem nuit nuits h heure heures min mn minute minutes
    seconde secondes euro euros eur e k ke keuros mille million millions milliers pourcent pour cent centimes francs
    km kms kilometre kilometres metre metres m cm mm kg kilos kilo g gr grammes gramme mg milligrammes ml cl litre
    litres
    comprime comprimes cp cachet cachets gelule gelules boite boites dose doses verre verres biere bieres
    bouteille bouteilles cigarette cigarettes joint joints gouttes ampoules patients patient malades malade
    consultations consultation actes acte gardes garde lits lit enfants enfant fois personnes personne medecins
    internes externes confreres collegues salaries places seances appels appel mails messages rue avenue av
    boulevard bd place chemin route impasse
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    eme ieme ier er degres sur de d des
    """
)
_BEFORE = word_set(
    """
    ai age agee ages agees depuis pendant durant environ presque bientot covid type stade grade niveau tranche
    article art alinea page n no h x plus moins top loi note score echelle temps rue avenue boulevard
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    """
)
_OF = frozenset({"de", "a", "sur"})
_MONEY = word_set(
    """
    dette dettes dois doit devons credit credits pret prets emprunt emprunte emprunter decouvert perdu perte pertes
    montant somme retard impot impots salaire salaires loyer loyers amende facture factures redressement cotisations
    payer paye rembourser gagne euros euro urssaf
    """
)
_DATES_AND_ROOMS = frozenset(
    {"annee", "cycle", "semestre", "trimestre", "mois", "enfant", "grossesse", "fois", "etage"}
)
# Short telephone numbers typed in pairs: suicide, violence, cyber-harassment, on-call doctors, health insurance.
_SHORT_NUMBERS = frozenset({"3018", "3020", "3114", "3230", "3237", "3624", "3639", "3646", "3919", "3928", "3977"})
_EMERGENCY = frozenset({"15", "17", "18"})
_INTRODUCES = frozenset({"dep", "dept", "dpt", "dpts", "deps", "departement", "departements"})
_AFTER_INTRODUCTION = frozenset({"n", "no", "num", "numero", "du", "de", "des", "d", "le", "la", "les", "l"})
_ARTICLES = frozenset({"le", "du", "au", "en"})
_ASSURES = _ARTICLES | {"cdom", "cd", "conseil", "ordre", "medecin", "hors"}

_ORDINAL = re.compile(r"(\d{1,2})(?:e|er|eme|ere|ieme)?")
_TENS = ("", "x", "xx")
_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {_TENS[n // 10] + _UNITS[n % 10]: n for n in range(1, 21)}
_ORDINAL_ENDINGS = frozenset({"e", "er", "eme", "ere", "ieme", "arr", "ardt", "arrdt", "arrondissement"})
_LONGEST_LIST = 4  # more numbers in a row are a telephone number
_PHONE_PAIRS = 3


def introduced_at(words: Sequence[str], start: int) -> int | None:
    """Position of what `dep`, `dpt n°` or `département de la` introduces at `start`; None without such a word."""
    if words[start] not in _INTRODUCES:
        return None
    at = start + 1
    while at < len(words) and words[at] in _AFTER_INTRODUCTION:
        at += 1
    return at if at < len(words) else None


def is_code_article(word: str) -> bool:
    """Whether `le 69`, `du 93` may start with this word."""
    return word in _ARTICLES


def is_emergency(code: str) -> bool:
    """15, 17 and 18 are first of all the numbers one dials."""
    return code in _EMERGENCY


def is_assured(words: Sequence[str], at: int) -> bool:
    """Whether the word before says that the number at `at` is a département."""
    return at > 0 and (words[at - 1] in _ASSURES or words[at - 1] in _INTRODUCES)


def is_quantity(words: Sequence[str], at: int) -> bool:
    """Whether the number at `at` counts something: an age, a duration, a date, an amount, a street."""
    after = words[at + 1] if at + 1 < len(words) else ""
    before = words[at - 1] if at else ""
    if before in _OF and at > 1:  # "âgée de 62", "plus de 50"
        before = words[at - 2]
    repeated = {words[at], words[at] + "h", words[at] + "j"}  # 24h/24, 7j/7, 24 sur 24
    round_the_clock = before in repeated
    return round_the_clock or after in _AFTER or before in _BEFORE


def is_amount(words: Sequence[str], at: int) -> bool:
    """Whether the five digits at `at` are money: "30000 euros", "dettes de 30000"."""
    if is_quantity(words, at):
        return True
    return words[at].endswith("00") and not _MONEY.isdisjoint(words[max(0, at - 4) : at])


def is_part_of_longer_number(words: Sequence[str], at: int, codes: Collection[str]) -> bool:
    """Whether the number at `at` stands among digits that are no list of départements (telephone, 24/24, 31 14)."""
    first, last = at, at + 1
    while first and words[first - 1].isdigit():
        first -= 1
    while last < len(words) and words[last].isdigit():
        last += 1
    run = words[first:last]
    if len(run) == 1:
        return False
    if len(run) > _LONGEST_LIST or any(number not in codes for number in run):
        return True
    return (
        len(set(run)) < len(run)
        or "".join(run) in _SHORT_NUMBERS
        or (run[0].startswith("0") and len(run) >= _PHONE_PAIRS)
    )


def arrondissement_at(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """A district's number at `at` and how many words say it: `("3", "eme")` -> `(3, 2)`. None when it is none."""
    if at >= len(words):
        return None
    said = _ORDINAL.fullmatch(words[at])
    number = int(said[1]) if said else _ROMAN.get(words[at].removesuffix("e"), 0)
    if not number:
        return None
    end = at + 1
    while end < len(words) and words[end] in _ORDINAL_ENDINGS:
        end += 1
    if end < len(words) and words[end] in _DATES_AND_ROOMS:
        return None
    return (number, end - at) if end > at + 1 or not is_quantity(words, at) else None
