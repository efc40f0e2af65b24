"""What identifiers look like: numbers become ids of devices, cards, templates, clients and accounts."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.simulation.draft import Draft, Ints
from linkage.simulation.people import N_CLIENTS, N_DISPOSABLE, N_FREEMAIL
from linkage.simulation.places import scramble

FREEMAIL = (
    "gmail.com", "outlook.com", "yahoo.com", "qq.com", "163.com", "icloud.com", "hotmail.com", "proton.me", "mail.ru",
    "naver.com", "gmx.de", "web.de", "yandex.ru", "zoho.com",
)  # fmt: skip
_BYTES = pl.Series([f"{i:04x}" for i in range(65536)])


def hex_names(prefix: str, numbers: Ints) -> pl.Series:
    """Return `prefix` and 12 hex digits for each number, from its low 48 bits."""
    parts = pl.DataFrame(
        {f"p{i}": _BYTES.gather(((numbers >> (16 * i)) & 0xFFFF).astype(np.uint32)) for i in (2, 1, 0)}
    )
    return parts.select(pl.concat_str([pl.lit(prefix), "p2", "p1", "p0"])).to_series()


@dataclass(frozen=True, slots=True)
class Names:
    """Text of every numbered thing of a world."""

    accounts: pl.Series
    tables: dict[str, pl.Series]

    def of(self, kind: str, numbers: Ints) -> pl.Series:
        """Return the names of numbers of a kind; null for negative ones."""
        index = pl.Series(numbers).cast(pl.Int64)
        return self.tables[kind].gather(index.set(index < 0, None).cast(pl.UInt32))


def name_everything(draft: Draft, seed: int) -> Names:
    """Return the names in a finished draft: random looking, equal for equal seeds, free of any hint."""
    tables = {}
    for kind, prefix in (("device", "dev_"), ("payment", "pay_"), ("template", "tpl_"), ("artifact", "rsn_"),
                         ("organisation", "org_"), ("party", "party_")):  # fmt: skip
        n = max(draft.counters.get(kind, 0), 1)
        tables[kind] = hex_names(prefix, scramble(np.arange(n), seed * 64 + len(prefix) * 7 + ord(prefix[0])))
    rng = np.random.default_rng(np.random.SeedSequence([seed, 77]))
    tables["user_agent"] = pl.Series(_user_agents(rng))
    tables["tls"] = pl.Series([f"t13d{a:04d}h2_{b:012x}_{c:012x}" for a, b, c in zip(
        rng.integers(1000, 1900, N_CLIENTS).tolist(), rng.integers(0, 2**48, N_CLIENTS).tolist(),
        rng.integers(0, 2**48, N_CLIENTS).tolist(), strict=True)])  # fmt: skip
    phones = scramble(np.arange(max(draft.counters.get("phone", 0), 1)), seed + 5) % 10**9
    tables["phone"] = pl.Series(phones).cast(pl.String).str.zfill(9).str.replace("^", "+4477")
    tables["domain"] = pl.Series(draft.domains)
    accounts = hex_names("acc_", scramble(np.arange(draft.accounts.n), seed * 64 + 3))
    return Names(accounts, tables)


def first_domains(rng: np.random.Generator) -> list[str]:
    """Return the mail domains that every world begins with: freemail, then disposable ones."""
    kinds = ("mail", "inbox", "post", "box", "msg", "temp", "drop", "mx")
    words = rng.integers(0, len(kinds), (N_DISPOSABLE, 2))
    ends = rng.choice(["com", "net", "xyz", "info", "site", "online"], N_DISPOSABLE)
    assert len(FREEMAIL) == N_FREEMAIL
    return [
        *FREEMAIL,
        *(f"{kinds[a]}{kinds[b]}{i:02d}.{e}" for i, ((a, b), e) in enumerate(zip(words.tolist(), ends, strict=True))),
    ]


def _user_agents(rng: np.random.Generator) -> list[str]:
    makes = (
        "openai-python/1.{}.0",
        "anthropic-sdk-python/0.{}.0",
        "python-httpx/0.{}.0",
        "axios/1.{}.2",
        "node-fetch/3.{}.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/1{}.0.0.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/{}.1 Safari",
        "coding-cli/2.{}.1",
        "go-http-client/1.{}",
        "curl/8.{}.0",
    )
    return [makes[i % len(makes)].format(int(v)) for i, v in enumerate(rng.integers(10, 60, N_CLIENTS))]
