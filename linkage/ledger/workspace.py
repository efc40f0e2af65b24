"""The folder that holds everything of one user: its layout, format, key and lock."""

import fcntl
import os
import time
import tomllib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from linkage.errors import SettingsError, WorkspaceBusy, WorkspaceError
from linkage.identifiers import Pseudonymiser
from linkage.ledger.durable import on_disk, replace_file
from linkage.ledger.key import key_id, make_key, read_key

FORMAT: Final = 1
"""Version of the layout; a workspace of a later one is refused."""
_POLL_SECONDS: Final = 0.05
_OWN_NAMES: Final = frozenset(
    {
        "workspace.toml",
        "key",
        "lock",
        "runs.lock",
        "ledger",
        "quarantine",
        "runs",
        "current",
        "published",
        "decisions.sqlite",
        "linkage.toml",
        "neo4j",
    }
)


@dataclass(frozen=True, slots=True)
class Description:
    """What `workspace.toml` says."""

    format: int = FORMAT
    key_id: str | None = None
    """Id of the key, from first use on."""
    sensitive_kinds: tuple[str, ...] | None = None
    """The kinds whose values the ledger holds as pseudonyms, from first use on."""
    id: str | None = None
    """What tells it from every other workspace but copies of it, wherever it is moved; versions before 2026-12-01 made
    none."""

    def to_toml(self) -> str:
        """Return the file's content."""
        lines = [f"format = {self.format}"]
        if self.key_id is not None:
            lines.append(f'key_id = "{self.key_id}"')
        if self.sensitive_kinds is not None:
            lines.append(f"sensitive_kinds = {list(self.sensitive_kinds)}")
        if self.id is not None:
            lines.append(f'id = "{self.id}"')
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace that exists, or will when something is first written to it."""

    path: Path

    @staticmethod
    def open(path: Path, create: bool = False) -> "Workspace":
        """Return the workspace at `path`; with `create` one that need not exist yet.

        Raises:
            WorkspaceError: there is none, it is of a later format, or the folder is somebody else's.
        """
        workspace = Workspace(path)
        if (path / "workspace.toml").exists():
            workspace.description()
            return workspace
        if not create:
            raise WorkspaceError(f"There is no workspace at {path}; load files first, or name one with --workspace.")
        if path.exists():
            _claim(path)
        return workspace

    @property
    def ledger(self) -> Path:
        """Folder of parts and manifest."""
        return self.path / "ledger"

    @property
    def quarantine(self) -> Path:
        """Folder of rejected rows, a file per load."""
        return self.path / "quarantine"

    @property
    def runs(self) -> Path:
        """Folder of runs."""
        return self.path / "runs"

    @property
    def current(self) -> Path:
        """File that names the run being served."""
        return self.path / "current"

    @property
    def published(self) -> Path:
        """File that names the Neo4j to which a run was published last, as `--graph` did."""
        return self.path / "published"

    @property
    def decisions(self) -> Path:
        """Database of what people said, when there is no Neo4j."""
        return self.path / "decisions.sqlite"

    def description(self) -> Description:
        """Return what `workspace.toml` says, or the defaults before it is written.

        Raises:
            WorkspaceError: it is damaged or of a later format.
        """
        file = self.path / "workspace.toml"
        try:
            said = tomllib.loads(file.read_text(encoding="utf-8"))
            kinds = said.get("sensitive_kinds")
            kinds = None if kinds is None else tuple(kinds)
            found = Description(int(said["format"]), said.get("key_id"), kinds, said.get("id"))
        except FileNotFoundError:
            return Description()
        except PermissionError:
            raise WorkspaceError(f"{file} may not be read by this user; run linkage as its owner.") from None
        except (OSError, ValueError, KeyError, TypeError):
            raise WorkspaceError(f"{file} is damaged; restore it from a backup.") from None
        if found.format > FORMAT:
            raise WorkspaceError(f"{self.path} was written by a later version of linkage; upgrade linkage to use it.")
        return found

    def identity(self) -> str:
        """Return what tells this workspace from every other one; one of an earlier version gets it now.

        Raises:
            WorkspaceBusy, WorkspaceError: it gets it now, and cannot be written.
        """
        if self.description().id is None:
            with self.locked(name="runs.lock"):  # never held for as long as a load takes
                pass
        return self.description().id or ""

    @contextmanager
    def locked(self, wait_seconds: float = 30.0, name: str = "lock") -> Iterator[None]:
        """Hold the workspace for writing, after making it where it is not there yet.

        The lock goes with the process that holds it, however that ends. Ledger and runs have locks of different
        names, so a run can be saved while files are being read.

        Raises:
            WorkspaceBusy: another process has held it for `wait_seconds`.
            WorkspaceError: the folder cannot be written.
        """
        with on_disk(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path / name, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._wait(descriptor, wait_seconds)
            with on_disk(self.path):
                described = self.description()
                if described.id is None:
                    self._describe(replace(described, id=uuid.uuid4().hex))
            yield
        finally:
            os.close(descriptor)

    def _describe(self, description: Description) -> None:
        replace_file(self.path / "workspace.toml", description.to_toml().encode())

    def _wait(self, descriptor: int, wait_seconds: float) -> None:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise WorkspaceBusy(
                        f"Another process is writing to {self.path}; wait until it is done and try again."
                    ) from None
                time.sleep(_POLL_SECONDS)
            else:
                return

    def key(self) -> bytes:
        """Return the key under which sensitive values and prompts are hashed.

        Raises:
            WorkspaceError: it was never made, is lost, or is another one.
        """
        expected = self.description().key_id
        if expected is None:
            raise WorkspaceError(f"The workspace {self.path} has no key yet; load files first.")
        return read_key(self.path / "key", expected)

    def pseudonymiser(self) -> Pseudonymiser:
        """Return what turns sensitive values into the pseudonyms that the ledger holds.

        Raises:
            WorkspaceError: as for `key`.
        """
        return Pseudonymiser(self.key())

    def first_pseudonymiser(self, sensitive_kinds: tuple[str, ...]) -> Pseudonymiser:
        """Return the same, making the key on first use. Needs the lock.

        Raises:
            SettingsError: the ledger was begun with other sensitive kinds.
            WorkspaceError: the key is lost or another one.
        """
        described = self.description()
        kinds = tuple(sorted(sensitive_kinds))
        if described.key_id is None:
            # The key first: killed in between, the next load finds it and nothing was hashed yet.
            with on_disk(self.path):
                key = make_key(self.path / "key")
                self._describe(replace(described, key_id=key_id(key), sensitive_kinds=kinds))
            return Pseudonymiser(key)
        if described.sensitive_kinds != kinds:
            begun = ", ".join(described.sensitive_kinds or ()) or "none"
            raise SettingsError(
                f"{self.path} was begun with the sensitive kinds {begun}; set load.sensitive_kinds to these, "
                "or load into a new workspace."
            )
        return self.pseudonymiser()


def _claim(path: Path) -> None:
    """Raise WorkspaceError when the folder `path` holds what is not ours."""
    try:
        names = {entry.name for entry in path.iterdir() if not entry.name.startswith(".")}
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be used as a workspace ({error.strerror}); name another folder.") from None
    if names - _OWN_NAMES:
        raise WorkspaceError(
            f"{path} holds other files and is no workspace; name an empty or a new folder with --workspace."
        )
