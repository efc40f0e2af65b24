"""What makes a row valid or bad, field by field."""

import io
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from linkage.records.batch import REJECTED_SCHEMA, SCHEMAS
from linkage.records.cells import NULL_WORDS
from linkage.records.mapping import parse_mapping
from linkage.settings import LoadSettings

Reading = Callable[..., Any]


def table(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


def parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def test_a_batch_has_exactly_the_columns_of_its_table(reading: Reading) -> None:
    for text, name in [
        ("account_id,at\na,1\n", "activity"),
        ("account_id\na\n", "accounts"),
        ("account_id,kind,value\na,ip,1.2.3.4\n", "observations"),
    ]:
        (batch,) = reading("a.csv", text).batches
        assert batch.table == name
        assert dict(batch.rows.schema) == SCHEMAS[name]  # type: ignore[index]
        assert dict(batch.rejected.schema) == REJECTED_SCHEMA


@pytest.mark.parametrize(
    ("account_id", "code"),
    [("", "missing"), ("   ", "missing"), ("a\tb", "control_character"), ("x" * 1025, "too_long")],
)
def test_an_account_id_that_is_empty_untidy_or_huge_makes_a_bad_row(
    reading: Reading, account_id: str, code: str
) -> None:
    assert reading("a.csv", table("account_id,plan", f"{account_id},free")).faults == {(1, "account_id", code)}


@pytest.mark.parametrize("word", NULL_WORDS)
def test_a_word_for_nothing_is_no_id_in_any_table_and_another_text_is(reading: Reading, word: str) -> None:
    for header, rest in (("account_id,plan", "pro"), ("account_id,at", "1"), ("account_id,kind,value", "ip,1.2.3.4")):
        assert reading("a.csv", table(header, f"{word},{rest}")).faults == {(1, "account_id", "missing")}
    header = "account_id,at,event_id,session_id,api_key_id,model,user_agent"
    found = reading("a.csv", table(header, *[f"a,1,{word},{word},{word},{word},{word}"] * 2, "Nancy,1,n-1,0,nil,m,u"))
    kept = {"account_id": "a", "at": 1, "requests": 1, "model": word, "user_agent": word}
    assert found.rows[:2] == [kept] * 2
    assert (found.rows[2]["account_id"], found.rows[2]["event_id"]) == ("Nancy", "n-1")


def test_a_word_for_nothing_gives_way_to_the_next_column(reading: Reading) -> None:
    mapping = parse_mapping("table='activity'\n[fields]\naccount_id=['who','user']\nip=['ip','far']", "own", "own")
    found = reading("a.csv", table("who,user,at,ip,far", "NULL,b,1,-,1.2.3.4", "a,b,1,1.2.3.5,-"), mapping=mapping)
    assert [(row["account_id"], row["ip"]) for row in found.rows] == [("b", "1.2.3.4"), ("a", "1.2.3.5")]


def test_an_account_id_of_a_megabyte_is_rejected_and_cut(reading: Reading) -> None:
    found = reading("a.csv", table("account_id,plan", "x" * 1_000_000 + ",free", "b,free"))
    assert found.faults == {(1, "account_id", "too_long")} and found.numbers == [2]
    assert found.rejected["value"].to_list() == ["x" * 64]


def test_white_space_around_a_value_is_no_part_of_it_and_inside_it_is(reading: Reading) -> None:
    found = reading("a.csv", table("account_id,plan,organisation_id", "\u00a0a b ,  , o "))
    assert found.rows == [{"account_id": "a b", "organisation_id": "o"}]


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        ("1700000000", 1700000000),
        ("1700000000.999", 1700000000),
        ("1.7e9", 1700000000),
        ("1700000000123", 1700000000),
        ("1700000000123456", 1700000000),
        ("1700000000123456789", 1700000000),
        ("0", 0),
        ("2023-11-14T22:13:20Z", 1700000000),
        ("2023-11-14T22:13:20.999999999Z", 1700000000),
        ("2023-11-14t22:13:20z", 1700000000),
        ("2023-11-14 22:13:20 UTC", 1700000000),
        ("2023-11-14 22:13:20", 1700000000),
        ("2023-11-14T22:13", 1699999980),
        ("2023-11-14", 1699920000),
        ("2023-11-15T03:58:20+05:45", 1700000000),
        ("2023-11-14T17:13:20-0500", 1700000000),
        ("2023-11-14T23:13:20+01", 1700000000),
        ("20231114T221320Z", 1700000000),
        ("20231114T221320.999Z", 1700000000),
        ("20231114T231320+0100", 1700000000),
        ("20231114T221320", 1700000000),
        ("20231114T2213Z", 1699999980),
        ("20231114T2213", 1699999980),
        ("20231114", 1699920000),
        ("20231114.0", 1699920000),
        (" 20231114", 1699920000),
        ("1969-12-31T23:59:59-01:00", 3599),
        ("2099-12-31T23:59:59Z", 4102444799),
    ],
)
def test_a_time_is_iso_or_a_number_and_without_a_zone_it_is_utc(reading: Reading, at: str, seconds: int) -> None:
    found = reading("a.csv", table("account_id,at", f"a,{at}"))
    assert [row["at"] for row in found.rows] == [seconds]


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("0001-01-01T00:00:00Z", "out_of_range"),
        ("9999-12-31", "out_of_range"),
        ("2100-01-01T00:00:00Z", "out_of_range"),
        ("-1", "out_of_range"),
        ("1969-12-31T23:59:59Z", "out_of_range"),
        ("99999999999999999999999", "type"),
        ("2023-02-30", "type"),
        ("2023-11-14T25:00:00Z", "type"),
        ("14/11/2023", "type"),
        ("nan", "missing"),
        ("NULL", "missing"),
        ("20230230T221320Z", "type"),
        ("20231114T22", "type"),
        ("20230230", "type"),
        ("20231114.5", "type"),
        ("yesterday", "type"),
        ("", "missing"),
    ],
)
def test_what_is_no_time_or_not_of_our_days_makes_a_bad_row(reading: Reading, at: str, code: str) -> None:
    found = reading("a.csv", table("account_id,at", "ok,1700000000", f"a,{at}"))
    assert found.faults == {(2, "at", code)}


