"""New accounts told event by event to a run that never saw them."""

from pathlib import Path

from linkage.evaluation.joining import EVENTS, Joined, joined, joining_figures
from linkage.evaluation.truth import read_truth
from linkage.settings import Settings
from linkage.simulation import simulate


def test_most_new_accounts_of_known_open_farms_attach_within_their_first_events_and_strangers_do_not(tmp_path: Path):
    simulate(tmp_path, accounts=2000, days=20, seed=911, prevalence=0.1, rungs=("E0", "E1", "E2"))
    found = joined(tmp_path, read_truth(tmp_path), Settings(), plain=True)
    figures = joining_figures(found)
    assert figures["n_joining"] >= 20
    assert figures["attached"] >= 0.9
    assert figures["wrongly_attached"] <= 0.02
    assert all(one.events is None or 1 <= one.events <= EVENTS for one in found)
    assert all(one.events is None for one in found if not one.is_farm)


def test_figures_count_only_those_they_speak_of():
    told = [
        Joined("a", True, 3, False), Joined("b", True, None, True), Joined("c", False, None, True),
        Joined("d", False, None, False),
    ]  # fmt: skip
    assert joining_figures(told) == {
        "n_joining": 2.0, "attached": 0.5, "events_to_attachment": 3.0, "attached_elsewhere": 0.5,
        "wrongly_attached": 0.5,
    }  # fmt: skip
    assert joining_figures([])["attached"] is None
