"""The text read before a consent, with the recipient's name and function in it (D.1110-3-1 CSP)."""

from collections.abc import Sequence

from relais.referrals.model import Category, Medium, Notice
from relais.referrals.parts import SPOKEN
from relais.referrals.words import MEDIA

BEFORE_TICKING = "seulement ce que vous direz à l'étape suivante, case par case"
BEFORE_BOXES = "seulement ce que vous cocherez ci-dessous, case par case"  # where the boxes stand under the text


def paragraphs(
    notice: Notice,
    *,
    recipient: str,
    function: str,
    medium: Medium,
    categories: Sequence[Category] = (),
    days: int = 30,
    before: str = BEFORE_TICKING,
) -> list[str]:
    """The four items as they are read aloud. Without categories yet, the first says how they will be chosen."""
    spoken = [SPOKEN[category] for category in SPOKEN if category in categories]
    filled = {
        "categories": ", ".join(spoken) or before,
        "recipient": recipient,
        "function": function,
        "medium": MEDIA[medium],
        "days": str(days),
    }
    read = notice.body
    for name, value in filled.items():
        read = read.replace("{" + name + "}", value)
    return [part.strip() for part in read.strip().split("\n\n")]
