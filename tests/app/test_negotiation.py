import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from app.negotiation import HTML, JSON, NPY, PNG, TEXT, choose


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("image/png", PNG),
        ("IMAGE/PNG", PNG),
        ("image/*", PNG),
        ("application/*", JSON),
        ("application/x-npy", NPY),
        ("image/png, application/json", JSON),
        ("image/png;q=0.9, application/json;q=0.8", PNG),
        ("image/png; q=0.9 , */* ;q=0.1", PNG),
        ("application/json;q=0, */*", NPY),
        ("application/json;q=0.2, application/*;q=0.9", NPY),
        ("image/png;q=x, application/json;q=0.1", JSON),
        ("image/png;level=1;q=0.3, application/json;q=0.2", PNG),
        ("image/png;q=7, application/json", JSON),
        ("image/png;q=nan, application/json;q=0.1", JSON),
        ("*/*;q=nan, image/png;q=0.1", PNG),
    ],
)
def test_the_best_of_what_is_accepted_is_chosen(accept: str | None, chosen: str) -> None:
    assert choose(accept, (JSON, NPY, PNG)) == chosen


def test_a_browser_gets_a_page() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    assert choose(browser, (TEXT, JSON, HTML)) == HTML


@pytest.mark.parametrize("accept", ["image/webp", "text/*", "*/*;q=0", "nonsense", ",", "application/json;q=0"])
def test_where_nothing_on_offer_is_accepted_the_offer_is_told(accept: str) -> None:
    with pytest.raises(HTTPException) as refused:
        choose(accept, (JSON, PNG))
    assert refused.value.status_code == 406
    assert "application/json, image/png" in refused.value.detail


@given(accept=st.one_of(st.text(), st.text(alphabet="aq*/;=,.0123456789 ejpgonimx")))
def test_any_header_gives_an_offer_or_a_406(accept: str) -> None:
    try:
        chosen = choose(accept, (JSON, NPY, PNG))
    except HTTPException as refused:
        chosen = str(refused.status_code)
    assert chosen in (JSON, NPY, PNG, "406")
