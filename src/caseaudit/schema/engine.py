"""pandera, as it is used here: a mask is all that is kept of a check that fails.

With masks for answers pandera makes a frame of failure cases for every failing check, words them, and collects them
once a column and once more at the end: 3 ms a failing check, of which findings need nothing. So backends are
registered here, as pandera means it, for our own kinds of schema and column. A check asks for no failure cases
with `n_failure_cases=0`; every other check is handled as pandera handles it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast


@contextmanager
def _without_hypothesis() -> Iterator[None]:
    """Keep pandera from importing hypothesis, which it does where that is installed, for strategies that
    nobody asks for here: it costs a small check a sixth of its time."""
    if "hypothesis" in sys.modules:
        yield
        return
    sys.modules["hypothesis"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["hypothesis"]


with _without_hypothesis():
    import pandas as pd
    import pandera.pandas as pa
    from pandera.api.base.checks import CheckResult
    from pandera.backends.base import CoreCheckResult
    from pandera.backends.pandas.checks import PandasCheckBackend
    from pandera.backends.pandas.components import ColumnBackend
    from pandera.backends.pandas.container import DataFrameSchemaBackend
    from pandera.config import ValidationDepth, config_context
    from pandera.errors import FailureCaseMetadata, SchemaError, SchemaErrorReason, SchemaErrors

__all__ = ["FieldColumn", "ListSchema", "SchemaError", "SchemaErrorReason", "SchemaErrors", "errors_of", "pa"]


class FieldColumn(pa.Column):
    """A field of a list of cases."""


class ListSchema(pa.DataFrameSchema):
    """What the definition and the rules say of a list of cases."""


class _MaskBackend(PandasCheckBackend):
    def postprocess(self, check_obj: Any, check_output: Any) -> CheckResult:
        if self.check.n_failure_cases != 0 or not isinstance(check_output, pd.Series):
            return cast("CheckResult", super().postprocess(check_obj, check_output))  # type: ignore[no-untyped-call]
        return CheckResult(check_output, bool(check_output.all()), check_obj, None)


class _Unworded:
    def failure_cases_metadata(self, _name: str, errors: list[SchemaError]) -> FailureCaseMetadata:
        """Nothing but which checks failed."""
        lines = sorted(
            {f"{error.schema.name} {getattr(error.check, 'name', error.check)}" for error in errors}
        )
        return FailureCaseMetadata(failure_cases=None, message={"failed": lines}, error_counts={})


class _FieldBackend(_Unworded, ColumnBackend):
    def check_dtype(self, check_obj: pd.Series, schema: pa.Column) -> CoreCheckResult:
        """As pandera's own for a column of categories, which would look at every category to compare the types."""
        return CoreCheckResult(
            passed=schema.dtype is None or isinstance(check_obj.dtype, pd.CategoricalDtype),
            check="dtype('category')",
            reason_code=SchemaErrorReason.WRONG_DATATYPE,
            message=f"{schema.name} is a column of {check_obj.dtype}, not of categories",
            failure_cases=str(check_obj.dtype),
        )


class _ListBackend(_Unworded, DataFrameSchemaBackend):
    pass


pa.Check.register_backend(pd.Series, _MaskBackend, force=True)
pa.Check.register_backend(pd.DataFrame, _MaskBackend, force=True)
FieldColumn.register_backend(pd.DataFrame, _FieldBackend)
ListSchema.register_backend(pd.DataFrame, _ListBackend)


def errors_of(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> list[SchemaError]:
    """What pandera finds in a frame, whatever the environment says of the depth of validation."""
    with (
        _without_hypothesis(),
        config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA),
    ):
        try:
            # pandera remembers of a frame which schema it has, until the frame is gone: this copy is at once.
            schema.validate(frame.copy(deep=False), lazy=True, inplace=True)
        except SchemaErrors as failed:
            return failed.schema_errors
    return []
