"""A counsellor sends an answer that the team keeps ready, as it is or changed, once it was read again."""

from __future__ import annotations

from core.canned.acts import SendCanned
from core.messages import Line
from core.talk import Facts, Say, Script, choice, confirm, text
from core.texts import say

TITLE = "un modèle de réponse"
SEEN = "Ceci part vers {to} :\n<quote>{words}</quote>"


def send_canned(facts: Facts) -> Script[SendCanned | None]:
    words, to = facts.words, facts.choices.get("to", "")
    offered = {"send": "📨 Envoyer", "change": "✏️ Modifier", "no": "Ne rien envoyer"}
    what = yield from choice("what", SEEN, offered, column=False, to=to, words=words)
    sends = what == "send"
    if what == "change":
        words = yield from text(
            "words", "Écrivez le message comme il doit partir. Un toucher copie le modèle :\n<code>{old}</code>",
            spoken=False, at_most=3000, old=facts.words,
        )  # fmt: skip
        sends = yield from confirm("send", SEEN, yes="📨 Envoyer", no="Ne rien envoyer", to=to, words=words)
    if not sends:
        yield Say(say("D'accord, rien n'est parti."))
        return None
    yield Say(say("C'est en route vers {to}.", to=to))
    return SendCanned(facts.triad, Line(facts.choices.get("line", Line.TRIAD)), words, facts.subject)
