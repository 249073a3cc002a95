"""Lessons read aloud: a counsellor sends her voice for a page, 🔊 plays it; without it the text says all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.conversation import facts_for, start
from core.files import Attachment
from core.law.facts import day, gone
from core.lessons.editions import ModulesPublished, current
from core.lessons.lesson import Card, Module, Page, texts
from core.lessons.pages import LISTEN
from core.lessons.player import PagePress
from core.lessons.recordings import RecordingsOf, fingerprint, recorded
from core.messages import Button, Content, Media, Message, Send, ToPerson
from core.people import Refused
from core.scene import Scene
from core.texts import Rich, say

SOUNDS = (Media.VOICE, Media.AUDIO)
_WHICH = re.compile(r"(\d{1,2})\D+(\d{1,2})")


def command(incoming: Message, scene: Scene) -> None:
    """`/audio 2 3`: the voice for page 3 of lesson 2, in the same message or in the next one."""
    which = _WHICH.fullmatch(incoming.argument)
    if which is None:
        listed = (f"{n}. {module.title} (1-{len(module.pages)})" for n, module in enumerate(_modules(scene), start=1))
        scene.answer(
            say(
                "Écrivez /audio, le numéro de la leçon et celui de la page. Par exemple : /audio 2 3.\n{lessons}",
                lessons=Rich("\n".join(listed)),
            )
        )
        return
    subject = f"{which[1]}:{which[2]}"
    try:
        _, page = _page(scene, subject)
        sound = next((file for file in incoming.attachments if file.media in SOUNDS), None)
        if sound is not None:
            keep(scene, subject, sound)
        else:
            start(scene, "record_page", facts_for(scene, None, subject=subject, choices={subject: title_of(page)}))
    except Refused as refused:
        scene.answer(refused.text, reply_to=incoming.message_id)


def keep(scene: Scene, subject: str, sound: Attachment) -> None:
    """The voice for this page, from now on, for everybody in the structure. Raises Refused."""
    module, page = _page(scene, subject)
    if gone(scene.library.figures, scene.today, *texts(page)):
        raise Refused("Cette page a un chiffre à mettre à jour : rien n'est gardé. Enregistrez-la quand il sera connu.")
    voice = recorded(module, page, sound, scene.library.figures, scene.today, scene.person.id if scene.person else None)
    scene.keep(voice)
    scene.record("page-recorded", subject=f"lesson:{module.slug}", module=module.slug, version=module.version)
    until = say(" Elle dit un chiffre : elle se tait après le {day}.", day=day(voice.until)) if voice.until else say("")
    scene.answer(say("🔊 C'est gardé pour « {title} ».{until}", title=title_of(page), until=until))


def button(scene: Scene, module: Module, number: int) -> tuple[Button, ...]:
    """🔊 for this page, when somebody has read it aloud and it still says what was read."""
    if number >= len(module.pages) or _voice(scene, module, module.pages[number]) is None:
        return ()
    return (Button(scene.words("🔊 Écouter").text, f"l:{module.slug}:{module.version}:{number}:{LISTEN}"),)


def listen(scene: Scene, modules: Sequence[Module], tap: PagePress) -> str:
    """Send the voice; what the little answer says when there is none."""
    assert scene.person is not None
    module = next((one for one in modules if one.slug == tap.module and one.version == tap.version), None)
    page = module.pages[tap.page] if module is not None and tap.page < len(module.pages) else None
    voice = _voice(scene, module, page) if module is not None and page is not None else None
    if voice is None or page is None:
        return scene.reading().say("Cette page n'est pas lue à voix haute. Le texte dit tout.").text
    # Its own caption: who cannot see which message it stands under still knows what it reads.
    content = Content(Rich(f"🔊 {title_of(page)}"), attachment=voice)
    scene.reply.outgoing.append(Send(to=ToPerson(scene.person.id), content=content))
    scene.record("page-heard", subject=f"lesson:{tap.module}", module=tap.module, version=tap.version, page=tap.page)
    return ""


def title_of(page: Page) -> str:
    return page.title if isinstance(page, Card) else page.text


def _voice(scene: Scene, module: Module, page: Page) -> Attachment | None:
    found = scene.find(RecordingsOf(module.slug)).get(fingerprint(page))
    return found.file if found is not None and found.holds(scene.today) else None


def _modules(scene: Scene) -> tuple[Module, ...]:
    published = scene.find(ModulesPublished())
    return current(scene.library.modules, published)


def _page(scene: Scene, subject: str) -> tuple[Module, Page]:
    """« 2:3 » is page 3 of lesson 2."""
    lesson, number = (int(part) for part in subject.split(":"))
    modules = _modules(scene)
    if not 1 <= lesson <= len(modules) or not 1 <= number <= len(modules[lesson - 1].pages):
        raise Refused("Cette leçon ou cette page n'existe pas. /audio montre les numéros.")
    return modules[lesson - 1], modules[lesson - 1].pages[number - 1]
