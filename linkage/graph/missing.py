"""The errors for names that nothing goes by; a name is cut, because a client may send a very long one."""

from collections.abc import Iterable
from typing import Final

from linkage.errors import AccountNotFound, CampaignNotFound

_LONGEST: Final = 80
_BECAME: Final = {"MERGED_INTO": "merged into", "SPLIT_INTO": "split into", "SUCCEEDED_BY": "was succeeded by"}


def no_account(account_id: str) -> AccountNotFound:
    """Return the error for an account that the run does not know."""
    return AccountNotFound(f"No account {_cut(account_id)} in this run; load its records and detect, or check the id.")


def no_campaign(campaign_id: str, led_to: Iterable[tuple[str, str]] = ()) -> CampaignNotFound:
    """Return the error for a campaign that the run does not know.

    Args:
        campaign_id: the campaign.
        led_to: relation and id of each campaign of the run that it led to.
    """
    there: dict[str, list[str]] = {}
    for relation, other in sorted(led_to):
        there.setdefault(relation, []).append(other)
    if not there:
        return CampaignNotFound(
            f"No campaign {_cut(campaign_id)} in this run; `linkage campaigns` lists those there are."
        )
    became = "; ".join(f"{_BECAME[relation]} {' and '.join(others)}" for relation, others in there.items())
    successors = tuple(sorted({other for others in there.values() for other in others}))
    return CampaignNotFound(
        f"{campaign_id} {became}, and is not in this run; ask for {'that' if len(successors) == 1 else 'those'}.",
        successors,
    )


def _cut(name: str) -> str:
    return repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…")
