"""Saved queries describe themselves, and take only values of their types."""

from typing import get_args, get_type_hints

import pytest

from linkage.errors import NotFound, UsageError
from linkage.graph.interface import Decision
from linkage.graph.neo4j.parameters import Parameter, typed
from linkage.graph.neo4j.saved import recipes, saved_queries, saved_query, values
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
    [("limit", 20, "x"), ("n", 1, str(2**63)), ("bits", 1.0, "nan"), ("since", 0, "soon")],
)
def test_a_text_of_another_type_is_refused(name: str, example: float, text: str) -> None:
    with pytest.raises(UsageError, match=name):
        typed(Parameter(name, example), text)


@pytest.mark.parametrize("given", [[], ["a=1"], ["a=1", "a=2", "b=3"], ["a=1", "b=2", "c=3"], ["a", "b"]])
def test_missing_unknown_and_repeated_parameters_are_refused(given: list[str]) -> None:
    with pytest.raises(UsageError):
        values(saved_query("why_these_two"), given)


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        (
            "created_in_one_burst",
            ["campaign=c", "window_seconds=0"],
            r"window_seconds is '0'; give a whole number from 1\.",
        ),
        ("created_in_one_burst", ["campaign=c", "window_seconds=-1"], "window_seconds is '-1'"),
        ("before_and_after_release", ["released_at=2026-02-01", "days=0"], r"days is '0'; give .* from 1 up to 3650"),
        ("before_and_after_release", ["released_at=999999999999", "days=1"], r"released_at is .*epoch seconds"),
        ("unreviewed", ["min_score=101"], "min_score is '101'; give a number from 0 up to 100"),
        ("biggest_campaigns", ["limit=0"], "limit is '0'"),
        ("biggest_campaigns", ["limit=-1"], "limit is '-1'"),
        ("who_shares", ["kind=IP", "key=192.0.2.1"], "kind is 'IP'; give one of ip, device"),
        ("hidden_by_allowed", ["kind=ip", "key=999.0.0.0/99"], "key is '999.0.0.0/99'; of kind ip give an address"),
        ("skeletons_by_words", ["words= "], "words is ' '; give words to search for"),
        ("shortest_path", ["a=x", "b=x", "max_accounts=9"], "two different accounts"),
        ("why_these_two", ["a=x", "b=x"], "two different accounts"),
    ],
)
def test_a_value_that_a_query_does_not_take_is_refused_with_what_it_may_be(
    name: str, given: list[str], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        values(saved_query(name), given)


def test_values_at_the_ends_of_what_is_taken_are_taken() -> None:
    assert values(saved_query("unreviewed"), ["min_score=0", "limit=1"]) == {"min_score": 0.0, "limit": 1}
    for key in ("2001:db8::/32", "192.0.2.6/29", "192.0.2.1"):
        assert values(saved_query("hidden_by_allowed"), ["kind=ip", f"key={key}"])["key"] == key
    assert values(saved_query("hidden_by_allowed"), ["kind=device", "key=999.0.0.0/99"])["key"] == "999.0.0.0/99"


def test_every_number_has_bounds_and_every_example_is_within_them() -> None:
    for query in saved_queries():
        for one in query.parameters:
            assert one.type in ("text", "moment") or one.bounds[0] is not None, (query.name, one.name)
            assert typed(one, str(one.example)) == one.example
            assert one.name != "kind" or one.form == "kind"


def test_a_query_without_its_parameters_is_told_as_a_whole_command() -> None:
    whole = r"needs b; for example `linkage --graph bolt://h:1 queries run why_these_two 'a=my acct' b=acct-42`\.$"
    with pytest.raises(UsageError, match=whole):
        values(saved_query("why_these_two"), ["a=my acct"], "bolt://h:1")


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
