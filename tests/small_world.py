"""A hand-made world of findings: small enough to know by heart, odd enough to break what is careless.

c-alpha    high, three accounts, two pools: a-1 and a-2 share a device and an address, a-3 a template
c/βeta'1   medium, ids in other scripts, with quotes, slashes and spaces
c-gamma    medium, the same score as c/βeta'1, so that order falls to the id
c-lab      what looks like an organisation
c-thin     not enough evidence, no timeline
c-big      60 members with 40 shared identifiers, for cuts
busy       uses 210 identifiers and has 110 neighbours
silent     known, but nothing ever happened
"""

import json
from typing import Any, Final

import polars as pl

from linkage.findings import SCHEMAS, Findings, RunInfo

DAY: Final = 86_400
T0: Final = 1_750_000_000 - 1_750_000_000 % DAY
INFO: Final = RunInfo("20260101T000000Z-0000abcd", T0 + 30 * DAY, "2026.1", "ab" * 32, 4096)
LATER: Final = RunInfo("20260102T000000Z-0000ef01", T0 + 31 * DAY, "2026.1", "cd" * 32, 4096)

BETA: Final = "c/βeta'1"
UMLAUT: Final = "ünï-码/1"
QUOTED: Final = "quo'te\"d\\1"
SPACED: Final = "sp ace?&=#%1"
HOSTILE: Final = "<img src=x onerror=alert(1)>"

Row = dict[str, Any]

_ORDER: Final[dict[str, tuple[list[str], list[bool]]]] = {
    "accounts": (["account_id"], [False]),
    "identifiers": (["kind", "key"], [False, False]),
    "uses": (["account_id", "kind", "key"], [False, False, False]),
    "links": (["a", "b"], [False, False]),
    "campaigns": (["score", "campaign_id"], [True, False]),
    "members": (["campaign_id", "account_id"], [False, False]),
    "joins": (["campaign_id", "from_pool", "to_pool", "code"], [False] * 4),
    "reasons": (["campaign_id", "side", "rank"], [False, False, False]),
    "relies_on": (["campaign_id", "n_accounts", "kind", "key"], [False, True, False, False]),
    "lineage": (["from_campaign", "relation", "to_campaign"], [False, False, False]),
    "timeline": (["campaign_id", "day"], [False, False]),
}


def findings_of(**tables: list[Row]) -> Findings:
    """Return findings with these rows; what a row leaves out is null, what a table leaves out is empty."""
    frames = {}
    for name, schema in SCHEMAS.items():
        columns, descending = _ORDER[name]
        frame = pl.DataFrame([{**dict.fromkeys(schema), **row} for row in tables.get(name, [])], schema=schema)
        frames[name] = frame.sort(columns, descending=descending)
    return Findings(**frames)


def account(account_id: str, **more: Any) -> Row:
    """Return an account without risk unless said otherwise."""
    row: Row = {
        "account_id": account_id,
        "created_at": T0,
        "plan": "pro",
        "country": "FR",
        "status": "active",
        "n_requests": 100,
        "first_seen": T0 + DAY,
        "last_seen": T0 + 9 * DAY,
        "risk_score": 0.0,
        "risk_band": "none",
        "reasons": "[]",
    }
    return {**row, **more}


def identifier(kind: str, key: str, n_accounts: int, **more: Any) -> Row:
    """Return an identifier."""
    return {"kind": kind, "key": key, "n_accounts": n_accounts, "first_seen": T0, "last_seen": T0 + 9 * DAY, **more}


def use(account_id: str, kind: str, key: str, share: float = 0.5, count: int = 10, **more: Any) -> Row:
    """Return a use; shares should be exact in 32 bits."""
    times = {"first_seen": T0 + DAY, "last_seen": T0 + 2 * DAY}
    return {"account_id": account_id, "kind": kind, "key": key, "share": share, "count": count, **times, **more}


def link(a: str, b: str, kinds: list[str], **bits: float) -> Row:
    """Return a link whose weight is the sum of its families' bits."""
    low, high = sorted((a, b))
    zeros = {name: 0.0 for name in SCHEMAS["links"] if name.endswith("_bits")}
    families = {f"{family}_bits": amount for family, amount in bits.items()}
    return {**zeros, "a": low, "b": high, "kinds": kinds, **families, "weight_bits": sum(bits.values())}


