"""The style of our nodes and relationships in Neo4j Browser, as GraSS.

Kinds have the colours that they have in the explorer. A GraSS file has no comments: either version of the Browser
would take one for part of a rule.
"""

from typing import Final

from linkage.graph.schema import IDENTIFIER_LABELS, NODES, RELATIONSHIPS
from linkage.identifiers.kinds import KINDS, PUBLISHED_KINDS

Rules = dict[str, dict[str, str]]

KIND_COLOURS: Final[dict[str, str]] = {
    "ip": "#e69f00",
    "device": "#009e73",
    "payment": "#cc3311",
    "template": "#aa4499",
    "artifact": "#882255",
    "email": "#56b4e9",
    "phone": "#999933",
    "email_domain": "#88ccee",
    "client": "#888888",
}

_ACCOUNT: Final = "#0072b2"
_CAMPAIGN: Final = "#332288"
_ORGANISATION: Final = "#6b4f2a"
_DECISION: Final = "#f0e442"
_BOOKS: Final = "#c8cdd4"

_GENERAL_NODE: Final = {"border-width": "2px", "font-size": "10px"}
_GENERAL_RELATIONSHIP: Final = {
    "font-size": "8px",
    "padding": "3px",
    "text-color-external": "#1c2430",
    "text-color-internal": "#ffffff",
    "caption": "<type>",
}
_NODES: Final[dict[str, tuple[str, int, str]]] = {
    # label: colour, diameter in pixels (newer Browsers write nothing into less than 50), property that is shown
    "Identifier": ("#888888", 50, "key"),
    **{IDENTIFIER_LABELS[kind]: (colour, 50, "key") for kind, colour in KIND_COLOURS.items()},
    "Account": (_ACCOUNT, 60, "id"),
    "Organisation": (_ORGANISATION, 70, "id"),
    "Campaign": (_CAMPAIGN, 90, "name"),
    "StagedCampaign": (_BOOKS, 50, "name"),
    "RetiredCampaign": (_BOOKS, 50, "name"),
    "Decision": (_DECISION, 50, "verdict"),
    "DecisionLog": (_BOOKS, 50, "id"),
    "Run": (_BOOKS, 50, "run"),
    "Publication": (_BOOKS, 50, "id"),
    "PublishLock": (_BOOKS, 50, "id"),
    "PublishLane": (_BOOKS, 50, "lane"),
}
_RELATIONSHIPS: Final[dict[str, tuple[str, int]]] = {
    # type: colour, width in pixels
    **{KINDS[kind].relationship: (KIND_COLOURS[kind], 1) for kind in reversed(PUBLISHED_KINDS)},
    "BELONGS_TO": (_ORGANISATION, 2),
    "LINKED_TO": (_ACCOUNT, 3),
    "MEMBER_OF": (_CAMPAIGN, 2),
    "RELIES_ON": (_CAMPAIGN, 3),
    "SUCCEEDED_BY": (_CAMPAIGN, 6),
    "SPLIT_INTO": (_CAMPAIGN, 6),
    "MERGED_INTO": (_CAMPAIGN, 6),
}


def rules() -> Rules:
    """Return the properties of each selector, in the order in which they count: the last that fits wins.

    Raises:
        KeyError: the schema has a label or type that has no style.
    """
    found: Rules = {"node": {**_GENERAL_NODE, **_node("#888888", 50, "<id>")}}
    for label in ("Identifier", *(name for name in NODES if name != "Identifier")):
        colour, diameter, shown = _NODES[label]
        found[f"node.{label}"] = _node(colour, diameter, f"{{{shown}}}")
    found["relationship"] = {**_GENERAL_RELATIONSHIP, "color": "#888888", "shaft-width": "1px"}
    for name in RELATIONSHIPS:
        colour, width = _RELATIONSHIPS[name]
        found[f"relationship.{name}"] = {"color": colour, "shaft-width": f"{width}px"}
    return found


def grass() -> str:
    """Return the style as a GraSS file, for `:style` and for the newer Browser's *Import GraSS*."""
    return "\n".join(
        f"{selector} {{\n" + "".join(f"  {name}: {_quoted(value)};\n" for name, value in properties.items()) + "}\n"
        for selector, properties in rules().items()
    )


def _node(colour: str, diameter: int, caption: str) -> dict[str, str]:
    return {
        "color": colour,
        "border-color": _darker(colour),
        "text-color-internal": "#ffffff" if _brightness(colour) < 0.55 else "#1c2430",
        "diameter": f"{diameter}px",
        "caption": caption,
    }


def _quoted(value: str) -> str:
    return f'"{value}"' if value.startswith(("{", "<")) else value


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _darker(colour: str) -> str:
    return "#" + "".join(f"{channel * 4 // 5:02x}" for channel in _channels(colour))


def _brightness(colour: str) -> float:
    """Return how bright a colour looks, 0 to 1 (the weights of ITU-R BT.601)."""
    red, green, blue = _channels(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
