"""A content file in TOML that still knows its lines, to say where something is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from storage.content.lessonfile import ContentError


class TomlFile:
    """A TOML file that still knows its lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        try:
            self.tables: dict[str, Any] = tomllib.loads(self.text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            last = self.text.count("\n") + 1
            raise ContentError(path, int(line[1]) if line else last, f"fichier illisible ({error})") from error

    def entries(self, table: str, needed: Sequence[str]) -> list[dict[str, Any]]:
        """The entries `[[table]]`, when each has the words it needs."""
        found: list[dict[str, Any]] = self.tables.get(table, [])
        for rank, entry in enumerate(found):
            for name in needed:
                if not isinstance(entry.get(name), str) or not entry[name].strip():
                    raise self.wrong(f"[[{table}]]", f"il manque « {name} »", rank)
        return found

    def wrong(self, mark: str, reason: str, rank: int = 0) -> ContentError:
        """An error at the line of the `rank`-th entry that begins with `mark`."""
        lines = [n for n, line in enumerate(self.text.splitlines(), start=1) if line.strip().startswith(mark)]
        return ContentError(self.path, lines[rank] if mark and rank < len(lines) else 1, reason)
