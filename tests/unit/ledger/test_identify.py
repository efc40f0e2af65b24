"""What a client writes has the key under which the ledger knows it."""

from pathlib import Path

from linkage import ledger
from linkage.ledger import Workspace
from linkage.ledger.identify import WorkspaceIdentify
from linkage.records import find_sources
from linkage.settings import LoadSettings


def test_a_template_has_the_key_of_the_ledger_whoever_named_it_and_where_names_are_hashed(tmp_path: Path) -> None:
    rows = [f"a{x},1,,write a haiku about the sea for my aunt number {x},be kind\n" for x in range(9)]
    rows += [f"b{x},1,their-own-name,,\n" for x in range(3)]
    (tmp_path / "activity.csv").write_text("account_id,at,template_id,prompt,system_prompt\n" + "".join(rows))
    workspace = Workspace.open(tmp_path / "workspace", create=True)
    settings = LoadSettings(sensitive_kinds=("template",))
    ledger.load(workspace, find_sources([str(tmp_path / "activity.csv")]), settings=settings)
    keys = set(ledger.snapshot(workspace).identifiers.filter(kind="template")["key"])
    identify = WorkspaceIdentify(workspace, settings)
    made_here = {key for key in keys if identify("template", key) == key}
    assert made_here and keys - made_here == {identify("template", "their-own-name")}
