"""Guards: what holds for the whole tree, whoever changes it."""

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from linkage import errors
from linkage.records import Table
from linkage.records.fields import FIELDS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "linkage"
MODULES = sorted(PACKAGE.rglob("*.py"))
BIN = Path(sys.executable).parent
LOCKS = ("requirements.lock", "runtime.lock")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_module_is_longer_than_300_lines() -> None:
    long = {relative(path): n for path in MODULES if (n := len(path.read_text("utf-8").splitlines())) > 300}
    assert long == {}


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"util", "utils", "common", "helper", "helpers", "misc", "manager", "service"}
    assert [relative(path) for path in MODULES if drawers & {path.stem, path.parent.name}] == []


def test_a_module_imports_only_from_floors_below_it() -> None:
    run = subprocess.run([BIN / "lint-imports", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_page_of_architecture_has_the_floors_that_are_held_and_every_folder() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    held = [floor.replace("linkage.", "").split(" : ") for floor in contracts[0]["layers"]]
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    drawn = re.search(r"```text\n(.*?)```", page, re.S)
    assert drawn is not None
    assert [floor.strip().split(" : ") for floor in drawn[1].split(">")] == held
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert [name for name in sorted(folders) if f"`{name}/`" not in page] == []


def test_every_file_that_the_page_of_architecture_names_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(r"`([a-z_0-9/]+(?:/|\.py|\.toml|\.md))`", page)
    assert len(named) > 30
    assert [name for name in named if not any((folder / name).exists() for folder in (ROOT, PACKAGE))] == []


def compiled(tree: ast.Module) -> set[str]:
    """Return the names of a module's compiled functions."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name for node in functions if any("njit" in ast.unparse(each) for each in node.decorator_list)}


def made_of(tree: ast.Module, names: set[str]) -> set[str]:
    """Return these names of a module and all others that the bodies and values behind them use."""
    behind: dict[str, list[ast.stmt] | list[ast.expr]] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            behind[node.name] = node.body
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
            behind |= {name: [node.value] for name in named}
    used: set[str] = set()
    fresh = names
    while fresh:
        used |= fresh
        parts = [part for name in fresh for part in behind.get(name, [])]
        fresh = {each.id for part in parts for each in ast.walk(part) if isinstance(each, ast.Name)} - used
    return used


def taken_from(root: Path, tree: ast.Module, used: set[str]) -> dict[Path, set[str]]:
    """Return which of the names used a module takes from which other files of linkage."""
    taken: dict[Path, set[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "linkage":
            for name in (each.name for each in node.names if (each.asname or each.name) in used):
                folder = root / (node.module or "").replace(".", "/")
                places = [folder / f"{name}.py", folder.with_suffix(".py"), folder / "__init__.py"]
                taken.setdefault(next(place for place in places if place.exists()), set()).add(name)
    return taken


def unnamed_sources(root: Path, modules: list[Path]) -> list[str]:
    """Return the lines that modules lack which name, by their digests, the files that compiled functions take from."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in modules}
    wanted = {path: names for path, tree in trees.items() if (names := compiled(tree))}
    missing = set()
    while wanted:
        path, names = wanted.popitem()
        for source, others in taken_from(root, trees[path], made_of(trees[path], names)).items():
            line = f"# compiled with {source.name}, SHA-256 {hashlib.sha256(source.read_bytes()).hexdigest()[:12]}"
            if f"{line}\n" not in path.read_text("utf-8"):
                missing.add(f"{path.relative_to(root).as_posix()}: {line}")
            wanted[source] = wanted.get(source, set()) | others
    return sorted(missing)


def test_a_cache_of_compiled_functions_sees_what_they_take_from_other_modules() -> None:
    # numba looks at the file of the function that is called alone, and would go on with what it compiled of others:
    # with their functions, and with the values of their names.
    assert unnamed_sources(ROOT, MODULES) == []


def test_a_compiled_function_takes_what_it_calls_and_every_value_that_its_own_are_made_of(tmp_path: Path) -> None:
    files = {
        "days": "WEEK = [-7, 7]\nHOLIDAY = 1\n",
        "shifts": "from linkage.days import HOLIDAY, WEEK\nSHIFTS = [day * 24 for day in WEEK]\n",
        "called": "@numba.njit\ndef called():\n    return 1\n",
        "walk": "from linkage.called import called\nfrom linkage.shifts import SHIFTS\nMOST = SHIFTS[1]\n"
        "@numba.njit\ndef walk(a: HOLIDAY):\n    return called() + MOST\n",
    }
    (tmp_path / "linkage").mkdir()
    for name, text in files.items():
        (tmp_path / "linkage" / f"{name}.py").write_text(text)
    lacking = [line.split(", ")[0] for line in unnamed_sources(tmp_path, list((tmp_path / "linkage").iterdir()))]
    assert lacking == [
        "linkage/shifts.py: # compiled with days.py",
        "linkage/walk.py: # compiled with called.py",
        "linkage/walk.py: # compiled with shifts.py",
    ]


def test_only_its_own_extra_imports_py2neo() -> None:
    imports = re.compile(r"^\s*(?:import|from) py2neo\b", re.M)
    users = {relative(path.parent) for path in MODULES if imports.search(path.read_text("utf-8"))}
    assert users == {"linkage/notebook/py2neo"}


def test_every_module_says_what_it_is_for() -> None:
    trees = {relative(path): ast.parse(path.read_text("utf-8")) for path in MODULES}
    assert [name for name, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_no_docstring_is_left_to_be_written() -> None:
    assert [relative(path) for path in MODULES if re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text("utf-8"))] == []


def test_nothing_that_linkage_says_calls_anybody_malicious() -> None:
    said = {
        f"{relative(path)}:{line}" for path in MODULES for line, text in strings(path) if "malicious" in text.lower()
    }
    pages = [path for path in PACKAGE.rglob("*") if path.suffix in {".html", ".js", ".svg", ".cypher", ".toml"}]
    said |= {relative(path) for path in pages if "malicious" in path.read_text("utf-8").lower()}
    assert said == set()


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and text of every string of a module that is not a docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_only_evaluation_reads_the_truth_of_worlds_and_only_simulation_writes_it() -> None:
    """Nothing else names its folder; and what knows of it is imported by commands alone, which is above detection."""
    named = {relative(path) for path in MODULES for _, text in strings(path) if "truth" in Path(text).parts}
    assert named == {"linkage/evaluation/truth.py", "linkage/simulation/world.py"}
    knowing = re.compile(r"^\s*(?:import|from) linkage(?:\.| import .*\b)(?:evaluation|simulation)\b", re.M)
    users = {path.parent.relative_to(PACKAGE).parts[:1] for path in MODULES if knowing.search(path.read_text("utf-8"))}
    assert users == {("cli",), ("evaluation",), ("simulation",)}


def requirement_lines() -> list[str]:
    """Return the lines of pyproject.toml that name a dependency."""
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    return [line for line in lines if re.match(r'\s+"[A-Za-z0-9_-]+[><=~!]', line)]


def test_every_dependency_has_its_reason_beside_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"].get("optional-dependencies", {}).values()
    declared = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *(d for e in extras for d in e),
    ]
    assert len(requirement_lines()) == len(declared)
    assert [line for line in requirement_lines() if not re.search(r"#\s*\S+ \S+", line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_its_hashes(lock: str) -> None:
    text = re.sub(r"\\\n", " ", (ROOT / lock).read_text("utf-8"))
    locked = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert locked
    assert [
        line for line in locked if not re.match(r"[a-z0-9_.-]+(\[.*\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line, re.I)
    ] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_names_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links|--trusted-host", text) == []


def test_every_declared_dependency_is_locked() -> None:
    locked = set(re.findall(r"^([A-Za-z0-9_.-]+?)(?:\[.*\])?==", (ROOT / "requirements.lock").read_text("utf-8"), re.M))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[><=~!\[]", line)[0] for line in declared}
    assert {name.lower() for name in names} - {name.lower().replace("_", "-") for name in locked} == set()


def test_every_package_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    declared = {re.split(r"[><=~!\[]", line)[0] for line in [*project["dependencies"], *(d for e in extras for d in e)]}
    imported = {
        name.split(".")[0]
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    providers = {
        name: {re.sub(r"[-_.]+", "-", one).lower() for one in found}
        for name, found in metadata.packages_distributions().items()
    }
    others = imported - sys.stdlib_module_names - {"linkage"}
    assert {name for name in others if not declared & providers.get(name, set())} == set()


def locked(lock: str) -> dict[str, tuple[str, set[str], set[str]]]:
    """Return what a lock holds by requirement: its name, its hashes, and what asks for it."""
    found = {}
    for block in re.split(r"\n(?=\S)", (ROOT / lock).read_text("utf-8")):
        requirement = block.split()[0]
        asking = block.partition("# via")[2].replace("#", "").splitlines()
        hashes = set(re.findall(r"--hash=(\S+)", block))
        found[requirement] = (requirement.split("==")[0], hashes, {line.strip() for line in asking} - {""})
    return found


def test_the_lock_to_run_with_is_the_part_of_the_whole_lock_that_dependencies_and_theirs_ask_for() -> None:
    whole, needed = locked("requirements.lock"), {"linkage (pyproject.toml)"}
    while more := {name for name, _, asking in whole.values() if asking & needed} - needed:
        needed |= more
    wanted = {requirement: hashes for requirement, (name, hashes, _) in whole.items() if name in needed}
    assert {requirement: hashes for requirement, (_, hashes, _) in locked("runtime.lock").items()} == wanted


def test_no_dependency_is_under_a_gpl() -> None:
    locked = set(re.findall(r"^([A-Za-z0-9_.-]+?)(?:\[.*\])?==", (ROOT / "requirements.lock").read_text("utf-8"), re.M))
    bound, seen = [], 0
    for one in metadata.distributions():
        if re.sub(r"[-_.]+", "-", one.metadata["Name"]).lower() in locked:
            terms = (one.metadata.get_all(field, []) for field in ("License-Expression", "License", "Classifier"))
            stated = "\n".join(text[:200] for texts in terms for text in texts)
            bound += [one.metadata["Name"]] * bool(re.search(r"\b[AL]?GPL|General Public License", stated))
            seen += 1
    assert bound == []
    assert seen > 50


def error_classes() -> list[type[errors.LinkageError]]:
    """Return every error class of the module, in the order written."""
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return [each for each in found if issubclass(each, errors.LinkageError)]


def subclasses(root: type[errors.LinkageError]) -> set[type[errors.LinkageError]]:
    return {root}.union(*(subclasses(child) for child in root.__subclasses__()))


def test_every_error_has_an_outcome() -> None:
    import_all_of_linkage()
    public = {each for each in subclasses(errors.LinkageError) if not each.__name__.startswith("_")}
    assert set(errors.OUTCOMES) == public


def test_a_private_error_leaves_as_the_one_above_it_does() -> None:
    class _Odd(errors.GraphBusy):
        pass

    assert errors.outcome(_Odd("so")) == errors.OUTCOMES[errors.GraphBusy]


def import_all_of_linkage() -> None:
    """Import every module, so that an error class hidden in one of them is seen."""
    for path in MODULES:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if path.stem != "__main__":
            __import__(name)


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    parents: list[tuple[int, str]] = []
    drawn: dict[str, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│├└─ ]*)([A-Z][A-Za-z]+)", line)
        if not found:
            continue
        depth, name = len(found[1]), found[2]
        parents = [parent for parent in parents if parent[0] < depth]
        if parents:
            drawn[name] = parents[-1][1]
        parents.append((depth, name))
    real = {each.__name__: each.__bases__[0].__name__ for each in error_classes() if each is not errors.LinkageError}
    assert drawn == real


@pytest.mark.parametrize("words", [["--help"], ["load", "--help"], ["campaigns", "show", "--help"], ["version"]])
def test_help_waits_for_no_compiler_and_no_frames(words: list[str]) -> None:
    program = (
        "import sys; from linkage.cli.process import run; code = run(sys.argv[1:]); "
        "print(*sorted({'polars', 'numpy', 'numba', 'pyarrow', 'duckdb', 'neo4j', 'fastapi', 'rich'} "
        "& set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    run = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr.strip()) == (0, "")


def test_readme_and_docs_say_what_help_says() -> None:
    run = subprocess.run([ROOT / "scripts" / "write-help", "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_readme_names_every_exit_code() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    codes = {each.exit_code for each in errors.OUTCOMES.values()} | {errors.EXIT_DONE, errors.EXIT_INTERRUPTED}
    line = re.search(r"Exit codes:(.*?)\n\n", readme, re.S)
    assert line is not None
    assert {int(code) for code in re.findall(r"(?:^|·)\s*(\d+) ", line[1])} == codes


@pytest.mark.parametrize("table", FIELDS)
def test_readme_names_every_column_and_which_are_required(table: Table) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    line = re.search(rf"^\| {table} \|[^|]*\|([^|]*)\|$", readme, re.M)
    assert line is not None
    required = [f"**{name}**" if field.required else name for name, field in FIELDS[table].items()]
    assert [name.strip() for name in line[1].split(",")] == required
