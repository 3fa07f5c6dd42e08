"""The delivery record (产时记录, 分娩记录, 分娩情况医生记录) of a handbook or a hospital."""

from __future__ import annotations

from casefile.case import Kind
from extractors import delivery_dates, divisions
from extractors import delivery_values as values
from extractors.spec import DATE, FieldSpec, Spec, Tidied, Tidy
from extractors.values import id_number

_DAY, _CLOCK = "年月日", "年月日时分"
_YES_NO = (("无", ("无", "否")), ("有", ("有", "是")))
_MODES = (
    ("阴道分娩", ("阴道分娩", "自然分娩", "阴道顺产", "顺产", "自然产", "平产")),
    (
        "剖宫产",
        ("剖宫产(急诊)", "剖宫产(术)", "剖宫产术", "剖宫产", "剖腹产", "剖官产", "非医学剖宫", "医学剖宫"),
    ),
    ("产钳", ("产钳助产", "产钳术", "产钳")),
    ("臀位", ("臀位(臀)", "臀位助产", "臀牵引", "臀助产", "臀位")),
    ("其他", ("手术助产", "胎头吸引", "吸引产", "胎吸", "其他", "其它")),
)
_MOTHER = ("产妇姓名", "母亲姓名", "孕妇姓名", "孕产妇姓名", "姓名")
_FATHER = ("父亲姓名", "丈夫姓名", "配偶姓名", "爱人姓名")
_NUMBER = ("身份证件号码", "身份证号码", "身份证号", "证件号码", "身份证件号")
_APGAR = ("阿氏评分", "Apgar评分", "APGAR评分", "apgar评分", "阿普加评分", "Apgar", "阿氏", "新生儿评分")


def _marked(raw: str) -> Tidied | None:
    """Options are told from the picture, not from the text."""
    return None


def _choice(
    name: str, labels: tuple[str, ...], choices: tuple[tuple[str, tuple[str, ...]], ...], lines: int = 1
) -> FieldSpec:
    return FieldSpec(name, labels, _marked, lines, True, choices=choices)


def _text(name: str, labels: tuple[str, ...], tidy: Tidy, printed: str = "", lines: int = 1) -> FieldSpec:
    return FieldSpec(name, labels, tidy, lines, True, printed=printed)


def _figures(
    name: str, labels: tuple[str, ...], tidy: Tidy, printed: str = "", words: tuple[str, ...] = ("",)
) -> FieldSpec:
    return FieldSpec(name, labels, tidy, 1, True, printed=printed, figures=words)


def _apgar(minute: str, chinese: str) -> FieldSpec:
    labels = (f"{minute}分钟", f"{minute}min", f"{chinese}分钟", f"{minute}′")
    return FieldSpec(
        f"apgar_{minute}",
        labels,
        values.figure(0, 10, whole=True),
        1,
        True,
        printed="分",
        figures=("分",),
        within=_APGAR,
    )


_BORN = ("分娩日期", "分娩时间", "胎儿娩出时间", "胎儿娩出日期时间", "胎儿娩出日期", "出生日期", "出生时间")

