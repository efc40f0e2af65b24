"""The explorer in a real Chromium: what a person sees, and that no id is ever taken for HTML."""

import csv
import io
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import uvicorn

from linkage.api.app import create_app
from linkage.settings import Settings
from tests.publishing import embedded, publish
from tests.small_world import BETA, HOSTILE, INFO, QUOTED, SPACED, UMLAUT, small_world

pytestmark = pytest.mark.browser

KEY = "a-key-of-enough-length"

N_COLOURS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""
CENTRED = "(canvas) => canvas.scrollIntoView({ block: 'center' })"
PICTURE = "(canvas) => canvas.toDataURL()"
TOP_ACCOUNT = """(canvas) => {
  const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === 0 && data[i + 1] === 114 && data[i + 2] === 178 && data[i + 3] === 255)
      return { x: (i / 4) % width, y: Math.floor(i / 4 / width) + 2 };
  return null;
}"""
RECORDED = """
window.written = [];
const fill = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  const { a, e } = this.getTransform();
  written.push([text, a * x + e, a * (x + this.measureText(text).width) + e]);
  fill.call(this, text, x, y);
};
"""
N_NAMELESS = """(nodes) => nodes.filter(
  (node) => !(node.labels?.length || node.textContent.trim() || node.ariaLabel)
).length"""


def in_pages_of_two(route: Any) -> None:
    """Let a list be asked for two rows at a time; an answer about band high is late."""
    if "band=high" in route.request.url:
        time.sleep(0.3)
    route.continue_(url=re.sub(r"limit=\d+", "limit=2", route.request.url))


class Watched:
    """A page, and everything that went wrong in it."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda dialog: (self.faults.append("dialog"), dialog.dismiss()))
        page.on("console", self._heard)
        page.on("request", lambda request: self.requests.append(request.url))

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def visit(self, *parts: str) -> str:
        """Go to a page of the explorer and return its text once it is there."""
        address = f"{self.url}/#/" + "/".join(quote(part, safe="") for part in parts)
        self.page.goto("about:blank")
        self.page.goto(address)
        return self.text()

    def text(self) -> str:
        self.page.wait_for_selector("main:not([aria-busy]) h1")
        return self.page.inner_text("main")


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Yield the addresses of two servers of the small world: an open one, and one that wants a key."""
    graph = embedded(tmp_path_factory.mktemp("web"))
    publish(graph, small_world(), INFO)
    servers = []
    found = []
    for settings in (Settings(), Settings(api={"key": KEY})):
        listener = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(graph, settings), log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        servers.append((server, thread, listener))
        found.append(f"http://127.0.0.1:{listener.getsockname()[1]}")
    while not all(server.started for server, _, _ in servers):
        time.sleep(0.05)
    yield found[0], found[1]
    for server, thread, listener in servers:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture
