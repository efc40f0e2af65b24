"""What the reading commands print, on a small world that is known by heart."""

import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from linkage.cli.campaign_page import also_by, pools_lines
from linkage.cli.explain import sentence
from linkage.cli.process import hoisted, run
from linkage.cli.risk import headline
from linkage.cli.show import points
from linkage.findings import MOST_JOINS
from linkage.graph import cursor
from linkage.graph.interface import Decision, Explanation, Join, Named, ReliedOn, Risk
from tests.publishing import embedded, publish
from tests.small_world import (
    BETA,
    DAY,
    HOSTILE,
    INFO,
    QUOTED,
    T0,
    UMLAUT,
    account,
    findings_of,
    identifier,
    relied,
    small_world,
    use,
)
from tests.small_world import campaign as a_campaign
from tests.small_world import member as a_member

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace whose current run is the small world."""
    folder = tmp_path_factory.mktemp("workspace")
    graph = embedded(folder)
    publish(graph, small_world(), INFO)
    graph.close()
    return folder


@pytest.fixture
def said(workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Return a function that runs a command and gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def ask(*words: str) -> tuple[int, str, str]:
        code = run(hoisted([*words, "--workspace", str(workspace)]))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return ask


def test_campaigns_are_listed_by_score_in_at_most_100_columns(said: Ask) -> None:
    code, out, err = said("campaigns")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert max(map(len, lines)) <= 100
    ids = [line.split()[0] for line in lines[2::2]]
    assert ids == ["c-alpha", "c-big", "c-gamma", BETA, "c-thin", "c-lab"]
    assert lines[3] == "    why: link reason 1; conduct reason 0"


def test_a_campaign_that_people_rejected_says_so_in_the_list(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    graph = embedded(tmp_path)
    publish(graph, small_world(), INFO)
    graph.decide(Decision("campaign", "c-alpha", "rejected", "a course", "ana", T0))
    graph.decide(Decision("campaign", "c-alpha", "note", "asked them", "ben", T0 + DAY))
    graph.close()
    monkeypatch.chdir(tmp_path)
    assert run(hoisted(["campaigns", "--workspace", str(tmp_path)])) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[3:5] == ["    decided: 2025-06-15 ana rejected: a course", "    why: link reason 1; conduct reason 0"]
    assert sum("decided" in line for line in lines) == 1
    assert run(hoisted(["campaigns", "--json", "--workspace", str(tmp_path)])) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert [one["decision"] for one in items] == ["rejected", *[None] * 5]
    assert run(hoisted(["campaigns", "show", "c-alpha", "--workspace", str(tmp_path)])) == 0
    assert "\ndecided: 2025-06-15 ana rejected: a course\n\nweight  link" in capsys.readouterr().out
    assert run(hoisted(["risk", "a-1", "--workspace", str(tmp_path)])) == 0
    assert "\nana rejected campaign c-alpha on 2025-06-15: a course.\n" in capsys.readouterr().out
    assert run(hoisted(["risk", "a-1", "g-1", "--json", "--workspace", str(tmp_path)])) == 0
    risks = json.loads(capsys.readouterr().out)["risks"]
    assert [one["decision"] and one["decision"]["verdict"] for one in risks] == ["rejected", None]


def test_a_campaign_says_how_many_of_its_accounts_are_suspended(said: Ask) -> None:
    assert "\nof the accounts: 2 active, 1 suspended\n" in said("campaigns", "show", "c-alpha")[1]


def test_no_score_that_is_not_a_whole_hundred_is_told_as_one() -> None:
    assert [points(score) for score in (0.2, 99.4, 99.5, 99.996, 100.0)] == ["0", "99", ">99", ">99", "100"]


def test_two_members_of_one_campaign_that_share_nothing_are_told_what_ties_them() -> None:
    apart = Explanation("a", "b", False, 0.0, {}, (), "c-1")
    assert sentence(apart) == (
        "a and b share no identifier, so nothing links them directly. Other accounts tie both to c-1: "
        "`linkage campaigns show c-1` says how."
    )


def test_campaigns_and_campaigns_list_are_one_command(said: Ask) -> None:
    assert said("campaigns", "--band", "high") == said("campaigns", "list", "--band", "high")


def test_a_filter_keeps_what_fits_it(said: Ask) -> None:
    items = json.loads(said("campaigns", "--band", "high", "--band", "low", "--json")[1])["items"]
    assert {item["campaign_id"] for item in items} == {"c-alpha", "c-big", "c-thin"}
    assert said("campaigns", "--min-score", "99")[:2] == (0, "No campaign fits.\n")


def test_pages_follow_one_another_without_gap_or_overlap(said: Ask) -> None:
    seen: list[str] = []
    cursor: list[str] = []
    while True:
        page = json.loads(said("campaigns", "--limit", "2", "--json", *cursor)[1])
        seen += [item["campaign_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = ["--cursor", page["next_cursor"]]
    assert seen == ["c-alpha", "c-big", "c-gamma", BETA, "c-thin", "c-lab"]


def test_more_campaigns_and_members_than_a_page_are_all_there(said: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursor, "MAX_PAGE", 2)
    page = json.loads(said("campaigns", "--limit", "5", "--json")[1])
    assert [item["campaign_id"] for item in page["items"]] == ["c-alpha", "c-big", "c-gamma", BETA, "c-thin"]
    after = json.loads(said("campaigns", "--limit", "5", "--json", "--cursor", page["next_cursor"])[1])
    assert ([item["campaign_id"] for item in after["items"]], after["next_cursor"]) == (["c-lab"], None)
    assert len(json.loads(said("campaigns", "show", "c-alpha", "--json")[1])["members"]) == 3


def test_the_reasons_of_a_campaign_add_up_in_text_and_in_json(said: Ask) -> None:
    code, out, _ = said("campaigns", "show", "c-alpha")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 100
    for expected in ("+2.50  log-odds in nats", "device dev-1", "2 of 3", "succeeded by", "3 members of 3 shown."):
        assert expected in out
    shown = json.loads(said("campaigns", "show", "c-alpha", "--json")[1])
    assert math.fsum(reason["weight"] for reason in shown["campaign"]["link_reasons"]) == 2.5
    assert [member["account_id"] for member in shown["members"]] == ["a-1", "a-2", "a-3"]


def test_only_as_many_members_are_shown_as_asked_for(said: Ask) -> None:
    members = json.loads(said("campaigns", "show", "c-big", "--members", "25", "--json")[1])["members"]
    assert len(members) == 25
    assert "25 members of 60 shown." in said("campaigns", "show", "c-big", "--members", "25")[1]
    assert json.loads(said("campaigns", "show", "c-big", "--members", "0", "--json")[1])["members"] == []


def test_explain_lists_each_shared_identifier_and_families_that_sum_to_the_link(said: Ask) -> None:
    code, out, _ = said("explain", "a-1", "a-2")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 100
    assert out.startswith("a-1 and a-2 are linked with 12.0 bits")
    shown = json.loads(said("explain", "a-1", "a-2", "--json")[1])
    assert math.isclose(sum(shown["families"].values()), shown["weight_bits"])
    device = shown["shared"][0]
    assert (device["kind"], device["key"], device["n_accounts"], device["share_a"], device["share_b"]) == (
        "device",
        "dev-1",
        2,
        1.0,
        0.25,
    )
    assert device["bits"] == pytest.approx(math.log2(4096 / 2) * math.sqrt(0.25))
    for row in shown["shared"]:
        assert row["key"] in out


def test_explain_says_when_and_how_much_each_account_used_an_identifier(said: Ask) -> None:
    lines = said("explain", "a-1", "a-2")[1].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("device dev-1"))
    assert lines[first + 1].split() == ["a-1", "100%", *_times(DAY, 2 * DAY)]
    assert lines[first + 2].split() == ["a-2", "25%", *_times(3 * DAY, 4 * DAY)]


def _times(*offsets: int) -> list[str]:
    from linkage.cli.show import day

    return [word for offset in offsets for word in day(T0 + offset).split()]


def test_explain_of_strangers_says_that_nothing_links_them(said: Ask) -> None:
    assert said("explain", "a-1", "silent") == (
        0,
        "a-1 and silent share no identifier, so nothing links them directly.\n\n",
        "",
    )


def test_a_risk_is_printed_with_reasons_that_add_up(said: Ask) -> None:
    code, out, _ = said("risk", "a-1")
    assert code == 0
    assert out.startswith("a-1: score 92 of 100, band high, in campaign c-alpha")
    assert "+2.50  log-odds" in out


def test_who_is_in_a_group_that_is_no_campaign_is_not_said_to_be_in_one(said: Ask) -> None:
    assert "campaign c-lab" not in said("explain", "lab-1", "lab-2")[1]
    risk = Risk("lab-1", "known", 3.0, "none", (), "c-lab", as_of=60, run="r", model_version="1")
    assert "band none, in group c-lab, not said to be of a campaign (as of" in headline(risk)


def test_an_unknown_account_has_a_risk_that_says_so(said: Ask) -> None:
    assert said("risk", "nobody") == (0, "nobody: unknown; no record that the run was made of speaks of it.\n", "")
    risks = json.loads(said("risk", "nobody", "a-1", "--json")[1])["risks"]
    assert [(risk["account_id"], risk["status"]) for risk in risks] == [("nobody", "unknown"), ("a-1", "known")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("campaigns", "show", "c-none"), 4),
        (("campaigns", "show", "c-gone"), 4),
        (("explain", "a-1", "nobody"), 4),
        (("explain", "a-1", "a-1"), 2),
        (("campaigns", "--cursor", "bogus"), 2),
        (("risk", "a-1", os.fsdecode(b"\xff")), 2),
        (("explain", os.fsdecode(b"\xff"), "a-1"), 2),
        (("explain", "a-1", os.fsdecode(b"\xff")), 2),
        (("campaigns", "show", os.fsdecode(b"\xff")), 2),
    ],
)
def test_what_cannot_be_answered_is_one_sentence_with_its_exit_code(
    said: Ask, words: tuple[str, ...], code: int
) -> None:
    left, out, err = said(*words)
    assert (left, out) == (code, "")
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_before_the_first_run_every_answer_says_to_detect(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["campaigns"], ["risk", "a"], ["explain", "a", "b"], ["campaigns", "show", "c"]):
        assert run(words) == 4
        assert "linkage detect" in capsys.readouterr().err


def test_ids_in_other_scripts_and_with_markup_are_printed_as_they_are(said: Ask) -> None:
    out = said("campaigns", "show", BETA)[1]
    assert HOSTILE in out
    assert QUOTED in out
    assert UMLAUT in out


def test_an_id_cannot_steer_the_terminal(said: Ask) -> None:
    assert said("risk", "a\x1b[31m\x07b")[1] == "a�[31m�b: unknown; no record that the run was made of speaks of it.\n"


def test_a_campaign_says_which_pool_follows_which_and_who_else_relies_on_what_it_does(said: Ask) -> None:
    page = said("campaigns", "show", "c-alpha")[1]
    lines = [line.strip() for line in page.splitlines()]
    after = lines.index("Pools") + 1
    assert lines[after : after + 3] == [
        "pool 1 follows pool 0: 1 accounts were made after the suspension of 2",
        "pools 0 and 1: the pools share 1 template(s)",
        f"pool 0 fits pool 1: 2 of 2 members fit {HOSTILE}",
    ]
    assert f"also relied on by name of c-big (c-big), name of {BETA} ({BETA})" in page
    shown = json.loads(said("campaigns", "show", "c-alpha", "--json")[1])["campaign"]
    assert {"from_pool": 0, "to_pool": 1, "code": "succession"}.items() <= shown["joins"][1].items()
    assert shown["relies_on"][1]["also_by"][0] == {"campaign_id": "c-big", "name": "name of c-big"}
    assert "Pools" not in said("campaigns", "show", "c-big")[1]


def test_of_many_reasons_and_campaigns_the_first_are_shown_and_the_others_counted() -> None:
    many = [Join(0, x, "shared_template", 1.0, "why") for x in range(1, 20)]
    assert pools_lines([*many, Join(0, 20, "succession", 1.0, "why")])[0] == "pool 20 follows pool 0: why"
    assert pools_lines(many)[-1] == "9 reasons more; --json shows all of them."
    most = [Join(0, x, "shared_template", 1.0, "why") for x in range(MOST_JOINS)]
    assert pools_lines(most)[-1] == "190 reasons more; --json shows them; a run keeps the 200 strongest."
    others = tuple(Named(f"c-{x}", f"name {x}") for x in range(5))
    relied_on = ReliedOn("ip", "192.0.2.1", 2, 9, 5.0, None, 7, others)
    assert also_by(relied_on) == "also relied on by name 0 (c-0), name 1 (c-1), name 2 (c-2), 4 more"


def test_a_campaign_says_without_what_it_would_fall_below_its_band(said: Ask) -> None:
    shown = json.loads(said("campaigns", "show", "c-alpha", "--json")[1])
    less = shown["counterfactual"]
    assert (less["below"], [one["code"] for one in less["without"]]) == ("high", ["link-1"])
    assert "would fall below high (to 11) without\n  1. link reason 1\n" in said("campaigns", "show", "c-alpha")[1]
    assert json.loads(said("campaigns", "show", "c-lab", "--json")[1])["counterfactual"] is None


def test_an_account_says_which_families_and_identifiers_tie_it_to_its_campaign(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    evidence = {"strength": 0.99, "fit_nats": {"device": 6.0, "net": 1.5}, "stays_from_nats": 4.0}
    reasons = [{"code": "membership", "text": "", "weight": 2.94, "evidence": evidence}]
    world = findings_of(
        accounts=[account("m", risk_score=95.0, risk_band="high", campaign_id="c-1", reasons=json.dumps(reasons))],
        identifiers=[identifier("device", "dev-1", 2), identifier("device", "own", 1)],
        uses=[use("m", "device", "dev-1", 0.5), use("m", "device", "own", 0.5)],
        campaigns=[a_campaign("c-1", 95.0, "high", 1)],
        members=[a_member("c-1", "m")],
        relies_on=[relied("c-1", "device", "dev-1", 2, 0)],
    )
    graph = embedded(tmp_path)
    publish(graph, world, INFO)
    graph.close()
    monkeypatch.chdir(tmp_path)
    assert run(hoisted(["risk", "m", "--workspace", str(tmp_path)])) == 0
    lines = "would fall below high (it would leave its group) without\n  1. devices (device:dev-1)\n"
    assert lines in capsys.readouterr().out
    assert run(hoisted(["risk", "m", "--json", "--workspace", str(tmp_path)])) == 0
    (told,) = json.loads(capsys.readouterr().out)["risks"]
    assert told["counterfactual"]["without"][0]["identifiers"] == ["device:dev-1"]


def test_a_campaign_says_how_many_identifiers_it_relies_on_where_it_lists_two_hundred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    findings = findings_of(
        campaigns=[a_campaign("c-1", 90.0, "high", 3), a_campaign("c-2", 80.0, "high", 3)],
        relies_on=[relied("c-1", "device", f"dev-{x:03d}", 3, 0) for x in range(250)]
        + [relied("c-2", "device", f"dev-{x:03d}", 3, 0) for x in range(30)],
    )
    graph = embedded(tmp_path)
    publish(graph, findings, INFO)
    listed = graph.campaign("c-1")
    graph.close()
    assert (len(listed.relies_on), listed.n_relied_on) == (200, 250)

    def shown(*words: str) -> str:
        assert run(hoisted(["campaigns", "show", *words, "--workspace", "."])) == 0
        return capsys.readouterr().out

    many = " ".join(shown("c-1").split())
    where = "`linkage --workspace . export infrastructure` writes all of them."
    assert f"230 identifiers more; --json shows 200, and {where}" in many
    assert "10 identifiers more; --json shows all of them." in shown("c-2")
    told = json.loads(shown("c-1", "--json"))["campaign"]
    assert (len(told["relies_on"]), told["n_relied_on"]) == (200, 250)
