"""The client, the local server and the engine understand each other; what is sent is public and in no address."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from meilisearch.errors import MeilisearchApiError

from relais.search.meilisearch import MeilisearchIndex, reindex
from relais.search.meilisearch.answers import ask
from relais.search.meilisearch.client import INDEX, open_client, open_index
from relais.search.meilisearch.documents import document, index_settings, stop_words, synonyms
from tests.search.meilisearch_server import MeilisearchServer
from tests.search.meilisearch_world import a_few, adapter, service, settings_for, snapshot_of

pytestmark = pytest.mark.anyio
SNAPSHOT = snapshot_of(a_few())
EVERYWHERE: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeilisearchServer]:
    with MeilisearchServer() as running:
        reindex(settings_for(running.url, tmp_path_factory.mktemp("search")), SNAPSHOT)
        yield running


@pytest.fixture
async def index(server: MeilisearchServer, tmp_path: Path) -> MeilisearchIndex:
    return adapter(server, tmp_path, SNAPSHOT)


async def first(index: MeilisearchIndex, words: str, departements: frozenset[str] = EVERYWHERE) -> str:
    ranked = await index.rank(words, departements)
    return ranked[0][0] if ranked else ""


async def test_a_name_an_acronym_an_alias_and_an_unfinished_word_are_found(index: MeilisearchIndex) -> None:
    assert await first(index, "mots") == "mots"
    assert await first(index, "Médecin organisation travail santé") == "mots"
    assert await first(index, "ordre ajaccio") == "cdom-2a"
    assert await first(index, "cliniq") == "belle-rive"


async def test_accents_case_and_typing_slips_do_not_matter(index: MeilisearchIndex) -> None:
    assert await first(index, "RHONE alpes") == "asra"
    assert await first(index, "soigants") == "asra"
    assert await first(index, "cliniqe") == "belle-rive"


async def test_synonyms_lead_both_ways(index: MeilisearchIndex) -> None:
    assert "carmf" in [slug for slug, _ in await index.rank("caisse de retraite", EVERYWHERE)]
    assert await first(index, "carmf") == "carmf"


async def test_only_services_of_the_territory_or_of_the_whole_country_are_kept(index: MeilisearchIndex) -> None:
    assert await first(index, "soignants", frozenset({"71"})) == "asra"
    assert await first(index, "soignants", frozenset({"2A"})) != "asra"
    assert await first(index, "carmf", frozenset({"2A"})) == "carmf"


async def test_a_service_whose_territory_is_unknown_is_never_hidden(index: MeilisearchIndex) -> None:
    assert await first(index, "belle rive", frozenset({"75"})) == "belle-rive"


async def test_scores_go_down_from_one(index: MeilisearchIndex) -> None:
    scores = [score for _, score in await index.rank("aide", EVERYWHERE)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


async def test_no_word_means_no_request(index: MeilisearchIndex, server: MeilisearchServer) -> None:
    before = len(server.seen)
    assert await index.rank(' "-" ', EVERYWHERE) == []
    assert len(server.seen) == before


async def test_quotes_and_dashes_are_words_not_orders_to_the_engine(index: MeilisearchIndex) -> None:
    assert await first(index, '"aide" -soignants "Rhône') == "asra"


async def test_the_limit_is_kept(index: MeilisearchIndex) -> None:
    assert len(await index.rank("aide", EVERYWHERE, limit=1)) == 1


async def test_the_words_searched_are_in_no_address(index: MeilisearchIndex, server: MeilisearchServer) -> None:
    await index.rank("overdose", EVERYWHERE)
    assert all("overdose" not in target for _, target, _ in server.seen)
    assert server.seen[-1][0] == "POST"


async def test_a_faulty_territory_cannot_write_its_own_filter(index: MeilisearchIndex) -> None:
    assert await first(index, "soignants", frozenset({'69"] OR slug = "x'})) != "asra"


@pytest.mark.long
def test_two_thousand_parallel_requests_all_say_their_content_type(server: MeilisearchServer, tmp_path: Path) -> None:
    settings = settings_for(server.url, tmp_path)
    start = len(server.seen)

    def one(_: int) -> str:
        index, _line = open_index(settings, INDEX, seconds=20)
        return ask(index, "carmf", (), 5)[0][0]

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(one, range(2000))) == {"carmf"}
    assert {seen[2] for seen in server.seen[start:]} == {"application/json"}


def test_a_document_holds_public_words_only() -> None:
    text = json.dumps(document(a_few()[0]))
    assert "0600000000" not in text.replace(" ", "")
    assert set(document(a_few()[0])) == {
        *("slug", "acronym", "name", "aliases", "organization_name", "description"),
        *("covers", "kind", "needs", "digest"),
    }


def test_the_digest_changes_with_the_words_and_with_nothing_else() -> None:
    one, same = service("a", "Nom"), service("a", "Nom", message="fermé lundi")
    assert document(one)["digest"] == document(same)["digest"]
    assert document(one)["digest"] != document(service("a", "Autre nom"))["digest"]


def test_synonyms_are_mutual_and_folded() -> None:
    assert synonyms({"Rhône": ["69", "rhône"], "seul": []}) == {"rhone": ["69"], "69": ["rhone"]}
    assert stop_words("de # préposition\n\n# rien\nÀ\n") == ["a", "de"]


def test_settings_of_the_other_engine_are_not_sent(tmp_path: Path) -> None:
    prepared = index_settings(settings_for("http://127.0.0.1:1", tmp_path / "s").search_index_dir)
    assert "memory" not in prepared
    assert prepared["rankingRules"] == ["words", "typo", "exactness"]
    assert prepared["displayedAttributes"] == ["slug", "digest"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("indexes/absent/search", 404, "index_not_found"), ("nowhere", 404, "not_found")],
)
def test_the_server_tells_errors_as_meilisearch_does(
    server: MeilisearchServer, tmp_path: Path, path: str, status: int, code: str
) -> None:
    client = open_client(settings_for(server.url, tmp_path), 5)
    with pytest.raises(MeilisearchApiError) as refusal:
        client.http.post(path, {"q": ""})
    assert (refusal.value.status_code, refusal.value.code) == (status, code)
    assert (refusal.value.link or "").endswith(f"#{code}")


def test_the_server_refuses_what_meilisearch_refuses(server: MeilisearchServer, tmp_path: Path) -> None:
    client = open_client(settings_for(server.url, tmp_path), 5)
    for wanted, code in (
        ({"q": "", "filter": 'name = "x"'}, "invalid_search_filter"),
        ({"q": "", "limit": "dix"}, "invalid_search_limit"),
        ({"q": "", "query": ""}, "bad_request"),
    ):
        with pytest.raises(MeilisearchApiError) as refusal:
            client.http.post(f"indexes/{INDEX}/search", wanted)
        assert refusal.value.code == code
    with pytest.raises(MeilisearchApiError) as refusal:
        client.http.post(f"indexes/{INDEX}/search", {"q": ""}, content_type=None)
    assert (refusal.value.status_code, refusal.value.code) == (415, "missing_content_type")


async def test_a_key_is_asked_and_given(tmp_path: Path) -> None:
    with MeilisearchServer(key="s3cret") as locked:
        settings = settings_for(locked.url, tmp_path, meilisearch_key="s3cret")
        reindex(settings, SNAPSHOT)
        assert await first(MeilisearchIndex(settings, lambda: SNAPSHOT), "mots") == "mots"
        with pytest.raises(MeilisearchApiError, match="invalid"):
            open_client(settings_for(locked.url, tmp_path, meilisearch_key="autre"), 5).get_raw_index(INDEX)
