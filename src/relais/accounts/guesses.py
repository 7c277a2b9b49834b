"""What a password is worth once everything that everyone thinks of is taken out of it."""

import re
from collections.abc import Iterable

from relais.core.text import fold

# Fragments found in most leaked passwords, French and English, and what this house would suggest.
WORDS = frozenset(
    """
    motdepasse mdp passe password passwd pass admin administrateur administrator root user utilisateur login connexion
    azerty azertyuiop qwerty qwertz qwertyuiop wxcvbn asdfgh qsdfgh zxcvbn bonjour bonsoir salut hello welcome
    bienvenue soleil sunshine doudou loulou chouchou cheri cherie amour jetaime iloveyou love princesse princess coucou
    nicolas camille thomas marine julien julie pierre marie antoine alexandre maxime charlotte caroline isabelle
    catherine philippe michel patrick daniel nathalie sandrine sophie celine laura chloe manon lucas hugo louis leo
    emma jean paul jacques andre francois martin bernard dupont durand football marseille paris lyon france
    toulouse bordeaux naruto pokemon dragon monkey master shadow superman batman starwars michael jordan
    letmein trustno changeme secret secrete test demo default temp temporaire nouveau ancien summer winter spring autumn
    ete hiver printemps automne janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    lundi mardi mercredi jeudi vendredi samedi dimanche chocolat vanille maison famille liberte egalite fraternite
    chien chat minou papillon cheval etoile fleur medecin docteur medecine hopital clinique sante ordre conseil
    departemental cdom cnom entraide relais ecoute ecoutant association coordination serment hippocrate caducee urgence
    samu cabinet infirmier interne externe internat faculte patient
    """.split()  # noqa: SIM905
)
ROWS = ("abcdefghijklmnopqrstuvwxyz", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm",
        "01234567890", "aqwzsx", "azeqsdwxc", "1a2z3e4r5t6y")  # fmt: skip
WORD_WORTH = 2
SHORTEST_PART = 3
_LOOKALIKES = str.maketrans("0134578@$!|€", "oieastbasiie")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SEPARATOR = re.compile(r"[\s_.\-]")
_EVERY_ROW = (*ROWS, *(row[::-1] for row in ROWS))


def worth(password: str, about: Iterable[str] = ()) -> int:
    """About how many signs have to be guessed: one for each sign, but two for a whole common word or one's own name,
    one for a year, for a run ("345", "azer", "zzzz") and for what only repeats; none for what parts words.
    """
    text = _once("".join(fold(sign)[:1] or sign for sign in password))
    own = {part for one in about for part in fold(one).split() if len(part) >= SHORTEST_PART}
    total = at = 0
    while at < len(text):
        length, value = _part_at(text, at, WORDS | own)
        total, at = total + value, at + length
    return (total + 1) // 2 if text.isdigit() else total  # dates and telephone numbers, most of them


def _once(text: str) -> str:
    """`abcabcabc` -> `abc`: what repeats is guessed once."""
    for period in range(1, len(text) // 2 + 1):
        if text == (text[:period] * (len(text) // period + 1))[: len(text)]:
            return text[:period]
    return text


def _part_at(text: str, at: int, words: Iterable[str]) -> tuple[int, int]:
    """The longest guessable part that begins here, else one sign: its length and its worth."""
    plain = text.translate(_LOOKALIKES)
    word = max((len(one) for one in words if text.startswith(one, at) or plain.startswith(one, at)), default=0)
    run = max(4 if _YEAR.match(text, at) else 0, _run_at(text, at))
    if max(word, run) >= SHORTEST_PART:
        return (word, WORD_WORTH) if word > run else (run, 1)
    return 1, 0 if _SEPARATOR.match(text, at) else 1


def _run_at(text: str, at: int) -> int:
    rest = text[at:]
    same = len(rest) - len(rest.lstrip(rest[0]))
    return max(same, *(_along(rest, row) for row in _EVERY_ROW))


def _along(rest: str, row: str) -> int:
    """How many signs of `rest` follow each other on a row of keys, or in the alphabet."""
    start = row.find(rest[0])
    if start < 0:
        return 0
    pairs = zip(rest, row[start:], strict=False)
    return next((count for count, (one, other) in enumerate(pairs) if one != other), min(len(rest), len(row) - start))