def campaign(campaign_id: str, score: float, band: str, n_accounts: int, **more: Any) -> Row:
    """Return a campaign."""
    row: Row = {
        "campaign_id": campaign_id,
        "name": f"name of {campaign_id}",
        "verdict": "campaign",
        "band": band,
        "score": score,
        "link_score": score,
        "conduct_score": score - 1,
        "q_value": 0.001,
        "state": "born",
        "n_accounts": n_accounts,
        "n_pools": 1,
        "n_requests": 100 * n_accounts,
        "first_seen": T0 + DAY,
        "last_seen": T0 + 9 * DAY,
    }
    return {**row, **more}


def member(campaign_id: str, account_id: str, strength: float = 1.0, pool: int = 0) -> Row:
    """Return a membership."""
    return {"campaign_id": campaign_id, "account_id": account_id, "pool": pool, "strength": strength, "since": T0 + DAY}


def reason(campaign_id: str, side: str, rank: int, weight: float, evidence: Row) -> Row:
    """Return a reason of a campaign."""
    return {
        "campaign_id": campaign_id,
        "side": side,
        "rank": rank,
        "code": f"{side}-{rank}",
        "text": f"{side} reason {rank}",
        "value": 2.5,
        "unit": "ratio",
        "weight": weight,
        "evidence": json.dumps(evidence),
    }


def risk_reasons() -> str:
    """Return the reasons of a-1 as findings hold them."""
    return json.dumps(
        [
            {"code": "prior", "text": "few accounts are coordinated", "weight": -2.0, "evidence": {}},
            {"code": "device", "text": "shares a device", "weight": 4.5, "evidence": {"device": "dev-1", "n": 2}},
        ]
    )


