"""What counts as a truth, and which sort of world it tells of."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import MissingColumn, UnreadableFile
from linkage.evaluation.truth import accounts_of, read_truth
from tests.unit.evaluation.hand_made import truth


def test_two_columns_in_csv_are_a_truth(tmp_path: Path):
    file = tmp_path / "labels.csv"
    file.write_text("account_id,campaign_id\n007,x\n008,x\n009,\n")
    known = read_truth(file).accounts
    assert known["account_id"].to_list() == ["007", "008", "009"]
    assert known["is_farm"].to_list() == [True, True, False]
    assert known["party_id"].to_list() == ["x", "x", "009"]
    assert read_truth(file).pools.height == read_truth(file).evidence.height == 0


def test_every_column_can_be_given_in_csv(tmp_path: Path):
    file = tmp_path / "labels.csv"
    file.write_text("account_id,campaign_id,is_farm,overlays\na,x,true,harness;vpn\nb,,False,\nc,y,,\n")
    known = read_truth(file).accounts
    assert known["is_farm"].to_list() == [True, False, True]
    assert known["overlays"].to_list() == [["harness", "vpn"], None, None]


@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("YES", "No"), ("True", "FALSE"), ("1.0", "0.0")])
def test_whether_an_account_is_of_a_farm_is_read_however_it_is_written(yes: str, no: str, tmp_path: Path):
    file = tmp_path / "labels.CSV"
    file.write_text(f"account_id,campaign_id,is_farm\na,x,{yes}\nb,,{no}\nc,y,\n")
    assert read_truth(file).accounts["is_farm"].to_list() == [True, False, True]
    numbers = pl.read_csv(file)
    if numbers["is_farm"].dtype.is_numeric():
        assert accounts_of(numbers)["is_farm"].to_list() == [True, False, True]


@pytest.mark.parametrize("odd", ["maybe", "2"])
def test_a_word_that_says_neither_is_told_with_its_column(odd: str, tmp_path: Path):
    (tmp_path / "labels.csv").write_text(f"account_id,campaign_id,is_farm\na,x,{odd}\n")
    with pytest.raises(UnreadableFile, match=f"'{odd}' in is_farm; write true or false, yes or no, 1 or 0"):
        read_truth(tmp_path / "labels.csv")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,x,\nb,x,\nb,y,\n", "rows of account 'b' that contradict each other"),
        ("a,x,\na,,\n", "rows of account 'a' that contradict each other"),
        ("a,,no\nb,x,no\n", "of account 'b' that it is no farm's, and that it is of campaign 'x'"),
        ("a,x,\n,x,\n,y,\n", "2 of 3 rows without an account_id"),
    ],
)
def test_a_truth_that_contradicts_itself_is_refused(rows: str, said: str, tmp_path: Path):
    (tmp_path / "labels.csv").write_text("account_id,campaign_id,is_farm\n" + rows)
    with pytest.raises(UnreadableFile, match=said):
        read_truth(tmp_path / "labels.csv")


def test_the_same_row_again_and_empty_lines_are_no_contradiction(tmp_path: Path):
    (tmp_path / "labels.csv").write_text("account_id,campaign_id\na,x\n\na,x\nb,\n\n")
    assert read_truth(tmp_path / "labels.csv").accounts["account_id"].to_list() == ["a", "b"]


def test_ids_of_a_file_that_a_null_has_made_floats_are_the_integers_they_were(tmp_path: Path):
    table = pl.DataFrame({"account_id": [7.0, 8.0], "campaign_id": [3.0, None]})
    table.write_parquet(tmp_path / "labels.parquet")
    known = read_truth(tmp_path / "labels.parquet").accounts
    assert known.select("account_id", "campaign_id").rows() == [("7", "3"), ("8", None)]


def test_what_cannot_be_of_its_column_is_told(tmp_path: Path):
    pl.DataFrame({"account_id": ["a"], "campaign_id": ["x"], "is_farm": [[1]]}).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(UnreadableFile, match="another type"):
        read_truth(tmp_path / "t.parquet")


def test_a_world_a_truth_folder_and_its_accounts_are_read_alike(tmp_path: Path):
    folder = tmp_path / "truth"
    folder.mkdir()
    truth().accounts.write_parquet(folder / "accounts.parquet")
    ways = [read_truth(way).accounts for way in (tmp_path, folder, folder / "accounts.parquet")]
    assert ways[0].equals(ways[1])
    assert ways[0].equals(ways[2])


def test_what_is_no_truth_is_refused(tmp_path: Path):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UnreadableFile, match="holds no truth of a world"):
            read_truth(place)
    with pytest.raises(MissingColumn):
        accounts_of(pl.DataFrame({"account_id": ["a"]}))


def test_accounts_to_load_are_no_truth_but_a_file_of_them_is_told_what_it_lacks(tmp_path: Path):
    file = tmp_path / "accounts.parquet"
    pl.DataFrame({"account_id": ["a"]}).write_parquet(file)
    with pytest.raises(UnreadableFile, match="holds no truth of a world"):
        read_truth(tmp_path)
    with pytest.raises(MissingColumn, match="campaign_id"):
        read_truth(file)


def test_the_sort_of_a_world_is_told_by_its_accounts():
    known = truth()
    honest = known.accounts.filter(~pl.col("is_farm"))
    twins = honest.with_columns(honest_class=pl.lit("twin"))
    many = pl.concat([honest.with_columns(account_id=pl.format("{}-{}", "account_id", pl.lit(i))) for i in range(400)])
    few = pl.concat([known.accounts.filter("is_farm"), many])
    sorts = [replace(known, accounts=accounts).world for accounts in (known.accounts, honest, twins, few)]
    assert sorts == ["mixed", "null", "twin", "rare"]


def test_planted_evidence_has_the_keys_of_a_ledger_and_other_kinds_are_kept_as_they_are(tmp_path: Path):
    (tmp_path / "truth").mkdir()
    pl.DataFrame({"account_id": ["a"], "campaign_id": ["x"]}).write_parquet(tmp_path / "truth" / "accounts.parquet")
    planted = {"ip": "2001:DB8:1:2::9", "device": "d1", "network": "2001:db8:1::/48", "handshake": "Any"}
    pl.DataFrame({"kind": planted.keys(), "key": planted.values()}).with_columns(
        campaign_id=pl.lit("x"), pool_id=pl.lit("p")
    ).write_parquet(tmp_path / "truth" / "evidence.parquet")
    known = dict(read_truth(tmp_path).evidence.select("kind", "key").iter_rows())
    assert known == planted | {"ip": "2001:db8:1:2::/64"}


def test_a_table_of_a_truth_that_no_figure_rests_on_may_be_damaged(tmp_path: Path):
    (tmp_path / "truth").mkdir()
    pl.DataFrame({"account_id": ["a"], "campaign_id": ["x"]}).write_parquet(tmp_path / "truth" / "accounts.parquet")
    (tmp_path / "truth" / "campaigns.parquet").write_bytes(b"PAR1 cut")
    assert read_truth(tmp_path).accounts["campaign_id"].to_list() == ["x"]
