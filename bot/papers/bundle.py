"""Data as it is, for another program: indented JSON, in UTF-8."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def make(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode()
