"""What the reading child says when a file cannot be read. It imports nothing: the child starts fast."""

from __future__ import annotations


class Unreadable(Exception):
    """The file cannot be read: `what` is the fault and `remedy` what to do, each one sentence."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what, self.remedy = what, remedy


READABLE = "Give a workbook (.xlsx, .xlsm, .xls, .xlsb, .ods) or a .csv file."
SAVE_THERE = "save it there as a new .xlsx workbook and give that one."
SAVE_AGAIN = f"Open it in a spreadsheet program, {SAVE_THERE}"


def damaged(detail: str) -> Unreadable:
    """The fault of a file that begins like a workbook and then makes no sense."""
    what = f"the file is damaged or cut short ({detail})."
    return Unreadable(what, f"Get a whole copy of it. If it opens in a spreadsheet program, {SAVE_THERE}")


def protected() -> Unreadable:
    """The fault of a workbook that only a password opens."""
    return Unreadable(
        "the workbook is protected by a password.",
        "Open it, save a copy without the password to open it, and give the copy.",
    )


def rights_managed() -> Unreadable:
    """The fault of a workbook that opens only for people with rights to it."""
    return Unreadable(
        "the workbook is encrypted by rights management (a sensitivity label), not by a password.",
        "Ask its owner, or someone with full control of it, to save a copy without the protection, and give the copy.",
    )
