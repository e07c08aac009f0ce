"""How soon the page answers a stroke, in a real Chromium on this machine.

    python -m benchmarks.drawing [--strokes 40] [--write]

The pen draws a 7 with the mouse. The time goes from the end of the stroke to the page's showing an answer that was
asked for after the pen's last movement, 0 where it is there already; it is measured in the page. Beside it stand the
time to the first paint, and the frames while the pointer moves over maps: the first layer's, a deep layer's, and one
that is enlarged, with the arithmetic of its unit beside it. It needs Debian's `chromium`.
"""

import argparse
import shutil
import statistics
from collections.abc import Sequence
from itertools import pairwise

from playwright.sync_api import Page, sync_playwright

from benchmarks.report import machine, write_section
from benchmarks.servers import serving

SEVEN = ((0.28, 0.22), (0.74, 0.2), (0.61, 0.52), (0.48, 0.84))
STEPS = 10
UNIT = "/#layer=conv2d_1&map=12&cell=5,5"
POINTED = {  # what the pointer moves over
    "the first layer's maps": "#network .layer[aria-label=conv2d] .over",
    "a deep layer's maps": "#network .layer[aria-label=conv2d_2] .over",
    "an enlarged map, its unit explained": "#unit .large .over",
}
_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")

# The answer that counts was asked for after the pen's last movement.
_WATCH = """() => {
    window.ends = [];
    performance.setResourceTimingBufferSize(10000);
    let moved = 0;
    let lifted = 0;
    const sheet = document.querySelector("canvas.sheet");
    const move = (event) => { if (event.buttons) [moved, lifted] = [performance.now(), 0]; };
    sheet.addEventListener("pointerdown", move, true);
    sheet.addEventListener("pointermove", move, true);
    sheet.addEventListener("pointerup", () => { lifted = performance.now(); }, true);
    let answered = 0;
    const check = () => {
        const asked = performance.getEntriesByType("resource").filter((each) => each.name.includes("/predict"));
        if (asked.some((each) => each.startTime >= moved)) answered = performance.now();
        if (lifted && answered > moved) { window.ends.push(Math.max(0, answered - lifted)); lifted = 0; }
    };
    new MutationObserver(check).observe(
        document.querySelector(".times"), { childList: true, characterData: true, subtree: true });
    sheet.addEventListener("pointerup", () => { if (answered > moved) { window.ends.push(0); lifted = 0; } });
}"""
_FRAMES = """() => {
    const seen = window.frames_seen = [];
    const tick = (now) => { seen.push(now); if (window.frames_seen === seen) requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""


def draw(page: Page) -> None:
    box = page.locator("canvas.sheet").bounding_box()
    assert box is not None
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=STEPS)
    page.mouse.up()


def answer_times(page: Page, strokes: int) -> list[float]:
    """Milliseconds from the end of each stroke to its answer on the page."""
    page.evaluate(_WATCH)
    for stroke in range(strokes):
        page.get_by_role("button", name="Clear").click()
        page.wait_for_timeout(300)
        draw(page)
        _wait(page, stroke + 1)
    return [float(each) for each in page.evaluate("window.ends")]


def _wait(page: Page, count: int) -> None:
    for _ in range(200):
        if page.evaluate("window.ends.length") >= count:
            return
        page.wait_for_timeout(20)


def frame_times(page: Page, pointed: str) -> list[float]:
    """Milliseconds between the frames while the pointer moves over that part of the page."""
    part = page.locator(pointed)
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    assert box is not None
    page.evaluate(_FRAMES)
    for step in range(150):
        x, y = (step * 37 % 100) / 100, (step * 13 % 100) / 100
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    seen = [float(each) for each in page.evaluate("window.frames_seen")]
    return [after - before for before, after in pairwise(seen)]


def at_share(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(url: str, strokes: int) -> str:
    executable = shutil.which("chromium")
    if executable is None:
        raise SystemExit("no chromium is installed; on Debian: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(url + UNIT)
        page.locator("#unit .sum").wait_for(state="attached")
        paint = float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        answers = answer_times(page, strokes)
        frames = {name: frame_times(page, pointed) for name, pointed in POINTED.items()}
        browser.close()
    rows = (
        "| | ms |\n|---|---|\n"
        f"| end of a stroke to its answer, median of {len(answers)} | {statistics.median(answers):.0f} |\n"
        f"| the same, nine in ten | {at_share(answers, 0.9):.0f} |\n"
        f"| first paint with content | {paint:.0f} |\n"
    )
    for name, times in frames.items():
        rows += (
            f"| between frames while pointing at {name}, median of {len(times)} | {statistics.median(times):.1f} |\n"
        )
        rows += f"| the same, nine in ten | {at_share(times, 0.9):.1f} |\n"
    return rows


def main() -> None:
    """Start a service, draw on its page, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=int, default=40)
    parser.add_argument("--write", action="store_true", help="write the table into results.md, too")
    arguments = parser.parse_args()
    with serving(workers=1) as server:
        table = measure(server.url, arguments.strokes)
    print(table)
    if arguments.write:
        command = f"`python -m benchmarks.drawing --strokes {arguments.strokes}`"
        said = f"{command}; {machine()}; Chromium, loopback, one process."
        write_section("The page", f"{said}\n\n{table}")


if __name__ == "__main__":
    main()
