"""Laws of reading: each row is valid or bad, whatever it holds, and the format makes no difference."""

import csv
import io
import json
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.identifiers import normalise
from linkage.records import Batch, find_sources, read
from linkage.records.times import epoch_seconds
from linkage.settings import LoadSettings

QUICK = settings(deadline=None, max_examples=40)
SETTINGS = LoadSettings(batch_rows=1000)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
cells = st.one_of(
    st.none(),
    texts,
    st.integers(-(10**12), 10**19).map(str),
    st.datetimes().map(str),
    st.ip_addresses().map(str),
    st.sampled_from(["ok", "429", "2023-11-14T22:13:20Z", "4111111111111111", "unknown", "1.5", "\x00", "ip"]),
)
COLUMNS = ("account_id", "at", "requests", "ip", "payment_id", "status", "input_tokens")
rows = st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, cells)), max_size=12)


def batches(folder: Path, name: str, data: bytes) -> list[Batch]:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return list(read(find_sources([str(path)])[0], table="activity", settings=SETTINGS))


def as_csv(table: list[dict[str, str | None]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode()


def as_ndjson(table: list[dict[str, str | None]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in table)


def as_parquet(table: list[dict[str, str | None]]) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(table, schema=dict.fromkeys(COLUMNS, pl.String())).write_parquet(buffer)
    return buffer.getvalue()


@QUICK
@given(table=rows)
def test_every_row_is_valid_or_rejected_with_a_reason(
    tmp_path_factory: object, table: list[dict[str, str | None]]
) -> None:
    folder = tmp_path_factory.mktemp("rows")  # type: ignore[attr-defined]
    valid: set[int] = set()
    bad: set[int] = set()
    n_lines = len(table)
    for raw in batches(folder, "a.csv", as_csv(table)):
        batch = normalise(raw, settings=SETTINGS)
        valid |= set(batch.row_numbers)
        bad |= set(batch.rejected["row"])
        n_lines += batch.rejected.filter(code="swallowed_line").height
        assert batch.n_rows == batch.rows.height + batch.rejected["row"].n_unique()
        assert batch.rejected.filter((pl.col("code") == "") | (pl.col("message") == "")).is_empty()
        assert batch.rows["account_id"].null_count() == batch.rows["at"].null_count() == 0
        assert batch.rejected.filter(pl.col("field") == "payment_id")["value"].unique().to_list() in ([], [""])
    assert valid | bad == set(range(1, n_lines + 1)) and not valid & bad


@QUICK
@given(table=rows)
def test_csv_ndjson_and_parquet_give_the_same(tmp_path_factory: object, table: list[dict[str, str | None]]) -> None:
    folder = tmp_path_factory.mktemp("rows")  # type: ignore[attr-defined]
    # The end of a line inside a value is kept by some formats and changed by others.
    table = [{k: v and v.replace("\r", " ").replace("\n", " ") for k, v in row.items()} for row in table]
    if not table:
        return
    found = [
        pl.concat(pl.DataFrame({"n": b.row_numbers}).hstack(b.rows) for b in batches(folder, name, make(table)))
        for name, make in [("a.csv", as_csv), ("a.ndjson", as_ndjson), ("a.parquet", as_parquet)]
    ]
    assert found[0].equals(found[1]) and found[1].equals(found[2])


@QUICK
@given(table=rows, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(
    tmp_path_factory: object, table: list[dict[str, str | None]], seed: object
) -> None:
    folder = tmp_path_factory.mktemp("rows")  # type: ignore[attr-defined]
    order = list(range(len(table)))
    seed.shuffle(order)  # type: ignore[attr-defined]

    def content(of: list[dict[str, str | None]]) -> list[str]:
        return sorted(str(row) for batch in batches(folder, "a.csv", as_csv(of)) for row in batch.rows.iter_rows())

    assert content(table) == content([table[i] for i in order])


@QUICK
@given(st.lists(st.integers(0, 4_102_444_799), min_size=1, max_size=20), st.sampled_from(["", "Z", "+00:00", " UTC"]))
def test_a_time_survives_every_way_of_writing_it(seconds: list[int], zone: str) -> None:
    times = pl.Series("t", seconds, pl.Int64)
    written = pl.from_epoch(times, "s").dt.strftime("%Y-%m-%dT%H:%M:%S") + zone
    assert epoch_seconds(written).to_list() == seconds
    numbers = [second for second in seconds if not 19_900_101 <= second <= 20_991_231]  # those are days
    assert epoch_seconds(pl.Series([str(number) for number in numbers], dtype=pl.String)).to_list() == numbers
    assert epoch_seconds(pl.from_epoch(times, "s")).to_list() == seconds
    large = [second for second in seconds if second >= 10**9]
    for scale in (10**3, 10**6, 10**9):
        assert epoch_seconds(pl.Series([second * scale for second in large], dtype=pl.Int64)).to_list() == large
