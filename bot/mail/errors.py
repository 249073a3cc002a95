"""What the refusals of a mail server mean for a message: every trouble of SMTP becomes a SendFailed.

| when | what | means |
|---|---|---|
| before the mail itself | no connection, a silence, 4xx | it surely never left: later |
| | the password is refused | nothing leaves at all |
| the recipient | 5xx that says "no such mailbox" (550, 551, 553; 5.1.x, 5.2.1) | gone |
| | 5xx of a full mailbox (552, 5.2.2) | later |
| the sender, the mail | 5xx | refused for ever |
| the mail itself | a silence, a lost connection | nobody can know |

The reason is the code alone: servers quote addresses and words in their answers.
"""

from __future__ import annotations

import re
from enum import StrEnum

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPRecipientRefused,
    SMTPResponseException,
)

from bot.channel import Failure, SendFailed

_NOBODY = (550, 551, 553)
_FULL = 552
# RFC 3463, the class and subject of an answer: "5.1.1".
_ENHANCED = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")


class Step(StrEnum):
    """How far a conversation with the server came."""

    CONNECT = "connect"
    ADDRESS = "address"
    DATA = "data"


def failed(error: Exception, step: Step) -> SendFailed:
    """What went wrong, and what can be done."""
    if isinstance(error, SMTPResponseException):
        return SendFailed(_answered(error, step), f"{step} {error.code}")
    kind = Failure.AMBIGUOUS if step is Step.DATA else Failure.DEFINITE_RETRY
    return SendFailed(kind, f"{step} {type(error).__name__}")


def _answered(error: SMTPResponseException, step: Step) -> Failure:
    if isinstance(error, SMTPAuthenticationError) and error.code >= 500:
        return Failure.UNAUTHORIZED
    if error.code < 0:  # the library's own: the connection was lost
        return Failure.AMBIGUOUS if step is Step.DATA else Failure.DEFINITE_RETRY
    if error.code < 500:
        return Failure.DEFINITE_RETRY
    if isinstance(error, SMTPRecipientRefused):
        return _recipient(error)
    return Failure.DEFINITE_RETRY if step is Step.CONNECT else Failure.REJECTED


def _recipient(error: SMTPRecipientRefused) -> Failure:
    found = _ENHANCED.search(str(error.message))
    detail = (found[2], found[3]) if found else ("", "")
    if detail == ("2", "2") or (not found and error.code == _FULL):
        return Failure.DEFINITE_RETRY
    if detail[0] == "1" or detail == ("2", "1") or (not found and error.code in _NOBODY):
        return Failure.GONE
    return Failure.REJECTED
