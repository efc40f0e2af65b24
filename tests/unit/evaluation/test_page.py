"""The report: one page that stands alone, and JSON that holds every figure."""

import json
import re
from html.parser import HTMLParser

import pytest

from linkage.evaluation.daily import Daily, Detection, Step
from linkage.evaluation.losses import STAGES
from linkage.evaluation.page import page
from linkage.evaluation.run import OWN, WorldResult
from linkage.evaluation.score import found_of_members, score
from linkage.evaluation.summary import Summary, summarised
from tests.unit.evaluation.hand_made import members, truth

LOST = {"E0": dict.fromkeys(STAGES, 0) | {"alone": 4711}}


@pytest.fixture(scope="module")
def summary() -> Summary:
    good, bad = members(x="a0 a1 a2 a3 b0"), members(x="a0 o0 o1 o2")
    scores = [score(truth(), found_of_members(said)) for said in (good, bad)]
    daily = Daily([Step(1, 3, 2, None, None, False)], [Detection("c1", 1.0, 0.5)])
    return summarised(
        [
            WorldResult("<b>one</b>", "mixed", {OWN: scores[0], "other": scores[1]}, {"net": scores[1]}, daily, LOST),
            WorldResult("two", "mixed", {OWN: scores[1], "other": scores[1]}),
        ]
    )


def test_figures_are_means_over_worlds(summary: Summary):
    bar = next(bar for bar in summary.bars if bar.figure.name == "member_recall")
    assert (bar.value.mean, bar.value.least, bar.value.most) == (pytest.approx(0.3), 0.1, 0.5)
    assert not bar.reached


def test_counts_of_worlds_are_added_up(summary: Summary):
    rung = summary.pooled["rungs"][OWN]["E0"]
    assert (rung.n, rung.hits) == (8, 5)


def test_a_system_that_was_measured_in_some_worlds_alone_counts_in_those():
    some = {OWN: score(truth(), found_of_members(members(x="a0 a1")))}
    more = some | {"GDS": score(truth(), found_of_members(members(x="a0 a1 a2 a3")))}
    worlds = summarised([WorldResult("one", "mixed", more), WorldResult("two", "mixed", some)])
    assert worlds.pooled["rungs"]["GDS"]["E0"].n == 4
    assert worlds.pool_f1["GDS"]["E0"] == more["GDS"].pool_f1["E0"][0]
    assert page(worlds)


def test_the_page_tells_where_farm_accounts_are_lost_and_the_bounds_of_every_error(summary: Summary):
    text = page(summary)
    assert '<td class="n">4711</td>' in text
    flagged = summary.pooled["errors"][OWN]["honest accounts, mixed"]
    assert (flagged.hits, flagged.n) == (3, 14)
    assert (
        f'<td>honest accounts, mixed</td><td class="n">3</td><td class="n">14</td><td class="n">{flagged.lower:.1e}'
        in text
    )


def test_the_page_fetches_nothing_and_escapes_names(summary: Summary):
    text = page(summary)
    assert not re.search(r"<script|<link|<img|@import|url\(|https?://", text)
    assert "&lt;b&gt;one" in text
    assert "<b>one" not in text


def test_the_page_is_well_formed_and_every_plot_has_a_name(summary: Summary):
    class Checker(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.plots: list[str | None] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "svg":
                self.plots.append(dict(attrs).get("aria-label"))
            if tag != "meta":
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            del tag, attrs

    checker = Checker()
    checker.feed(page(summary))
    assert checker.open == []
    assert len(checker.plots) == 5
    assert all(checker.plots)


def test_json_holds_bars_figures_counts_and_worlds(summary: Summary):
    told = json.loads(json.dumps(summary.to_dict(), allow_nan=False))
    assert {"bars", "figures", "pooled", "pool_f1", "ablations", "signals", "losses", "worlds"} == set(told)
    assert told["worlds"][0]["systems"][OWN]["rungs"]["E0"]["hits"] == 4
    assert told["pooled"]["classes"][OWN]["company_office"]["upper"] < 0.7
