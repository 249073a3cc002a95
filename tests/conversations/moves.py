"""What people do, drawn by chance: each move is four numbers, so that a conversation that fails becomes a short one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.simulator import Group, Message, Person, Topic
from bot.simulator.phone import NotThere
from core.messages import Line
from core.people import Role
from storage.road.packing import unpack_rich
from storage.tables import posts, triads
from tests.conversations.town import Thread, Town

WORD = re.compile(r"\bmot(\d+)\.")
#: what a line of a thread is for who writes: one of the two lines, or a note
NOTE = "note"
Place = tuple[int, str]
#: buttons that go on with what was begun: an answer, back, correct, pause, resume, forget; withdraw; a card; a mission
PRESSED = frozenset({"a", "b", "d", "k", "p", "r", "u", "t", "x"})
CARD_VERBS = ("take", "done", "open", "pause")
NUMBERS = st.integers(0, 999)


@dataclass
class Word:
    """Something written once. `places`: where it may come to stand; `surely`: it stands there, unless undone."""

    author: Person
    message: Message
    before: str = ""
    places: set[Place] = field(default_factory=set)
    surely: bool = False
    version: int = 1


@dataclass
class Play:
    """A conversation under way, and what its people meant."""

    town: Town
    words: dict[str, Word] = field(default_factory=dict)
    #: the words that wait until their author has said where they go, with their line
    waiting: dict[Person, list[tuple[str, str]]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    #: whose next words may be the answer to a question of the forum
    asked: set[Person] = field(default_factory=set)
    bad: bool = False

    async def move(self, kind: str, a: int, b: int, c: int) -> None:
        """Play one; what cannot be done just now is left out."""
        try:
            await MOVES[kind](self, a, b, c)
        except NotThere:
            self.done[f"{kind} (not possible)"] += 1
            return
        self.done[kind] += 1
        if c % 3 or kind not in IN_BURSTS:
            await self.town.stage.follow()

    # --- what can be seen ------------------------------------------------------------------------------------------

    def person(self, n: int) -> Person:
        return self.town.people[n % len(self.town.people)]

    def threads(self, person: Person, states: Mapping[int, str]) -> list[Thread]:
        """The open ones that she is in."""
        return [t for t in self.town.threads.values() if person in t.seats and states[t.number] == "open"]

    async def topic(self, n: int) -> tuple[Thread, str, int] | None:
        """A topic of a forum: its thread, its line, its number."""
        rows = await self.town.stage.database.run(_topics)
        if not rows:
            return None
        number, line, topic = rows[n % len(rows)]
        return self.town.threads[number], line, topic

    def write(self, author: Person, send: Callable[[str], Message], before: str = "") -> tuple[str, Word]:
        name = str(len(self.words) + 1)
        text = f"{before} mot{name}. v1".strip()
        word = self.words[name] = Word(author, send(text), before)
        return name, word

    def answered(self, person: Person, b: int, c: int) -> Message | None:
        """Something on her screen that she answers, every other time: her own words, or a copy."""
        screen = [m for m in person.screen(self.town.stage.bot) if WORD.search(m.text) and not m.keyboard]
        copies = [m for m in screen if m.sender is person or " · " in m.text.splitlines()[0]]
        return copies[-1 - b % min(len(copies), 8)] if copies and c % 2 else None

    def corner(self, person: Person, n: int, answered: Message | None) -> Topic | None:
        """Where in her chat she writes: in one of its topics, if she has some, or in none."""
        corners = {topic.id: topic for topic in person.topics(self.town.stage.bot)}
        if answered is not None:
            return corners.get(answered.topic or 0)
        return [None, *corners.values()][n // 7 % (len(corners) + 1)]

    async def named_by(self, answered: Message | None) -> set[Place]:
        """Where the word that is answered stands now; a shared one stands in two lines."""
        name = WORD.findall(answered.text)[0] if answered is not None else ""
        return set(await self.town.stage.database.run(lambda c: stands(c, name)))


def _topics(c: Connection) -> list[tuple[int, str, int]]:
    found = []
    for row in c.execute(select(triads.c.id, triads.c.topic, triads.c.pros_topic).order_by(triads.c.id)):
        found += [(row.id, Line.TRIAD, int(row.topic))] if row.topic else []
        found += [(row.id, Line.PROS, int(row.pros_topic))] if row.pros_topic else []
    return found


def stands(c: Connection, name: str) -> list[Place]:
    found = []
    for row in c.execute(select(posts.c.triad_id, posts.c.note, posts.c.content)):
        if name in WORD.findall(str(unpack_rich(row.content).text)):
            found.append((row.triad_id, NOTE if row.note else Line.PROS if row.content.get("l") else Line.TRIAD))
    return found


# --- writing ----------------------------------------------------------------------------------------------------


async def say(play: Play, a: int, b: int, c: int) -> None:
    """Somebody writes to the bot: alone, or as an answer; sometimes a photo or an album with words."""
    person = play.person(a)
    answered = play.answered(person, b, c)
    await _private(play, person, answered, b, "")


async def say_pros(play: Play, a: int, b: int, c: int) -> None:
    """A tutor or a trainer writes for professionals only."""
    adults = [p for p in play.town.people if any(t.seats.get(p) not in (None, Role.APPRENTICE) for t in _all(play))]
    person = adults[a % len(adults)]
    await _private(play, person, play.answered(person, b, c), 1, "/pros")


async def _private(play: Play, person: Person, answered: Message | None, b: int, before: str) -> None:
    stage = play.town.stage
    await stage.follow()  # so that where things stand is certain
    states = await play.town.states()
    mine = play.threads(person, states)
    line = Line.PROS if before else Line.TRIAD
    named = await play.named_by(answered)

    topic = play.corner(person, b, answered)
    if topic is not None and not named:
        named = {(t.number, Line.TRIAD) for t in _all(play) if t.is_named(topic.name, person)}

    def send(text: str) -> Message:
        if b % 7 == 2:
            return person.send_album(stage.bot, caption=text, reply_to=answered, topic=topic)[0]
        if b % 7 == 3:
            return person.send_photo(stage.bot, caption=text, reply_to=answered, topic=topic)
        return person.send_text(stage.bot, text, reply_to=answered, topic=topic)

    waits = bool(play.waiting.get(person))
    name, word = play.write(person, send, before)
    if any(place[1] != NOTE and place[0] in [t.number for t in mine] for place in named):
        young = person in [p for t in mine for p, role in t.seats.items() if role is Role.APPRENTICE]
        word.places = {(number, line if before else Line.TRIAD if young else its) for number, its in named}
        word.surely = not play.bad  # a copy whose answer was lost is not known to be one
    elif not named and len(mine) == 1:
        # Somebody of two structures writes to the one where she spoke last: she is told when nothing is open there.
        homes = {t.house.id for t in play.town.threads.values() if person in t.seats}
        word.places, word.surely = {(mine[0].number, line)}, not waits and len(homes) == 1
    if not word.surely:
        play.waiting.setdefault(person, []).append((name, line))


async def say_in_topic(play: Play, a: int, b: int, c: int) -> None:
    """A counsellor writes in a topic: into its line, for professionals, or a note."""
    await play.town.stage.follow()
    found = await play.topic(a)
    if found is None:
        return
    thread, line, topic = found
    counsellor, forum = thread.house.counsellor, thread.house.forum
    before = ("", "", "/note", "/pros")[b % 4]
    if before == "/pros":
        line = Line.PROS
    texts = [m for m in counsellor.screen(forum, topic) if WORD.search(m.text) and not m.keyboard]
    answered = texts[-1 - b % min(len(texts), 8)] if texts and c % 2 else None

    def send(text: str) -> Message:
        if b % 5 == 4:
            return counsellor.send_album(forum, caption=text, topic=topic)[0]
        return counsellor.send_text(forum, text, topic=topic, reply_to=answered)

    states = await play.town.states()
    _, word = play.write(counsellor, send, before)
    if before == "/note":
        word.places, word.surely = {(thread.number, NOTE)}, True
    elif states[thread.number] == "open":
        word.places = {(thread.number, line)}
        adults = [r for r in thread.seats.values() if r is not Role.APPRENTICE]
        word.surely = counsellor not in play.asked and (line is Line.TRIAD or thread.mail or bool(adults))


async def say_in_group(play: Play, a: int, b: int, c: int) -> None:
    """Somebody of a thread that is a Telegram group writes there: alone, or under something."""
    await play.town.stage.follow()
    several = [(t, t.group) for t in _all(play) if t.group is not None]
    thread, group = several[a % len(several)]
    circle = [*thread.seats, thread.house.counsellor]
    person = circle[b % len(circle)]
    texts = [m for m in person.screen(group) if WORD.search(m.text)]
    answered = texts[-1 - b % min(len(texts), 8)] if texts and c % 2 else None
    states = await play.town.states()
    _, word = play.write(person, lambda text: person.send_text(group, text, reply_to=answered))
    if states[thread.number] == "open":
        word.places, word.surely = {(thread.number, Line.TRIAD)}, True


async def say_in_general(play: Play, a: int, b: int, c: int) -> None:
    """Counsellors among themselves: it goes nowhere."""
    house = play.town.stage.houses[a % 2]
    play.write(house.counsellor, lambda text: house.counsellor.send_text(house.forum, text))


# --- second thoughts ----------------------------------------------------------------------------------------------


async def edit(play: Play, a: int, b: int, c: int) -> None:
    """Somebody corrects what she wrote; the word stays, its version does not."""
    if play.words:
        await play.town.stage.follow()
        name = str(len(play.words) - a % min(len(play.words), 12))
        word = play.words[name]
        word.version += 1
        word.author.edit(word.message, f"{word.before} mot{name}. v{word.version}".strip())


async def react(play: Play, a: int, b: int, c: int) -> None:
    """A reaction under something on a screen, or taken back."""
    person, where = _somebody(play, a)
    if screen := [m for m in person.screen(where)[-12:] if not m.deleted]:
        person.react(screen[b % len(screen)], ("👍", "❤", "")[c % 3])


async def withdraw(play: Play, a: int, b: int, c: int) -> None:
    """/retirer under one's own words; the button that follows is pressed, or left for later."""
    if not play.words:
        return
    word = play.words[str(len(play.words) - a % min(len(play.words), 12))]
    person, chat = word.author, word.message.chat
    person.send_text(chat, "/retirer", reply_to=word.message)
    await play.town.stage.follow()
    offered = [m for m in person.screen(chat)[-3:] if any("Retirer" in text for text in m.buttons)]
    if offered and b % 3:
        person.press(offered[-1], "🗑 Retirer")


