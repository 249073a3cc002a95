"""A file that somebody adds to a message on her page: which ones pass, and what they are on a channel.

Nobody keeps files here: its bytes stand in what is to be sent, and go from there once it has left
(storage/road/settle.py).
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping

from core.files import Attachment, Media, paper
from core.page.pictures import plain
from core.page.videos import plain_film
from core.people import Refused
from core.texts import Text, say

#: who makes it when it leaves (bot/papers/upload.py); the reference of one whose bytes are gone
KIND, REF = "upload", "paper:upload"
#: bytes of the file itself: a page takes 2 MB in all
MOST = 1_500_000
NAME = 80
#: the end of a name -> what it is on a channel, and its type
TYPES: Mapping[str, tuple[Media, str]] = {
    "jpg": (Media.PHOTO, "image/jpeg"),
    "jpeg": (Media.PHOTO, "image/jpeg"),
    "png": (Media.PHOTO, "image/png"),
    "ogg": (Media.VOICE, "audio/ogg"),
    "oga": (Media.VOICE, "audio/ogg"),
    "opus": (Media.VOICE, "audio/ogg"),
    "mp3": (Media.AUDIO, "audio/mpeg"),
    "m4a": (Media.AUDIO, "audio/mp4"),
    "mp4": (Media.VIDEO, "video/mp4"),
    "pdf": (Media.DOCUMENT, "application/pdf"),
    "txt": (Media.DOCUMENT, "text/plain"),
    "odt": (Media.DOCUMENT, "application/vnd.oasis.opendocument.text"),
    "ods": (Media.DOCUMENT, "application/vnd.oasis.opendocument.spreadsheet"),
    "docx": (Media.DOCUMENT, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": (Media.DOCUMENT, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
#: those that say where they were taken
FILMS = ("video/mp4", "audio/mp4")
#: how a form of a page offers them
ACCEPT = ",".join(f".{end}" for end in TYPES)
WORDS = {
    Media.PHOTO: "📷 Une photo",
    Media.VOICE: "🎤 Un message vocal",
    Media.AUDIO: "🎵 Un son",
    Media.VIDEO: "🎬 Une vidéo",
    Media.VIDEO_NOTE: "🎬 Une vidéo",
    Media.STICKER: "🙂 Un autocollant",
}
# What a file begins with, where that is known: what says that it is a picture and is none is refused.
_BEGINS = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n",
    "audio/ogg": b"OggS",
    "application/pdf": b"%PDF-",
}


def attached(fields: Mapping[str, str]) -> tuple[Attachment, ...]:
    """The file of a form: its `file_name`, and `file`, its bytes in base64. Refused when it cannot pass."""
    name, raw = fields.get("file_name", ""), fields.get("file", "")
    if not name:
        return ()
    if len(raw) > MOST * 4 // 3 + 4:
        raise Refused("Ce fichier est trop lourd, et rien n'est parti : 1,5 Mo au plus.")
    media, mime = TYPES.get(name.rpartition(".")[2].lower(), (None, ""))
    try:
        inside = b64decode(raw, validate=True)
    except Error:
        inside = b""
    bare = plain(inside) if media is Media.PHOTO else plain_film(inside) if mime in FILMS else inside
    if media is None or (inside and not bare) or not inside.startswith(_BEGINS.get(mime, b"")):
        raise Refused(
            "Ce genre de fichier ne passe pas d'ici, et rien n'est parti : photo, son, vidéo, PDF ou document."
        )
    if not inside:
        raise Refused("Ce fichier est vide : rien n'est parti.")
    made = paper(KIND, _named(name), {"b": b64encode(bare).decode()}, media)
    return (Attachment(media, REF, made.name, mime, len(bare), paper=made.paper),)


def words(file: Attachment) -> Text:
    """What stands for a file where it is not shown."""
    return say(WORDS[file.media]) if file.media in WORDS else say("📎 {name}", name=file.name or "…")


def _named(name: str) -> str:
    """A name without folders, nor anything that a screen could read otherwise."""
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, end = re.sub(r"[^\w .()'-]", "_", last).rpartition(".")
    return f"{stem[:NAME].strip(' .') or 'fichier'}{dot}{end}"
