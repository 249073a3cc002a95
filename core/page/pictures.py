"""Pictures without what the camera wrote into them, where and when they were taken.

Nothing is decoded: the parts of the file that hold words are left out, and which side is up is kept.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_JPEG, _PNG, _RIFF = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF"
#: JPEG, ITU T.81, annex B: the segments of programs (but JFIF, colour profiles and Adobe's colours), and comments
_WORDS = {*range(0xE1, 0xF0), 0xFE} - {0xE2, 0xEE}
_EXIF, _SCAN, _END = 0xE1, 0xDA, 0xD9
# Neither a byte of the picture, nor one of the marks inside it, nor filling (B.1.1.2, B.1.1.5).
_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
#: PNG, ISO/IEC 15948
_CHUNKS = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}
#: Exif, CIPA DC-008, 4.6.4
_ORIENTATION = 0x0112


def plain(raw: bytes) -> bytes:
    """The same picture without words, nor what hangs behind its end (a second picture, a film); b"" for what is no
    JPEG, PNG or WebP, or is broken."""
    way = _jpeg if raw.startswith(_JPEG) else _png if raw.startswith(_PNG) else _webp
    try:
        return b"".join(way(raw))
    except (struct.error, IndexError, ValueError):
        return b""


def _png(raw: bytes) -> Iterator[bytes]:
    yield _PNG
    at, name = len(_PNG), b""
    while name != b"IEND":
        (size,), name = struct.unpack_from(">I", raw, at), raw[at + 4 : at + 8]
        end = at + size + 12
        if name not in _CHUNKS:
            yield raw[at:end]
        at = end


def _jpeg(raw: bytes) -> Iterator[bytes]:
    yield _JPEG
    at, seen = 2, False
    while (found := _MARK.search(raw, at)) is not None:
        if raw[at : found.start()].strip(b"\xff") and not seen:
            raise ValueError("words between the segments")
        yield raw[at : found.start()]  # after the head of a scan, the picture itself
        at, mark = found.start(), raw[found.end() - 1]
        if mark == _END:
            yield raw[at : at + 2]
            return
        seen = seen or mark == _SCAN
        segment = raw[at : at + 2 + struct.unpack_from(">H", raw, at + 2)[0]]
        if mark not in _WORDS:
            yield segment
        elif mark == _EXIF and (side := _side(segment)) > 1:
            yield _upright(side)
        at += len(segment)
    raise ValueError("no end")


def _webp(raw: bytes) -> Iterator[bytes]:
    """RFC 9649, 2.3: chunks of even length; flags announce EXIF and XMP."""
    if raw[:4] != _RIFF or raw[8:12] != b"WEBP":
        raise ValueError("no picture")
    kept, at = [], 12
    while at < 8 + struct.unpack_from("<I", raw, 4)[0]:
        name, (size,) = raw[at : at + 4], struct.unpack_from("<I", raw, at + 4)
        chunk = raw[at : at + 8 + size + size % 2]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if name not in (b"EXIF", b"XMP "):
            kept.append(chunk)
        at += 8 + size + size % 2
    whole = b"".join(kept)
    yield _RIFF + struct.pack("<I", 4 + len(whole)) + b"WEBP" + whole


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
