"""Parquet: typed columns of any kind, nested fields, and damage."""

import io
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from linkage.errors import UnreadableFile
from linkage.records import find_sources, parquet_file
from linkage.records.form import form_of
from linkage.records.mapping import parse_mapping
from linkage.settings import LoadSettings

Reading = Callable[..., Any]


def parquet(frame: pl.DataFrame, **how: Any) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, **how)
    return buffer.getvalue()


def test_rows_of_every_batch_keep_their_numbers(reading: Reading) -> None:
    frame = pl.DataFrame({"account_id": [f"a{i}" for i in range(2500)], "at": range(2500)})
    found = reading("a.parquet", parquet(frame, row_group_size=700), settings=LoadSettings(batch_rows=1000))
    assert [row["account_id"] for row in found.rows] == [f"a{i}" for i in range(2500)]
    assert found.numbers == list(range(1, 2501))
    assert max(batch.rows.height for batch in found.batches) <= 1000


def test_what_was_read_of_a_file_does_not_stay_in_memory(tmp_path: Path) -> None:
    texts = [os.urandom(1_000).hex() for _ in range(6_000)]
    pl.DataFrame({"prompt": texts}).write_parquet(tmp_path / "a.parquet", row_group_size=300)
    (source,) = find_sources([str(tmp_path / "a.parquet")])
    form = form_of(source)
    assert form is not None
    before = pa.total_allocated_bytes()
    most = max(pa.total_allocated_bytes() - before for _ in parquet_file.frames(source, form, ["prompt"], 300))
    assert most < source.n_bytes / 2


@pytest.mark.parametrize(
    "ids",
    [
        pl.Series([1, 2]),
        pl.Series([1.0, 2.0]),
        pl.Series(["1", "2"], dtype=pl.Categorical),
        pl.Series([b"1", b"2"], dtype=pl.Binary),
        pl.Series(["1", "2"], dtype=pl.Enum(["1", "2"])),
    ],
    ids=["integers", "floats", "categories", "bytes", "an enumeration"],
)
def test_an_id_is_a_text_whatever_its_type(reading: Reading, ids: pl.Series) -> None:
    found = reading("a.parquet", parquet(pl.DataFrame({"account_id": ids, "at": [1, 1]})))
    assert [row["account_id"] for row in found.rows] == ["1", "2"]


def test_a_decimal_that_is_whole_is_the_id_and_the_count_that_it_was(reading: Reading) -> None:
    numbers = [Decimal("100001.00"), Decimal("100.50"), None]
    frame = pl.DataFrame(
        {
            "account_id": pl.Series(numbers, dtype=pl.Decimal(38, 2)),
            "organisation_id": pl.Series([Decimal(100)] * 3, dtype=pl.Decimal(38, 0)),
        }
    )
    found = reading("a.parquet", parquet(frame))
    assert [(row["account_id"], row["organisation_id"]) for row in found.rows] == [("100001", "100"), ("100.50", "100")]
    counted = frame.select(pl.col("account_id"), pl.lit(1).alias("at"), pl.col("organisation_id").alias("requests"))
    assert {row["requests"] for row in reading("b.parquet", parquet(counted)).rows} == {100}


def test_an_id_that_a_null_made_a_float_is_the_integer_it_was_and_nan_is_none(reading: Reading) -> None:
    ids = [7.0, float("nan"), None, 7.5]
    found = reading("a.parquet", parquet(pl.DataFrame({"account_id": ids, "at": [1] * 4})))
    assert [row["account_id"] for row in found.rows] == ["7", "7.5"]
    assert found.faults == {(2, "account_id", "missing"), (3, "account_id", "missing")}


@pytest.mark.parametrize(
    "times",
    [
        pl.Series([datetime(2023, 11, 14, 22, 13, 20, 999)]),  # noqa: DTZ001 - without a zone is the point
        pl.Series([datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)]).dt.convert_time_zone("Asia/Kathmandu"),
        pl.Series([1700000000]),
        pl.Series([1700000000.9]),
        pl.Series([1700000000999]),
        pl.Series(["2023-11-14 22:13:20"]),
        pl.Series([Decimal(1700000000)], dtype=pl.Decimal(38, 0)),
        pl.Series([Decimal(1700000000999)], dtype=pl.Decimal(38, 0)),
        pl.Series([Decimal("1700000000.999")], dtype=pl.Decimal(38, 3)),
    ],
    ids=["naive", "zoned", "seconds", "fractions", "milliseconds", "text", "decimal", "scaled", "decimal fractions"],
)
def test_a_time_is_whole_seconds_whatever_its_type(reading: Reading, times: pl.Series) -> None:
    found = reading("a.parquet", parquet(pl.DataFrame({"account_id": ["a"], "at": times})))
    assert found.rows[0]["at"] == 1700000000


