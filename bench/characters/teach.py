"""Lessons for the reader of single characters: `python -m bench.characters FOLDER`.

Needs PyTorch, onnxscript, npm and the fonts that `faces` names. One process draws, another learns: two
million characters in 50 minutes on two cores.
"""

from __future__ import annotations

import argparse
import math
import time
from multiprocessing import get_context
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from bench.characters.drawing import Drawing
from bench.characters.faces import drawn
from bench.characters.net import network
from pipeline.ocr import lookalikes
from pipeline.ocr.characters import MODEL, SIDE, known

_KEPT, _LOT, _BATCH = 80_000, 256, 128
_FASTEST, _WARM, _DECAY = 2.5e-3, 300, 0.03
_CALLED, _LIKE_IT = 4.0, 2.0
"""How many times more often characters of names are shown, and what looks like one of them."""
_TELLS_EVERY = 90.0


def main() -> None:
    """Teach a new net for so many minutes, and write it where it is shipped."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, help="where fonts and what is drawn with them are kept")
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    torch.manual_seed(asked.seed)
    drawn(asked.folder)
    net = network(len(known()))
    taught(net, asked.folder, asked.seed, 60 * asked.minutes)
    written(net, MODEL)


class _Lessons:
    """Drawn characters, the newest in place of the oldest; shared by who draws and who learns."""

    def __init__(self) -> None:
        self._shared = RawArray("h", _KEPT * SIDE * SIDE), RawArray("q", _KEPT), RawArray("q", 1)

    @property
    def pictures(self) -> NDArray[np.float16]:
        return np.frombuffer(self._shared[0], np.float16).reshape(_KEPT, SIDE, SIDE)

    @property
    def characters(self) -> NDArray[np.int64]:
        return np.frombuffer(self._shared[1], np.int64)

    @property
    def count(self) -> NDArray[np.int64]:
        """How many were drawn so far, as an array of one."""
        return np.frombuffer(self._shared[2], np.int64)


def _draw(lessons: _Lessons, folder: Path, seed: int) -> None:
    """Draw until one is stopped."""
    rng = np.random.default_rng(seed)
    drawing, shares = Drawing(drawn(folder), rng), _shares()
    while True:
        chosen = rng.choice(len(shares), _LOT, p=shares)
        at = (lessons.count[0] + np.arange(_LOT)) % _KEPT
        lessons.pictures[at] = [drawing.one(int(one)) for one in chosen]
        lessons.characters[at] = chosen
        lessons.count[0] += _LOT


def _shares() -> NDArray[np.float64]:
    """How often each character is shown."""

    def share(letter: str) -> float:
        near = any(map(lookalikes.in_names, lookalikes.rivals(letter)))
        return _CALLED if lookalikes.in_names(letter) else _LIKE_IT if near else 1.0

    shares = np.array([share(letter) for letter in known()])
    return np.asarray(shares / shares.sum())


def taught(net: Any, folder: Path, seed: int, seconds: float) -> None:
    """Lessons until the time is over."""
    lessons, rng = _Lessons(), np.random.default_rng(seed)
    process = get_context("fork").Process(target=_draw, args=(lessons, folder, seed), daemon=True)
    process.start()
    held = _held(folder)
    best = torch.optim.AdamW(net.parameters(), lr=_FASTEST, weight_decay=_DECAY)
    while lessons.count[0] < 50 * _BATCH:
        time.sleep(0.5)
    torch.set_num_threads(1)
    started = told = time.monotonic()
    step = 0
    while (share := (time.monotonic() - started) / seconds) < 1:
        rate = _FASTEST * min(1.0, step / _WARM + 0.03) * (0.5 + 0.5 * math.cos(math.pi * share))
        for group in best.param_groups:
            group["lr"] = rate
        chosen = rng.integers(0, min(int(lessons.count[0]), _KEPT), _BATCH)
        pictures = torch.from_numpy(lessons.pictures[chosen].astype(np.float32))[:, None]
        with torch.autocast("cpu", torch.bfloat16):
            found = net(pictures)
        best.zero_grad()
        functional.cross_entropy(found.float(), torch.from_numpy(lessons.characters[chosen])).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        best.step()
        step += 1
        if time.monotonic() - told > _TELLS_EVERY:
            told = time.monotonic()
            print(f"{share:.0%}, {step} steps, right in unknown faces: {_right(net, *held):.1%}", flush=True)
    process.terminate()
    process.join()


def _held(folder: Path) -> tuple[Tensor, Tensor]:
    """A thousand characters in faces that no lesson shows."""
    faces, rng = drawn(folder, held=True), np.random.default_rng(7)
    chosen = rng.choice(np.flatnonzero(faces.there.any(axis=0)), 1000)
    drawing = Drawing(faces, rng)
    pictures = np.stack([drawing.one(int(one)) for one in chosen])
    return torch.from_numpy(pictures)[:, None], torch.from_numpy(chosen)


def _right(net: Any, pictures: Tensor, characters: Tensor) -> float:
    net.eval()
    with torch.no_grad():
        found = net(pictures).argmax(dim=1)
    net.train()
    return float((found == characters).float().mean())


def written(net: Any, target: Path) -> None:
    """The net as ONNX, for any number of squares, its numbers in half precision."""
    net.eval()
    example, any_number = torch.rand(2, 1, SIDE, SIDE), {"input": {0: torch.export.Dim("squares", max=4096)}}
    torch.onnx.export(net, (example,), target, dynamic_shapes=any_number, dynamo=True, external_data=False)
    model = onnx.load(target)
    _halved(model.graph)
    onnx.save(model, target)


def _halved(graph: Any) -> None:
    """Keep a graph's larger arrays as float16; the first thing that it does is to widen them."""
    kept, widened = [], []
    for one in graph.initializer:
        array = onnx.numpy_helper.to_array(one)
        if array.dtype == np.float32 and array.size > 1000:
            kept.append(onnx.numpy_helper.from_array(array.astype(np.float16), f"{one.name}_half"))
            widened.append(
                onnx.helper.make_node("Cast", [f"{one.name}_half"], [one.name], to=onnx.TensorProto.FLOAT)
            )
        else:
            kept.append(one)
    nodes = [*widened, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
