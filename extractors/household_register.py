"""The household register (居民户口簿): its cover page, a member's page and the page of changes."""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz.distance import Hamming

from casefile.case import Kind
from casefile.identifiers import division
from extractors import values
from extractors.address import address
from extractors.divisions import mended
from extractors.spec import DATE, FieldSpec, Spec, Tidied

HOUSEHOLD_TYPES = (
    "非农业家庭户口", "农业家庭户口", "居民家庭户口", "非农业集体户口", "农业集体户口", "居民集体户口",
    "非农业家庭户", "农业家庭户", "居民家庭户", "非农业集体户", "农业集体户", "居民集体户", "家庭户口",
    "集体户口", "家庭户", "集体户",
)  # fmt: skip
RELATIONS = (
    "户主", "本人或户主", "本人", "配偶", "妻", "夫", "妻子", "丈夫", "子", "女", "独生子", "长子", "次子",
    "二子", "三子", "四子", "五子", "六子", "独生女", "长女", "次女", "二女", "三女", "四女", "五女", "六女",
    "之子", "之女", "养子", "养女", "继子", "继女", "养子或继子", "养女或继女", "其他儿子", "其他女儿", "女婿",
    "儿媳", "孙子", "孙女", "长孙", "次孙", "长孙女", "次孙女", "外孙子", "外孙女", "外孙", "孙媳", "孙媳妇",
    "孙女婿", "外孙媳妇", "外孙女婿", "曾孙子", "曾孙女", "外曾孙子", "外曾孙女", "父亲", "母亲", "父", "母",
    "继父", "继母", "养父", "养母", "岳父", "岳母", "公公", "婆婆", "祖父", "祖母", "外祖父", "外祖母", "曾祖父",
    "曾祖母", "兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹", "嫂", "弟媳", "姐夫", "妹夫", "伯父", "伯母",
    "叔父", "婶母", "舅父", "舅母", "姨父", "姨母", "姑父", "姑母", "堂兄", "堂弟", "堂姐", "堂妹", "表兄", "表弟",
    "表姐", "表妹", "侄子", "侄女", "外甥", "外甥女", "其他亲属", "非亲属", "户主之妻", "户主之子", "户主之女",
    "户主之夫", "媳", "媳妇", "儿媳妇", "婿", "外孙媳", "长媳", "次媳", "二媳", "三媳", "四媳", "长儿媳", "次儿媳",
    "二儿媳", "三儿媳", "长婿", "次婿", "长女婿", "次女婿", "二女婿", "三女婿", "二孙", "三孙", "二孙女", "三孙女",
    "长孙媳", "次孙媳", "长外孙", "次外孙", "长外孙女", "次外孙女",
)  # fmt: skip
"""As registers print them; most are those of GB/T 4761."""
SEAL_WORDS = ("户口专用章", "户口专用", "口专用章", "专用章", "样本")
"""What a seal says in straight lines, where it may be taken for a value."""
MARITAL = ("未婚", "已婚", "初婚", "再婚", "复婚", "有配偶", "丧偶", "离婚", "未说明")
EDUCATION = (
    "研究生教育", "博士研究生", "硕士研究生", "研究生", "博士", "硕士", "大学本科教育", "大学本科", "本科",
    "大学专科教育", "大学专科", "专科教育", "大专", "专科", "中等专科", "中等职业教育", "中专", "中技",
    "技工学校", "普通高级中学教育", "高中", "初级中学教育", "初中", "小学教育", "小学", "文盲",
    "文盲或半文盲", "其他", "大学", "职业高中", "初级中学", "高级中学", "普通高级中学", "大学专科和专科学校",
    "中等专业学校", "中等专业学校或中等技术学校", "相当中专或中技毕业", "相当大专毕业", "相当大学毕业",
)  # fmt: skip
MILITARY = (
    "未服兵役",
    "未服役",
    "退出现役",
    "退役",
    "服现役",
    "现役",
    "预备役",
    "士兵预备役",
    "军官预备役",
    "不详",
    "无",
)
RELIGIONS = ("无", "无宗教信仰", "佛教", "道教", "基督教", "天主教", "伊斯兰教", "其他")
PEOPLES = (*values.ETHNICITIES, *(f"{people}族" for people in values.ETHNICITIES))
OCCUPATIONS = (
    "粮农", "菜农", "果农", "蔗农", "茶农", "棉农", "农民", "渔民", "牧民", "工人", "农民工", "职员", "教师", "医生", "医师", "护士",
    "司机", "驾驶员", "会计", "出纳", "厨师", "律师", "法官", "警察", "民警", "军人", "干部", "公务员", "学生", "个体", "个体户",
    "商人", "经商", "务农", "务工", "营业员", "服务员", "售货员", "保安", "工程师", "技术员", "记者", "编辑", "演员", "船员",
)  # fmt: skip
BLOOD_TYPES = ("A", "B", "O", "0", "〇", "AB", "A型", "B型", "O型", "0型", "AB型", "不详")
_SEALED = re.compile(r"(?:公安局?|派出所?|户口|专用章?|文局|公局)+$")
_DOUBTFUL = 0.3
_BLOOD = re.compile(r"AB|A|B|O")


