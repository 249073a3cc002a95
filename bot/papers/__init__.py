"""Files that we make ourselves: PDFs, pictures, calendars. One module a kind, whose `make(data)` returns its bytes.

The same data makes the same bytes. Nothing is imported before the first file of its kind is wanted.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from core.messages import Paper


def kinds() -> tuple[str, ...]:
    """Every kind of file that can be made: the modules of this folder but those that help them (`_…`)."""
    return tuple(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))


def make(paper: Paper) -> bytes:
    """The bytes of the file."""
    if paper.kind not in kinds():
        raise LookupError(f"nobody makes a {paper.kind}")
    made: bytes = import_module(f"{__name__}.{paper.kind}").make(paper.data)
    return made
