"""What a world may be asked for."""

from collections.abc import Sequence
from typing import Final

from linkage.errors import UsageError
from linkage.simulation.classes import ARCHETYPE_NAMES, RUNG_NAMES
from linkage.simulation.farms import SMALLEST, n_farm_accounts
from linkage.simulation.priors import MOST_SEED, Parameters, draw_parameters

FARMLESS: Final = ("null", "A0")
SCENARIOS: Final = ("mixed", "demo", *FARMLESS, *ARCHETYPE_NAMES)
"""What a world may be asked for by name: all kinds of campaigns, three of them, none, or one."""


def parameters_of(
    accounts: int,
    days: int,
    seed: int,
    scenario: str,
    prevalence: float | None,
    rungs: Sequence[str] | None,
    null: bool,
    sample: float,
    campaign_accounts: int | None,
) -> Parameters:
    """Return the parameters of a world that is asked for; the arguments are those of `simulate`.

    Raises:
        UsageError: a name is unknown, a number out of bounds, or two choices exclude each other.
    """
    if scenario not in SCENARIOS:
        raise UsageError(f"There is no scenario {scenario}; choose one of {', '.join(SCENARIOS)}.")
    farmless = null or scenario in FARMLESS
    if farmless and (prevalence or rungs):
        raise UsageError("A null world has no farms; leave out --null (--scenario null), or --prevalence and --rung.")
    if null and scenario not in ("mixed", *FARMLESS):
        raise UsageError(f"A null world has no farms, and so none of {scenario}; leave out --null or --scenario.")
    if unknown := set(rungs or ()) - set(RUNG_NAMES):
        raise UsageError(f"There is no rung {sorted(unknown)[0]}; choose from {', '.join(RUNG_NAMES)}.")
    if not (100 <= accounts <= 20_000_000 and 1 <= days <= 366 and 0 <= seed <= MOST_SEED):
        raise UsageError(f"A world needs 100 to 20,000,000 accounts, 1 to 366 days and a seed of 0 to {MOST_SEED:,}.")
    if not 0 < sample <= 1:
        raise UsageError("The sample is a part of sessions, above 0 and at most 1.")
    if prevalence is not None and not 0 <= prevalence <= 0.5:
        raise UsageError("Prevalence is a part of accounts, from 0 to 0.5.")
    archetypes = (scenario,) if scenario in ARCHETYPE_NAMES else ARCHETYPE_NAMES
    if scenario == "demo":
        archetypes, rungs = ("A2", "A4", "A3"), rungs or ("E1", "E2", "E0")
        prevalence = 0.06 if prevalence is None else prevalence
    if farmless:
        prevalence = 0.0
    parameters = draw_parameters(
        seed,
        accounts,
        days,
        prevalence=prevalence,
        archetypes=archetypes,
        rungs=tuple(rungs or RUNG_NAMES),
        sample=sample,
        campaign_accounts=campaign_accounts,
    )
    if campaign_accounts is not None and not parameters.prevalence:
        raise UsageError("A world without farms has no campaigns of any size; leave out --campaign-accounts.")
    if campaign_accounts is not None and not SMALLEST <= campaign_accounts <= n_farm_accounts(parameters):
        raise UsageError(
            f"Campaigns of {campaign_accounts:,} accounts do not fit: farms have {n_farm_accounts(parameters):,} of "
            f"{accounts:,} accounts here, and a campaign has {SMALLEST} or more; choose another size or prevalence."
        )
    return parameters