def small_world() -> Findings:
    """Return the world of the module's docstring."""
    big = [f"big-{number:02d}" for number in range(60)]
    tools = [f"10.0.{number}.1" for number in range(40)]
    friends = [f"friend-{number:03d}" for number in range(110)]
    own = [f"tpl-{number:03d}" for number in range(209)]
    return findings_of(
        accounts=[
            account("a-1", risk_score=92.5, risk_band="high", campaign_id="c-alpha", reasons=risk_reasons()),
            account("a-2", risk_score=90.0, risk_band="high", campaign_id="c-alpha", organisation_id="org'1"),
            account(
                "a-3",
                risk_score=70.0,
                risk_band="medium",
                campaign_id="c-alpha",
                programme="research",
                status="suspended",
            ),
            account(UMLAUT, risk_score=60.0, risk_band="medium", campaign_id=BETA),
            account(QUOTED, risk_score=60.0, risk_band="medium", campaign_id=BETA),
            account(SPACED, risk_score=55.0, risk_band="medium", campaign_id=BETA, status=None),
            account(HOSTILE, risk_score=58.0, risk_band="medium", campaign_id=BETA),
            account("g-1", risk_score=60.0, risk_band="medium", campaign_id="c-gamma"),
            account("g-2", risk_score=60.0, risk_band="medium", campaign_id="c-gamma"),
            account("lab-1", organisation_id="lab"),
            account("lab-2", organisation_id="lab"),
            account("thin-1", risk_score=20.0, risk_band="low"),
            account("thin-2", risk_score=20.0, risk_band="low"),
            account(
                "silent",
                created_at=None,
                plan=None,
                country=None,
                status=None,
                n_requests=0,
                first_seen=None,
                last_seen=None,
            ),
            account("busy"),
            *(account(one, risk_score=80.0, risk_band="high", campaign_id="c-big") for one in big),
            *(account(one) for one in friends),
        ],
        identifiers=[
            identifier("device", "dev-1", 2),
            identifier("ip", "192.0.2.1", 3),
            identifier("ip", "2001:db8::/64", 2000),
            identifier("network", "192.0.2.0/24", 5),
            identifier("template", "t-code", 2, skeleton="Write * unit tests for * 100%_sure"),
            identifier("template", "t-solo", 1, skeleton="Translate * into French"),
            identifier("payment", "pay'\"/\\1", 4),
            identifier("client", HOSTILE, 3),
            identifier("email_domain", "例え.jp", 2, first_seen=None, last_seen=None),
            *(identifier("ip", tool, 60) for tool in tools),
            *(identifier("template", one, 1) for one in own),
        ],
        uses=[
            use("a-1", "device", "dev-1", 1.0, 100),
            use("a-2", "device", "dev-1", 0.25, 25, first_seen=T0 + 3 * DAY, last_seen=T0 + 4 * DAY),
            use("a-1", "ip", "192.0.2.1", 0.5),
            use("a-2", "ip", "192.0.2.1", 0.5),
            use("lab-1", "ip", "192.0.2.1", 1.0),
            use("a-1", "ip", "2001:db8::/64", 0.5),
            use("a-2", "ip", "2001:db8::/64", 0.5),
            use("a-1", "network", "192.0.2.0/24", 0.5),
            use("a-2", "network", "192.0.2.0/24", 0.5),
            use("a-1", "template", "t-code", 0.125),
            use("a-3", "template", "t-code", 1.0),
            use("lab-2", "template", "t-solo", 1.0),
            *(use(one, "payment", "pay'\"/\\1", 1.0) for one in (UMLAUT, QUOTED, SPACED, HOSTILE)),
            *(use(one, "client", HOSTILE, 1.0) for one in (UMLAUT, QUOTED, HOSTILE)),
            use(UMLAUT, "email_domain", "例え.jp", 1.0, 1, first_seen=None, last_seen=None),
            use(QUOTED, "email_domain", "例え.jp", 1.0, 1, first_seen=None, last_seen=None),
            *(use(one, "ip", tool, 0.25) for one in big for tool in tools[: 2 + int(one[4:]) % 39]),
            *(use("busy", "template", one, 0.0078125, 1) for one in own),
            use("busy", "device", "dev-1", 0.5, 1),
        ],
        links=[
            link("a-1", "a-2", ["device", "ip"], net=3.0, device=8.5, context=0.5),
            link("a-1", "a-3", ["template"], template=6.25),
            link(UMLAUT, QUOTED, ["client", "payment"], payment=9.0, context=1.5),
            link(UMLAUT, HOSTILE, ["payment"], payment=9.0),
            *(link("busy", one, ["ip"], net=2.0 + int(one[7:]) % 5) for one in friends),
            *(link(a, b, ["ip"], net=4.0) for a in big for b in big if a < b and int(b[4:]) - int(a[4:]) <= 5),
        ],
        campaigns=[
            campaign("c-alpha", 91.0, "high", 3, n_pools=2),
            campaign(BETA, 60.0, "medium", 4, state="grew", last_seen=T0 + 20 * DAY),
            campaign("c-gamma", 60.0, "medium", 2, first_seen=None, last_seen=None),
            campaign("c-lab", 5.0, "none", 2, verdict="organisation", resembles="shared lab", state="steady"),
            campaign("c-thin", 20.0, "low", 2, verdict="insufficient"),
            campaign("c-big", 80.0, "high", 60),
        ],
        members=[
            member("c-alpha", "a-1"),
            member("c-alpha", "a-2", 0.75),
            member("c-alpha", "a-3", 0.5, pool=1),
            *(member(BETA, one, 0.5) for one in (UMLAUT, QUOTED, SPACED, HOSTILE)),
            member("c-gamma", "g-1"),
            member("c-gamma", "g-2"),
            member("c-lab", "lab-1"),
            member("c-lab", "lab-2"),
            member("c-thin", "thin-1", 0.25),
            member("c-thin", "thin-2", 0.25),
            *(member("c-big", one, int(one[4:]) / 64) for one in big),
        ],
        joins=[
            joined("c-alpha", 0, 1, "shared_template", 1.0, "the pools share 1 template(s)"),
            joined("c-alpha", 0, 1, "succession", 1.0, "1 accounts were made after the suspension of 2"),
            joined("c-alpha", 1, 0, "members_fit_both", 1.5, f"2 of 2 members fit {HOSTILE}"),
        ],
        reasons=[
            reason("c-alpha", "link", 0, -2.0, {}),
            reason("c-alpha", "link", 1, 4.5, {"device": "dev-1", "accounts": 2}),
            reason("c-alpha", "conduct", 0, 2.25, {"gini": 0.125}),
            reason(BETA, "link", 0, 0.5, {"payment": "pay'\"/\\1", HOSTILE: HOSTILE}),
        ],
        relies_on=[
            relied("c-alpha", "device", "dev-1", 2, 1),
            relied("c-alpha", "ip", "192.0.2.1", 2, 1, "c-big", BETA),
            relied("c-alpha", "template", "t-code", 2, 0),
            relied("c-big", "ip", "192.0.2.1", 3, 1, "c-alpha", BETA),
            relied(BETA, "ip", "192.0.2.1", 2, 1, "c-alpha", "c-big"),
            relied(BETA, "payment", "pay'\"/\\1", 4, 0),
        ],
        lineage=[
            {"from_campaign": "c-alpha", "relation": "SUCCEEDED_BY", "to_campaign": BETA, "text": "banned, then back"},
            {"from_campaign": "c-thin", "relation": "MERGED_INTO", "to_campaign": "c-alpha", "text": "one group now"},
            {"from_campaign": "c-gone", "relation": "MERGED_INTO", "to_campaign": "c-gamma", "text": "2 are here now"},
            {
                "from_campaign": "c-part",
                "relation": "SPLIT_INTO",
                "to_campaign": "c-gamma",
                "text": "1 came from there",
            },
            {"from_campaign": "c-part", "relation": "SPLIT_INTO", "to_campaign": "c-lab", "text": "2 came from there"},
        ],
        timeline=[
            {"campaign_id": "c-alpha", "day": T0 + day * DAY, "n_requests": 10 * day, "n_accounts": min(day, 3)}
            for day in (1, 2, 5)
        ],
    )


