"""Files, globs, folders and standard input; compression, and files that are not what they seem."""

import bz2
import gzip
import hashlib
import io
import lzma
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from linkage.errors import DiskFull, UnreadableFile, UsageError
from linkage.records import find_sources, passed_over, read
from linkage.settings import LoadSettings
from tests.small_disk import mounted

Reading = Callable[..., Any]
TEXT = b"account_id,at\na,1\n"
LINE = b'{"account_id":"a","at":1}\n'
ROWS = [{"account_id": "a", "at": 1, "requests": 1}]


def names(*paths: object) -> list[str]:
    return [Path(source.name).name for source in find_sources([str(path) for path in paths])]


def test_folders_globs_and_files_name_each_file_once_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv.gz", "c.ndjson", "notes.txt", ".hidden.csv", "_SUCCESS", "deep/d.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    assert names(tmp_path) == ["a.csv.gz", "b.csv", "c.ndjson"]
    assert names(tmp_path / "*.csv") == ["b.csv"]
    assert names(tmp_path / "**" / "*.parquet") == ["d.parquet"]
    assert names(tmp_path / "b.csv", tmp_path, tmp_path / "deep" / ".." / "b.csv") == ["b.csv", "a.csv.gz", "c.ndjson"]
    assert names(tmp_path / "notes.txt") == ["notes.txt"]


def test_what_lies_beside_the_sources_of_a_folder_or_glob_is_passed_over_by_name(tmp_path: Path) -> None:
    for name in ("b.csv", "notes.txt", "old.csv.bz2", ".hidden.csv", "_SUCCESS", "deep/d.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)

    def beside(*paths: Path) -> list[str]:
        return [path.name for path in passed_over([str(path) for path in paths])]

    assert beside(tmp_path) == beside(tmp_path, tmp_path) == ["deep", "notes.txt", "old.csv.bz2"]
    assert beside(tmp_path / "*") == ["deep"]
    assert beside(tmp_path / "**" / "*", tmp_path / "b.csv", tmp_path / "deep", Path("-")) == []


def test_a_name_with_signs_of_a_glob_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].csv").write_bytes(TEXT)
    assert names(tmp_path / "a[1].csv") == ["a[1].csv"]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for path, message in [
        (tmp_path / "none.csv", r"none\.csv does not exist"),
        (tmp_path / "*.csv", "matches no file"),
        (tmp_path, r"holds no CSV, NDJSON or Parquet file.*\*\*"),
    ]:
        with pytest.raises(UnreadableFile, match=message):
            find_sources([str(path)])


def test_a_source_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT)
    (tmp_path / "b.txt").write_bytes(TEXT)
    one, other = find_sources([str(tmp_path / "a.csv"), str(tmp_path / "b.txt")])
    assert one.digest == other.digest == hashlib.sha256(TEXT).hexdigest()
    assert one.n_bytes == len(TEXT)


@pytest.mark.parametrize("data", [TEXT, LINE, gzip.compress(LINE)], ids=["CSV", "NDJSON", "gzip"])
def test_standard_input_is_read_like_a_file_and_its_copy_is_deleted(data: bytes) -> None:
    (source,) = find_sources(["-"], io.BytesIO(data))
    assert (source.name, source.digest) == ("-", hashlib.sha256(data).hexdigest())
    (batch,) = read(source, settings=LoadSettings())
    assert (batch.file, batch.rows.height, batch.n_bytes) == ("-", 1, len(data))
    copy = source.path
    assert copy.exists()
    del source
    assert not copy.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a file that is read again needs a name")
def test_what_came_through_a_pipe_has_no_name_under_which_a_kill_could_leave_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (source,) = find_sources(["-"], io.BytesIO(TEXT))
    assert list(tmp_path.iterdir()) == []
    assert source.path.read_bytes() == source.path.read_bytes() == TEXT


def test_parquet_is_read_from_a_pipe_and_from_inside_gzip(reading: Reading) -> None:
    data = io.BytesIO()
    pl.DataFrame({"account_id": ["a"], "at": [1]}).write_parquet(data)
    (source,) = find_sources(["-"], io.BytesIO(data.getvalue()))
    assert [batch.rows.height for batch in read(source, settings=LoadSettings())] == [1]
    assert reading("a.parquet.gz", gzip.compress(data.getvalue())).rows == ROWS


def test_a_full_temporary_folder_is_told_as_such_and_not_as_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mounted(tmp_path / "small", "1m") as small:
        monkeypatch.setattr(tempfile, "tempdir", str(small))
        with pytest.raises(DiskFull, match=r"No space is left in .*small, .*TMPDIR"):
            find_sources(["-"], io.BytesIO(bytes(4 << 20)))


