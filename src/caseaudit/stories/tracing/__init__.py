"""The story of a sample: draw entries by chance, have them traced to the case files, and read what came of it."""

from caseaudit.stories.tracing.designing import Wishes, designed, in_percent, read_share, settings
from caseaudit.stories.tracing.drawing import drawn_sample
from caseaudit.stories.tracing.results import read_tracing

__all__ = ["Wishes", "designed", "drawn_sample", "in_percent", "read_share", "read_tracing", "settings"]