RECORD = Spec(
    kind=Kind.DELIVERY_RECORD,
    lined=True,
    agree=lambda fields: divisions.agree(delivery_dates.agree(fields)),
    titles=("产时记录", "分娩记录", "分娩情况医生记录", "分娩记录表", "产妇分娩记录表", "阴道分娩记录"),
    distinctive=("总产程", "分娩方式", "胎数", "产妇出院日期", "产时出院日期", "小孩出院日期", "产时联系地址", "胎盘娩出时间"),
    other_labels=(
        "输血量", "种类", "新生儿情况", "第一产程", "第二产程", "第三产程", "第Ⅰ产程", "第Ⅱ产程", "第Ⅲ产程",
        "第1产程", "第2产程", "第3产程", "胎盘娩出时间", "胎盘娩出方式", "娩出方式", "胎盘是否完整", "会阴情况",
        "宫颈裂伤", "产后2小时内出血量", "产后2小时出血量", "产后24小时内出血量", "产后24小时出血量", "产后2小时血压",
        "产后并发症", "产后血压", "窒息", "产伤", "免疫接种", "卡介苗", "乙肝疫苗", "新生儿疾病筛查", "产妇出院诊断",
        "新生儿出院诊断", "床号", "登记号", "科室", "年龄", "孕次", "产次", "胎次", "职业", "联系电话", "电话", "记录者",
        "记录日期", "预产期", "末次月经", "临产时间", "破膜时间", "胎方位", "脐带", "羊水", "手术指征",
        *_APGAR,
    ),
    fields=(
        _text("admission_number", ("住院号", "住院号码", "病案号", "住院病历号"), values.admission),
        _text("mother_name", _MOTHER, values.person),
        FieldSpec("mother_id_number", ("产妇身份证号", "母亲身份证号", *_NUMBER), id_number, 1, True, within=_MOTHER),
        _text("father_name", _FATHER, values.person),
        FieldSpec("father_id_number", ("父亲身份证号", "丈夫身份证号", *_NUMBER), id_number, 1, True, within=_FATHER),
        _figures("admitted_on", ("入院日期", "入院时间", "住院日期"), values.date, _CLOCK, DATE),
        _figures("delivery_date", _BORN, values.date, _CLOCK, DATE),
        _figures("delivery_time", _BORN, values.time, _CLOCK, tuple(_CLOCK)),
        _figures("labour_minutes", ("总产程", "总产程时长", "产程总时间"), values.minutes, "小时分钟", ("小时", "分")),
        _figures("gestational_weeks", ("分娩孕周", "产周", "孕周", "孕龄", "胎龄"), values.weeks, "周天"),
        _choice("delivery_mode", ("分娩方式", "生产方式", "娩出方法"), _MODES, 2),
        _figures("blood_loss_ml", ("分娩出血量", "产时出血量", "出血量", "产时出血"), values.figure(0, 3000, whole=True), "mMlLI1毫升"),
        _choice("transfusion", ("有无输血", "是否输血", "输血情况"), _YES_NO),
        _choice("abnormality", ("分娩过程中有异常情况吗", "分娩过程中有无异常", "异常情况", "有无异常"), _YES_NO),
        _choice("plurality", ("胎数",), (("单胎", ("单胎",)), ("双胎", ("双胎",)), ("多胎", ("多胎", "三胎")))),
        _text("blood_type", ("新生儿血型", "血型"), values.blood_type, "型"),
        _choice("sex", ("新生儿性别", "性别"), (("男", ("男",)), ("女", ("女",)), ("性别不明", ("性别不明", "不明")))),
        _figures("weight_g", ("出生体重", "新生儿体重", "体重"), values.weight, "克gGkK千公斤"),
        _figures("length_cm", ("出生身长", "身长"), values.figure(20, 65), "厘米公分cCmM"),
        _figures("chest_cm", ("胸围",), values.figure(18, 50), "厘米公分cCmM"),
        _figures("head_cm", ("头围",), values.figure(18, 50), "厘米公分cCmM"),
        _apgar("1", "一"), _apgar("5", "五"), _apgar("10", "十"),
        _choice("malformation", ("有无畸形", "出生缺陷", "先天畸形", "畸形"), _YES_NO),
        _text("treatment", ("处理及建议", "处理和建议", "处理意见"), values.sentence, lines=3),
        _text("guidance", ("指导事项", "指导意见"), values.sentence, lines=3),
        _text("birth_place", ("出生地点", "出生地址", "出生地"), values.birth_place, "省市县区、()（）"),
        _text("institution", ("医疗机构名称", "接产单位", "接生单位", "接产机构", "接生机构", "助产机构名称", "助产机构", "分娩医院", "分娩机构", "医疗机构"), values.institution),
        _text("midwife", ("接产者", "接生者", "接生人", "接产人", "助产士", "接生人员", "接产人员"), values.person),
        _figures("mother_discharged_on", ("产妇出院日期", "产时出院日期", "产妇出院时间", "母亲出院日期", "产后出院日期"), values.date, _DAY, DATE),
        _figures("newborn_discharged_on", ("小孩出院日期", "新生儿出院日期", "婴儿出院日期", "小孩出院时间"), values.date, _DAY, DATE),
        _text("contact_address", ("产时联系地址", "联系地址"), values.address, "省市县区镇乡街道村居委会、()（）", 2),
    ),
)  # fmt: skip

SPECS = (RECORD,)
