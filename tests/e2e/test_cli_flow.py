"""The whole way from files to answers, as a person walks it: real commands, real files, one small world."""

import contextlib
import csv
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pytest

from linkage.cli.process import hoisted, run

LINKAGE = [sys.executable, "-c", "from linkage.cli import main; main()"]


@dataclass(frozen=True, slots=True)
class Done:
    """How a command left, and what it said."""

    code: int
    out: str
    err: str


def process(folder: Path, *words: str, stdin: bytes = b"") -> Done:
    """Run a command in a folder as a process of its own, with no settings of this machine."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINKAGE_")}
    done = subprocess.run(
        [*LINKAGE, *words], cwd=folder, env=environment, input=stdin, capture_output=True, check=False, timeout=300
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def linkage(folder: Path, *words: str) -> Done:
    """Run a command in a folder, in this process: the same, without starting Python anew."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(hoisted(words))
        out.flush()
    assert "bug" not in err.getvalue(), err.getvalue()
    return Done(code, out.buffer.getvalue().decode(), err.getvalue())  # type: ignore[attr-defined]


def answer(folder: Path, *words: str) -> Any:
    """Return what a command prints as JSON."""
    done = linkage(folder, *words)
    assert done.code == 0, done.err
    return json.loads(done.out)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a simulated world, loaded and searched."""
    folder = tmp_path_factory.mktemp("flow")
    for words in (
        ["simulate", "world", "--scenario", "demo", "--accounts", "1500", "--days", "14"],
        ["load", "world"],
        ["detect"],
    ):
        done = process(folder, *words)
        assert done.code == 0, done.err
    return folder


def test_a_campaign_found_is_mostly_one_party(world: Path) -> None:
    truth = pl.read_parquet(world / "world" / "truth" / "accounts.parquet")
    party = dict(truth.select("account_id", "party_id").iter_rows())
    rows = list(csv.DictReader(linkage(world, "export", "members").out.splitlines()))
    assert rows
    assert set(rows[0]) == {"account_id", "campaign_id", "strength", "score", "decision"}
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(row["campaign_id"], []).append(party[row["account_id"]])
    purity = [max(map(parties.count, parties)) / len(parties) for parties in groups.values()]
    assert sorted(purity)[len(purity) // 2] >= 0.9


def test_talk_goes_to_stderr_and_data_to_stdout(world: Path) -> None:
    done = process(world, "detect", "--json")
    assert json.loads(done.out)["report"]["n_accounts"] == 1500
    assert "Comparing 1,500 accounts" in done.err
    assert linkage(world, "--quiet", "detect", "--json").err == ""


def test_detecting_again_gives_the_same_run_byte_for_byte(world: Path) -> None:
    def run_in_bytes() -> dict[str, bytes]:
        (folder,) = (world / "linkage-workspace" / "runs").iterdir()
        other = {"report.json", "graph.duckdb"}  # seconds; and DuckDB writes equal tables in other bytes
        return {file.name: file.read_bytes() for file in folder.iterdir() if file.name not in other}

    before = run_in_bytes()
    assert linkage(world, "detect").code == 0
    assert linkage(world, "detect").code == 0
    assert run_in_bytes() == before


def test_loading_again_and_under_another_name_changes_nothing(world: Path) -> None:
    (world / "renamed.parquet").write_bytes((world / "world" / "activity.parquet").read_bytes())
    report = answer(world, "load", "renamed.parquet", "world", "--json")
    assert (report["n_rows"], report["n_known"], report["load"]) == (0, 3, None)


def test_two_members_of_a_campaign_can_be_explained(world: Path) -> None:
    page = answer(world, "campaigns", "--verdict", "campaign", "--json")
    first = page["items"][0]["campaign_id"]
    shown = answer(world, "campaigns", "show", first, "--members", "1000", "--json")
    ids = [member["account_id"] for member in shown["members"]]
    links = pl.read_parquet(next((world / "linkage-workspace" / "runs").glob("*/links.parquet")))
    a, b = links.filter(pl.col("a").is_in(ids) & pl.col("b").is_in(ids)).select("a", "b").row(0)
    explained = answer(world, "explain", b, a, "--json")
    assert explained["linked"]
    assert explained["shared"]
    assert sum(explained["families"].values()) == pytest.approx(explained["weight_bits"], abs=1e-3)
    assert explained["same_campaign"] == first


def test_every_table_is_exported_in_every_format(world: Path) -> None:
    n = {}
    for what in ("risk", "campaigns", "reasons", "infrastructure", "timeline", "links", "members"):
        rows = list(csv.DictReader(linkage(world, "export", what, "--format", "csv").out.splitlines()))
        objects = [json.loads(line) for line in linkage(world, "export", what, "--json").out.splitlines()]
        done = linkage(world, "export", what, "--format", "parquet", "--output", "out.parquet")
        assert done.code == 0, done.err
        n[what] = pl.read_parquet(world / "out.parquet").height
        assert len(rows) == len(objects) == n[what]
        assert not rows or list(rows[0]) == list(objects[0])
    assert n["risk"] == 1500
    assert n["links"] > n["campaigns"] > 0


@pytest.mark.parametrize(
    "words", [("risk", "--min-band", "high"), ("members", "--campaign", "x"), ("links", "--max-nodes", "20")]
)
def test_an_option_that_says_nothing_of_what_is_exported_is_refused(world: Path, words: tuple[str, ...]) -> None:
    done = linkage(world, "export", *words)
    assert (done.code, done.out) == (2, "")
    assert f"{words[1]} is for `export " in done.err


def test_an_export_that_does_not_fit_is_told_and_leaves_nothing(world: Path, tmp_path: Path) -> None:
    (tmp_path / "risk.csv").write_text("before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        done = linkage(world, "export", "risk", "--output", str(tmp_path / "risk.csv"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (done.code, done.out) == (2, "")
    assert "cannot be written (File too large)" in done.err
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("risk.csv", "before")]


def test_a_campaign_is_exported_as_graphml_that_networkx_reads(world: Path) -> None:
    page = answer(world, "campaigns", "--verdict", "campaign", "--json")
    top = page["items"][0]
    assert linkage(world, "export", "graph", "--campaign", top["campaign_id"], "-o", "c.graphml").code == 0
    graph = nx.read_graphml(world / "c.graphml")
    assert sum(kind == "account" for _, kind in graph.nodes(data="type")) == top["n_accounts"]


def test_a_doctor_finds_nothing_wrong_then_a_damaged_part_and_an_open_key(world: Path, tmp_path: Path) -> None:
    assert linkage(world, "doctor").code == 0
    workspace = tmp_path / "linkage-workspace"
    subprocess.run(["cp", "-r", str(world / "linkage-workspace"), str(workspace)], check=True)
    part = next((workspace / "ledger" / "activity").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-100])
    (workspace / "key").chmod(0o644)
    done = linkage(tmp_path, "doctor", "--json")
    checks = {check["name"]: check for check in json.loads(done.out)["checks"]}
    assert done.code == 2
    assert {name: check["state"] for name, check in checks.items()} == {
        "workspace": "ok",
        "key": "wrong",
        "ledger": "wrong",
        "run": "ok",
    }
    assert "chmod 600" in checks["key"]["detail"]
    assert part.name in checks["ledger"]["detail"]


def test_the_key_is_private_and_in_nothing_that_is_printed_or_exported(world: Path) -> None:
    file = world / "linkage-workspace" / "key"
    assert file.stat().st_mode & 0o777 == 0o600
    key = file.read_text("utf-8").strip()
    others = [path for path in (world / "linkage-workspace").rglob("*") if path.is_file() and path != file]
    assert [path.name for path in others if key.encode() in path.read_bytes()] == []
    assert key not in linkage(world, "doctor", "--json").out


@pytest.mark.parametrize(
    ("content", "words", "code", "said"),
    [
        (b"colour,size\nred,1\n", (), 3, "fit none of accounts, activity and observations"),
        (b"account_id,colour\na,red\n", ("--as", "activity"), 3, "no column `at`"),
        (b"account_id,at\na,never\nb,soon\n", (), 3, "--max-rejected"),
        (b"\x28\xb5\x2f\xfd", (), 3, "b.csv"),
    ],
)
def test_bad_input_is_one_sentence_with_its_exit_code(
    content: bytes, words: tuple[str, ...], code: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / "b.csv").write_bytes(content)
    done = linkage(tmp_path, "load", "b.csv", *words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"account_id,at,ip\n"])
def test_a_file_without_rows_is_said_to_have_none_and_does_not_count(content: bytes, tmp_path: Path) -> None:
    """Also the next time: what broke upstream must not be told as loaded before."""
    (tmp_path / "b.csv").write_bytes(content)
    for _ in range(2):
        done = linkage(tmp_path, "load", "b.csv")
        assert (done.code, done.err) == (0, "")
        assert "no rows" in done.out
        assert done.out.endswith("Nothing new: no file has rows.\n")


def test_a_file_that_was_read_otherwise_before_counts_once_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("account_id,at,client\na,2026-01-01,192.0.2.1\n", "utf-8")
    (tmp_path / "names.toml").write_text(
        'table = "activity"\n[fields]\naccount_id = "account_id"\nat = "at"\nip = "client"\n'
    )
    assert "(`--map` can name them)" in linkage(tmp_path, "load", "b.csv", "--dry-run").out
    assert "left out: client (`--map` can name them, in a new workspace)" in linkage(tmp_path, "load", "b.csv").out
    again = linkage(tmp_path, "load", "b.csv", "--map", "names.toml").out
    assert "before.\nEach counts as it was read then; to read it otherwise, name another table or use a" in again


def test_rows_come_in_through_a_pipe(tmp_path: Path) -> None:
    rows = b'{"account_id":"a","at":"2026-01-01T00:00:00Z","ip":"192.0.2.1"}\n'
    done = process(tmp_path, "load", "-", "--json", stdin=rows)
    report = json.loads(done.out)
    assert (report["n_rows"], report["n_valid"], report["sources"][0]["name"]) == (1, 1, "-")


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("account_id,plan\na,free\n", "utf-8")
    done = linkage(tmp_path, "load", "a.csv", "--dry-run")
    assert done.code == 0
    assert "nothing was written" in done.out
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_an_interrupted_load_says_that_nothing_is_lost_and_the_next_one_finishes(tmp_path: Path) -> None:
    lines = ["account_id,at,ip"] + [f"a{n % 5000},2026-01-01T00:00:00Z,192.0.{n % 250}.1" for n in range(1_000_000)]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "linkage.toml").write_text("[load]\nbatch_rows = 4000\n", "utf-8")
    running = subprocess.Popen(
        [*LINKAGE, "load", "a.csv"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    aside = tmp_path / "linkage-workspace" / "ledger"
    deadline = time.monotonic() + 60
    while not aside.exists() and time.monotonic() < deadline and running.poll() is None:
        time.sleep(0.01)
    time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    if running.returncode == 0:
        pytest.fail("the load ended before it could be interrupted; give it more rows")
    assert running.returncode == 130, said.decode()
    assert b"nothing is lost" in said
    assert b"Traceback" not in said
    done = linkage(tmp_path, "load", "a.csv", "--json")
    assert json.loads(done.out)["n_valid"] == 1_000_000
    assert json.loads(linkage(tmp_path, "load", "a.csv", "--json").out)["n_known"] == 1
