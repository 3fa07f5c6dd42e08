"""The reader of figures as PyTorch has it while it is taught: small convolutions, one column a two pixels."""

from __future__ import annotations

from torch import Tensor, nn

from pipeline.ocr.figures import ALPHABET


def network() -> nn.Module:
    """From pictures (batch × 1 × 48 × width, ink 1) to log probabilities (batch × columns × 13)."""
    return _Network()


class _Network(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        widths = (1, 20, 28, 40, 64)
        self.rows = nn.Sequential(
            *_block(1, widths[1], 5, (2, 2)),
            *_block(widths[1], widths[2], 3, (2, 1)),
            *_block(widths[2], widths[3], 3, (2, 1)),
            *_block(widths[3], widths[4], 3, (2, 1)),
        )
        self.columns = nn.Sequential(
            nn.Conv1d(3 * widths[4], 96, 1, bias=False),
            nn.BatchNorm1d(96),
            nn.ReLU(),
            *(_Wider(96, step) for step in (1, 2, 4, 8)),
            nn.Conv1d(96, len(ALPHABET), 1),
        )

    def forward(self, pictures: Tensor) -> Tensor:
        seen = self.rows(pictures)
        flat = seen.flatten(1, 2)
        return self.columns(flat).transpose(1, 2).log_softmax(-1)


class _Wider(nn.Module):  # type: ignore[misc]
    """Looks `step` columns to either side."""

    def __init__(self, width: int, step: int) -> None:
        super().__init__()
        self.look = nn.Sequential(
            nn.Conv1d(width, width, 3, padding=step, dilation=step, bias=False),
            nn.BatchNorm1d(width),
            nn.ReLU(),
        )

    def forward(self, columns: Tensor) -> Tensor:
        return columns + self.look(columns)


def _block(inside: int, outside: int, size: int, step: tuple[int, int]) -> tuple[nn.Module, ...]:
    return (
        nn.Conv2d(inside, outside, size, stride=step, padding=size // 2, bias=False),
        nn.BatchNorm2d(outside),
        nn.ReLU(),
    )
