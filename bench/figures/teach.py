"""Lessons for the reader of figures: `python -m bench.figures FOLDER` (needs PyTorch, onnxscript and npm).

Each glyph's place on a drawn row is known, and told column by column; after a while the likelihood of the
figures in their order (CTC, all other print taken for nothing) counts as well.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from bench.figures.canvas import Mark
from bench.figures.fonts import fetched
from bench.figures.lines import Fonts, line
from bench.figures.net import network
from pipeline.ocr.figures import ALPHABET, HEIGHT, MODEL, PRINT, prepared

Row = tuple[NDArray[Any], list[Mark]]

_BATCH, _LOT, _KEPT = 32, 600, 40_000
_FASTEST, _WARM = 2e-3, 700
_INNER = {True: 0.4, False: 0.8}
"""Which part of a glyph's columns say it: the middle of a figure, most of other print."""
_BLANK, _IN_ORDER = 0.5, 0.15
"""Weights of empty columns, and of the whole row's likelihood."""


def main() -> None:
    """Teach a new net for so many minutes, and write it where it is shipped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="where fonts are kept")
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    torch.manual_seed(asked.seed)
    net = network()
    taught(net, fetched(asked.folder), np.random.default_rng(asked.seed), 60 * asked.minutes)
    written(net, MODEL)


def taught(net: Any, fonts: Fonts, rng: Generator, seconds: float) -> None:
    """Lessons until the time is over; rows are drawn anew and kept for a while."""
    started, step = time.monotonic(), 0
    best = torch.optim.AdamW(net.parameters(), lr=_FASTEST, weight_decay=1e-2)
    rows: list[Row] = []
    while (share := (time.monotonic() - started) / seconds) < 1:
        rows = [*rows, *(line(rng, fonts) for _ in range(_LOT))][-_KEPT:]
        for batch in _batches([rows[one] for one in rng.choice(len(rows), min(len(rows), 4 * _LOT))]):
            rate = (
                _FASTEST * min(1.0, step / 200 + 0.05) * (0.502 + 0.5 * math.cos(math.pi * min(1.0, share)))
            )
            for group in best.param_groups:
                group["lr"] = rate
            best.zero_grad()
            _loss(net, *batch, ordered=step > _WARM).backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            best.step()
            step += 1
        print(f"{step} steps, {share:.0%}", flush=True)


def _loss(net: Any, pictures: Tensor, columns: Tensor, said: Sequence[str], *, ordered: bool) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        found = net(pictures)
    found = found.float()
    weights = torch.tensor([_BLANK, *[1.0] * (len(ALPHABET) - 1)])
    loss = functional.cross_entropy(found.flatten(0, 1), columns.flatten(), weight=weights)
    if not ordered:
        return loss
    nothing = torch.logaddexp(found[..., :1], found[..., -1:])
    figures = torch.cat([nothing, found[..., 1:-1]], -1).transpose(0, 1)
    wanted = torch.tensor([ALPHABET.index(one) for text in said for one in text], dtype=torch.long)
    lengths = torch.full((len(said),), found.shape[1]), torch.tensor([len(text) for text in said])
    likelihood = functional.ctc_loss(figures, wanted, *lengths, reduction="none", zero_infinity=True)
    return loss + _IN_ORDER * likelihood.mean()


def _batches(rows: Sequence[Row]) -> Iterator[tuple[Tensor, Tensor, list[str]]]:
    """Rows of about one length together: pictures, what each column says, and the figures in order."""
    order = sorted(rows, key=lambda row: row[0].shape[1])
    for start in np.random.permutation(range(0, len(order), _BATCH)):
        batch = order[start : start + _BATCH]
        width = -8 * (-max(picture.shape[1] for picture, _ in batch) // 8)
        pictures = np.zeros((len(batch), 1, HEIGHT, width), np.float32)
        for seen, (picture, _) in zip(pictures, batch, strict=True):
            seen[0, :, : picture.shape[1]] = prepared(picture)
        columns = np.stack([_columns(marks, width // 2) for _, marks in batch])
        said = ["".join(letter for letter, *_ in marks if letter != PRINT) for _, marks in batch]
        yield torch.from_numpy(pictures), torch.from_numpy(columns), said


def _columns(marks: Sequence[Mark], count: int) -> NDArray[np.int64]:
    told = np.zeros(count, np.int64)
    for letter, left, right in marks:
        middle, half = (left + right) / 4, max(1.0, _INNER[letter != PRINT] * (right - left) / 4)
        first = max(0, round(middle - half))
        told[first : max(first + 1, round(middle + half))] = ALPHABET.index(letter)
    return told


def written(net: Any, target: Path) -> None:
    """The net as ONNX, for rows of any length."""
    example = torch.rand(1, 1, HEIGHT, 256)
    lengths = {"pictures": {3: 8 * torch.export.Dim("eighths", min=1, max=200)}}
    net.eval()
    torch.onnx.export(net, (example,), target, dynamic_shapes=lengths, dynamo=True, external_data=False)
