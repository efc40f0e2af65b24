"""The errors for names that nothing goes by; a name is cut, because a client may send a very long one."""

from linkage.errors import AccountNotFound, CampaignNotFound

_LONGEST = 80


def no_account(account_id: str) -> AccountNotFound:
    """Return the error for an account that the run does not know."""
    return AccountNotFound(f"No account {_cut(account_id)} in this run; load its records and detect, or check the id.")


def no_campaign(campaign_id: str) -> CampaignNotFound:
    """Return the error for a campaign that the run does not know."""
    return CampaignNotFound(f"No campaign {_cut(campaign_id)} in this run; `linkage campaigns` lists those there are.")


def _cut(name: str) -> str:
    return repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…")
