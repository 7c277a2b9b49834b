"""Texts that are published at once: no way to reach anyone hides in them, and nothing invisible.

A number, an address or a site has a field of its own, where a second person checks it.
"""

import re
import unicodedata
from typing import Final

from relais.directory.emergency import EMERGENCY

PHONE: Final = "« {} » contient ce qui ressemble à un numéro : un numéro se met dans « Téléphone », où il est vérifié."
MAIL: Final = (
    "« {} » contient une adresse électronique : elle se met dans « Adresse électronique », où elle est vérifiée."
)
SITE: Final = "« {} » contient une adresse de site : elle se met dans « Site »."
HIDDEN: Final = "« {} » contient un signe invisible ou de commande : retapez ce texte au lieu de le coller."
MIXED: Final = "« {} » mélange des lettres de plusieurs alphabets, qui se ressemblent : retapez ce mot : {}."

_UNITS = ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
          "treize", "quatorze", "quinze", "seize")  # fmt: skip
_NUMBERS: Final = {word: number for number, word in enumerate(_UNITS)} | {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_WORD_NUMBER = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})(?:(?:[ -]et[ -]|[ -]+)(?:{'|'.join(_NUMBERS)}))*\b")
_LOOKALIKES = str.maketrans("oOοОоlI|", "00000111")

# Numbers that are no telephone: taken out first, each leaving a sign that no telephone number holds.
_HARMLESS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)\d\d(?!\d)",  # 04/03/2026
        r"(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)",
        r"(?<!\d)(?:19|20)\d\d(?:\s*[-–/,]\s*(?:19|20)\d\d)+(?!\d)",  # 2018-2026
        r"(?<![\d:])(?:[01]?\d|2[0-4])\s?(?:h|:)\s?[0-5]\d(?![\d:])",  # 9 h 30, 09:30
        r"(?<!\d)\d{1,3}(?:[ .]?\d{3})*(?:,\d\d?)?\s?(?:€|euros?\b|eur\b|%)",  # 1 200 000 €
        r"\b[lrd]\.? ?\d{3,4}-\d{1,3}(?:-\d{1,3})*(?:-[a-z])?\b",  # article R.4127-56
        r"(?<!\d)\d\d(?:, ?\d[\dAB]){5,}(?:,? (?:et|ou) \d[\dAB])?(?![\d,])",  # 01, 03, 07, 15, 26, 38
    )
)
_COMPANY = re.compile(r"\b(?:siret|siren)\s*(?:n°|:)?\s*(\d[\d ]{7,18}\d)(?!\d)", re.IGNORECASE)

_GAP = r"[\s.\-_/()•·,:;'*|~–—+]{0,4}"
_FRENCH = re.compile(rf"(?<!\d)(?:(?:\+|00){_GAP}3{_GAP}3{_GAP}(?:0{_GAP})?|0{_GAP})[1-9](?:{_GAP}\d){{8}}")
_ABROAD = re.compile(r"(?:\+|(?<!\d)00)[ .-]?[1-9](?:[ .\-()]{0,2}\d){7,13}")
_LONG = re.compile(r"(?<!\d)\d(?:[ .\-_/()]{0,2}\d){8,}")
_PAIRS = re.compile(r"(?<!\d)\d\d(?:[ .-]\d\d){3}(?![ .-]?\d)")  # 40 46 00 00, as dialled in Polynésie
_LETTERED = re.compile(r"(?<![\w])[0oOοОо][1-9lI|](?:[ .\-_/]{0,2}[0-9oOοОоlI|]){8}(?!\w)")
_CALLED = re.compile(
    r"\b(?:tel|telephone\w*|appel\w*|numero|joign\w*|joindre|compose[rz]|sms)\b[^\d\n]{0,20}"
    r"((?:1\d{3}|3\d{3}|3\d \d\d|11[68] ?\d{3}))(?!\d)"
)
_HELD: Final = frozenset(one.slug for one in EMERGENCY)

_AT = r"(?:@|\(\s*(?:at|a|arobase)\s*\)|\[\s*(?:at|a|@|arobase)\s*\]|\{\s*(?:at|a)\s*\}|\barr?obas[e]?\b)"
_DOT = r"(?:\.|\(\s*(?:dot|point)\s*\)|\[\s*(?:dot|point|\.)\s*\]|\bpoint\b|\bdot\b)"
_MAILS: Final = (
    re.compile(rf"\S\s*{_AT}\s*\S"),
    re.compile(rf"\b[\w-]+\s+at\s+[\w-]+\s*{_DOT}\s*(?:fr|com|org|net|eu)\b"),
)
_ENDS = (
    "fr|com|org|net|eu|info|gouv|asso|bzh|corsica|alsace|paris|gp|mq|gf|yt|nc|pf|pm|wf|re|be|ch|lu|mc|ca|uk|"
    "io|ly|gl|tv|app|link|site|online|health|care|page|xyz|top|club|dev"
)
_SITES: Final = (
    re.compile(r"\bh\s?[tx]\s?[tx]\s?p\s?s?\s?:|://|\bxn--"),
    re.compile(r"\bwww\d?\b\s*(?:\.|point\b|\[)"),
    re.compile(rf"[^\W_](?:[\w-]*[^\W_])?\.(?:{_ENDS})(?![\w-])"),
    re.compile(rf"[^\W_]\s*(?:\(\s*(?:dot|point)\s*\)|\[\s*(?:dot|point|\.)\s*\])\s*(?:{_ENDS})\b"),
    re.compile(r"[^\W_]\s+(?:point|dot)\s+(?:fr|com|org|net|eu)\b"),
    re.compile(r"[^\W_]\s?\.\s?(?:fr|com|org|net)(?![\w-])"),
)
_LINE_SIGNS: Final = frozenset("\n\r\t")
_PLAIN_SPACES: Final = frozenset(" \u00a0\u202f\u2009")  # French typography uses the narrow ones
_HIDING = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp", "Zs"})
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_MOST_MARKS: Final = 2


