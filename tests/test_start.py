"""start.py: what it says, when it sets up, what it mends, on small checkouts whose locks need no network."""

import ast
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
START = ROOT / "start.py"
SHIM = "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n"
CLI = """\
import os, sys

import tiny


def main():
    print(tiny.WORD, sys.argv[1:], os.getcwd(), sep="|")
    return 7
"""


def start(checkout: Path, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    """Run a checkout's start.py as a person would."""
    command = [sys.executable, checkout / "start.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def load(checkout: Path) -> ModuleType:
    """A checkout's start.py as a module."""
    spec = importlib.util.spec_from_file_location("start_under_test", checkout / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_locks(checkout: Path, text: str = "") -> None:
    (checkout / "deploy").mkdir(exist_ok=True)
    for name in ("requirements.lock", "requirements-dev.lock"):
        (checkout / "deploy" / name).write_text(text)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with start.py and two locks."""
    folder = tmp_path / "un dossier où l'on écrit"
    folder.mkdir()
    shutil.copy(START, folder)
    write_locks(folder, "# one\n")
    return folder


@pytest.fixture
def with_venv(checkout: Path) -> ModuleType:
    """start.py of a checkout whose .venv works and is stamped for development."""
    venv.create(checkout / ".venv", symlinks=True)
    module = load(checkout)
    module.write_stamp(module.DEV)
    return module


# --- what it says


def test_the_whole_file_parses_on_python_3_6():
    ast.parse(START.read_text("utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("arguments", [[], ["démo"]])
def test_no_command_or_an_unknown_one_shows_the_usage_and_fails(checkout: Path, arguments: list[str]):
    run = start(checkout, *arguments)

    assert (2, "") == (run.returncode, run.stdout)
    assert "usage: python3 start.py" in run.stderr
    assert not (checkout / ".venv").exists()


def test_the_usage_names_every_command(checkout: Path):
    run = start(checkout, "--help")

    assert 0 == run.returncode
    assert [] == [name for name in load(checkout).COMMANDS if f"\n  {name} " not in run.stdout]


def pretend(version: str, checkout: Path, path: Path) -> subprocess.CompletedProcess[str]:
    """Run start.py --help under an interpreter that says it is another version, with these programs to find."""
    code = f"import runpy, sys; sys.version_info = {version}; sys.argv[:] = ['start.py', '--help']; "
    code += f"runpy.run_path({str(checkout / 'start.py')!r}, run_name='__main__')"
    environment = {**os.environ, "PATH": str(path)}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


def write_program(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def test_an_old_python_with_no_other_is_told_so_in_two_languages(checkout: Path, tmp_path: Path):
    write_program(tmp_path / "bin" / "python3.13", SHIM)

    run = pretend("(3, 8, 10)", checkout, tmp_path / "bin")

    assert (1, "") == (run.returncode, run.stdout)
    lines = run.stderr.splitlines()
    assert 2 == len(lines), run.stderr
    assert all("3.11" in line and "3.8" in line for line in lines)


def test_an_old_python_hands_over_to_a_newer_one_that_works(checkout: Path, tmp_path: Path):
    write_program(tmp_path / "bin" / "python3.13", SHIM)
    write_program(tmp_path / "bin" / "python3.12", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')

    run = pretend("(3, 6, 15)", checkout, tmp_path / "bin")

    assert 0 == run.returncode, run.stderr
    assert run.stdout.startswith("usage")


# --- when .venv is good, and when not


def test_a_stamped_venv_is_ready_for_both_sets(with_venv: ModuleType):
    assert with_venv.is_ready(with_venv.DEV)
    assert with_venv.is_ready(with_venv.RUNTIME)


def test_a_venv_stamped_for_the_bot_alone_is_not_ready_for_tests(with_venv: ModuleType):
    Path(with_venv.STAMP).unlink()
    with_venv.write_stamp(with_venv.RUNTIME)

    assert with_venv.is_ready(with_venv.RUNTIME)
    assert not with_venv.is_ready(with_venv.DEV)


def test_a_changed_lock_is_installed_again_in_the_same_venv(with_venv: ModuleType):
    write_locks(Path(with_venv.ROOT), "# two\n")

    assert not with_venv.is_ready(with_venv.RUNTIME)
    assert "" == with_venv.fault_of_venv()


def test_a_venv_without_stamp_is_kept_and_filled(with_venv: ModuleType):
    Path(with_venv.STAMP).unlink()

    assert not with_venv.is_ready(with_venv.RUNTIME)
    assert "" == with_venv.fault_of_venv()


def test_an_unreadable_stamp_is_none(with_venv: ModuleType):
    Path(with_venv.STAMP).write_text('{"root": ')

    assert not with_venv.is_ready(with_venv.RUNTIME)


def test_an_interrupted_installation_is_a_fault(with_venv: ModuleType):
    with_venv.mark_unfinished()

    assert "its installation was interrupted" == with_venv.fault_of_venv()


def test_an_interrupted_installation_is_made_again_from_nothing(
    with_venv: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    with_venv.mark_unfinished()
    left, installed = Path(with_venv.VENV, "left behind"), []
    left.touch()
    monkeypatch.setattr(with_venv, "make_venv", lambda: venv.create(with_venv.VENV, symlinks=True))
    monkeypatch.setattr(with_venv, "install_lock", installed.append)

    with_venv.prepare(with_venv.DEV)

    assert [with_venv.DEV] == installed
    assert not left.exists()
    assert with_venv.is_ready(with_venv.DEV)
    assert "Making .venv again: its installation was interrupted." in capsys.readouterr().err


def test_a_venv_whose_python_has_gone_is_a_fault(with_venv: ModuleType):
    for program in Path(with_venv.BIN).glob("python*"):
        program.unlink()
    Path(with_venv.PYTHON).symlink_to("/gone/python3.11")

    assert "its Python does not run" == with_venv.fault_of_venv()


def test_a_venv_that_moved_is_a_fault(with_venv: ModuleType, tmp_path: Path):
    moved = tmp_path / "moved"
    Path(with_venv.ROOT).rename(moved)

    assert "it was made for another folder or another Python" == load(moved).fault_of_venv()


def test_a_folder_of_another_python_is_a_fault(with_venv: ModuleType):
    (Path(with_venv.VENV) / "pyvenv.cfg").unlink()

    assert "its Python belongs to another folder" == with_venv.fault_of_venv()


@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_whatever_stands_in_the_place_of_venv_is_cleared(checkout: Path, tmp_path: Path, kind: str):
    place, elsewhere = checkout / ".venv", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    {"file": place.touch, "folder": place.mkdir, "link": lambda: place.symlink_to(elsewhere)}[kind]()

    module = load(checkout)
    assert "" != module.fault_of_venv()
    module.discard_venv()

    assert "absent" == module.fault_of_venv()
    assert (elsewhere / "precious").exists()


# --- the real thing, with one tiny package


def tiny_wheel(folder: Path) -> str:
    """A lock whose only package is made here; a URL of a file, so that no index is asked."""
    wheel = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "WORD = 'petit'\n")
        archive.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    return f"tiny @ {wheel.as_uri()} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


@pytest.mark.slow
def test_set_up_from_nothing_twice_at_once(checkout: Path, tmp_path: Path):
    lock = tiny_wheel(tmp_path)
    write_locks(checkout, lock.replace("sha256:", "sha256:0")[:-2] + "\n")
    (checkout / "bot").mkdir()
    (checkout / "bot" / "cli.py").write_text(CLI)
    hostile = {**os.environ, "HOME": "/proc/no", "PIP_USER": "1", "PIP_REQUIRE_VIRTUALENV": "1", "PYTHONPATH": "/gone"}

    refused = start(checkout, "install", env=hostile)
    assert 1 == refused.returncode
    assert "hash" in refused.stderr.lower()
    assert not (checkout / ".venv" / "triade.json").exists()

    write_locks(checkout, lock)
    command = [sys.executable, checkout / "start.py", "install"]
    both = [subprocess.Popen(command, env=hostile, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [run.communicate()[1] for run in both]
    assert [0, 0] == [run.returncode for run in both], said
    assert 1 == "".join(said).count("Installing")

    again = start(checkout, "triade", "dis", "un mot", cwd=tmp_path, env=hostile)
    assert (7, f"petit|['dis', 'un mot']|{tmp_path}\n") == (again.returncode, again.stdout)
    assert "" == again.stderr
    direct = subprocess.run(
        [checkout / ".venv/bin/triade", "demo"], cwd="/", capture_output=True, text=True, check=False
    )
    assert (7, "petit|['demo']|/\n") == (direct.returncode, direct.stdout)

    shown = start(checkout, "demo", cwd=tmp_path, env=hostile)
    assert (7, f"petit|['demo']|{tmp_path}\n", "") == (shown.returncode, shown.stdout, shown.stderr)


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(checkout: Path):
    (checkout / "build").write_text("in the way of the folder")
    (checkout / "build").chmod(0o400)

    run = start(checkout, "install")

    assert 1 == run.returncode
    assert "Traceback" not in run.stderr
    assert 1 == len(run.stderr.splitlines())


# --- the commands


@pytest.mark.parametrize(
    "arguments", [["-s"], ["--pdb"], ["tests/core/test_talk.py"], ["tests/test_x.py::test_y", "-x"]]
)
def test_one_file_or_a_debugger_runs_in_one_process(checkout: Path, arguments: list[str]):
    assert [] == load(checkout).parallel(arguments)


@pytest.mark.parametrize(("cores", "workers"), [(2, 3), (8, 8), (64, 8)])
@pytest.mark.parametrize("arguments", [[], ["tests/core"], ["-k", "nudge"]])
def test_the_rest_runs_on_all_cores_and_one_worker_more_a_file_in_one_piece(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], cores: int, workers: int
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)

    assert ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"] == load(checkout).parallel(arguments)


def test_one_core_has_one_process(checkout: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)

    assert [] == load(checkout).parallel([])


def test_every_check_runs_even_when_one_fails(with_venv: ModuleType, capfd: pytest.CaptureFixture[str]):
    with_venv.CHECKS = {"wrong": ["-c", "raise SystemExit('why it is wrong')"], "right": ["-c", "print('chatter')"]}

    assert 1 == with_venv.check([])
    out = capfd.readouterr().out.splitlines()
    assert ["why it is wrong", "FAILED wrong", "ok     right", "Failed: wrong."] == [
        line.split(" (")[0] for line in out
    ]


def test_checks_that_all_pass_are_a_success(with_venv: ModuleType, capfd: pytest.CaptureFixture[str]):
    with_venv.CHECKS = {"right": ["-c", ""]}

    assert 0 == with_venv.check([])
    assert "All checks passed." == capfd.readouterr().out.splitlines()[-1]


def test_an_unknown_check_is_refused_before_any_set_up(checkout: Path):
    run = start(checkout, "check", "spelling")

    assert 2 == run.returncode
    assert "format, lint, types, imports" in run.stderr
    assert not (checkout / ".venv").exists()


def test_install_refuses_what_it_does_not_know(checkout: Path):
    assert 2 == start(checkout, "install", "--fast").returncode
