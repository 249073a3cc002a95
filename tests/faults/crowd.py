"""People who go on with their day while the bot is killed: they write, propose missions, turn the pages of lessons."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from bot.runtime.waiting import first
from bot.simulator import Message, Person
from tests.faults.bench import Bench, Circle

#: real seconds that a person waits for a screen before she gives up: more than any run lasts
PATIENCE = 240


class Crowd:
    """The acts of all circles, each a task of its own. Who waits for a message that is held waits in vain."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.acts: list[asyncio.Task[None]] = []
        #: whatever anybody did: a change says that somebody is still busy
        self.steps = 0

    def begin(self, *acts: Awaitable[None]) -> None:
        self.acts += [asyncio.ensure_future(act) for act in acts]

    async def finish(self) -> None:
        """Everybody does what is left to do, with a bot that nobody disturbs; raises what an act raised."""
        while True:
            before = self.steps
            process = await self.bench.start()
            await self.bench.drain(process)
            await self.bench.finish()
            if all(act.done() for act in self.acts) or self.steps == before:
                break
        for act in self.acts:
            if not act.done():
                act.cancel()
            elif act.exception() is not None:
                raise act.exception()  # type: ignore[misc]

    # --- acts ------------------------------------------------------------------------------------------------------

    async def chat(self, circle: Circle, authors: Iterable[Person], lines: int, gap: float) -> None:
        """Lines for the thread, by one author after the other, `gap` seconds apart on average."""
        voices = list(authors)
        for number in range(lines):
            self.bench.write(circle, voices[number % len(voices)])
            self.steps += 1
            await self.bench.pause(self.bench.random.expovariate(1 / gap))

    async def learn(self, person: Person, pages: int) -> None:
        """A lesson, page after page, in one message."""
        self.says(person, "/lecons")
        await self.taps(person, "éfinir l'alternance")
        for _ in range(pages):
            await self.taps(person, "Suite")

    async def propose(self, circle: Circle, number: int, *, answered: bool = True) -> None:
        """A mission from the idea to the tutor's yes, or to her silence."""
        young, adult = circle.apprentice, circle.tutor
        title = f"Ranger la réserve [{circle.key}-9{number:03}]"
        self.says(young, "/mission")
        self.says(young, title)
        self.says(young, "On trouve plus vite.")
        for button in ("Cette semaine", "Organiser", "D'aucune", "Aucune en particulier"):
            await self.taps(young, button)
        await self.taps(young, "Envoyer")
        self.bench.titles.append(title)
        if answered:
            await self.taps(adult, "Valider")
            await self.taps(young, "Je commence")

    # --- gestures --------------------------------------------------------------------------------------------------

    def says(self, person: Person, text: str) -> None:
        person.send_text(self.bench.bot, text)
        self.steps += 1

    async def taps(self, person: Person, words: str) -> None:
        """Tap the newest button with these words, as soon as there is one, and see that something followed."""
        message = await self._until(lambda: self._with_button(person, words))
        before = (message.text, message.buttons)
        person.press(message, next(button for button in message.buttons if words in button))
        self.steps += 1
        await self._until(lambda: (message.text, message.buttons) != before)

    def _with_button(self, person: Person, words: str) -> Message | None:
        screen = reversed(person.screen(self.bench.bot))
        return next((m for m in screen if any(words in button for button in m.buttons)), None)

    async def _until(self, look: Callable[[], Message | bool | None]) -> Message:
        return await self.bench.tg.until(look, PATIENCE)  # type: ignore[return-value]


async def storm(bench: Bench, kills: int, *, shortest: float = 0.1, longest: float = 0.7) -> None:
    """Kill the bot so many times at random moments; Telegram's clock goes on meanwhile.

    A moment counts from the birth of the process, from its first long poll or from its first message: a machine under
    load takes long to start one, and most kills must find it at work.
    """
    for _ in range(kills):
        bench.script.polled.clear()
        bench.script.sent.clear()
        process = await bench.start()
        match bench.random.randrange(5):
            case 0:
                pass
            case 1:
                await first(bench.script.polled, process.ended, 5)
            case _:
                await first(bench.script.sent, process.ended, 2)
        await bench.pause(bench.random.uniform(shortest, longest), process.ended)
        await bench.kill(process)
        bench.clock.advance(bench.random.uniform(0, 3))
