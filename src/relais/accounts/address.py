"""What identifies a person, as typed: an address that mail can reach, a name that hides nothing."""

import re
import unicodedata

from relais.core.errors import Refused
from relais.core.vault import Vault
from relais.notifications.service import mail_address

LONGEST_NAME = 80  # signs
_SPACES = re.compile(r"\s+")
_NAME_SIGNS = frozenset(" '’-.,()&/·")
_FUNCTION_SIGNS = _NAME_SIGNS | frozenset("0123456789«»:")
_SCRIPTS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "CHEROKEE"})


def read_address(typed: str) -> str:
    """The address to write to: its domain in ASCII (IDNA) and small letters. Raises Refused ("mail_address")."""
    text = unicodedata.normalize("NFC", typed.strip(" \t"))
    local, at, domain = text.rpartition("@")
    return mail_address(f"{local}{at}{_ascii_domain(domain)}")


def fold_address(typed: str) -> str:
    """What two spellings of one address have in common; never refuses, so that a login tells nothing."""
    text = unicodedata.normalize("NFC", typed.strip(" \t"))
    local, at, domain = text.rpartition("@")
    return f"{local.lower()}{at}{_ascii_domain(domain)}"


def address_key(vault: Vault, typed: str) -> bytes:
    """Under what an account is found by its address, in `account.email_key`."""
    return vault.keyed("email", fold_address(typed))


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        read = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain  # which no mail reaches: `mail_address` says so
    return domain if "@" in read else read  # IDNA reads "＠" as "@": nobody else does


def read_name(typed: str) -> str:
    """The name of a person, NFC, on one line. Raises Refused: no sign that is invisible, or from two alphabets."""
    return _plain(typed, _NAME_SIGNS, "name", "Le nom")


def read_function(typed: str) -> str:
    """The function for which someone receives, "secrétariat" for instance. Raises Refused."""
    return _plain(typed, _FUNCTION_SIGNS, "function", "La fonction")


def _plain(typed: str, signs: frozenset[str], field: str, what: str) -> str:
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", typed).replace("\u202f", " ").strip(" \t\n\r"))
    if not text:
        raise Refused("name_missing", f"{what} manque.", field=field)
    if len(text) > LONGEST_NAME:
        raise Refused("name_too_long", f"{what} est trop long : {LONGEST_NAME} signes au plus.", field=field)
    if not all(sign in signs or unicodedata.category(sign)[0] in "LM" for sign in text) or not _readable(text):
        raise Refused(
            "name_unreadable",
            f"{what} contient un signe qui n'y a pas sa place : des lettres d'un même alphabet, des espaces, "
            "des apostrophes et des traits d'union.",
            field=field,
        )
    return text


def _readable(text: str) -> bool:
    """Letters there are, of one alphabet, and no heap of accents."""
    letters = [sign for sign in text if unicodedata.category(sign)[0] == "L"]
    scripts = {unicodedata.name(sign, "?").split()[0] for sign in letters} & _SCRIPTS
    marks = sum(unicodedata.category(sign)[0] == "M" for sign in text)
    return bool(letters) and len(scripts) <= 1 and marks <= 2
