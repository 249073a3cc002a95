"""Pictures without what the camera wrote into them, where and when they were taken.

Nothing is decoded: the parts of the file that hold words are left out, and which side is up is kept.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
#: JPEG, ISO/IEC 10918-1: the segments of programs (but JFIF, colour profiles and Adobe's colours), and comments
_WORDS = {*range(0xE1, 0xF0), 0xFE} - {0xE2, 0xEE}
_SCAN, _EXIF = 0xDA, 0xE1
#: PNG, ISO/IEC 15948
_CHUNKS = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}
#: Exif, CIPA DC-008, 4.6.4
_ORIENTATION = 0x0112


def plain(raw: bytes) -> bytes:
    """The same picture without words; b"" for what is no JPEG nor PNG, or is broken."""
    try:
        if raw.startswith(_PNG):
            return _PNG + b"".join(_chunks(raw))
        return _jpeg(raw) if raw.startswith(_JPEG) else b""
    except (struct.error, IndexError):
        return b""


def _chunks(raw: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at < len(raw):
        (size,) = struct.unpack_from(">I", raw, at)
        end = at + size + 12
        if raw[at + 4 : at + 8] not in _CHUNKS:
            yield raw[at:end]
        at = end


def _jpeg(raw: bytes) -> bytes:
    kept, at = [_JPEG], 2
    while True:
        mark = raw[at + 1]
        if raw[at] != 0xFF:
            return b""
        if mark == 0xFF:  # a fill byte
            at += 1
            continue
        if mark == _SCAN:
            return b"".join(kept) + raw[at:]
        (size,) = struct.unpack_from(">H", raw, at + 2)
        segment = raw[at : at + 2 + size]
        if mark not in _WORDS:
            kept.append(segment)
        elif mark == _EXIF and (side := _side(segment)) > 1:
            kept.append(_upright(side))
        at += 2 + size


def _side(segment: bytes) -> int:
    """Which side is up (1 to 8); 0 when the segment does not say."""
    tiff = segment[10:]
    if segment[4:10] != b"Exif\0\0" or tiff[:2] not in (b"II", b"MM"):
        return 0
    order = "<" if tiff[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for n in range(count):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * n)
        if tag == _ORIENTATION:
            return int(value) if 1 <= value <= 8 else 0
    return 0


def _upright(side: int) -> bytes:
    """An Exif segment that says nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, side, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff
