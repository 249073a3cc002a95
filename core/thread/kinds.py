"""One table of kinds: whatever a person can send is passed on, put into words, asked about first, or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from core.messages import Media, Message
from core.texts import Rich, Text, render


class Way(StrEnum):
    """What becomes of a message of some kind."""

    RELAYED = "relayed"  # as it is, without the origin of a forward
    WRITTEN = "written"  # as a text that says the same
    ASKED = "asked"  # as a text, once its author has said yes
    REFUSED = "refused"  # not at all: the author reads why, and what to do instead


@dataclass(frozen=True)
class Kind:
    """`words`: what is written instead, or why it is refused. `question`: what is asked first."""

    way: Way
    words: str = ""
    question: str = ""


_MAP = "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}"
_RELAYED = Kind(Way.RELAYED)

#: Kind of message -> what becomes of it. Names in {} are the details that the channel gave (Message.details).
KINDS: Mapping[str, Kind] = {
    "text": _RELAYED,
    "photo": _RELAYED,
    "video": _RELAYED,
    "voice": _RELAYED,
    "video_note": _RELAYED,
    "audio": _RELAYED,
    "document": _RELAYED,
    "animation": _RELAYED,
    "sticker": _RELAYED,
    "venue": Kind(Way.WRITTEN, "📍 {title}\n{address}\n" + _MAP),
    "location": Kind(Way.WRITTEN, "📍 Ma position :\n" + _MAP),
    "contact": Kind(
        Way.ASKED,
        "👤 {name}\n📞 {phone}",
        "Cette fiche donne le numéro de téléphone de {name}. La personne est d'accord pour qu'il soit partagé ?",
    ),
    "poll": Kind(Way.REFUSED, "Je ne transmets pas les sondages. La question passe très bien en toutes lettres."),
    "dice": Kind(Way.REFUSED, "Je ne transmets pas les jeux. Un mot ou un autocollant passera."),
    "game": Kind(Way.REFUSED, "Je ne transmets pas les jeux. Un mot ou un autocollant passera."),
    "story": Kind(Way.REFUSED, "Je ne transmets pas les stories. La photo ou la vidéo elle-même passera."),
    "checklist": Kind(Way.REFUSED, "Je ne transmets pas les listes à cocher. Écrite en texte, la liste passera."),
    "paid_media": Kind(Way.REFUSED, "Je ne transmets pas les contenus payants. Rien n'est parti."),
    "invoice": Kind(Way.REFUSED, "Je ne transmets pas les factures. Une photo ou un document passera."),
    "giveaway": Kind(Way.REFUSED, "Je ne transmets pas les tirages au sort. Rien n'est parti."),
    "giveaway_winners": Kind(Way.REFUSED, "Je ne transmets pas les tirages au sort. Rien n'est parti."),
    "gift": Kind(Way.REFUSED, "Je ne transmets pas les cadeaux. Un merci, si."),
    "unique_gift": Kind(Way.REFUSED, "Je ne transmets pas les cadeaux. Un merci, si."),
    "rich_message": Kind(Way.REFUSED, "Je ne sais pas transmettre cette mise en page. Un texte simple passera."),
}
UNKNOWN = Kind(Way.REFUSED, "Je ne sais pas transmettre ce genre de message. Un texte, une photo ou un vocal passera.")
#: what is neither words nor a file, the first that fits: a venue also has a location
OTHERS = tuple(name for name, kind in KINDS.items() if kind is not _RELAYED)


def kind_of(message: Message) -> Kind:
    """The line of the table that a message falls under."""
    if message.other and not (message.text or message.attachments):
        return KINDS.get(message.other, UNKNOWN)
    return _RELAYED


def in_words(message: Message) -> Message:
    """The message as it will be relayed: what cannot pass as it is, put into words."""
    kind = kind_of(message)
    if kind.way in (Way.RELAYED, Way.REFUSED):
        return message
    text = render(Text(kind.words, _Details(message.details)))
    lines = "\n".join(line for line in text.text.splitlines() if line.strip())
    return replace(message, text=Rich(lines), other="", details={})


def keeps_place(message: Message) -> bool:
    """Whether it has a picture sent as a file: Telegram passes it on as it is, with what the camera wrote into it."""
    files = (file for file in message.attachments if file.media is Media.DOCUMENT)
    return any(file.mime.startswith(("image/", "video/")) for file in files)


PLACE_KEPT = (
    "Envoyée comme fichier, une photo peut garder le lieu et l'heure où elle a été prise. Envoyée comme photo, elle ne "
    "les garde pas."
)


class _Details(dict[str, str]):
    """Details that the channel did not give read as nothing."""

    def __missing__(self, _: str) -> str:
        return ""
