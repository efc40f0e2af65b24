"""Faults of Graph Data Science as errors of ours."""

import pytest

from linkage.communities.gds_server import faults
from linkage.errors import GraphOutOfMemory, GraphProcedureMissing, GraphUnavailable, GraphUnreachable, UsageError


class ServiceUnavailable(Exception):
    """As the driver's."""


class ClientError(Exception):
    """As the driver's, with a code."""

    code = "Neo.ClientError.Procedure.ProcedureCallFailed"


@pytest.mark.parametrize(
    ("raised", "ours"),
    [
        (ServiceUnavailable("gone"), GraphUnreachable),
        (ClientError("Unknown function 'gds.version'"), GraphProcedureMissing),
        (ClientError("Procedure was blocked since minimum estimated memory exceeds free memory"), GraphOutOfMemory),
        (ClientError("something else"), GraphUnavailable),
        (UsageError("ours already"), UsageError),
        (ZeroDivisionError("a bug"), ZeroDivisionError),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_a_fault_is_told_by_its_code(raised: Exception, ours: type[Exception]) -> None:
    with pytest.raises(ours) as told, faults():
        raise raised
    assert type(told.value) is ours


def test_what_only_comes_of_cleaning_up_after_ctrl_c_is_ctrl_c() -> None:
    with pytest.raises(KeyboardInterrupt), faults():
        try:
            raise KeyboardInterrupt
        finally:
            raise ClientError("Message of type BeginMessage cannot be handled")
