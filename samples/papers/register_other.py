"""Pages that are not a member's card: changes in the book, and the police form 常住人口登记表."""

from __future__ import annotations

import random
from dataclasses import replace

from samples.fonts import Role, choose
from samples.paper import Paper
from samples.papers import grid, register_page
from samples.papers.grid import Cell, Offset
from samples.people import Membership

_CHANGES = (
    ("文化程度", "大学本科"),
    ("婚姻状况", "已婚"),
    ("服务处所", "个体"),
    ("职业", "职员"),
    ("姓名", "更正"),
)


def draw_change(facts: Membership, style_rng: random.Random) -> Paper:
    """The back of a card: 登记事项变更和更正记载, empty or with a few changes."""
    rng = style_rng
    sheet = register_page.page(rng)
    label = register_page.label_ink(rng)
    changes = rng.sample(_CHANGES, rng.choice((0, 0, 1, 2)))
    ink = grid.machine_ink(rng, "".join(a + b for a, b in changes) + facts.household.registrar)
    title = replace(label, size=5.2, spacing=1.2, face=choose(Role.SONG_BOLD, rng))
    sheet.write(72, 10, "登记事项变更和更正记载", title, side="middle")
    widths = grid.stretched((26, 46, 30, 25), rng)
    heads = ("项目", "变更、更正后", "变更、更正日期", "承办人签章")
    x, y, offset = 8.0, 17.0, grid.off_register(rng)
    grid.row(sheet, x, y, 8, [Cell(w, h) for w, h in zip(widths, heads, strict=True)], (label, ink), offset)
    for number in range(8):
        y += 8 if number == 0 else 9
        texts = ["", "", "", ""]
        if number < len(changes):
            texts = [*changes[number], f"{facts.registered_on:%Y.%m.%d}", facts.household.registrar]
        cells = [Cell(w, name="entry", text=t) for w, t in zip(widths, texts, strict=True)]
        grid.row(sheet, x, y, 9, cells, (label, ink), offset)
    if changes:
        register_page.station_seal(sheet, rng, 100, 40, facts.household)
    sheet.places.clear()
    return sheet.paper("register_change")


def draw_form(facts: Membership, style_rng: random.Random) -> Paper:
    """The police form 常住人口登记表: the same labels in another layout, and not a register page."""
    rng = style_rng
    sheet = register_page.page(rng, (190.0, 262.0))
    label, one = register_page.label_ink(rng, 3.4), facts.person
    ink = grid.machine_ink(rng, one.name + one.address + facts.household.head.name)
    title = replace(label, size=7, spacing=2, face=choose(Role.SONG_BOLD, rng))
    sheet.write(95, 20, "常住人口登记表", title, side="middle")
    rows: list[list[tuple[float, str, str]]] = [
        [
            (22, "户主姓名", facts.household.head.name),
            (26, "与户主关系", facts.relation_to_head),
            (18, "户别", facts.household.household_type),
        ],
        [(16, "姓名", one.name), (16, "性别", one.sex), (16, "民族", f"{one.ethnicity}族")],
        [
            (18, "曾用名", one.former_name or ""),
            (22, "出生日期", f"{one.birth_date:%Y%m%d}"),
            (16, "籍贯", one.ancestral_home),
        ],
        [(28, "公民身份号码", one.id_number), (22, "文化程度", one.education or "")],
        [
            (22, "婚姻状况", one.marital_status or ""),
            (22, "兵役状况", one.military_service or ""),
            (16, "血型", one.blood_type or ""),
        ],
        [(20, "住址", one.address)],
        [(22, "服务处所", one.workplace or ""), (18, "职业", one.occupation or "")],
        [(44, "何时何因由何地迁来本址", facts.moved_to_address or "")],
        [(44, "何时何因迁往何地", "")],
        [(44, "何时何因注销户口", "")],
        [(34, "登记事项变更和更正记载", "")],
    ]
    y = 34.0
    for cells in rows:
        room = (162 - sum(width for width, _, _ in cells)) / len(cells)
        line = [
            part
            for width, name, text in cells
            for part in (Cell(width, name), Cell(room, name="entry", text=text))
        ]
        grid.row(sheet, 14, y, 13.5, line, (label, ink), Offset(rng.uniform(-1, 1), rng.uniform(-1, 1)))
        y += 13.5
    register_page.station_seal(sheet, rng, 140, y + 24, facts.household)
    sheet.places.clear()
    return sheet.paper("unknown")
