"""The reader of single characters as PyTorch has it while it is taught."""

from __future__ import annotations

from torch import Tensor, nn

from pipeline.ocr.characters import SIDE

_WIDTHS, _NARROW, _TOLD = (32, 48, 96, 160), 64, 192


def network(characters: int) -> nn.Module:
    """From squares (batch × 1 × 48 × 48, ink 1) to so many characters' logits."""
    first, second, third, fourth = _WIDTHS
    return nn.Sequential(
        *_block(1, first, 5, 2),
        *_block(first, second),
        *_block(second, third, step=2),
        _Twice(third),
        *_block(third, fourth, step=2),
        _Twice(fourth),
        *_block(fourth, _NARROW, 1),
        nn.Flatten(),
        # Where a stroke stands says which character it is of: the places are kept apart.
        nn.Linear(_NARROW * (SIDE // 8) ** 2, _TOLD, bias=False),
        nn.BatchNorm1d(_TOLD),
        nn.Linear(_TOLD, characters),
    )


class _Twice(nn.Module):  # type: ignore[misc]
    """Two convolutions beside what they are given."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.look = nn.Sequential(*_block(width, width), *_block(width, width)[:2])

    def forward(self, pictures: Tensor) -> Tensor:
        return (pictures + self.look(pictures)).relu()


def _block(inside: int, outside: int, size: int = 3, step: int = 1) -> tuple[nn.Module, ...]:
    return (
        nn.Conv2d(inside, outside, size, stride=step, padding=size // 2, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(),
    )
