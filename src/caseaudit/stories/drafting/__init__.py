"""A definition drafted from workbooks: their tables found, their columns described, and all of it written down."""

from caseaudit.stories.drafting.draft import Draft, draft_of
from caseaudit.stories.drafting.writing import written

__all__ = ["Draft", "draft_of", "written"]
