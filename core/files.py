"""What a message can carry besides words: files that the channel knows, and files that we make ourselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Media(StrEnum):
    """What a message can carry besides text."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    VIDEO_NOTE = "video_note"
    AUDIO = "audio"
    DOCUMENT = "document"
    ANIMATION = "animation"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that we make ourselves when it leaves: `kind` names who makes it (bot/papers), `data` is JSON-able.

    The same data makes the same bytes, so that a second try sends the same file.
    """

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file known to the channel by `ref` (on Telegram: a file_id, good for this bot in any chat), or one of ours."""

    media: Media
    ref: str
    name: str = ""
    mime: str = ""
    size: int = 0
    #: length of a voice, audio or video, in seconds
    seconds: int = 0
    #: what it is made from when it leaves; `ref` then only tells it from others
    paper: Paper | None = None
    #: its bytes, between being made and being sent; never kept
    bytes: bytes = b""


#: a lesson is a few pages: what is larger is not fetched
FILE_LIMIT = 60_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of fetching a file: its text, or why there is none (too-big, not-text, unavailable)."""

    text: str = ""
    trouble: str = ""


class FileWanted(Exception):
    """What is decided needs the text of a file. The receiver undoes everything, fetches it, and lets it be decided
    again with `Message.fetched`."""

    def __init__(self, file: Attachment) -> None:
        self.file = file
        super().__init__(file.media.value)


def paper(kind: str, name: str, data: Mapping[str, Any], media: Media = Media.DOCUMENT) -> Attachment:
    """A file of ours to send: who makes it, its name on the phone, what it is made from."""
    return Attachment(media, f"paper:{kind}", name, paper=Paper(kind, data))
