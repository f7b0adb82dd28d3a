"""The ground the project stands on: packaging, pins, texts that promise commands, rules for the tree as a whole."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from datetime import date
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from data import VERSION
from data.catalogue import Catalogue
from data.page.numbers import is_identity_number
from data.registry import Registry

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
READMES = ("README.md", "README.zh-CN.md")
ROOMS = ("data", "metrics", "dashboard")
LONGEST_MODULE = 450  # lines; a longer one has more than one subject

INSTALLERS = ("pyproject.toml", "constraints.txt", "Makefile", ".ci/run")

# A setting that names a package registry, the address of one, or a path of somebody's machine.
FOREIGN_PLACES = re.compile(
    r"(?:index-url|find-links|trusted-host)[ =]+[^\s\"]*[/.]"
    r"|https?://[^\s\"]+/simple\b"
    r"|(?<![\w./-])/(?:root|Users/\w+|home/\w+/\.|opt/wheels|work/(?:main|shared|spec))\b"
)


def files_of_the_project() -> Iterator[Path]:
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()} | {".git"}
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in ignored]
        yield from (Path(folder) / name for name in names if name not in ignored)


def texts_of_the_project() -> Iterator[tuple[str, str]]:
    for path in files_of_the_project():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=100,
    )


def declared_requirements() -> list[str]:
    project = PYPROJECT["project"]
    return [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]


@pytest.mark.parametrize("requirement", declared_requirements())
def test_every_dependency_has_its_reason_beside_it(requirement: str) -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    line = next(line for line in lines if line.startswith(f'  "{requirement}",'))
    _, _, reason = line.partition("#")
    assert len(reason.split()) >= 2, f"say in pyproject.toml what {requirement} is for"


@pytest.mark.parametrize("requirement", declared_requirements())
def test_constraints_pin_every_dependency_to_an_allowed_version(requirement: str) -> None:
    wanted = Requirement(requirement)
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    versions = [line.split(";")[0].strip().partition("==")[2] for line in lines if line.startswith(f"{wanted.name}==")]
    assert versions, f"{wanted.name} is missing from constraints.txt: run make pins"
    assert all(wanted.specifier.contains(version) for version in versions)


def test_pins_name_no_index_host_or_path(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "only_here-1.5-py3-none-any.whl", "w") as wheel:
        wheel.writestr("only_here-1.5.dist-info/METADATA", "Metadata-Version: 2.1\nName: only-here\nVersion: 1.5\n")
        wheel.writestr(
            "only_here-1.5.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr("only_here-1.5.dist-info/RECORD", "")
    project = tmp_path / "project"
    project.mkdir()
    (project / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    (project / "pyproject.toml").write_text(
        '[project]\nname = "trial"\nversion = "1"\n[project.optional-dependencies]\nx = ["only-here"]\n'
    )
    done = run(
        "make", "pins", f"UV={BIN / 'uv'}", cwd=project, UV_NO_INDEX="1", UV_FIND_LINKS=str(wheels), UV_OFFLINE="1"
    )
    assert done.returncode == 0, done.stderr
    assert (project / "constraints.txt").read_text() == "only-here==1.5\n"


def test_no_registry_address_and_no_machine_path_stands_in_the_tree() -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in texts_of_the_project()
        if name not in {"Makefile", "tests/test_project.py"}
        for match in FOREIGN_PLACES.finditer(text)
    ]
    assert found == []


def test_no_identity_number_that_a_person_could_bear_stands_in_the_tree() -> None:
    """Province codes are those of the shipped list of units; the invented regions of sample and tests have none of them."""
    provinces = {unit.code[:2] for unit in Registry.load(ROOT / "data" / "units" / "china").scope("province")}
    today = date(2026, 11, 26)
    found = [
        f"{name}: {match.group()[:6]}"
        for name, text in texts_of_the_project()
        for match in re.finditer(r"(?<!\d)\d{17}[\dXx]", text)
        if is_identity_number(match.group(), provinces, today)
    ]
    assert len(provinces) >= 31
    assert found == []


@pytest.mark.parametrize(
    "text",
    ["see https://mirror.example/pypi/simple", "pip --find-links /srv/wheels", "cd /root/x", "index-url = a.b/c"],
)
def test_the_search_for_foreign_places_finds_them(text: str) -> None:
    assert FOREIGN_PLACES.search(text)


@pytest.mark.parametrize("name", INSTALLERS)
def test_where_packages_come_from_is_for_each_machine_to_say(name: str) -> None:
    assert "://" not in (ROOT / name).read_text("utf-8")


def test_one_version_everywhere() -> None:
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest.group(1) == VERSION == PYPROJECT["project"]["version"]


def test_changelog_tells_method_apart_from_software() -> None:
    releases = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    for release in releases:
        assert re.findall(r"^### (.+)$", release, re.MULTILINE) == ["Methodology", "Software"]


@pytest.mark.parametrize("name", READMES)
def test_make_commands_of_the_readme_exist(name: str) -> None:
    promised = set(re.findall(r"(?:^|`)make ([a-z]+)\b", (ROOT / name).read_text("utf-8"), re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"demo", "serve", "test", "check"} <= promised <= targets


@pytest.mark.parametrize("name", READMES)
def test_readme_lists_exactly_the_commands_of_the_command_line(name: str) -> None:
    listed = set(re.findall(r"^\| `qihua ([a-z]+)`", (ROOT / name).read_text("utf-8"), re.MULTILINE))
    done = run(sys.executable, "-c", "from dashboard.cli import main; main(['--help'])", cwd=ROOT, QIHUA_LANG="en")
    offered = set(re.findall(r"^    ([a-z]+)\b", done.stdout, re.MULTILINE))
    assert offered == listed, done.stderr


@pytest.mark.parametrize("name", [*READMES, "docs/README.md", "docs/decisions/README.md"])
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    page = ROOT / name
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")) if "://" not in target]
    assert targets
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_readme_counts_what_the_catalogue_holds(name: str) -> None:
    indicators = Catalogue.load().indicators.values()
    text = (ROOT / name).read_text("utf-8")
    built, everything = sum(indicator.built for indicator in indicators), len(indicators)
    assert re.search(rf"\b{built}\b[^.。\n]*\b{everything}\b|\b{everything}\b[^.。\n]*\b{built}\b", text)


def test_ci_runs_what_the_readme_tells_developers_to_run() -> None:
    script = ROOT / ".ci" / "run"
    steps = script.read_text("utf-8").splitlines()
    assert os.access(script, os.X_OK)
    assert {"make test", "make check", "export QIHUA_REQUIRE_BROWSER=1", "set -euo pipefail"} <= set(steps)


def test_imports_run_down_only() -> None:
    done = run(BIN / "lint-imports", "--no-cache", cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_no_module_has_outgrown_one_subject() -> None:
    modules = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in modules}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


@pytest.mark.parametrize("record", sorted((ROOT / "docs" / "decisions").glob("0*.md")), ids=lambda path: path.stem)
def test_decision_records_give_context_decision_reason_and_consequence(record: Path) -> None:
    text = record.read_text("utf-8")
    assert text.startswith(f"# {record.name[:4]} ")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "Reason", "Consequence"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_wheel_carries_every_table(wheel: Path) -> None:
    tables = {
        path.relative_to(ROOT).as_posix()
        for path in files_of_the_project()
        if path.suffix in {".toml", ".csv"} and path.relative_to(ROOT).parts[0] in ROOMS
    }
    assert {"data/catalogue/clustering.toml", "data/units/china/units.csv"} <= tables
    assert tables - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_wheel_starts_away_from_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    points = ConfigParser()
    points.read(next((tmp_path / "site").glob("*.dist-info/entry_points.txt")), encoding="utf-8")
    module, function = points["console_scripts"]["qihua"].split(":")
    start = (
        f"import data, {module}; from data.catalogue import Catalogue; from data.registry import Registry;"
        "print(data.__file__, len(Catalogue.load().indicators), len(Registry.shipped('china').units));"
        f"{module}.{function}(['--help'])"
    )
    done = run(sys.executable, "-c", start, cwd=tmp_path, PYTHONPATH=str(tmp_path / "site"), QIHUA_LANG="en")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path / "site"))
    assert "collect" in done.stdout


@pytest.fixture
def bare_project(tmp_path: Path) -> Path:
    """A folder with the Makefile alone, and an interpreter that ``make`` is told to use."""
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    return tmp_path


def interpreter(folder: Path, script: str) -> Path:
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def without_modules(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / "hidden").mkdir(exist_ok=True)
        (folder / "hidden" / f"{name}.py").write_text(f"raise ModuleNotFoundError('{name}')\n")
    return interpreter(folder, f'PYTHONPATH="{folder / "hidden"}" exec "{sys.executable}" "$@"')


def complaint(project: Path, python: Path) -> list[str]:
    done = run("make", "demo", "UV=", f"PYTHON={python}", cwd=project)
    assert done.returncode != 0
    assert not (project / ".venv" / "bin" / "qihua").exists()
    return [line for line in done.stderr.splitlines() if not line.startswith("make:")]


def test_make_names_the_package_where_the_environment_cannot_be_made(bare_project: Path) -> None:
    (line,) = complaint(bare_project, without_modules(bare_project, "ensurepip", "pip"))
    assert "python3-venv" in line
    assert "python3-pip" in line


def test_make_names_the_package_where_venv_is_missing(bare_project: Path) -> None:
    (line,) = complaint(bare_project, without_modules(bare_project, "venv", "ensurepip"))
    assert "python3-venv" in line


def test_make_says_which_python_it_needs(bare_project: Path) -> None:
    old = interpreter(bare_project, '[ "$1" = -V ] && echo "Python 3.9.2" || exit 1')
    (line,) = complaint(bare_project, old)
    assert "3.11" in line
    assert "Python 3.9.2" in line


def test_make_says_where_python_is_missing(bare_project: Path) -> None:
    (line,) = complaint(bare_project, bare_project / "nowhere" / "python3")
    assert "python3-venv" in line


def test_interpreters_own_pip_fills_the_environment_where_ensurepip_is_missing(bare_project: Path) -> None:
    called = bare_project / "called"
    (bare_project / "hidden").mkdir()
    python = without_modules(bare_project, "ensurepip")
    (bare_project / "hidden" / "pip.py").write_text(
        f"import sys, pathlib\npathlib.Path({str(called)!r}).write_text(' '.join(sys.argv[1:]))\n"
    )
    run("make", "demo", "UV=", f"PYTHON={python}", cwd=bare_project)
    assert called.read_text().startswith("--python .venv/bin/python install")


def test_second_run_installs_nothing(bare_project: Path) -> None:
    (bare_project / ".venv" / "bin").mkdir(parents=True)
    interpreter(bare_project / ".venv" / "bin", "exit 0")
    first = run("make", "demo", "UV=true", "DEMO_ARGS=--help", cwd=bare_project)
    second = run("make", "demo", "UV=true", "DEMO_ARGS=--help", cwd=bare_project)
    assert "Installing" in first.stdout
    assert "Installing" not in second.stdout
    assert "bin/qihua demo --help" in second.stdout


def test_benchmark_reports_a_ratio_to_each_reference(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    done = run(sys.executable, "-m", "tests.benchmarks", "parse", "--rounds", "1", "--json", figures, cwd=ROOT)
    rows = json.loads(figures.read_text("utf-8"))
    assert {row["subject"] for row in rows if row["ours_to_it"] > 0} == {
        "bare lxml parse",
        "shared soup",
        "2 MB, bare lxml",
    }
    assert done.returncode == (0 if all(row["met"] for row in rows) else 1)
