"""What two accounts share, identifier by identifier."""

import pytest

from linkage.links import run
from linkage.settings import LinkSettings
from tests.linked import Use, incidence_of
from tests.unit.links.shared import shared

N = 1024
PLAIN: list[Use] = [(account, kind, account, 1.0) for account in range(20, N) for kind in ("ip", "template")]


def counted(uses: list[Use], cap: float = 4.0) -> dict[tuple[str, float], float]:
    """Bits that count by kind and own bits, of accounts 1 and 2, which weigh as their link does."""
    net = incidence_of(N, uses + PLAIN)
    links = run(net, LinkSettings(context_max_bits=cap), seed=7)
    assert links.evidence is not None
    found = shared(net, links.evidence, 1, 2, cap)
    at = [x for x in range(links.a.size) if (links.a[x], links.b[x]) == (1, 2)]
    if at:
        assert sum(one.counted_bits for one in found) == pytest.approx(float(links.weight_bits[at[0]]), abs=1e-4)
    return {(one.kind, round(one.bits, 3)): round(one.counted_bits, 3) for one in found}


def both(kind: str, key: int = -5, share: float = 1.0) -> list[Use]:
    return [(1, kind, key, share), (2, kind, key, share)]


def test_of_address_and_network_the_better_counts():
    assert counted(both("ip") + both("network") + both("template")) == {
        ("ip", 9.0): 9.0, ("network", 4.5): 0.0, ("template", 9.0): 9.0,
    }  # fmt: skip
    assert counted(both("ip", share=0.25) + both("network") + both("template"))[("ip", 2.25)] == 0.0


def test_of_artifacts_the_best_counts():
    uses = both("artifact", -5) + both("artifact", -6) + [(3, "artifact", -6, 1.0), (4, "artifact", -6, 1.0)]
    assert counted(uses) == {("artifact", 9.0): 9.0, ("artifact", 8.0): 0.0}


def test_context_is_cut_evenly_to_its_cap():
    uses = both("ip") + both("template") + both("client") + both("email_domain")
    found = counted(uses, cap=4.0)
    assert [bits for (kind, _), bits in found.items() if kind in ("client", "email_domain")] == [2.0, 2.0]
