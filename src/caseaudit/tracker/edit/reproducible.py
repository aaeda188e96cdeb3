"""Office packages whose bytes hang on their content alone: the same definition gives the same file on any day."""

from __future__ import annotations

import io
import os
import re
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from caseaudit.model.errors import CommandUnusable

FIXED = datetime(2020, 1, 1, tzinfo=UTC)
"""The time that is written into a package where SOURCE_DATE_EPOCH gives no other."""
_PROPERTIES = "docProps/core.xml"
_DATED = re.compile(rb"(<dcterms:(?:created|modified)\b[^<>]*>)[^<]*")
_FIRST, _LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)


def moment() -> datetime:
    """The time that packages carry: `SOURCE_DATE_EPOCH` (seconds since 1970, UTC), or a fixed one.

    Raises CommandUnusable where the variable holds no number of seconds.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not given:
        return FIXED
    try:
        said = datetime.fromtimestamp(int(given), tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise CommandUnusable(
            f'the environment variable SOURCE_DATE_EPOCH is "{given}"; give it a whole number of seconds.'
        ) from None
    return min(max(said, _FIRST), _LAST)  # what an archive can hold


def settled(package: bytes, when: datetime) -> bytes:
    """The package with each part and its properties dated `when`, its parts in the same order and else the same."""
    dated = rb"\g<1>%b" % when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    made = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for part in old.infolist():
            info = ZipInfo(part.filename, when.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0
            info.external_attr = 0
            content = old.read(part)
            new.writestr(info, _DATED.sub(dated, content) if part.filename == _PROPERTIES else content)
    return made.getvalue()
