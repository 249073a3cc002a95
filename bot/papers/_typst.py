"""PDFs: a template of this folder (`<kind>.typ`, in the look of `_look.typ`) and its data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent


def pdf(template: str, data: Mapping[str, Any], *, made: str) -> bytes:
    """The PDF of `template` ("recap.typ"). `made`: the day it says it was made, ISO, so that the same data makes the
    same bytes. It is tagged for screen readers (PDF/UA-1), which demands a title and words for each picture.
    """
    bytes_ = typst.compile(
        HERE / template,
        root=HERE,
        # Only the fonts that come with typst: the page is the same on every machine.
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(datetime.fromisoformat(made).date(), datetime.min.time(), UTC),
    )
    assert isinstance(bytes_, bytes)
    return bytes_
