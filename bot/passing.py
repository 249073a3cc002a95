"""A file of somebody on its way into a mail or a download: what it is by its first bytes, no place in it, a safe name.

On Telegram files pass by their id and we never hold them. By mail we do: there the kind is told by the bytes and never
by the name, what a camera wrote into a picture or a video (where, when, whose) is taken out without decoding anything,
and a program does not pass. No file is ever unpacked or decoded, so that a bomb stays what it is: some bytes.
"""

from __future__ import annotations

import mimetypes
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

from core.messages import Attachment, Media
from core.page.pictures import plain
from core.page.scans import plain_scan
from core.page.stills import plain_still
from core.page.videos import plain_film

#: signs of a file name at most, its ending included
LONGEST = 80
UNKNOWN = "application/octet-stream"
FILM = "video/mp4"
#: what is cleaned, and how
CLEANED: Mapping[str, Callable[[bytes], bytes]] = {
    "image/jpeg": plain,
    "image/png": plain,
    "image/webp": plain,
    "image/heic": plain_still,
    "image/avif": plain_still,
    "image/tiff": plain_scan,
    FILM: plain_film,
}
#: how a picture begins that is packed as a video is (ISO 23008-12)
_STILLS = {b"hei": "image/heic", b"hev": "image/heic", b"mif": "image/heic", b"msf": "image/heic", b"avi": "image/avif"}
_FIRST_BYTES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
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
    """The file with its bytes as it may leave; None when it is a program, a page that would run as one, or a picture
    too broken to say what is in it."""
    name = file_name(file.name)
    if file.bytes.startswith(_PROGRAMS) or name.rpartition(".")[2].lower() in _RUN_BY_NAME:
        return None
    mime = kind(file.bytes, name)
    if mime == UNKNOWN and file.media is not Media.DOCUMENT:
        mime = ""  # Telegram made it, and says what it is by its media
    content = CLEANED.get(mime, bytes)(file.bytes)
    return replace(file, name=name, mime=mime, bytes=content) if content or not file.bytes else None


def kind(content: bytes, name: str = "") -> str:
    """The type of a file by its first bytes; the name only tells archives apart."""
    found = next((mime for first, mime in _FIRST_BYTES.items() if content.startswith(first)), UNKNOWN)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":  # ISO 14496-12: pictures of phones and videos
        return _STILLS.get(content[8:11], FILM)
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
