"""Named points of the road where a test may kill the process: nothing at all unless TRIADE_CRASH_AT names one."""

from __future__ import annotations

import os
import signal
from typing import Literal, get_args

Point = Literal[
    "before-inbox-commit",
    "after-inbox-commit",
    "before-domain-commit",
    "after-domain-commit",
    "before-send",
    "after-send",
    "after-mark",
]
#: Every point there is; the crash test walks through this list.
POINTS: tuple[str, ...] = get_args(Point)

_name, _, _count = os.environ.get("TRIADE_CRASH_AT", "").partition(":")
_left = int(_count or 1)


def here(point: Point) -> None:
    """Die like a power cut when this is the chosen point, the n-th time it is passed ("before-send:3")."""
    global _left
    if point == _name:
        _left -= 1
        if _left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
