"""The graph in Neo4j for notebooks that stand on py2neo: subgraphs, and classes for its object mapper.

py2neo 2021.2.4 is at its end of life, and nothing else of linkage needs it; `pip install 'linkage[py2neo]'` brings it.
Whoever has no such notebook yet finds the same in `linkage.notebook`, as polars frames and networkx graphs.

    >>> import py2neo
    >>> from linkage.notebook.py2neo import Account, campaign, neighbourhood
    >>> graph = py2neo.Graph(uri, auth=(user, password))
    >>> campaign(graph, "c-alpha").labels() >= {"Account", "Campaign", "Device"}
    True
    >>> sorted(node["id"] for node in neighbourhood(graph, "a-3").nodes if node.has_label("Account"))
    ['a-1', 'a-3']
    >>> [device.key for device in Account.match(graph, "a-1").first().devices]
    ['dev-1']

It works with Neo4j 5 for reading, matching, merging and mapping. It does not for `graph.schema` and `element_id`; it
takes no time with a zone as a parameter; and a wrong password looks as if no server were there.
"""

try:
    import py2neo  # noqa: F401
except ModuleNotFoundError as error:
    raise ImportError("py2neo is not installed; `pip install 'linkage[py2neo]'` brings it.") from error

from linkage.notebook.py2neo.classes import (
    IDENTIFIERS,
    Account,
    Campaign,
    Client,
    Device,
    EmailAddress,
    EmailDomain,
    Identifier,
    IPAddress,
    Organisation,
    PaymentMethod,
    PhoneNumber,
    PromptTemplate,
    ReasoningArtifact,
)
from linkage.notebook.py2neo.subgraphs import campaign, neighbourhood

__all__ = [
    "IDENTIFIERS",
    "Account",
    "Campaign",
    "Client",
    "Device",
    "EmailAddress",
    "EmailDomain",
    "IPAddress",
    "Identifier",
    "Organisation",
    "PaymentMethod",
    "PhoneNumber",
    "PromptTemplate",
    "ReasoningArtifact",
    "campaign",
    "neighbourhood",
]
