"""Formatting across the border: Telegram counts UTF-16 units, core counts code points."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Any, Protocol

from core.texts import Rich, Span

# Only what people choose. Links, mentions, hashtags, phone numbers… that Telegram finds by itself it finds again in the
# copy; a text_mention needs a user the reader may not know, so its words stay plain.
KINDS = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "custom_emoji",
    }
)
# A name of ours that makes its phone ring, with the address as its value. Never made from what people write.
MENTION = "mention"
# Bot API, MessageEntity: the field that goes with the kind.
VALUES = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}


class Entity(Protocol):
    """What is read of a MessageEntity."""

    type: Any
    offset: int
    length: int


def from_telegram(text: str, entities: Iterable[Entity]) -> Rich:
    """The text with the spans its author chose. Offsets out of the text, or inside a character, give way."""
    kept = [e for e in entities if e.type in KINDS]
    if not kept:
        return Rich(text)
    starts = _unit_offsets(text)
    spans = []
    for entity in kept:
        start = bisect_left(starts, max(entity.offset, 0))
        end = bisect_left(starts, entity.offset + entity.length)
        end = min(end, len(text))
        if start < end:
            value = getattr(entity, VALUES[entity.type], None) if entity.type in VALUES else None
            spans.append(Span(str(entity.type), start, end, str(value or "")))
    return Rich(text, tuple(spans))


def to_telegram(rich: Rich) -> list[dict[str, Any]]:
    """The spans as MessageEntity objects, ready for JSON."""
    if not rich.spans:
        return []
    starts = _unit_offsets(rich.text)
    entities = []
    for span in rich.spans:
        start, end = (starts[min(max(at, 0), len(rich.text))] for at in (span.start, span.end))
        # A link without its address would be refused with the whole message.
        if span.kind == MENTION and start < end and span.value.isdecimal():
            rung = {"type": "text_mention", "user": {"id": int(span.value)}}
            entities.append(rung | {"offset": start, "length": end - start})
            continue
        if span.kind not in KINDS or start >= end or (span.kind in ("text_link", "custom_emoji") and not span.value):
            continue
        entity: dict[str, Any] = {"type": span.kind, "offset": start, "length": end - start}
        if span.value and span.kind in VALUES:
            entity[VALUES[span.kind]] = span.value
        entities.append(entity)
    return entities


def _unit_offsets(text: str) -> list[int]:
    """For each code point, and for the end of the text, how many UTF-16 units come before it."""
    return list(accumulate((2 if c > "\uffff" else 1 for c in text), initial=0))
