"""A file of ours to take away: always an attachment, never shown by the browser; nobody else's file is ever served."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from bot.passing import file_name


def download(made: bytes, mime: str, name: str) -> Response:
    """The answer that gives this file, whatever its name is made of (RFC 6266, 4.3)."""
    safe = file_name(name, "fichier")
    shown = f'filename="{safe}"' if safe.isascii() else f"filename*=utf-8''{quote(safe)}"
    return Response(made, media_type=mime, headers={"Content-Disposition": f"attachment; {shown}"})
