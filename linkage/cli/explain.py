"""`linkage explain`: why two accounts are linked, identifier by identifier."""

from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.options import Json, examples, text
from linkage.cli.session import opened_graph, session
from linkage.cli.show import allowed_words, count, day, out, out_json, row, share, short, table
from linkage.wording import several

if TYPE_CHECKING:
    from rich.table import Table

    from linkage.graph.allowlist import AllowList
    from linkage.graph.interface import Explanation, SharedIdentifier

EXAMPLES = examples("linkage explain acct-17 acct-42", "linkage explain acct-17 acct-42 --json")


def explain(
    context: typer.Context,
    a: Annotated[str, typer.Argument(metavar="A", help="An account id.", show_default=False, callback=text)],
    b: Annotated[str, typer.Argument(metavar="B", help="Another account id.", show_default=False, callback=text)],
    as_json: Json = False,
) -> None:
    """Say why two accounts are linked, or why they are not.

    Lists each identifier that both use: how many accounts use it, the part of each account's traffic that went through
    it, the bits of evidence that it gives by itself, and when each account used it first and last.
    """
    from linkage.graph.allowances import explained
    from linkage.graph.allowlist import allow_list

    asked = session(context)
    with opened_graph(asked) as graph:
        explanation = explained(graph, a, b)
        allowed = allow_list(graph.decisions())
    if as_json:
        out_json(explanation)
        return
    out(asked.pasteable(sentence(explanation)), "")
    if explanation.shared:
        out(shared_table(explanation, allowed), "")
    if explanation.linked:
        out(families_table(explanation))


def sentence(explanation: "Explanation") -> str:
    """Return the explanation in plain words."""
    a, b = explanation.a, explanation.b
    both = explanation.same_campaign
    beside = f" Other accounts tie both to {both}: `linkage campaigns show {both}` says how." if both else ""
    if not explanation.shared:
        return f"{a} and {b} share no identifier, so nothing links them directly.{beside}"
    shared = several(len(explanation.shared), "identifier")
    told = "; ".join(f"{allowed_words(one)}, and no run made since then links it" for one in explanation.allowed)
    if told and not explanation.linked:
        return f"{a} and {b} share {shared}, and are not linked: {told}."
    strongest = explanation.shared[0]
    best = (
        f"the strongest is {name(strongest, 48)}, used by {several(strongest.n_accounts, 'account')} "
        f"({strongest.bits:.1f} bits)"
    )
    if not explanation.linked:
        return (
            f"{a} and {b} share {shared}, and are not linked: {best}. A link needs two independent families of "
            f"evidence, or one near-proof, above what chance gives.{beside}"
        )
    together = f" Both are in {both}." if both else " They are in no group together."
    spoken = [family for family, bits in explanation.families.items() if bits > 0 and family != "context"]
    families = f"{'family' if len(spoken) == 1 else 'families'} {', '.join(spoken)}" if spoken else "context"
    return (
        f"{a} and {b} are linked with {explanation.weight_bits:.1f} bits by the {families}; "
        f"they share {shared}, {best}.{together}" + (f" But {told}." if told else "")
    )


def name(shared: "SharedIdentifier", width: int) -> str:
    """Return an identifier as its kind and its key, or its skeleton where there is one."""
    return f"{shared.kind} {short(shared.skeleton or shared.key, width)}"


def shared_table(explanation: "Explanation", allowed: "AllowList") -> "Table":
    """Return a table with three lines for each shared identifier: its own, and one for each account.

    In place of bits it says of what is allowed that it is.
    """
    columns = ("identifier", "accounts", "bits", "share", "first seen", "last seen")
    shown = table(*columns, right=columns[1:4], folds=columns[0])
    people = {one.account_id for one in explanation.allowed}
    for each in explanation.shared:
        if each.bits > 0:
            bits = f"{each.bits:.1f}"
        elif allowed.allows(each.kind, each.key):
            bits = "allowed"
        else:
            bits = "0.0" if people and not explanation.linked else "hub"
        row(shown, name(each, 24), count(each.n_accounts), bits, "", "", "")
        for account, part, first, last in (
            (explanation.a, each.share_a, each.first_seen_a, each.last_seen_a),
            (explanation.b, each.share_b, each.first_seen_b, each.last_seen_b),
        ):
            told = "allowed" if account in people else ""
            row(shown, f"  {short(account, 30)}", "", told, share(part), day(first), day(last))
    return shown


def families_table(explanation: "Explanation") -> "Table":
    """Return how the families add up to the weight of the link."""
    shown = table("family", "bits", right=("bits",))
    for family, bits in explanation.families.items():
        if bits:
            row(shown, family, f"{bits:.2f}")
    shown.add_section()
    row(shown, "weight of the link", f"{explanation.weight_bits:.2f}")
    return shown
