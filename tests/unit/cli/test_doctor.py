"""What `linkage doctor` calls wrong, and what is only not there yet."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from linkage.cli.process import hoisted, run
from linkage.detection import MODEL_VERSION
from linkage.ledger import Workspace
from tests.publishing import embedded, publish
from tests.small_world import INFO, small_world


def run_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    """Return the exit code, and what doctor says of the current run."""
    code = run(hoisted(["doctor", "--json", "--workspace", str(folder)]))
    checks = json.loads(capsys.readouterr().out)["checks"]
    return code, next(check for check in checks if check["name"] == "run")


@pytest.mark.parametrize("loss", ["folder", "name"])
def test_a_run_that_is_named_and_gone_is_wrong_and_detect_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], loss: str
) -> None:
    workspace = Workspace(tmp_path / "w")
    (tmp_path / "accounts.csv").write_text("account_id,created_at\na-1,2026-01-01T00:00:00Z\n")
    assert run(hoisted(["load", str(tmp_path / "accounts.csv"), "--quiet", "--workspace", str(workspace.path)])) == 0
    capsys.readouterr()
    code, check = run_check(workspace.path, capsys)
    assert (code, check["state"]) == (0, "not yet")
    graph = embedded(workspace.path)
    publish(graph, small_world(), INFO)
    graph.close()
    _, check = run_check(workspace.path, capsys)
    assert check["state"] == "ok"
    if loss == "folder":
        shutil.rmtree(workspace.runs / INFO.run)
    else:
        workspace.current.write_text("20200101T000000Z-00000000\n")
    code, check = run_check(workspace.path, capsys)
    assert (code, check["state"], check["exit_code"]) == (5, "wrong", 5)
    assert "detect` again." in check["detail"]


@pytest.mark.parametrize(
    ("model", "told"),
    [("31", f"; made by another model (31, this is {MODEL_VERSION}): `linkage --workspace"), (MODEL_VERSION, "")],
)
def test_a_run_of_another_model_is_in_order_and_told_with_the_command_that_renews_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str, told: str
) -> None:
    workspace = Workspace(tmp_path / "w")
    with workspace.locked():
        graph = embedded(workspace.path)
    publish(graph, small_world(), replace(INFO, model_version=model))
    graph.close()
    _, check = run_check(workspace.path, capsys)
    assert check["state"] == "ok" and told in check["detail"] and ("another model" in check["detail"]) == bool(told)
