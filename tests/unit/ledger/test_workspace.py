"""A workspace has an identity of its own, from when it is made and for as long as it lives."""

from pathlib import Path

from linkage.ledger import Workspace


def test_a_workspace_is_told_from_every_other_one_and_keeps_its_identity_when_it_moves(tmp_path: Path) -> None:
    one, other = (Workspace(tmp_path / name) for name in ("one", "other"))
    with one.locked():
        one.first_pseudonymiser(("email",))
    assert one.identity() != other.identity()
    before = one.description()
    (tmp_path / "one").rename(tmp_path / "moved")
    moved = Workspace.open(tmp_path / "moved")
    assert (moved.identity(), moved.description()) == (before.id, before)


def test_a_workspace_of_an_earlier_version_gets_an_identity_at_the_next_write_and_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "workspace.toml").write_text("format = 1\nkey_id = \"0123456789abcdef\"\nsensitive_kinds = ['email']\n")
    workspace = Workspace.open(tmp_path)
    assert workspace.description().id is None
    with workspace.locked():
        pass
    found = workspace.description()
    assert (found.key_id, found.sensitive_kinds, found.id) == ("0123456789abcdef", ("email",), workspace.identity())