def seen(browser: Any, addresses: tuple[str, str]) -> Iterator[Watched]:
    """Yield a page of the open server; nothing may have gone wrong in it at the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watched = Watched(context.new_page(), addresses[0])
    yield watched
    context.close()
    assert watched.faults == []


def test_the_list_shows_campaigns_by_score_and_filters_them(seen: Watched) -> None:
    text = seen.visit()
    names = re.findall(r"name of (\S+)", text)
    assert names == ["c-alpha", "c-big", "c-gamma", BETA, "c-thin", "c-lab"]
    assert "looks like shared lab" in text
    seen.page.select_option("select[name=band]", "low")
    seen.page.wait_for_selector("tbody tr:only-child")
    assert re.findall(r"name of (\S+)", seen.text()) == ["c-thin"]


def test_a_campaign_that_people_judged_says_so_in_the_list_and_on_its_page(seen: Watched) -> None:
    def judged(route: Any) -> None:
        answer = route.fetch()
        found = answer.json()
        for row in found.get("items", [found.get("summary")]):
            row["decision"] = "rejected" if row["campaign_id"] == "c-alpha" else None
        route.fulfill(response=answer, json=found)

    seen.page.route(re.compile(r"/v1/campaigns(/c-alpha)?(\?.*)?$"), judged)
    seen.visit()
    rows = seen.page.locator("main tbody tr")
    assert ["rejected" in row for row in rows.all_inner_texts()] == [True, *[False] * 5]
    assert re.search(r"Decision\s+rejected", seen.visit("campaign", "c-alpha"))


def test_what_a_person_decides_in_the_explorer_is_written_down_and_shown(
    seen: Watched, addresses: tuple[str, str]
) -> None:
    seen.visit("campaign", "c-lab")
    assert "Nobody has decided yet." in seen.text()
    page = seen.page
    page.select_option("select[name=verdict]", "rejected")
    page.fill("input[name=note]", "<b>a course</b>")
    page.fill("input[name=author]", "ana")
    page.click("button:text-is('Write down')")
    page.wait_for_selector("table:has(caption:text-is('Decisions'))")
    row = page.inner_text("table:has(caption:text-is('Decisions')) tbody tr").split("\t")
    assert row[1:] == ["ana", "rejected", "<b>a course</b>"]
    assert re.search(r"Decision\s+rejected", seen.text())
    assert page.input_value("input[name=author]") == "ana"
    seen.visit("users", "device", "dev-1")
    page.select_option("select[name=verdict]", "note")
    page.click("button:text-is('Write down')")
    page.wait_for_selector("table:has(caption:text-is('Decisions'))")
    asked = page.request.get(f"{addresses[0]}/v1/decisions").json()["items"]
    assert [(one["subject"], one["id"], one["verdict"]) for one in asked] == [
        ("campaign", "c-lab", "rejected"),
        ("identifier", "device:dev-1", "note"),
    ]


def test_an_identifier_shows_who_uses_it_page_by_page_and_how_many_they_are(seen: Watched) -> None:
    seen.page.route("**/v1/identifiers/**", in_pages_of_two)
    text = seen.visit("users", "device", "dev-1")
    assert "3 accounts use it." in text and "busy" not in text
    assert re.search(r"a-1\s+high\s+92\.5\s+name of c-alpha\s+active", text)
    assert seen.page.get_attribute("a:text-is('name of c-alpha') >> nth=0", "href") == "#/campaign/c-alpha"
    seen.page.click("button:text-is('More accounts')")
    seen.page.wait_for_selector("a:text-is('busy')")
    assert seen.page.locator("button:text-is('More accounts')").is_hidden()


def test_what_was_decided_of_a_range_is_on_the_page_of_each_address_in_it(
    seen: Watched, addresses: tuple[str, str]
) -> None:
    said = {"subject": "identifier", "id": "ip:203.0.113.0/24", "verdict": "note", "author": "bo"}
    assert seen.page.request.post(f"{addresses[0]}/v1/decisions", data=said).status == 201
    assert "note: ip:203.0.113.0/24" in seen.visit("users", "ip", "203.0.113.7")


def test_a_decision_that_cannot_be_written_says_why_and_keeps_what_was_typed(seen: Watched) -> None:
    seen.page.route(
        "**/v1/decisions", lambda route: route.fulfill(status=507, json={"title": "Full", "detail": "No space."})
    )
    seen.visit("account", "a-1")
    seen.page.select_option("select[name=verdict]", "allowed")
    seen.page.fill("input[name=note]", "long thought")
    seen.page.fill("input[name=author]", "ana")
    seen.page.click("button:text-is('Write down')")
    seen.page.wait_for_selector("[role=status]:text-is('No space.')")
    assert seen.page.input_value("input[name=note]") == "long thought"


def decide(seen: Watched, author: str) -> None:
    """Write a note on the account a-1."""
    seen.visit("account", "a-1")
    seen.page.select_option("select[name=verdict]", "note")
    seen.page.fill("input[name=author]", author)
    seen.page.click("button:text-is('Write down')")


def test_a_decision_whose_answer_was_lost_is_not_said_to_be_unwritten(
    seen: Watched, addresses: tuple[str, str]
) -> None:
    def lose_the_answer(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    seen.page.route("**/v1/decisions*", lose_the_answer)
    decide(seen, "lost")
    seen.page.wait_for_selector("[role=status]:has-text('not known whether the decision was written down')")
    assert "reload" in seen.page.inner_text("[role=status]")
    asked = seen.page.request.get(f"{addresses[0]}/v1/decisions?subject=account&id=a-1").json()["items"]
    assert [one["author"] for one in asked] == ["lost"]


def test_a_decision_that_does_not_fit_says_which_field_and_why(seen: Watched) -> None:
    decide(seen, "   ")
    seen.page.wait_for_selector("[role=status]:text('Your name: it is blank')")
    seen.page.eval_on_selector("input[name=note]", "(field) => field.removeAttribute('maxlength')")
    seen.page.fill("input[name=author]", "ana")
    seen.page.fill("input[name=note]", "n" * 5000)
    seen.page.click("button:text-is('Write down')")
    seen.page.wait_for_selector("[role=status]:text('Note: String should have at most 4000 characters')")
    assert "from the next linkage detect on" in seen.page.inner_text("select[name=verdict]")


def test_the_head_names_the_run_that_answers_also_when_a_new_one_comes(seen: Watched) -> None:
    run = "20260101T000000Z-0000aaaa"

    def of_run(route: Any) -> None:
        answer = route.fetch()
        found = answer.json() | ({"run": run} if route.request.url.endswith("/v1/run") else {})
        route.fulfill(response=answer, json=found, headers={**answer.headers, "linkage-run": run})

    seen.page.route("**/v1/**", of_run)
    seen.visit("pair")
    seen.page.wait_for_selector("#run:has-text('0000aaaa')")
    run = "20260102T000000Z-0000bbbb"
    seen.page.click("nav a:text-is('Campaigns')")
    seen.page.wait_for_selector("#run:has-text('0000bbbb')")
    seen.page.click("a:text-is('name of c-alpha')")
    seen.page.wait_for_selector("h1:text-is('name of c-alpha')")
    assert sum(one.endswith("/v1/run") for one in seen.requests) == 2


def test_filters_are_in_the_address_so_that_it_can_be_passed_on(seen: Watched) -> None:
    seen.visit()
    seen.page.select_option("select[name=band]", "low")
    seen.page.wait_for_selector("tbody tr:only-child")
    address = seen.page.evaluate("location.hash")
    assert address == "#/?band=low"
    seen.page.click("a:text-is('name of c-thin')")
    seen.page.wait_for_selector("h1:text-is('name of c-thin')")
    seen.page.go_back()
    seen.page.wait_for_selector("tbody tr:only-child")
    assert seen.page.locator("select[name=band]").input_value() == "low"
    seen.page.goto("about:blank")
    seen.page.goto(f"{seen.url}/#/?band=low&reviewed=perhaps&else=1")
    assert re.findall(r"name of (\S+)", seen.text()) == ["c-thin"]
    assert seen.page.locator("select[name=reviewed]").input_value() == ""
    seen.page.select_option("select[name=band]", "")
    seen.page.wait_for_selector("tbody tr:nth-child(6)")
    assert seen.page.evaluate("location.hash") == "#/"


def test_a_campaign_shows_reasons_days_graph_infrastructure_and_members(seen: Watched) -> None:
    text = seen.visit("campaign", "c-alpha")
    for words in ("link reason 1", "+2.50 nats", "conduct reason 0", "dev-1", "a-3", "was succeeded by", "banned"):
        assert words in text
    assert "Graph of 3 accounts, 4 shared identifiers and 2 links." in text
    assert re.search(r"Would fall below \w+ \(to \d+\) without: (link|conduct) reason \d", text)
    assert seen.page.locator("svg rect.bar").count() == 3
    members = seen.page.locator("table:has(caption:text-is('Members')) tbody tr td:first-child")
    assert members.all_inner_texts() == ["a-1", "a-2", "a-3"]


def test_a_campaign_shows_which_pool_follows_which_and_leads_to_who_else_relies_on_the_same(seen: Watched) -> None:
    seen.visit("campaign", "c-alpha")
    pools = seen.page.locator('table:has(caption:text-is("Why the pools are one party\'s")) tbody tr')
    assert [row.split("\t")[:3] for row in pools.all_inner_texts()] == [
        ["1", "goes with", "0"],
        ["1", "follows", "0"],
        ["0", "fits", "1"],
    ]
    seen.page.click("tr:has(a:text-is('192.0.2.1')) a:text-is('name of c-big')")
    seen.page.wait_for_selector("h1:text-is('name of c-big')")
    assert "name of c-alpha, name of c/βeta'1" in seen.text()
    assert "Pools" not in seen.page.locator("h2").all_inner_texts()


def test_what_a_reason_rests_on_is_told_in_words_and_leads_there(seen: Watched) -> None:
    def with_evidence(route: Any) -> None:
        answer = route.fetch()
        found = answer.json()
        shared = {"kind": "device", "key": "dev-1", "accounts": 2, "outside": 1}
        found["link_reasons"][0]["evidence"] = {"identifiers": [shared], "fit_nats": {"net": 1.256, "device": 3}}
        found["link_reasons"][0]["evidence"] |= {"stays_from_nats": 2.5, "strength": 1.0}
        found["link_reasons"][1]["evidence"] = {"alone_nats": 2.0, "open_share": 0.5}
        found["conduct_reasons"][0] |= {"evidence": {"campaign": "c-big"}, "weight": -0.001}
        route.fulfill(response=answer, json=found)

    seen.page.route("**/v1/campaigns/c-alpha", with_evidence)
    text = seen.visit("campaign", "c-alpha")
    assert "what ties it to the group, in nats: devices +3.00; addresses +1.26" in text
    assert "together +4.26; a member has +2.50 or more" in text
    for words in ("device dev-1: 2 members, 1 other\n", "would weigh +2.00 if nothing else", "campaign c-big", "+0.00"):
        assert words in text
    assert not re.search(r"_nats|open.share|strength:", text)
    seen.page.click("td li a:text-is('dev-1')")
    seen.page.wait_for_selector("h1:text-is('device dev-1')")


def test_evidence_that_must_go_together_is_said_to(seen: Watched) -> None:
    def with_several(route: Any) -> None:
        answer = route.fetch()
        found = answer.json()
        found["counterfactual"]["without"] = [{"text": text} for text in ("first", "second")]
        route.fulfill(response=answer, json=found)

    seen.page.route("**/v1/campaigns/c-alpha", with_several)
    assert re.search(r"without all 2 of these together:\s+first\s+second", seen.visit("campaign", "c-alpha"))


def test_a_campaigns_page_says_what_its_numbers_mean(seen: Watched) -> None:
    seen.visit("campaign", "c-alpha")
    seen.page.click("summary:text-is('What the numbers mean')")
    text = seen.page.inner_text("details")
    assert all(term in text for term in ("Nats", "Link", "Conduct", "Strength", "Lift", "Pool", "Bands"))


def test_where_no_group_is_called_a_campaign_the_list_says_so(seen: Watched) -> None:
    seen.page.route("**/v1/campaigns?verdict=*", lambda route: route.fulfill(json={"items": [], "next_cursor": None}))
    assert "No group is called a campaign; what they share is listed all the same." in seen.visit()


def test_the_list_can_be_of_what_is_asserted_and_shows_band_and_score_on_a_phone(seen: Watched) -> None:
    seen.page.set_viewport_size({"width": 390, "height": 844})
    seen.page.goto(f"{seen.url}/#/?band=asserted")
    assert re.findall(r"name of (\S+)", seen.text()) == ["c-alpha", "c-big", "c-gamma", BETA]
    box = seen.page.locator("tbody tr:first-child td:has-text('91.0')").bounding_box()
    assert box["x"] + box["width"] < 390


def test_an_account_calls_its_campaign_by_name(seen: Watched) -> None:
    seen.visit("account", "a-1")
    assert seen.page.inner_text("dl.facts a") == "name of c-alpha"


@pytest.mark.parametrize("parts", [(), ("campaign", "c-alpha"), ("account", "a-1"), ("pair", "a-1", "a-2")])
def test_no_date_is_broken_and_no_column_is_without_a_head(seen: Watched, parts: tuple[str, ...]) -> None:
    seen.visit(*parts)
    heads = seen.page.locator("thead th").all_inner_texts()
    assert heads
    assert all(heads)
    heights = [one.bounding_box()["height"] for one in seen.page.locator("time, .range").all()]
    assert heights
    assert max(heights) < 30


def test_ids_of_any_length_leave_the_columns_of_a_pair_in_sight(seen: Watched) -> None:
    def of_long_ids(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "a": "a" * 1024, "b": "b" * 1024})

    seen.page.route("**/v1/accounts/a-1/links/a-2", of_long_ids)
    seen.visit("pair", "a-1", "a-2")
    assert seen.page.eval_on_selector_all(".scroll", "(all) => all.every((one) => one.scrollWidth <= one.clientWidth)")
    assert seen.page.locator(f"th [title='{'b' * 1024}']").is_visible()


def test_a_campaign_can_be_saved_as_files_with_all_of_its_members(browser: Any, addresses: tuple[str, str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{addresses[1]}/#/campaign/{quote(BETA, safe='')}")
    type_key(page, KEY)
    page.route("**/members?*", in_pages_of_two)
    saved = {}
    for button in ("Members as CSV", "Members as JSON", "Graph as GraphML"):
        with page.expect_download() as coming:
            page.click(f"button:text-is('{button}')")
        saved[button] = coming.value.path().read_text("utf-8")
        assert INFO.run in coming.value.suggested_filename
    context.close()
    wanted = {UMLAUT, QUOTED, SPACED, HOSTILE}
    rows = list(csv.DictReader(io.StringIO(saved["Members as CSV"])))
    assert {row["account_id"] for row in rows} == wanted
    assert {row["score"] for row in rows} == {"60", "55", "58"}
    found = json.loads(saved["Members as JSON"])
    assert found["run"] == INFO.run
    assert {row["account_id"] for row in found["members"]} == wanted
    assert saved["Graph as GraphML"].startswith("<?xml")


def test_an_identifier_in_the_graph_leads_to_its_page(seen: Watched) -> None:
    seen.visit("campaign", "c-alpha")
    canvas = seen.page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    picture(seen.page)
    canvas.click(position=canvas.evaluate(TOP_ACCOUNT.replace("114", "158").replace("178", "115")))
    seen.page.wait_for_selector("h1:text-is('device dev-1')")


def test_the_graph_is_drawn_again_when_the_theme_changes(seen: Watched) -> None:
    seen.page.emulate_media(color_scheme="light")
    seen.visit("campaign", "c-alpha")
    light = picture(seen.page)
    seen.page.emulate_media(color_scheme="dark")
    assert picture(seen.page) != light


def test_labels_of_the_graph_stay_inside_on_a_phone(seen: Watched) -> None:
    def with_long_labels(route: Any) -> None:
        answer = route.fetch()
        found = answer.json()
        for node in found["nodes"]:
            node["label"] = node["label"].ljust(30, "m")
        route.fulfill(response=answer, json=found)

    seen.page.route("**/subgraph?*", with_long_labels)
    seen.page.set_viewport_size({"width": 390, "height": 844})
    seen.page.add_init_script(RECORDED)
    seen.visit("campaign", "c-alpha")
    picture(seen.page)
    edges = seen.page.evaluate("() => written.slice(-7)")
    width = seen.page.eval_on_selector("canvas", "(canvas) => canvas.width")
    assert len({label for label, _, _ in edges}) == 7
    assert all(left >= -1 and right <= width + 1 for _, left, right in edges)


def test_the_graph_is_drawn_and_a_node_says_what_it_is_and_leads_to_its_account(seen: Watched) -> None:
    seen.visit("campaign", "c-gamma")
    canvas = seen.page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    seen.page.wait_for_timeout(500)
    assert canvas.evaluate(N_COLOURS) > 2
    for _ in range(40):  # until the layout has settled
        before = canvas.evaluate(TOP_ACCOUNT)
        seen.page.wait_for_timeout(250)
        place = canvas.evaluate(TOP_ACCOUNT)
        if place == before:
            break
    canvas.hover(position=place)
    assert re.match(r"account g-\d\nscore 60", seen.page.inner_text(".tip"))
    canvas.click(position=place)
    seen.page.wait_for_url("**/#/account/g-*")


def picture(page: Any) -> str:
    """Return what is drawn, once the layout has settled."""
    while (before := page.eval_on_selector("canvas", PICTURE)) != (
        page.wait_for_timeout(250) or page.eval_on_selector("canvas", PICTURE)
    ):
        pass
    return str(before)


def test_the_wheel_scrolls_the_page_and_zooms_the_graph_with_ctrl_or_once_it_has_the_focus(seen: Watched) -> None:
    text = seen.visit("campaign", "c-gamma")
    assert "Zoom with Ctrl or ⌘ and the wheel" in text
    page = seen.page
    page.eval_on_selector("canvas", CENTRED)
    page.mouse.move(640, 450)
    drawn, top = picture(page), page.evaluate("() => scrollY")
    page.mouse.wheel(0, -20)
    page.wait_for_function("(top) => scrollY === top - 20", arg=top)
    page.mouse.wheel(0, 20)
    page.wait_for_function("(top) => scrollY === top", arg=top)
    assert picture(page) == drawn
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    nearer = picture(page)
    page.locator("canvas").focus()
    page.mouse.wheel(0, -120)
    assert len({drawn, nearer, picture(page)}) == 3
    assert page.evaluate("() => scrollY") == top


def test_one_finger_scrolls_past_the_graph_and_two_zoom_it(browser: Any, addresses: tuple[str, str]) -> None:
    context = browser.new_context(viewport={"width": 400, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    seen = Watched(page, addresses[0])
    seen.visit("campaign", "c-gamma")
    page.eval_on_selector("canvas", CENTRED)
    drawn, top = picture(page), page.evaluate("() => scrollY")
    finger = context.new_cdp_session(page)

    def touch(sort: str, *places: tuple[int, int]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        finger.send("Input.dispatchTouchEvent", {"type": sort, "touchPoints": points})

    touch("touchStart", (200, 500))
    for y in range(480, 100, -20):
        touch("touchMove", (200, y))
    touch("touchEnd")
    page.wait_for_function("(top) => scrollY > top + 200", arg=top)
    assert picture(page) == drawn
    page.eval_on_selector("canvas", CENTRED)
    touch("touchStart", (180, 300), (220, 300))
    for apart in range(30, 150, 20):
        touch("touchMove", (200 - apart, 300), (200 + apart, 300))
    touch("touchEnd")
    assert picture(page) != drawn
    assert page.evaluate("() => [scrollY, location.hash, visualViewport.scale]") == [top, "#/campaign/c-gamma", 1]
    context.close()
    assert seen.faults == []


def test_an_account_can_be_searched_for_and_a_pair_explained(seen: Watched) -> None:
    seen.visit()
    seen.page.fill("#q", "a-1")
    seen.page.press("#q", "Enter")
    seen.page.click("main td a:text-is('a-1')")
    seen.page.wait_for_selector("h1:text-is('a-1')")
    assert "few accounts are coordinated" in seen.text()
    seen.page.click("main a:text-is('explain') >> nth=0")
    seen.page.wait_for_selector("h1:text-is('Explain a pair')")
    text = seen.text()
    assert "Linked, with 12.0 bits of evidence. Both are members of c-alpha" in text
    assert re.search(r"device\s+dev-1\s+2\s+1\.00\s+0\.25\s+5\.50", text)


def test_what_is_missing_is_said(seen: Watched) -> None:
    assert "Account not found" in seen.visit("account", "nobody")
    assert "No such page" in seen.visit("nowhere")


def test_a_campaign_that_merged_away_leads_to_what_it_became(seen: Watched) -> None:
    assert "c-gone merged into c-gamma" in seen.visit("campaign", "c-gone")
    assert seen.page.get_attribute("main a", "href") == "#/campaign/c-gamma"


@pytest.mark.parametrize("parts", [("account", ".."), ("account", "."), ("pair", "a-1", ".."), ("users", "ip", "..")])
def test_an_id_that_browsers_leave_out_of_addresses_is_told_and_not_asked_for(
    seen: Watched, parts: tuple[str, ...]
) -> None:
    assert f"Browsers leave “{parts[-1]}” out of every address" in seen.visit(*parts)
    assert not [one for one in seen.requests if "/v1/" in one and not one.endswith("/v1/run")]


@pytest.mark.parametrize("where", ["campaign", "account", "pair", "search", "users"])
def test_a_hostile_id_is_shown_as_text_and_never_becomes_an_element(seen: Watched, where: str) -> None:
    pages = {
        "campaign": ("campaign", BETA),
        "account": ("account", HOSTILE),
        "pair": ("pair", HOSTILE, UMLAUT),
        "search": ("search", HOSTILE),
        "users": ("users", "client", HOSTILE),
    }
    text = seen.visit(*pages[where])
    assert HOSTILE in text
    assert seen.page.locator("main img, main script, main iframe").count() == 0


@pytest.mark.parametrize("account_id", [UMLAUT, QUOTED, SPACED])
def test_ids_of_any_kind_have_a_page_and_links_that_lead_there(seen: Watched, account_id: str) -> None:
    seen.visit("users", "payment", "pay'\"/\\1")
    seen.page.locator("main a").get_by_text(account_id, exact=True).click()
    seen.page.wait_for_selector("dl.facts")
    assert seen.page.inner_text("h1") == " ".join(account_id.split())


def test_nothing_is_fetched_from_elsewhere(seen: Watched) -> None:
    seen.visit("campaign", "c-big")
    assert {re.match(r"\w+:(//[^/]*)?", one).group() for one in seen.requests} <= {seen.url, "data:", "about:"}


def test_it_can_be_used_by_keyboard_and_read_aloud(seen: Watched) -> None:
    """Every control has a name, the page a language, a heading and a way past the navigation."""
    seen.visit("campaign", "c-alpha")
    page = seen.page
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("h1").count() == 1
    assert page.eval_on_selector_all("input, select, button, canvas, a", N_NAMELESS) == 0
    page.goto(f"{seen.url}/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    assert "name of c-alpha" in seen.text()


@pytest.mark.parametrize("part", ["constructor", "campaign", "account/", "users/ip", "search"])
def test_an_address_that_names_no_page_or_only_half_of_one_says_so(seen: Watched, part: str) -> None:
    seen.page.goto(f"{seen.url}/#/{part}")
    assert "No such page" in seen.text()


def test_the_way_back_leads_to_where_the_reader_was(seen: Watched) -> None:
    """Also where that was far down, among rows that had been asked for one page after another."""
    seen.page.set_viewport_size({"width": 1280, "height": 500})
    seen.page.route("**/members?*", in_pages_of_two)
    seen.visit("campaign", "c-alpha")
    seen.page.click("button:text-is('More members')")
    seen.page.locator("main a:text-is('a-3')").focus()
    seen.page.wait_for_timeout(300)
    before = seen.page.evaluate("() => scrollY")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("h1:text-is('a-3')")
    assert seen.page.evaluate("() => scrollY") == 0
    seen.page.go_back()
    seen.page.wait_for_selector("h1:text-is('name of c-alpha')")
    assert before > 500
    assert seen.page.evaluate("() => scrollY") == before
    assert seen.page.locator("main a:text-is('a-3')").is_visible()


def test_what_still_happens_on_a_page_that_was_left_does_not_move_the_next(seen: Watched) -> None:
    """A page that is still scrolling as a link is followed says that it ended once the next address is there."""
    seen.page.set_viewport_size({"width": 1280, "height": 500})
    seen.visit("campaign", "c-alpha")
    seen.page.evaluate("() => window.scrollTo(0, 600)")
    seen.page.wait_for_function("() => history.state.y === 600")
    seen.page.evaluate("() => { location.hash = '#/campaign/c-big'; window.dispatchEvent(new Event('scrollend')); }")
    seen.page.wait_for_selector("h1:text-is('name of c-big')")
    assert seen.page.evaluate("() => scrollY") == 0
    seen.page.go_back()
    seen.page.wait_for_selector("h1:text-is('name of c-alpha')")
    assert seen.page.evaluate("() => scrollY") == 600


@pytest.mark.parametrize("parts", [(), ("campaign", "c-alpha"), ("account", "a-1"), ("pair", "a-1", "a-2")])
def test_no_page_is_wider_than_a_small_phone(seen: Watched, parts: tuple[str, ...]) -> None:
    seen.page.set_viewport_size({"width": 320, "height": 640})
    seen.visit(*parts)
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") == 320


def test_what_does_not_fit_in_an_address_is_told_with_where_and_why(seen: Watched) -> None:
    text = seen.visit("users", "bogus", "x")
    assert re.search(r"path\.kind: .*'device'", text)


def test_many_identifiers_do_not_push_the_members_out_of_sight(seen: Watched) -> None:
    def with_many(route: Any) -> None:
        answer = route.fetch()
        one = answer.json()["relies_on"][0]
        many = [{**one, "key": f"dev-{number}"} for number in range(41)]
        route.fulfill(response=answer, json={**answer.json(), "relies_on": many})

    seen.page.route("**/v1/campaigns/c-alpha", with_many)
    seen.visit("campaign", "c-alpha")
    rows = seen.page.locator("table:has(caption:text-is('Identifiers that the campaign relies on')) tbody tr")
    assert rows.count() == 20
    seen.page.emulate_media(media="print")
    assert "20 of 41 shown." in seen.page.inner_text("main")
    assert seen.page.locator("#run:has-text('as of')").is_visible()
    assert not seen.page.locator("nav, #search, main button").filter(visible=True).count()
    seen.page.emulate_media(media="screen")
    seen.page.click("button:text-is('All 41')")
    assert rows.count() == 41


def test_pages_that_are_asked_for_twice_or_late_are_shown_once(seen: Watched) -> None:
    """Impatient clicks, and an answer that comes after the filter was changed again."""
    rows = "table:has(caption:text-is('Campaigns by score')) tbody tr"
    seen.page.route("**/v1/campaigns?*", in_pages_of_two)
    seen.visit()
    more = seen.page.locator("button:text-is('More')")
    more.evaluate("(button) => { button.click(); button.click(); }")
    seen.page.wait_for_function("() => document.querySelectorAll(`main tbody tr`).length > 2")
    seen.page.wait_for_timeout(300)
    assert seen.page.locator(rows).count() == 4
    seen.page.select_option("select[name=band]", "high")
    seen.page.select_option("select[name=band]", "low")
    seen.page.wait_for_selector("tbody tr:only-child")
    seen.page.wait_for_timeout(500)
    assert re.findall(r"name of (\S+)", seen.text()) == ["c-thin"]


def test_a_list_of_another_run_starts_again_and_says_so(seen: Watched) -> None:
    """Rows of two runs make no list: one may be in it twice, and another never."""
    n_asked = 0

    def of_a_newer_run(route: Any) -> None:
        nonlocal n_asked
        n_asked += "verdict=" not in route.request.url
        answer = route.fetch(url=re.sub(r"limit=\d+", "limit=2", route.request.url))
        run = {} if n_asked == 1 else {"linkage-run": "20260102T000000Z-0000bbbb"}
        route.fulfill(response=answer, headers={**answer.headers, **run})

    seen.page.route("**/v1/campaigns?*", of_a_newer_run)
    seen.visit()
    seen.page.click("button:text-is('More')")
    seen.page.wait_for_selector("[role=status]:text('Another run is served now, so the list starts again')")
    assert re.findall(r"name of (\S+)", seen.text()) == ["c-alpha", "c-big"]
    seen.page.click("button:text-is('More')")
    seen.page.wait_for_selector("tbody tr:nth-child(3), tbody + tbody tr")
    assert re.findall(r"name of (\S+)", seen.text()) == ["c-alpha", "c-big", "c-gamma", BETA]
    assert "Another run" not in seen.text()


def test_a_page_that_does_not_come_is_told_and_what_there_is_stays(seen: Watched) -> None:
    seen.page.route("**/v1/campaigns?*", in_pages_of_two)
    seen.visit()
    seen.page.unroute("**/v1/campaigns?*")
    seen.page.route(
        "**/v1/campaigns?*", lambda route: route.fulfill(status=503, json={"title": "Not ready", "detail": "Wait."})
    )
    seen.page.click("button:text-is('More')")
    seen.page.wait_for_selector("main [role=alert]:text('Wait.')")
    assert seen.page.locator("h1").count() == 1
    assert len(re.findall(r"name of (\S+)", seen.text())) == 2


def asked_for_the_key(context: Any, address: str) -> Any:
    """A new page of a browser's context, on which the dialog asks for the key."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("dialog[open]")
    return page


