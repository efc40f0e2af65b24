"""The kernel over spans of accounts."""

import numpy as np
import pytest

from linkage.links.kernel import FAMILIES, N_COLUMNS, PROOF
from linkage.links.walk import Pairs, equal_spans, merged


@pytest.mark.parametrize("n_spans", [1, 3, 16])
def test_spans_are_consecutive_and_cover_all_accounts(n_spans: int):
    work = np.random.default_rng(1).integers(0, 50, 97)
    spans = equal_spans(work, n_spans)
    assert [account for first, last in spans for account in range(first, last)] == list(range(97))
    assert len(spans) <= n_spans


def test_spans_have_about_the_same_work():
    work = np.concatenate([np.full(10, 1000), np.zeros(9990, dtype=np.int64)])
    shares = [int(work[first:last].sum()) for first, last in equal_spans(work, 4)]
    assert max(shares) <= 6000


def test_no_accounts_have_no_spans():
    assert equal_spans(np.empty(0, dtype=np.int64), 4) == []


def pairs_of(rows: list[tuple[int, int, int]]) -> Pairs:
    a, b, why = (np.array([row[i] for row in rows]) for i in range(3))
    return Pairs(
        a.astype(np.int32), b.astype(np.int32), np.zeros((len(rows), N_COLUMNS), np.float32), why.astype(np.int8)
    )


def test_merged_pairs_are_sorted_and_the_first_of_two_is_kept():
    proven = pairs_of([(0, 3, PROOF), (1, 2, PROOF)])
    strong = pairs_of([(0, 1, FAMILIES), (1, 2, FAMILIES)])
    both = merged(proven, strong, 5)
    assert list(zip(both.a.tolist(), both.b.tolist(), both.why.tolist(), strict=True)) == [
        (0, 1, FAMILIES),
        (0, 3, PROOF),
        (1, 2, PROOF),
    ]
