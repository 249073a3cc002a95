"""Downloads: from an identifier to a path."""

from __future__ import annotations

from bot.simulator.call import Call
from bot.simulator.errors import bad_request
from bot.simulator.model import Json


def get_file(call: Call) -> Json:
    file_id = call.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    media = call.tg.files.find(call.bot, file_id)
    if media is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    size = len(media.file.data)
    if size > call.tg.limits.download_bytes:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": call.tg.files.unique_id(media),
        "file_size": size,
        "file_path": media.file.path,
    }


TABLE = {"getFile": get_file}
