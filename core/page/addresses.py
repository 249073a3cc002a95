"""E-mail addresses and numbers as people type them, and how somebody can be invited here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.scene import Scene
from core.talk import Unclear

#: the channels of e-mails and of SMS, and what says that this bot can send some
MAIL, SMS = "mail", "sms"
#: RFC 5321, 4.5.3.1.3: a path holds 256 characters with its brackets
LONGEST = 254
# What mailboxes are really called; quoted names and other oddities of RFC 5321 are typing mistakes here.
_MAILBOX = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def mailbox(words: str) -> str:
    """The address that was typed, in small letters; "" when it is none."""
    typed = words.strip().removeprefix("mailto:").lower()
    fits = len(typed) <= LONGEST and ".." not in typed and _MAILBOX.fullmatch(typed)
    return typed if fits and not typed.startswith(".") and ".@" not in typed else ""


def check_mailbox(words: str) -> None:
    """Raises Unclear for what is no e-mail address."""
    if not mailbox(words):
        raise Unclear("Ce n'est pas une adresse e-mail : il faut la forme prenom.nom@exemple.fr, sans espace.")


def check_number(words: str) -> None:
    """Raises Unclear for what can be no phone number; whether it is a mobile's is known when it is used."""
    digits = sum(letter.isdigit() for letter in words)
    if not (9 <= digits <= 15 and re.fullmatch(r"\+?[0-9 ().\u00a0\u202f/-]+", words.strip())):
        raise Unclear("Ce n'est pas un numéro de téléphone : il faut la forme 06 12 34 56 78.")


def ways(scene: Scene) -> Mapping[str, str]:
    """How somebody can be invited; nothing to choose where there is but one way."""
    sent = {MAIL: "E-mail : l'invitation part d'ici", SMS: "SMS : l'invitation part d'ici"}
    here = {channel: label for channel, label in sent.items() if channel in scene.library.services}
    if not here:
        return {}
    return {"telegram": "Telegram : un lien à remettre", **here}