async def share(play: Play, a: int, b: int, c: int) -> None:
    """A counsellor passes something of the professionals into the thread, or begins to."""
    found = await play.topic(a)
    if found is None or found[1] is not Line.PROS:
        return
    thread, _, topic = found
    counsellor, forum = thread.house.counsellor, thread.house.forum
    texts = [m for m in counsellor.screen(forum, topic) if WORD.search(m.text) and not m.keyboard]
    if not texts:
        return
    answered = texts[-1 - b % min(len(texts), 8)]
    play.asked.add(counsellor)
    counsellor.send_text(forum, "/partager", topic=topic, reply_to=answered)
    await play.town.stage.follow()
    for name in WORD.findall(answered.text):
        play.words[name].places.add((thread.number, Line.TRIAD))
    offered = counsellor.screen(forum, topic)[-1]
    if offered.keyboard and c % 3:
        counsellor.press(offered, offered.buttons[b % len(offered.buttons)])


# --- buttons ------------------------------------------------------------------------------------------------------


async def press(play: Play, a: int, b: int, c: int) -> None:
    """Any button on a screen that goes on with what was begun, also an old one."""
    person, where = _somebody(play, a)
    found = [
        (message, button)
        for message in person.screen(where)
        for row in message.keyboard
        for button in row
        if _harmless(str(button.get("callback_data", "")))
    ]
    if not found:
        return
    message, button = found[-1 - b % len(found)]
    _chosen(play, person, button["text"])
    person.press(message, button["callback_data"])


