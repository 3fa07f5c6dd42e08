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
from samples.papers import form, notation
from samples.papers.delivery_guangxi import day_texts, number
from samples.papers.form import Filler, Filling, Marking
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
    texts, chosen = _texts(facts, rng), _chosen(facts)
    for top, line in _lines(facts, rng):
        parts = notation.parts(line, texts, chosen)
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


_TIME = "{delivery_time.hour}时{delivery_time.minute}分　"
_TOTAL = "{labour_minutes.h}时{labour_minutes.m}分　"
_SECOND = "{_second.h}时{_second.m}分　"
_PLACENTA = "{_placenta.year}年{_placenta.month}月{_placenta.day}日{_placenta.hour}时{_placenta.minute}分"


def _lines(facts: Delivery, rng: random.Random) -> list[tuple[float, str]]:
    """Each line with the centimetres of its value's top edge in the print settings."""
    card = rng.choice(("身份证号", "身份证号码", "身份证件号码"))
    unit = "kg" if facts.weight_g % 10 == 0 and rng.random() < 0.3 else rng.choice(("克", "g"))
    when, apgar = rng.choice(("分娩时间", "分娩日期")), rng.choice(("Apgar评分", "阿氏评分"))
    unit_of_birth = rng.choice(("接产单位", "接产单位", "医疗机构名称"))
    return [
        (2.3, f"母亲姓名{{mother_name}}{card}{{mother_id_number*1.8}}"),
        (3.1, f"父亲姓名{{father_name}}{card}{{father_id_number*1.8}}"),
        (
            4.1,
            f"{when}{notation.day('delivery_date')}{_TIME}分娩孕周{{gestational_weeks}}周",
        ),
        (
            4.85,
            f"总产程{_TOTAL}第一产程{{_first}}时　第二产程{_SECOND}第三产程{{_third}}分",
        ),
        (
            5.7,
            "分娩方式<delivery_mode:自然分娩>手术助产(<delivery_mode:胎吸|产钳|臀位>)<delivery_mode:剖宫产|其他>{_other}",
        ),
        (6.5, f"胎盘娩出时间{_PLACENTA}娩出方式<_way:自然|其他>"),
        (7.3, "胎盘是否完整<_whole:完整|不完整>{_whole}"),
        (8.1, "会阴情况<_perineum:完整|撕裂伤>(<_tear:Ⅰ|Ⅱ|Ⅲ>)<_cut:切开>缝合{_cut}针"),
        (9.0, "宫颈裂伤<_none:无|有>位置{_place}点{_place}点"),
        (9.7, "分娩出血量{blood_loss_ml}ml　产后2小时内出血量{_two}ml　产后24小时内出血量{_day}ml"),
        (10.5, "产后2小时血压{_pressure.high}/{_pressure.low}mmHg"),
        (11.3, "产后并发症<_none:无|有>描述{_after*3}"),
        (15.6, "新生儿情况"),
        (16.4, f"出生体重{{weight_g.{unit}}}{unit}　身长{{length_cm}}厘米　性别<sex:男|女|不明>"),
        (17.1, f"{apgar}　1分钟{{apgar_1}}分　5分钟{{apgar_5}}分"),
        (17.75, "窒息<_none:无|有>{_choked}产伤<_none:无|有>{_hurt}"),
        (18.4, "出生缺陷<_defect:无|有>{_defect*2}"),
        (19.1, "免疫接种　乙肝疫苗第1针<_given:已接种>{_given}<_given:未接种>原因{_why}"),
        (20.3, "　　　　　卡介苗<_given:已接种>{_given}<_given:未接种>原因{_why}"),
        (21.5, "新生儿疾病筛查<_screen:先天性甲状腺功能减低症|苯丙酮尿症|听力障碍|其他>{_screen}"),
        (22.9, "产妇出院诊断{_diagnosis.mother}新生儿出院诊断{_diagnosis.child}"),
        (24.8, f"{unit_of_birth}{{institution*2}}{rng.choice(('接生者', '接产者'))}{{midwife}}"),
    ]


def _texts(facts: Delivery, rng: random.Random) -> dict[str, str]:
    """What is written in each blank; those beginning with _ have no field in the contract."""
    hour, minute = facts.delivery_time.split(":")
    total = facts.labour_minutes
    people = ("mother_name", "mother_id_number", "father_name", "father_id_number", "institution", "midwife")
    texts = day_texts(facts, rng) | {name: getattr(facts, name) for name in people}
    texts |= {f"_placenta.{part}": texts[f"delivery_date.{part}"] for part in ("year", "month", "day")}
    if total is not None:
        texts |= {"labour_minutes.h": str(total // 60), "labour_minutes.m": str(total % 60), "_third": "8"}
        texts |= {"_first": str(max(1, (total - 40) // 60)), "_second.h": "0", "_second.m": "32"}
    return texts | {
        "delivery_time.hour": hour,
        "delivery_time.minute": minute,
        "_placenta.hour": hour,
        "gestational_weeks": str(facts.gestational_weeks),
        "blood_loss_ml": str(facts.blood_loss_ml),
        "_two": "30",
        "_day": str(facts.blood_loss_ml + 60),
        "_pressure.high": "118",
        "_pressure.low": "76",
        "weight_g.克": str(facts.weight_g),
        "weight_g.g": str(facts.weight_g),
        "weight_g.kg": number(facts.weight_g / 1000),
        "length_cm": number(facts.length_cm),
        "apgar_1": str(facts.apgar_1),
        "apgar_5": str(facts.apgar_5),
        "_given": f"{facts.delivery_date:%Y.%m.%d}",
        "_diagnosis.mother": f"孕{facts.gestational_weeks}周分娩",
        "_diagnosis.child": "正常新生儿",
    }


def _chosen(facts: Delivery) -> dict[str, str | None]:
    """The option that is marked in each group."""
    mode = "自然分娩" if facts.delivery_mode == "阴道分娩" else facts.delivery_mode
    usual: dict[str, str | None] = {
        "_way": "自然",
        "_whole": "完整",
        "_perineum": "完整",
        "_none": "无",
        "_given": "已接种",
    }
    return usual | {"delivery_mode": mode, "sex": facts.sex, "_defect": facts.malformation}


def _rules(sheet: Sheet, look: Filler, rng: random.Random) -> None:
    """Some printings frame the page and part it in blocks."""
    if rng.random() < 0.6:
        sheet.frame((9, 38, 199, 257), look.label.colour, 0.3)
        sheet.line(9, 153, 199, 153, look.label.colour, 0.3)
