"""What time it is: the only clock of the house. On test ground it follows the local Telegram's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: Reads the time, UTC.
Clock = Callable[[], datetime]


def system() -> datetime:
    return datetime.now(UTC)


class Following:
    """The system's time plus the seconds that a file holds; the file may change at any moment."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed: tuple[int, int] | None = None
        self._offset = timedelta()

    def __call__(self) -> datetime:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return system()
        if (stat.st_mtime_ns, stat.st_ino) != self._changed:
            self._changed = (stat.st_mtime_ns, stat.st_ino)
            self._offset = timedelta(seconds=float(self._path.read_text() or 0))
        return system() + self._offset
