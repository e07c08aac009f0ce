"""How a unit is named."""

import numpy as np
import pytest

from model.errors import BadRequest, NotFound
from model.inside.index import parse_index


def test_a_place_and_its_number_name_the_same_unit() -> None:
    """The number is the one that Flatten gives it."""
    shape = (5, 4, 3)
    for number in range(60):
        place = tuple(int(part) for part in np.unravel_index(number, shape))
        assert parse_index(str(number), "maps", shape) == place
        assert parse_index(",".join(map(str, place)), "maps", shape) == place
    assert parse_index("7", "dense", (10,)) == (7,)


@pytest.mark.parametrize("text", ["", "a", "1,", ",1", "1;2", "-1", "1.5", "1,2", "1,2,3,4", "٣", "1 ,2,3", "9" * 400])
def test_what_is_no_index_is_refused(text: str) -> None:
    with pytest.raises((BadRequest, NotFound), match="index"):
        parse_index(text, "maps", (5, 4, 3))


@pytest.mark.parametrize(("text", "told"), [("60", "0 to 59"), ("5,0,0", "4,3,2"), ("0,0,3", "4,3,2")])
def test_a_unit_that_is_not_there_is_not_found(text: str, told: str) -> None:
    with pytest.raises(NotFound, match=f"'maps' has no unit {text}; .*{told}"):
        parse_index(text, "maps", (5, 4, 3))
