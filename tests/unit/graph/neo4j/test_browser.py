"""The style knows every label and type, and the guide, in both its forms, every query of ours."""

import html.parser
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import linkage
from linkage.graph.neo4j import browser
from linkage.graph.neo4j.browser.style import KIND_COLOURS
from linkage.graph.neo4j.saved import pictures, recipes, saved_queries
from linkage.graph.schema import IDENTIFIER_LABELS, NODES, RELATIONSHIPS
from linkage.identifiers.kinds import PUBLISHED_KINDS
from linkage.settings import ApiSettings

ADDRESS = "http://127.0.0.1:8321"
ADOC = browser.asciidoc(ADDRESS)
HTML = browser.html(ADDRESS)
LISTING = re.compile(r"\[source,(\w+)\]\n----\n(.*?)\n----", re.DOTALL)


def parsed(text: str) -> dict[str, dict[str, str]]:
    """Read GraSS as Neo4j Browser does: by character, without white space outside of braces, and without comments."""
    rules: dict[str, dict[str, str]] = {}
    for keyword, inside in re.findall(r"([^{}]+)\{((?:\"[^\"]*\"|[^{}\"])*)\}", text):
        pairs = (pair.split(":") for pair in inside.replace('"', "").split(";") if ":" in pair)
        rules[re.sub(r"\s", "", keyword)] = {name.strip(): value.strip() for name, value in pairs}
    return rules


def test_every_label_and_every_type_of_the_schema_has_a_rule() -> None:
    wanted = {"node", "relationship", *(f"node.{name}" for name in NODES)}
    assert set(browser.rules()) == wanted | {f"relationship.{name}" for name in RELATIONSHIPS}


def test_the_file_says_what_the_rules_say() -> None:
    assert parsed(browser.grass()) == browser.rules()


def test_general_rules_come_first_since_the_last_that_fits_wins() -> None:
    order = list(browser.rules())
    assert order[:2] == ["node", "node.Identifier"]
    assert all(order.index("relationship") < order.index(f"relationship.{name}") for name in RELATIONSHIPS)


def test_a_rule_names_one_label_since_newer_browsers_read_no_more() -> None:
    assert [selector for selector in browser.rules() if selector.count(".") > 1] == []


def test_both_browsers_understand_colours_captions_and_sizes() -> None:
    for selector, rule in browser.rules().items():
        assert re.fullmatch(r"#[0-9a-f]{6}", rule["color"]), selector
        assert re.fullmatch(r"[1-9]\d?px", rule.get("diameter") or rule["shaft-width"]), selector
        caption = rule.get("caption", "")
        label = selector.partition(".")[2]
        assert caption in ("", "<id>", "<type>") or caption[1:-1] in NODES[label], selector


def test_a_kind_has_the_colour_that_it_has_in_the_explorer() -> None:
    script = (Path(linkage.__file__).parent / "web" / "drawing.js").read_text("utf-8")
    shown = dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', script))
    assert {kind: shown[kind] for kind in PUBLISHED_KINDS} == KIND_COLOURS
    assert browser.rules()["node.Account"]["color"] == shown["account"]
    assert {browser.rules()[f"node.{IDENTIFIER_LABELS[kind]}"]["color"] for kind in KIND_COLOURS} == {
        *KIND_COLOURS.values()
    }


# The guide


