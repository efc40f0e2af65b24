"""The right Java is found, and a missing one is said to be missing."""

import pytest

from linkage.errors import ToolMissing
from linkage.graph.neo4j.server import java
from linkage.graph.neo4j.server.lanes import LANES


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine without any Java or Maven, and a function that installs a Java of some version in a folder."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(java, "JVM_FOLDERS", (f"{tmp_path}/jvm/*/bin/java",))

    def install(folder, version):
        path = tmp_path / folder / "java"
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
        path.chmod(0o755)
        return path

    return install


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "25" 2025-09-16 LTS', 25),
        ('java version "1.8.0_402"', 8),
        ('Picked up _JAVA_OPTIONS: -Xmx1g\nopenjdk version "21-ea" 2023-09-19', 21),
        ("no java here", 0),
    ],
)
def test_the_major_version_is_read(text, major):
    assert java.parse_major(text) == major


def test_java_home_comes_before_the_path(machine, monkeypatch, tmp_path):
    machine("bin", "17.0.1")
    chosen = machine("home/bin", "21.0.2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    assert java.find_java(LANES["5.26"]) == java.Java(chosen, 21)


def test_a_java_of_the_wrong_version_is_passed_over_for_one_of_the_jvm_folders(machine):
    machine("bin", "17.0.1")
    chosen = machine("jvm/temurin-25-any/bin", "25.0.1")
    assert java.find_java(LANES["2026"]) == java.Java(chosen, 25)


def test_an_old_java_is_told_with_what_is_needed(machine):
    machine("bin", "11.0.2")
    with pytest.raises(ToolMissing, match=r"needs Java 17 to 21 .*found only Java 11.*JAVA_HOME"):
        java.find_java(LANES["5.26"])


def test_no_java_at_all_is_told(machine):
    with pytest.raises(ToolMissing, match=r"needs Java 17 to 21 and this machine has none \(found none\)"):
        java.find_java(LANES["5.26"])


def test_a_missing_maven_is_told(machine):
    with pytest.raises(ToolMissing, match="Maven"):
        java.find_maven()
