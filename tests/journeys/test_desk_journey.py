"""A listener at work: the answer comes as she types, and her hands stay on the keyboard."""

import re

import pytest
from playwright.async_api import Page, expect

from relais.geo.map import departement_map
from tests.journeys.conftest import Open

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def results(page: Page) -> list[str]:
    found = await page.locator(".result").evaluate_all("rows => rows.map(row => row.id.replace('result-', ''))")
    return [str(slug) for slug in found]


async def test_the_answer_comes_while_typing_and_the_focus_stays_in_the_box(open_page: Open) -> None:
    page = await open_page()
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("adicsion interne lyon", delay=20)
    await expect(page.locator(".result").first).to_contain_text("0805 62 01 33")
    await expect(page.locator("#text")).to_be_focused()
    assert await page.input_value("#text") == "adicsion interne lyon"
    assert page.url.endswith("/")
    await expect(page.locator(".chips")).to_contain_text("addictions")


@pytest.mark.long
async def test_hasty_typing_asks_little_and_the_last_word_wins(open_page: Open) -> None:
    page = await open_page()
    await expect(page.locator("#text")).to_be_focused()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.post_data or "") if request.method == "POST" else None)
    await page.keyboard.type("je cherche une aide pour mes dettes", delay=5)
    await expect(page.locator(".chips")).to_contain_text("difficultés financières")
    for _ in range(100):
        if "dettes" in posts[-1]:
            break
        await page.wait_for_timeout(50)
    assert "dettes" in posts[-1]
    assert len(posts) < 20


@pytest.mark.long
async def test_an_answer_is_announced_once(open_page: Open) -> None:
    page = await open_page()
    await page.evaluate(
        "() => { window.said = []; new MutationObserver(() => said.push(announce.textContent))"
        ".observe(announce, {childList: true}) }"
    )
    await page.keyboard.type("sps", delay=10)
    await page.wait_for_function("() => window.said.length > 0")
    await page.keyboard.press("Enter")
    await page.wait_for_timeout(1200)
    said = await page.evaluate("window.said")
    assert len(said) == 1
    assert re.search(r"Premier\s: SPS, 0805 23 23 36", said[0])


async def test_the_whole_call_by_keyboard_alone(open_page: Open) -> None:
    page = await open_page()
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("addiction lyon")
    await expect(page.locator(".chips")).to_contain_text("Lyon")  # the answer to the whole, not to its beginning
    await expect(page.locator("#open-asra")).to_be_visible()
    first, second = (await results(page))[:2]
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(f"#open-{first}")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(f"#open-{second}")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#sheet")).to_contain_text("1 option")
    await expect(page.locator(f"#open-{first}")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(rf"/structures/{first}$"))
    await page.locator("#back").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#sheet")).to_contain_text("1 option")
    assert await page.input_value("#text") == "addiction lyon"
    assert (await results(page))[:2] == [first, second]


@pytest.mark.long
async def test_digits_and_letters_typed_on_a_result_go_on_with_the_question(open_page: Open) -> None:
    page = await open_page()
    await page.keyboard.type("addiction ")
    await expect(page.locator(".result").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.type("69")
    await expect(page.locator("#text")).to_be_focused()
    assert await page.input_value("#text") == "addiction 69"
    await expect(page.locator(".chips")).to_contain_text("69")


async def test_escape_twice_empties_and_it_can_be_undone(open_page: Open) -> None:
    page = await open_page()
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type("addiction lyon")
    await expect(page.locator(".chips")).to_contain_text("Lyon")  # the answer to the whole, not to its beginning
    await expect(page.locator("#open-asra")).to_be_visible()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#sheet")).to_contain_text("1 option")
    await page.keyboard.press("Escape")
    assert await page.input_value("#text") == "addiction lyon"
    await page.keyboard.press("Escape")
    await expect(page.locator("#restore")).to_be_visible()
    assert await page.input_value("#text") == ""
    await page.locator("#restore").press("Enter")
    await expect(page.locator("#open-asra")).to_be_visible()
    assert await page.input_value("#text") == "addiction lyon"
    await expect(page.locator("#sheet")).to_contain_text("1 option")


async def test_help_opens_and_shuts_with_f1(open_page: Open) -> None:
    page = await open_page()
    await page.keyboard.press("F1")
    await expect(page.locator(".help-panel")).to_be_visible()
    await page.keyboard.press("F1")
    await expect(page.locator(".help-panel")).to_be_hidden()
    await expect(page.locator("#text")).to_be_focused()


async def test_a_crisis_word_puts_the_numbers_first_and_a_filter_does_not_take_them_away(open_page: Open) -> None:
    page = await open_page()
    await page.keyboard.type("je veux mourir")
    await expect(page.locator(".crisis-number").first).to_have_text("15")
    await expect(page.locator(".crisis-number").nth(1)).to_have_text("3114")
    await page.locator("label", has_text="hors Ordre").click()
    await expect(page.locator(".result").first).to_contain_text("SPS")
    await expect(page.locator(".crisis-number")).to_have_count(2)


@pytest.mark.long
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_a_click_on_the_map_leaves_out_that_departement(open_page: Open, script: bool) -> None:
    page = await open_page(script=script)
    await page.fill("#text", "clinique")
    if not script:
        await page.keyboard.press("Enter")
    await expect(page.locator("#open-belle-rive")).to_be_visible()
    x, y = (value * 300 / 1000 for value in departement_map().centres["30"])
    await page.locator(".map-touch").click(position={"x": x, "y": y})
    await expect(page.locator("#origin")).to_have_value("30")
    await expect(page.locator("#open-belle-rive")).to_have_count(0)
    await expect(page.locator("#excluded")).to_contain_text("Belle Rive")


@pytest.mark.long
async def test_the_origin_question_can_be_answered_in_place(open_page: Open) -> None:
    page = await open_page()
    await page.keyboard.type("clinique")
    await page.locator("#origin").click()
    await page.keyboard.type("nîmes", delay=30)
    await expect(page.locator("#origin")).to_be_focused()
    await expect(page.locator("#excluded")).to_contain_text("Belle Rive")
    assert await page.input_value("#origin") == "nîmes"


async def test_when_the_server_is_lost_the_page_says_so_and_keeps_what_it_shows(open_page: Open) -> None:
    page = await open_page()
    await page.keyboard.type("sps")
    await expect(page.locator("#open-sps")).to_be_visible()
    lost = page.locator("#offline")
    await page.route("**/*", lambda route: route.fulfill(status=502, body="", content_type="text/html"))
    await page.keyboard.type(" lyon")
    await expect(lost).to_be_visible()
    await expect(page.locator("#open-sps")).to_be_visible()
    await page.unroute_all()
    await page.keyboard.type(" ")
    await expect(lost).to_be_hidden()


async def test_quitting_fast_leaves_no_way_back(open_page: Open) -> None:
    page = await open_page("/aide")
    before = await page.evaluate("history.length")
    # The test plays the outside page by one of ours: no test leaves the machine.
    await page.locator("#quick-exit").evaluate("link => { link.href = '/departement/75' }")
    await page.locator("#quick-exit").click()
    await expect(page.locator("h1")).to_have_text("Paris (75)")
    assert await page.evaluate("history.length") == before
