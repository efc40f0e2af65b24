"""Settings: built once by a door from `linkage.toml` and `LINKAGE_…` variables, and passed down.

A stage receives only its section. Every field has a description with its unit, and bounds.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableSetting

from linkage.errors import SettingsError

PREFIX: Final = "LINKAGE_"
"""With what variables begin that are settings."""
CACHE: Final = "LINKAGE_CACHE"
"""The variable that names the folder of assembled servers. It is no setting: all workspaces share that folder."""
_OF_TESTS: Final = re.compile(r"LINKAGE_(?:TEST|REQUIRE)_\w+|LINKAGE_CHROMIUM|LINKAGE_HOP_AIRDROP")
_OF_SERVICES: Final = re.compile(
    r"LINKAGE_(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)"
)
"""What Kubernetes tells every container of a service that is called linkage, or linkage-something."""
_BOUNDS: Final = {
    "ge": "from {}",
    "gt": "above {}",
    "le": "up to {}",
    "lt": "and below {}",
    "min_length": "of {} characters or more",
}
LIKE: Final = 0.8
"""Likeness from which an unknown name may be a known one misspelt."""
_TAKEN: Final = {float: "a number", int: "a whole number", Path: "a folder", tuple[str, ...]: "a list of texts"}


class Section(BaseModel):
    """A frozen group of settings; an unknown name is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class LoadSettings(Section):
    """How records are read."""

    max_rejected: float = Field(0.05, ge=0, le=1, description="Share of bad rows of a table above which a load stops.")
    max_value_bytes: int = Field(1024, ge=16, le=65536, description="Longest id or identifier, in bytes of UTF-8.")
    batch_rows: int = Field(500_000, ge=1_000, le=10_000_000, description="Rows validated at a time.")
    sensitive_kinds: tuple[str, ...] = Field(
        ("payment", "email", "phone"), description="Identifier kinds whose values are pseudonymised."
    )


class LinkSettings(Section):
    """How evidence between two accounts is weighed."""

    degree_cap: int = Field(
        1000,
        ge=2,
        le=100_000,
        description="Accounts sharing an identifier above which it is a hub for links.",
    )
    family_min_bits: float = Field(
        1.0, ge=0, le=64, description="Bits that a family needs to count as one of two independent ones."
    )
    false_link_rate: float = Field(
        0.01, gt=0, lt=1, description="Share of links that chance may make, under the permutation null."
    )
    proof_bits: float = Field(
        1.5, ge=0, le=64, description="Bits from which an identifier of a near-proof kind is proof by itself."
    )
    context_max_bits: float = Field(4.0, ge=0, le=64, description="Most bits that context may add to a link.")


class CommunitySettings(Section):
    """How links become groups."""

    engine: Literal["in-process", "gds", "gds-louvain", "gds-wcc"] = Field(
        "in-process",
        description="What groups accounts: Leiden in process, or Leiden, Louvain or components in the graph's Neo4j.",
    )
    resolution: float = Field(
        4.0, gt=0, le=1000, description="Resolution of Leiden and Louvain; higher gives smaller seeds."
    )
    seed: int = Field(7, ge=0, le=2**31 - 1, description="Seed of every random choice.")
    expansion_rounds: int = Field(
        4,
        ge=0,
        le=20,
        description="Rounds in which groups gain and lose members, before and after parting; up to eight more where a "
        "thousandth of all accounts still moves. 0 for none.",
    )


class CampaignSettings(Section):
    """How groups become verdicts."""

    min_accounts: int = Field(3, ge=2, le=1000, description="Fewest accounts of a pool; a campaign is one or more.")
    max_q_value: float = Field(0.05, gt=0, lt=1, description="False-discovery rate that a campaign may have.")
    keep_overlap: float = Field(0.3, gt=0, le=1, description="Overlap from which a campaign keeps its id.")


class GraphSettings(Section):
    """Where results live."""

    uri: str = Field(
        "embedded",
        description="`embedded`, `neo4j` for the server that `linkage neo4j start` runs, or a Bolt address such as "
        "bolt://127.0.0.1:7687.",
    )
    user: str = Field("neo4j", description="Neo4j user.")
    password: SecretStr | None = Field(None, description="Neo4j password.")
    database: str = Field("neo4j", description="Neo4j database.")
    batch_rows: int = Field(7_000, ge=100, le=200_000, description="Rows sent to Neo4j in one transaction.")
    workers: int = Field(2, ge=1, le=16, description="Connections that publish at once.")
    timeout_seconds: float = Field(30.0, gt=0, le=3600, description="Longest a reading statement may take.")

    @field_validator("uri")
    @classmethod
    def _holds_no_password(cls, uri: str) -> str:
        """Refuse an address with somebody's name and password: addresses are printed, and Neo4j's driver takes none."""
        if "@" in uri:
            raise ValueError("takes no user or password before an @; give them as graph.user and graph.password")
        return uri


