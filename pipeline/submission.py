"""A case.json becomes a Submission, or every problem with it is told at once, one line each."""

from __future__ import annotations

import datetime as dt
import functools
import json
import math
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from casefile.case import HouseholdHead, Material, Newborn, Parent, Slot, Submission
from casefile.display import displayable
from casefile.errors import UsageError
from validators.province import provinces

MOST_BYTES = 1_000_000
_TYPES = {
    "string": "文字",
    "object": "对象",
    "array": "列表",
    "integer": "整数",
    "number": "数字",
    "boolean": "true 或 false",
}
_FORMATS = {"date": "日期（如 2026-11-05）", "date-time": "时间（如 2026-11-20T09:30:00+08:00）"}


class SubmissionUnusable(UsageError):
    """A case.json that breaks the contract; `problems` holds one line for each fault."""

    code = "INVALID"

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep the lines apart, and join them for whoever wants one string."""
        self.problems = tuple(displayable(problem) for problem in problems)
        super().__init__("；".join(self.problems))


def parse_submission(data: bytes) -> Submission:
    """The submission in the bytes of a case.json; raises SubmissionUnusable with every problem."""
    given = _decoded(data)
    problems = [*_schema_problems(given), *_value_problems(given, ())]
    if problems:
        raise SubmissionUnusable(tuple(dict.fromkeys(problems)))
    return submission_of(given)


def submission_of(given: Mapping[str, Any]) -> Submission:
    """The submission of an object that obeys the schema."""
    return Submission(
        case_id=given["case_id"],
        province=given["province"],
        submitted_at=dt.datetime.fromisoformat(given["submitted_at"]),
        applicant=given["applicant"],
        mother=_parent(given["mother"]),
        father=_parent(given["father"]),
        newborn=_newborn(given["newborn"]),
        materials=tuple(Material(Slot(item["slot"]), tuple(item["files"])) for item in given["materials"]),
        replaces=tuple(given.get("replaces", ())),
    )


def _decoded(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        raise SubmissionUnusable((f"文件超过 {MOST_BYTES // 1000} kB，不是一份 case.json",))
    try:
        given = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_unique)
    except UnicodeDecodeError:
        raise SubmissionUnusable(("不是 UTF-8 编码，请另存为 UTF-8",)) from None
    except json.JSONDecodeError as error:
        raise SubmissionUnusable((f"第 {error.lineno} 行第 {error.colno} 列不是有效的 JSON",)) from None
    except (RecursionError, ValueError):
        raise SubmissionUnusable(("不是有效的 JSON（数字或嵌套超出范围）",)) from None
    if not isinstance(given, dict):
        raise SubmissionUnusable(("最外层应为对象 { … }",))
    return given


def _no_constant(name: str) -> Any:
    raise SubmissionUnusable((f"{name} 不是有效的数字",))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SubmissionUnusable((f"{twice[:40]} 写了两次，请只留一个",))
    return found


def _schema_problems(given: Mapping[str, Any]) -> Iterator[str]:
    for error in sorted(
        _validator(provinces()).iter_errors(given), key=lambda error: [str(part) for part in error.path]
    ):
        yield _line(error)


def _line(error: ValidationError) -> str:
    """One schema fault in words; the offending value itself is not repeated, it may be personal."""
    where = ".".join(str(part) for part in error.absolute_path) or "case.json"
    wanted = error.validator_value
    match error.validator:
        case "required":
            missing = [name for name in wanted if name not in error.instance]
            return "缺少 " + "、".join(f"{where}.{name}".removeprefix("case.json.") for name in missing)
        case "enum":
            return f"{where} 应为 {' / '.join(str(value) for value in wanted)} 之一"
        case "type":
            return f"{where} 应为{_TYPES.get(wanted, wanted)}"
        case "format":
            return f"{where} 不是有效的{_FORMATS.get(wanted, wanted)}"
        case "pattern":
            return f"{where} 的写法不对{_pattern_hint(where)}"
        case "minItems":
            return f"{where} 不能为空"
        case "additionalProperties":
            known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
            return "不认识的项 " + "、".join(
                sorted(str(name)[:40] for name in error.instance if name not in known)
            )
    return f"{where} 不符合要求（{error.validator}）"


def _pattern_hint(where: str) -> str:
    if where == "case_id":
        return "（字母、数字、_ 和 -，以字母或数字开头，最多 64 个）"
    if where.startswith("materials"):
        return "（应为 case.json 所在文件夹内的相对路径）"
    return "（应为 HH:MM）"


def _value_problems(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    """What a schema cannot say: characters and numbers that no store keeps, times that do not exist."""
    where = ".".join(path)
    match value:
        case dict():
            for name, inner in value.items():
                yield from _value_problems(inner, (*path, str(name)[:40]))
        case list():
            for index, inner in enumerate(value):
                yield from _value_problems(inner, (*path, str(index)))
        case str() if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            yield f"{where} 含有无效字符"
        case float() if not math.isfinite(value):
            yield f"{where} 的数字超出范围"
        case str() if path == ("submitted_at",) and _moment(value) is None:
            yield f"{where} 不是有效的{_FORMATS['date-time']}"


def _moment(value: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


@functools.cache
def _validator(known: tuple[str, ...]) -> Draft202012Validator:
    """The contract's schema, with the provinces that there is a file for."""
    schema = json.loads(files("pipeline").joinpath("case.schema.json").read_text(encoding="utf-8"))
    schema["properties"]["province"]["enum"] = list(known)
    strict = extend(Draft202012Validator, {"pattern": _whole_pattern})
    validator: Draft202012Validator = strict(schema, format_checker=FormatChecker(["date", "date-time"]))
    return validator


def _whole_pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    r"""JSON Schema's `$` is the end of the text; Python's would let a last newline pass."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError("pattern")


def _parent(given: Mapping[str, Any]) -> Parent:
    return Parent(**_known(given, Parent))


def _newborn(given: Mapping[str, Any]) -> Newborn:
    values = _known(given, Newborn)
    values["birth_date"] = dt.date.fromisoformat(values["birth_date"])
    for name in ("gestational_weeks", "weight_g"):
        if name in values:
            values[name] = int(values[name])
    if "household_head" in values:
        values["household_head"] = HouseholdHead(**_known(values["household_head"], HouseholdHead))
    return Newborn(**values)


def _known(given: Mapping[str, Any], kind: type) -> dict[str, Any]:
    return {name: given[name] for name in kind.__slots__ if name in given}  # type: ignore[attr-defined]
