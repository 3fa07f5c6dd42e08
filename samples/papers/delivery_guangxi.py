"""The page 产时记录 of Guangxi's handbook, line by line as the guide shows it."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from samples import textures
from samples.births import Delivery
from samples.fonts import Role, choose
from samples.ink import Colour
from samples.paper import Paper, Value
from samples.papers import form
from samples.papers.form import Blank, Choice, Filling, Marking, Part, Word
from samples.papers.marks import sample_mark
from samples.sheet import Sheet

SIZES = ((176.0, 250.0), (185.0, 260.0), (148.0, 210.0), (182.0, 257.0))
_PAPERS: tuple[Colour, ...] = ((252, 252, 250), (250, 248, 240), (252, 244, 246), (246, 250, 252))


def draw_guangxi(
    facts: Delivery, style_rng: random.Random, filling: Filling | None = None, marking: Marking | None = None
) -> Paper:
    """The page with every line of the guide, in its order."""
    rng = style_rng
    size = rng.choice(SIZES)
    look = form.filler(rng, filling, marking)
    shrink = size[0] / 185
    look = replace(
        look,
        label=replace(look.label, size=look.label.size * shrink * 1.08),
        value=replace(look.value, size=look.value.size * shrink * 1.06),
    )
    sheet = Sheet.blank(size, rng.uniform(2150, 2500) / size[1], textures.tint(rng, rng.choice(_PAPERS), 3))
    _decorate(sheet, look.label.colour, rng)
    title = replace(
        look.label,
        size=look.label.size * 1.75,
        spacing=rng.uniform(0.5, 3),
        face=choose(Role.HEI_BOLD if rng.random() < 0.6 else Role.SONG_BOLD, rng),
    )
    x, y = size[0] * rng.uniform(0.075, 0.1), size[1] * rng.uniform(0.055, 0.075)
    sheet.write(size[0] / 2, y, "产时记录", title, side="middle")
    lines = _lines(facts, rng)
    step = (size[1] * rng.uniform(0.9, 0.945) - y - 12) / len(lines)
    ruled = rng.random() < 0.2
    if ruled:
        look = replace(look, rule=rng.random() < 0.3)
        sheet.frame(
            (x - 3, y + 9, size[0] - x + 3, y + 11 + (len(lines) - 0.1) * step), look.label.colour, 0.35
        )
    for number, parts in enumerate(lines):
        if ruled and number:
            row = y + 11 + (number - 0.1) * step
            sheet.line(x - 3, row, size[0] - x + 3, row, look.label.colour, 0.2)
        form.line(sheet, x, y + 11 + (number + 0.4) * step, size[0] - 2 * x, parts, look, rng)
    sheet.values.update(values(facts))
    return sheet.paper("delivery_record")


def _decorate(sheet: Sheet, colour: Colour, rng: random.Random) -> None:
    wide, high = sheet.size_mm
    if rng.random() < 0.35:
        sheet.frame((wide * 0.045, high * 0.03, wide * 0.955, high * 0.965), colour, 0.3)
    sample_mark(sheet, rng, (wide - 10, high - 4))


def values(facts: Delivery) -> dict[str, Value]:
    """What the page says, in the contract's normal form."""
    names = (
        "admission_number",
        "delivery_time",
        "labour_minutes",
        "gestational_weeks",
        "delivery_mode",
        "blood_loss_ml",
        "transfusion",
        "abnormality",
        "plurality",
        "blood_type",
        "sex",
        "weight_g",
        "length_cm",
        "chest_cm",
        "head_cm",
        "apgar_1",
        "apgar_5",
        "apgar_10",
        "malformation",
        "treatment",
        "guidance",
        "institution",
        "midwife",
    )
    days = ("admitted_on", "delivery_date", "mother_discharged_on", "newborn_discharged_on")
    said: dict[str, Value] = {name: getattr(facts, name) for name in names}
    for name in days:
        day: dt.date | None = getattr(facts, name)
        said[name] = day.isoformat() if day else None
    said["birth_place"] = "{}省{}市{}".format(*facts.birth_place)
    said["contact_address"] = "{}省{}市{}{}村".format(*facts.contact_address)
    return said


