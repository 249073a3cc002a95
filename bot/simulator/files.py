"""Uploaded bytes, their identifiers (one file_id per bot) and what can be read from an image's first bytes."""

from __future__ import annotations

import base64
import hashlib
import struct

from bot.simulator.errors import bad_request
from bot.simulator.model import Bot, Json, Media, StoredFile

FOLDERS = {
    "photo": "photos",
    "video": "videos",
    "voice": "voice",
    "audio": "music",
    "document": "documents",
    "animation": "animations",
    "sticker": "stickers",
    "video_note": "video_notes",
}
# The words of TDLib's FileType in error texts, and the beginnings that real identifiers have.
TYPE_NAMES = {
    "photo": ("Photo", "AgACAgQAAxkB"),
    "video": ("Video", "BAACAgQAAxkB"),
    "voice": ("Voice", "AwACAgQAAxkB"),
    "audio": ("Audio", "CQACAgQAAxkB"),
    "document": ("Document", "BQACAgQAAxkB"),
    "animation": ("Animation", "CgACAgQAAxkB"),
    "sticker": ("Sticker", "CAACAgQAAxkB"),
    "video_note": ("VideoNote", "DQACAgQAAxkB"),
}
DEFAULT_NAMES = {
    "photo": ("photo.jpg", "image/jpeg"),
    "video": ("video.mp4", "video/mp4"),
    "voice": ("voice.oga", "audio/ogg"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "document": ("file", "application/octet-stream"),
    "animation": ("animation.mp4", "video/mp4"),
    "sticker": ("sticker.webp", "image/webp"),
    "video_note": ("video_note.mp4", "video/mp4"),
}
MAX_SIDES = 10_000
MAX_RATIO = 20


class FileStore:
    """Keeps bytes in memory and knows which identifier belongs to which bot."""

    def __init__(self, seed: int = 0) -> None:
        self.by_path: dict[str, StoredFile] = {}
        self.by_ref: dict[int, StoredFile] = {}
        self._seed = seed
        self._count = 0
        self._ids: dict[tuple[int, int, str, bool], str] = {}
        self._known: dict[str, tuple[int, Media]] = {}

    def add(self, kind: str, data: bytes, name: str = "", mime: str = "") -> StoredFile:
        """Keep an upload."""
        default_name, default_mime = DEFAULT_NAMES[kind]
        self._count += 1
        name = name or default_name
        suffix = name.rpartition(".")[2] if "." in name else default_name.rpartition(".")[2]
        file = StoredFile(self._count, data, name, mime or default_mime)
        file.path = f"{FOLDERS[kind]}/file_{self._count}" + (f".{suffix}" if suffix.isalnum() else "")
        self.by_path[file.path] = self.by_ref[file.ref] = file
        return file

    def file_id(self, bot: Bot, media: Media, *, small: bool = False) -> str:
        """The identifier that this bot uses for the file; another bot's is different."""
        key = (bot.id, media.file.ref, media.kind, small)
        found = self._ids.get(key)
        if found is None:
            digest = hashlib.sha256(repr((self._seed, key)).encode()).digest()
            found = TYPE_NAMES[media.kind][1] + base64.urlsafe_b64encode(digest).decode().rstrip("=")
            self._ids[key] = found
            self._known[found] = (bot.id, media)
        return found

    def unique_id(self, media: Media, *, small: bool = False) -> str:
        """The same for every bot."""
        digest = hashlib.sha256(repr((self._seed, media.file.ref, small)).encode()).digest()
        return "AQAD" + base64.urlsafe_b64encode(digest[:9]).decode()

    def find(self, bot: Bot, file_id: str) -> Media | None:
        """What an identifier means for this bot."""
        owner, media = self._known.get(file_id, (0, None))
        return media if owner == bot.id else None

    def again(self, bot: Bot, file_id: str, kind: str) -> Media:
        """A file sent again by its identifier; refuses what Telegram refuses."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        media = self.find(bot, file_id)
        if media is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        animation_as_document = {media.kind, kind} <= {"animation", "document", "video"}
        if media.kind != kind and not animation_as_document:
            raise bad_request(f"can't use file of type {TYPE_NAMES[media.kind][0]} as {TYPE_NAMES[kind][0]}")
        return Media(media.kind, media.file, media.meta)


def media_shape(store: FileStore, bot: Bot, media: Media) -> object:
    """The Bot API's object of a file in a message: an object, or an array of sizes for a photo."""
    if media.kind == "photo":
        return photo_sizes(store, bot, media)
    file = media.file
    shape: Json = {
        "file_id": store.file_id(bot, media),
        "file_unique_id": store.unique_id(media),
        **media.meta,
        "file_size": len(file.data),
    }
    if media.kind in ("document", "video", "audio", "animation"):
        shape["file_name"] = file.name
    if media.kind not in ("sticker", "video_note"):
        shape["mime_type"] = file.mime
    return shape


def photo_sizes(store: FileStore, bot: Bot, media: Media) -> list[Json]:
    """A thumbnail and the full size. Both are the same bytes: nothing is recompressed here."""
    width, height = media.meta["width"], media.meta["height"]
    size = len(media.file.data)
    sizes: list[Json] = []
    if max(width, height) > 90:
        scale = 90 / max(width, height)
        small = {"width": max(1, round(width * scale)), "height": max(1, round(height * scale)), "file_size": size}
        identity = {
            "file_id": store.file_id(bot, media, small=True),
            "file_unique_id": store.unique_id(media, small=True),
        }
        sizes.append(identity | small)
    full = {"file_id": store.file_id(bot, media), "file_unique_id": store.unique_id(media)}
    sizes.append(full | {"width": width, "height": height, "file_size": size})
    return sizes


def photo_meta(data: bytes) -> Json:
    """Width and height of an image, or the refusal of Telegram's image processor."""
    size = image_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > MAX_SIDES or max(size) > MAX_RATIO * max(1, min(size)):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"width": width, "height": height}


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height from the header of a PNG, GIF, JPEG, WebP or BMP."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    if data[:2] == b"BM" and len(data) >= 26:
        width, height = struct.unpack("<ii", data[18:26])
        return width, abs(height)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        # Start-of-frame markers carry the size; C4, C8 and CC are other tables.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
