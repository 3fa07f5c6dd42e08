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
from samples.papers import form, notation
from samples.papers.form import Filling, Marking, Part
from samples.papers.marks import sample_mark
from samples.sheet import Sheet

_DAYS = ("admitted_on", "delivery_date", "mother_discharged_on", "newborn_discharged_on")
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
    said: dict[str, Value] = {name: getattr(facts, name) for name in names}
    for name in _DAYS:
        day: dt.date | None = getattr(facts, name)
        said[name] = day.isoformat() if day else None
    said["birth_place"] = "{}省{}市{}".format(*facts.birth_place)
    said["contact_address"] = "{}省{}市{}{}村".format(*facts.contact_address)
    return said


def number(value: float | None) -> str:
    """A number as written by hand: no needless decimals, nothing for a blank."""
    return "" if value is None else f"{value:g}"


def day_texts(facts: Delivery, rng: random.Random) -> dict[str, str]:
    """Year, month and day of every date, padded with zeros or not."""
    texts: dict[str, str] = {}
    for name in _DAYS:
        day: dt.date | None = getattr(facts, name)
        if day is not None:
            pattern = "02d" if rng.random() < 0.4 else "d"
            texts |= {f"{name}.year": str(day.year), f"{name}.month": f"{day.month:{pattern}}"}
            texts[f"{name}.day"] = f"{day.day:{pattern}}"
    return texts


def weight(grams: int, rng: random.Random) -> tuple[str, str]:
    """The weight as written and the unit printed after it: grams or kilograms."""
    kilos = f"{grams / 1000:g}"
    written = rng.choice((f"{grams}g", f"{grams}克", f"{kilos}kg", f"{kilos}Kg"))
    return rng.choice(
        ((str(grams), "克"), (str(grams), "克"), (str(grams), "g"), (kilos, "kg"), (written, ""))
    )


def _texts(facts: Delivery, rng: random.Random) -> dict[str, str]:
    """What is written in each blank."""
    hour, minute = facts.delivery_time.split(":")
    short = rng.random() < 0.4
    score = rng.choice(("", "", "分"))
    weeks = rng.choice(("", "", "", "周", f"+{rng.randint(1, 6)}", "W"))
    texts = day_texts(facts, rng) | {
        "delivery_time.hour": str(int(hour)) if short else hour,
        "delivery_time.minute": str(int(minute)) if short else minute,
        "admission_number": facts.admission_number,
        "gestational_weeks": f"{facts.gestational_weeks}{weeks}",
        "blood_loss_ml": str(facts.blood_loss_ml),
        "transfused": "200" if facts.transfusion == "有" else "",
        "trouble": rng.choice(("胎膜早破", "产后出血", "脐带绕颈")) if facts.abnormality == "有" else "",
        "deformity": "多指" if facts.malformation == "有" else "",
        "blood_type": facts.blood_type + rng.choice(("", "", "型")) if facts.blood_type else "",
        "treatment": facts.treatment or "",
        "guidance": facts.guidance or "",
        "institution": facts.institution,
        "midwife": facts.midwife,
    }
    texts |= {name: number(getattr(facts, name)) for name in ("length_cm", "chest_cm", "head_cm")}
    for name in ("apgar_1", "apgar_5", "apgar_10"):
        texts[name] = f"{value}{score}" if (value := getattr(facts, name)) is not None else ""
    if facts.labour_minutes is not None:
        texts |= {
            "labour_minutes.h": str(facts.labour_minutes // 60),
            "labour_minutes.m": str(facts.labour_minutes % 60),
        }
    for name in ("birth_place", "contact_address"):
        texts |= {f"{name}.{place}": text for place, text in enumerate(getattr(facts, name))}
    return texts


_CHOICES = ("delivery_mode", "transfusion", "abnormality", "plurality", "sex", "malformation")


def _lines(facts: Delivery, rng: random.Random) -> list[list[Part]]:
    """The guide's lines in its order, with the wordings that differ between printings."""
    texts, chosen = _texts(facts, rng), {name: getattr(facts, name) for name in _CHOICES}
    surgery, breech = rng.choice(("剖宫产", "剖宫产", "剖宫产(术)")), rng.choice(("臀位", "臀位", "臀位(臀)"))
    chosen["delivery_mode"] = {"剖宫产": surgery, "臀位": breech}.get(
        facts.delivery_mode, facts.delivery_mode
    )
    texts["weight_g"], unit = weight(facts.weight_g, rng)
    cm = rng.choice(("厘米", "厘米", "cm"))
    trouble = rng.choice(("分娩过程中有异常情况吗？", "分娩过程中有异常情况吗?", "异常情况："))
    lines = [
        f"住院号：{{admission_number*2.4}}入院日期：{notation.day('admitted_on')}",
        f"分娩日期：{notation.day('delivery_date')}{{delivery_time.hour}}时{{delivery_time.minute}}分",
        "总产程：{labour_minutes.h}小时{labour_minutes.m}分　产周"
        + rng.choice(("：", ""))
        + "{gestational_weeks}",
        f"分娩方式：<delivery_mode:阴道分娩|{surgery}|产钳|{breech}>",
        *(["　　　　　<surgery:剖宫产(急诊)|医学剖宫|非医学剖宫>"] if rng.random() < 0.35 else []),
        "出血量：{blood_loss_ml}ml　有无输血：<transfusion:无|有>输血量：{transfused}ml",
        f"{trouble}<abnormality:无|有>{{trouble}}",
        "新生儿情况：",
        "胎数：<plurality:单胎|双胎|多胎>　血型：{blood_type}",
        f"性别：<sex:男|女|性别不明>　体重：{{weight_g}}{unit}",
        f"身长：{{length_cm}}{cm}胸围{{chest_cm}}{cm}头围{{head_cm}}{cm}",
        rng.choice(("阿氏评分", "阿氏评分", "Apgar评分")) + "：1分钟{apgar_1}5分钟{apgar_5}10分钟{apgar_10}",
        rng.choice(("畸形：<malformation:无|有>", "畸形　(<malformation:有|无>)")) + "种类：{deformity}",
        "处理及建议：{treatment*4}",
        "指导事项：{guidance*4}",
        "出生地点：{birth_place.0}省{birth_place.1}市{birth_place.2}县(市、区)",
        "医疗机构名称：{institution*2.4}接产者：{midwife}",
        f"{rng.choice(('产妇', '产妇', '产时'))}出院日期：{notation.day('mother_discharged_on')}",
        f"小孩出院日期：{notation.day('newborn_discharged_on')}",
        "产时联系地址：{contact_address.0}省{contact_address.1}市{contact_address.2*1.8}县(镇、街道)"
        "{contact_address.3}村(居委会)",
    ]
    colon = rng.choice("：：:")
    return [notation.parts(line.replace("：", colon), texts, chosen) for line in lines]