def day_parts(name: str, day: dt.date | None, rng: random.Random) -> list[Part]:
    """Blanks before the printed 年 月 日."""
    padded = rng.random() < 0.4
    texts = (
        ("", "", "")
        if day is None
        else (
            str(day.year),
            f"{day.month:02d}" if padded else str(day.month),
            f"{day.day:02d}" if padded else str(day.day),
        )
    )
    return [
        Blank(name, texts[0], 1.3),
        Word("年"),
        Blank(name, texts[1]),
        Word("月"),
        Blank(name, texts[2]),
        Word("日"),
    ]


def number(value: float | None) -> str:
    """A number as written by hand: no needless decimals, nothing for a blank."""
    return "" if value is None else f"{value:g}"


def weight_parts(grams: int, rng: random.Random) -> list[Part]:
    """The weight in grams or kilograms, the unit printed or written."""
    kilos = f"{grams / 1000:g}"
    ways: tuple[list[Part], ...] = (
        [Blank("weight_g", str(grams)), Word("克")],
        [Blank("weight_g", str(grams)), Word("克")],
        [Blank("weight_g", str(grams)), Word("g")],
        [Blank("weight_g", kilos), Word("kg")],
        [Blank("weight_g", rng.choice((f"{grams}g", f"{grams}克", f"{kilos}kg", f"{kilos}Kg")))],
    )
    return rng.choice(ways)


def _lines(facts: Delivery, rng: random.Random) -> list[list[Part]]:
    colon = rng.choice("：：:")
    return [
        *_birth_lines(facts, rng, colon),
        *_child_lines(facts, rng, colon),
        *_last_lines(facts, rng, colon),
    ]


