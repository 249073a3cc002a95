"""Videos and sounds of phones without what the phone wrote beside them: where they were taken, with what, whose.

Nothing is decoded, and no byte moves: the boxes that hold words are blanked where they stand (ISO 14496-12; Apple's
QuickTime File Format, "User Data" and "Metadata"). What a track of its own tells, as some sports cameras do, stays.
"""

from __future__ import annotations

#: boxes of words: the place of a phone's video is in `udta` (Android) or `meta` (Apple); XMP is a `uuid`
_WORDS = (b"udta", b"meta", b"uuid")
#: which boxes are looked into, by the box around them
_OPEN = {b"": (b"moov", b"moof"), b"moov": (b"trak",), b"moof": (b"traf",)}
_HEAD = 8


def plain_film(raw: bytes) -> bytes:
    """The same film or sound, as long as before, without those words; b"" for what is no MP4 or MOV, or is broken."""
    made = bytearray(raw)
    return bytes(made) if raw[4:8] == b"ftyp" and _blank(made, 0, len(made), b"") else b""


def _blank(made: bytearray, at: int, end: int, around: bytes) -> bool:
    """Blank the boxes of words from here to there; False when there are no whole boxes."""
    while end - at >= _HEAD:
        size, kind, head = int.from_bytes(made[at : at + 4]), bytes(made[at + 4 : at + _HEAD]), _HEAD
        if size == 1:  # a long one
            size, head = int.from_bytes(made[at + _HEAD : at + 16]), 16
        elif size == 0:  # to the end
            size = end - at
        if size < head or at + size > end:
            return False
        if kind in _WORDS:
            made[at + 4 : at + _HEAD] = b"free"
            made[at + head : at + size] = bytes(size - head)
        elif kind in _OPEN.get(around, ()) and not _blank(made, at + head, at + size, kind):
            return False
        at += size
    return not any(made[at:end])
