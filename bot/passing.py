"""A file of somebody on its way into a mail or a download: what it is by its first bytes, no place in it, a safe name.

On Telegram files pass by their id and we never hold them. By mail we do: there the kind is told by the bytes and never
by the name, what a camera wrote into a picture (where, when, whose) is cut out without decoding anything, and a program
does not pass. No file is ever unpacked or decoded, so that a bomb stays what it is: some bytes.
"""

from __future__ import annotations

import mimetypes
import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from core.messages import Attachment, Media

#: signs of a file name at most, its ending included
LONGEST = 80
UNKNOWN = "application/octet-stream"
_FIRST_BYTES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"%PDF-": "application/pdf",
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
    b"PK\x03\x04": "application/zip",
}
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_RUN_BY_NAME = frozenset(
    """
    apk app bat cmd com cpl dll exe hta htm html iso jar jnlp js jse lnk msi ps1 reg scr sh shtml svg url vbe vbs wsf
    xht xhtml xll
    """.split()  # noqa: SIM905 - thirty quoted endings would hide what they are
)
# Office files are archives; they keep their own kind, so that a phone finds the program for them.
_ARCHIVES = ("application/vnd.openxmlformats", "application/vnd.oasis")


def passing(file: Attachment) -> Attachment | None:
    """The file with its bytes as it may leave; None when it is a program, or a page that would run as one."""
    name = file_name(file.name)
    if file.bytes.startswith(_PROGRAMS) or name.rpartition(".")[2].lower() in _RUN_BY_NAME:
        return None
    mime = kind(file.bytes, name)
    if mime == UNKNOWN and file.media is not Media.DOCUMENT:
        mime = ""  # Telegram made it, and says what it is by its media
    return replace(file, name=name, mime=mime, bytes=without_traces(file.bytes))


def kind(content: bytes, name: str = "") -> str:
    """The type of a file by its first bytes; the name only tells archives apart."""
    found = next((mime for first, mime in _FIRST_BYTES.items() if content.startswith(first)), UNKNOWN)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":  # ISO 14496-12: pictures of phones and videos
        return "image/heic" if content[8:11] in (b"hei", b"mif") else "video/mp4"
    told = mimetypes.guess_type(name)[0] or ""
    return told if found == "application/zip" and told.startswith(_ARCHIVES) else found


def file_name(name: str, otherwise: str = "") -> str:
    """A name and no path, on one line, without signs that hide or turn the others; `otherwise` when nothing is left."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    kept = " ".join(kept.translate(_FORBIDDEN).split()).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > LONGEST:
        ending = ending[:10]
        kept = f"{stem[: LONGEST - len(ending) - 1]}{dot}{ending}" if dot else kept[:LONGEST]
    return kept or otherwise


#: what no file system takes in a name, or a header reads as its own
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*;', "_"))


def without_traces(content: bytes) -> bytes:
    """A JPEG, PNG or WebP without what was written into it beside the picture; anything else, or broken, as it was."""
    ways = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}
    way = ways.get(kind(content))
    if way is None:
        return content
    try:
        return b"".join(way(content))
    except (struct.error, IndexError):
        return content


def _jpeg(content: bytes) -> Iterator[bytes]:
    """ITU T.81, annex B: segments. Out go APP1 to APP13 but the colours (APP2), remarks, and what hangs behind the end.

    How the camera was held is written anew: without it the picture lies on its side.
    """
    yield content[:2]
    if turned := _turned(content):
        yield b"\xff\xe1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"
        yield bytes([turned]) + b"\x00" * 7
    at = 2
    while (next_one := _MARKER.search(content, at)) is not None:
        yield content[at : next_one.start()]  # after the head of a scan, the picture itself
        at, marker = next_one.start(), content[next_one.end() - 1]
        if marker == 0xD9:
            yield content[at : at + 2]
            return
        end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
        if not (marker == 0xFE or (0xE1 <= marker <= 0xED and marker != 0xE2)):
            yield content[at:end]
        at = end
    yield content[at:]


# Neither a byte of the picture, nor one of the marks inside it, nor filling (B.1.1.2, B.1.1.5).
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


def _turned(content: bytes) -> int:
    """Exif 2.32, 4.6.4: tag 0x112 of the first directory, 1 to 8; 0 when it is not told."""
    start = content.find(b"Exif\x00\x00", 0, 65_536) + 6
    order = {b"II": "<", b"MM": ">"}.get(content[start : start + 2], "")
    if start < 6 or not order:
        return 0
    try:
        (first,) = struct.unpack_from(f"{order}L", content, start + 4)
        (many,) = struct.unpack_from(f"{order}H", content, start + first)
        tags = (struct.unpack_from(f"{order}HHLH", content, start + first + 2 + 12 * n) for n in range(min(many, 100)))
        return next((value for tag, _, _, value in tags if tag == 0x112 and 1 <= value <= 8), 0)
    except struct.error:
        return 0


def _png(content: bytes) -> Iterator[bytes]:
    """PNG, 5.3: chunks. Out go eXIf, the texts, the time and what hangs behind the end."""
    yield content[:8]
    at, name = 8, b""
    while at < len(content) and name != b"IEND":
        (length,), name = struct.unpack_from(">L", content, at), content[at + 4 : at + 8]
        if name not in (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"):
            yield content[at : at + 12 + length]
        at += 12 + length


def _webp(content: bytes) -> Iterator[bytes]:
    """RFC 9649, 2.3: chunks of even length. Out go EXIF and XMP, and the flags that announce them."""
    kept, at = [], 12
    while at + 8 <= len(content):
        name, (length,) = content[at : at + 4], struct.unpack_from("<L", content, at + 4)
        chunk = content[at : at + 8 + length + length % 2]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if name not in (b"EXIF", b"XMP "):
            kept.append(chunk)
        at += 8 + length + length % 2
    whole = b"".join(kept)
    yield b"RIFF" + struct.pack("<L", 4 + len(whole)) + b"WEBP" + whole
