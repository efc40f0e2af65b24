"""A server's home: the folder with its data, configuration, logs, password and the record of how it runs.

::

    <home>/
      conf/neo4j.conf    written anew at each start
      data/  logs/  import/  run/
      password           mode 0600
      server.json        lane, ports and process of the last start
      tool.json          process of the offline tool at work, or of one whose caller was killed
      backup.json        folder in which a backup is made, or was when its caller was killed
      lock               held while the server is started, stopped or worked on offline; made first, so that a folder
                         without it is none of ours
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from linkage.errors import GraphCorrupt, UsageError
from linkage.graph.neo4j.server.configuration import BOLT_PORT, HTTP_PORT, Ports
from linkage.graph.neo4j.server.kernel import lane_of
from linkage.graph.neo4j.server.lanes import DEFAULT_LANE, lane_named
from linkage.graph.neo4j.server.process import Process

USER = "neo4j"
DATABASE = "neo4j"


@dataclass(frozen=True, slots=True)
class Record:
    """How a server was last started."""

    lane: str
    """Of the last start, or of the last database that was put in place."""
    ports: Ports
    process: Process | None
    """None once it was stopped."""
    ready: bool = False
    """Whether it has answered since that start."""
    gds_version: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """Paths in a server's home."""

    path: Path

    @property
    def conf(self) -> Path:
        """The folder of `neo4j.conf`."""
        return self.path / "conf"

    @property
    def console(self) -> Path:
        """What the server prints."""
        return _meant(self.path / "logs") / "console.log"

    @property
    def lock(self) -> Path:
        """The file that is locked, and that marks the folder as a home."""
        return self.path / "lock"

    @property
    def password_file(self) -> Path:
        """The file with the password of the user `neo4j`."""
        return _meant(self.path / "password")

    @property
    def has_data(self) -> bool:
        """Whether a server ran here before: only then is there a database of users."""
        return (self.path / "data" / "databases" / "system").is_dir()

    @property
    def has_database(self) -> bool:
        """Whether there is a database that a server would serve."""
        return (self.path / "data" / "databases" / DATABASE).is_dir()

    def make(self) -> None:
        """Make the folders, for this user alone.

        Raises:
            UsageError: the folder holds something, and is not a server's home.
        """
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(self.path.iterdir()) and not self.lock.is_file():
            raise UsageError(f"{self.path} holds something else than a server of linkage; name an empty or new folder.")
        self.lock.touch(mode=0o600)
        for name in ("conf", "data", "logs", "import", "run"):
            (self.path / name).mkdir(exist_ok=True, mode=0o700)

    def password(self) -> str:
        """Return the password.

        Raises:
            GraphCorrupt: the file is not there, or empty.
        """
        try:
            password = self.password_file.read_text("utf-8").strip()
        except FileNotFoundError:
            password = ""
        if not password:
            raise GraphCorrupt(
                f"The password file {self.password_file} is missing or empty although a server has run there; "
                "put the password back into it, or choose another home."
            )
        return password

    def make_password(self) -> str:
        """Return the password for a server that has never run: what the file holds, or a new one written there."""
        if self.password_file.is_file() and (kept := self.password_file.read_text("utf-8").strip()):
            return kept
        password = secrets.token_hex(20)
        self.password_file.unlink(missing_ok=True)
        with os.fdopen(os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password + "\n")
        return password

    def lane(self, wanted: str | None) -> str:
        """Return the lane to work with: the one that is wanted, else the one of the data, else the usual one.

        Raises:
            UsageError: there is no such lane, or the data are of another one, or of none that there is.
        """
        if wanted is not None:
            lane_named(wanted)
        record = self.record()
        if not (self.has_data or self.has_database):
            return wanted or (DEFAULT_LANE if record is None else record.lane)
        lane = record.lane if record is not None else lane_of(self.path / "data" / "transactions")
        if lane is None:
            raise UsageError(
                f"Nothing in {self.path} says which Neo4j its data are of, or they are of a newer one than linkage "
                "starts; put its server.json back, or choose another home."
            )
        if wanted not in (None, lane):
            raise UsageError(
                f"The data in {self.path} are of lane {lane}, and another one could change them for good; "
                "leave out the lane, or choose another home."
            )
        return lane

    def write_lane(self, lane: str) -> None:
        """Write down of which lane the data are."""
        record = self.record()
        self.write_record(
            Record(lane, Ports(BOLT_PORT, HTTP_PORT), None) if record is None else replace(record, lane=lane)
        )

    def record(self) -> Record | None:
        """Return how the server was last started; None when it never was, or the record cannot be read."""
        try:
            values: dict[str, Any] = json.loads((self.path / "server.json").read_text("utf-8"))
            process = values["process"]
            return Record(
                lane=str(values["lane"]),
                ports=Ports(**values["ports"]),
                process=None if process is None else Process(**process),
                ready=bool(values["ready"]),
                gds_version=str(values["gds_version"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write_record(self, record: Record) -> None:
        """Write down how the server was started; whole or not at all."""
        aside = self.path / "server.json.new"
        aside.write_text(json.dumps(asdict(record), indent=2) + "\n", "utf-8")
        aside.replace(self.path / "server.json")

    def tool(self) -> Process | None:
        """Return the offline tool that was last left at work here."""
        try:
            return Process(**json.loads((self.path / "tool.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write_tool(self, process: Process | None) -> None:
        """Write down which offline tool is at work, or that none is."""
        if process is None:
            (self.path / "tool.json").unlink(missing_ok=True)
        else:
            (self.path / "tool.json").write_text(json.dumps(asdict(process)) + "\n", "utf-8")

    def backup(self) -> Path | None:
        """Return the folder in which a backup was last left unfinished."""
        try:
            return Path(json.loads((self.path / "backup.json").read_text("utf-8"))["folder"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write_backup(self, folder: Path | None) -> None:
        """Write down in which folder a backup is made, or that none is."""
        if folder is None:
            (self.path / "backup.json").unlink(missing_ok=True)
        else:
            (self.path / "backup.json").write_text(json.dumps({"folder": str(folder)}) + "\n", "utf-8")


def _meant(path: Path) -> Path:
    """Return what a link leads to: of a small home inside another, the paths that stay when it is gone."""
    return path.resolve() if path.is_symlink() else path
