"""TIFF pictures, of scanners mostly, without what was written beside them: where and when, with what, whose.

Nothing is decoded, and no byte of the picture moves (TIFF 6.0, sections 2 and 8): what a picture is made of stays
where it stands, all else in the file is blank.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

#: fields that say how to read the picture: its size, colours, compression, which side is up; no words
_KEPT = {254, 255, *range(256, 260), 262, 266, 273, 274, *range(277, 280), 282, 283, 284, 292, 293, 296, 297, 301,
         *range(317, 326), 332, 338, 339, 347, *range(529, 533), 34675}  # fmt: skip
#: where the picture lies, and how long each piece is: strips, tiles
_PIECES = ((273, 279), (324, 325))
#: bytes of one value, by its type
_SIZES = {1: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}

Span = tuple[int, int]


def plain_scan(raw: bytes) -> bytes:
    """The same picture, as long as before, without words; b"" for what is no TIFF, is broken, or holds other files."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(raw[:4], "")
    made = bytearray(len(raw))
    made[:8] = raw[:8]
    left = len(raw)  # a picture that says the same bytes again and again is none
    try:
        for start, end in _pages(raw, made, order):
            left -= end - start
            if left < 0 or not 8 <= start <= end <= len(raw):
                return b""
            made[start:end] = raw[start:end]
    except (struct.error, KeyError, ValueError):
        return b""
    return bytes(made)


def _pages(raw: bytes, made: bytearray, order: str) -> Iterator[Span]:
    """What stays of each page; its directory is written at once, shorter than it was."""
    if not order:
        raise ValueError("no TIFF")
    (at,), seen = struct.unpack_from(f"{order}I", raw, 4), set[int]()
    while at:
        if at in seen:
            raise ValueError("a page that comes again")
        seen.add(at)
        (count,) = struct.unpack_from(f"{order}H", raw, at)
        fields = [raw[n : n + 12] for n in range(at + 2, at + 2 + 12 * count, 12)]
        heads = {struct.unpack_from(f"{order}H", field)[0]: field for field in fields}
        kept = {tag: field for tag, field in heads.items() if tag in _KEPT}
        (after,) = struct.unpack_from(f"{order}I", raw, at + 2 + 12 * count)
        whole = struct.pack(f"{order}H", len(kept)) + b"".join(kept.values()) + struct.pack(f"{order}I", after)
        made[at : at + len(whole)] = whole
        for field in kept.values():
            size, start = _long(field, order)
            if size > 4:
                yield start, start + size
        for lies, lengths in _PIECES:
            if lies in kept:
                for start, size in zip(
                    _numbers(raw, kept[lies], order), _numbers(raw, kept[lengths], order), strict=True
                ):
                    yield start, start + size
        at = after


def _long(field: bytes, order: str) -> Span:
    """How many bytes the values of a field take, and where they stand when these are more than four."""
    _, kind, count, at = struct.unpack(f"{order}HHII", field)
    return _SIZES[kind] * count, at


def _numbers(raw: bytes, field: bytes, order: str) -> tuple[int, ...]:
    _, kind, count = struct.unpack_from(f"{order}HHI", field)
    size, at = _long(field, order)
    if size > len(raw):
        raise ValueError("longer than the file")
    return struct.unpack_from(f"{order}{count}{'H' if kind == 3 else 'I'}", *((field, 8) if size <= 4 else (raw, at)))
