"""What a Telegram message carries: words, a file, or something else with its details."""

from __future__ import annotations

from bot.telegram import shapes
from bot.telegram.entities import from_telegram
from bot.words import clean
from core.messages import Attachment, Media
from core.texts import Rich
from core.thread.kinds import OTHERS

# An animation also has `document`, a venue also has `location`: the order matters.
_FILES = (
    Media.ANIMATION,
    Media.PHOTO,
    Media.VIDEO,
    Media.VOICE,
    Media.VIDEO_NOTE,
    Media.AUDIO,
    Media.DOCUMENT,
    Media.STICKER,
)


def text_of(message: shapes.Message) -> Rich:
    words = message.text or message.caption or ""
    entities = message.entities if message.text else message.caption_entities
    return from_telegram(clean(words), entities or ())


def file_of(media: Media, found: shapes.File) -> Attachment:
    return Attachment(
        media,
        found.file_id,
        name=clean(found.file_name or ""),
        mime=clean(found.mime_type or ""),
        size=found.file_size or 0,
        seconds=found.duration or 0,
    )


def attachments(message: shapes.Message) -> tuple[Attachment, ...]:
    for media in _FILES:
        found: shapes.File | None = _largest(message.photo) if media is Media.PHOTO else getattr(message, media.value)
        if found:
            return (file_of(media, found),)
    return ()


def _largest(sizes: list[shapes.File] | None) -> shapes.File | None:
    """The same picture comes in several sizes."""
    return max(sizes, key=lambda size: size.width * size.height) if sizes else None


def other_kind(message: shapes.Message) -> str:
    rest = message.model_extra or {}
    return next((kind for kind in OTHERS if kind in rest or getattr(message, kind, None)), "")


# {"location": {"latitude": 48.8566, "longitude": 2.3522}, "venue": {"title": "Atelier", "address": "1 rue du Port"}}
# {"contact": {"phone_number": "+33600000000", "first_name": "Anne", "last_name": "B."}}
def details(other: str, message: shapes.Message) -> dict[str, str]:
    """What core can put into words; of anything else, nothing leaves the update."""
    if other == "contact" and (card := message.contact):
        return {"phone": clean(card.phone_number), "name": clean(f"{card.first_name} {card.last_name}").strip()}
    found: dict[str, str] = {}
    if other in ("location", "venue") and (spot := message.location):
        found = {"latitude": f"{spot.latitude:.6f}", "longitude": f"{spot.longitude:.6f}"}
    if other == "venue" and (venue := message.venue):
        found |= {"title": clean(venue.title), "address": clean(venue.address)}
    return found
