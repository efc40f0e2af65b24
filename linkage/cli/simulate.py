"""`linkage simulate`: a world with known truth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.options import Json, examples
from linkage.cli.progress import working
from linkage.cli.session import session
from linkage.cli.show import out, out_json, say
from linkage.wording import several

if TYPE_CHECKING:
    from linkage.simulation import SimulationReport

EXAMPLES = examples(
    "linkage simulate world --scenario demo",
    "linkage simulate world --accounts 20000 --days 30 --seed 8",
    "linkage simulate honest --null && linkage simulate look-alikes --twin",
    "linkage simulate world --scenario A2 --rung E1 --rung E2 --prevalence 0.01",
    "linkage simulate large --accounts 250000 --days 10 --prevalence 0.16 --campaign-accounts 8000",
)
_ACCOUNTS, _DEMO_ACCOUNTS = 20_000, 3_000
_DAYS, _DEMO_DAYS = 30, 21


def simulate(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write into.", show_default=False)],
    *,
    accounts: Annotated[
        int | None,
        typer.Option(min=100, help="Accounts (default: 20,000; demo: 3,000).", show_default=False),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, help="Days of activity (default: 30; demo: 21).", show_default=False),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=10**15, help="Equal seeds and options give equal bytes.")] = 7,
    scenario: Annotated[
        str, typer.Option(help="mixed, demo, null or A0 (no farms), or one kind of campaign, A1 to A10.")
    ] = "mixed",
    rung: Annotated[
        list[str] | None, typer.Option(help="Rung of evasion, E0 to E8; repeatable (default: all).", show_default=False)
    ] = None,
    prevalence: Annotated[
        float | None,
        typer.Option(min=0, max=0.5, help="Share of farm accounts (default: drawn).", show_default=False),
    ] = None,
    campaign_accounts: Annotated[
        int | None,
        typer.Option(min=5, help="Accounts of each campaign (default: drawn for its kind).", show_default=False),
    ] = None,
    null: Annotated[bool, typer.Option("--null", help="Leave out all farms, as --scenario null does.")] = False,
    twin: Annotated[bool, typer.Option("--twin", help="Make farms accounts of strangers that behave alike.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a world that DIR holds already.")] = False,
    as_json: Json = False,
) -> None:
    """Write a simulated world to load, and its truth apart from it.

    DIR gets accounts.parquet and activity*.parquet, which `linkage load DIR` reads, and truth/, which it does not.
    """
    from linkage.simulation import simulate as write_world

    demo = scenario == "demo"
    asked = session(context)
    with working(f"Simulating a world in {folder}", quiet=asked.quiet):
        report = write_world(
            folder,
            accounts=accounts or (_DEMO_ACCOUNTS if demo else _ACCOUNTS),
            days=days or (_DEMO_DAYS if demo else _DAYS),
            seed=seed,
            scenario=scenario,
            prevalence=prevalence,
            campaign_accounts=campaign_accounts,
            rungs=rung,
            null=null,
            twin=twin,
            over=force,
        )
    if report.accounts_needed is not None:
        fits = f"--accounts {report.accounts_needed} or a higher --prevalence gives one"
        say(f"No campaign fits into {several(report.n_accounts, 'account')}: {fits}.", quiet=asked.quiet)
    if as_json:
        out_json(report)
    else:
        out(summary(report))


def summary(report: "SimulationReport") -> str:
    """Return what was written, in a sentence."""
    return (
        f"{report.folder}: {several(report.n_accounts, 'account')}, {several(report.n_requests, 'request')} in "
        f"{several(report.n_rows, 'row')}; {several(report.n_farm_accounts, 'account')} belong to "
        f"{several(report.n_campaigns, 'campaign')} in {several(report.n_pools, 'pool')}"
    )