async def choose(play: Play, a: int, b: int, c: int) -> None:
    """Who was asked where something goes says it."""
    asked = [p for p in play.town.people if play.waiting.get(p)]
    if not asked:
        return
    await play.town.stage.follow()
    person = asked[a % len(asked)]
    asks = [m for m in person.screen(play.town.stage.bot) if any("Ne pas envoyer" in text for text in m.buttons)]
    if asks:
        labels = [text for text in asks[-1].buttons if "Plus tard" not in text]
        label = labels[b % len(labels)]
        _chosen(play, person, label)
        person.press(asks[-1], label)


def _chosen(play: Play, person: Person, label: str) -> None:
    """Whatever waits may stand from now on in the thread that this button names."""
    for thread in play.town.threads.values():
        others = [one.first_name for one in thread.seats if one is not person]
        mine = thread.apprentice == person.first_name and any(name in label for name in others)
        if person in thread.seats and (thread.apprentice in label or mine):
            for name, line in play.waiting.get(person, ()):
                play.words[name].places.add((thread.number, line))


def _harmless(data: str) -> bool:
    kind, _, rest = data.partition(":")
    return kind in PRESSED and (kind != "x" or rest.rpartition(":")[2] in CARD_VERBS)


# --- the world ------------------------------------------------------------------------------------------------------


