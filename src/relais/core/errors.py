"""What a service raises when it refuses: one code, one French sentence, never a driver's words."""


class Refused(Exception):  # noqa: N818 a refusal is an answer, not a fault of the program
    """The request is understood and refused. `sentence` is shown to the person as it is."""

    def __init__(self, code: str, sentence: str, *, field: str | None = None, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.status = status


class NotFound(Refused):
    """Nothing here, or nothing this person may know of: both look the same."""

    def __init__(self, sentence: str = "Cette page n'existe pas ou n'existe plus.") -> None:
        super().__init__("not_found", sentence, status=404)
