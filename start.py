#!/usr/bin/env python3
"""The one command of the project: makes .venv by itself, then runs the demo, the tests, the checks, the benchmarks."""
# The whole file must parse on Python 3.6, and run there down to the version check, so that an old interpreter is told
# what to do instead of being shown a SyntaxError: no walrus, no match; no X | Y or list[str] before that line.

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

OLDEST = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3.14")

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "bin")
PYTHON = os.path.join(BIN, "python")
STAMP = os.path.join(VENV, "triade.json")
UNFINISHED = os.path.join(VENV, "triade.unfinished")
RUNTIME = "requirements.lock"
DEV = "requirements-dev.lock"

USAGE = """\
usage: python3 start.py COMMAND [arguments passed on]

  demo      the bot and a local Telegram on this machine, with one address to open
  test      every test (start.py test tests/core -k nudge runs some of them)
  check     format, lint, types and import rules
  bench     the benchmarks: prints a table, writes build/bench.json
  faults    processes, database and Redis die while people write: prints a table, writes build/faults.json
  audit     known flaws of what the bot is made of: 0 none known, 1 some, 2 could not be asked
  install   only the set-up: what the bot needs (install --dev: and what its tests need)
  triade    any command of the bot: start.py triade doctor

Every command sets up .venv first; the second time that takes no time."""

TOO_OLD = """\
Triade a besoin de Python 3.11 ou plus récent, et ce Python est le {0} : installez-en un, puis relancez la commande.
Triade needs Python 3.11 or newer, and this is Python {0}: install one, then run the same command again."""

WINDOWS = """\
Triade fonctionne sous Linux et macOS ; sous Windows, lancez cette commande dans WSL.
Triade runs on Linux and macOS; on Windows, run this command inside WSL."""

# Variables with which a shell can bend an interpreter or pip away from the virtual environment.
MISLEADING = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV")


def ask_version(python):
    """((major, minor), sys.prefix) of an interpreter, by running it: a pyenv shim may exist and not work. Else None."""
    question = "import sys; print('%d.%d' % sys.version_info[:2]); print(sys.prefix)"
    try:
        run = subprocess.run(
            [python, "-I", "-c", question], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60, check=True
        )
        number, prefix = os.fsdecode(run.stdout).splitlines()
        return tuple(int(part) for part in number.split(".")), prefix
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def hand_over_to_a_newer_python():
    """Start again with an interpreter that is new enough, or say in one sentence that there is none."""
    for path in filter(None, map(shutil.which, CANDIDATES)):
        answer = ask_version(path)
        if answer and answer[0] >= OLDEST:
            os.execv(path, [path, os.path.realpath(__file__)] + sys.argv[1:])
    sys.exit(TOO_OLD.format("%d.%d" % tuple(sys.version_info[:2])))


if os.name == "nt":
    sys.exit(WINDOWS)
if sys.version_info < OLDEST:
    hand_over_to_a_newer_python()

import fcntl  # noqa: E402 (absent from Windows, which has its sentence above)


def run(command: list[str], **options) -> subprocess.CompletedProcess:
    """Run a command to its end, without what would lead it astray; its result, whatever the exit code."""
    return subprocess.run(command, env=clean_environment(), check=False, **options)


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in MISLEADING}


def say(line: str) -> None:
    """One line of progress, on stderr: stdout belongs to the command."""
    print(line, file=sys.stderr, flush=True)


# --- what stands in .venv


def lock_path(name: str) -> str:
    return os.path.join(ROOT, "deploy", name)


