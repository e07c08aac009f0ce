"""The report's look, light or dark as the reader's system has it."""

import numpy as np

from model.inside.mosaic import colour


def style() -> str:
    """All of the page's CSS; the ramp has the colours of the maps."""
    stops = colour(np.linspace(-1, 1, 7, dtype=np.float32), 1.0).tolist()
    return _CSS.replace("RAMP", ", ".join(f"rgb({red} {green} {blue})" for red, green, blue in stops))


_CSS = """
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #1d2126; --soft: #5b6470; --line: #e3e0d8; --accent: #0b6b62;
  --bar: #0b6b62; --track: #e9e6de;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --card: #1d2126; --ink: #e9e7e2; --soft: #a3abb5; --line: #333a42; --accent: #56cdbd;
    --bar: #56cdbd; --track: #2b3138;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 66rem; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1 { font-size: 1rem; font-weight: 600; color: var(--soft); margin: 0 0 1.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 .5rem; letter-spacing: -.01em; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .35rem; }
p { margin: .5rem 0; max-width: 44rem; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .92em; overflow-wrap: anywhere; }
small, figcaption, .note { color: var(--soft); font-size: .875rem; }
a { color: var(--accent); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.25rem; }
.answer { display: grid; grid-template-columns: auto 1fr; gap: 1rem 2rem; align-items: center; }
.digit { font-size: clamp(5rem, 18vw, 9rem); line-height: .9; font-weight: 700; letter-spacing: -.04em; }
.verdict { font-size: 1.15rem; margin: 0; }
.bars { display: grid; grid-template-columns: max-content 1fr max-content; gap: .3rem .75rem; align-items: center;
  grid-column: 1 / -1; font-variant-numeric: tabular-nums; font-size: .95rem; }
.track { background: var(--track); border-radius: 99px; height: .7rem; overflow: hidden; }
.fill { background: var(--bar); height: 100%; border-radius: 99px; min-width: 2px; }
nav { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin: 1rem .25rem 0; }
figure { margin: 0; }
figcaption { margin-top: .35rem; max-width: 44rem; }
img { display: block; max-width: 100%; height: auto; border-radius: 6px; }
.crisp { image-rendering: pixelated; }
.stages { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 1rem; }
.stages img { width: 100%; height: 8.5rem; object-fit: contain; background: #000; }
.maps { background: #fff; border: 1px solid var(--line); border-radius: 10px; padding: .5rem; }
.maps img { margin: 0 auto; }
.heats { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); gap: 1.25rem; }
.heat { max-width: 21rem; }
.heat img { width: 100%; }
.ramp { height: .7rem; border-radius: 99px; background: linear-gradient(90deg, RAMP); border: 1px solid var(--line); }
.legend { margin-top: .5rem; font-size: .8rem; color: var(--soft); }
.ends { display: flex; justify-content: space-between; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .93rem; min-width: 24rem; }
th, td { padding: .3rem .9rem .3rem 0; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child { text-align: left; }
thead th { color: var(--soft); font-weight: 500; }
tbody th { font-weight: 500; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
details { margin: .75rem 0; }
summary { cursor: pointer; color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
@media (max-width: 36rem) {
  table { min-width: 0; font-size: .78rem; }
  th, td { padding: .25rem .5rem .25rem 0; }
}
@media print { body { max-width: none; } .card, figure { break-inside: avoid; } }
"""
