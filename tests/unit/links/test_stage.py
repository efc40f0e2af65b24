"""Which pairs are linked, on ledgers that one can hold in one's head."""

import numpy as np
import polars as pl
import pytest

from linkage.identifiers.kinds import KINDS
from linkage.ledger.snapshot import ACCOUNTS, ACTIVITY, IDENTIFIERS, USES, Snapshot
from linkage.links import COLUMNS, incidence, run
from linkage.links.incidence import Links
from linkage.settings import LinkSettings
from tests.linked import Use, incidence_of

N = 1024
SETTINGS = LinkSettings()
STRANGERS: list[Use] = [(account, kind, account, 1.0) for account in range(20, N) for kind in ("ip", "template")]
"""Accounts that share nothing, so that the ledger has families and rarity means something."""


def linked(uses: list[Use], settings: LinkSettings = SETTINGS) -> dict[tuple[int, int], dict[str, float]]:
    """The links of a ledger of 1,024 accounts in which others use two families: pair → bits by column."""
    other = [(18, "ip", -1, 1.0), (19, "ip", -1, 1.0), (18, "template", -1, 1.0), (19, "template", -1, 1.0)]
    return bits_of(run(incidence_of(N, uses + STRANGERS + other), settings, seed=7))


def bits_of(links: Links) -> dict[tuple[int, int], dict[str, float]]:
    return {
        (int(a), int(b)): {name: float(x) for name, x in zip(COLUMNS, row, strict=True) if x}
        for a, b, row in zip(links.a, links.b, links.bits, strict=True)
        if int(a) < 18
    }


def together(kind: str, *accounts: int, key: int = -5, share: float = 1.0) -> list[Use]:
    return [(account, kind, key, share) for account in accounts]


def test_two_families_link():
    assert linked(together("ip", 1, 2) + together("template", 1, 2)) == {(1, 2): {"net": 9.0, "template": 9.0}}


@pytest.mark.parametrize("kind", ["ip", "template", "client", "email_domain", "network"])
def test_one_family_or_context_alone_links_nobody(kind: str):
    assert linked(together(kind, 1, 2)) == {}


def test_address_and_network_are_one_family_and_the_better_counts():
    assert linked(together("ip", 1, 2) + together("network", 1, 2)) == {}
    uses = together("ip", 1, 2) + together("network", 1, 2) + together("template", 1, 2)
    assert linked(uses) == {(1, 2): {"net": 9.0, "template": 9.0}}


def test_mail_and_phone_are_one_family_and_add_up():
    uses = together("email", 1, 2) + together("phone", 1, 2)
    assert linked(uses) == {(1, 2): {"contact": 18.0}}


@pytest.mark.parametrize("kind", ["device", "payment", "artifact", "email", "phone"])
def test_one_near_proof_links_and_says_so(kind: str):
    links = run(incidence_of(N, together(kind, 1, 2) + STRANGERS), SETTINGS, seed=7)
    assert list(bits_of(links)) == [(1, 2)]
    assert links.proof.tolist() == [True]


def test_a_device_seen_in_little_traffic_is_no_proof():
    assert linked(together("device", 1, 2, share=0.1)) == {}


def test_an_artifact_is_proof_however_little_traffic_it_saw():
    accounts = pl.DataFrame({"account_id": [f"{i:04}" for i in range(N)]}).match_to_schema(
        ACCOUNTS, missing_columns="insert"
    )
    rows = [
        ("artifact", "x", 0, 0.001),
        ("artifact", "x", 1, 0.001),
        ("ip", "1", 0, 1.0),
        ("ip", "2", 1, 1.0),
        ("template", "1", 0, 1.0),
        ("template", "2", 1, 1.0),
    ]
    names = list(KINDS)
    keys = sorted({(names.index(kind), key) for kind, key, _, _ in rows})
    uses = sorted((account, keys.index((names.index(kind), key)), share) for kind, key, account, share in rows)
    snapshot = Snapshot(
        accounts=accounts,
        identifiers=pl.DataFrame(
            {"kind": [names[k] for k, _ in keys], "key": [key for _, key in keys]}
        ).match_to_schema(IDENTIFIERS, missing_columns="insert"),
        uses=pl.DataFrame(
            uses, schema={"account": pl.UInt32, "identifier": pl.UInt32, "share": pl.Float32}, orient="row"
        ).match_to_schema(USES, missing_columns="insert"),
        activity=pl.DataFrame(schema=ACTIVITY),
        skeletons=pl.DataFrame(schema={"key": pl.String, "skeleton": pl.String}),
        digest="00",
    )
    assert bits_of(run(incidence(snapshot), SETTINGS, seed=7)) == {(0, 1): {"artifact": 9.0}}


