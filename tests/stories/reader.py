"""Somebody who reads a lesson on the phone: taps what stands under its message, page after page."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.demo.stage import NotShown, Stage, Where
from bot.simulator import Message, Press
from core.lessons.lesson import Module, Question


@dataclass
class Reader:
    """One person with one module open in one message."""

    stage: Stage
    where: Where
    module: Module
    #: (question, option) that were tapped, and everything that was shown
    tapped: set[tuple[str, str]] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)

    async def opens(self) -> Reader:
        """From the list of lessons, in a message that will be this reader's."""
        await self.stage.says(self.where, "/lecons")
        await self.taps("o", f"l:{self.module.slug}:")
        return self

    @property
    def message(self) -> Message:
        """The newest message with buttons of this module."""
        for message in reversed(self.stage.screen(self.where)):
            if self._buttons(message, f"l:{self.module.slug}:"):
                return message
        raise NotShown(f"{self.where.person.first_name} n'a pas de leçon ouverte")

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def offered(self) -> list[str]:
        """What the buttons under the page do: the last part of their data."""
        return [data.rsplit(":", 1)[1] for data in self._buttons(self.message, f"l:{self.module.slug}:")]

    async def taps(self, what: str, begins: str = "") -> Press:
        """Tap the button that does this."""
        message = self.message
        data = next(d for d in self._buttons(message, begins or "l:") if d.rsplit(":", 1)[1] == what)
        press = self.where.person.press(message, data)
        await self.stage.follow()
        self.seen.append(self.text)
        return press

    async def turns(self, pages: int = 1) -> None:
        """Go on; questions on the way are answered right."""
        for _ in range(pages):
            if "n" not in self.offered:
                await self.answers(self.asked, self.asked.right)
            await self.taps("n")

    @property
    def asked(self) -> Question:
        """The question on the screen."""
        return next(q for q in self.module.questions if f"/{len(self.module.pages)}" in self.text and self._is(q))

    def _is(self, question: Question) -> bool:
        number = self.module.pages.index(question) + 1
        return f" {number}/{len(self.module.pages)}\n" in self.text

    async def answers(self, question: Question, options: tuple[str, ...]) -> Press:
        """Choose, or tick and send."""
        for option in options:
            self.tapped.add((question.id, option))
            press = await self.taps(f"a{option}")
        return await self.taps("v") if question.several else press

    async def errs(self, question: Question) -> None:
        """Try each wrong answer before the right one."""
        wrong = tuple(option.id for option in question.options if not option.right)
        for tried in [wrong] if question.several else [(option,) for option in wrong]:
            press = await self.answers(question, tried)
            if "Pas encore" not in press.answer:
                raise NotShown(f"« {question.text} » ne dit pas que {tried} est faux : {press.answer}")
        if question.several:  # what was ticked by mistake is taken back
            for option in wrong:
                await self.taps(f"a{option}")
        await self.answers(question, question.right)

    def _buttons(self, message: Message, begins: str) -> list[str]:
        every = (button.get("callback_data", "") for row in message.keyboard for button in row)
        return [data for data in every if data.startswith(begins)]