def joined(campaign_id: str, from_pool: int, to_pool: int, code: str, points: float, text: str) -> Row:
    """Return a reason for which two pools are one party's."""
    pools = {"from_pool": from_pool, "to_pool": to_pool}
    return {"campaign_id": campaign_id, **pools, "code": code, "points": points, "text": text}


def relied(campaign_id: str, kind: str, key: str, n_accounts: int, n_outside: int, *also_by: str) -> Row:
    """Return an identifier that a campaign relies on, and the other campaigns that do."""
    return {
        "campaign_id": campaign_id,
        "kind": kind,
        "key": key,
        "n_accounts": n_accounts,
        "n_accounts_outside": n_outside,
        "lift": 512.0,
        "n_campaigns_outside": len(also_by),
        "also_by": list(also_by),
    }


def later_world() -> Findings:
    """Return what the next run finds: c-alpha lost a-3, everything else is gone but the lab."""
    return findings_of(
        accounts=[
            account("a-1", risk_score=50.0, risk_band="medium", campaign_id="c-alpha"),
            account("a-2", risk_score=50.0, risk_band="medium", campaign_id="c-alpha"),
            account("a-3", status="suspended"),
            account("lab-1", organisation_id="lab"),
        ],
        identifiers=[identifier("device", "dev-1", 2), identifier("ip", "192.0.2.1", 2)],
        uses=[
            use("a-1", "device", "dev-1", 1.0, 120),
            use("a-2", "device", "dev-1", 0.5, 60),
            use("a-2", "ip", "192.0.2.1", 0.5),
            use("lab-1", "ip", "192.0.2.1", 1.0),
        ],
        links=[link("a-1", "a-2", ["device"], device=7.0)],
        campaigns=[campaign("c-alpha", 50.0, "medium", 2, state="shrank")],
        members=[member("c-alpha", "a-1"), member("c-alpha", "a-2")],
        reasons=[reason("c-alpha", "link", 0, 1.5, {"device": "dev-1"})],
        relies_on=[relied("c-alpha", "device", "dev-1", 2, 0)],
    )


def no_world() -> Findings:
    """Return the findings of an empty ledger."""
    return findings_of()
