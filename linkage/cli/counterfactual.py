"""The lines that say without what a score would be in a lower band."""

import textwrap
from typing import TYPE_CHECKING

from linkage.cli.show import page_width, short

if TYPE_CHECKING:
    from linkage.graph.counterfactual import Counterfactual, Lost


def counterfactual_line(less: "Counterfactual") -> str:
    """Return what a campaign or an account would have to lose to fall below its band."""
    left = f"to {less.score:.0f}" if less.score else "it would leave its group"
    lost = (
        textwrap.fill(_said(one), page_width(), initial_indent=f"  {n}. ", subsequent_indent="     ")
        for n, one in enumerate(less.without, 1)
    )
    return "\n".join([f"would fall below {less.below} ({left}) without", *lost])


def _said(lost: "Lost") -> str:
    named = ", ".join(short(name, 32) for name in lost.identifiers[:2])
    more = ", …" if len(lost.identifiers) > 2 else ""
    return f"{lost.text} ({named}{more})" if named else lost.text
