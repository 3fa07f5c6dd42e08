"""A delivery page of the national handbook: 分娩情况医生记录, also printed as 分娩记录.

Places follow a hospital's print settings for such a page (20.8 by 28 cm): each value stands where
that printer puts it, its label to the left.
"""

from __future__ import annotations

import random
from dataclasses import replace

from samples import textures
from samples.births import Delivery
from samples.fonts import Role, choose
from samples.paper import Paper, Value
from samples.papers import form
from samples.papers.delivery_guangxi import number
from samples.papers.form import Blank, Choice, Filler, Filling, Marking, Part, Word
from samples.papers.marks import sample_mark
from samples.sheet import Sheet

SIZE = (208.0, 280.0)


def draw_handbook(
    facts: Delivery, style_rng: random.Random, filling: Filling | None = None, marking: Marking | None = None
) -> Paper:
    """The page, with the parents' names and numbers in its first lines."""
    rng = style_rng
    look = form.filler(rng, filling, marking)
    sheet = Sheet.blank(SIZE, rng.uniform(8.2, 9.2), textures.tint(rng, (251, 250, 247), 4))
    title = replace(look.label, size=6.5, spacing=rng.uniform(0.6, 2), face=choose(Role.HEI_BOLD, rng))
    sheet.write(
        104,
        15 + rng.uniform(-2, 1),
        rng.choice(("分娩情况医生记录", "分娩记录", "分娩情况医生记录")),
        title,
        side="middle",
    )
    shift = rng.uniform(-2.5, 2.5), rng.uniform(-1.5, 1.5)
    for top, parts in (*_parents(facts, rng), *_birth(facts, rng), *_mother(facts), *_child(facts, rng)):
        form.line(sheet, 14 + shift[0], 10 * top + 3 + shift[1], 180, parts, look, rng)
    _rules(sheet, look, rng)
    sample_mark(sheet, rng, (197, 276))
    _forget(sheet)
    sheet.values.update(_values(facts))
    return sheet.paper("delivery_record")


def _forget(sheet: Sheet) -> None:
    """Drop the places of blanks that the contract has no field for."""
    for name in [name for name in sheet.places if name.startswith("_")]:
        del sheet.places[name]


def _values(facts: Delivery) -> dict[str, Value]:
    names = (
        "delivery_time",
        "labour_minutes",
        "gestational_weeks",
        "delivery_mode",
        "blood_loss_ml",
        "sex",
        "weight_g",
        "length_cm",
        "apgar_1",
        "apgar_5",
        "institution",
        "midwife",
        "mother_name",
        "mother_id_number",
        "father_name",
        "father_id_number",
    )
    return {name: getattr(facts, name) for name in names} | {"delivery_date": facts.delivery_date.isoformat()}


_Row = tuple[float, list[Part]]


def _parents(facts: Delivery, rng: random.Random) -> list[_Row]:
    card = rng.choice(("身份证号", "身份证号码", "身份证件号码"))
    rows: list[_Row] = []
    people = (("母亲", "mother", 2.3), ("父亲", "father", 3.1))
    for word, role, top in people:
        name, number_ = getattr(facts, f"{role}_name"), getattr(facts, f"{role}_id_number")
        rows.append(
            (
                top,
                [
                    Word(f"{word}姓名"),
                    Blank(f"{role}_name", name),
                    Word(card),
                    Blank(f"{role}_id_number", number_, 1.8),
                ],
            )
        )
    return rows


