"""What is shipped: the wheel alone, with the sources out of reach, has everything that it needs."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from linkage.graph import statements
from linkage.graph.neo4j.server import LANES

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run([*words], cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built from a copy of the sources, which is then deleted."""
    folder = tmp_path_factory.mktemp("wheel")
    sources = folder / "sources"
    sources.mkdir()
    for name in ("linkage", "cypher"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, sources / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"):
        shutil.copy(ROOT / name, sources / name)
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=sources)
    shutil.rmtree(sources)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the wheel alone is installed."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    run(*pip, "--target", target, wheel, cwd=target)
    return target


def python(installed: Path, program: str, cwd: Path) -> str:
    """Return what a program prints that sees the installed wheel and the dependencies, and not the repository."""
    hide = (
        "import sys; "
        f"sys.path[:] = [{str(installed)!r}, *(p for p in sys.path if p and p != {str(ROOT)!r})]; "
        "sys.meta_path[:] = [f for f in sys.meta_path if 'editable' not in repr(f).lower()]; "
    )
    return run(sys.executable, "-I", "-c", hide + program, cwd=cwd)


def data_files(folder: Path) -> set[str]:
    """Return what lies in the package beside modules, relative to it."""
    odd = {".py", ".pyc"}
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in odd and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_data_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.split("/")[0].endswith(".dist-info")}
    assert {name.split("/")[0] for name in names} == {"linkage"}
    shipped = {name.removeprefix("linkage/") for name in names if not name.endswith(".py")}
    cypher = {f"cypher/{name}" for name in data_files(ROOT / "cypher")}
    assert shipped == data_files(ROOT / "linkage") | cypher
    assert any(name.endswith(".cypher") for name in shipped)


def test_the_installed_wheel_reads_its_own_mappings(installed: Path, tmp_path: Path) -> None:
    program = (
        "import linkage, linkage.records.mapping as m; print(linkage.__file__); "
        "print(*sorted(x.name for x in m.shipped_mappings()))"
    )
    file, names = python(installed, program, tmp_path).splitlines()
    assert Path(file).is_relative_to(installed)
    assert names.split() == ["envoy", "litellm", "opentelemetry"]


def test_the_installed_wheel_has_a_command_that_answers(installed: Path, tmp_path: Path) -> None:
    out = python(installed, "from linkage.cli import main; main(['--help'])", tmp_path)
    assert out.startswith("Usage: linkage")
    assert (installed / "bin" / "linkage").exists() or os.name == "nt"


def test_the_installed_wheel_finds_every_statement_and_the_jars_of_every_lane(installed: Path, tmp_path: Path) -> None:
    program = (
        "import json; from linkage.graph import statements as s; from linkage.graph.neo4j.server import LANES; "
        "texts = {name: s.statement(name).text for name in s.names()}; "
        "jars = {name: len(lane.checksums) for name, lane in LANES.items() if lane.pom.is_file()}; "
        "print(json.dumps([str(s.folder()), texts, jars]))"
    )
    folder, texts, jars = json.loads(python(installed, program, tmp_path))
    assert Path(folder).is_relative_to(installed)
    assert texts == {name: statements.statement(name).text for name in statements.names()}
    assert len(texts) > 10
    assert min(jars.values()) > 100
    assert set(jars) == set(LANES)