def test_a_moment_after_the_latest_that_can_be_is_bad(reading: Reading) -> None:
    rows = table("account_id,at", "a,1700000000", "b,1700000001", "c,2099-01-04")
    found = reading("activity.csv", rows, latest=1_700_000_000)
    assert found.faults == {(2, "at", "out_of_range"), (3, "at", "out_of_range")}
    assert set(found.rejected["message"]) == {
        "before 1970 or more than a year from now (ISO 8601, YYYYMMDD or seconds since 1970)"
    }
    assert not reading("activity.csv", rows).faults


def test_moments_of_before_there_was_such_a_service_are_counted(reading: Reading) -> None:
    """A spreadsheet's days, minutes since 1970, and a day of 1999; the first second of 2000 is none of them."""
    numbers = ("0", "46082", "46082.5", "29542560", "790000000", "1999-12-31", "2000-01-01")
    found = reading("activity.csv", table("account_id,at", *(f"a,{at}" for at in numbers)), latest=1_700_000_000)
    assert (found.faults, len(found.rows), found.batches[0].n_early) == (set(), 7, 6)


@pytest.mark.parametrize("dtype", [pl.Int32, pl.Int64, pl.Float64])
def test_whole_numbers_of_eight_digits_that_are_a_day_are_that_day(reading: Reading, dtype: type[pl.DataType]) -> None:
    days = pl.Series([20260301, None, 20260231], dtype=dtype)
    found = reading("accounts.parquet", parquet(pl.DataFrame({"account_id": ["a", "b", "c"], "created_at": days})))
    assert [row.get("created_at") for row in found.rows] == [1_772_323_200, None]
    assert found.faults == {(3, "created_at", "type")}


def test_0_is_no_moment_of_an_account(reading: Reading) -> None:
    found = reading("accounts.csv", table("account_id,created_at", "a,2023-01-01", "b,0"), latest=1_700_000_000)
    assert [row.get("created_at") for row in found.rows] == [1_672_531_200, None]
    assert found.batches[0].n_early == 0


@pytest.mark.parametrize("field", ["created_at", "status_at"])
def test_a_moment_of_an_account_after_the_latest_that_can_be_is_none(reading: Reading, field: str) -> None:
    rows = table(f"account_id,{field}", "a,1700000000", "b,1700000001", "c,2099-01-04", "d,")
    found = reading("accounts.csv", rows, latest=1_700_000_000)
    assert not found.faults and [row.get(field) for row in found.rows] == [1_700_000_000, None, None, None]


def test_times_of_many_forms_may_stand_in_one_column(reading: Reading) -> None:
    rows = ["a,1700000000", "b,2023-11-14T22:13:20Z", "c,2023-11-14 22:13:20.5", "d,never", "e,1700000000123"]
    found = reading("a.csv", table("account_id,at", *rows, "f,20231114T221320Z"))
    assert len(found.rows) == 5
    assert {row["at"] for row in found.rows} == {1700000000} and found.faults == {(4, "at", "type")}


@pytest.mark.parametrize(
    ("requests", "outcome"),
    [
        ("", 1),
        ("3", 3),
        ("3.0", 3),
        ("1000000000", 10**9),
        ("0", "out_of_range"),
        ("-1", "out_of_range"),
        ("1000000001", "out_of_range"),
        ("9223372036854775807", "out_of_range"),
        ("99999999999999999999", "out_of_range"),
        ("-99999999999999999999", "out_of_range"),
        ("1e300", "out_of_range"),
        ("1.5", "type"),
        ("many", "type"),
        ("inf", "type"),
    ],
)
def test_requests_are_whole_and_from_one_to_a_billion(reading: Reading, requests: str, outcome: int | str) -> None:
    found = reading("a.csv", table("account_id,at,requests", f"a,1,{requests}"))
    if isinstance(outcome, str):
        assert found.faults == {(1, "requests", outcome)}
    else:
        assert [row["requests"] for row in found.rows] == [outcome]


