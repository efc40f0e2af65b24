"""Which known accounts and campaigns a new account attaches to, by what it uses; nothing is stored.

To campaigns it attaches by the evidence of expansion (`linkage.campaigns.attachment`): what members use and others do
not. To accounts the rule is that of links: two independent families of at least `family_min_bits`, or one identifier
of a near-proof kind that weighs `proof_bits`. Detection asks more (what the users of a near-proof have in common, and
the total that its permutation null wants), so a new account attaches a little more easily than a link forms: an
attachment is a hint for a person or for the next run, not a finding. Who shares only context is not looked at: a client
of half the world attaches nobody. What people allowed says nothing: neither an identifier, nor what an allowed account
uses, nor one of an allowed organisation; such accounts come last, and it is said who allowed them. Of a known account
that uses very many identifiers only the rarest count, those that `Graph.account` lists.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from linkage.campaigns.attachment import Fit
from linkage.communities.ground import FAMILY_NATS
from linkage.graph.allowances import allowances, risk_told
from linkage.graph.allowlist import allow_list
from linkage.graph.campaign_fits import campaign_fits
from linkage.graph.interface import Allowance, Campaign, CampaignSummary, Graph, IdentifierUse, Risk
from linkage.identifiers.kinds import FAMILIES, KINDS
from linkage.links import identifier_bits
from linkage.settings import LinkSettings

MAX_CANDIDATES: Final = 200
"""Accounts that are looked at closely: those that share most, were both to use it for everything."""


@dataclass(frozen=True, slots=True)
class Used:
    """An identifier that the new account uses, in normal form."""

    kind: str
    key: str
    share: float
    """Part of its uses of that kind, in (0, 1]."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the graph knows of an identifier that was asked about."""

    kind: str
    key: str
    n_accounts: int
    """Known accounts that use it; one above the cap stands for all numbers above."""
    is_hub: bool
    """Whether, with the new account, too many use it to link accounts; campaigns that rely on it count all the same."""


@dataclass(frozen=True, slots=True)
class SharedEvidence:
    """An identifier that the new account and a known one share."""

    kind: str
    key: str
    n_accounts: int
    share: float
    """Part of the known account's uses of that kind."""
    bits: float


@dataclass(frozen=True, slots=True)
class Attachment:
    """A known account that the new one attaches to, or would with more evidence."""

    account_id: str
    attaches: bool
    weight_bits: float
    families: dict[str, float]
    why: str
    evidence: tuple[SharedEvidence, ...]
    risk: Risk


@dataclass(frozen=True, slots=True)
class CampaignAttachment:
    """A campaign that the new account fits, or attaches to members of."""

    campaign_id: str
    name: str
    band: str
    verdict: str
    score: float
    attaches: bool
    """Whether it belongs at least as likely as not, and a family other than addresses and context speaks for it."""
    posterior_nats: float
    """Log-odds that it belongs, all evidence together, in nats."""
    families: dict[str, float]
    """Nats by family, and of `context`."""
    n_members: int
    """Members that it attaches to one by one."""
    weight_bits: float
    """Bits of the heaviest of these attachments; 0 without."""
    why: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known about a new account's identifiers."""

    run: str
    as_of: int
    identifiers: tuple[Seen, ...]
    campaigns: tuple[CampaignAttachment, ...]
    """Those that it fits as a member would first, then by posterior, then by id."""
    accounts: tuple[Attachment, ...]
    """Those it attaches to first, then heaviest, then by id; what those share that people allowed has no bits."""
    cut: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """When two accounts count as one party's: fields of `LinkSettings`."""

    degree_cap: int
    family_min_bits: float
    proof_bits: float
    context_max_bits: float

    @classmethod
    def of(cls, links: LinkSettings) -> "Rule":
        """Return the rule that the settings give."""
        return cls(links.degree_cap, links.family_min_bits, links.proof_bits, links.context_max_bits)


