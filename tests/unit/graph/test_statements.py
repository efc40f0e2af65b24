"""The statements in `cypher/`: each says what it is, agrees with the schema, and is used from one place."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import linkage
from linkage.graph.neo4j import indexes
from linkage.graph.schema import IDENTIFIER_LABELS, NODES, RELATIONSHIPS
from linkage.graph.statements import folder, names, parse, statement
from tests.unit.graph.cypher_text import WRITES, Text

PACKAGE = Path(linkage.__file__).parent
LOOKS_LIKE_CYPHER = re.compile(
    r"\b(MATCH|MERGE)\s*\(|\bUNWIND\s+[\$\[\w]|\bDETACH DELETE\b|\bCALL\s+(db|dbms|gds|apoc)\.|\bCREATE\s+\("
    r"|\bSHOW\s+(INDEXES|CONSTRAINTS|PROCEDURES|TRANSACTIONS)\b|\bRETURN\s+(gds|\w+\.\w+)"
)
CAMPAIGNS = {"Campaign", "StagedCampaign", "RetiredCampaign"}
IDENTIFIERS = {"Identifier", *IDENTIFIER_LABELS.values()}


ALL = tuple(map(statement, names()))


def calls() -> Counter[str]:
    """Count the literal `statement("…")` calls of the package by name."""
    found: Counter[str] = Counter()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name == "statement" and isinstance(node.args[0], ast.Constant):
                found[node.args[0].value] += 1
    return found


def test_headers_name_the_parameters_that_the_texts_take() -> None:
    assert [one.name for one in ALL if set(one.params) != Text(one.text).params] == []


def test_headers_name_the_columns_that_the_texts_return() -> None:
    returned = {one.name: Text(one.text).columns if one.mode != "schema" else () for one in ALL}
    assert {one.name: one.returns for one in ALL} == returned


def test_modes_say_whether_the_texts_write() -> None:
    for one in ALL:
        defines = re.match(r"(CREATE|DROP)\b.*\b(CONSTRAINT|INDEX)\b", one.text) is not None
        assert defines == (one.mode == "schema"), one.name
        if not defines:
            assert bool(WRITES.search(Text(one.text).bare)) == (one.mode in ("write", "autocommit")), one.name


def test_titles_are_sentences() -> None:
    assert [one.name for one in ALL if not re.fullmatch(r"[A-Z].*\.", one.title)] == []


def test_a_file_holds_one_statement_and_ends_with_a_newline() -> None:
    assert [one.name for one in ALL if ";" in one.text] == []
    assert [p.name for p in folder().rglob("*.cypher") if not p.read_text(encoding="utf-8").endswith("\n")] == []


def test_labels_are_those_of_the_schema() -> None:
    used = set().union(*(Text(one.text).labels for one in ALL))
    assert used == set(NODES)


def test_relationship_types_are_those_of_the_schema() -> None:
    used = set().union(*(Text(one.text).types for one in ALL))
    assert used == set(RELATIONSHIPS)


def test_a_property_stands_only_on_what_has_it() -> None:
    for one in ALL:
        for owners, key in Text(one.text).properties:
            allowed = {name: NODES.get(name) or RELATIONSHIPS[name].properties for name in owners}
            assert any(key in has for has in allowed.values()), (one.name, owners, key)


def test_every_property_of_the_schema_is_used() -> None:
    used = {(family(owner), key) for one in ALL for owners, key in Text(one.text).properties for owner in owners}
    promised = {(family(label), key) for label, keys in NODES.items() for key in keys}
    promised |= {(name, key) for name, kind in RELATIONSHIPS.items() for key in kind.properties}
    assert promised - used == set()


def family(owner: str) -> str:
    """Labels that one node carries at one time or another count as one."""
    return "Campaign" if owner in CAMPAIGNS else "Identifier" if owner in IDENTIFIERS else owner


def test_each_file_is_used_once_and_each_call_has_a_file() -> None:
    ours = {name for name in names() if not name.startswith("analyst/")}
    assert calls() == Counter(dict.fromkeys(ours, 1))


def test_no_other_string_of_the_package_holds_cypher() -> None:
    found = []
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
            if is_text and LOOKS_LIKE_CYPHER.search(node.value):
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert found == []


def test_every_schema_file_is_made_before_the_first_row() -> None:
    made = {one.name for one in indexes.definitions()}
    assert made == {name for name in names("schema") if statement(name).mode == "schema"}


def test_a_definition_is_named_like_its_file() -> None:
    for one in indexes.definitions():
        assert f" {one.name.rpartition('/')[2]} IF NOT EXISTS " in one.text


@pytest.mark.parametrize("missing", ["mode", "params", "returns"])
def test_a_header_without_one_of_its_lines_is_refused(missing: str) -> None:
    lines = {"mode": "// mode: read", "params": "// params: -", "returns": "// returns: x"}
    del lines[missing]
    with pytest.raises(ValueError, match=missing):
        parse("read/x", "\n".join(["// Return x.", *lines.values(), "RETURN 1 AS x"]))


def test_a_mode_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="mode is 'wrote'"):
        parse("read/x", "// Return x.\n// mode: wrote\n// params: -\n// returns: x\nRETURN 1 AS x")


def test_notes_keep_what_saved_queries_say_of_themselves() -> None:
    text = "// Return x.\n// question: Which x?\n// mode: read\n// params: a, b\n// returns: x\nRETURN $a + $b AS x"
    found = parse("analyst/x", text)
    assert (found.notes, found.params, found.text) == ({"question": "Which x?"}, ("a", "b"), "RETURN $a + $b AS x")
