"""CSV as people and programs really write it."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from linkage.errors import UnreadableFile
from linkage.records import csv_file
from linkage.settings import LoadSettings

Reading = Callable[..., Any]
HEAD = "account_id,at,ip\n"


@pytest.mark.parametrize(
    "text",
    [
        "account_id,at\na,1700000000\nb,1700000001\n",
        "\ufeffaccount_id,at\na,1700000000\nb,1700000001\n",
        "account_id,at\r\na,1700000000\r\nb,1700000001\r\n",
        "account_id,at\ra,1700000000\rb,1700000001\r",
        "account_id;at\na;1700000000\nb;1700000001",
        "account_id\tat\na\t1700000000\nb\t1700000001\n",
        '"account_id","at"\n"a","1700000000"\n"b","1700000001"\n',
        "\n  \n account_id , at \n a ,1700000000\n\nb,1700000001\n\n",
    ],
    ids=["plain", "BOM", "CRLF", "CR", "semicolons, no last newline", "tabs", "quoted", "blank lines and spaces"],
)
def test_dialects_give_the_same_rows(reading: Reading, text: str) -> None:
    found = reading("a.csv", text)
    assert found.rows == [
        {"account_id": "a", "at": 1700000000, "requests": 1},
        {"account_id": "b", "at": 1700000001, "requests": 1},
    ]
    assert found.numbers == [1, 2]


def test_a_quoted_value_may_hold_commas_quotes_and_lines(reading: Reading) -> None:
    found = reading("a.csv", 'account_id,at,prompt\na,1,"He said ""hi"",\nand left"\nb,2,\n')
    assert found.rows[0]["prompt"] == 'He said "hi",\nand left'
    assert found.numbers == [1, 2]


def test_a_row_of_the_wrong_width_is_rejected_and_the_others_keep_their_numbers(reading: Reading) -> None:
    found = reading("a.csv", HEAD + "a,1,\nb\nc,1,,9\nd,1,\n")
    assert found.faults == {(2, "", "columns"), (3, "", "columns")}
    assert found.numbers == [1, 4] and found.n_rows == 4
    assert set(found.rejected["value"]) == {""}


def test_a_file_of_nothing_but_bad_rows_gives_them_all(reading: Reading) -> None:
    found = reading("a.csv", HEAD + "a\nb\n")
    assert found.faults == {(1, "", "columns"), (2, "", "columns")}
    assert found.rows == [] and found.n_rows == 2


def test_rows_keep_their_numbers_over_batches(reading: Reading) -> None:
    lines = [f"a{i},{i},\n" if i % 700 else "broken\n" for i in range(1, 2501)]
    found = reading("a.csv", HEAD + "".join(lines), settings=LoadSettings(batch_rows=1000))
    assert [batch.rows.height for batch in found.batches] == [1000, 1000, 497]
    assert [row["account_id"] for row in found.rows] == [f"a{number}" for number in found.numbers]
    assert {row for row, _, _ in found.faults} == {700, 1400, 2100}


def test_bytes_that_are_not_utf8_cost_their_row_and_no_other(reading: Reading) -> None:
    found = reading("a.csv", HEAD.encode() + "é,1,\nb,1,\nc,é,\n".encode("latin-1"))
    assert found.faults == {(1, "account_id", "encoding"), (3, "at", "encoding")}
    assert [row["account_id"] for row in found.rows] == ["b"]
    assert found.rejected["value"].to_list() == ["\ufffd", "\ufffd"]


def test_bytes_that_are_not_utf8_in_a_column_that_nobody_reads_cost_nothing(reading: Reading) -> None:
    found = reading("a.csv", b"account_id,at,note\na,1,\xe9\n")
    assert found.numbers == [1] and found.batches[0].unknown_columns == ("note",)


def test_a_nul_makes_a_bad_row(reading: Reading) -> None:
    found = reading("a.csv", HEAD + "a\0b,1,\nb,1\0,\nc,1,1.2.3.4\0\nd,1,\n")
    assert found.faults == {
        (1, "account_id", "control_character"),
        (2, "at", "type"),
        (3, "ip", "control_character"),
    }
    assert found.numbers == [4]


def test_a_line_of_ten_megabytes_is_read_and_its_account_id_is_too_long(reading: Reading) -> None:
    long = "x" * 10_000_000
    found = reading("a.csv", f"account_id,at,prompt\n{long},1,\nb,1,{long}\nc,1,\n")
    assert found.faults == {(1, "account_id", "too_long")}
    assert len(found.rejected["value"][0]) == 64
    assert found.numbers == [2, 3] and len(found.rows[0]["prompt"]) == 10_000_000


def test_a_quote_that_is_never_closed_is_an_error_and_not_one_long_value(reading: Reading) -> None:
    with pytest.raises(UnreadableFile, match=r"a\.csv opens a quote that it never closes"):
        reading("a.csv", 'account_id,at,note\na,1,\nb,1,"open\nc,1,\nd,1,\n')


@pytest.mark.parametrize("columns", ["account_id,at,user_agent", "account_id,at,prompt", "account_id,at,note"])
@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_two_stray_quotes_are_an_error_that_names_their_lines_and_not_the_loss_of_the_rows_between(
    reading: Reading, columns: str, compress: Callable[[bytes], bytes]
) -> None:
    quotes = {100: '"', 900: '"'}
    lines = [f"a{i},{i},{quotes.get(i, '')}Mozilla/5.0\n" for i in range(1, 1001)]
    data = compress((columns + "\n" + "".join(lines)).encode())
    with pytest.raises(UnreadableFile, match=r"opens a quote in line 101 that ends amid a value in line 901,.*write"):
        reading("a.csv", data)


@pytest.mark.parametrize("block", [1 << 25, 1 << 12])
def test_each_line_that_a_value_of_one_line_swallows_counts_as_a_bad_row(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(csv_file, "_BLOCK_BYTES", block)
    marks = {20: '"Monitor', 30: '15"', 40: '"a\nb","c"'}
    lines = [f"a{i},{i},{marks.get(i, 'x')}\n" for i in range(1, 2001)]
    found = reading("a.csv", "account_id,at,user_agent\n" + "".join(lines))
    assert found.n_rows == 2001
    assert found.faults == {
        (20, "user_agent", "control_character"),
        *((row, "", "swallowed_line") for row in range(21, 31)),
        (40, "", "columns"),
        (41, "", "swallowed_line"),
    }
    assert found.numbers == [*range(1, 20), *range(31, 40), *range(42, 2002)]
    assert [row["account_id"] for row in found.rows][-1] == "a2000"
    assert "inside a value of row 20" in found.rejected.filter(code="swallowed_line")["message"][0]


def test_prompts_and_columns_that_nobody_reads_may_have_many_lines(reading: Reading) -> None:
    values = ['"a\r\nb, ""c""\n"', '"\n\n"', '"x" ', '5" wide', '""', '"""\n"""']
    lines = "".join(f"a{i},{i},{one},{other}\r\n" for i, one in enumerate(values) for other in values)
    found = reading("a.csv", "account_id,at,prompt,note\r\n" + lines)
    assert found.faults == set() and found.n_rows == 36


def test_a_delimiter_at_the_end_of_rows_is_no_value(reading: Reading) -> None:
    found = reading("a.csv", "account_id,at\na,1,,\nb,2,,\nc,3,,x\nd,4\ne,5,,\n")
    assert [row["account_id"] for row in found.rows] == ["a", "b", "e"] and found.numbers == [1, 2, 5]
    assert {row["row"]: row["message"] for row in found.rejected.to_dicts()} == {
        3: "the row has 4 values, the header 2",
        4: "the row has 2 values, most rows 4",
    }


def test_bad_rows_are_told_with_the_good_ones_around_them_and_a_batch_at_a_time(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "_BLOCK_BYTES", 1 << 14)
    lines = [f"a{i},{i},,x\n" if i % 3 or i > 9000 else f"a{i},{i},\n" for i in range(1, 12_001)]
    found = reading("a.csv", HEAD + "".join(lines), settings=LoadSettings(batch_rows=1000))
    assert found.numbers == list(range(3, 9001, 3))
    assert [row["account_id"] for row in found.rows] == [f"a{number}" for number in found.numbers]
    assert sorted(row for row, _, _ in found.faults) == sorted(set(range(1, 12_001)) - set(found.numbers))
    assert found.n_rows == 12_000 and max(batch.rejected.height for batch in found.batches) <= 1000


def test_a_required_or_known_column_that_occurs_twice_is_an_error_and_an_unknown_one_is_not(reading: Reading) -> None:
    with pytest.raises(UnreadableFile, match=r"a\.csv has the column `at` twice"):
        reading("a.csv", "account_id,at,at\na,1,2\n")
    assert reading("b.csv", "account_id,x,x,at\na,1,2,3\n").rows == [{"account_id": "a", "at": 3, "requests": 1}]


def test_a_header_without_rows_gives_one_empty_batch(reading: Reading) -> None:
    for end in ("", "\n"):
        found = reading("a.csv", "account_id,at,what" + end)
        assert [(b.table, b.n_rows, b.unknown_columns) for b in found.batches] == [("activity", 0, ("what",))]


def test_an_empty_or_blank_file_gives_nothing(reading: Reading) -> None:
    assert reading("a.csv", "").batches == []
    assert reading("b.csv", "\ufeff\r\n \n").batches == []


def test_text_in_utf16_is_an_error_that_says_so(reading: Reading) -> None:
    with pytest.raises(UnreadableFile, match="UTF-16"):
        reading("a.csv", HEAD.encode("utf-16"))


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_progress_goes_with_the_rows_and_not_ahead_of_them(
    reading: Reading, compress: Callable[[bytes], bytes]
) -> None:
    data = compress(b"account_id,at\n" + b"".join(b"account-%08d,1700000000\n" % number for number in range(40_000)))
    batches = reading("a.csv", data, settings=LoadSettings(batch_rows=1_000)).batches
    read = [sum(batch.n_rows for batch in batches[: number + 1]) / 40_000 for number in range(len(batches))]
    shares = [batch.n_bytes / len(data) for batch in batches]
    assert shares == sorted(shares) and shares[-1] == 1
    assert max(abs(share - rows) for share, rows in zip(shares, read, strict=True)) < 0.1


def test_progress_of_several_blocks_is_not_that_of_what_was_read_ahead(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "_BLOCK_BYTES", 1 << 16)
    data = b"account_id,at\n" + b"".join(b"account-%08d,1700000000\n" % number for number in range(40_000))
    batches = reading("a.csv", data).batches
    assert len(batches) > 10
    assert batches[0].n_bytes < len(data) / 5 and batches[-1].n_bytes == len(data)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_row_of_the_wrong_width_that_is_not_utf_8_is_an_error_that_shows_nothing_of_it(reading: Reading) -> None:
    """Arrow cannot hand such a row over, and its own message holds all of it."""
    with pytest.raises(UnreadableFile, match=r"wrong width.*number 3 with.*5 values, not 3; mend it") as told:
        reading("a.csv", b"account_id,at,payment_id\na,1,x\nb,2,secret-\xff\xfe,9,9\nc,3,y\n")
    assert "secret" not in str(told.value)


def test_a_first_line_with_a_name_of_200_kb_is_no_header(reading: Reading) -> None:
    with pytest.raises(UnreadableFile, match=r"first line of .*a\.csv names no columns"):
        reading("a.csv", f"account_id,at,{'x' * 200_000}\na,1,2\n")
