"""Definition × rules = one pandera schema a list; what fails becomes findings. The only importer of pandera.

A list of cases is a frame with a column a field (`caseaudit.tracker.frames`). The schema of a list has those fields as
its columns; a rule is a named check of a column, or of the frame where it looks at several columns, and answers with a
mask over the rows. One more schema has the rules that look at the cases of all lists.
"""

from caseaudit.schema.compiled import Schemas, compile_schemas
from caseaudit.schema.description import descriptions
from caseaudit.schema.results import failures, remark_rules

__all__ = ["Schemas", "compile_schemas", "descriptions", "failures", "remark_rules"]
