"""Roles in French: how they are called, and what holding one opens."""

from relais.accounts.model import Role

ROLES: dict[Role, str] = {
    "listener": "écoutant",
    "officer": "référent entraide",
    "member": "membre d'une structure",
    "recipient": "destinataire d'une structure",
    "coordinator": "coordinateur",
    "national": "service national d'entraide",
    "auditor": "auditeur",
    "technician": "technicien",
    "commissioner": "membre de la commission nationale",
    "chair": "présidence de la commission nationale",
    "signatory": "signataire de la convention",
}
OPENS: dict[Role, str] = {
    "listener": "Reconnu au poste d'écoute : un numéro signalé y est marqué tout de suite.",
    "officer": "Tient la page de son conseil départemental. Une suppléance lit quand il est absent.",
    "member": "Tient la page de sa structure, et y invite ses collègues.",
    "recipient": "Recevra les orientations adressées à sa structure, pour une fonction nommée. Ne tient pas sa page.",
    "coordinator": "Relit les changements de l'annuaire, invite et décide des fonctions.",
    "national": "Reçoit les demandes qui ne passent par aucun conseil, instruit et règle les dossiers nationaux.",
    "auditor": "Lit tout le journal, jamais ce que contient un dossier.",
    "technician": "Voit les réglages, jamais ce que contient un dossier.",
    "commissioner": "Lit les dossiers nationaux d'une séance, se récuse, et décide avec les autres.",
    "chair": "Préside la commission nationale, et décide seule des urgences, à ratifier en séance.",
    "signatory": "Entre les chiffres de l'année de son organisme, et libère le rapport public avec les deux autres.",
}


def role_words(role: Role, *, place: str = "", function: str = "", deputy: bool = False) -> str:
    """A role with its place: "référent entraide (suppléance), Conseil du Rhône"."""
    words = f"{ROLES[role]} (suppléance)" if deputy else ROLES[role]
    return ", ".join(part for part in (words, place, function) if part)