def _birth_lines(facts: Delivery, rng: random.Random, colon: str) -> list[list[Part]]:
    hour, minute = facts.delivery_time.split(":")
    if rng.random() < 0.4:
        hour, minute = str(int(hour)), str(int(minute))
    labour = (
        ("", "")
        if facts.labour_minutes is None
        else (str(facts.labour_minutes // 60), str(facts.labour_minutes % 60))
    )
    weeks = f"{facts.gestational_weeks}{rng.choice(('', '', '', '周', f'+{rng.randint(1, 6)}', 'W'))}"
    surgery = rng.choice(("剖宫产", "剖宫产", "剖宫产(术)"))
    breech = rng.choice(("臀位", "臀位", "臀位(臀)"))
    mode = {"剖宫产": surgery, "臀位": breech}.get(facts.delivery_mode, facts.delivery_mode)
    trouble = rng.choice(("胎膜早破", "产后出血", "脐带绕颈")) if facts.abnormality == "有" else ""
    lines: list[list[Part]] = [
        [
            Word(f"住院号{colon}"),
            Blank("admission_number", facts.admission_number, 2.4),
            Word(f"入院日期{colon}"),
            *day_parts("admitted_on", facts.admitted_on, rng),
        ],
        [
            Word(f"分娩日期{colon}"),
            *day_parts("delivery_date", facts.delivery_date, rng),
            Blank("delivery_time", hour),
            Word("时"),
            Blank("delivery_time", minute),
            Word("分"),
        ],
        [
            Word(f"总产程{colon}"),
            Blank("labour_minutes", labour[0]),
            Word("小时"),
            Blank("labour_minutes", labour[1]),
            Word("分"),
            Word(f"　产周{rng.choice((colon, ''))}"),
            Blank("gestational_weeks", weeks),
        ],
        [Word(f"分娩方式{colon}"), Choice("delivery_mode", ("阴道分娩", surgery, "产钳", breech), mode)],
    ]
    if rng.random() < 0.35:
        lines.append(
            [Word("　　　　　"), Choice("surgery", ("剖宫产(急诊)", "医学剖宫", "非医学剖宫"), None)]
        )
    blood = "200" if facts.transfusion == "有" else ""
    return [
        *lines,
        [
            Word(f"出血量{colon}"),
            Blank("blood_loss_ml", str(facts.blood_loss_ml)),
            Word("ml　"),
            Word(f"有无输血{colon}"),
            Choice("transfusion", ("无", "有"), facts.transfusion),
            Word(f"输血量{colon}"),
            Blank("transfused", blood),
            Word("ml"),
        ],
        [
            Word(rng.choice(("分娩过程中有异常情况吗？", "分娩过程中有异常情况吗?", f"异常情况{colon}"))),
            Choice("abnormality", ("无", "有"), facts.abnormality),
            Blank("trouble", trouble),
        ],
    ]


def _child_lines(facts: Delivery, rng: random.Random, colon: str) -> list[list[Part]]:
    blood = facts.blood_type + rng.choice(("", "", "型")) if facts.blood_type else ""
    centimetres = rng.choice(("厘米", "厘米", "cm"))
    unit = rng.choice(("", "", "分"))
    deformed: list[Part] = [Word(f"畸形{colon}"), Choice("malformation", ("无", "有"), facts.malformation)]
    if rng.random() < 0.5:
        deformed = [Word("畸形　("), Choice("malformation", ("有", "无"), facts.malformation), Word(")")]
    kind = "多指" if facts.malformation == "有" else ""
    apgar: list[Part] = [Word(f"{rng.choice(('阿氏评分', '阿氏评分', 'Apgar评分'))}{colon}")]
    for minutes in (1, 5, 10):
        score = number(getattr(facts, f"apgar_{minutes}"))
        apgar += [Word(f"{minutes}分钟"), Blank(f"apgar_{minutes}", score + unit if score else "")]
    return [
        [Word(f"新生儿情况{colon}")],
        [
            Word(f"胎数{colon}"),
            Choice("plurality", ("单胎", "双胎", "多胎"), facts.plurality),
            Word(f"　血型{colon}"),
            Blank("blood_type", blood),
        ],
        [
            Word(f"性别{colon}"),
            Choice("sex", ("男", "女", "性别不明"), facts.sex),
            Word(f"　体重{colon}"),
            *weight_parts(facts.weight_g, rng),
        ],
        [
            Word(f"身长{colon}"),
            Blank("length_cm", number(facts.length_cm)),
            Word(centimetres),
            Word("胸围"),
            Blank("chest_cm", number(facts.chest_cm)),
            Word(centimetres),
            Word("头围"),
            Blank("head_cm", number(facts.head_cm)),
            Word(centimetres),
        ],
        apgar,
        [*deformed, Word(f"种类{colon}"), Blank("deformity", kind)],
    ]


def _last_lines(facts: Delivery, rng: random.Random, colon: str) -> list[list[Part]]:
    province, city, county = facts.birth_place
    home = facts.contact_address
    discharged = rng.choice(("产妇出院日期", "产妇出院日期", "产时出院日期"))
    return [
        [Word(f"处理及建议{colon}"), Blank("treatment", facts.treatment or "", 4)],
        [Word(f"指导事项{colon}"), Blank("guidance", facts.guidance or "", 4)],
        [
            Word(f"出生地点{colon}"),
            Blank("birth_place", province),
            Word("省"),
            Blank("birth_place", city),
            Word("市"),
            Blank("birth_place", county),
            Word("县(市、区)"),
        ],
        [
            Word(f"医疗机构名称{colon}"),
            Blank("institution", facts.institution, 2.4),
            Word(f"接产者{colon}"),
            Blank("midwife", facts.midwife),
        ],
        [Word(f"{discharged}{colon}"), *day_parts("mother_discharged_on", facts.mother_discharged_on, rng)],
        [Word(f"小孩出院日期{colon}"), *day_parts("newborn_discharged_on", facts.newborn_discharged_on, rng)],
        [
            Word(f"产时联系地址{colon}"),
            Blank("contact_address", home[0]),
            Word("省"),
            Blank("contact_address", home[1]),
            Word("市"),
            Blank("contact_address", home[2], 1.8),
            Word("县(镇、街道)"),
            Blank("contact_address", home[3]),
            Word("村(居委会)"),
        ],
    ]
