"""Parameters of a request: query, form, multipart form or JSON body."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from bot.simulator.call import Upload
from bot.simulator.errors import ApiError


async def read_parameters(request: web.BaseRequest, most: int = 1 << 30) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters from the query, a form, a multipart form or a JSON body."""
    params: dict[str, Any] = dict(request.rel_url.query) if request.rel_url.raw_query_string else {}
    if not request.body_exists:
        return params, {}
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request, params, most)
    body = await request.read()
    if kind == "application/json":
        return params | _read_json(body), {}
    if body:
        params.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return params, {}


def _read_json(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ApiError(400, "Bad Request: can't parse request body as JSON object")
    return found


async def _read_multipart(
    request: web.BaseRequest, params: dict[str, Any], most: int
) -> tuple[dict[str, Any], dict[str, Upload]]:
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, aiohttp.BodyPartReader) or not part.name:
            continue
        data = bytes(await part.read(decode=False))
        if len(data) > most:
            raise ApiError(413, "Request Entity Too Large")
        if part.filename is None:
            params[part.name] = data.decode("utf-8", "replace")
        else:
            mime = part.headers.get("Content-Type", "")
            files[part.name] = Upload(part.filename, "" if mime == "application/octet-stream" else mime, data)
    return params, files
