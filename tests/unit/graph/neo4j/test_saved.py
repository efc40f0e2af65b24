"""Saved queries describe themselves, and take only values of their types."""

from typing import get_args, get_type_hints

import pytest

from linkage.errors import NotFound, UsageError
from linkage.graph.interface import Decision
from linkage.graph.neo4j.saved import Parameter, recipes, saved_queries, saved_query, typed, values
from linkage.graph.statements import names, statement


def test_every_query_has_a_question_and_only_reads() -> None:
    assert len(saved_queries()) >= 20
    assert all(query.question.endswith((".", "?")) and query.returns for query in saved_queries())
    assert {statement(name).mode for name in names("analyst")} == {"read"}


def test_every_recipe_file_has_its_place_in_the_order() -> None:
    assert {f"analyst/{recipe.name}" for recipe in recipes()} == set(names("analyst/gds"))


@pytest.mark.parametrize(
    ("name", "example", "text", "value"),
    [
        ("account", "acct-17", "17", "17"),
        ("limit", 20, "5", 5),
        ("min_bits", 3.0, "2", 2.0),
        ("since", 0, "1970-01-02", 86_400),
        ("released_at", 0, "1970-01-01T01:00:00+01:00", 0),
        ("since", 0, "12", 12),
    ],
)
def test_a_text_becomes_a_value_of_the_parameters_type(
    name: str, example: str | float, text: str, value: object
) -> None:
    found = typed(Parameter(name, example), text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "example", "text"),
    [("limit", 20, "-1"), ("limit", 20, "x"), ("n", 1, str(2**63)), ("bits", 1.0, "nan"), ("since", 0, "soon")],
)
def test_a_text_of_another_type_is_refused(name: str, example: float, text: str) -> None:
    with pytest.raises(UsageError, match=name):
        typed(Parameter(name, example), text)


@pytest.mark.parametrize("given", [[], ["a=1"], ["a=1", "a=2", "b=3"], ["a=1", "b=2", "c=3"], ["a", "b"]])
def test_missing_unknown_and_repeated_parameters_are_refused(given: list[str]) -> None:
    with pytest.raises(UsageError):
        values(saved_query("why_these_two"), given)


def test_a_query_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound, match="queries list"):
        saved_query("nothing")


def test_decisions_on_every_sort_of_subject_are_listed() -> None:
    subjects = get_args(get_type_hints(Decision)["subject"])
    assert len(subjects) >= 3
    assert all(f"'{subject}'" in saved_query("decisions_lately").text for subject in subjects)
    verdicts = get_args(get_type_hints(Decision)["verdict"])
    for name in ("decisions/all", "doctor/decisions"):
        assert all(f"'{word}'" in statement(name).text for word in (*subjects, *verdicts))