def test_a_count_that_is_too_large_is_out_of_range_beside_whatever_it_stands(reading: Reading) -> None:
    large = (9223372036854775807, 99999999999999999999)
    told = {(1, "requests", "out_of_range"), (2, "requests", "out_of_range"), (3, "requests", "type")}
    rows = table("account_id,at,requests", *(f"a,1,{n}" for n in large), "a,1,many")
    assert reading("a.csv", rows).faults == told
    lines = "".join(f'{{"account_id":"a","at":1,"requests":{n}}}\n' for n in (*large, '"many"'))
    assert reading("a.ndjson", lines).faults == told
    unsigned = pl.DataFrame({"account_id": ["a"], "at": [1], "requests": pl.Series([2**64 - 1], dtype=pl.UInt64)})
    assert reading("a.parquet", parquet(unsigned)).faults == {(1, "requests", "out_of_range")}


def test_tokens_may_be_none_but_not_negative(reading: Reading) -> None:
    found = reading("a.csv", table("account_id,at,input_tokens,output_tokens", "a,1,0,", "a,1,-1,5"))
    assert found.rows == [{"account_id": "a", "at": 1, "requests": 1, "input_tokens": 0}]
    assert found.faults == {(2, "input_tokens", "out_of_range")}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("ok", "ok"),
        ("Rate-Limited", "rate_limited"),
        ("200", "ok"),
        ("302", "ok"),
        ("100", "ok"),
        ("429", "rate_limited"),
        ("503", "error"),
        ("Success", "ok"),
        ("failed", "error"),
    ],
)
def test_a_status_may_be_spelled_as_http_and_others_do(reading: Reading, given: str, status: str) -> None:
    assert [row["status"] for row in reading("a.csv", table("account_id,at,status", f"a,1,{given}")).rows] == [status]


def test_an_unknown_status_is_rejected_and_says_what_is_known_while_any_plan_will_do(reading: Reading) -> None:
    found = reading("a.csv", table("account_id,status,plan", "a,purple,free", "b,Banned,galactic"))
    assert found.faults == {(1, "status", "unknown_value")}
    assert found.rejected["message"].to_list() == ["is none of active, suspended, closed"]
    assert found.rows == [{"account_id": "b", "status": "suspended", "plan": "galactic"}]


def test_an_observation_ends_no_sooner_than_it_begins(reading: Reading) -> None:
    found = reading(
        "a.csv", table("account_id,kind,value,first_seen,last_seen", "a,ip,1.2.3.4,2,1", "a,ip,1.2.3.4,2,2")
    )
    assert found.faults == {(1, "last_seen", "order")} and found.numbers == [2]


def test_every_fault_of_a_row_is_told_and_the_row_counts_once(reading: Reading) -> None:
    found = reading("a.csv", table("account_id,at,requests", ",never,0", "b,1,1"))
    assert found.faults == {(1, "account_id", "missing"), (1, "at", "type"), (1, "requests", "out_of_range")}
    assert found.n_rows == 2 and found.numbers == [2]


def test_sensitive_values_are_not_shown(reading: Reading) -> None:
    long = "9" * 2000
    found = reading("a.csv", table("account_id,at,payment_id,api_key_id,ip", f"a,1,{long},{long},{long}"))
    shown = {row["field"]: row["value"] for row in found.rejected.to_dicts()}
    assert shown == {"payment_id": "", "api_key_id": "", "ip": "9" * 64}
    hidden = reading("b.csv", table("account_id,at,ip", f"a,1,{long}"), settings=LoadSettings(sensitive_kinds=("ip",)))
    assert hidden.rejected["value"].to_list() == [""]


def test_a_key_in_place_of_a_key_id_is_rejected_and_not_shown(reading: Reading) -> None:
    found = reading("a.csv", table("account_id,at,api_key_id", "a,1,sk-proj-0123456789abcdefghij", "a,1,key_7"))
    assert found.faults == {(1, "api_key_id", "secret")}
    assert found.rejected["value"].to_list() == [""]


def test_white_space_and_words_for_nothing_cost_no_row_in_times_and_counts(reading: Reading) -> None:
    values = [" 2023-11-14T22:13:20Z", "1700000000 ", "2023-11-14T22:13:20Z\t"]
    found = reading("a.csv", "account_id,at,input_tokens\n" + "".join(f"a,{at}, 7 \n" for at in values))
    assert found.faults == set()
    assert [(row["at"], row["input_tokens"]) for row in found.rows] == [(1_700_000_000, 7)] * 3
    nothing = ["\\N", "NULL", "nan", " ", "-"]
    found = reading("b.csv", "account_id,created_at\nb,2023-11-14\n" + "".join(f"a,{word}\n" for word in nothing))
    assert found.faults == set() and len(found.rows) == 6
    assert [row.get("created_at") for row in found.rows][1:] == [None] * 5
