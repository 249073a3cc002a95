"""HEIC and AVIF pictures without what the camera wrote beside them: where and when they were taken, with what, whose.

Nothing is decoded, and no byte of the picture moves (ISO 14496-12, 8.11, and ISO 23008-12): of the file stays what a
picture is made of, where it stands; all else in it is blank.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

#: kinds of items that are pictures, or say how pictures make one; Exif, XMP and what nobody knows is none
_PICTURES = (b"hvc1", b"av01", b"avc1", b"grid", b"iovl", b"iden", b"tmap")
#: boxes of the file and of its `meta` that stay
_KEPT = (b"ftyp", b"meta", b"mdat", b"hdlr", b"dinf", b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"grpl", b"idat")
#: properties of a picture that are words of somebody, or say when
_WORDS = (b"udes", b"altt", b"crtt", b"mdft", b"uuid")
#: where the bytes of an item are counted from: the file, or `idat`
_FILE, _IDAT = 0, 1

Box = tuple[bytes, int, int, int]


def plain_still(raw: bytes) -> bytes:
    """The same picture, as long as before, without those words; b"" for what is no HEIC or AVIF, or is broken."""
    try:
        return bytes(_made(raw)) if raw[4:8] == b"ftyp" else b""
    except (struct.error, IndexError, ValueError, KeyError):
        return b""


def _made(raw: bytes) -> bytearray:
    top = list(_boxes(raw, 0, len(raw)))
    (meta,) = (box for box in top if box[0] == b"meta")
    inner = list(_boxes(raw, meta[2] + 4, meta[3]))
    parts = {kind: (start, end) for kind, _, start, end in inner}
    made = bytearray(raw)
    for kind, at, start, end in (*top, *inner):
        if kind not in _KEPT:
            made[at + 4 : at + 8] = b"free"
        if kind not in _KEPT or kind in (b"mdat", b"idat"):
            made[start:end] = bytes(end - start)
    pictures = _items(raw, made, *parts[b"iinf"])
    _properties(raw, made, *parts[b"iprp"])
    left = len(raw)  # a picture that says the same bytes again and again is none
    homes = {_FILE: [box[2:] for box in top if box[0] == b"mdat"], _IDAT: [parts.get(b"idat", (0, 0))]}
    for way, start, end in _spans(raw, *parts[b"iloc"], pictures):
        shift = homes[way][0][0] if way == _IDAT else 0
        start, end = start + shift, end + shift
        left -= end - start
        if left < 0 or not any(first <= start < end <= last for first, last in homes[way]):
            raise ValueError("a picture that lies elsewhere")
        made[start:end] = raw[start:end]
    return made


def _boxes(raw: bytes, at: int, end: int) -> Iterator[Box]:
    """(kind, where it begins, where its inside begins, its end) of each box from here to there."""
    while at < end:
        size, kind, head = *struct.unpack_from(">I4s", raw, at), 8
        if size == 1:  # a long one
            size, head = struct.unpack_from(">Q", raw, at + 8)[0], 16
        elif size == 0:  # to the end
            size = end - at
        if size < head or at + size > end:
            raise ValueError("no whole box")
        yield kind, at, at + head, at + size
        at += size


def _items(raw: bytes, made: bytearray, start: int, end: int) -> set[int]:
    """The numbers of the items that are pictures (`iinf`, 8.11.6); the others lose their kind, and all their names."""
    found = set()
    for _, _, at, last in _boxes(raw, start + (8 if raw[start] else 6), end):
        layout = {2: ">HH4s", 3: ">IH4s"}[raw[at]]
        number, _, kind = struct.unpack_from(layout, raw, at + 4)
        words = at + 4 + struct.calcsize(layout)
        made[words:last] = bytes(last - words)
        if kind in _PICTURES:
            found.add(number)
        else:
            made[words - 4 : words] = b"free"
    return found


def _properties(raw: bytes, made: bytearray, start: int, end: int) -> None:
    for kind, _, first, last in _boxes(raw, start, end):
        for name, at, inside, over in _boxes(raw, first, last) if kind == b"ipco" else ():
            if name in _WORDS:
                made[at + 4 : at + 8] = b"free"
                made[inside:over] = bytes(over - inside)


def _spans(raw: bytes, at: int, end: int, pictures: set[int]) -> Iterator[tuple[int, int, int]]:
    """(counted from, first byte, end) of all that these items are made of (`iloc`, 8.11.3)."""
    version, sizes = raw[at], raw[at + 4 : at + 6]
    of_offset, of_length, of_base = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    of_index = sizes[1] & 15 if version else 0
    at += 6

    def take(size: int) -> int:
        nonlocal at
        if at + size > end:
            raise ValueError("cut")
        at += size
        return int.from_bytes(raw[at - size : at])

    wide = 4 if version > 1 else 2
    for _ in range(take(wide)):
        number, way = take(wide), take(2) & 15 if version else _FILE
        take(2)
        base = take(of_base)
        for _ in range(take(2)):
            take(of_index)
            first = base + take(of_offset)
            length = take(of_length)
            if number in pictures:
                yield way, first, first + length
