"""NDJSON: whole blocks where they are in order, line by line where they are not, and the same rows from both."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from linkage.errors import UnreadableFile

Reading = Callable[..., Any]


def lines(*records: object) -> str:
    return "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)


def test_broken_lines_are_rejected_with_their_number_and_without_their_text(reading: Reading) -> None:
    found = reading(
        "a.ndjson",
        lines({"account_id": "a", "at": 1}, "{broken", "", [1], {"account_id": "b", "at": 2}, '{"account_id": "c"'),
    )
    assert found.faults == {(2, "", "broken_line"), (3, "", "broken_line"), (5, "", "broken_line")}
    assert found.numbers == [1, 4] and found.n_rows == 5
    assert set(found.rejected["value"]) == {""}


def test_a_line_in_latin1_is_rejected_as_such(reading: Reading) -> None:
    found = reading("a.ndjson", lines('{"account_id":"é","at":1}', {"account_id": "b", "at": 1}).encode("latin-1"))
    assert found.faults == {(1, "", "encoding")} and found.numbers == [2]


def test_a_broken_line_changes_nothing_for_the_others(reading: Reading) -> None:
    records = [
        {"account_id": i, "at": 1700000000.5 + i, "input_tokens": i, "ip": None, "attributes": {"x": [i]}}
        for i in range(3000)
    ]
    clean = reading("clean.ndjson", lines(*records))
    odd = reading("odd.ndjson", lines(*records[:2000], "broken", *records[2000:]))
    assert clean.rows == odd.rows and len(clean.rows) == 3000
    assert odd.faults == {(2001, "", "broken_line")}


def test_numbers_texts_and_truths_are_taken_alike(reading: Reading) -> None:
    found = reading(
        "a.ndjson",
        lines(
            {"account_id": 7, "at": 1700000000123, "requests": "3", "plan": True},
            {"account_id": "7", "at": "2023-11-14T22:13:20Z", "requests": 3.0},
        ),
    )
    assert found.rows == [{"account_id": "7", "at": 1700000000, "requests": 3}] * 2


def test_a_field_that_turns_up_late_is_read_and_one_that_is_absent_is_null(reading: Reading) -> None:
    early = [{"account_id": "a", "at": 1} for _ in range(5000)]
    found = reading("a.ndjson", lines(*early, {"account_id": "b", "at": 2, "payment_id": "pm_1"}))
    assert found.rows[-1] == {"account_id": "b", "at": 2, "requests": 1, "payment_id": "pm_1"}
    assert "payment_id" not in found.rows[0]


def test_a_bom_and_crlf_and_a_missing_last_newline_are_fine(reading: Reading) -> None:
    found = reading("a.jsonl", '\ufeff{"account_id":"a","at":1}\r\n\r\n{"account_id":"b","at":2}')
    assert [row["account_id"] for row in found.rows] == ["a", "b"] and found.numbers == [1, 2]


def test_an_escaped_nul_or_half_a_character_makes_a_bad_row(reading: Reading) -> None:
    found = reading(
        "a.ndjson", lines('{"account_id":"a\\u0000","at":1}', '{"account_id":"b","at":1}', '{"account_id":"c","at":[]}')
    )
    assert (1, "account_id", "control_character") in found.faults and (3, "at", "type") in found.faults
    assert found.numbers == [2]


def test_a_line_of_ten_megabytes_is_read_and_one_of_forty_is_an_error(reading: Reading) -> None:
    def line(n: int) -> dict[str, object]:
        return {"account_id": "a", "at": 1, "prompt": "x" * n}

    assert len(reading("a.ndjson", lines(line(10_000_000), line(3))).rows) == 2
    with pytest.raises(UnreadableFile, match="a line of more than 32 MB"):
        reading("b.ndjson", lines(line(3), line(40_000_000), line(3)))


def test_a_json_array_or_a_file_without_a_record_is_an_error_that_says_what_to_do(reading: Reading) -> None:
    with pytest.raises(UnreadableFile, match="is a JSON array; write one object per line"):
        reading("a.json", '[{"account_id":"a"}]')
    with pytest.raises(UnreadableFile, match="no JSON object in its first lines"):
        reading("b.ndjson", '{"account_id":\n')


def test_an_id_is_the_same_whatever_lines_stand_around_it(reading: Reading) -> None:
    ids = ["7", "7.0", "7.5", "-7.0", "1e3", "1e22", "1e-7", "9007199254740993", "9007199254740993.0", "1.5e300"]
    ids += ["123456789012345678901234567890", "true", "false", "-0.0", "0.30000000000000004", '["é", 1, true]']
    good = [f'{{"account_id":{value},"at":1}}' for value in ids]
    alone, beside = reading("alone.ndjson", lines(*good)), reading("beside.ndjson", lines(*good, '{"account_id":"cut'))
    assert beside.faults - alone.faults == {(len(good) + 1, "", "broken_line")}
    assert alone.rows == beside.rows and len(alone.rows) == len(good)
    assert [row["account_id"] for row in alone.rows][:5] == ["7", "7", "7.5", "-7", "1000"]


def test_objects_deep_inside_each_other_cost_nobody_a_row_and_end_no_load(reading: Reading) -> None:
    plain = '{"account_id":"b","at":2,"extra":' + '{"k":' * 900 + "1" + "}" * 901
    paired = '{"account_id":"b","at":2,"extra":' + '[{"key":"k","value":' * 400 + "1" + "}]" * 400 + "}"
    for deep in (plain, paired):
        found = reading("a.ndjson", lines({"account_id": "a", "at": 1}, deep, '{"account_id":'))
        assert found.faults == {(3, "", "broken_line")} and found.numbers == [1, 2]
