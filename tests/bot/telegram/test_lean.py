"""aiogram's models: unbuilt as long as nobody needs them, and as good as ever then."""

import subprocess
import sys

LOOK = """
from bot.telegram.calls import open_bot
from aiogram.types import Message, Update
from pydantic import BaseModel
open_bot("1:" + "a" * 35)
print(Update.__pydantic_complete__, Message.__pydantic_complete__, BaseModel.model_rebuild.__func__.__name__)
message = {"message_id": 1, "date": 5, "chat": {"id": 1, "type": "private"}, "text": "Bonjour",
           "reply_markup": {"inline_keyboard": [[{"text": "Oui", "callback_data": "a:1"}]]}}
found = Update.model_validate({"update_id": 1, "message": message}).message
print(found.chat.type, found.reply_markup.inline_keyboard[0][0].callback_data, Update.__pydantic_complete__)
"""


def test_a_model_is_built_when_it_is_first_used() -> None:
    # A process of its own: here some other test has imported aiogram before.
    told = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout
    assert ["False False model_rebuild", "private a:1 True"] == told.splitlines()
