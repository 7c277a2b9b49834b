"""`/ouvrir/{code}`, where mailed links land; and, in the demonstration, the mails themselves."""

import re
from pathlib import Path
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.core.errors import NotFound
from relais.notifications.mail_folder import kept_mail, kept_mails
from relais.notifications.places import PLACES
from relais.web.pages import Pages

_LINK = re.compile(r"(https?://[^\s<>\"]+)")


def opening_routes(pages: Pages) -> list[HTTPRouteHandler]:
    """A browser sends no session to a page opened from a mail; from this page's own link, it does."""

    @get("/ouvrir/{code:str}", sync_to_thread=False, include_in_schema=False)
    def open_place(code: FromPath[str]) -> Response[Any]:
        if code not in PLACES:
            raise NotFound
        return pages.response("notifications/opening.html", place=PLACES[code])

    return [open_place]


def demo_mail_routes(pages: Pages, folder: Path) -> list[HTTPRouteHandler]:
    """What would have been mailed, for a demonstration that has no mail server. Never mounted elsewhere."""

    @get("/courrier", sync_to_thread=True, include_in_schema=False)
    def mails() -> Response[Any]:
        return pages.response("notifications/mails.html", mails=kept_mails(folder))

    @get("/courrier/{code:str}", sync_to_thread=True, include_in_schema=False)
    def mail(code: FromPath[str]) -> Response[Any]:
        found = kept_mail(folder, code)
        if found is None:
            raise NotFound("Ce courriel n'est pas ou plus dans le dossier.")
        paragraphs = [[_LINK.split(line) for line in part.splitlines()] for part in found.text.split("\n\n")]
        return pages.response("notifications/mail.html", mail=found, paragraphs=paragraphs)

    return [mails, mail]
