"""From what a document says (blocks) to how it stands on the page (pieces)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch

from civicdesk.documents import blocks as b
from civicdesk.documents import charts as c
from civicdesk.documents import style as s
from civicdesk.documents.layout import Beside, Boxed, Para, Piece
from civicdesk.documents.numbers import count, percent
from civicdesk.documents.tables import TablePiece
from civicdesk.i18n import _
from civicdesk.palette import LIGHT

KEPT_FACTS = 4
"""So few facts stay on one page."""
KEPT_ROWS = 14
"""A chart whose table has no more rows stays on one page with it."""


def compose(blocks: Iterable[b.Block]) -> list[Piece]:
    """The pieces of blocks in order."""
    return [piece for block in blocks for piece in pieces(block)]


@singledispatch
def pieces(block: object) -> Iterator[Piece]:
    """The pieces of one block."""
    raise TypeError(type(block).__name__)


@pieces.register
def _section(block: b.Section) -> Iterator[Piece]:
    title = Para(block.title, s.HEADING, before=20, keep=True)
    title.breaks = block.new_page
    yield title
    yield from compose(block.blocks or (b.Paragraph(b.nothing(), muted=True),))


@pieces.register
def _heading(block: b.Heading) -> Iterator[Piece]:
    yield Para(block.text, s.SUBHEADING, before=11, keep=True)


@pieces.register
def _paragraph(block: b.Paragraph) -> Iterator[Piece]:
    yield Para(block.text, s.MUTED if block.muted else s.BODY, before=5)


@pieces.register
def _bullets(block: b.Bullets) -> Iterator[Piece]:
    for number, item in enumerate(block.items, 1):
        mark: b.Text = f"{number}." if block.mark == "1" else (b.Span(block.mark, colour=LIGHT.accent),)
        yield Para(item, s.BODY, before=3, indent=16 if block.mark == "1" else 13, mark=mark)
    if not block.items:
        yield from _paragraph(b.Paragraph(b.nothing(), muted=True))


@pieces.register
def _facts(block: b.Facts) -> Iterator[Piece]:
    label_style, style, share = (s.DENSE_MUTED, s.DENSE, 0.2) if block.dense else (s.MUTED, s.BODY, 0.28)
    last = len(block.rows)
    for number, (label, value) in enumerate(block.rows, 1):
        columns = [(share, [Para(label, label_style)]), (1 - share, [Para(value, style)])]
        together = last <= KEPT_FACTS and number < last
        yield Beside(columns, before=2 if block.dense else 3, splits=True, keep=together)


@pieces.register
def _tiles(block: b.Tiles) -> Iterator[Piece]:
    for start in range(0, len(block.tiles), 2):
        pair: list[tuple[float, list[Piece]]] = [
            (1.0, list(_tile(tile))) for tile in block.tiles[start : start + 2]
        ]
        yield Beside([*pair, (1.0, [])][:2], gap=s.GUTTER, before=9)


def _tile(tile: b.Tile) -> Iterator[Piece]:
    yield Boxed(
        [Para(tile.label, s.SMALL_MUTED), Para(tile.value, s.FIGURE), Para(tile.note, s.SMALL_MUTED)],
        LIGHT.shade,
        LIGHT.accent,
        padding=8,
    )


@pieces.register
def _panel(block: b.Panel) -> Iterator[Piece]:
    yield Boxed(compose(block.blocks), LIGHT.shade, LIGHT.accent, before=8)


@pieces.register
def _abreast(block: b.Abreast) -> Iterator[Piece]:
    yield Beside([(1.0, compose(column)) for column in block.columns], gap=s.GUTTER * 1.6, before=9)


@pieces.register
def _table(block: b.Table) -> Iterator[Piece]:
    if block.caption:
        yield Para(block.caption, s.CAPTION, before=9, keep=True)
    if not block.rows:
        yield Para(b.nothing(), s.MUTED, before=4)
        return
    yield TablePiece(block)


@pieces.register
def _bars(block: b.Bars) -> Iterator[Piece]:
    rows = tuple((label, f"{count(value, block.digits)}{block.unit}") for label, value in block.rows)
    yield from _charted(block.title, c.BarsPiece(block), (block.label, _("Value")), rows)


@pieces.register
def _targets(block: b.TargetBars) -> Iterator[Piece]:
    rows = tuple(
        (
            label,
            _known(actual),
            _known(target),
            percent(actual, target) if actual is not None and target else "–",
        )
        for label, actual, target in block.rows
    )
    yield from _charted(
        block.title, c.TargetsPiece(block), (block.label, _("Actual"), _("Target"), "%"), rows
    )


@pieces.register
def _stacked(block: b.StackedBars) -> Iterator[Piece]:
    rows = tuple((label, *map(count, values), count(sum(values))) for label, values in block.rows)
    yield from _charted(block.title, c.StackedPiece(block), (block.label, *block.series, _("Total")), rows)


@pieces.register
def _grid(block: b.Grid) -> Iterator[Piece]:
    rows = tuple((name, str(across), str(up)) for across, up, name in block.entries)
    yield from _charted(block.title, c.GridPiece(block), (_("Name"), block.across, block.up), rows)


@pieces.register
def _ladder(block: b.Ladder) -> Iterator[Piece]:
    yield Beside([(1.0, [Para(block.title, s.CAPTION), c.LadderPiece(block)])], before=9)


@pieces.register
def _months(block: b.MonthLine) -> Iterator[Piece]:
    if len(block.rows) > 12:
        rows = tuple((month, count(value)) for month, value in block.rows)
        yield from _charted(block.title, c.MonthsPiece(block), (block.label, block.value), rows)
        return
    head = (block.label, *(month for month, _value in block.rows))
    across = ((block.value, *(count(value) for _month, value in block.rows)),) if block.rows else ()
    yield from _charted(block.title, c.MonthsPiece(block), head, across)


def _known(value: float | None) -> str:
    """A number, or that the source is silent."""
    return b.stated(None) if value is None else count(value)


def _charted(
    title: str, chart: Piece, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> Iterator[Piece]:
    """A chart under its title and above its table."""
    caption = Para(title, s.CAPTION, before=11, keep=True)
    if not rows:
        yield caption
        yield Para(b.nothing(), s.MUTED, before=4)
        return
    columns = (b.Column(head[0], 2.4), *(b.Column(label, number=True) for label in head[1:]))
    table = TablePiece(b.Table(columns, rows), s.SMALL, s.TABLE_HEAD, before=5)
    narrow = Beside([(0.62, [table]), (0.38, [])], before=5) if len(head) < 4 else table
    if len(rows) <= KEPT_ROWS:
        yield Beside([(1.0, [caption, chart, narrow])], before=11)
        return
    chart.keep = True
    yield from (caption, chart, table)
