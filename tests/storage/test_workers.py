"""Several senders on one outbox: every message leaves once, the lanes keep their order, and no topic opens twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable

import pytest

from core.messages import Change, NameTopic, Send, ToPerson, ToTopic
from core.people import Address
from storage.engine.unit import Database
from storage.people import behind
from storage.road.letters import Definite, Kind, Letter
from storage.road.outbox import put, waiting
from storage.tables import members
from tests.storage.house import LEA, MARC, MONDAY, SONIA, TRIAD, House, chat, texts, to, words

Answer = Callable[[House, Letter], object]


@pytest.fixture
async def workers(house: House, url: str) -> AsyncIterator[list[House]]:
    """Three processes, as far as the database can tell."""
    others = [House(Database.open(url, durable=False)) for _ in range(2)]
    yield [house, *others]
    for other in others:
        await other.database.close()


class Channel:
    """What reached the phones, and whether two letters of one lane were ever on their way together."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.flying: Counter[str] = Counter()
        self.most = 0

    async def work(self, worker: House, name: str, answer: Answer) -> None:
        while await worker.run(waiting):
            letters = await worker.claim(limit=3, sender=name)
            for letter in letters:
                self.flying[f"{letter.room}:{letter.triad}"] += 1
            self.most = max(self.most, *self.flying.values(), 0)
            await asyncio.sleep(0)
            outcomes = [answer(worker, letter) for letter in letters]
            self.sent += [letter for letter, outcome in zip(letters, outcomes, strict=True) if not is_failure(outcome)]
            for letter in letters:
                self.flying[f"{letter.room}:{letter.triad}"] -= 1
            await worker.settle(*outcomes)


def is_failure(outcome: object) -> bool:
    return isinstance(outcome, Definite)


async def send_all(workers: list[House], answer: Answer = House.left) -> Channel:
    channel = Channel()
    await asyncio.gather(*(channel.work(worker, f"w{n}", answer) for n, worker in enumerate(workers)))
    return channel


async def test_every_message_leaves_once_and_in_order(house: House, workers: list[House]):
    for number in range(20):
        await house.put(*(to(person, f"{person}-{number}") for person in (LEA, MARC, SONIA)))

    channel = await send_all(workers)

    assert 1 == channel.most
    for person in (LEA, MARC, SONIA):
        mine = [letter for letter in channel.sent if letter.person == person]
        assert [f"{person}-{number}" for number in range(20)] == texts(mine)


async def test_a_topic_is_opened_once_and_its_messages_stay_in_order(house: House, workers: list[House]):
    for number in range(15):
        await house.put(NameTopic(triad=TRIAD, name="Léa"), Send(to=ToTopic(TRIAD), content=words(str(number))))

    channel = await send_all(workers)

    assert ["open_topic", *map(str, range(15))] == texts(channel.sent)


async def test_order_is_kept_through_failures(house: House, workers: list[House]):
    for number in range(15):
        await house.put(Send(to=ToTopic(TRIAD), content=words(str(number))), to(LEA, str(number)))
    failed: set[int] = set()

    def lose_topics(worker: House, letter: Letter) -> object:
        """Every fifth message of the topic finds it deleted, the first time."""
        if letter.row % 5 or letter.row in failed or letter.act != "send" or not letter.triad:
            return worker.left(letter)
        failed.add(letter.row)
        return Definite(letter, Kind.TOPIC_GONE, "message thread not found")

    channel = await send_all(workers, lose_topics)

    assert failed
    for lane in ([letter for letter in channel.sent if letter.triad], [one for one in channel.sent if one.person]):
        assert list(map(str, range(15))) == [text for text in texts(lane) if text != "open_topic"]


async def test_changes_reach_their_copies_while_others_send(house: House, workers: list[House]):
    async def write() -> None:
        for number in range(20):
            await house.put(to(LEA, f"mot {number}", subject=f"post {number}"))
            await house.put(Change(to=ToPerson(LEA), subject=f"post {number}", content=words(f"autre {number}")))

    writing = asyncio.create_task(write())
    channels = [await send_all(workers[1:]) for _ in range(2)]
    await writing
    channels.append(await send_all(workers))

    shown = {letter.subject: letter.content.text.text for channel in channels for letter in channel.sent}
    assert {f"post {number}": f"autre {number}" for number in range(20)} == shown


async def test_once_a_member_is_removed_nothing_more_is_claimed_for_her(house: House, workers: list[House]):
    await house.put(*(Send(to=ToPerson(LEA, TRIAD), content=words(str(number))) for number in range(40)))
    removed = asyncio.Event()
    too_late: list[Letter] = []

    async def remove() -> None:
        await asyncio.sleep(0)
        await workers[1].change(members, LEA, until=MONDAY)
        removed.set()

    async def send(worker: House) -> None:
        while await worker.run(waiting):
            gone = removed.is_set()
            letters = await worker.claim(limit=1)
            too_late.extend(letters if gone else [])
            await worker.settle(*map(worker.left, letters))

    await asyncio.gather(send(house), send(workers[2]), remove())

    assert [] == too_late
    states = Counter(await house.states())
    assert 40 == states["sent"] + states["cancelled"]
    assert states["cancelled"] == len(await house.told("send-cancelled"))


async def test_two_turns_about_each_other_do_not_wait_for_each_other(house: House, workers: list[House]):
    """Each has locked its own person, then writes to the other one: on a server a stronger lock would be a deadlock."""
    if house.database.name == "sqlite":
        return  # one writer at a time
    both = asyncio.Barrier(2)

    async def turn(worker: House, mine: int, other: int) -> None:
        async with worker.database._engine.begin() as c:  # type: ignore[attr-defined]
            await c.run_sync(lambda c: behind(c, Address("telegram", chat(mine))))
            await both.wait()
            acts = [to(other, "Bonjour")]
            await c.run_sync(lambda c: put(c, acts, structure=1, cause=f"from {mine}", now=MONDAY))

    async with asyncio.timeout(5):
        await asyncio.gather(turn(workers[0], LEA, MARC), turn(workers[1], MARC, LEA))

    assert 2 == await house.run(waiting)
