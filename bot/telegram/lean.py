"""aiogram without the models that nobody uses: built when they are first used, not when they are imported.

Its three hundred types tell pydantic to build them late (`defer_build`), and its last import builds them all the same:
three seconds of CPU and a third of the memory of a bot that speaks JSON (see `calls`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel


@contextmanager
def unbuilt() -> Iterator[None]:
    """Models of which pydantic is asked, within, to build them with given names remember the names for later."""
    build = BaseModel.__dict__["model_rebuild"]

    def later(cls: type[BaseModel], *, _types_namespace: Mapping[str, Any] | None = None, **how: Any) -> bool | None:
        if _types_namespace is None or not cls.model_config.get("defer_build"):
            return build.__get__(None, cls)(_types_namespace=_types_namespace, **how)  # type: ignore[no-any-return]
        cls.__pydantic_parent_namespace__ = dict(_types_namespace)
        return None

    BaseModel.model_rebuild = classmethod(later)  # type: ignore[arg-type,assignment,method-assign]
    try:
        yield
    finally:
        BaseModel.model_rebuild = build  # type: ignore[method-assign]