def test_a_named_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    """So `linkage load <(producer)` works, although a pipe can be read once only."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(TEXT,))
    writer.start()
    (source,) = find_sources([str(pipe)])
    writer.join()
    assert source.name == str(pipe)
    assert [batch.rows.height for batch in read(source, settings=LoadSettings())] == [1]


def test_standard_input_can_be_named_once_and_must_be_there() -> None:
    for paths, stdin in [(["-"], None), (["-", "-"], io.BytesIO(TEXT))]:
        with pytest.raises(UsageError, match="Standard input"):
            find_sources(paths, stdin)


def zstd(data: bytes) -> bytes:
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


@pytest.mark.parametrize("compress", [gzip.compress, zstd], ids=["gzip", "zstd"])
@pytest.mark.parametrize("data", [TEXT, LINE], ids=["CSV", "NDJSON"])
def test_compression_is_told_by_content_and_parts_may_follow_each_other(
    reading: Reading, compress: Callable[[bytes], bytes], data: bytes
) -> None:
    ending = {gzip.compress: ".gz", zstd: ".zst"}[compress]
    assert reading(f"a.csv{ending}", compress(data)).rows == ROWS
    assert reading("plain-name", compress(data)).rows == ROWS
    head, tail = data[:5], data[5:]
    assert reading(f"b.csv{ending}", compress(head) + compress(tail)).rows == ROWS
    assert reading(f"empty.csv{ending}", compress(b"")).batches == []


@pytest.mark.parametrize(("compress", "ending"), [(gzip.compress, "gz"), (zstd, "zst")])
@pytest.mark.parametrize(("line", "kind"), [("a%d,%d\n", "csv"), ('{"account_id":"a%d","at":%d}\n', "ndjson")])
def test_a_truncated_file_is_an_error_that_names_it(
    reading: Reading, compress: Callable[[bytes], bytes], ending: str, line: str, kind: str
) -> None:
    head = "account_id,at\n" if kind == "csv" else ""
    data = compress((head + "".join(line % (i * 7919, i) for i in range(20_000))).encode())
    with pytest.raises(UnreadableFile, match=rf"cut\.{kind}\.{ending} is truncated or damaged"):
        reading(f"cut.{kind}.{ending}", data[:-500])


def test_batches_before_the_damage_are_given(tmp_path: Path) -> None:
    data = gzip.compress((b'{"account_id":"a","at":1,"prompt":"%s"}\n' % (b"x" * 1_000_000)) * 40, 1)
    (tmp_path / "cut.ndjson.gz").write_bytes(data[:-500])
    (source,) = find_sources([str(tmp_path / "cut.ndjson.gz")])
    batches = read(source, settings=LoadSettings())
    assert next(batches).rows.height > 10
    with pytest.raises(UnreadableFile, match="truncated or damaged"):
        list(batches)


def test_a_name_that_promises_what_is_not_there_is_told(reading: Reading) -> None:
    with pytest.raises(UnreadableFile, match="is not compressed with gzip, as its name says"):
        reading("a.csv.gz", TEXT)
    with pytest.raises(UnreadableFile, match="is not compressed with zstd, as its name says"):
        reading("a.csv.zst", gzip.compress(TEXT))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (bz2.compress(TEXT), "compressed with bzip2"),
        (bz2.compress(b""), "compressed with bzip2"),
        (lzma.compress(TEXT), "compressed with xz"),
        (b"PK\x03\x04\x14\x00\x06\x00", "a zip archive or an Excel workbook"),
        (b"Obj\x01\x04\x14avro.codec", "an Avro file"),
    ],
)
def test_a_form_that_is_not_read_is_named_with_those_that_are(reading: Reading, data: bytes, what: str) -> None:
    with pytest.raises(UnreadableFile, match=f"is {what}, which is not read; give CSV, NDJSON or Parquet, plain or in"):
        reading("a.csv", data)


def test_a_text_that_begins_as_another_form_does_is_read(reading: Reading) -> None:
    assert reading("a.csv", "BZh9,account_id,at\nx,a,1\n").rows == ROWS


def test_a_reader_that_is_let_go_early_ends_its_thread(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT + b"a,1\n" * 20_000)
    (source,) = find_sources([str(tmp_path / "a.csv")])
    batches = read(source, settings=LoadSettings(batch_rows=1000))
    next(batches)
    assert any(thread.name == "linkage-read-ahead" for thread in threading.enumerate())
    batches.close()  # type: ignore[attr-defined]
    assert not any(thread.name == "linkage-read-ahead" for thread in threading.enumerate())
