"""Invented names as they are met in Guangxi and Hainan: Han names and names with a middle dot."""

from __future__ import annotations

import random

SURNAMES = "黄李陈韦覃梁莫蒙罗陆农卢王林吴符张刘周杨何谢邓唐苏廖蓝零闭岑符邢郑曾潘冯庞宁赵蒋钟许邱甘"
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "司徒", "皇甫")
FEMALE = "丽芳娟敏静秀英霞燕玲萍红梅琳雪婷慧颖洁萱怡欣雅诗佳思梦琪芸薇蓉月兰凤彩妮娜倩莹瑶"
MALE = "伟强勇军杰涛明超华志建国平辉鹏宇浩然俊文博轩子豪天佑海波龙成立新东光庆荣贵福生祥飞"
BOTH = "晓文嘉乐安宁永春江林思远清云泽和一心语可"
RARE = "淏燊玥翀昇珺祎翯堃喆垚犇昶晟焱曈骁妤婳嫣烜玙甯芃彧旻濛琇禤"
DOTTED = (
    "阿依古丽·买买提",
    "迪丽拜尔·吐尔逊",
    "买买提艾力·阿卜杜拉",
    "古丽巴哈尔·艾合买提江",
    "努尔麦麦提·图尔荪",
    "阿卜杜热合曼·麦提图尔迪",
    "帕提古丽·阿卜力米提",
    "阿不都热依木·阿不都克热木",
    "布威麦尔耶姆·麦麦提图尔荪",
)
ETHNICITIES = (
    "汉",
    "壮",
    "瑶",
    "苗",
    "侗",
    "黎",
    "回",
    "仫佬",
    "毛南",
    "京",
    "彝",
    "水",
    "仡佬",
    "土家",
    "满",
)
WEIGHTS = {
    "guangxi": (46, 32, 5, 3, 2, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1),
    "hainan": (66, 3, 1, 4, 1, 18, 2, 0, 0, 0, 1, 0, 0, 1, 1),
}


def ethnicity(rng: random.Random, province: str) -> str:
    """A people (民族) without 族, weighted as in the province."""
    return rng.choices(ETHNICITIES, WEIGHTS.get(province, WEIGHTS["guangxi"]))[0]


def surname(rng: random.Random) -> str:
    """A surname, now and then one of two characters."""
    return rng.choice(COMPOUND) if rng.random() < 0.04 else rng.choice(SURNAMES)


def given(rng: random.Random, sex: str) -> str:
    """A given name of one or two characters, one in seven with a rare one."""
    stock = (FEMALE if sex == "女" else MALE) + BOTH
    letters = [rng.choice(stock) for _ in range(1 if rng.random() < 0.2 else 2)]
    if rng.random() < 0.15:
        letters[rng.randrange(len(letters))] = rng.choice(RARE)
    return "".join(letters)


def full(rng: random.Random, sex: str, family_name: str | None = None) -> str:
    """A Han-style name."""
    return (family_name or surname(rng)) + given(rng, sex)


def dotted(rng: random.Random) -> str:
    """A name of given and father's name with the middle dot U+00B7."""
    return rng.choice(DOTTED)
