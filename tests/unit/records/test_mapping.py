"""Which column is which field: recognised tables, shipped mappings, and a user's own."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linkage.errors import MissingColumn, UnknownTable, UnreadableFile, UsageError
from linkage.records import read_mapping
from linkage.records.batch import REQUIRED
from linkage.records.fields import FIELDS
from linkage.records.mapping import parse_mapping, plan, shipped_mappings

Reading = Callable[..., Any]


@pytest.mark.parametrize(
    ("columns", "table"),
    [
        ("account_id", "accounts"),
        ("account_id,status", "accounts"),
        ("account_id,created_at,plan,note", "accounts"),
        ("account_id,at,ip", "activity"),
        ("account_id,at", "activity"),
        ("account_id,at,ip,email,plan,country,status,organisation_id", "activity"),
        ("account_id,kind,value", "observations"),
        ("value,kind,account_id,count,first_seen,last_seen", "observations"),
    ],
)
def test_a_table_is_recognised_by_its_columns(columns: str, table: str) -> None:
    found = plan("a.csv", columns.split(","), None, None)
    assert (found.table, found.mapping) == (table, "")


def test_a_log_under_others_names_is_one_however_many_columns_of_accounts_it_has() -> None:
    columns = ["account_id", "time", "client.address", "email", "plan", "country", "programme"]
    found = plan("a.csv", columns, None, None)
    assert (found.table, found.mapping) == ("activity", "opentelemetry")
    assert found.elsewhere == (("accounts", ("country", "email", "plan", "programme")),)


def test_columns_of_a_table_that_the_file_cannot_be_are_not_said_to_be_elsewhere() -> None:
    assert plan("a.csv", ["account_id", "plan", "ip"], None, None).elsewhere == ()
    assert plan("a.csv", ["user.id", "time", "client.address", "plan"], None, None).elsewhere == ()


def test_a_missing_column_is_named_with_its_file() -> None:
    with pytest.raises(MissingColumn, match=r"logs/a\.csv has no column `at`, which activity needs"):
        plan("logs/a.csv", ["account_id", "ip", "device_id"], None, None)
    with pytest.raises(MissingColumn, match=r"a\.csv has no column `value`, which observations needs"):
        plan("a.csv", ["account_id", "kind", "count"], None, None)
    with pytest.raises(MissingColumn, match=r"a\.csv has no column `account_id`, which accounts needs"):
        plan("a.csv", ["id"], "accounts", None)


@pytest.mark.parametrize(
    ("columns", "table", "fields"),
    [
        (["AccountID", "at", "ip"], None, {"account_id": "AccountID"}),
        (["user_id", "timestamp"], None, {"account_id": "user_id", "at": "timestamp"}),
        (["user_id", "timestamp", "status"], None, {"account_id": "user_id", "at": "timestamp"}),
        (["account id", "At", "user"], "activity", {"account_id": "account id", "at": "At"}),
        (["customer_id", "when", "ip"], None, {"account_id": "customer_id"}),
    ],
)
def test_a_missing_column_that_another_may_be_is_told_with_the_mapping_to_paste(
    columns: list[str], table: Any, fields: dict[str, str]
) -> None:
    with pytest.raises(MissingColumn) as e:
        plan("a.csv", columns, table, None)
    assert f"which activity needs (it has {', '.join(columns)}); if `" in str(e.value)
    lines = re.findall(r"`((?:table|fields) = [^`]*)`", str(e.value))
    mapping = parse_mapping("\n".join(lines), "ours", "")
    assert mapping.table == "activity" and mapping.fields == {field: (name,) for field, name in fields.items()}


def test_what_a_mapping_lacks_is_told_with_the_line_to_add_to_it() -> None:
    mapping = parse_mapping("table='activity'\n[fields]\nip='client'", "ours", "")
    with pytest.raises(MissingColumn, match=r'write `account_id = "Account-ID"` under \[fields\] of the mapping\.'):
        plan("a.csv", ["Account-ID", "at", "client"], None, mapping)


def test_the_first_row_of_a_file_without_a_header_is_not_told() -> None:
    with pytest.raises(MissingColumn, match=r"\(it has …, …\); add it, map another"):
        plan("a.csv", ["ann@corp-one.org", "2026-03-01T10:00:00Z"], "activity", None)


def test_a_column_of_a_mapping_that_the_file_has_not_is_named_with_those_that_it_has() -> None:
    mapping = parse_mapping("table='activity'\n[fields]\naccount_id=['nosuch', 'nor this']\nip='client'", "ours", "")
    with pytest.raises(
        MissingColumn, match=r"ours maps account_id to `nosuch` or `nor this`, which a\.csv has not"
    ) as e:
        plan("a.csv", ["who", "at", "client"], None, mapping)
    assert "it has who, at, client" in str(e.value)
    with pytest.raises(MissingColumn, match=r"a\.csv has no column `at`, which activity needs"):
        plan("a.csv", ["nosuch", "client"], None, mapping)


def test_columns_that_fit_no_table_are_told() -> None:
    with pytest.raises(UnknownTable, match=r"The columns of a\.csv \(foo, bar\) fit none"):
        plan("a.csv", ["foo", "bar"], None, None)
    with pytest.raises(UnknownTable) as told:
        plan("a.csv", ["\x1b[2J\x00", "x" * 1000], None, None)
    assert str(told.value).isprintable() and len(str(told.value)) < 250


def test_a_table_that_is_named_is_taken_at_its_word(reading: Reading) -> None:
    found = reading("a.csv", "account_id,at,ip\na,1,1.2.3.4\n", table="accounts")
    assert found.rows == [{"account_id": "a"}] and found.batches[0].unknown_columns == ("at", "ip")


def test_shipped_mappings_name_what_their_table_needs() -> None:
    assert [mapping.name for mapping in shipped_mappings()] == ["opentelemetry", "litellm", "envoy"]
    for mapping in shipped_mappings():
        assert set(REQUIRED[mapping.table]) <= set(mapping.fields) <= set(FIELDS[mapping.table])
        assert mapping.recognise
        for field, renamed in mapping.values.items():
            choices = FIELDS[mapping.table][field].choices
            assert not choices or set(renamed.values()) <= set(choices)


SPAN = {
    "startTimeUnixNano": "1700000000123456789",
    "spanId": "00f067aa0ba902b7",
    "status": {"code": 2},
}
ATTRIBUTES = {
    "client.address": "93.184.216.34",
    "enduser.id": "u1",
    "user_agent.original": "curl/8.0",
    "gen_ai.request.model": "m-1",
    "gen_ai.usage.input_tokens": 12,
    "gen_ai.usage.output_tokens": 7,
    "gen_ai.operation.name": "chat",
    "gen_ai.conversation.id": "c1",
    "server.address": "api.example.org",
}
SEEN = {
    "account_id": "u1",
    "at": 1700000000,
    "event_id": "00f067aa0ba902b7",
    "requests": 1,
    "ip": "93.184.216.34",
    "user_agent": "curl/8.0",
    "session_id": "c1",
    "model": "m-1",
    "operation": "chat",
    "input_tokens": 12,
    "output_tokens": 7,
    "status": "error",
}


def typed(value: object) -> dict[str, object]:
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}


OTLP = {
    "resourceSpans": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "gateway"}}]},
            "scopeSpans": [
                {"spans": [SPAN | {"attributes": [{"key": k, "value": typed(v)} for k, v in ATTRIBUTES.items()]}]}
            ],
        }
    ]
}
DEEP = {
    "client": {"address": "93.184.216.34"},
    "enduser": {"id": "u1"},
    "user_agent": {"original": "curl/8.0"},
    "gen_ai": {
        "request": {"model": "m-1"},
        "usage": {"input_tokens": 12, "output_tokens": 7},
        "operation": {"name": "chat"},
        "conversation": {"id": "c1"},
    },
}


@pytest.mark.parametrize(
    "record",
    [SPAN | {"attributes": ATTRIBUTES}, SPAN | ATTRIBUTES, SPAN | {"attributes": DEEP}, OTLP],
    ids=["attributes", "flat", "nested", "OTLP"],
)
def test_spans_of_opentelemetry_are_read_however_their_attributes_lie(reading: Reading, record: object) -> None:
    found = reading("spans.ndjson", (json.dumps(record) + "\n") * 2)
    assert found.rows == [SEEN, SEEN] and found.batches[0].mapping == "opentelemetry"


def test_spans_that_are_no_requests_are_passed_over_and_counted_and_requests_without_an_account_are_bad(
    reading: Reading,
) -> None:
    database = SPAN | {"attributes": {"db.system": "postgresql", "enduser.id": ""}}
    nobody = SPAN | {"attributes": {"gen_ai.request.model": "m-1"}}
    spans = [database, SPAN | {"attributes": ATTRIBUTES}, database, nobody, SPAN | {"attributes": {}}]
    found = reading("spans.ndjson", "".join(json.dumps(span) + "\n" for span in spans))
    assert found.rows == [SEEN] and found.numbers == [2]
    assert found.faults == {(4, "account_id", "missing")}
    assert found.batches[0].ignored.rows() == [("", "other_row", 3)] and found.n_rows == 5


def test_spans_of_the_console_say_how_they_ended(reading: Reading) -> None:
    span = {"context": {"span_id": "0x1"}, "start_time": "2023-11-14T22:13:20.000000Z", "attributes": {"user.id": "u"}}
    lines = [span | {"status": {"status_code": code}} for code in ("UNSET", "OK", "ERROR")]
    found = reading("spans.ndjson", "".join(json.dumps(line) + "\n" for line in lines))
    assert [row["status"] for row in found.rows] == ["ok", "ok", "error"]
    assert {row["event_id"] for row in found.rows} == {"0x1"}


def test_own_names_and_those_of_opentelemetry_may_be_mixed(reading: Reading) -> None:
    found = reading("a.csv", "account_id,at,client.address,user.id\na,1,93.184.216.34,x\n")
    assert found.rows == [{"account_id": "a", "at": 1, "requests": 1, "ip": "93.184.216.34"}]


def test_litellm_payloads_and_spend_logs_are_read(reading: Reading) -> None:
    payload = {
        "id": "chatcmpl-1",
        "trace_id": "t1",
        "call_type": "acompletion",
        "status": "failure",
        "startTime": 1700000000.25,
        "model": "m-1",
        "prompt_tokens": 12,
        "completion_tokens": 7,
        "end_user": "someone",
        "metadata": {
            "user_api_key_user_id": "u1",
            "user_api_key_hash": "88dc28",
            "requester_ip_address": "93.184.216.34",
        },
        "messages": [{"role": "user", "content": "never read"}],
    }
    seen = {
        "account_id": "u1",
        "at": 1700000000,
        "event_id": "chatcmpl-1",
        "requests": 1,
        "ip": "93.184.216.34",
        "session_id": "t1",
        "api_key_id": "88dc28",
        "model": "m-1",
        "operation": "acompletion",
        "input_tokens": 12,
        "output_tokens": 7,
        "status": "error",
    }
    found = reading("payload.ndjson", json.dumps(payload) + "\n")
    assert found.rows == [seen] and found.batches[0].mapping == "litellm"
    assert found.batches[0].unknown_columns == ("end_user", "messages")
    found = reading(
        "spend.csv",
        "request_id,call_type,api_key,spend,startTime,user,requester_ip_address,status\n"
        "r1,acompletion,88dc28,0.1,2023-11-14 22:13:20.250,,93.184.216.34,success\n",
    )
    assert found.rows[0]["account_id"] == found.rows[0]["api_key_id"] == "88dc28"
    assert found.rows[0]["status"] == "ok" and found.batches[0].unknown_columns == ("spend",)


def test_a_litellm_log_whose_user_is_an_empty_text_goes_by_its_key(reading: Reading) -> None:
    lines = [{"user": user, "api_key": "88dc28", "startTime": 1, "call_type": "x"} for user in ("", "u1")]
    found = reading("spend.ndjson", "".join(json.dumps(line) + "\n" for line in lines))
    assert [row["account_id"] for row in found.rows] == ["88dc28", "u1"]


def test_envoy_logs_are_read_and_a_dash_means_nothing(reading: Reading) -> None:
    line = {
        "start_time": "2023-11-14T22:13:20.123Z",
        "response_code": 429,
        "response_flags": "-",
        "downstream_remote_address": "93.184.216.34:51234",
        "x_forwarded_for": "-",
        "user_agent": "-",
        "x_request_id": "q1",
        "x_account_id": "u1",
    }
    behind = line | {"downstream_remote_address": "-", "x_forwarded_for": "93.184.216.35", "x_account_id": "-"}
    found = reading("access.log", json.dumps(line) + "\n" + json.dumps(behind) + "\n")
    seen = {"account_id": "u1", "at": 1700000000, "event_id": "q1", "requests": 1, "status": "rate_limited"}
    assert found.rows == [seen | {"ip": "93.184.216.34:51234"}] and found.batches[0].mapping == "envoy"
    assert found.faults == {(2, "account_id", "missing")}


OWN = """
table = "observations"
absent = ["?"]
[fields]
account_id = "who"
kind = "what"
value = ["best", "second"]
[values.kind]
card = "payment"
"""


def test_a_mapping_of_ones_own_names_columns_values_and_what_is_absent(reading: Reading, tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(OWN)
    mapping = read_mapping(file)
    text = "who,what,best,second,count,other\na,card,?,pm_1,2,x\nb,ip,1.2.3.4,pm_2,3,x\n"
    found = reading("a.csv", text, mapping=mapping)
    assert found.rows == [
        {"account_id": "a", "kind": "payment", "value": "pm_1", "count": 2},
        {"account_id": "b", "kind": "ip", "value": "1.2.3.4", "count": 3},
    ]
    assert (found.batches[0].mapping, found.batches[0].unknown_columns) == ("ours", ("other",))
    with pytest.raises(UsageError, match="is for observations, not accounts"):
        reading("a.csv", text, mapping=mapping, table="accounts")


def test_values_of_a_status_are_matched_as_statuses_are_and_need_no_fields(reading: Reading, tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text("table='activity'\n[values.status]\n'Went Fine'='OK'\nKO='failed'\n'429'='refused'\n")
    rows = "".join(f"a,1,{status}\n" for status in ("WENT-FINE", "went fine", "ko", "429", "error"))
    found = reading("a.csv", "account_id,at,status\n" + rows, mapping=read_mapping(file))
    assert [row["status"] for row in found.rows] == ["ok", "ok", "error", "refused", "error"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("table = ", "is not TOML"),
        ("[fields]\naccount_id='a'", "needs table = one of accounts, activity, observations"),
        ("table='people'\n[fields]\na='b'", "needs table = one of"),
        ("table='accounts'", r"needs a \[fields\] section"),
        ("table='accounts'\n[fields]\nip='a'", "has no field of accounts `ip`"),
        ("table='activity'\n[fields]\nclient='a'", "has no field of activity `client`"),
        ("table='accounts'\ncolour='red'\n[fields]\nplan='a'", "has no key `colour`"),
        ("table='accounts'\n[fields]\nplan=7", "fields.plan that is neither a column name nor a list"),
        ("table='accounts'\n[fields]\nplan='p'\n[values]\nplan='x'", "values.plan that is not a table"),
        (
            "table='activity'\n[values.status]\nfine='okay'",
            "in values.status that `fine` is `okay`, which is none of ok, error, refused, rate_limited",
        ),
        ("table='accounts'\n[values.status]\nfine='ok'", "`ok`, which is none of active, suspended, closed"),
        ("table='activity'\n[values.status]\nUp='ok'\nup='error'", "values.status twice what `up` is"),
        ("table='accounts'\nvalues=3\n[fields]\nplan='p'", "has values that is not a table"),
    ],
)
def test_a_wrong_mapping_is_told_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=message):
        read_mapping(file)


def test_a_missing_mapping_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"none\.toml cannot be read \(No such file or directory\)"):
        read_mapping(tmp_path / "none.toml")


def test_values_in_place_of_a_header_are_not_shown(reading: Reading) -> None:
    with pytest.raises(UnknownTable) as e:
        reading("a.csv", "a1,alice@example.com,+4915112345678\n")
    assert "a1, …, …" in str(e.value)


def test_a_column_that_only_tells_the_log_may_occur_twice() -> None:
    found = plan("a", ["enduser.id", "timestamp", "gen_ai.system", "gen_ai.system", "gen_ai.request.model"], None, None)
    assert "gen_ai.system" not in found.wanted()