def type_key(page: Any, key: str) -> None:
    page.fill("#key", key)
    page.click("#key-form button")


def test_the_key_is_typed_once_kept_in_the_tab_and_asked_again_when_wrong(
    browser: Any, addresses: tuple[str, str]
) -> None:
    page = asked_for_the_key(browser.new_context(), addresses[1])
    type_key(page, "not-the-right-key")
    page.wait_for_selector("#key-wrong:text('not right')")
    type_key(page, KEY)
    page.wait_for_selector("main table")
    page.reload()
    page.wait_for_selector("main table")
    assert page.evaluate("() => Object.values(sessionStorage)") == [KEY]
    assert page.evaluate("() => [localStorage.length, document.cookie]") == [0, ""]
    asked_for_the_key(page.context, addresses[1])
    page.context.close()


def test_a_key_that_no_header_can_hold_is_refused_and_a_stored_one_forgotten(
    browser: Any, addresses: tuple[str, str]
) -> None:
    page = asked_for_the_key(browser.new_context(), addresses[1])
    type_key(page, "a-kéy-of-enough-length")
    page.wait_for_selector("dialog[open] #key-wrong:text('printable ASCII')")
    page.evaluate("() => sessionStorage.setItem('linkage-key', 'ключ')")
    page.reload()
    page.wait_for_selector("dialog[open]")
    type_key(page, KEY)
    page.wait_for_selector("main table")
    page.context.close()
