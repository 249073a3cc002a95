"""One process per SQLite file: a second one would send what the first is sending."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from bot.runtime.settings import SettingsError


def hold(url: str) -> IO[str]:
    """The lock of this file's database, ours until it is closed. SettingsError when another process has it."""
    path = Path(f"{url.removeprefix('sqlite:///')}.lock")
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise SettingsError(
            f"un autre processus travaille déjà sur la base de TRIADE_DATABASE_URL ({path.stem}) ; arrêtez-le"
        ) from None
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
