"""Batches: identifiers in normal form, bad ones rejected, empty talk passed over and counted."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from linkage.identifiers import normalise
from linkage.records import Batch, find_sources, read
from linkage.settings import LoadSettings

Loading = Callable[..., Batch]


@pytest.fixture
def loading(tmp_path: Path) -> Loading:
    """Return a function from the text of a CSV file to its normalised batch."""

    def batch(text: str, **values: object) -> Batch:
        settings = LoadSettings(**values)  # type: ignore[arg-type]
        path = tmp_path / "a.csv"
        path.write_text(text)
        (raw,) = read(find_sources([str(path)])[0], settings=settings)
        return normalise(raw, settings=settings)

    return batch


def faults(batch: Batch) -> set[tuple[int, str, str, str]]:
    return {(row["row"], row["field"], row["code"], row["value"]) for row in batch.rejected.to_dicts()}


def ignored(batch: Batch) -> set[tuple[str, str, int]]:
    return set(batch.ignored.rows())


def test_activity_keeps_a_row_whose_address_says_nothing_and_rejects_one_that_has_none(loading: Loading) -> None:
    found = loading("account_id,at,ip\na,1,127.0.0.1\nb,1,010.0.0.1\nc,1,10.0.0.1\nd,1,::1\ne,1,-\n")
    assert found.rows.select("account_id", "ip").rows() == [("a", None), ("c", "10.0.0.1"), ("d", None), ("e", None)]
    assert faults(found) == {(2, "ip", "address", "010.0.0.1")}
    assert ignored(found) == {("ip", "no_host", 2), ("ip", "placeholder", 1)}
    assert found.row_numbers.to_list() == [1, 3, 4, 5] and found.n_rows == 5


def test_a_card_number_is_rejected_and_never_shown(loading: Loading) -> None:
    found = loading("account_id,at,payment_id\na,1,4111 1111 1111 1111\nb,1,pm_1\n")
    assert faults(found) == {(1, "payment_id", "card_number", "")}
    found = loading("account_id,kind,value\na,payment,5500005555555559\nb,payment,pm_1\n")
    assert faults(found) == {(1, "value", "card_number", "")}
    assert "5500005555555559" not in str(found)


def test_a_client_is_its_tls_fingerprint_and_user_agent(loading: Loading) -> None:
    found = loading(
        "account_id,at,tls_fingerprint,user_agent\n"
        "a,1,ja4,curl/8\nb,1,,curl/8\nc,1,ja4,\nd,1,,\ne,1,unknown,curl/8\nf,1,ja4,curl/8\ng,1,-,-\n"
    )
    clients = ["ja4 curl/8", "curl/8", "ja4", None, "curl/8", "ja4 curl/8", None]
    assert found.rows["client"].to_list() == clients
    assert found.ignored.is_empty()


def test_a_long_artifact_is_a_short_key_wherever_it_comes_from(loading: Loading) -> None:
    blob = "gAAA" * 500
    one = loading(f"account_id,at,reasoning_artifact\na,1,{blob}\n").rows["reasoning_artifact"].item()
    other = loading(f"account_id,kind,value\na,artifact,{blob}\n").rows["value"].item()
    assert one == other and one.startswith("b2:") and len(one) == 35


def test_accounts_have_their_mail_in_normal_form_and_its_domain_derived(loading: Loading) -> None:
    found = loading(
        "account_id,email,email_domain,phone\n"
        "a,Ada@Example.org,,+49 170 1234567\n"
        "b,b.o.b+x@gmail.com,,\n"
        "c,c@gmail.com,Corp.Example,\n"
        "d,,gmail.com,\n"
        "e,nonsense,,\n"
        "f,5d41402abc4b2a76b9719d911017c592,,12\n"
    )
    assert found.rows.select("account_id", "email", "email_domain", "phone").rows() == [
        ("a", "ada@example.org", "example.org", "491701234567"),
        ("b", "bob@gmail.com", None, None),
        ("c", "c@gmail.com", "corp.example", None),
        ("d", None, None, None),
    ]
    assert faults(found) == {(5, "email", "email", ""), (6, "phone", "phone", "")}
    assert ignored(found) == {("email_domain", "free_mail", 1)}


def test_an_organisation_called_nothing_is_none(loading: Loading) -> None:
    """Else strangers who declare nothing would be one declared party, which nobody accuses of being one."""
    found = loading("account_id,organisation_id,country\na,None,de\nb,acme,US\nc,-,\n")
    assert found.rows.select("organisation_id", "country").rows() == [(None, "DE"), ("acme", "US"), (None, None)]
    assert ignored(found) == {("organisation_id", "placeholder", 2)}


def test_observations_are_settled_by_kind_and_those_that_say_nothing_are_left_out(loading: Loading) -> None:
    found = loading(
        "account_id,kind,value\n"
        "a,IP,::ffff:93.184.216.34\n"
        "b,email_domain,gmail.com\n"
        "c,shoe,42\n"
        "d,network,93.184.216.0/24\n"
        "e,device,null\n"
        "f,ip,93.184.216.34\n"
        "g,ip,elsewhere\n"
    )
    assert found.rows.select("account_id", "kind", "value").rows() == [
        ("a", "ip", "93.184.216.34"),
        ("f", "ip", "93.184.216.34"),
    ]
    assert faults(found) == {
        (3, "kind", "unknown_value", "shoe"),
        (4, "kind", "unknown_value", "network"),
        (7, "value", "address", "elsewhere"),
    }
    assert ignored(found) == {("email_domain", "free_mail", 1), ("device", "placeholder", 1)}
    assert found.row_numbers.to_list() == [1, 6] and found.n_rows == 7


def test_a_value_of_a_kind_made_sensitive_is_not_shown(loading: Loading) -> None:
    found = loading("account_id,kind,value\na,ip,elsewhere\n", sensitive_kinds=("ip",))
    assert faults(found) == {(1, "value", "address", "")}


def test_a_bad_artifact_is_not_shown_for_it_may_hold_anything(loading: Loading) -> None:
    for text in (
        "account_id,at,reasoning_artifact\na,1,secret\x01blob\n",
        "account_id,kind,value\na,artifact,secret\x01blob\n",
    ):
        (row,) = loading(text).rejected.to_dicts()
        assert (row["code"], row["value"]) == ("control_character", "")


def test_an_identifier_has_a_longest_length_and_an_artifact_has_none(loading: Loading) -> None:
    text = "account_id,kind,value\n" + "".join(f"a,{kind},{'x' * 2000}\n" for kind in ("device", "artifact", "client"))
    found = loading(text)
    assert faults(found) == {(1, "value", "too_long", "x" * 64)}
    assert found.rows["kind"].to_list() == ["artifact", "client"]


def test_a_column_with_repeats_is_settled_like_one_without(loading: Loading) -> None:
    """Distinct values are looked at once: every row must still get what is its own."""
    addresses = ["93.184.216.34", "127.0.0.1", "2a02:8070:1:2::9", "bad", "93.184.216.35:80"]
    rows = [f"a{i},{i},{addresses[i * 7 % 5]}" for i in range(12_000)]
    found = loading("account_id,at,ip\n" + "\n".join(rows) + "\n")
    kept = {"93.184.216.34": "93.184.216.34", "127.0.0.1": None, "93.184.216.35:80": "93.184.216.35"}
    kept |= {"2a02:8070:1:2::9": "2a02:8070:1:2::/64"}
    expected = [kept[addresses[i * 7 % 5]] for i in range(12_000) if addresses[i * 7 % 5] != "bad"]
    assert found.rows["ip"].to_list() == expected
    assert found.rejected.height == 2400 and ignored(found) == {("ip", "no_host", 2400)}
    assert found.rejected["row"].to_list() == [i + 1 for i in range(12_000) if addresses[i * 7 % 5] == "bad"]


def test_an_empty_batch_stays_one(loading: Loading) -> None:
    for header in ("account_id,at,ip", "account_id,email", "account_id,kind,value"):
        found = loading(header + "\n")
        assert found.rows.is_empty() and found.n_rows == 0 and isinstance(found.rejected, pl.DataFrame)
