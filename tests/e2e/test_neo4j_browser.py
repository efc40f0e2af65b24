"""Neo4j Browser in a real Chromium: after login an analyst sees the guide, and nodes in the colours of our style."""

import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pydantic import SecretStr

from linkage.api.app import create_app
from linkage.errors import OUTCOMES, ToolMissing
from linkage.graph.neo4j import browser as ours
from linkage.graph.neo4j.server import DEFAULT_LANE, stop
from linkage.identifiers.kinds import PUBLISHED_KINDS
from linkage.settings import GraphSettings, Settings
from tests.conftest import WATCHDOG, test_lane, without_neo4j
from tests.publishing import in_neo4j

pytestmark = [pytest.mark.neo4j, pytest.mark.browser]

WAIT_MS = 90_000
CHIP = "property-details-overview-node-label-"


@dataclass(frozen=True, slots=True)
class Place:
    """A server with Neo4j Browser, and how to log in."""

    url: str
    uri: str
    password: str


@pytest.fixture(scope="module")
def place(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Yield a server that `linkage neo4j start --browser` started, a simulated world published to it, and the API."""
    folder = tmp_path_factory.mktemp("analyst")
    home = folder / "neo4j"
    listener = socket.create_server(("127.0.0.1", 0))
    watchdog = subprocess.Popen(
        [sys.executable, "-c", WATCHDOG, str(home)], stdin=subprocess.PIPE, start_new_session=True
    )
    server = thread = None
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setenv("LINKAGE_API__PORT", str(listener.getsockname()[1]))
        try:
            started = command(
                "neo4j", "start", "--browser", "--home", "neo4j", "--heap-mb", "512", "--json", "--lane", test_lane()
            )
            password = Path(started["password_file"]).read_text().strip()
            patched.setenv("LINKAGE_GRAPH__PASSWORD", password)
            command("simulate", "world", "--scenario", "demo", "--accounts", "1500", "--days", "14", "--json")
            command("load", "world", "--json")
            command("--graph", started["uri"], "detect", "--json")
            graph = in_neo4j(GraphSettings(uri=started["uri"], password=SecretStr(password)))
            server = uvicorn.Server(uvicorn.Config(create_app(graph, Settings()), log_config=None))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
            thread.start()
            while not server.started:
                time.sleep(0.05)
            yield Place(f"{started['http_uri']}/browser/", started["uri"], password)
        finally:
            if server is not None and thread is not None:
                server.should_exit = True
                thread.join(10)
            listener.close()
            stop(home, patience_seconds=20)
            watchdog.communicate(timeout=60)


def command(*words: str) -> Any:
    """Return what a command prints as JSON; without Java, Maven or their jars there is no test."""
    program = "import sys; from linkage.cli.process import hoisted, run; sys.exit(run(hoisted(tuple(sys.argv[1:]))))"
    answer = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    if answer.returncode == OUTCOMES[ToolMissing].exit_code:
        without_neo4j(ToolMissing(answer.stderr))
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def page(browser: Any, place: Place) -> Iterator[Any]:
    """Yield the Browser's page after login, once the first nodes are drawn."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.reached = set()
    page.on("requestfinished", lambda request: page.reached.add(request.url.split("/")[2]))
    page.goto(place.url)
    page.fill("[data-testid=username]", "neo4j")
    page.fill("[data-testid=password]", place.password)
    page.click("[data-testid=connect]")
    page.wait_for_selector("svg .node circle.b-outline")
    yield page
    context.close()


def go_to(page: Any, title: str) -> Any:
    """Return the guide's drawer once it shows the slide of that title."""
    drawer = page.locator("[data-testid=guidesDrawer]")
    for _ in range(30):
        if drawer.locator("h3").first.inner_text() == title:
            return drawer
        drawer.locator("[data-testid=guideNextSlide]").click()
    raise AssertionError(f"no slide {title}")


def run_listing(page: Any, listing: Any, arrived: Callable[[str], bool]) -> str:
    """Click a listing of the guide, run it, and return the text of its frame once it is as awaited."""
    frames = page.locator("[data-testid=frame]")
    before = frames.count()
    listing.click()
    page.click("[data-testid=editor-Run]")
    deadline = time.monotonic() + WAIT_MS / 1000
    text = ""
    while time.monotonic() < deadline:
        text = frames.first.inner_text()
        if frames.count() > before and arrived(text):
            return text
        page.wait_for_timeout(200)
    raise AssertionError(text)


def colours(page: Any) -> dict[str, str]:
    """Return the colour of each label in the first frame's legend."""
    found = page.locator("[data-testid=frame]").first.locator(f"[data-testid^={CHIP}]")
    pairs = found.evaluate_all("(all) => all.map((one) => [one.dataset.testid, one.style.backgroundColor])")
    return {
        name.removeprefix(CHIP): "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])
        for name, colour in pairs
        if not name.endswith("*")
    }


def test_after_login_the_guide_is_open_beside_campaigns_in_colour(page: Any) -> None:
    drawer = page.locator("[data-testid=guidesDrawer]")
    assert "linkage for analysts" in drawer.inner_text()
    assert drawer.locator("h3").first.inner_text() == "What you see"
    shown = colours(page)
    assert {"Account", "Campaign", "Identifier"} < set(shown)
    assert shown == {label: ours.rules()[f"node.{label}"]["color"] for label in shown}
    drawn = page.eval_on_selector_all(
        "svg .node circle.b-outline", "(all) => all.map((one) => one.getAttribute('fill'))"
    )
    assert set(drawn) <= {rule["color"] for name, rule in ours.rules().items() if name.startswith("node.")}
    assert {shown["Account"], shown["Campaign"]} < set(drawn)


def test_the_page_reaches_nobody_but_the_database_and_the_api(page: Any, place: Place) -> None:
    assert {host.partition(":")[0] for host in page.reached} == {"127.0.0.1"}
    assert len(page.reached) >= 2


def test_two_clicks_set_what_queries_take_and_one_more_draws_a_campaign(page: Any) -> None:
    drawer = go_to(page, "Choose whom to look at")
    for number in range(2):
        text = run_listing(page, drawer.locator("pre.runnable").nth(number), lambda text: "Successfully set" in text)
        assert ":param [{" in text
    drawer = go_to(page, "One campaign")
    run_listing(page, drawer.locator("pre.runnable").first, lambda text: "MEMBER_OF (" in text)
    assert colours(page)["Campaign"] == ours.rules()["node.Campaign"]["color"]
    drawer = go_to(page, "Why these two")
    kinds = {f'"{kind}"' for kind in PUBLISHED_KINDS}
    run_listing(page, drawer.locator("pre.runnable").nth(1), lambda text: bool(kinds & set(text.split())))


def test_in_read_mode_the_database_refuses_to_write(page: Any) -> None:
    page.locator("[data-testid=pagination-1]").click()
    drawer = go_to(page, "Read first, write nothing")
    shown = drawer.locator("pre:not(.runnable)").evaluate("(one) => getComputedStyle(one).color")
    assert shown == as_rgb("#f3f4f6")  # else commands for a shell stand dark on dark
    run_listing(page, drawer.locator("pre.runnable").first, lambda text: '"useReadTransactions": true' in text)
    page.locator("[data-testid=activeEditor] .monaco-editor").first.click()
    page.keyboard.insert_text("CREATE (n:Account {id: 'nobody'}) RETURN n")
    page.click("[data-testid=editor-Run]")
    page.wait_for_selector("text=/access ?mode/i")


def test_the_newer_browser_reads_the_same_style_from_a_file(browser: Any, place: Place, tmp_path: Path) -> None:
    """Its preview comes with the older one; importing GraSS waits there behind a switch, which is turned here."""
    if test_lane() != DEFAULT_LANE:
        pytest.skip("that preview is of 2024, and takes 2026.01.4 for no version")
    style = tmp_path / "style.grass"
    style.write_text(ours.grass())
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()

    def turned(route: Any) -> None:
        answer = route.fetch()
        script = answer.text()
        assert script.count('=_5("query:import-grass")') == 1
        route.fulfill(response=answer, body=script.replace('=_5("query:import-grass")', "=[true]"))

    page.route("**/index-*.js", turned)
    page.goto(f"{place.url}preview/")
    page.get_by_label("Connection URL").fill(place.uri.partition("://")[2])
    page.get_by_label("Password").fill(place.password)
    page.get_by_role("button", name="Connect", exact=True).click()
    page.get_by_text("Relationships (").wait_for()
    page.locator(".cm-content").first.click()
    page.keyboard.insert_text("MATCH p = (:Campaign)<-[:MEMBER_OF]-(:Account)-[:USED_DEVICE]->() RETURN p LIMIT 20")
    page.keyboard.press("Control+Enter")
    page.get_by_text(re.compile(r"^Account \(\d+\)$")).click()
    page.locator("input[type=file]").set_input_files(style)
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_function(
        """(wanted) => Object.entries(wanted).every(([label, colour]) => [...document.querySelectorAll("*")].some(
             (one) => one.textContent.replace(/ \\(\\d+\\)$/, "") === label
               && getComputedStyle(one).backgroundColor === colour))""",
        arg={label: as_rgb(ours.rules()[f"node.{label}"]["color"]) for label in ("Account", "Campaign", "Device")},
    )
    context.close()


def as_rgb(colour: str) -> str:
    """Return a colour as browsers say it."""
    return f"rgb({', '.join(map(str, bytes.fromhex(colour[1:])))})"