class ApiSettings(Section):
    """How the API is served."""

    host: str = Field("127.0.0.1", description="Address to bind; any but loopback needs a key.")
    port: int = Field(8321, ge=0, le=65535, description="Port to bind; 0 picks a free one.")
    key: SecretStr | None = Field(None, description="What clients send as `Authorization: Bearer …`.", min_length=16)
    max_subgraph_nodes: int = Field(2_000, ge=10, le=100_000, description="Most nodes of a campaign's subgraph.")

    @field_validator("key")
    @classmethod
    def _can_be_sent(cls, key: SecretStr | None) -> SecretStr | None:
        """Refuse a key that some client cannot send in a header, or that loses its ends there."""
        if key is not None and not re.fullmatch(r"[!-~]+", key.get_secret_value()):
            raise ValueError("takes printable ASCII characters, without spaces")
        return key


class RunSettings(Section):
    """How runs are kept."""

    keep: int = Field(5, ge=1, le=10_000, description="Runs kept in the workspace.")


class LogSettings(Section):
    """What is logged, on stderr."""

    level: Literal["debug", "info", "warning", "error"] = Field("warning", description="Least level logged.")
    format: Literal["console", "json"] = Field("console", description="Aligned text, or one JSON object a line.")


class Settings(BaseSettings):
    """All settings, by section."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        toml_file="linkage.toml",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    workspace: Path = Field(Path("linkage-workspace"), description="Folder of ledger and runs.")
    load: LoadSettings = LoadSettings()
    links: LinkSettings = LinkSettings()
    communities: CommunitySettings = CommunitySettings()
    campaigns: CampaignSettings = CampaignSettings()
    graph: GraphSettings = GraphSettings()
    api: ApiSettings = ApiSettings()
    runs: RunSettings = RunSettings()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Say which source wins: the door's own words, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def fields() -> dict[str, FieldInfo]:
    """Return every setting by its name, `section.field`, in the order written."""
    found: dict[str, FieldInfo] = {}
    for name, field in Settings.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, Section):
            found |= {f"{name}.{each}": below for each, below in inner.model_fields.items()}
        else:
            found[name] = field
    return found


def variable(name: str) -> str:
    """Return the variable that holds a setting."""
    return PREFIX + name.replace(".", "__").upper()


def takes(field: FieldInfo) -> str:
    """Return what a setting may be, with its bounds, such as `a number from 0 to 1`."""
    if choices := [each for each in get_args(field.annotation) if isinstance(each, str)]:
        return f"one of {', '.join(choices)}"
    kind = next((word for known, word in _TAKEN.items() if field.annotation == known), "a text")
    rules = [(rule, name) for rule in field.metadata for name in _BOUNDS if hasattr(rule, name)]
    return " ".join([kind, *(_BOUNDS[name].format(getattr(rule, name)) for rule, name in rules)])


def read_settings(**overrides: object) -> Settings:
    """Return the settings of this process: `overrides`, over environment, over `linkage.toml`, over defaults.

    A variable that is empty is as one that is not there.

    Raises:
        SettingsError: a value is unknown, of the wrong type or out of bounds; the message names it.
    """
    _refuse_unknown(os.environ)
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = dict.fromkeys(_sentence(fault) for fault in error.errors(include_input=False, include_url=False))
        told = "; ".join(faults)
        raise SettingsError(
            f"Settings are wrong: {told}. Mend linkage.toml, the LINKAGE_… variable or the option."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"linkage.toml cannot be read ({error}); mend it or move it away.") from None
    except UnreadableSetting as error:
        section = re.search(r'field "(\w+)"', str(error))
        named = variable(section[1]) if section else PREFIX
        raise SettingsError(
            f"Settings are wrong: {named} or a variable that begins so is not JSON where it has to be; "
            'write a list as ["payment", "email"], and a single setting as LINKAGE_SECTION__FIELD.'
        ) from None


def _sentence(fault: Mapping[str, Any]) -> str:
    """Return what is wrong with one setting, and what it takes."""
    place = [str(part) for part in fault["loc"]]
    name = ".".join(place[:2])
    if fault["type"] == "extra_forbidden":
        return f"{name} is not known, {_beside(name, fields())}"
    if fault["type"] == "value_error":
        return f"{name} {fault['ctx']['error']}"
    field = fields().get(name)
    return f"{name} is a section, with settings of its own" if field is None else f"{name} takes {takes(field)}"


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    """Refuse a variable that begins as ours do and is none: what it was to set would be left as it is, unsaid.

    Raises:
        SettingsError: there is one; the message names the nearest that is known.
    """
    names = fields()
    known = [CACHE, *map(variable, names)]
    sections = {variable(name.partition(".")[0]) for name in names}
    unknown = [
        name
        for name, value in environment.items()
        if value
        and name.upper().startswith(PREFIX)
        and name.upper() not in {*known, *sections}
        and not _OF_TESTS.fullmatch(name)
        and not (_OF_SERVICES.fullmatch(name) and (not name.endswith("_PORT") or "://" in value))
    ]
    if unknown:
        told = "; ".join(f"{name} is not known, {_beside(name.upper(), known)}" for name in unknown)
        raise SettingsError(f"Settings are wrong: {told}. Mend the name of the variable, or unset it.")


def _beside(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like an unknown one, of its own section if that is known; or where all are."""
    names = list(known)
    section = re.match(r"\w+?(?:__|\.)", name)
    beside = [each for each in names if section is not None and each.startswith(section[0])]
    near = difflib.get_close_matches(name, beside or names, n=1, cutoff=0.0 if beside else LIKE)
    return f"the nearest is {near[0]}" if near else "docs/settings.md has all"