class Page(html.parser.HTMLParser):
    """The guide as a reader sees it: slides, and what a click puts into the editor."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.titles: list[str] = []
        self.runnable: list[str] = []
        self.feed(HTML)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag == "pre" and "runnable" in (dict(attrs)["class"] or ""):
            self.runnable.append("")
            self.open[-1] = "runnable"

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() in (tag, "runnable")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "runnable":
            self.runnable[-1] += data
        if self.open and self.open[-1] == "h3":
            self.titles.append(data)


def cypher() -> Iterator[str]:
    """Yield the Cypher listings of the AsciiDoc."""
    yield from (text for language, text in LISTING.findall(ADOC) if language == "cypher")


def test_every_query_picture_and_recipe_is_in_the_guide_once() -> None:
    shown = Counter(cypher())
    examples = next(one for one in pictures() if one.name == "examples")
    for one in (*saved_queries(), *pictures(), *recipes()):
        assert shown[one.text] == (one is not examples and one.name != "examples"), one.name
    assert sum(examples.text in text for text in shown) == 1


def test_recipes_stand_in_the_order_in_which_they_run() -> None:
    places = [ADOC.index(recipe.text) for recipe in recipes()]
    assert places == sorted(places)


def test_every_parameter_that_a_query_takes_is_set_by_the_first_two_commands() -> None:
    commands = [text for text in cypher() if text.startswith(":param [{")]
    assert len(commands) == 2
    named = [name for text in commands for name in text[len(":param [{") : text.index("}")].split(", ")]
    taken = {one.name for query in (*saved_queries(), *pictures(), *recipes()) for one in query.parameters}
    assert Counter(named) == Counter(taken)


def test_queries_agree_on_the_examples_that_the_guide_sets_for_all_of_them() -> None:
    ids = next(one for one in pictures() if one.name == "examples").returns
    values: dict[str, set[object]] = {}
    for query in (*saved_queries(), *recipes()):
        for one in query.parameters:
            if one.name not in (*ids, "limit", "words"):
                values.setdefault(one.name, set()).add(one.example)
    assert {name: found for name, found in values.items() if len(found) > 1} == {}


def test_both_forms_have_the_same_slides_and_the_same_commands() -> None:
    page = Page()
    assert page.open == []
    assert page.titles == re.findall(r"^== (.+)$", ADOC, re.MULTILINE)
    assert page.runnable == list(cypher())


def test_the_browser_strips_nothing_from_the_guide() -> None:
    """It removes what looks like a script or a handler, with regular expressions that a query could fall to."""
    handler = r"\s+(on[^\s=]+)[^\s=]*\s*=\s*(\"[^\"]*\"|'[^']*'|[\w\-.:]+\s*)"
    assert re.findall(handler + r"|<script|javascript:", HTML, re.IGNORECASE) == []


def test_no_macro_and_no_markup_is_left_in_the_text() -> None:
    text = LISTING.sub("", ADOC)
    assert re.findall(r"^\w+::", text, re.MULTILINE) == []
    prose = re.sub(r"<pre.*?</pre>", "", HTML, flags=re.DOTALL)
    assert re.findall(r"`|\*\w|----|\[source", prose) == []


@pytest.mark.parametrize("words", ["no roles", "whoever logs in here can change", "coordinated", "rate of error"])
def test_the_guide_says_what_must_be_known(words: str) -> None:
    assert words in " ".join(re.sub(r"<[^>]+>", "", HTML).split())


@pytest.mark.parametrize("address", ["", "127.0.0.1", "http://a b", "http://x/<script>", "javascript:alert(1)"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        browser.asciidoc(address)


# After login


def test_after_login_the_browser_is_styled_guided_and_shows_campaigns() -> None:
    found = browser.welcome(ADDRESS)
    style, guide, picture = found.post_connect.split("; ")
    assert json.loads(style.removeprefix("style ")) == browser.rules()
    assert guide == f"guide {ADDRESS}/browser/guide.html"
    assert picture.startswith("auto MATCH (c:Campaign) ")
    assert "$" not in found.post_connect
    assert "\n" not in found.post_connect


def test_the_browser_may_load_from_the_api_s_host_and_this_machine() -> None:
    assert browser.welcome("https://graph.example:8321").hosts == ("127.0.0.1", "localhost", "graph.example")


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 8321, "http://127.0.0.1:8321"),
        ("0.0.0.0", 9000, "http://127.0.0.1:9000"),
        ("::", 9000, "http://[::1]:9000"),
        ("localhost", 0, "http://localhost:8321"),
    ],
)
def test_the_api_is_reached_where_its_settings_say(host: str, port: int, address: str) -> None:
    assert browser.api_address(ApiSettings(host=host, port=port)) == address