def fingerprint(name: str) -> str:
    """sha256 of a lock file."""
    with open(lock_path(name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read_stamp() -> dict[str, str]:
    """What was installed in .venv; empty when nothing was, or when the stamp cannot be read."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(lock: str) -> None:
    """Say that .venv holds this lock, in one move: the stamp is whole or absent."""
    version, _ = ask_version(PYTHON) or sys.exit("The Python of .venv stopped working during its installation.")
    stamp = {**read_stamp(), "root": ROOT, "python": "{}.{}".format(*version), lock: fingerprint(lock)}
    if lock == DEV:
        stamp[RUNTIME] = fingerprint(RUNTIME)  # the dev lock holds all of it, in the same versions
    with open(STAMP + ".new", "w", encoding="utf-8") as file:
        json.dump(stamp, file, indent=1)
    os.replace(STAMP + ".new", STAMP)


def fault_of_venv() -> str:
    """Why .venv cannot be used as it is; empty when it can."""
    if not os.path.lexists(VENV):
        return "absent"
    if os.path.lexists(UNFINISHED):
        return "its installation was interrupted"
    answer = ask_version(PYTHON)
    if answer is None:
        return "its Python does not run"
    version, prefix = answer
    if version < OLDEST:
        return "its Python is too old"
    if not os.path.isdir(prefix) or not os.path.samefile(prefix, VENV):
        return "its Python belongs to another folder"
    stamp = read_stamp()
    if stamp and (stamp.get("root"), stamp.get("python")) != (ROOT, "{}.{}".format(*version)):
        return "it was made for another folder or another Python"  # its scripts name the old one in their first line
    return ""


def is_ready(lock: str) -> bool:
    """True when .venv works and holds this very lock."""
    return not fault_of_venv() and read_stamp().get(lock) == fingerprint(lock)


# --- making and mending it


def prepare(lock: str) -> None:
    """.venv as the lock wants it: made, mended or left alone. Stamped only when all of it went well."""
    try:
        if is_ready(lock):
            return
        os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
        with open(os.path.join(ROOT, "build", "setup.lock"), "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two set-ups at once would mix their files: the second waits
            if not is_ready(lock):
                set_up(lock)
    except OSError as error:  # a folder that is not ours, a full disk
        sys.exit(f"The project cannot be set up in this folder: {error}")


def set_up(lock: str) -> None:
    """Make or mend .venv, then install the lock and the project in it."""
    began = time.monotonic()
    fault = fault_of_venv()
    if fault:
        if fault != "absent":
            say(f"Making .venv again: {fault}.")
        discard_venv()
        make_venv()
    say(f"Installing deploy/{lock} in .venv (only when it changes, about a minute)...")
    mark_unfinished()
    install_lock(lock)
    install_project()
    write_stamp(lock)
    os.unlink(UNFINISHED)
    say(f"Ready after {time.monotonic() - began:.0f} s.")


def discard_venv() -> None:
    """Remove .venv, be it a folder, a file or a link (then only the link)."""
    if os.path.islink(VENV) or os.path.isfile(VENV):
        os.unlink(VENV)
    elif os.path.isdir(VENV):
        shutil.rmtree(VENV)


def mark_unfinished() -> None:
    """From here until the mark is taken away, an interruption means that .venv is made again."""
    os.makedirs(VENV, exist_ok=True)
    with open(UNFINISHED, "w"):
        pass


def make_venv() -> None:
    """An empty .venv. Without pip where uv makes it needless, or where ensurepip is missing (Debian)."""
    mark_unfinished()
    # The interpreter behind this one: ours may be the one of the .venv that was just discarded.
    command = [getattr(sys, "_base_executable", sys.executable), "-m", "venv", VENV]
    if not find_uv() and run(command, capture_output=True).returncode == 0:
        return
    made = run([*command, "--without-pip"], capture_output=True, text=True)
    if made.returncode != 0:
        sys.exit(f"The virtual environment {VENV} could not be made:\n{made.stdout}{made.stderr}")


def answers(command: list[str]) -> bool:
    """True when the command exists and works."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        return run([*command, "--version"], capture_output=True, timeout=60).returncode == 0
    return False


def find_uv() -> list[str]:
    """uv, only when it is already here: several times faster, never needed. Empty when it is not."""
    return next(filter(answers, ([os.path.join(BIN, "uv")], ["uv"])), [])


def installers() -> list[list[str]]:
    """The commands that can install into .venv, best first."""
    options = ["install", "--quiet", "--no-input", "--disable-pip-version-check"]
    uv, inside, outside = find_uv(), [PYTHON, "-m", "pip"], [sys.executable, "-m", "pip"]
    found = [[*uv, "pip", "install", "--quiet", "--python", PYTHON]] if uv else []
    if answers(inside):
        found.append([*inside, *options])
    elif answers(outside):
        found.append([*outside, "--python", PYTHON, *options])
    return found


def install_lock(lock: str) -> None:
    """Every package of the lock, each checked against its hash; a failing uv is followed by pip."""
    commands = installers()
    if not commands:
        sys.exit("Neither pip nor uv works here. On Debian and Ubuntu: apt install python3-venv, then run this again.")
    if not any(run([*command, "--require-hashes", "-r", lock_path(lock)]).returncode == 0 for command in commands):
        os.unlink(UNFINISHED)  # pip gave up by itself and left things whole: the next try goes on from there
        sys.exit("The packages could not be installed; the lines above say why. The same command can be run again.")


# A shell script that is also Python: the path to the interpreter may hold spaces, which a #! line does not allow.
LAUNCHER = """\
#!/bin/sh
'''exec' "$(dirname -- "$(realpath -- "$0")")/python" "$0" "$@"
' '''
import sys

from bot.cli import main

sys.exit(main())
"""


def install_project() -> None:
    """Let .venv import the project from where it stands, and lay the `triade` command in it. Needs no network."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = run([PYTHON, "-I", "-c", question], capture_output=True, text=True).stdout.strip()
    with open(os.path.join(packages, "triade.pth"), "w", encoding="ascii") as file:
        # Relative to the folder it lies in, so that an accent in the path meets no encoding.
        file.write(os.path.relpath(ROOT, packages) + "\n")
    with open(os.path.join(BIN, "triade"), "w", encoding="ascii") as file:
        file.write(LAUNCHER)
    os.chmod(os.path.join(BIN, "triade"), 0o755)


# --- the commands


def become(command: list[str]) -> None:
    """Run the command in our place, so that its exit code is ours and Ctrl-C reaches it alone. Does not return."""
    os.execve(command[0], command, clean_environment())


def demo(arguments: list[str]) -> None:
    """The bot and the local Telegram."""
    triade(["demo", *arguments])


def triade(arguments: list[str]) -> None:
    """The bot's own command, in the caller's folder."""
    prepare(RUNTIME)
    become([PYTHON, os.path.join(BIN, "triade"), *arguments])


def parallel(arguments: list[str]) -> list[str]:
    """pytest's options for all cores; none where a single process is quicker or needed."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores == 1 or any(argument in ("-s", "--pdb", "--trace") or ".py" in argument for argument in arguments):
        return []
    # One more than cores: some tests wait for servers that they have killed. The tests of one file stay together: they
    # share servers and a database template, and some stop them. Long files come first (tests/conftest.py).
    return ["-n", str(min(cores + 1, 8)), "--dist", "loadfile", "--no-loadscope-reorder"]


def test(arguments: list[str]) -> None:
    """The tests, on all cores."""
    prepare(DEV)
    os.chdir(ROOT)
    become([PYTHON, "-m", "pytest", *parallel(arguments), *arguments])


def bench(arguments: list[str]) -> None:
    """The benchmarks."""
    prepare(DEV)
    os.chdir(ROOT)
    become([PYTHON, "-m", "tests.benchmarks", *arguments])


def faults(arguments: list[str]) -> None:
    """The campaign of faults, at full size."""
    prepare(DEV)
    os.chdir(ROOT)
    become([PYTHON, "-m", "tests.faults", *arguments])


def audit(arguments: list[str]) -> None:
    """The known flaws of the runtime lock."""
    prepare(DEV)
    os.chdir(ROOT)
    become([PYTHON, "-m", "bot.supply", "audit", *arguments])


CHECKS = {
    "format": ["-m", "ruff", "format", "--check", "."],
    "lint": ["-m", "ruff", "check", "."],
    "types": ["-m", "mypy"],
    "imports": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
}


def check(arguments: list[str]) -> int:
    """All checks, or those named; every one runs, 1 if any failed."""
    unknown = [name for name in arguments if name not in CHECKS]
    if unknown:
        say(f"Unknown check {unknown[0]!r}; there are: {', '.join(CHECKS)}.")
        return 2
    prepare(DEV)
    failed = [name for name in arguments or CHECKS if not passes(name)]
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.", flush=True)
    return 1 if failed else 0


def passes(name: str) -> bool:
    """Run one check and print its line; what it says itself only when it fails."""
    began = time.monotonic()
    done = run([PYTHON, *CHECKS[name]], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        print(done.stdout.decode("utf-8", "replace"), end="")
    print(f"{'FAILED' if done.returncode else 'ok':6} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    return done.returncode == 0


def install(arguments: list[str]) -> int:
    """Only the set-up."""
    if arguments not in ([], ["--dev"]):
        say("install takes no argument, or --dev.")
        return 2
    prepare(DEV if arguments else RUNTIME)
    say(f"Installed in {VENV}: python3 start.py demo shows the bot, .venv/bin/triade runs it.")
    return 0


COMMANDS = {
    "demo": demo,
    "test": test,
    "check": check,
    "bench": bench,
    "faults": faults,
    "audit": audit,
    "install": install,
    "triade": triade,
}


def main(arguments: list[str]) -> int:
    """Run the command named first; 2 and the usage when there is no such command."""
    if arguments and arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        say(USAGE)
        return 2
    return COMMANDS[arguments[0]](arguments[1:]) or 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
