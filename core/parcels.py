"""Messages as parcels that can wait in the facts of a script until their author has said where they go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.messages import Address, Attachment, Line, Media, Message, Place, Written
from core.texts import Rich, Span


def pack(message: Written) -> dict[str, Any]:
    """A message as a parcel that can wait in the facts of a script."""
    file = message.attachments[0] if message.attachments else None
    return {
        "cause": message.cause,
        "at": message.at.isoformat(),
        "place": [message.place.channel, message.place.chat, message.place.topic, message.place.private],
        "message": message.message_id,
        "text": message.text.text,
        "spans": [[s.kind, s.start, s.end, s.value] for s in message.text.spans],
        "file": [file.media.value, file.ref, file.name, file.mime, file.size, file.seconds] if file else None,
        **({"album": message.album} if isinstance(message, Message) and message.album else {}),
        **({"other": message.other, "details": dict(message.details)} if isinstance(message, Message) else {}),
    }


def unpack(parcel: Mapping[str, Any]) -> Message:
    """The message as it was written."""
    channel, chat, topic, private = parcel["place"]
    file = parcel["file"]
    return Message(
        cause=parcel["cause"],
        at=datetime.fromisoformat(parcel["at"]),
        sender=Address(channel, chat),
        place=Place(channel, chat, topic, private),
        message_id=parcel["message"],
        text=Rich(parcel["text"], tuple(Span(*span) for span in parcel["spans"])),
        attachments=(Attachment(Media(file[0]), *file[1:]),) if file else (),
        album=parcel.get("album", ""),
        other=parcel.get("other", ""),
        details=parcel.get("details", {}),
    )


def joined(parcels: tuple[Mapping[str, Any], ...], one: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """One parcel more; of an album, all items stay in the line that one of them names: never half of it elsewhere."""
    whole = (*parcels, one)
    apart = {parcel["album"] for parcel in whole if parcel.get("album") and parcel.get("line") == Line.PROS}
    return tuple({**parcel, "line": Line.PROS} if parcel.get("album") in apart else parcel for parcel in whole)