def test_a_date_is_its_midnight(reading: Reading) -> None:
    found = reading("a.parquet", parquet(pl.DataFrame({"account_id": ["a"], "created_at": [date(2023, 11, 14)]})))
    assert found.rows == [{"account_id": "a", "created_at": 1699920000}]


def test_a_column_of_lists_is_wrong_in_every_row(reading: Reading) -> None:
    frame = pl.DataFrame({"account_id": ["a"], "at": [[1]], "requests": [[1]], "ip": [["1.2.3.4"]]})
    assert reading("a.parquet", parquet(frame)).faults == {
        (1, "at", "type"),
        (1, "requests", "type"),
        (1, "ip", "type"),
    }


def test_fields_of_structs_go_by_their_dotted_path(reading: Reading) -> None:
    frame = pl.DataFrame(
        {
            "startTimeUnixNano": [1700000000000000000],
            "attributes": [{"client.address": "1.2.3.4", "enduser.id": "u", "other": {"deep": 1}}],
        }
    )
    found = reading("a.parquet", parquet(frame))
    assert found.rows == [{"account_id": "u", "at": 1700000000, "requests": 1, "ip": "1.2.3.4"}]
    assert found.batches[0].unknown_columns == ("attributes.other.deep",)
    assert found.batches[0].mapping == "opentelemetry"


def test_a_damaged_file_is_an_error_that_names_it(reading: Reading) -> None:
    whole = parquet(pl.DataFrame({"account_id": ["a"] * 50, "at": [1] * 50}))
    for name, data in {
        "short.parquet": whole[:-30],
        "scribbled.parquet": whole[:20] + bytes(20) + whole[40:],
        "text.parquet": b"account_id,at\n",
        "nothing.parquet": b"",
    }.items():
        with pytest.raises(UnreadableFile, match=name):
            reading(name, data)


def test_a_file_without_rows_gives_one_empty_batch(reading: Reading) -> None:
    empty = pl.DataFrame(schema={"account_id": pl.String, "at": pl.Int64})
    assert [batch.n_rows for batch in reading("a.parquet", parquet(empty)).batches] == [0]


@pytest.mark.parametrize("nothing", ["", "  ", None])
def test_an_empty_text_gives_way_to_the_next_column_whatever_rows_are_read_with_it(
    reading: Reading, nothing: str | None
) -> None:
    mapping = parse_mapping("table='activity'\n[fields]\naccount_id=['who','user','id']\nat='at'", "own", "own")
    rows = {"who": [nothing, "a", nothing], "user": ["b", "x", nothing], "id": ["y", "y", "c"], "at": [1, 1, 1]}
    frame = pl.DataFrame(rows, schema_overrides={"who": pl.String})
    found = [reading("a.parquet", parquet(part), mapping=mapping).rows for part in (frame, *frame.iter_slices(1))]
    assert [row["account_id"] for row in found[0]] == ["b", "a", "c"]
    assert found[0] == [row for rows in found[1:] for row in rows]


def test_columns_of_two_types_make_one_text_and_nan_and_lists_are_empty(reading: Reading) -> None:
    mapping = parse_mapping("table='activity'\n[fields]\naccount_id=['who','user']\nat='at'\nip=['ips','ip']", "", "")
    rows = {"who": [7.0, float("nan")], "user": ["b", "c"], "ips": [["x"], None], "ip": ["1.2.3.4"] * 2, "at": [1, 1]}
    found = reading("a.parquet", parquet(pl.DataFrame(rows)), mapping=mapping)
    assert [(row["account_id"], row["ip"]) for row in found.rows] == [("7", "1.2.3.4"), ("c", "1.2.3.4")]
