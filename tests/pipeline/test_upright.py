import numpy as np

from pipeline.normalise import whole
from pipeline.upright import levelled


def lines(slope, count, height=600):
    """Boxes 200 pixels long and 20 high that rise or fall alike."""
    tops = np.linspace(50, height - 100, count)
    return [
        np.array([[100, top], [300, top + 200 * slope], [300, top + 200 * slope + 20], [100, top + 20]])
        for top in tops
    ]


def test_a_crooked_sheet_is_levelled():
    sheet = whole(np.zeros((600, 800, 3), np.uint8))
    assert levelled(sheet, lines(0.05, 12)) is not sheet
    assert levelled(sheet, lines(0.3, 12)) is not sheet


def test_a_pattern_taken_for_lines_does_not_turn_the_sheet():
    sheet = whole(np.zeros((600, 800, 3), np.uint8))
    assert levelled(sheet, lines(0.0, 8) + lines(-0.6, 16)) is sheet
