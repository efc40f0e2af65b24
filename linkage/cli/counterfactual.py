"""The line that says without what a score would be in a lower band."""

from typing import TYPE_CHECKING

from linkage.cli.show import short

if TYPE_CHECKING:
    from linkage.graph.counterfactual import Counterfactual, Lost


def counterfactual_line(less: "Counterfactual") -> str:
    """Return what a campaign or an account would have to lose to fall below its band."""
    lost = "; ".join(_said(one) for one in less.without)
    left = f"to {less.score:.0f}" if less.score else "it would leave its group"
    return f"would fall below {less.below} ({left}) without: {lost}"


def _said(lost: "Lost") -> str:
    named = ", ".join(short(name, 32) for name in lost.identifiers[:2])
    more = ", …" if len(lost.identifiers) > 2 else ""
    return f"{lost.text} ({named}{more})" if named else lost.text
