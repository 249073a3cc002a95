"""Mobile numbers as people type them, in France and overseas, as the world writes them: +33612345678."""

from __future__ import annotations

from functools import lru_cache

#: where a number without its country may be from: each of these has numbers of its own, so that none is guessed
REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT", "NC", "PF")


@lru_cache(4096)
def number(words: str) -> str:
    """The number of a mobile phone, or "" when it is none."""
    # Its tables take some memory: only where a number is typed.
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        PhoneNumberType,
        format_number,
        is_valid_number,
        number_type,
        parse,
    )

    mobiles = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    for region in REGIONS:
        try:
            found = parse(words, region)
        except NumberParseException:
            continue
        if is_valid_number(found) and number_type(found) in mobiles:
            return format_number(found, PhoneNumberFormat.E164)
    return ""
