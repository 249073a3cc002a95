"""Small real files, for people who send a photo or a voice message in a test and do not care which."""

from __future__ import annotations

import struct
import zlib
from typing import Any


def png(width: int = 320, height: int = 240, color: tuple[int, int, int] = (0x6F, 0xB9, 0xF0)) -> bytes:
    """A plain picture."""
    row = b"\0" + bytes(color) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(row * height)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def wav(seconds: float = 1.0, rate: int = 8000) -> bytes:
    """Silence that every browser plays."""
    samples = b"\x80" * int(seconds * rate)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    data = struct.pack("<4sI", b"data", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", 4 + len(form) + len(data)) + b"WAVE" + form + data


SAMPLES: dict[str, tuple[str, str]] = {
    "photo": ("photo.png", "image/png"),
    "voice": ("voice.oga", "audio/ogg"),
    "audio": ("chanson.wav", "audio/wav"),
    "video": ("video.mp4", "video/mp4"),
    "document": ("convention.pdf", "application/pdf"),
    "animation": ("animation.mp4", "video/mp4"),
    "sticker": ("sticker.webp", "image/webp"),
    "video_note": ("rond.mp4", "video/mp4"),
}

DEFAULT_META: dict[str, dict[str, Any]] = {
    "voice": {"duration": 3},
    "audio": {"duration": 30, "title": "Chanson", "performer": "Anonyme"},
    "video": {"width": 640, "height": 360, "duration": 5},
    "animation": {"width": 320, "height": 240, "duration": 2},
    "video_note": {"length": 240, "duration": 4},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"},
    "document": {},
}


def sample(kind: str) -> bytes:
    """Bytes for a kind of media."""
    if kind in ("photo", "sticker"):
        return png()
    if kind in ("voice", "audio"):
        return wav()
    return b"%PDF-1.4\n%local\n" if kind == "document" else b"\0\0\0\x11ftypmp42local"
