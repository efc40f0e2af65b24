"""Laws of the ledger: loading twice is loading once, and neither files nor their order nor their grouping matter."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkage import ledger
from linkage.ledger import Snapshot, Workspace
from linkage.records import find_sources
from linkage.settings import LoadSettings

KEY = "5e" * 32
HEADERS = {
    "activity": "account_id,at,event_id,ip,device_id,payment_id,model",
    "observations": "account_id,kind,value,count,first_seen,last_seen",
}
accounts = st.sampled_from(["a", "b", "c"])
moments = st.integers(1_760_000_000, 1_760_000_003).map(str)
activity = st.tuples(
    accounts,
    moments,
    st.sampled_from(["", "e1", "e2", "e3"]),
    st.sampled_from(["", "203.0.113.7", "203.0.113.8", "2001:db8:1:2::9"]),
    st.sampled_from(["", "device-000001"]),
    st.sampled_from(["", "pm_1", "pm_2"]),
    st.sampled_from(["", "m1", "m2"]),
)
observation = st.tuples(
    accounts,
    st.sampled_from(["ip", "payment"]),
    st.sampled_from(["203.0.113.7", "203.0.113.9"]),
    st.integers(1, 3).map(str),
    st.just("1760000000"),
    st.just("1760000009"),
)
file = st.one_of(
    st.tuples(st.just("activity"), st.lists(activity, min_size=1, max_size=8)),
    st.tuples(st.just("observations"), st.lists(observation, min_size=1, max_size=5)),
)
files = st.lists(file, min_size=1, max_size=4)


def write(folder: Path, number: int, table: str, rows: list[tuple[str, ...]]) -> Path:
    path = folder / f"{number}.csv"
    path.write_text("\n".join([HEADERS[table], *(",".join(row) for row in rows)]) + "\n")
    return path


def workspace(folder: Path, name: str) -> Workspace:
    (folder / name).mkdir()
    (folder / name / "key").write_text(KEY)
    return Workspace.open(folder / name, create=True)


def load(into: Workspace, *paths: Path) -> None:
    ledger.load(into, find_sources([str(path) for path in paths]), settings=LoadSettings(max_rejected=1))


def same(one: Snapshot, other: Snapshot) -> bool:
    tables = ("accounts", "identifiers", "uses", "activity")
    return one.digest == other.digest and all(getattr(one, name).equals(getattr(other, name)) for name in tables)


@given(files, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_files_loaded_at_once_or_one_by_one_in_any_order_or_twice_make_one_ledger(written, random) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [write(folder, number, table, rows) for number, (table, rows) in enumerate(written)]
        at_once = workspace(folder, "at-once")
        load(at_once, *paths)
        one_by_one = workspace(folder, "one-by-one")
        for path in random.sample(paths, len(paths)) + random.sample(paths, 1):
            load(one_by_one, path)
        assert same(ledger.snapshot(at_once), ledger.snapshot(one_by_one))