def refuse_contacts(text: str, label: str) -> None:
    """Raise ValueError, naming the field that takes it, when `text` holds a number, an e-mail or a web address."""
    refuse_hidden(text, label, lines=True)
    seen = _seen(text)
    if any(pattern.search(seen) for pattern in _MAILS):
        raise ValueError(MAIL.format(label))
    if any(pattern.search(seen) for pattern in _SITES):
        raise ValueError(SITE.format(label))
    if _holds_a_number(text, seen):
        raise ValueError(PHONE.format(label))


def refuse_hidden(text: str, label: str, *, lines: bool = False) -> None:
    """Raise ValueError for signs that show nothing or turn the reading order, and for look-alikes of other scripts.

    `lines`: the text may have several lines.
    """
    marks = 0
    for sign in text:
        kind = unicodedata.category(sign)
        harmless = sign in _PLAIN_SPACES or (lines and sign in _LINE_SIGNS)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if (kind in _HIDING and not harmless) or sign in _BLANK_LETTERS or marks > _MOST_MARKS:
            raise ValueError(HIDDEN.format(label))
    for word in re.findall(r"[^\W\d_]+", text):
        if not word.isascii() and len({_alphabet(sign) for sign in word if sign.isalpha()}) > 1:
            raise ValueError(MIXED.format(label, word))


def _alphabet(sign: str) -> str:
    return unicodedata.name(sign, "?").partition(" ")[0].removeprefix("FULLWIDTH ")


def _seen(text: str) -> str:
    """As an eye reads it: plain digits whatever the script, no accent, no mark, lower case, one kind of dot."""
    plain = unicodedata.normalize("NFKD", text).replace("。", ".").replace("․", ".")
    shown = (sign for sign in plain if unicodedata.category(sign) not in ("Mn", "Me", "Cf"))
    return "".join(str(unicodedata.digit(sign, sign)) for sign in shown).lower()


def _holds_a_number(text: str, seen: str) -> bool:
    if _called(seen) or any(_is_lettered(found[0]) for found in _LETTERED.finditer(_shape(text))):
        return True
    bare = _COMPANY.sub(lambda found: "n" if _is_company(found[1]) else found[0], seen)
    for harmless in _HARMLESS:
        bare = harmless.sub("n", bare)
    return any(_numbers(said) for said in (bare, _WORD_NUMBER.sub(_in_digits, bare)))


def _numbers(said: str) -> bool:
    return any(pattern.search(said) for pattern in (_FRENCH, _ABROAD, _LONG, _PAIRS))


def _called(seen: str) -> bool:
    """A short number that one is told to call; the emergency numbers may be named."""
    return any(found[1].replace(" ", "") not in _HELD for found in _CALLED.finditer(seen))


def _shape(text: str) -> str:
    """Digits of any script as ours, letters kept."""
    return "".join(str(unicodedata.digit(sign, sign)) for sign in unicodedata.normalize("NFKC", text))


def _is_lettered(run: str) -> bool:
    """Ten signs, half of them digits at least, the others letters that stand for digits."""
    figures = sum(sign.isdigit() for sign in run)
    return 5 <= figures < 10 and run.translate(_LOOKALIKES)[0] == "0"


def _is_company(typed: str) -> bool:
    """A SIREN (9 digits) or SIRET (14) whose last digit checks (Luhn's formula)."""
    number = typed.replace(" ", "")
    doubled = [int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(number))]
    checks = sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
    return len(number) in (9, 14) and checks and not number.startswith("0")


def _in_digits(found: re.Match[str]) -> str:
    """`zero six douze trente-quatre` becomes `0 6 12 34`."""
    words = [word for word in re.split(r"[ -]+", found[0]) if word != "et"]
    said: list[int] = []
    for word in words:
        number = _NUMBERS[word]
        if said and _goes_on(said[-1], number):
            said[-1] = 80 if said[-1] == 4 and number == 20 else said[-1] + number
        else:
            said.append(number)
    return " ".join(map(str, said))


def _goes_on(before: int, number: int) -> bool:
    if number == 20:
        return before == 4
    if before in (60, 80):
        return 0 < number < 20
    return 0 < number < 10 if before in (20, 30, 40, 50, 70, 90) else before == 10 and number in (7, 8, 9)
