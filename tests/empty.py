"""A SQLite database with every table and nobody in it, made once in a process: copying it is much faster."""

from __future__ import annotations

import asyncio
import atexit
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from storage.migrate import migrate


@cache
def empty_file() -> Path:
    """To be copied, never opened."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "empty.sqlite3"
    with ThreadPoolExecutor(1) as pool:  # a loop may be running here
        pool.submit(asyncio.run, migrate(f"sqlite:///{path}")).result()
    return path


def lay_empty(path: Path) -> str:
    """Put a copy there; its address."""
    copy(empty_file(), path)
    return f"sqlite:///{path}"
