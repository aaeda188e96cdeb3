"""The story of a sample: draw entries by chance, have them traced to the case files, and read what came of it."""

from caseaudit.stories.tracing.designing import Wishes, designed, in_percent, read_share
from caseaudit.stories.tracing.drawing import drawn_sample
from caseaudit.stories.tracing.results import read_tracing
from caseaudit.stories.tracing.settings import settings_text

__all__ = ["Wishes", "designed", "drawn_sample", "in_percent", "read_share", "read_tracing", "settings_text"]
