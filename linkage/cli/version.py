"""`linkage version`"""

import sys

from linkage import __version__
from linkage.cli.options import Json, examples
from linkage.cli.show import out_json

EXAMPLES = examples("linkage version", "linkage version --json")


def version(as_json: Json = False) -> None:
    """Print the version."""
    if as_json:
        out_json({"version": __version__})
    else:
        sys.stdout.write(f"{__version__}\n")
