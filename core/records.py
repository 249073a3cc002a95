"""Asking storage for what is kept, from the pure rooms: a question is a frozen dataclass that says what its answer is.

    @dataclass(frozen=True)
    class MeetingsOf(Asked[tuple[Meeting, ...]]):
        triad: int

    scene.find(MeetingsOf(7))   # -> tuple[Meeting, ...], as it stood when the scene was loaded, of this structure only
    scene.keep(meeting)         # saved with everything else that follows, or not at all

Who answers and who saves is one line each in storage/access.py, the access layer that scopes both to the structure.
"""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Asked(Generic[T]):
    """A question to what is kept; its answer is a `T`."""


class Find(Protocol):
    """Answers questions, within one structure."""

    def __call__(self, asked: Asked[T], /) -> T: ...


class Nothing:
    """No storage: every question is a mistake of whoever asks (a stranger, a test that forgot it)."""

    def __call__(self, asked: Asked[T], /) -> T:
        raise LookupError(f"nobody answers {type(asked).__name__} here")
