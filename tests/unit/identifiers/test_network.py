"""The prefix of an address in normal form."""

import polars as pl
import pytest

from linkage.identifiers import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("93.184.216.34", "93.184.216.0/24"),
        ("2a02:8070:1:2::/64", "2a02:8070:1::/48"),
        ("2a02:8070:1::/64", "2a02:8070:1::/48"),
        ("2a02:8070::/64", "2a02:8070::/48"),
        ("2a02::/64", "2a02::/48"),
        ("2a02:0:0:5::/64", "2a02::/48"),
        ("2a02:0:7:5::/64", "2a02:0:7::/48"),
        ("5d41402abc4b2a76b9719d911017c592", None),
        (None, None),
    ],
)
def test_an_address_lies_in_its_slash_24_or_slash_48(address: str | None, network: str | None) -> None:
    frame = pl.DataFrame({"ip": [address]}, schema={"ip": pl.String()})
    assert frame.select(network_of(pl.col("ip"))).item() == network
