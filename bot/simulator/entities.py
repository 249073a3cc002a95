"""Text as Telegram takes it: cleaning, trimming, explicit entities, links it finds by itself, limits."""

from __future__ import annotations

import re

from bot.simulator.errors import bad_request
from bot.simulator.model import Json

_TYPES = (
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler "
    "blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time"
)
TYPES = frozenset(_TYPES.split())
SPACES = " \t\r\n\x0b\x0c\u00a0\u200b"
# What Telegram itself marks in any text, best first where two overlap.
URL = re.compile(
    r"(?<![\w@])(?:https?://|tg://|www\.)[^\s<>«»\"]+[^\s<>«»\".,;:!?)]"
    r"|(?<![\w@.])[\w-]+(?:\.[\w-]+)*\.(?:fr|com|org|net|me|eu|io)\b(?![\w@.-]*@)(?:/[^\s<>«»\"]*[^\s<>«»\".,;:!?)])?"
)
FOUND: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("/", "bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/<>])", re.ASCII)),
    (".", "url", URL),
    ("@", "email", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")),
    ("@", "mention", re.compile(r"(?<![\w@.])@[A-Za-z]\w{2,31}\b", re.ASCII)),
    ("#", "hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}")),
)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of every offset in the Bot API."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    if text.isascii():
        return text[offset : offset + length]
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """Drop carriage returns, turn control characters into spaces (TDLib's clean_input_string)."""
    if text.isprintable():
        return text
    return "".join(" " if (char < " " and char != "\n") else char for char in text if char != "\r")


def checked_entities(raw: object, text: str) -> list[Json]:
    """Explicit entities as sent by a bot; refuses impossible offsets, clips what reaches beyond the end."""
    if not isinstance(raw, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    total = utf16_length(text)
    kept = []
    for item in raw:
        if not isinstance(item, dict) or "type" not in item:
            raise bad_request("can't parse entities: expected an Object")
        if item["type"] not in TYPES:
            raise bad_request(f'can\'t parse entities: unsupported type "{item["type"]}" specified')
        offset, length = _number(item, "offset"), _number(item, "length")
        if not 0 <= offset <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if not 0 <= length <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect length {length}")
        length = min(length, total - offset)
        if length > 0:
            kept.append({**item, "offset": offset, "length": length})
    _refuse_half_characters(kept, text)
    return kept


def _number(item: Json, key: str) -> int:
    try:
        return int(item[key])
    except (KeyError, TypeError, ValueError):
        raise bad_request(f'can\'t parse entities: field "{key}" must be of type Number') from None


def _refuse_half_characters(entities: list[Json], text: str) -> None:
    if not entities or text.isascii():
        return
    edges = {0}
    position = 0
    for char in text:
        position += 2 if char > "\uffff" else 1
        edges.add(position)
    for entity in entities:
        if entity["offset"] not in edges:
            raise bad_request("entity begins in a middle of a UTF-16 symbol at byte offset " + str(entity["offset"]))
        if entity["offset"] + entity["length"] not in edges:
            raise bad_request("entity ends in a middle of a UTF-16 symbol at byte offset " + str(entity["offset"]))


def finished(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Trim both ends, move the entities along, add those that Telegram finds, and sort."""
    left = len(text) - len(text.lstrip(SPACES))
    stripped = text.strip(SPACES)
    if entities:
        shift, total = utf16_length(text[:left]), utf16_length(stripped)
        entities = [moved for entity in entities if (moved := _moved(entity, shift, total))]
    entities = entities + found_entities(stripped, entities)
    if len(entities) > 1:
        entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return stripped, entities


def _moved(entity: Json, shift: int, total: int) -> Json | None:
    begin = max(0, entity["offset"] - shift)
    end = min(total, entity["offset"] - shift + entity["length"])
    return {**entity, "offset": begin, "length": end - begin} if end > begin else None


def found_entities(text: str, taken: list[Json]) -> list[Json]:
    """Commands, addresses, mentions and hashtags, except inside code and links."""
    found: list[Json] = []
    for mark, kind, pattern in FOUND:
        if mark not in text:
            continue
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            entity = {"offset": offset, "length": utf16_length(match.group()), "type": kind}
            blockers = [one for one in taken if one["type"] in ("code", "pre", "text_link", "text_mention")]
            if not any(_overlap(entity, other) for other in blockers + found + _same(taken, kind)):
                found.append(entity)
    return found


def _same(entities: list[Json], kind: str) -> list[Json]:
    return [entity for entity in entities if entity["type"] == kind]


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