def _blood_type(raw: str) -> Tidied | None:
    plain = raw.upper().replace("0", "O").replace("8", "B").replace("Ａ", "A").replace("〇", "O")
    found = _BLOOD.search(plain)
    return Tidied(found.group()) if found else Tidied("不详") if "不" in raw else None


def _place(raw: str) -> Tidied | None:
    """A place; one that begins with no division there is may have lost a stroke or a character.

    >>> _place("澄迈县").certain, _place("登迈县").certain
    (1.0, 0.3)
    >>> _place("河池市巴马瑶族目治县").value
    '河池市巴马瑶族自治县'
    """
    found = values.text(raw)
    whole = mended(str(found.value)) if found else ""
    if found is None or (whole == found.value and division.locate(whole)):
        return found
    return replace(found, value=whole, certain=_DOUBTFUL)


def _occupation(raw: str) -> Tidied | None:
    """An occupation, without the letters of a seal that were read after it.

    One that differs from a usual one in a single character may be that, misread.

    >>> _occupation("护士公安").value, _occupation("职员").certain, _occupation("粮衣").certain
    ('护士', 1.0, 0.3)
    """
    if values.id_number(raw):
        return None
    found = values.text(raw)
    alone = _SEALED.sub("", str(found.value)) if found else ""
    odd = alone not in OCCUPATIONS and any(Hamming.distance(alone, usual) == 1 for usual in OCCUPATIONS)
    whole = found is None or (alone == found.value and not odd)
    return found if whole or not alone else Tidied(alone, _DOUBTFUL)


def _registrar(raw: str) -> Tidied | None:
    """The registrar's name, often stamped; what begins with a letter of the seal beside it may be no part of it.

    >>> _registrar("高娜梅").certain, _registrar("用高娜梅").certain
    (1.0, 0.3)
    """
    found = values.name(raw)
    sealed = found is not None and str(found.value)[0] in "户口专用章公安派出所"
    return replace(found, certain=_DOUBTFUL) if found and sealed and len(str(found.value)) > 2 else found


COVER = Spec(
    kind=Kind.REGISTER_COVER,
    titles=(),
    filled=frozenset({"household_type", "head_name", "address"}),
    distinctive=("户别", "户主姓名", "户号", "省级公安机关", "户口登记机关"),
    other_labels=("省级公安机关", "户口登记机关", "承办人签章", "承办人", *SEAL_WORDS),
    drift=1.2,
    rows=(("household_type", "head_name"), ("register_number", "address")),
    fields=(
        # The characters of a short label stand far apart, and one of them may not be seen.
        FieldSpec(
            "household_type",
            ("户别", "户刷", "户剐", "别"),
            values.one_of(HOUSEHOLD_TYPES),
            words=HOUSEHOLD_TYPES,
        ),
        FieldSpec("head_name", ("户主姓名", "户生姓名", "户主姓", "户生姓"), values.name),
        FieldSpec(
            "register_number", ("户号", "户口簿号"), values.matching(r"\d{6,14}"), red=True, above=True
        ),
        FieldSpec("address", ("住址", "佳址", "住扯"), address, lines=3),
        FieldSpec(
            "issued_on",
            ("签发", "日签发", "月日签发", "日签", "签友"),
            values.date,
            before=True,
            figures=DATE,
        ),
    ),
)

