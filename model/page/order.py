"""The order in which the digits of a page are read: lines from top to bottom, each from left to right."""

from collections.abc import Sequence

Box = tuple[int, int, int, int]  # left, top, right, bottom (exclusive), in px

_SAME_LINE = 0.35  # of the lower one's height: what two neighbours of a line share in height at the least
_REACH = 12  # times its height: further to the right, a digit does not say where its line goes on


def in_reading_order(boxes: Sequence[Box]) -> list[list[int]]:
    """Indices of `boxes`, line by line.

    From left to right, each joins the line whose last box shares most of its height: lines may climb and fall.
    """
    lines: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda index: boxes[index][0] + boxes[index][2]):
        shares = [_shared_height(boxes[index], boxes[line[-1]]) for line in lines]
        if shares and max(shares) >= _SAME_LINE:
            lines[shares.index(max(shares))].append(index)
        else:
            lines.append([index])
    return sorted(lines, key=lambda line: sum(boxes[index][1] + boxes[index][3] for index in line) / len(line))


def _shared_height(box: Box, last: Box) -> float:
    height, last_height = box[3] - box[1], last[3] - last[1]
    if box[0] - last[2] > _REACH * max(height, last_height):
        return 0.0
    return (min(box[3], last[3]) - max(box[1], last[1])) / min(height, last_height)
