"""The story as it was seen: who did what, and what then stood on whose screen, in order, in French."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.demo.stage import Deed, Stage
from bot.demo.story import Story
from bot.simulator import Group, Person
from bot.simulator.ledger import Entry

PARIS = ZoneInfo("Europe/Paris")
# What the bot did that changes nothing anybody reads.
UNSEEN = {"answerCallbackQuery", "setMyCommands", "sendChatAction", "pinChatMessage"}


def transcript(stage: Stage, story: Story) -> str:
    """Step by step: the acts of people, and after each every screen that changed."""
    lines: list[str] = []
    headings = {step.began: step.title for step in story.steps if step.began is not None}
    seen = 0
    for rank, deed in enumerate([*stage.deeds, None]):
        upto = deed.seen if deed else len(stage.tg.ledger.entries)
        lines += [_screen(stage, entry) for entry in stage.tg.ledger.entries[seen:upto] if entry.method not in UNSEEN]
        seen = upto
        if rank in headings:
            lines.append(f"\n━━━ {headings[rank]} ━━━")
        if deed is not None:
            lines.append(_deed(deed))
    return "\n".join(lines)


def _deed(deed: Deed) -> str:
    return f"\n[{datetime.fromtimestamp(deed.at, PARIS):%d/%m %H:%M}] {deed.words}"


def _screen(stage: Stage, entry: Entry) -> str:
    """One thing that the bot showed: on whose screen, new or changed, with the buttons under it as they are now."""
    how = {"createForumTopic": "nouveau fil", "editForumTopic": "fil renommé"}.get(entry.method, "")
    how = how or ("changé" if entry.method.startswith("edit") else "réaction" if "Reaction" in entry.method else "")
    words = entry.text.replace("\n", "\n        ")
    where = _place(stage, entry)
    return f"    → {where}{f' ({how})' if how else ''} : {words}"


def _place(stage: Stage, entry: Entry) -> str:
    who = stage.tg.users.get(entry.chat)
    if isinstance(who, Person):
        return f"écran de {who.first_name}"
    group = stage.tg.groups.get(entry.chat)
    if not isinstance(group, Group):
        return str(entry.chat)
    topic = group.topics.get(entry.topic) if entry.topic else None
    return f"forum, fil « {topic.name} »" if topic else "forum, général"
