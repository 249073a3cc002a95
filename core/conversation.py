"""Playing a script with one person: ask, read the answer, go back, correct, pause, finish."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2s

from core.keyboard import ANSWER, BACK, CORRECT, DROP, FORGET, KEEP, KINDS as KINDS, PAUSE, RESUME, buttons_of, value_of
from core.knowing import facts_for as facts_for
from core.messages import Button, Change, Content, Outgoing, Press, Rows, ToPerson, ToPlace
from core.missions.cards import stack
from core.parked import empty, told
from core.people import Refused, Waits
from core.scene import Run, Scene
from core.scripts import scripts
from core.talk import SPOKEN, Answers, Ask, Facts, Given, Replayed, Unclear, recorded, replay
from core.texts import Text, say

STALE = "Cette question a déjà sa réponse : rien n'a changé."
NOT_YOURS = "Cette question est pour une autre personne, ou elle a déjà sa réponse : rien n'a changé."


def start(scene: Scene, name: str, facts: Facts, answers: Answers | None = None) -> None:
    """Begin a conversation, with what is answered already; the one under way is parked and offered again at the end."""
    mark = blake2s(f"{scene.cause}:{name}".encode(), digest_size=3).hexdigest()
    if scene.run is not None and scene.run.mark == mark:
        return  # the same form, sent twice
    if scene.run is not None:
        scene.set_run(replace(scene.run, state="dropped" if empty(scene.run) else "parked"))
        scene.run = None
    _go_on(scene, Run(name, mark, facts, scene.place, answers or {}))


def answer(scene: Scene, given: Given) -> None:
    """Words or a file, as the answer to the open question."""
    run = scene.run
    assert run is not None
    stand = _stand(run)
    if stand.ask is None:
        _go_on(scene, run)
        return
    given = _meant(scene, stand.ask, given)
    try:
        stand.ask.read(given)
    except Unclear as unclear:
        _ask_again(scene, run, stand, unclear.text)
        return
    _go_on(scene, replace(run, answers={**run.answers, stand.ask.key: given.record()}))
    _trace(scene, stand, _shown(stand.ask, given), subject=_subject(run, stand.ask.key))


def _ask_again(scene: Scene, run: Run, stand: Replayed, why: Text) -> None:
    """What was given is no answer: why; one of buttons, or in a thread's topic, is shown once more."""
    assert stand.ask is not None
    if stand.ask.free and scene.topic_triad is None:
        scene.answer(why)
        return
    buttons = buttons_of(scene, run, stand)
    waits = any(button.data.startswith(f"{PAUSE}:") for row in buttons for button in row)
    way = say("Pour écrire dans le fil : ⏸ Plus tard d'abord.") if waits else None
    prompt = _with_how(scene, stand.ask, stand.ask.prompt)
    scene.answer(stack(why, way, prompt), buttons, subject=_subject(run, stand.ask.key))


def _meant(scene: Scene, ask: Ask, given: Given) -> Given:
    """Words that are the label of a button, in the person's language, are that button."""
    typed = given.text.strip().casefold()
    option = next((o for o in ask.options if typed and typed == scene.words(o.label).text.casefold()), None)
    return Given(option.value) if option is not None else given


def fits(scene: Scene, given: Given) -> bool:
    """Whether this answers the open question."""
    assert scene.run is not None
    ask = _stand(scene.run).ask
    try:
        return ask is None or ask.read(given) is not None
    except Unclear:
        return False


def press(scene: Scene, incoming: Press) -> str:
    """A button of a conversation. Returns the little answer shown on the button."""
    what, mark, *rest = incoming.data.split(":")
    if what in (RESUME, FORGET):
        return _resume(scene, incoming, mark, forget=what == FORGET)
    run = scene.run
    if run is None or run.mark != mark:
        return STALE if incoming.place.private else NOT_YOURS
    key = rest[0] if rest else ""
    if what == DROP:
        return _drop(scene, incoming, run, key)
    stand = _stand(run)
    if stand.ask is None or key != stand.ask.key:
        return STALE
    if what == ANSWER:
        return _pressed(scene, incoming, run, stand, rest[1] if len(rest) > 1 else "")
    if what == BACK and stand.answered:
        back = stand.answered[-1].key
        _go_on(scene, replace(run, answers={k: v for k, v in run.answers.items() if k != back}))
        _trace(scene, stand, None, message=incoming.message_id)
    elif what == CORRECT:
        _offer_corrections(scene, incoming, run, stand)
    elif what == KEEP:
        _show_in(scene, incoming, _question(stand), buttons_of(scene, run, stand))
    elif what == PAUSE:
        _trace(scene, stand, None, message=incoming.message_id)
        pause(scene)
    return ""


