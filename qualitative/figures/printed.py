"""Pictures for paper, drawn with matplotlib from tables and graphs that somebody else counted.

The danger: a picture is believed before it is read. So an arrow stands only for claims somebody made (never for two
themes met together), thickness says how widely a claim was made and the legend says that it is not how strong, every
picture has a title, a unit and a text alternative, and nothing is counted here. The same input gives the same bytes.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualitative.figures import graph
from qualitative.figures.graph import Arrow, by_width, cause_text, most_led_to

# Okabe and Ito's colours, told apart by colour-blind readers.
BLUE, ORANGE, GREY, INK = "#0072B2", "#D55E00", "#6B7280", "#1D2329"
_WRAP, _LINE, _BOX, _STEP = 20, 0.17, 1.62, 2.15  # characters; inches per line, box and column
WIDTH_LEGEND = "Thickness: in how many sessions it was claimed – how widely claimed, not how strong"


@dataclass(frozen=True)
class Drawing:
    svg: str
    png: bytes
    alt: str


def cause_map(
    labels: Mapping[str, str],
    arrows: Sequence[Arrow],
    *,
    end_state: str = "",
    title: str = "",
    exact: bool = True,
) -> Drawing:
    """A multiple cause diagram, causes on the left, the end state on the right.

    labels: factor id → phrase. end_state: the factor everything leads to ("" = the one most is claimed to lead to).
    exact: whether the legend may say numbers of sessions (not in public). Raises ValueError without an arrow.
    """
    if not arrows:
        raise ValueError("no confirmed cause link, so there is nothing to draw; confirm links first")
    nodes = sorted({a.cause for a in arrows} | {a.effect for a in arrows})
    last = end_state if end_state in nodes else most_led_to(nodes, arrows)
    columns = graph.columns(nodes, arrows, last)
    order = _ordered(columns, arrows)
    drawn = _draw_map(labels, arrows, order, last, title, exact)
    return Drawing(*drawn, alt=cause_text(labels, arrows, title))


def _ordered(columns: Mapping[str, int], arrows: Sequence[Arrow]) -> dict[str, tuple[int, float]]:
    """Node → (column, height from 0 to 1), sorted by where its neighbours stand, so that arrows cross seldom."""
    rows = {n: [node for node, c in sorted(columns.items()) if c == n] for n in sorted(set(columns.values()))}
    near: dict[str, list[str]] = {}
    for arrow in arrows:
        near.setdefault(arrow.cause, []).append(arrow.effect)
        near.setdefault(arrow.effect, []).append(arrow.cause)
    height = {node: (at + 0.5) / len(row) for row in rows.values() for at, node in enumerate(row)}
    for _ in range(12):
        for row in rows.values():
            row.sort(key=lambda n: (sum(height[m] for m in near.get(n, [n])) / len(near.get(n, [n])), n))
            height.update({node: (at + 0.5) / len(row) for at, node in enumerate(row)})
    return {node: (columns[node], height[node]) for node in columns}


def _draw_map(
    labels: Mapping[str, str],
    arrows: Sequence[Arrow],
    order: Mapping[str, tuple[int, float]],
    last: str,
    title: str,
    exact: bool,
) -> tuple[str, bytes]:
    """Boxes in columns of a fixed width, arrows from a box's right edge to the next one's left; loops go round below."""
    n_columns = max(column for column, _ in order.values()) + 1
    words = {node: textwrap.wrap(labels.get(node, node), _WRAP)[:6] for node in order}
    tallest = max(
        sum(_LINE * len(words[node]) + 0.55 for node, (column, _) in order.items() if column == n)
        for n in range(n_columns)
    )
    width, height = max(6.3, _STEP * n_columns), max(2.4, tallest) + 1.35
    figure, axes = _blank(width, height)
    step = width / n_columns
    place = {
        node: (width - step * (column + 0.5), 0.8 + (height - 1.35) * (1 - at))
        for node, (column, at) in order.items()
    }
    half = {node: (_BOX / 2, (_LINE * len(words[node]) + 0.2) / 2) for node in order}
    joined = sum(arrow.effect == last for arrow in arrows) > 1  # one arrow alone makes no end state
    for arrow in by_width(arrows):
        _draw_arrow(axes, place, half, arrow)
    for node, (x, y) in place.items():
        _draw_box(axes, x, y, *half[node], "\n".join(words[node]), node == last and joined)
    if title:
        axes.text(0.1, height - 0.12, title, fontsize=12, fontweight="bold", color=INK, va="top")
    legend = "Arrow: contributes to, as people claimed. " + WIDTH_LEGEND
    legend += (
        f" (thinnest {min(a.n_sessions for a in arrows)}, thickest {max(a.n_sessions for a in arrows)})"
        if exact
        else ""
    )
    legend += "." + (" Orange box: what the rest is claimed to lead to." if joined else "")
    legend += (
        " Orange dashes: an arrow that leads back."
        if any(place[a.cause][0] >= place[a.effect][0] for a in arrows)
        else ""
    )
    axes.text(
        0.1, 0.08, "\n".join(textwrap.wrap(legend, int(width * 14.5))), fontsize=8, color=GREY, va="bottom"
    )
    return _saved(figure)


def _draw_box(axes: Any, x: float, y: float, wide: float, high: float, words: str, end_state: bool) -> None:
    from matplotlib.patches import FancyBboxPatch

    colour, fill = (ORANGE, "#FFF4EC") if end_state else (BLUE, "#F3F6F8")
    style = "round,pad=0,rounding_size=0.08"
    axes.add_patch(
        FancyBboxPatch((x - wide, y - high), 2 * wide, 2 * high, boxstyle=style, fc=fill, ec=colour,
                       lw=2.0 if end_state else 1.1, zorder=3)
    )  # fmt: skip
    weight = "bold" if end_state else "normal"
    axes.text(x, y, words, ha="center", va="center", fontsize=9, color=INK, zorder=4, fontweight=weight)


def _draw_arrow(
    axes: Any, place: Mapping[str, tuple[float, float]], half: Mapping[str, tuple[float, float]], arrow: Arrow
) -> None:
    from matplotlib.patches import FancyArrowPatch

    (x0, y0), (x1, y1) = place[arrow.cause], place[arrow.effect]
    forward = x0 < x1
    if forward:
        start, end = (x0 + half[arrow.cause][0], y0), (x1 - half[arrow.effect][0] - 0.03, y1)
        others = [(*place[n], *half[n]) for n in place if n not in (arrow.cause, arrow.effect)]
        bend = min((0.0, 0.12, -0.12, 0.25, -0.25), key=lambda b: (_boxes_met(start, end, b, others), abs(b)))
    else:
        start, end, bend = (x0, y0 - half[arrow.cause][1]), (x1, y1 - half[arrow.effect][1] - 0.03), -0.35
    axes.add_patch(
        FancyArrowPatch(
            start, end, arrowstyle="-|>,head_width=3.2,head_length=6", mutation_scale=1.0, zorder=2,
            connectionstyle=f"arc3,rad={bend}", color=GREY if forward else ORANGE,
            linestyle="-" if forward else (0, (4, 2)), lw=0.8 + 0.8 * min(arrow.n_sessions, 6), shrinkA=0, shrinkB=0,
        )
    )  # fmt: skip


def _boxes_met(
    start: tuple[float, float],
    end: tuple[float, float],
    bend: float,
    boxes: Sequence[tuple[float, float, float, float]],
) -> int:
    """How many boxes (x, y, half width, half height) an arrow bent by `bend` would pass behind."""
    (x0, y0), (x1, y1) = start, end
    x_mid, y_mid = (x0 + x1) / 2 + bend * (y1 - y0), (y0 + y1) / 2 - bend * (x1 - x0)
    steps = [n / 24 for n in range(25)]
    curve = [
        (
            (1 - t) ** 2 * x0 + 2 * t * (1 - t) * x_mid + t * t * x1,
            (1 - t) ** 2 * y0 + 2 * t * (1 - t) * y_mid + t * t * y1,
        )
        for t in steps
    ]
    return sum(any(abs(px - x) < w and abs(py - y) < h for px, py in curve) for x, y, w, h in boxes)


def themes_matrix(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[str]],
    *,
    shades: Sequence[Sequence[float | None]] | None = None,
    title: str = "",
    unit: str = "",
    caption: str = "",
) -> Drawing:
    """Rows × columns as a grid of words. shades: 0–1 per cell, how dark a dot of one colour (None: none); never a verdict.

    Raises ValueError where the cells do not fill the grid.
    """
    if len(cells) != len(rows) or any(len(line) != len(columns) for line in cells):
        raise ValueError(f"{len(rows)} rows × {len(columns)} columns need as many cells")
    wrapped = ["\n".join(textwrap.wrap(r, 30)) for r in rows]
    tall = [max(0.55, 0.2 * max([w.count("\n") + 1, *(len(textwrap.wrap(c, 20)) for c in line)]) + 0.2)
            for w, line in zip(wrapped, cells, strict=True)]  # fmt: skip
    width, height = 3.2 + 2.0 * len(columns), 1.5 + sum(tall)
    figure, axes = _blank(width, height)
    y = height - 0.95
    for at, column in enumerate(columns):
        axes.text(3.2 + 2.0 * at + 1.0, y + 0.08, "\n".join(textwrap.wrap(column, 20)), fontsize=9, fontweight="bold",
                  ha="center", va="bottom")  # fmt: skip
    for line, words in enumerate(wrapped):
        axes.plot([0.1, width - 0.1], [y, y], color="#D5DAE0", lw=0.8)
        middle = y - tall[line] / 2
        axes.text(0.1, middle, words, fontsize=9, va="center")
        for at in range(len(columns)):
            shade = shades[line][at] if shades else None
            x = 3.2 + 2.0 * at
            if shade is not None:
                axes.scatter(
                    [x + 0.12], [middle], s=60, color=BLUE, alpha=max(0.12, min(1.0, shade)), linewidths=0
                )
            axes.text(
                x + 1.05,
                middle,
                "\n".join(textwrap.wrap(cells[line][at], 22)),
                fontsize=8.5,
                ha="center",
                va="center",
            )
        y -= tall[line]
    axes.text(0.1, height - 0.1, title, fontsize=12, fontweight="bold", va="top")
    axes.text(
        0.1,
        0.1,
        "\n".join(textwrap.wrap(" ".join(p for p in (unit, caption) if p), int(width * 13))),
        fontsize=8,
        color=GREY,
        va="bottom",
    )
    alt = f"{title}. " + " ".join(
        f"{row}: " + "; ".join(f"{c}, {w}" for c, w in zip(columns, line, strict=True)) + "."
        for row, line in zip(rows, cells, strict=True)
    )
    svg, png = _saved(figure)
    return Drawing(svg, png, alt)


def _blank(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    return figure, axes


def _saved(figure: Any) -> tuple[str, bytes]:
    """SVG text and PNG bytes, without dates or program names, the same each time."""
    import matplotlib

    with matplotlib.rc_context(
        {"svg.hashsalt": "qualitative", "svg.fonttype": "none", "font.family": "DejaVu Sans"}
    ):
        svg = io.BytesIO()
        figure.savefig(
            svg, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
        png = io.BytesIO()
        figure.savefig(png, format="png", dpi=160, metadata={"Software": None})
    return svg.getvalue().decode("utf-8"), png.getvalue()
