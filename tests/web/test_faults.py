"""What msgspec says is said in French, with the field, and without what was sent."""

import msgspec
import pytest

from relais.core.errors import Refused
from relais.search.model import SearchRequest
from relais.web.bodies import decode_json

DECODER = msgspec.json.Decoder(SearchRequest)
SAID = [
    (b'{"limit":"3"}', "limit", "« limit » doit être un nombre entier."),
    (b'{"limit":true}', "limit", "« limit » doit être un nombre entier."),
    (b'{"limit":0}', "limit", "« limit » est trop petit : 1 au moins."),
    (b'{"limit":51}', "limit", "« limit » est trop grand : 50 au plus."),
    (b'{"limit":' + b"9" * 5000 + b"}", "limit", "« limit » sort des limites permises."),
    (b'{"min_km":"x"}', "min_km", "« min_km » doit être un nombre entier."),
    (b'{"text":null}', "text", "« text » doit être un texte."),
    (b'{"text":"' + b"a" * 501 + b'"}', "text", "« text » est trop long : 500 signes au plus."),
    (b'{"needs":"x"}', "needs", "« needs » doit être une liste."),
    (b'{"needs":["x"]}', "needs", "« needs[0] » n'est pas un choix connu."),
    (b'{"places":[1]}', "places", "« places[0] » doit être un texte."),
    (b'{"exclude":"all"}', "exclude", "« exclude » n'est pas un choix connu."),
    (b'{"surprise":1}', "surprise", "« surprise » n'est pas un champ connu."),
    (b'{"at":"hier"}', "at", "« at » n'est pas une date lisible (exemple : 2026-03-03T10:00:00+01:00)."),
    (b"[]", None, "« corps de la demande » doit être un objet."),
]
MALFORMED = [
    (b"", "bad_json"),
    (b"{", "bad_json"),
    (b'{"text":"a"} x', "bad_json"),
    (b'{"text":"\\ud800"}', "bad_json"),
    (b'{"text":"\xff"}', "bad_encoding"),
    (b"[" * 60_000, "too_deep"),
    (b'{"a":' * 10_000, "too_deep"),
    (b'{"places":' + b"[" * 5_000, "too_deep"),
    (b'{"text":"a\\u0000b"}', "null_sign"),
    (b'{"places":["a\\u0000b"]}', "null_sign"),
]


def refusal(body: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        decode_json(DECODER, body)
    return caught.value


@pytest.mark.parametrize(("body", "field", "sentence"), SAID, ids=lambda value: str(value)[:30])
def test_a_wrong_value_names_its_field_in_one_french_sentence(body: bytes, field: str, sentence: str) -> None:
    fault = refusal(body)
    assert (fault.status, fault.field, fault.sentence) == (422, field, sentence)


@pytest.mark.parametrize(("body", "code"), MALFORMED, ids=lambda value: str(value)[:30])
def test_a_malformed_body_is_a_bad_request(body: bytes, code: str) -> None:
    fault = refusal(body)
    assert (fault.status, fault.code) == (400, code)


def test_a_backslash_before_u0000_is_only_text() -> None:
    assert decode_json(DECODER, b'{"text":"\\\\u0000"}').text == "\\u0000"
