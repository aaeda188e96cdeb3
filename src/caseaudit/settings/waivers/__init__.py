"""Reads `waivers.yaml`: which findings a person has decided to bear, why, who, and until when; and adds to it."""

from caseaudit.settings.waivers.answers import Answers, read_answers
from caseaudit.settings.waivers.reading import parse_waivers, read_waivers, text_of
from caseaudit.settings.waivers.writing import with_added

__all__ = ["Answers", "parse_waivers", "read_answers", "read_waivers", "text_of", "with_added"]
