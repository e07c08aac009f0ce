"""The plots of a version's card, and nothing else of its folder."""

import httpx
import pytest

from tests.app.problems import assert_problem


@pytest.mark.parametrize("name", ["confusion.png", "curves.png", "filters.png", "reliability.png"])
def test_a_plot_of_the_card_is_a_picture(client: httpx.Client, name: str) -> None:
    answer = client.get(f"/models/2/card/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["wrong.png", "card.md", "private%2Fwrong.png", "..%2Fmodel.json"])
def test_nothing_else_of_the_folder_is_given(client: httpx.Client, name: str) -> None:
    assert client.get(f"/models/2/card/{name}").status_code == 404


def test_a_plot_that_is_not_there_is_told_with_those_that_are(client: httpx.Client) -> None:
    assert_problem(client.get("/models/2/card/none.png"), 404, "there are confusion.png")