def assess(graph: Graph, used: Sequence[Used], rule: Rule) -> Assessment:
    """Return which known accounts and campaigns an account with these identifiers attaches to."""
    info = graph.run()
    decisions = graph.decisions()
    allowed = allow_list(decisions)
    known = {(one.kind, one.key): graph.users_of(one.kind, one.key, rule.degree_cap + 1) for one in used}
    heard = [one for one in used if not allowed.allows(one.kind, one.key)]
    shares = {(one.kind, one.key): one.share for one in heard}
    users = {place: known[place] for place in shares}
    # Of a hub not all users are known, and none is looked up.
    few = {place: found for place, found in users.items() if len(found) < rule.degree_cap}
    told = allowances(graph, list({name for found in few.values() for name in found}), decisions)
    speaking = users | {place: [name for name in found if name not in told] for place, found in few.items()}
    counted = {one: len(speaking[one.kind, one.key]) for one in heard}
    # Who is allowed comes last, so as to take no other's place among those that are weighed.
    candidates = sorted(_candidates(counted, users, info.n_total_accounts, rule), key=told.__contains__)
    weighed = _weighed(graph, candidates[:MAX_CANDIDATES], counted, told, info.n_total_accounts, rule)
    return Assessment(
        run=info.run,
        as_of=info.as_of,
        identifiers=tuple(
            Seen(*place, n_accounts=len(found), is_hub=len(found) >= rule.degree_cap) for place, found in known.items()
        ),
        campaigns=_campaigns(weighed, campaign_fits(graph, shares, speaking, info.n_total_accounts, rule.degree_cap)),
        accounts=tuple(weighed),
        cut=_cut(len(candidates)),
    )


def _candidates(
    used: Mapping[Used, int], users: Mapping[tuple[str, str], Sequence[str]], n_accounts: int, rule: Rule
) -> list[str]:
    """Return the accounts that share more than context, which attaches nobody: those that may share most first."""
    rough: defaultdict[str, float] = defaultdict(float)
    in_question: set[str] = set()
    for one, n_users in used.items():
        found = users[one.kind, one.key]
        bits = _bits(n_accounts, one, n_users + 1, 1.0, rule)
        if bits > 0:
            for name in found:
                rough[name] += bits
            if KINDS[one.kind].family != "context":
                in_question.update(found)
    return sorted(in_question, key=lambda name: (-rough[name], name))


def _weighed(
    graph: Graph, names: Sequence[str], used: Mapping[Used, int], told: Mapping[str, Allowance], n: int, rule: Rule
) -> list[Attachment]:
    """Return what the sharing with each of these accounts says, in the order of `Assessment.accounts`.

    `used` has the users of each identifier whom nobody allowed, as detection counts them; there are `n` accounts. All
    are asked about at once: one question for each of them took seconds.
    """
    theirs = graph.uses(names, [(one.kind, one.key) for one in used]) if names else {}
    # Whom the run does not know was known to the one before: it was swapped meanwhile.
    weighed = [
        _attachment(risk_told(risk, told.get(name)), theirs.get(name, ()), used, n, rule)
        for name, risk in zip(names, graph.risks(names), strict=True)
        if risk.status == "known"
    ]
    return sorted(weighed, key=lambda one: (not one.attaches, -one.weight_bits, one.account_id))


def _attachment(
    risk: Risk, theirs: Sequence[IdentifierUse], used: Mapping[Used, int], n: int, rule: Rule
) -> Attachment:
    known = {(one.kind, one.key): one for one in theirs}
    evidence = [
        SharedEvidence(
            one.kind,
            one.key,
            their.n_accounts,
            their.share,
            0.0 if risk.allowed else _bits(n, one, n_users + 1, their.share, rule),
        )
        for one, n_users in used.items()
        if (their := known.get((one.kind, one.key))) is not None
    ]
    evidence.sort(key=lambda one: (-one.bits, one.kind, one.key))
    families = _families(evidence, rule)
    strong = [family for family in FAMILIES if families.get(family, 0.0) >= rule.family_min_bits]
    proof = next((one for one in evidence if KINDS[one.kind].near_proof and one.bits >= rule.proof_bits), None)
    return Attachment(
        account_id=risk.account_id,
        attaches=proof is not None or len(strong) >= 2,
        weight_bits=sum(families.values()),
        families=families,
        why=_why(evidence, strong, proof) if risk.allowed is None else _why_not(risk.allowed),
        evidence=tuple(evidence),
        risk=risk,
    )


