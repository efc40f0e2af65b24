"""Links → groups of accounts.

Leiden moves accounts between groups as long as the links inside weigh more than chance would have it; a high
resolution splits too much on purpose, since expansion can join but not repair. In process and through Graph
Data Science it is the same method on the same links, in a canonical order, from one seed: the groups are equally
good, and equal where one best answer exists. There Louvain, at the same resolution, and connected components are to
be had too; components join what Leiden parts, which only expansion may undo. It stops being true for links that are
themselves wrong: a threshold too low chains strangers, and no resolution parts them again.
"""

from linkage.communities.affinity import affinity_of
from linkage.communities.behaviour import Behaviour, behaviour_of
from linkage.communities.components import components
from linkage.communities.labels import canonical
from linkage.communities.leiden import leiden
from linkage.communities.stage import Engine, Groups, given, run, run_plain

__all__ = [
    "Behaviour",
    "Engine",
    "Groups",
    "affinity_of",
    "behaviour_of",
    "canonical",
    "components",
    "given",
    "leiden",
    "run",
    "run_plain",
]
