"""A system prompt is a template of its own, where the templates behind it do not say the same."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from linkage import ledger
from linkage.detection import detect
from linkage.ledger import Snapshot, Workspace, build_snapshot
from linkage.ledger.manifest import PartEntry
from linkage.ledger.parts import scan
from linkage.records import find_sources
from linkage.settings import LoadSettings, Settings
from tests.hand_made_ledger import Ledger, members, verdict_of

HIDDEN = "You are  Marigold, a helpful\nassistant of nobody"


def loaded(folder: Path, rows: list[tuple[str, str | None, str | None]]) -> tuple[Workspace, Snapshot]:
    """What a load of requests (account, template, system prompt) gives."""
    table = pl.DataFrame(rows, schema=["account_id", "template_id", "system_prompt"], orient="row")
    folder.mkdir()
    table.with_columns(at=pl.lit("2026-02-01T10:00:00Z")).write_csv(folder / "activity.csv")
    workspace = Workspace.open(folder / "workspace", create=True)
    ledger.load(workspace, find_sources([str(folder / "activity.csv")]), settings=LoadSettings())
    return workspace, ledger.snapshot(workspace)


def system_prompts(snapshot: Snapshot) -> pl.DataFrame:
    """`key`, `account`, `share` of the uses of system prompts."""
    named = snapshot.identifiers.with_row_index("identifier")
    uses = snapshot.uses.join(named.select("identifier", "key"), on="identifier", maintain_order="left")
    return uses.filter(pl.col("key").str.starts_with("system/")).select("key", "account", "share")


def test_one_system_prompt_behind_prompts_of_many_people_is_a_template_that_they_share(tmp_path: Path) -> None:
    told = HIDDEN.upper().replace("  ", " ")
    rows = [(f"a{x}", f"tpl-{x}-{y}", told if x % 2 else HIDDEN) for x in range(4) for y in range(3)]
    workspace, snapshot = loaded(tmp_path / "w", rows)
    uses = system_prompts(snapshot)
    assert uses["key"].n_unique() == 1, "case and spacing make no other prompt"
    assert uses["account"].to_list() == [0, 1, 2, 3]
    assert uses["share"].to_list() == [1.0] * 4, "it stands behind every request of theirs"
    for path in workspace.path.rglob("*"):
        kept = path.read_bytes() if path.is_file() else b""
        kept += pl.read_parquet(path).write_ndjson().encode() if path.suffix == ".parquet" else b""
        assert b"marigold" not in kept.lower(), path


def test_shares_are_of_requests_also_where_a_request_has_two_templates(tmp_path: Path) -> None:
    rows = [("a", "tpl-1", HIDDEN), ("a", "tpl-2", HIDDEN), ("a", "tpl-1", None), ("a", None, None)]
    snapshot = loaded(tmp_path / "w", [*rows, ("b", "tpl-9", HIDDEN)])[1]
    keys = snapshot.identifiers["key"].str.head(6)
    mine = snapshot.uses.filter(pl.col("account") == 0)
    shares = {keys[identifier]: share for identifier, share in mine.select("identifier", "share").iter_rows()}
    assert shares == {"system": 0.5, "tpl-1": 0.5, "tpl-2": 0.25}


@pytest.mark.parametrize(
    ("template_of", "n_keys"),
    [
        (lambda _: "tpl-1", 0),
        (lambda x: "tpl-1" if x < 3 else f"tpl-{x}", 0),
        (lambda x: "tpl-1" if x < 2 else f"tpl-{x}", 1),
        (lambda x: f"tpl-{x}", 1),
        (lambda x: "tpl-1" if x < 2 else None, 1),
    ],
)
def test_a_system_prompt_with_which_most_accounts_send_one_template_tells_nothing_more(
    template_of: Callable[[int], str | None], n_keys: int
) -> None:
    rows = [
        {"account_id": f"a{x}", "at": 0, "template_id": template_of(x), "system_template": "system/one"}
        for x in range(4)
    ]
    assert system_prompts(build_snapshot(activity=pl.DataFrame(rows)))["key"].n_unique() == n_keys


def test_a_part_that_was_written_before_system_prompts_were_kept_is_read_with_the_others(tmp_path: Path) -> None:
    before = pl.DataFrame({"account_id": ["a"], "template_id": ["tpl-1"]})
    frames = {"1.parquet": before, "2.parquet": before.with_columns(system_template=pl.lit("system/one"))}
    parts = []
    for name, frame in frames.items():
        frame.write_parquet(tmp_path / name)
        parts.append(PartEntry(name, 1, "activity", 1, (tmp_path / name).stat().st_size, "", None, None))
    for order in (parts, parts[::-1]):
        rows = scan(tmp_path, order)
        assert rows is not None
        assert sorted(rows.collect()["system_template"].to_list(), key=str) == [None, "system/one"]


def test_a_relay_that_hides_behind_prompts_of_its_customers_is_found_by_its_system_prompt() -> None:
    def world(system: str | None) -> Ledger:
        made = Ledger().strangers(300)
        for x in range(14):
            facts = {
                "ip": [f"172.16.9.{y}" for y in (x, (x + 1) % 14)],
                "device_id": [f"relay-dev-{x}"],
                "payment_id": [f"relay-pay-{x}"],
                "template_id": [f"human-{x}-{y}" for y in range(30)],
                "system_template": [system],
            }
            made.add(f"relay-{x:02d}", made.round_the_clock(6), facts, country=f"C{x % 9}")
        return made

    found = detect(world("system/relay").snapshot(), Settings())[0]
    assert verdict_of(found, "relay-") == {"campaign"}
    assert {f"relay-{x:02d}" for x in range(14)} in members(found).values()
    assert "campaign" not in verdict_of(detect(world(None).snapshot(), Settings())[0], "relay-")