def _bits(n_accounts: int, one: Used, degree: int, share: float, rule: Rule) -> float:
    """Return the bits of sharing, the new account counted among the users and among all."""
    return float(identifier_bits(n_accounts + 1, degree, one.share, share, rule.degree_cap, one.kind))


def _families(evidence: Sequence[SharedEvidence], rule: Rule) -> dict[str, float]:
    by_kind: defaultdict[str, float] = defaultdict(float)
    for one in evidence:
        many = KINDS[one.kind].family != "artifact"  # of artifacts the best one counts
        by_kind[one.kind] = by_kind[one.kind] + one.bits if many else max(by_kind[one.kind], one.bits)
    families: dict[str, float] = {}
    for kind, bits in by_kind.items():
        family = KINDS[kind].family
        if bits > 0:
            families[family] = families.get(family, 0.0) + bits
    if "context" in families:
        families["context"] = min(families["context"], rule.context_max_bits)
    return families


def _why(evidence: Sequence[SharedEvidence], strong: Sequence[str], proof: SharedEvidence | None) -> str:
    if proof is not None:
        users = "one account" if proof.n_accounts == 1 else f"{proof.n_accounts:,} accounts"
        return f"Shares a {KINDS[proof.kind].title}, which is near-proof of one party; {users} known so far use it."
    shared = " and ".join(dict.fromkeys(KINDS[one.kind].title for one in evidence if one.bits > 0))
    if len(strong) >= 2:
        return f"Shares {shared}: {len(strong)} independent families of evidence."
    return f"Shares {shared or 'nothing rare'}, which is not enough without a second independent family."


def _why_not(allowed: Allowance) -> str:
    whom = "it" if allowed.subject == "account" else f"its organisation {allowed.id}"
    return f"{allowed.author} allowed {whom}, so that what it uses says nothing."


def _campaigns(
    weighed: Sequence[Attachment], fits: Mapping[str, tuple[Campaign, Fit]]
) -> tuple[CampaignAttachment, ...]:
    members: defaultdict[str, list[Attachment]] = defaultdict(list)
    for one in weighed:
        if one.attaches and (name := one.risk.campaign_id) is not None and name in fits:
            members[name].append(one)
    found = [
        _campaign(campaign.summary, fit, members[name])
        for name, (campaign, fit) in fits.items()
        if fit.attaches or members[name]
    ]
    return tuple(sorted(found, key=lambda one: (not one.attaches, -one.posterior_nats, one.campaign_id)))


def _campaign(summary: CampaignSummary, fit: Fit, attached: Sequence[Attachment]) -> CampaignAttachment:
    heaviest = max(attached, key=lambda one: one.weight_bits, default=None)
    speaking = [name for name in fit.families if fit.families[name] >= FAMILY_NATS]
    said = [f"Fits it as a member would, by {' and '.join(speaking)}."] if fit.attaches else []
    if heaviest is not None:
        said += [f"Attaches to {len(attached):,} of its {summary.n_accounts:,} accounts.", heaviest.why]
    return CampaignAttachment(
        campaign_id=summary.campaign_id,
        name=summary.name,
        band=summary.band,
        verdict=summary.verdict,
        score=summary.score,
        attaches=fit.attaches,
        posterior_nats=fit.posterior_nats,
        families=fit.families,
        n_members=len(attached),
        weight_bits=heaviest.weight_bits if heaviest is not None else 0.0,
        why=" ".join(said),
    )


def _cut(n_candidates: int) -> str | None:
    if n_candidates <= MAX_CANDIDATES:
        return None
    return f"{n_candidates:,} accounts share something; the {MAX_CANDIDATES:,} that may share most were weighed."
