"""Series in columns: what was written is read, and what is not whole is refused."""

import numpy as np
import pytest

from runlore.entities.errors import InvalidInputError
from runlore.wire.columns import decode_points, encode_points

WHOLE = encode_points(
    *(np.arange(3, dtype="<i8").tobytes() for _ in range(3)),
    np.array([0.5, -0.0, np.nan]).tobytes(),
)


def test_columns_come_back_as_they_were_written() -> None:
    columns = decode_points(WHOLE)
    assert np.frombuffer(columns.step, "<i8").tolist() == [0, 1, 2]
    assert columns.value.tobytes() == np.array([0.5, -0.0, np.nan]).tobytes()


@pytest.mark.parametrize(
    "data", [b"", WHOLE[:10], WHOLE[:-1], WHOLE + b"\0", b"RLT1" + WHOLE[4:], b"{}"]
)
def test_what_is_no_whole_series_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInputError, match="no whole series"):
        decode_points(data)
