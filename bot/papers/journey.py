"""The picture of how far somebody is: one bar a lesson, readable in black and white and on a small screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import vl_convert

from bot.papers._signs import drawable

INK, PAPER, DONE = "#1d2433", "#ffffff", "#2a4fbf"
WIDTH, ROW = 420, 58
FONT = "Liberation Sans, DejaVu Sans, sans-serif"


def make(data: Mapping[str, Any]) -> bytes:
    picture: bytes = vl_convert.vegalite_to_png(json.dumps(spec(drawable(data))), scale=2)
    return picture


def spec(data: Mapping[str, Any]) -> dict[str, Any]:
    """In Vega-Lite. The name stands above its bar, so that a long one has the whole width."""
    rows = [{**row, "rank": rank, "start": 0, "end": 1} for rank, row in enumerate(data["rows"])]
    place = {"field": "rank", "type": "ordinal", "axis": None}
    start, filled, end = (
        {"field": name, "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None}
        for name in ("start", "share", "end")
    )
    bar = {"type": "bar", "height": 14, "cornerRadius": 3}
    above = {"type": "text", "fontSize": 14, "dy": -19, "color": INK}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": PAPER,
        "padding": 18,
        "width": WIDTH,
        "height": {"step": ROW},
        "title": {
            "text": data["title"], "subtitle": data["foot"], "anchor": "start", "fontSize": 20, "subtitleFontSize": 14,
            "offset": 14, "color": INK, "subtitleColor": INK, "subtitlePadding": 6,
        },
        "data": {"values": rows},
        "config": {"font": FONT, "view": {"stroke": None}},
        "layer": [
            {
                "mark": {**bar, "fill": PAPER, "stroke": INK, "strokeWidth": 1.2},
                "encoding": {"y": place, "x": end},
            },
            {"mark": {**bar, "fill": DONE}, "encoding": {"y": place, "x": filled}},
            {
                "mark": {**above, "align": "left"},
                "encoding": {"y": place, "x": start, "text": {"field": "name"}},
            },
            {
                "mark": {**above, "align": "right", "fontWeight": "bold"},
                "encoding": {"y": place, "x": end, "text": {"field": "label"}},
            },
        ],
    }  # fmt: skip
