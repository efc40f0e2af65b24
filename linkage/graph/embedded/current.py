"""Which run of a workspace is served."""

from pathlib import Path

from linkage.errors import RunNotFound
from linkage.ledger import Workspace


def current_run(workspace: Workspace) -> Path:
    """Return the folder of the run that a workspace's `current` names.

    Raises:
        RunNotFound: nothing was detected yet, or that run is gone.
    """
    try:
        run = workspace.current.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        if not workspace.path.is_dir():
            raise RunNotFound(
                f"There is no workspace at {workspace.path}; load files and run `linkage detect` first."
            ) from None
        raise RunNotFound(f"Nothing was detected yet in {workspace.path}; run `linkage detect` first.") from None
    folder = workspace.runs / run
    if not run or not folder.is_dir():
        raise RunNotFound(f"The current run {run!r} of {workspace.path} is gone; run `linkage detect` again.")
    return folder
