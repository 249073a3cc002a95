"""Two structures become one: what would happen (`look`), and doing it in one transaction (`merge`)."""

from storage.merging.act import Undecided as Undecided, merge as merge
from storage.merging.look import look as look