def test_a_device_that_many_strangers_share_is_no_proof_and_one_of_a_party_is():
    strangers = together("device", *range(10))
    assert linked(strangers) == {}
    party = strangers + together("ip", *range(10)) + together("template", *range(10))
    assert len(linked(party)) == 45


def test_context_supports_a_link_up_to_its_cap():
    base = together("ip", 1, 2) + together("template", 1, 2)
    support = together("client", 1, 2) + together("email_domain", 1, 2)
    assert linked(base + support)[1, 2] == {"net": 9.0, "template": 9.0, "context": 4.0}
    assert linked(base + support, LinkSettings(context_max_bits=0))[1, 2] == {"net": 9.0, "template": 9.0}


def test_a_family_below_its_least_bits_does_not_count():
    uses = together("ip", 1, 2) + together("template", 1, 2, share=0.1)
    assert linked(uses) == {}
    assert list(linked(uses, LinkSettings(family_min_bits=0.5))) == [(1, 2)]


def test_a_hub_above_the_cap_links_nobody():
    crowd = together("ip", *range(10)) + together("template", *range(10))
    assert len(linked(crowd)) == 45
    assert linked(crowd, LinkSettings(degree_cap=9)) == {}


def test_one_family_only_is_judged_by_repeated_coincidence():
    once = [(account, "ip", account, 1.0) for account in range(20, N)]
    uses = together("ip", 1, 2, key=-1, share=0.5) + together("ip", 1, 2, key=-2, share=0.5) + together("ip", 3, 4)
    links = run(incidence_of(N, uses + once), SETTINGS, seed=7)
    assert links.rule == "repeated or proof"
    assert bits_of(links) == {(1, 2): {"net": pytest.approx(9.0)}}


def test_an_address_with_its_prefix_is_one_coincidence_and_two_in_one_network_are_two():
    once = [(account, kind, account, 1.0) for account in range(20, N) for kind in ("ip", "network")]
    one = together("ip", 1, 2, key=-1) + together("network", 1, 2, key=-2)
    two = [use for key in (-3, -4) for use in together("ip", 3, 4, key=key, share=0.5)] + together("network", 3, 4)
    links = run(incidence_of(N, one + two + once), SETTINGS, seed=7)
    assert links.rule == "repeated or proof"
    assert bits_of(links) == {(3, 4): {"net": pytest.approx(9.0)}}


def test_in_a_ledger_of_cards_alone_a_card_of_two_is_proof_and_a_popular_one_says_nothing():
    few = together("payment", 1, 2, key=-1)
    crowd = [(account, "payment", -2, 0.5) for account in range(3, 18)]
    links = run(incidence_of(N, few + crowd), SETTINGS, seed=7)
    assert bits_of(links) == {(1, 2): {"payment": 9.0}}
    assert links.evidence is not None
    assert links.evidence.rarity.tolist() == [0.0, 9.0]


def test_an_empty_ledger_has_no_links():
    links = run(incidence_of(0, []), SETTINGS, seed=7)
    assert (links.a.size, links.bits.shape) == (0, (0, len(COLUMNS)))


def test_accounts_without_identifiers_have_no_links():
    assert run(incidence_of(5, []), SETTINGS, seed=7).a.size == 0


def test_chance_links_are_kept_below_the_rate_that_was_asked_for():
    rng = np.random.default_rng(2)
    uses = [
        (account, kind, int(key), 0.5)
        for kind, n_keys in (("ip", 900), ("template", 300))
        for account in range(N)
        for key in np.unique(rng.integers(0, n_keys, 2))
    ]
    uses += together("ip", *range(40)) + together("template", *range(40))
    strict = run(incidence_of(N, uses), LinkSettings(false_link_rate=0.01), seed=7)
    loose = run(incidence_of(N, uses), LinkSettings(false_link_rate=0.9), seed=7)
    assert strict.threshold_bits > loose.threshold_bits
    assert strict.null_rate <= 0.01
    assert 40 * 39 / 2 <= strict.a.size < loose.a.size
