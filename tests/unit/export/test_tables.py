"""Tables of a run as files."""

import csv
import io
import json

import polars as pl
import pytest

from linkage.export import FORMATS, TABLES, encoded, members, with_decisions
from tests.small_world import BETA, HOSTILE, account, campaign, findings_of, member, no_world, small_world


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_members_are_those_of_the_campaigns_we_stand_by() -> None:
    found = members(small_world())
    assert found.columns == ["account_id", "campaign_id", "strength", "score"]
    assert set(found["campaign_id"]) == {"c-alpha", "c-big", "c-gamma", BETA}
    assert found.filter(pl.col("campaign_id") == "c-alpha").rows() == [
        ("a-1", "c-alpha", 1.0, 92.5),
        ("a-2", "c-alpha", 0.75, 90.0),
        ("a-3", "c-alpha", 0.5, 70.0),
    ]


def test_the_least_band_can_be_changed_and_never_makes_an_organisation_a_campaign() -> None:
    assert set(members(small_world(), "high")["campaign_id"]) == {"c-alpha", "c-big"}
    shown = set(members(small_world(), "none")["campaign_id"])
    assert "c-thin" in shown, "below medium we show what we do not assert"
    assert "c-lab" not in shown


def test_what_is_not_judged_a_campaign_is_not_asserted_however_high_its_score() -> None:
    verdicts = {"c-1": "campaign", "c-2": "insufficient", "c-3": "organisation"}
    world = findings_of(
        accounts=[account(f"a-{name}", risk_band="medium") for name in verdicts],
        campaigns=[campaign(name, 75.0, "medium", 1, verdict=verdict) for name, verdict in verdicts.items()],
        members=[member(name, f"a-{name}") for name in verdicts],
    )
    assert members(world, "medium")["campaign_id"].to_list() == ["c-1"]
    assert members(world, "low")["campaign_id"].to_list() == ["c-1", "c-2"]


def test_a_member_of_whom_nothing_is_asserted_is_left_out_though_the_campaign_is_asserted() -> None:
    world = findings_of(
        accounts=[account("a-1", risk_band="high"), account("a-2", risk_band="none", risk_score=4.0)],
        campaigns=[campaign("c-1", 99.0, "high", 2)],
        members=[member("c-1", "a-1"), member("c-1", "a-2", strength=0.7)],
    )
    assert members(world)["account_id"].to_list() == ["a-1"]
    assert members(world, "low")["account_id"].to_list() == ["a-1", "a-2"]


def test_members_of_a_rejected_campaign_can_be_told_in_every_format() -> None:
    table = with_decisions(members(small_world()), {"c-alpha": "rejected", "c-gone": "confirmed"})
    assert encoded(table, "csv").decode().splitlines()[:2] == [
        "account_id,campaign_id,strength,score,decision",
        "a-1,c-alpha,1.0,92.5,rejected",
    ]
    told = {(row["campaign_id"], row["decision"]) for row in read(encoded(table, "csv"))}
    assert told == {("c-alpha", "rejected"), ("c-big", ""), ("c-gamma", ""), (BETA, "")}
    assert json.loads(encoded(table, "json").splitlines()[-1])["decision"] is None
    assert with_decisions(members(no_world()), {}).schema["decision"] == pl.String


def test_risk_has_every_account_once() -> None:
    found = TABLES["risk"](small_world())
    assert found.columns == ["account_id", "score", "band"]
    assert found["account_id"].to_list() == small_world().accounts["account_id"].to_list()


def test_csv_of_members_has_the_promised_header_and_values() -> None:
    content = encoded(members(small_world()), "csv")
    assert content.decode().splitlines()[:2] == ["account_id,campaign_id,strength,score", "a-1,c-alpha,1.0,92.5"]
    assert {row["account_id"] for row in read(content)} >= {HOSTILE, "quo'te\"d\\1", "sp ace?&=#%1"}


@pytest.mark.parametrize("name", sorted(TABLES))
@pytest.mark.parametrize("form", FORMATS)
def test_every_table_is_written_in_every_format_with_all_its_rows(name: str, form: str) -> None:
    table = TABLES[name](small_world())
    content = encoded(table, form)
    if form == "parquet":
        assert pl.read_parquet(io.BytesIO(content)).height == table.height
    elif form == "json":
        assert [set(json.loads(line)) for line in content.decode().splitlines()] == [set(table.columns)] * table.height
    else:
        assert len(read(content)) == table.height


def test_what_a_reason_rests_on_is_an_object_in_json_and_text_elsewhere() -> None:
    table = TABLES["reasons"](small_world())
    lines = encoded(table, "json").decode().splitlines()
    assert [json.loads(line)["evidence"] for line in lines] == [json.loads(text) for text in table["evidence"]]
    assert [json.loads(line)["weight"] for line in lines] == table["weight"].to_list()
    assert isinstance(json.loads(read(encoded(table, "csv"))[0]["evidence"]), dict)
    unknown = table.with_columns(evidence=pl.lit(None, dtype=pl.String), text=pl.lit("two\u2028lines\nand more"))
    told = [json.loads(line) for line in encoded(unknown, "json").split(b"\n")[:-1]]
    assert {(one["evidence"], one["text"]) for one in told} == {(None, "two\u2028lines\nand more")}


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows_are_no_error(form: str) -> None:
    content = encoded(members(no_world()), form)
    assert (form == "csv") == (content == b"account_id,campaign_id,strength,score\n")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_spreadsheet_finds_no_formula_in_a_csv_and_parquet_keeps_the_text(start: str) -> None:
    text = f"{start}HYPERLINK(1)"
    table = TABLES["risk"](findings_of(accounts=[account(text)]))
    assert read(encoded(table, "csv"))[0]["account_id"] == f"'{text}"
    assert pl.read_parquet(io.BytesIO(encoded(table, "parquet")))["account_id"].to_list() == [text]


def test_negative_numbers_stay_numbers_in_a_csv() -> None:
    found = read(encoded(TABLES["reasons"](small_world()), "csv"))
    assert found[1]["weight"] == "-2.0"


def test_moments_are_dates_in_utc() -> None:
    found = read(encoded(TABLES["campaigns"](small_world()), "csv"))
    assert found[0]["first_seen"] == "2025-06-16T00:00:00Z"
    kept = pl.read_parquet(io.BytesIO(encoded(TABLES["campaigns"](small_world()), "parquet")))
    assert kept.schema["first_seen"].time_zone == "UTC"  # type: ignore[attr-defined]
