from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.v1.errors import Refused
from app.v1.inference import MOST_VALUES, infer
from model.stages import Stages
from model.versions.signature import Signature, Tensor


class Called(Exception):
    """The signature was called."""


async def call(*_: Any) -> None:
    raise Called


@pytest.mark.anyio
@pytest.mark.parametrize(("items", "expected"), [(10, Called), (11, Refused)])
async def test_what_would_have_too_many_values_is_refused_before_it_is_computed(
    items: int, expected: type[Exception]
) -> None:
    outputs = {"map": Tensor("float32", (None, MOST_VALUES // 20, 2))}
    graph = SimpleNamespace(signatures={"maps": Signature({"x": Tensor("float32", (None,))}, outputs)})
    served: Any = SimpleNamespace(described=None, graph=graph, call=call)
    service: Any = SimpleNamespace(pool=None)
    with pytest.raises(expected):
        await infer(served, "maps", {"x": np.zeros(items, np.float32)}, service, Stages())
