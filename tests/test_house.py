"""The rules of the house, kept by tests: what may stand at the root, what a file looks like, what no file may name."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.register import as_markdown
from storage.register import REGISTER
from storage.tables import metadata

ROOT = Path(__file__).parents[1]
FOLDERS = {"bot", "core", "storage", "tests", "deploy"}
FILES = {"pyproject.toml", "README.md", "start.py", "Makefile", "LICENSE", "CHANGELOG.md"}
LONGEST = 320  # lines; the aim is 300
IGNORED = {".git", ".venv", "build", "dist", "__pycache__", ".hypothesis"}


def project_files() -> list[Path]:
    """Every file of the project, relative to its root: what git tracks or would; without git, all but what is built."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0 and listing.stdout:
        found = [Path(os.fsdecode(name)) for name in listing.stdout.split(b"\0") if name]
    else:
        found = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        found = [path for path in found if not any(part in IGNORED or part.endswith("_cache") for part in path.parts)]
    return sorted(path for path in found if (ROOT / path).is_file())


PROJECT = project_files()
PACKAGES = [path for path in PROJECT if path.suffix == ".py" and path.parts[0] in ("core", "storage", "bot")]


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    """file:line of every line that matches, in files that are text."""
    found = []
    for path in paths:
        try:
            lines = (ROOT / path).read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture or another file that is not text
        found += [
            f"{path}:{number}: {line.strip()[:80]}" for number, line in enumerate(lines, 1) if re.search(pattern, line)
        ]
    return found


def test_the_project_is_seen_whole():
    assert {"core", "storage", "bot", "tests"} <= {path.parts[0] for path in PROJECT}
    assert Path("tests/test_house.py") in PROJECT


def test_only_the_agreed_entries_stand_at_the_root():
    entries = {path.parts[0] for path in PROJECT if not path.parts[0].startswith(".")}

    assert set() == entries - FOLDERS - FILES


# Written in pieces, so that this file does not name them.
REGISTRIES = [
    "py" + r"pi\.org",
    "python" + r"hosted\.org",
    "npm" + r"js\.(org|com)",
    r"yarn" + r"pkg\.com",
    r"proxy\.go" + r"lang\.org",
    r"index" + r"-url\b",
    "artif" + "actory",
    "/simp" + r"le/\b",
]


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_registry(host: str):
    assert [] == lines_with(host, PROJECT)


def test_no_file_names_a_path_of_one_machine():
    places = "|".join(["work", "root", "home", "Users"])

    # A path begins where no letter, dot or other path goes before it: <root>/home in a template is none.
    assert [] == lines_with(rf"(?<![\w.)}}\]>/~$-])/({places})/[\w.]", PROJECT)


def test_no_file_leads_out_of_the_project():
    outside = []
    for line in lines_with(r"\.\./", [path for path in PROJECT if path.parts[0] != "tests"]):
        place = ROOT / line.split(":", 1)[0]
        for climb in re.findall(r"(?<![\w.])(?:\.\./)+[\w.-]*", line):
            target = os.path.normpath(place.parent / climb)
            outside += [line] if os.path.relpath(target, ROOT).startswith("..") else []

    assert [] == outside


def test_no_file_names_a_folder_beside_the_project():
    above = ROOT.parent
    beside = [re.escape(path.name) for path in above.iterdir() if path != ROOT] if above != above.parent else []

    assert [] == (lines_with(rf"(?<![./\w])\.\./({'|'.join(beside)})\b", PROJECT) if beside else [])


# Loops, not parameters: two workers that list the files at different moments would collect different tests.


def test_no_file_of_the_packages_is_long():
    lengths = {
        str(path): len((ROOT / path).read_text("utf-8").splitlines())
        for path in PACKAGES
        if "migrations" not in path.parts
    }

    assert {} == {path: length for path, length in lengths.items() if length > LONGEST}


def test_every_file_of_the_packages_says_first_what_lives_there():
    texts = {str(path): (ROOT / path).read_text("utf-8") for path in PACKAGES}
    empty = {path for path, text in texts.items() if path.endswith("__init__.py") and not text.strip()}

    assert [] == [path for path, text in texts.items() if path not in empty and not ast.get_docstring(ast.parse(text))]


def test_no_lock_is_stronger_than_it_must_be():
    """FOR UPDATE also shuts out whoever only writes a row about the same person: workers then lock each other out."""
    # An erasure does shut everybody out.
    storage = [path for path in PACKAGES if path.parts[0] == "storage" and path.name != "erasure.py"]

    assert [] == lines_with(r"with_for_update\((?!.*key_share=True)", storage)


def test_the_imports_keep_the_layers():
    command = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    run = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr


def test_no_test_sleeps():
    # A benchmark is no test: what an idle bot costs can only be seen by leaving it alone.
    tests = [path for path in PROJECT if path.parts[0] == "tests" and path.suffix == ".py"]
    tests = [path for path in tests if path.parts[1] != "benchmarks"]

    assert [] == [f"{path}:{line}" for path in tests for line in sleeps((ROOT / path).read_text("utf-8"))]


