"""The official Chinese words for slots, pages, fields and persons, as messages use them."""

from __future__ import annotations

from collections.abc import Mapping

from casefile.case import Kind, Slot

PERSONS: Mapping[str, str] = {"mother": "母亲", "father": "父亲", "newborn": "新生儿"}

SLOTS: Mapping[Slot, str] = {
    Slot.MARRIAGE_CERTIFICATE: "结婚证",
    Slot.DELIVERY_RECORD: "《母子健康手册》产时记录页",
    Slot.MOTHER_HOUSEHOLD_REGISTER: "母亲户口簿",
    Slot.FATHER_HOUSEHOLD_REGISTER: "父亲户口簿",
    Slot.MOTHER_ID_CARD: "母亲身份证",
    Slot.FATHER_ID_CARD: "父亲身份证",
}

KINDS: Mapping[Kind, str] = {
    Kind.ID_CARD_FRONT: "身份证人像面",
    Kind.ID_CARD_BACK: "身份证国徽面",
    Kind.REGISTER_COVER: "户口簿首页",
    Kind.REGISTER_MEMBER: "常住人口登记卡",
    Kind.REGISTER_CHANGE: "户口簿变更更正记载页",
    Kind.MARRIAGE_STATEMENT: "结婚证首页",
    Kind.MARRIAGE_INFO: "结婚证信息页",
    Kind.DIVORCE_CERTIFICATE: "离婚证",
    Kind.DELIVERY_RECORD: "产时记录页",
    Kind.UNKNOWN: "未能识别的页面",
}

FIELDS: Mapping[str, str] = {
    "name": "姓名",
    "sex": "性别",
    "ethnicity": "民族",
    "birth_date": "出生日期",
    "address": "住址",
    "id_number": "公民身份号码",
    "issuing_authority": "签发机关",
    "valid_from": "有效期起始日期",
    "valid_to": "有效期截止日期",
    "household_type": "户别",
    "head_name": "户主姓名",
    "relation_to_head": "与户主关系",
    "marital_status": "婚姻状况",
    "registered_on": "登记日期",
    "certificate_number": "结婚证字号",
    "husband_name": "男方姓名",
    "husband_id_number": "男方身份证件号",
    "husband_birth_date": "男方出生日期",
    "husband_nationality": "男方国籍",
    "wife_name": "女方姓名",
    "wife_id_number": "女方身份证件号",
    "wife_birth_date": "女方出生日期",
    "wife_nationality": "女方国籍",
    "admitted_on": "入院日期",
    "delivery_date": "分娩日期",
    "delivery_time": "分娩时间",
    "gestational_weeks": "产周",
    "weight_g": "体重",
    "length_cm": "身长",
    "head_cm": "头围",
    "chest_cm": "胸围",
    "apgar_1": "1分钟阿氏评分",
    "apgar_5": "5分钟阿氏评分",
    "apgar_10": "10分钟阿氏评分",
    "birth_place": "出生地点",
    "institution": "医疗机构名称",
    "mother_discharged_on": "产妇出院日期",
    "newborn_discharged_on": "小孩出院日期",
    "mother_name": "母亲姓名",
    "mother_id_number": "母亲身份证件号码",
    "father_name": "父亲姓名",
    "father_id_number": "父亲身份证件号码",
    "register_number": "户号",
    "issued_on": "签发日期",
    "former_name": "曾用名",
    "place_of_birth": "出生地",
    "ancestral_home": "籍贯",
    "other_address": "本市（县）其他住址",
    "religion": "宗教信仰",
    "height_cm": "身高",
    "blood_type": "血型",
    "education": "文化程度",
    "military_service": "兵役状况",
    "workplace": "服务处所",
    "occupation": "职业",
    "moved_to_city": "何时由何地迁来本市（县）",
    "moved_to_address": "何时由何地迁来本址",
    "registrar": "承办人",
    "holder": "持证人",
    "remark": "备注",
    "registry": "登记机关",
    "admission_number": "住院号",
    "labour_minutes": "总产程",
    "delivery_mode": "分娩方式",
    "blood_loss_ml": "出血量",
    "transfusion": "输血",
    "abnormality": "异常情况",
    "plurality": "胎数",
    "malformation": "畸形",
    "treatment": "处理及建议",
    "guidance": "指导事项",
    "midwife": "接产者",
    "contact_address": "产时联系地址",
    "nationality": "国籍",
    "phone": "联系电话",
    "birth_time": "出生时间",
    "settle_with": "随哪一方落户",
    "household_head": "户主",
    "pre_enrolment_number": "预登记号",
    "overseas_chinese": "华侨",
    "applicant": "申请人",
    "submitted_at": "提交时间",
    **{f"item_{number}": "项目" for number in range(1, 9)},
    **{f"changed_to_{number}": "变更、更正后" for number in range(1, 9)},
    **{f"changed_on_{number}": "变更、更正日期" for number in range(1, 9)},
}

ORIGINS: Mapping[str, str] = {"records": "登记信息", "materials": "材料清单", "other_case": "其他个案"}
"""Where evidence comes from that is on no page, by the first part of its path; else it is the form."""


def origin(path: str) -> str:
    """Where evidence without a document comes from.

    >>> origin("mother.name"), origin("records.population.mother.name")
    ('申请表', '登记信息')
    """
    return ORIGINS.get(path.partition(".")[0], "申请表")


def path(dotted: str) -> str:
    """A place of the form, or of a record outside, in words.

    >>> path("father.name"), path("newborn.household_head.name"), path("records.population.mother.name")
    ('父亲姓名', '新生儿户主姓名', '母亲姓名')
    """
    known: dict[str, str] = {**PERSONS, **FIELDS} | {slot.value: word for slot, word in SLOTS.items()}
    return "".join(known.get(part, "") for part in dotted.split("."))


def whose(slot: str) -> str:
    """The parent whose slot it is (母亲, 父亲); empty for a slot of both."""
    return PERSONS.get(Slot(slot).subject or "", "")


def wanted(slot: str, what: str) -> str:
    """What a notice asks for, with whose it is.

    >>> wanted("mother_id_card", "身份证国徽面"), wanted("marriage_certificate", "结婚证信息页")
    ('母亲身份证国徽面', '结婚证信息页')
    """
    return whose(slot) + what
