"""Contents of messages as JSON: short keys, what is empty left out, unknown keys ignored so that rows stay readable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.messages import Attachment, Button, Content, Media, Paper, Place, Rows
from core.page.upload import REF
from core.texts import Rich, Span

# Keys and positions are for ever: rows written years ago must read the same. New ones may be added at the end.
#   Content     {"t": text, "s": [span…], "b": [[button…]…], "a": attachment}
#   span        [kind, start, end] or [kind, start, end, value]
#   button      [label, data] or [label, data, url] or [label, data, url, style]
#   attachment  {"m": media, "r": ref, "n": name, "k": mime, "z": size, "l": seconds, "p": [kind, data] of a paper}
#   Place       [channel, chat, topic, 1 if private]
Packed = dict[str, Any]


def pack_content(content: Content) -> Packed:
    packed = pack_rich(content.text)
    if content.buttons:
        packed["b"] = [[_pack_button(button) for button in row] for row in content.buttons]
    if content.attachment is not None:
        packed["a"] = pack_attachment(content.attachment)
    return packed


def unpack_content(packed: Mapping[str, Any]) -> Content:
    attachment = packed.get("a")
    return Content(
        text=unpack_rich(packed),
        buttons=unpack_buttons(packed.get("b", ())),
        attachment=unpack_attachment(attachment) if attachment else None,
    )


def framing(payload: Packed) -> Packed:
    """Everything of a row but the words, which change."""
    return {key: value for key, value in payload.items() if key != "u"}


def pack_rich(rich: Rich) -> Packed:
    packed: Packed = {"t": rich.text} if rich.text else {}
    if rich.spans:
        packed["s"] = [_pack_span(span) for span in rich.spans]
    return packed


def unpack_rich(packed: Mapping[str, Any]) -> Rich:
    return Rich(packed.get("t", ""), tuple(Span(*span[:4]) for span in packed.get("s", ())))


def pack_attachment(attachment: Attachment) -> Packed:
    packed: Packed = {"m": attachment.media.value, "r": attachment.ref}
    optional = (("n", attachment.name), ("k", attachment.mime), ("z", attachment.size), ("l", attachment.seconds))
    packed.update((key, value) for key, value in optional if value)
    if attachment.paper is not None:
        packed["p"] = [attachment.paper.kind, dict(attachment.paper.data)]
    return packed


def unpack_attachment(packed: Mapping[str, Any]) -> Attachment:
    return Attachment(
        media=Media(packed["m"]),
        ref=packed["r"],
        name=packed.get("n", ""),
        mime=packed.get("k", ""),
        size=packed.get("z", 0),
        seconds=packed.get("l", 0),
        paper=Paper(*packed["p"][:2]) if "p" in packed else None,
    )


def pack_attachments(attachments: Sequence[Attachment]) -> list[Packed]:
    return [pack_attachment(attachment) for attachment in attachments]


def unpack_attachments(packed: Sequence[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    return tuple(unpack_attachment(attachment) for attachment in packed)


def unpack_buttons(packed: Sequence[Sequence[Sequence[str]]]) -> Rows:
    return tuple(tuple(Button(*button[:4]) for button in row) for row in packed)


def pack_place(place: Place) -> list[Any]:
    return [place.channel, place.chat, place.topic, int(place.private)]


def unpack_place(packed: Sequence[Any]) -> Place:
    channel, chat, topic, private = packed[:4]
    return Place(channel, chat, topic, bool(private))


def _pack_span(span: Span) -> list[Any]:
    return [span.kind, span.start, span.end, span.value] if span.value else [span.kind, span.start, span.end]


def _pack_button(button: Button) -> list[str]:
    parts = [button.label, button.data, button.url, button.style]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def laden(payload: Mapping[str, Any]) -> bool:
    """Whether it bears the bytes of a file that somebody added on a page."""
    packed = payload.get("c", {}).get("a", {})
    return packed.get("r") == REF and "p" in packed


def unladen(payload: Mapping[str, Any]) -> Packed:
    """The same once it has left: nobody keeps the file."""
    content = payload["c"]
    file = {name: value for name, value in content["a"].items() if name != "p"}
    return {**payload, "c": {**content, "a": file}}
