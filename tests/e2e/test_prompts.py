"""Prompts through real loads: they become templates, in any order, and their text is nowhere on disk."""

import itertools
import json
import random
from pathlib import Path

import polars as pl

from linkage import ledger
from linkage.ledger import Snapshot, Workspace
from linkage.records import find_sources
from linkage.settings import LoadSettings

CANARY = "the heron secretly keeps umbrellas beneath lighthouse nineteen"
MOULD = (
    "you are a careful grader of reasoning traces given the problem {} think step by step and list every assumption "
    "then write the final answer of {} inside a box and rate your own confidence between low and high for audit"
)


def rows(word: str, accounts: range) -> list[dict[str, object]]:
    drawn = random.Random(word)
    slots = ["".join(drawn.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(400)]
    found: list[dict[str, object]] = []
    for account, turn in itertools.product(accounts, range(3)):
        name, at = f"acct-{account:03d}", f"2026-02-01T10:{account % 60:02d}:0{turn}Z"
        prompt = MOULD.format(drawn.choice(slots), drawn.choice(slots))
        found.append({"account_id": name, "at": at, "prompt": prompt})
        found.append({"account_id": name, "at": at, "prompt": f"{CANARY} {' '.join(drawn.choices(slots, k=12))}"[:90]})
    return found


def written(path: Path, found: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in found))
    return path


def load(workspace: Workspace, *paths: Path) -> Snapshot:
    ledger.load(workspace, find_sources([str(path) for path in paths]), settings=LoadSettings())
    return ledger.snapshot(workspace)


def opened(path: Path) -> Workspace:
    """A new workspace with the key that all of a test's have."""
    workspace = Workspace.open(path, create=True)
    path.mkdir()
    (path / "key").write_text("7a" * 32 + "\n")
    return workspace


def templates(found: Snapshot) -> pl.DataFrame:
    return found.identifiers.filter(pl.col("kind") == "template")


def test_prompts_of_one_mould_become_one_template_with_a_skeleton_that_shows_no_slot(tmp_path: Path) -> None:
    found = load(opened(tmp_path / "w"), written(tmp_path / "a.ndjson", rows("one", range(12))))
    mould = found.skeletons.filter(pl.col("skeleton").str.contains("careful grader of reasoning"))
    assert mould.height == 1
    assert "the problem … think step" in mould["skeleton"][0]
    kept = templates(found).filter(pl.col("key") == mould["key"][0])
    assert kept["n_accounts"].to_list() == [12]


def test_no_file_of_the_workspace_holds_a_prompt(tmp_path: Path) -> None:
    alone = [{"account_id": "acct-900", "at": "2026-02-02T10:00:00Z", "prompt": CANARY, "system_prompt": CANARY}]
    source = written(tmp_path / "a.ndjson", [*rows("one", range(3)), *alone])
    workspace = opened(tmp_path / "w")
    load(workspace, source)
    files = [path for path in workspace.path.rglob("*") if path.is_file()]
    assert any("prints" in path.as_posix() for path in files)
    for path in files:
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content += json.dumps(pl.read_parquet(path).to_dicts(), default=str).encode()
        for word in (b"heron", b"umbrellas", b"careful grader"):
            assert word not in content, path


def test_templates_do_not_depend_on_the_order_of_files_and_rows(tmp_path: Path) -> None:
    all_rows = rows("one", range(12))
    shuffled = random.Random(3).sample(all_rows, len(all_rows))
    one = load(opened(tmp_path / "w1"), written(tmp_path / "a.ndjson", all_rows))
    halves = written(tmp_path / "b.ndjson", shuffled[:30]), written(tmp_path / "c.ndjson", shuffled[30:])
    other = load(opened(tmp_path / "w2"), *reversed(halves))
    assert templates(one).equals(templates(other))
    assert one.uses.equals(other.uses)
    assert one.skeletons.equals(other.skeletons)


def test_a_template_keeps_its_id_over_loads_and_takes_in_prompts_from_before(tmp_path: Path) -> None:
    workspace = opened(tmp_path / "w")
    few = load(workspace, written(tmp_path / "a.ndjson", rows("one", range(1))))
    assert templates(few).height == 0
    more = load(workspace, written(tmp_path / "b.ndjson", rows("two", range(1, 12))))
    key = more.skeletons.filter(pl.col("skeleton").str.contains("careful grader"))["key"]
    assert templates(more).filter(pl.col("key") == key[0])["n_accounts"].to_list() == [12]
    again = load(workspace, written(tmp_path / "c.ndjson", rows("three", range(12, 20))))
    assert templates(again).filter(pl.col("key") == key[0])["n_accounts"].to_list() == [20]


def test_a_template_that_the_file_names_is_kept_as_it_is(tmp_path: Path) -> None:
    named = [row | {"template_id": "invoice-v2"} for row in rows("one", range(12))]
    assert templates(load(opened(tmp_path / "w"), written(tmp_path / "a.ndjson", named)))["key"].to_list() == [
        "invoice-v2"
    ]


def test_where_templates_are_sensitive_names_from_files_are_hashed_and_prompts_become_templates_all_the_same(
    tmp_path: Path,
) -> None:
    named = [row | {"template_id": "~prompt/invoice-v2"} for row in rows("named", range(3))]
    source = written(tmp_path / "a.ndjson", [*rows("one", range(12)), *named])
    found = {}
    for kinds in ((), ("template",)):
        workspace = opened(tmp_path / f"w{len(kinds)}")
        ledger.load(workspace, find_sources([str(source)]), settings=LoadSettings(sensitive_kinds=kinds))
        found[kinds] = templates(ledger.snapshot(workspace))
    learned = [each.filter(pl.col("key").str.starts_with("learned-")) for each in found.values()]
    assert learned[0].height > 0 and learned[0].select("key", "n_accounts").equals(
        learned[1].select("key", "n_accounts")
    )
    hashed = set(found["template",]["key"]) - set(learned[1]["key"])
    assert len(hashed) == 1 and len(hashed.pop()) == 32
