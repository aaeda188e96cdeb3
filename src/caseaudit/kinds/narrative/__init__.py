"""What an update says: whether it is one at all, and which phase it speaks of (rules X301 and X302)."""

from caseaudit.kinds.narrative.reader import UpdateReader
from caseaudit.kinds.narrative.reading import Kind, Names, UpdateReading, plain, same_as_own

__all__ = ["Kind", "Names", "UpdateReader", "UpdateReading", "plain", "same_as_own"]
