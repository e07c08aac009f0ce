"""Pieces of HTML: text is escaped here and nowhere else, and pictures travel inside of the page."""

import base64
import html
from collections.abc import Iterable, Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.inside.mosaic import colour


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def escape(text: object) -> str:
    """Text as HTML; what is HTML already stays as it is."""
    return text if isinstance(text, Markup) else html.escape(str(text))


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """`<tag attributes>children</tag>`; `class_` is the attribute class, and None leaves one out."""
    told = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{tag}{told}>{''.join(map(escape, children))}</{tag}>")


def image(png: bytes, alt: str, *, crisp: bool = False, width: int | None = None) -> Markup:
    """A PNG in a `data:` URL. `crisp` keeps its pixels square when it is enlarged."""
    source = "data:image/png;base64," + base64.b64encode(png).decode()
    told = "".join(f' {name}="{value}"' for name, value in (("width", width),) if value is not None)
    kind = ' class="crisp"' if crisp else ""
    return Markup(f'<img src="{source}" alt="{html.escape(alt)}"{kind}{told}>')


def figure(picture: object, caption: object, class_: str | None = None) -> Markup:
    return element("figure", picture, element("figcaption", caption), class_=class_)


def table(head: Sequence[object], rows: Iterable[Sequence[object]], *, foot: Sequence[object] = ()) -> Markup:
    """A table; a first cell heads its row. It scrolls by itself where the page is narrow."""
    body = [
        element("tr", element("th", row[0], scope="row"), *(element("td", cell) for cell in row[1:])) for row in rows
    ]
    last = (
        [element("tr", element("th", foot[0], scope="row"), *(element("td", cell) for cell in foot[1:]))]
        if foot
        else []
    )
    top = element("thead", element("tr", *(element("th", name, scope="col") for name in head)))
    whole = element("table", top, element("tbody", *body), *(element("tfoot", row) for row in last))
    return element("div", whole, class_="scroll", tabindex=0)


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """uint8 (height, width) or (height, width, 3) as a PNG."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def heat(values: NDArray[np.float64], limit: float) -> bytes:
    """A signed map in the colours of all maps, a pixel for each number."""
    return png_of(colour(values.astype(np.float32), limit))


def legend(limit: float, unit: str) -> Markup:
    """The scale of a signed map, in numbers."""
    ends = (element("span", f"-{limit:.3g}"), element("span", "0"), element("span", f"+{limit:.3g} {unit}"))
    return element("div", element("div", class_="ramp"), element("div", *ends, class_="ends"), class_="legend")
