"""The header of a lesson: settings in YAML between two lines of dashes, of people who may write anything there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frontmatter
import yaml  # type: ignore[import-untyped]
from frontmatter.default_handlers import YAMLHandler

#: signs. What its parser, in C, is given more of (thousands of lists in each other) kills the whole process.
LIMIT = 1500
_YAML = YAMLHandler()


class HeadError(Exception):
    """The header cannot be read, so that nothing can be said about the rest; lessonfile.py catches it."""

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(reason)


def split(whole: str) -> tuple[Mapping[str, Any], str]:
    """The settings, and what follows them. Raises HeadError."""
    if len("".join(_YAML.FM_BOUNDARY.split(whole, 2)[1:-1])) > LIMIT:
        raise HeadError(1, f"l'en-tête est trop long : {LIMIT} signes au plus")
    try:
        post = frontmatter.loads(whole, handler=_YAML)
    except yaml.MarkedYAMLError as error:
        # Where it began is where its author must look; the header starts after the first line.
        mark = error.context_mark or error.problem_mark
        raise HeadError(mark.line + 1 if mark else 1, f"l'en-tête est illisible ({error.problem})") from error
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise HeadError(1, "l'en-tête est illisible : une ligne par réglage, « title: Mon titre »") from error
    return post.metadata, post.content
