"""Saving a run that is killed before any of its steps: a whole run is served at every moment."""

import subprocess
import sys
from pathlib import Path

SAVING = """
import itertools, os, sys
from pathlib import Path
from linkage import runs
from linkage.graph.embedded import current_run
from linkage.ledger import Workspace
from tests.small_world import INFO, LATER, small_world
from tests.publishing import embedded

workspace = Workspace.open(Path(sys.argv[1]), create=True)


def in_a_process_of_its_own(work):
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_before(step, info):
    seen = itertools.count(1)

    def hook(event, arguments):
        if event in ("os.rename", "shutil.rmtree") and next(seen) == step:
            os._exit(9)

    sys.addaudithook(hook)
    runs.save(workspace, small_world(), info, {}, keep=2)


def look():
    folder = current_run(workspace)
    assert runs.load_findings(folder).campaigns.height
    graph = embedded(workspace.path)
    assert graph.run() == runs.load_info(folder)


for info in (LATER, INFO):
    assert in_a_process_of_its_own(lambda: runs.save(workspace, small_world(), info, {})) == 0
for step in itertools.count(1):
    left = in_a_process_of_its_own(lambda: killed_before(step, INFO))
    assert in_a_process_of_its_own(look) == 0, step
    print(step, left, flush=True)
    if left != 9:
        break
"""


def test_a_run_that_is_made_again_and_killed_before_any_step_leaves_a_whole_run_served(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SAVING, str(tmp_path / "workspace")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    steps = [line.split()[1] for line in done.stdout.splitlines()]
    assert len(steps) > 5
    assert steps == ["9"] * (len(steps) - 1) + ["0"]
    assert len(list((tmp_path / "workspace" / "runs").iterdir())) == 2