def again(scene: Scene) -> None:
    """Show the open question once more."""
    assert scene.run is not None
    _go_on(scene, scene.run)


def pause(scene: Scene) -> None:
    """The conversation waits; nothing of it is lost. One that cannot wait ends as by its own button."""
    assert scene.run is not None
    if leaves := scripts()[scene.run.script].leaves:
        answer(scene, Given(leaves))
        return
    run = replace(scene.run, state="parked")
    scene.set_run(run)
    scene.run = None
    scene.answer(*paused(scene, run))


def offer_parked(scene: Scene) -> None:
    """After one conversation ends, the one that waits is offered again."""
    if scene.parked is not None and not empty(scene.parked):
        scene.answer(*paused(scene, scene.parked))


def paused(scene: Scene, run: Run) -> tuple[Text, Rows]:
    """That it waits, and the ways to go on or to end it."""
    return told(run), _resume_buttons(scene, run)


def _stand(run: Run) -> Replayed:
    return replay(scripts()[run.script].script, run.facts, run.answers)


def _go_on(scene: Scene, run: Run) -> None:
    """Ask the next question, or finish."""
    stand = _stand(run)
    if stand.ask is None:
        _finish(scene, run, stand)
        return
    scene.set_run(replace(run, asked=stand.ask.key, state="open"))
    question = _with_how(scene, stand.ask, _question(stand))
    scene.answer(question, buttons_of(scene, run, stand), subject=_subject(run, stand.ask.key))


def shown(scene: Scene, run: Run) -> tuple[Content, bool]:
    """The open question with its buttons, and whether words answer it too; nothing changes."""
    stand = _stand(run)
    if stand.ask is None:
        return Content(), False
    return Content(scene.words(_question(stand)), buttons_of(scene, run, stand)), stand.ask.free


def _question(stand: Replayed) -> Text:
    """What is said since the last answer, then the question, with an empty line between."""
    assert stand.ask is not None
    return stack(*(say("{line}\n", line=line.text) for line in stand.said), stand.ask.prompt)


def _with_how(scene: Scene, ask: Ask, question: Text) -> Text:
    """In the topic of a thread, words answer a question when they answer that very message: core/forum/asked.py."""
    return question if scene.topic_triad is None or not ask.free else stack(question, say("↩ Répondez à ce message."))


def _finish(scene: Scene, run: Run, stand: Replayed) -> None:
    """Apply the decision, once; when a rule says no, its sentence replaces the closing line."""
    scene.run = run
    words = stack(*(line.text for line in stand.said))
    answers = {asked.key: run.answers[asked.key] for asked in stand.answered if asked.kept}
    done = replace(run, state="done", asked="", answers=answers)
    if stand.result is not None:
        try:
            stand.result.apply(scene)
        except Waits as later:
            # Back before the last answer, so that the same can leave later.
            last = stand.answered[-1].key
            kept = {key: answer for key, answer in run.answers.items() if key != last}
            words, done = later.text, replace(run, state="parked", asked=last, answers=kept)
        except Refused as refused:
            words = refused.text
            done = replace(done, state="dropped")
    if words:
        _close(scene, words)
    scene.set_run(done)
    if scene.run is None or scene.run.mark == done.mark:  # else the decision itself has begun another one
        scene.run = None
        offer_parked(scene)


def _close(scene: Scene, words: Text) -> None:
    """The closing line goes ahead of what the decision itself said to the same person (a menu, a link…)."""
    before = len(scene.reply.outgoing)
    scene.answer(words)
    closing = scene.reply.outgoing.pop()
    mine = (
        at
        for at, out in enumerate(scene.reply.outgoing[:before])
        if _reader(out) == _reader(closing) and not isinstance(out, Change)
    )
    scene.reply.outgoing.insert(next(mine, before), closing)


def _reader(out: Outgoing) -> object:
    """Whose screen this is for."""
    to = getattr(out, "to", None)
    return to.person if isinstance(to, ToPerson) else to