MEMBER = Spec(
    kind=Kind.REGISTER_MEMBER,
    titles=("常住人口登记卡",),
    filled=frozenset({"name", "relation_to_head", "sex", "ethnicity", "birth_date", "id_number"}),
    other_labels=SEAL_WORDS,
    rows=(
        ("name", "relation_to_head"),
        ("former_name", "sex"),
        ("place_of_birth", "ethnicity"),
        ("ancestral_home", "birth_date"),
        ("other_address", "religion"),
        ("id_number", "height_cm", "blood_type"),
        ("education", "marital_status", "military_service"),
        ("workplace", "occupation"),
        ("moved_to_city",),
        ("moved_to_address",),
        ("registrar", "registered_on"),
    ),
    distinctive=(
        "户主或与户主关系",
        "户主或与",
        "公民身份证件编号",
        "证件编号",
        "何时由何地迁来本址",
        "本市(县)其他住址",
    ),
    drift=1.2,
    fields=(
        FieldSpec("name", ("姓名", "姓多", "姓各"), values.name),
        FieldSpec(
            "relation_to_head",
            ("户主或与户主关系", "户主或与", "户主关系", "或与户主关系", "主或与", "王或与"),
            values.one_of(RELATIONS),
            words=RELATIONS,
        ),
        FieldSpec("former_name", ("曾用名",), values.name),
        FieldSpec("sex", ("性别", "性剐"), values.sex, words=("男", "女")),
        FieldSpec("place_of_birth", ("出生地", "岀生地"), _place, lines=2),
        FieldSpec("ethnicity", ("民族", "民旅"), values.ethnicity, words=PEOPLES),
        FieldSpec("ancestral_home", ("籍贯", "籍贵", "籍貫", "箱贯", "藉贯"), _place, lines=2),
        FieldSpec("birth_date", ("出生日期", "岀生日期"), values.date),
        FieldSpec(
            "other_address",
            ("本市(县)其他住址", "本市(县)", "其他住址", "本市县其他住址", "本市(县)其他"),
            values.text,
            lines=2,
        ),
        FieldSpec("religion", ("宗教信仰", "宗教", "信仰"), values.one_of(RELIGIONS), words=RELIGIONS),
        FieldSpec(
            "id_number",
            ("公民身份证件编号", "公民身份", "证件编号", "公民身份证", "件编号", "公民身份证编号"),
            values.id_number,
        ),
        FieldSpec("height_cm", ("身高", "身髙"), values.number(30, 250, whole=True)),
        FieldSpec("blood_type", ("血型", "血形"), _blood_type, words=BLOOD_TYPES),
        FieldSpec("education", ("文化程度", "文化", "程度"), values.one_of(EDUCATION), words=EDUCATION),
        FieldSpec("marital_status", ("婚姻状况", "婚姻", "状况"), values.one_of(MARITAL), words=MARITAL),
        FieldSpec("military_service", ("兵役状况", "兵役"), values.one_of(MILITARY), words=MILITARY),
        FieldSpec("workplace", ("服务处所", "服务处"), values.text, lines=2),
        FieldSpec("occupation", ("职业", "职亚"), _occupation, lines=2),
        FieldSpec(
            "moved_to_city",
            (
                "何时由何地迁来本市(县)",
                "何时由何地迁来本市",
                "何时由何地迁",
                "何时由何地",
                "迁来本市(县)",
                "迁来本市",
                "来本市(县)",
            ),
            values.text,
        ),
        FieldSpec("moved_to_address", ("何时由何地迁来本址", "迁来本址"), values.text),
        FieldSpec("registrar", ("承办人签章", "承办人签意", "承办人"), _registrar, red=True),
        FieldSpec("registered_on", ("登记日期", "登记日", "记日期"), values.date, figures=DATE),
    ),
)

CHANGE = Spec(
    kind=Kind.REGISTER_CHANGE,
    titles=("登记事项变更和更正记载",),
    distinctive=("变更、更正日期", "变更、更正后"),
    other_labels=("承办人签章", "承办人", *SEAL_WORDS),
    fields=(),
    columns=(
        FieldSpec("item", ("项目",), values.text),
        FieldSpec("changed_to", ("变更、更正后", "变更更正后", "变更后"), values.text),
        FieldSpec("changed_on", ("变更、更正日期", "变更更正日期", "更正日期"), values.date),
        FieldSpec("registrar", ("承办人签章", "承办人"), values.name, red=True),
    ),
)

POLICE_FORM = replace(
    MEMBER,
    kind=Kind.UNKNOWN,
    titles=("常住人口登记表",),
    distinctive=("公民身份号码", *MEMBER.distinctive[:2]),
)
"""The police's 常住人口登记表 has the same labels and is another paper: it is told, and not read."""

SPECS = (COVER, MEMBER, CHANGE, POLICE_FORM)