def sleeps(code: str) -> list[int]:
    """Lines that call a sleep with anything but a plain 0, which only lets other tasks run."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("sleep", "time.sleep", "asyncio.sleep"):
            plain_zero = [ast.unparse(argument) for argument in node.args] == ["0"]
            found += [] if plain_zero else [node.lineno]
    return found


def test_a_sleep_is_seen():
    assert [2, 3] == sleeps("await asyncio.sleep(0)\ntime.sleep(0.1)\nawait asyncio.sleep(pause)\n")


# --- the locks


def locked(name: str) -> dict[str, str]:
    """Package and version of every entry of a lock."""
    text = (ROOT / "deploy" / name).read_text("utf-8")
    return {canonicalize_name(package): version for package, version in re.findall(r"(?m)^([\w.-]+)==(\S+)", text)}


def wanted(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]
    return [Requirement(line) for line in asked]


LOCKS = [("requirements.lock", wanted()), ("requirements-dev.lock", wanted("dev"))]


@pytest.mark.parametrize("name", [name for name, _ in LOCKS])
def test_every_locked_package_has_hashes_and_no_address(name: str):
    text = (ROOT / "deploy" / name).read_text("utf-8")
    entries = re.sub(r"\\\n", "", text).splitlines()

    assert [] == [entry for entry in entries if entry and not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)]
    assert "://" not in text


@pytest.mark.parametrize(("name", "requirements"), LOCKS)
def test_a_lock_holds_what_the_project_asks_for(name: str, requirements: list[Requirement]):
    versions = locked(name)
    missing = [
        str(asked)
        for asked in requirements
        if not asked.specifier.contains(versions.get(canonicalize_name(asked.name), "0.dev0"))
    ]

    assert [] == missing


def test_the_dev_lock_holds_the_same_versions_as_the_other():
    dev = locked("requirements-dev.lock")

    assert {} == {name: version for name, version in locked("requirements.lock").items() if dev.get(name) != version}


def test_the_licence_is_the_whole_official_text():
    text = (ROOT / "LICENSE").read_text("utf-8")

    assert "GNU AFFERO GENERAL PUBLIC LICENSE" == text.splitlines()[0].strip()
    assert 661 == len(text.splitlines())


def test_the_newest_version_of_the_changelog_is_the_one_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    newest = re.search(r"(?m)^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"))

    assert newest
    assert project["version"] == newest[1]


def test_every_column_of_every_table_stands_in_the_register() -> None:
    """For what, who reads it, how long, what an erasure does: the data-protection officer reads it from the code."""
    assert set(metadata.tables) == set(REGISTER)
    for name, entry in REGISTER.items():
        columns, described = set(metadata.tables[name].c.keys()), {*entry.words, *entry.facts}
        silent = [column.name for column in metadata.tables[name].c if not entry.about(column)]
        assert not silent, f"{name}: say what {silent} are for in storage/register/"
        assert described <= columns, f"{name}: {described - columns} are no columns"
        assert not set(entry.words) & set(entry.facts)
        assert all((entry.purpose, entry.readers, entry.kept.words)), name


def test_the_paper_of_the_register_is_that_of_the_code() -> None:
    paper = (ROOT / "deploy/donnees/registre.md").read_text("utf-8")

    assert paper == as_markdown(), "write it again: python -m bot.cli register > deploy/donnees/registre.md"


def test_no_file_holds_a_secret():
    """Tokens and keys as they are really shaped; those of the tests say « example » or « local », or are made there."""
    shapes = {
        "bot token": r"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b",
        "private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
        "cloud key": r"\b(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20}|xkeysib-[0-9a-f]{64})",
        "password": r"\b(smtps?|imaps?|postgresql|redis)://[\w.-]+:(?!password|…|mot)[\w%-]{12,}@(?!127|localhost)\w+\.",
    }
    text = [path for path in PROJECT if path.suffix not in (".jpg", ".png", ".lock")]
    found = [f"{kind}: {line}" for kind, shape in shapes.items() for line in lines_with(shape, text)]

    assert [] == [line for line in found if not re.search("(?i)example|local|test_house", line)]
    assert re.search(shapes["bot token"], "110201543:AA" + "HdqTcvCH1vGWJxfSeofSAs0K5PALDsaw9"[:33])


def test_no_file_of_anybody_is_unpacked_or_decoded():
    """Pictures, archives and pickles are passed on as they are: a bomb that nobody opens hurts nobody."""
    opens = r"^\s*(?:import|from) (?:PIL|zipfile|tarfile|bz2|gzip|lzma|xml|pickle|marshal)\b|unpack_arch|\bdecompress"

    assert [] == lines_with(opens, PACKAGES)
