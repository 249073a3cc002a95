"""The picture of a road: one row a criterion, both looks from mission to mission."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import vl_convert

from bot.papers._signs import drawable

# Told apart without their colours too: each side has its own shape and its own line.
COLOURS = ("#1f5fbf", "#b8510d")
DASHES = ([1, 0], [6, 4])
SHAPES = ("circle", "square")
# In levels: where both say the same, both are seen.
APART = (0.07, -0.07)
# About how many signs fit into a line above a row.
WRAP = 62


def make(data: Mapping[str, Any]) -> bytes:
    """PNG. data: {"criteria": […], "missions": ["n° 1"…], "sides": [2 names], "levels": […], "points": […]}."""
    return vl_convert.vegalite_to_png(json.dumps(spec(drawable(data))), scale=2)


def spec(data: Mapping[str, Any]) -> dict[str, Any]:
    """The chart in Vega-Lite."""
    top = len(data["levels"])
    rows = [_row(data, n, words, top) for n, words in enumerate(data["criteria"])]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "padding": 16,
        "vconcat": rows,
        "spacing": 18,
        "config": {
            "font": "DejaVu Sans, Liberation Sans, sans-serif",
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "grid": True, "gridColor": "#e6e6e6"},
            "legend": {"labelFontSize": 13, "orient": "top", "title": None, "symbolSize": 120},
            "view": {"stroke": "#cccccc"},
        },
    }


def _row(data: Mapping[str, Any], number: int, words: str, top: int) -> dict[str, Any]:
    sides = list(data["sides"])
    labels = " : ".join(f"datum.value == {n} ? {json.dumps(label)}" for n, label in enumerate(data["levels"], start=1))
    kinds = [f"{n}" for n in range(len(sides))]
    named = " : ".join(f"datum.value == '{n}' ? {json.dumps(name)}" for n, name in enumerate(sides))
    points = [
        {
            "mission": p["mission"],
            "level": p["level"] + APART[sides.index(p["side"])],
            "side": str(sides.index(p["side"])),
        }
        for p in data["points"]
        if p["criterion"] == number
    ]
    legend = {"labelExpr": f"{named} : ''"} if number == 0 else None
    side = {"field": "side", "type": "nominal", "legend": legend}
    return {
        "title": {"text": _wrapped(f"{number + 1}. {words}"), "anchor": "start", "fontSize": 13, "fontWeight": "bold"},
        "width": 460,
        "height": 26 * top,
        "data": {"values": points},
        "encoding": {
            "x": {
                "field": "mission", "type": "ordinal", "sort": data["missions"],
                "scale": {"type": "point", "domain": data["missions"], "padding": 0.4},
                "axis": {"title": None, "labelAngle": 0},
            },
            "y": {
                "field": "level", "type": "quantitative", "scale": {"domain": [0.6, top + 0.4]},
                "axis": {"title": None, "values": list(range(1, top + 1)), "labelExpr": f"{labels} : ''"},
            },
            "color": side | {"scale": {"domain": kinds, "range": list(COLOURS)}},
        },
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2.5},
                "encoding": {"strokeDash": side | {"legend": None, "scale": {"domain": kinds, "range": list(DASHES)}}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 110},
                "encoding": {"shape": side | {"scale": {"domain": kinds, "range": list(SHAPES)}}},
            },
        ],
    }  # fmt: skip


def _wrapped(words: str) -> list[str]:
    """In lines that fit the width."""
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) > WRAP:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
