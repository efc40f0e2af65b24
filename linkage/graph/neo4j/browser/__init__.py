"""What an analyst finds in Neo4j Browser: colours for our nodes, a guide, and what happens after login.

The guide is written once, in `guide.adoc`, with the saved queries put in where it names them. Newer versions of the
Browser show it as AsciiDoc; the older one, which Maven Central has, as HTML. The style names labels and types of
`graph/schema.py`, general ones first: in both versions the last rule that fits wins, and the newer reads only one
label of a rule.
"""

from linkage.graph.neo4j.browser.guide import asciidoc
from linkage.graph.neo4j.browser.html import html
from linkage.graph.neo4j.browser.style import grass, rules
from linkage.graph.neo4j.browser.welcome import API_ADDRESS, api_address, welcome

__all__ = ["API_ADDRESS", "api_address", "asciidoc", "grass", "html", "rules", "welcome"]