def _birth(facts: Delivery, rng: random.Random) -> list[_Row]:
    day, (hour, minute) = facts.delivery_date, facts.delivery_time.split(":")
    total = facts.labour_minutes
    first = "" if total is None else f"{max(1, total - 40) // 60}"
    hours, minutes = ("", "") if total is None else (str(total // 60), str(total % 60))
    mode = {"阴道分娩": "自然分娩"}.get(facts.delivery_mode, facts.delivery_mode)
    help_with = mode if mode in {"产钳", "臀位"} else None
    when = rng.choice(("分娩时间", "分娩日期"))
    return [
        (
            4.1,
            [
                Word(when),
                Blank("delivery_date", str(day.year), 1.4),
                Word("年"),
                Blank("delivery_date", str(day.month)),
                Word("月"),
                Blank("delivery_date", str(day.day)),
                Word("日"),
                Blank("delivery_time", hour),
                Word("时"),
                Blank("delivery_time", minute),
                Word("分　分娩孕周"),
                Blank("gestational_weeks", str(facts.gestational_weeks)),
                Word("周"),
            ],
        ),
        (
            4.85,
            [
                Word("总产程"),
                Blank("labour_minutes", hours),
                Word("时"),
                Blank("labour_minutes", minutes),
                Word("分　第一产程"),
                Blank("_first", first),
                Word("时　第二产程"),
                Blank("_second", "0" if total else ""),
                Word("时"),
                Blank("_second", "32" if total else ""),
                Word("分　第三产程"),
                Blank("_third", "8" if total else ""),
                Word("分"),
            ],
        ),
        (
            5.7,
            [
                Word("分娩方式"),
                Choice("delivery_mode", ("自然分娩",), mode),
                Word("手术助产("),
                Choice("delivery_mode", ("胎吸", "产钳", "臀位"), help_with),
                Word(")"),
                Choice("delivery_mode", ("剖宫产", "其他"), mode),
                Blank("_other"),
            ],
        ),
    ]


def _mother(facts: Delivery) -> list[_Row]:
    day, hour = facts.delivery_date, facts.delivery_time.split(":")[0]
    return [
        (
            6.5,
            [
                Word("胎盘娩出时间"),
                Blank("_placenta", str(day.year)),
                Word("年"),
                Blank("_placenta", str(day.month)),
                Word("月"),
                Blank("_placenta", str(day.day)),
                Word("日"),
                Blank("_placenta", hour),
                Word("时"),
                Blank("_placenta"),
                Word("分"),
                Word("娩出方式"),
                Choice("_way", ("自然", "其他"), "自然"),
            ],
        ),
        (7.3, [Word("胎盘是否完整"), Choice("_whole", ("完整", "不完整"), "完整"), Blank("_whole")]),
        (
            8.1,
            [
                Word("会阴情况"),
                Choice("_perineum", ("完整", "撕裂伤"), "完整"),
                Word("("),
                Choice("_tear", ("Ⅰ", "Ⅱ", "Ⅲ"), None),
                Word(")"),
                Choice("_cut", ("切开",), None),
                Word("缝合"),
                Blank("_cut"),
                Word("针"),
            ],
        ),
        (
            9.0,
            [
                Word("宫颈裂伤"),
                Choice("_cervix", ("无", "有"), "无"),
                Word("位置"),
                Blank("_place"),
                Word("点"),
                Blank("_place"),
                Word("点"),
            ],
        ),
        (
            9.7,
            [
                Word("分娩出血量"),
                Blank("blood_loss_ml", str(facts.blood_loss_ml)),
                Word("ml　产后2小时内出血量"),
                Blank("_two", "30"),
                Word("ml　产后24小时内出血量"),
                Blank("_day", str(facts.blood_loss_ml + 60)),
                Word("ml"),
            ],
        ),
        (
            10.5,
            [
                Word("产后2小时血压"),
                Blank("_pressure", "118"),
                Word("/"),
                Blank("_pressure", "76"),
                Word("mmHg"),
            ],
        ),
        (
            11.3,
            [Word("产后并发症"), Choice("_after", ("无", "有"), "无"), Word("描述"), Blank("_after", "", 3)],
        ),
    ]


def _child(facts: Delivery, rng: random.Random) -> list[_Row]:
    kilos = rng.random() < 0.3
    weight = f"{facts.weight_g / 1000:g}" if kilos else str(facts.weight_g)
    unit = "kg" if kilos else rng.choice(("克", "g"))
    sort = rng.choice(("Apgar评分", "阿氏评分"))
    return [
        (15.6, [Word("新生儿情况")]),
        (
            16.4,
            [
                Word("出生体重"),
                Blank("weight_g", weight),
                Word(f"{unit}　身长"),
                Blank("length_cm", number(facts.length_cm)),
                Word("厘米　性别"),
                Choice("sex", ("男", "女", "不明"), facts.sex),
            ],
        ),
        (
            17.1,
            [
                Word(f"{sort}　1分钟"),
                Blank("apgar_1", str(facts.apgar_1)),
                Word("分　5分钟"),
                Blank("apgar_5", str(facts.apgar_5)),
                Word("分"),
            ],
        ),
        (
            17.75,
            [
                Word("窒息"),
                Choice("_choked", ("无", "有"), "无"),
                Blank("_choked"),
                Word("产伤"),
                Choice("_hurt", ("无", "有"), "无"),
                Blank("_hurt"),
            ],
        ),
        (
            18.4,
            [Word("出生缺陷"), Choice("_defect", ("无", "有"), facts.malformation), Blank("_defect", "", 2)],
        ),
        (
            19.1,
            [
                Word("免疫接种　乙肝疫苗第1针"),
                Choice("_b", ("已接种",), "已接种"),
                Blank("_b", f"{facts.delivery_date:%Y.%m.%d}"),
                Choice("_b", ("未接种",), None),
                Word("原因"),
                Blank("_b"),
            ],
        ),
        (
            20.3,
            [
                Word("　　　　　卡介苗"),
                Choice("_c", ("已接种",), "已接种"),
                Blank("_c", f"{facts.delivery_date:%Y.%m.%d}"),
                Choice("_c", ("未接种",), None),
                Word("原因"),
                Blank("_c"),
            ],
        ),
        (
            21.5,
            [
                Word("新生儿疾病筛查"),
                Choice("_screen", ("先天性甲状腺功能减低症", "苯丙酮尿症", "听力障碍", "其他"), None),
                Blank("_screen"),
            ],
        ),
        (
            22.9,
            [
                Word("产妇出院诊断"),
                Blank("_diagnosis", f"孕{facts.gestational_weeks}周分娩"),
                Word("新生儿出院诊断"),
                Blank("_diagnosis", "正常新生儿"),
            ],
        ),
        (
            24.8,
            [
                Word(rng.choice(("接产单位", "接产单位", "医疗机构名称"))),
                Blank("institution", facts.institution, 2),
                Word(rng.choice(("接生者", "接产者"))),
                Blank("midwife", facts.midwife),
            ],
        ),
    ]


def _rules(sheet: Sheet, look: Filler, rng: random.Random) -> None:
    """Some printings frame the page and part it in blocks."""
    if rng.random() < 0.6:
        sheet.frame((9, 38, 199, 257), look.label.colour, 0.3)
        sheet.line(9, 153, 199, 153, look.label.colour, 0.3)
