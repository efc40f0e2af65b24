"""What `linkage load` says of files, and that it says what to do."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from linkage.cli.process import run
from linkage.ledger import Workspace, snapshot

Told = Callable[..., tuple[int, str]]
LOG = "account_id,at,ip,email,plan,country,note\n" + "a,2026-02-01T10:00:00Z,203.0.113.7,ann@corp-one.org,pro,DE,x\n"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """Return a function that loads files, and tells the exit code and what was said, in one line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def load(*words: str) -> tuple[int, str]:
        code = run(["--quiet", "load", *words])
        said = capsys.readouterr()
        return code, " ".join((said.out + said.err).split())

    return load


def test_a_log_with_columns_of_accounts_is_activity_and_the_rest_can_be_loaded_after_it(
    tmp_path: Path, told: Told
) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    code, said = told("log.csv")
    assert code == 0 and "log.csv activity 1" in said
    assert "country, email, plan are columns of accounts: load the file again with `--as accounts` for them" in said
    assert "Columns that are not ours, left out: note (" in said
    code, said = told("log.csv", "--as", "accounts")
    assert code == 0 and "log.csv accounts 1" in said
    assert "--as" not in said and "Columns that are not ours, left out: note (" in said
    assert "Nothing new" in told("log.csv", "--as", "accounts")[1]
    assert "Nothing new" in told("log.csv")[1]


def test_a_date_of_an_account_that_stands_for_never_is_none(tmp_path: Path, told: Told) -> None:
    (tmp_path / "accounts.csv").write_text("account_id,status,status_at\na,suspended,2099-12-31\nb,active,2026-01-01\n")
    assert told("accounts.csv")[0] == 0
    found = snapshot(Workspace(tmp_path / "linkage-workspace")).accounts
    assert found["status"].to_list() == ["suspended", "active"] and found["status_at"].null_count() == 1


def test_a_row_of_a_moment_that_is_not_yet_is_bad_but_for_clocks_that_are_ahead(tmp_path: Path, told: Told) -> None:
    now = int(time.time())
    rows = "".join(f"a-{at},{at}\n" for at in (now - 60, now + 3_600, now + 400 * 86_400))
    (tmp_path / "log.csv").write_text(f"account_id,at\n{rows}far,2099-01-04\n")
    code, said = told("log.csv", "--max-rejected", "0.5")
    assert code == 0 and "log.csv activity 4 2" in said and "at: out_of_range 2" in said
    assert snapshot(Workspace(tmp_path / "linkage-workspace")).accounts.height == 2


def test_numbers_that_are_no_moments_are_told_and_a_compact_date_is_one(tmp_path: Path, told: Told) -> None:
    (tmp_path / "log.csv").write_text("account_id,at\na,20260301\nb,46082.5\nc,0\nd,20260231\n")
    code, said = told("log.csv", "--max-rejected", "1")
    assert code == 0 and "log.csv activity 4 1" in said and "at: type 1" in said
    assert "2 moments in log.csv of before 2000: numbers of another sort, likely" in said
    assert "mend the file and load it, in a new workspace." in said
    quarantine = next((tmp_path / "linkage-workspace").rglob("*.ndjson")).read_text()
    assert quarantine.count("(ISO 8601, YYYYMMDD or seconds since 1970)") == 1
    assert 1_772_323_200 in snapshot(Workspace(tmp_path / "linkage-workspace")).activity["at"]


