"""The classification extension: `<value>:<index>[:<label>]`, best first."""

import numpy as np
import pytest

from app.v2.classification import best_classes
from model.errors import BadRequest

VALUES = np.array([[0.25, 0.5, 0.125], [3, 1, 2]], np.float32)


def test_the_best_classes_come_first_with_value_index_and_label() -> None:
    classes = best_classes("x", VALUES, 2, ("a", "b", "c"))
    assert classes.tolist() == [[b"0.500000:1:b", b"0.250000:0:a"], [b"3.000000:0:a", b"2.000000:2:c"]]


def test_without_labels_for_all_classes_there_are_none() -> None:
    for labels in ((), ("a", "b")):
        assert best_classes("x", VALUES, 1, labels).tolist() == [[b"0.500000:1"], [b"3.000000:0"]]


@pytest.mark.parametrize("count", [3, 4, 2**40])
def test_there_are_no_more_than_all(count: int) -> None:
    assert best_classes("x", VALUES, count).shape == (2, 3)


def test_of_equal_ones_the_first_comes_first() -> None:
    equal = best_classes("x", np.array([[1, 0] * 500], np.float32), 500)
    assert equal.tolist() == [[f"1.000000:{index}".encode() for index in range(0, 1000, 2)]]


def test_maps_are_taken_as_one_row_for_each_item() -> None:
    values = np.arange(12, dtype=np.int32).reshape(2, 2, 3)
    assert best_classes("x", values, 2).tolist() == [[b"5:5", b"4:4"], [b"11:5", b"10:4"]]


def test_without_a_batch_there_is_one_row() -> None:
    assert best_classes("x", np.array([1, 3, 2], np.uint8), 2, batched=False).tolist() == [b"3:1", b"2:2"]
    assert best_classes("x", np.array(1.5), 2).tolist() == [b"1.500000:0"]


def test_strings_have_no_best() -> None:
    with pytest.raises(BadRequest, match="output 'x' due to unsupported type"):
        best_classes("x", np.array([[b"a"]], object), 1)