async def block(play: Play, a: int, b: int, c: int) -> None:
    """Somebody blocks the bot, or opens it again."""
    person = play.person(a)
    (person.block if b % 2 else person.unblock)(play.town.stage.bot)


async def rest(play: Play, a: int, b: int, c: int) -> None:
    """A thread is paused, closed or opened again."""
    found = await play.topic(a)
    if found is not None and found[1] is Line.TRIAD:
        await play.town.stage.follow()
        thread, _, topic = found
        counsellor, forum = thread.house.counsellor, thread.house.forum
        counsellor.send_text(forum, ("/rouvrir", "/pause", "/rouvrir", "/fermer")[b % 4], topic=topic)
        await play.town.stage.follow()
        asked = counsellor.screen(forum, topic)[-1]
        if "Non, rien" in asked.buttons:
            counsellor.press(asked, asked.buttons[0])


async def network(play: Play, a: int, b: int, c: int) -> None:
    play.town.network(a)
    play.bad |= a % 3 > 0


async def wait(play: Play, a: int, b: int, c: int) -> None:
    """Some seconds, some minutes, a night."""
    play.town.stage.clock.advance((3, 90, 1800, 50_000)[a % 4])


def _all(play: Play) -> list[Thread]:
    return list(play.town.threads.values())


def _somebody(play: Play, a: int) -> tuple[Person, Group | object]:
    """Somebody, and a chat of hers."""
    everybody = [(person, play.town.stage.bot) for person in play.town.people]
    team = [(house.counsellor, house.forum) for house in play.town.stage.houses]
    groups = [(person, thread.group) for thread in _all(play) if thread.group is not None for person in thread.seats]
    several = [*everybody, *team, *team, *groups]
    return several[a % len(several)]


Move = Callable[[Play, int, int, int], Awaitable[None]]
MOVES: Mapping[str, Move] = {
    "say": say,
    "say_pros": say_pros,
    "say_in_topic": say_in_topic,
    "say_in_group": say_in_group,
    "say_in_general": say_in_general,
    "edit": edit,
    "react": react,
    "withdraw": withdraw,
    "share": share,
    "press": press,
    "choose": choose,
    "block": block,
    "rest": rest,
    "network": network,
    "wait": wait,
}
#: these may come several at once, before the bot has looked
IN_BURSTS = frozenset({"say", "say_in_general", "edit", "react", "network"})
#: how often each comes
SHARES = {
    "say": 12,
    "say_pros": 4,
    "say_in_topic": 6,
    "say_in_group": 4,
    "edit": 4,
    "press": 3,
    "choose": 4,
    "react": 2,
    "withdraw": 2,
}
SHARES |= {"network": 2}
KINDS = [kind for kind in MOVES for _ in range(SHARES.get(kind, 1))]
OneMove = tuple[str, int, int, int]
conversations = st.lists(st.tuples(st.sampled_from(KINDS), NUMBERS, NUMBERS, NUMBERS), min_size=20, max_size=45)