def _pressed(scene: Scene, incoming: Press, run: Run, stand: Replayed, value: str) -> str:
    ask = stand.ask
    assert ask is not None
    option = next((option for option in ask.options if value_of(option) == value), None)
    if option is None:
        return STALE
    given = Given(option.value)
    # The next question first: it is what the person waits for.
    _go_on(scene, replace(run, answers={**run.answers, ask.key: given.record()}))
    _trace(scene, stand, _shown(ask, given), message=incoming.message_id)
    return ""


def _trace(scene: Scene, stand: Replayed, chosen: Text | str | None, *, message: str = "", subject: str = "") -> None:
    """The question that was answered keeps its trace and loses its buttons."""
    words = stack(_question(stand), say("➜ <b>{chosen}</b>", chosen=chosen) if chosen is not None else None)
    to = scene.to_herself() if scene.person and scene.place.private and not message else ToPlace(scene.place)
    scene.reply.outgoing.append(Change(to=to, content=Content(scene.words(words)), message=message, subject=subject))


def _shown(ask: Ask, given: Given) -> Text | str | None:
    """How an answer reads under its question: a button's label; typed words stand in the chat already."""
    option = ask.option(given.text)
    if option is not None and ask.kept:
        return say(option.label) if isinstance(option.label, str) else option.label
    return SPOKEN if given.file is not None else None


def _subject(run: Run, key: str) -> str:
    return f"ask:{run.mark}:{key}"


def _offer_corrections(scene: Scene, incoming: Press, run: Run, stand: Replayed) -> None:
    rows = []
    completed = {asked.completes: asked for asked in stand.answered}
    for asked in stand.answered:
        if asked.label:
            said = completed.get(asked.key, asked)
            given = recorded(run.answers[said.key])
            now = _shown(said, given) or given.text
            words = scene.words(say("{label} : {now}", label=say(asked.label), now=now)).text
            label = words if len(words) <= 40 else words[:39] + "…"
            rows.append((Button(label, f"{DROP}:{run.mark}:{asked.key}"),))
    assert stand.ask is not None
    rows.append((Button(scene.words("↩ Rien, c'est bon").text, f"{KEEP}:{run.mark}:{stand.ask.key}"),))
    _show_in(scene, incoming, say("Qu'est-ce qui est à corriger ? Le reste est gardé."), tuple(rows))


def _drop(scene: Scene, incoming: Press, run: Run, key: str) -> str:
    stand = _stand(run)
    if all(asked.key != key or not asked.label for asked in stand.answered):
        return STALE
    gone = {key} | {asked.key for asked in stand.answered if asked.completes == key}
    _show_in(scene, incoming, say("✏️ On corrige."))
    _go_on(scene, replace(run, answers={k: v for k, v in run.answers.items() if k not in gone}))
    return ""


def _show_in(scene: Scene, incoming: Press, words: Text, buttons: Rows = ()) -> None:
    """The message under which the button stood shows this from now on."""
    content = Content(scene.words(words), buttons)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


def _resume_buttons(scene: Scene, run: Run) -> Rows:
    ask = _stand(run).ask
    way = ask.option(scripts()[run.script].leaves) if ask is not None else None
    resume = Button(scene.words("▶️ Reprendre").text, f"{RESUME}:{run.mark}")
    return ((resume, Button(scene.words(way.label if way else "🗑 Oublier").text, f"{FORGET}:{run.mark}")),)


def _resume(scene: Scene, incoming: Press, mark: str, *, forget: bool) -> str:
    parked, now = scene.parked, scene.run
    if now is not None and now.mark == mark and not forget:  # it was never parked: its question once more
        _go_on(scene, replace(now, place=scene.place))
        return ""
    if parked is None or parked.mark != mark:
        return STALE
    leaves = scripts()[parked.script].leaves
    if forget and leaves:
        _show_in(scene, incoming, told(parked))
        scene.parked = None
        _go_on(scene, replace(parked, state="open", answers={**parked.answers, parked.asked: Given(leaves).record()}))
        return ""
    words = say("🗑 Oublié.") if forget else say("▶️ On reprend.")
    _show_in(scene, incoming, words)
    if forget:
        scene.set_run(replace(parked, state="dropped"))
        return ""
    if scene.run is not None:
        scene.set_run(replace(scene.run, state="parked"))
    scene.parked = None
    _go_on(scene, replace(parked, state="open", place=scene.place))
    return ""
