"""One value's output again and again: in training beside other samples, and at test time. A strip of rings for each."""

from collections.abc import Sequence

from app.figures.chart import BELOW, RIGHT, SIZE, Plain, Range, axis, figure, heading, marks, width

ROW, HEAD, GAP = 34, 24, 8
SIDE = 14
LANES = (0.5, 0.26, 0.74, 0.38, 0.62)
"""Heights within a strip, so that rings on the same spot do not hide how many they are."""


def strip_figure(strips: Sequence[tuple[str, Sequence[float]]], here: float, shown: Range, columns: int) -> Plain:
    """Strips with their headings, top to bottom, on one axis; `here` is the output beside the samples on the page."""
    inner = len(strips) * (HEAD + ROW) + (len(strips) - 1) * GAP
    traces: list[Plain] = []
    layout: Plain = {"annotations": []}
    for row, (name, outputs) in enumerate(strips):
        lower = inner - row * (HEAD + ROW + GAP) - HEAD - ROW
        ending = "" if row == 0 else str(row + 1)
        last = row == len(strips) - 1
        title = {"title": "output y"} if last else {}
        across = axis((0, 1), shown, texts=last, line=True, grid=True, most=4, anchor=f"y{ending}", **title)
        up = axis((lower / inner, (lower + ROW) / inner), (0, 1), texts=False, most=1, anchor=f"x{ending}")
        layout |= {f"xaxis{ending}": across, f"yaxis{ending}": up}
        layout["annotations"].append(heading(name, 0, (lower + ROW + 4) / inner))
        axes = {"xaxis": f"x{ending}", "yaxis": f"y{ending}"}
        lanes = [LANES[k % len(LANES)] for k in range(len(outputs))]
        traces.append(marks("chart-each", "%{x:.5~g}", outputs, lanes, size=9, **axes))
        if row == 0:
            told = "beside the samples on this page: %{x:.5~g}"
            traces.append(marks("chart-mark", told, [here], [0.5], filled=True, size=10, **axes))
    size = width(columns), inner + BELOW + 2
    return figure(size, (SIDE, RIGHT + SIZE - 10, 2, BELOW), traces, layout)
