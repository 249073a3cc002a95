"""The fault script: which call fails, how, and whether it took effect first. Seeded, so a run can be repeated."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

KINDS = frozenset({"status", "reset", "hang", "delay"})


@dataclass
class Rule:
    """One way to fail.

    Which calls: `method` (`*` = all, `send*` = by beginning, getUpdates only when named), `chat`, `nth` (1 = the first
    call that matches), `times` (how often at most), `probability`.
    How: `kind` status (with `code`, `description`, `retry_after`), reset (the connection dies), hang (no answer until
    the client gives up) or delay (`seconds`, then as usual). `after` = the method takes effect first, then
    its answer is lost.
    """

    method: str = "*"
    chat: int | None = None
    nth: int | None = None
    times: int | None = None
    probability: float = 1.0
    kind: str = "status"
    code: int = 500
    description: str = ""
    retry_after: int = 0
    seconds: float = 0.0
    after: bool = False
    seen: int = field(default=0, compare=False)
    hits: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {self.kind}")

    def body(self) -> dict[str, Any]:
        """The error as Telegram words it."""
        if self.code == 429:
            seconds = self.retry_after or 1
            return {
                "ok": False,
                "error_code": 429,
                "description": f"Too Many Requests: retry after {seconds}",
                "parameters": {"retry_after": seconds},
            }
        default = {500: "Internal Server Error", 502: "Bad Gateway"}.get(self.code, "Bad Request: scripted fault")
        return {"ok": False, "error_code": self.code, "description": self.description or default}

    def matches(self, method: str, chat: int | None) -> bool:
        wanted = self.method.lower()
        if method == "getupdates" and wanted != "getupdates":
            return False
        named = method.startswith(wanted[:-1]) if wanted.endswith("*") else method == wanted
        return named and (self.chat is None or self.chat == chat)


class FaultScript:
    """Rules are asked in order; the first that strikes decides."""

    def __init__(self, *rules: Rule, seed: int = 0) -> None:
        self.rules: list[Rule] = list(rules)
        self.seed = seed
        self.log: list[tuple[str, int | None, str, bool]] = []
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def strike(self, method: str, chat: int | None) -> Rule | None:
        """The fault of this call, if any. Counts the call for every rule that it matches, until one strikes."""
        name = method.lower()
        for rule in self.rules:
            if not rule.matches(name, chat):
                continue
            rule.seen += 1
            if rule.nth is not None and rule.seen != rule.nth:
                continue
            if rule.times is not None and rule.hits >= rule.times:
                continue
            if rule.probability < 1 and self._random.random() >= rule.probability:
                continue
            rule.hits += 1
            self.log.append(
                (method, chat, f"{rule.kind} {rule.code}" if rule.kind == "status" else rule.kind, rule.after)
            )
            return rule
        return None