def test_a_column_of_the_mapping_that_is_not_there_is_named_with_the_files_that_lack_it(
    tmp_path: Path, told: Told
) -> None:
    (tmp_path / "ours.toml").write_text(
        "table = 'activity'\n[fields]\naccount_id = 'user'\nip = ['cleint_ip', 'peer']\ndevice_id = 'machine'\n"
        "model = 'm'\n"
    )
    (tmp_path / "a.csv").write_text("user,at,model\na,1,x\n")
    (tmp_path / "b.ndjson").write_text('{"user":"b","at":1}\n{"user":"b","at":2,"machine":"x"}\n')
    without = "".join(f'{{"user":"late","at":{at}}}\n' for at in range(3_000))
    (tmp_path / "late.ndjson").write_text(without + '{"user":"late","at":9,"machine":"y","m":"z","peer":"1.2.3.4"}\n')
    assert "finds no" not in told("--map", "ours.toml", "late.ndjson")[1], "of NDJSON the first lines do not tell"
    code, said = told("--map", "ours.toml", "a.csv", "b.ndjson")
    assert code == 0 and "The mapping finds no ip (cleint_ip or peer) in a.csv, b.ndjson." in said
    assert "The mapping finds no device_id (machine) in a.csv." in said
    assert "The mapping finds no model (m) in b.ndjson." in said
    told_as_json = json.loads(told("--map", "ours.toml", "a.csv", "--as", "activity", "--dry-run", "--json")[1])
    assert told_as_json["sources"][0]["unmet"] == {}, "a file that was loaded before is not read again"
    (tmp_path / "c.csv").write_text("user,at,model\nc,1,x\n")
    told_as_json = json.loads(told("--map", "ours.toml", "c.csv", "--dry-run", "--json")[1])
    assert told_as_json["sources"][0]["unmet"] == {"ip": ["cleint_ip", "peer"], "device_id": ["machine"]}


def test_an_unknown_status_is_named_with_its_column_and_where_to_say_what_it_means(tmp_path: Path, told: Told) -> None:
    rows = "".join(f"a,1,{status}\n" for status in ("okay", "okay", "dunno", "ok", "meh", "hm"))
    (tmp_path / "a.csv").write_text("account_id,at,status\n" + rows)
    code, said = told("a.csv")
    assert code == 3 and "rows of activity are bad (status: unknown_value 5)" in said
    remedy = (
        "ap okay, dunno, meh to ok, error, refused or rate_limited under [values.status] in a `--map` file for activity"
    )
    assert f"m{remedy} or raise --max-rejected" in said
    code, said = told("a.csv", "--dry-run")
    assert code == 0 and "status: unknown_value 5" in said and f"M{remedy}." in said
    told_as_json = json.loads(told("a.csv", "--dry-run", "--json")[1])
    assert told_as_json["faults"] == {"status: unknown_value": 5}
    assert told_as_json["unknown_values"] == {"activity": {"status": ["okay", "dunno", "meh"]}}
    (tmp_path / "ours.toml").write_text("table = 'activity'\n[values.status]\nokay = 'ok'\nDunno = 'error'\n")
    code, said = told("a.csv", "--max-rejected", "1", "--dry-run", "--map", "ours.toml")
    assert code == 0 and "status: unknown_value 2" in said


def test_what_a_folder_holds_and_was_not_read_is_told_with_how_to_read_it(tmp_path: Path, told: Told) -> None:
    for name in ("logs/a.csv", "logs/b.txt", "logs/c.csv.bz2", "logs/2026/d.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("account_id,at\na,1\n")
    code, said = told("logs")
    assert code == 0 and "Passed over: 2 files and 1 folder (2026/, b.txt, c.csv.bz2); name a file to" in said
    assert "a glob such as `DIR/**/*.csv` reads folders within." in said
    assert "Passed over" not in told("logs/a.csv")[1]
    assert json.loads(told("logs", "--json")[1])["passed_over"] == ["logs/2026", "logs/b.txt", "logs/c.csv.bz2"]


def test_spans_of_something_else_are_counted_as_passed_over_and_cost_nothing(tmp_path: Path, told: Told) -> None:
    spans = [{"time": 1, "db.system": "x"}] * 8 + [{"time": 1, "user.id": "u", "client.address": "203.0.113.7"}]
    (tmp_path / "spans.ndjson").write_text("".join(json.dumps(span) + "\n" for span in spans))
    code, said = told("spans.ndjson")
    assert code == 0 and "activity 9 0 0 as opentelemetry, 8 rows of something else passed over" in said
    assert "Loaded 1 row in" in said
