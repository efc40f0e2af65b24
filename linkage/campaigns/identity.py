"""Campaigns keep their name from run to run.

Everything is recomputed in each run; the new groups are then matched with the campaigns of the last run by
the members they share, one to one, the largest overlap first. A group that continues a campaign takes over its
id and with it all that people decided. What is left over was born, split off or merged away; or it is back: a campaign
that a run between lost, by other settings or for a day in another one, is known by its members as they were last.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

LEAST_COMMON = 2
"""Members that a group has in common with the campaign that it continues: one alone takes no name along."""
ADJECTIVES = [
    "amber",
    "brisk",
    "calm",
    "dusky",
    "early",
    "faint",
    "grey",
    "hollow",
    "idle",
    "jagged",
    "keen",
    "late",
    "mild",
    "narrow",
    "oaken",
    "pale",
    "quiet",
    "rapid",
    "silent",
    "tidal",
    "upper",
    "vivid",
    "warm",
    "young",
    "ashen",
    "blunt",
    "copper",
    "distant",
    "even",
    "frosty",
    "gilded",
    "hidden",
]
NOUNS = [
    "anchor",
    "basin",
    "canyon",
    "delta",
    "ember",
    "fjord",
    "grove",
    "harbour",
    "island",
    "jetty",
    "knoll",
    "lagoon",
    "meadow",
    "needle",
    "orchard",
    "prairie",
    "quarry",
    "ridge",
    "summit",
    "thicket",
    "upland",
    "valley",
    "willow",
    "yard",
    "arch",
    "bridge",
    "cliff",
    "dune",
    "field",
    "gate",
    "hill",
    "lantern",
]


@dataclass(frozen=True, slots=True)
class Identity:
    """What a group is called, and how it came to be."""

    campaign_id: str
    state: str
    """born, grew, shrank, steady, split or merged."""


@dataclass(frozen=True, slots=True)
class Descent:
    """How one campaign follows from another."""

    from_campaign: str
    relation: str
    to_campaign: str
    text: str


def new_id(members: Sequence[str], taken: set[str]) -> str:
    """Return an id for a campaign born with these members: the same members, the same id, unless it is taken."""
    for salt in range(1_000_000):
        digest = hashlib.blake2b(digest_size=5)
        digest.update(salt.to_bytes(4, "big"))
        for member in members:
            digest.update(member.encode())
            digest.update(b"\0")
        name = "c-" + digest.hexdigest()
        if name not in taken:
            return name
    raise AssertionError("a million hashes were taken")


def friendly_names(campaign_ids: Sequence[str]) -> list[str]:
    """Return words to call each campaign by; names for talk, not keys, that say nothing of what the campaigns are.

    Two words; where those of several campaigns are the same, the first digits of the id that tell them apart follow.
    """
    words = [_two_words(campaign_id) for campaign_id in campaign_ids]
    alike: dict[str, list[str]] = {}
    for two, campaign_id in zip(words, campaign_ids, strict=True):
        alike.setdefault(two, []).append(campaign_id.removeprefix("c-"))
    return [
        two if len(alike[two]) == 1 else f"{two} {_told_apart(campaign_id.removeprefix('c-'), alike[two])}"
        for two, campaign_id in zip(words, campaign_ids, strict=True)
    ]


def _two_words(campaign_id: str) -> str:
    number = int.from_bytes(hashlib.blake2b(campaign_id.encode(), digest_size=4).digest(), "big")
    return f"{ADJECTIVES[number % len(ADJECTIVES)]} {NOUNS[number // len(ADJECTIVES) % len(NOUNS)]}"


def _told_apart(digits: str, all_digits: Sequence[str]) -> str:
    """Return the shortest beginning that no other of these begins with, two signs at least."""
    others = [one for one in all_digits if one != digits]
    fits = (digits[:n] for n in range(2, len(digits)) if not any(one.startswith(digits[:n]) for one in others))
    return next(fits, digits)


def _overlaps(groups: Mapping[int, Sequence[str]], campaigns: Mapping[str, set[str]]) -> list[tuple[int, str, int]]:
    """Return (group, campaign, members in common), largest overlap first, ties by id then group.

    An account may have been in several campaigns that are gone, one after another.
    """
    homes: dict[str, list[str]] = {}
    for campaign, members in campaigns.items():
        for member in members:
            homes.setdefault(member, []).append(campaign)
    counts = Counter(
        (number, campaign) for number, members in groups.items() for name in members for campaign in homes.get(name, ())
    )
    return sorted(((g, c, n) for (g, c), n in counts.items()), key=lambda row: (-row[2], row[1], row[0]))


def identify(
    groups: Sequence[Sequence[str]],
    previous: dict[str, set[str]],
    keep_overlap: float,
    gone: Mapping[str, set[str]] = MappingProxyType({}),
) -> tuple[list[Identity], list[Descent]]:
    """Return the identity of every group, and how the campaigns of the last run led to those of this one.

    Args:
        groups: the account ids of each group, sorted.
        previous: the members of each campaign of the last run.
        keep_overlap: share of the smaller of the two, group or campaign, that must be common; and two members. For one
            that is back it is the larger of the two: so much later, a few members are no continuation.
        gone: the members, as they were last, of campaigns of earlier runs that the last run has no more.
    """
    ids: dict[int, str] = {}
    used: set[str] = set()
    numbered = dict(enumerate(groups))
    overlaps = _overlaps(numbered, previous)

    def take(number: int, campaign: str, common: int, size: int) -> None:
        if number not in ids and campaign not in used and common >= max(keep_overlap * size, LEAST_COMMON):
            ids[number] = campaign
            used.add(campaign)

    # The most alike first: of what is left of a large campaign a small one may be all.
    back = sorted(_overlaps(numbered, gone), key=lambda row: -row[2] / max(len(groups[row[0]]), len(gone[row[1]])))
    most_back: Counter[int] = Counter()
    for number, campaign, common in back:
        if common >= keep_overlap * max(len(groups[number]), len(gone[campaign])):
            most_back[number] = max(most_back[number], common)
    # A few who were together meanwhile do not rename the campaign that most members come back to.
    lasting = [row for row in overlaps if row[2] >= most_back[row[0]]]
    for rows, known_as, size in ((lasting, previous, min), (back, gone, max), (overlaps, previous, min)):
        for number, campaign, common in rows:
            take(number, campaign, common, size(len(groups[number]), len(known_as[campaign])))
    known = {*previous, *gone}
    for number in sorted(numbered.keys() - ids.keys()):
        ids[number] = new_id(groups[number], known)
        known.add(ids[number])
    new = {number for number, campaign in ids.items() if campaign not in previous}
    descents: list[Descent] = []
    split: set[int] = set()
    merged: set[int] = set()
    for number, campaign, common in overlaps:
        here = ids[number]
        if here == campaign:
            continue
        if number in new and common >= 0.5 * len(groups[number]):
            split.add(number)
            descents.append(
                Descent(campaign, "SPLIT_INTO", here, f"{common} of its {len(groups[number])} members came from there")
            )
        elif campaign not in used and common >= 0.5 * len(previous[campaign]):
            merged.add(number)
            descents.append(
                Descent(campaign, "MERGED_INTO", here, f"{common} of {len(previous[campaign])} members are here now")
            )
    identities = []
    for number, members in enumerate(groups):
        state = "born"
        if number in merged:
            state = "merged"
        elif number in split:
            state = "split"
        elif ids[number] in previous or ids[number] in gone:
            before = len(previous.get(ids[number]) or gone[ids[number]])
            state = "grew" if len(members) > before else "shrank" if len(members) < before else "steady"
        identities.append(Identity(ids[number], state))
    return identities, sorted(descents, key=lambda d: (d.from_campaign, d.relation, d.to_campaign))
