import json

import pytest
from sqlalchemy import select

from casefile.errors import UsageError
from pipeline.store import Database, cases, leases
from pipeline.store.keys import SANDBOX
from pipeline.store.matching import matching
from pipeline.store.tables import CASES
from pipeline.where import Compare, parse
from tests.pipeline.test_store import case


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    opened = Database(f"sqlite:///{tmp_path_factory.mktemp('where') / 'cases.db'}")
    opened.migrate()
    with opened.writing() as connection:
        for name, province, day, rule in (
            ("A", "guangxi", "2026-08-31T23:30:00+08:00", "names.mother"),
            ("B", "guangxi", "2026-08-31T16:30:00+00:00", "names.father"),
            ("C", "hainan", "2026-09-02T00:00:00+08:00", None),
            ("S", "hainan", "2026-09-02T00:00:00+08:00", None),
        ):
            intake = "x" + SANDBOX if name == "S" else "local"
            new = case(name, intake=intake, province=province, submitted_at=day)
            id = cases.receive(connection, new, "i").id
            status = "flagged" if rule else "accepted"
            result = {"status": status, "proposal": "confirm" if rule else None}
            doubts = (rule,) if rule else ()
            leases.conclude(connection, id, status, json.dumps(result), doubts=doubts)
    yield opened
    opened.close()


def found(database, text):
    with database.looking() as connection:
        query = select(CASES.c.case_id).where(matching(parse(text))).order_by(CASES.c.case_id)
        return "".join(connection.execute(query).scalars())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("status=flagged", "AB"),
        ("status!=flagged", "C"),
        ("rule=names.mother", "A"),
        ("rule=names.*", "AB"),
        ("rule in (names.mother, names.father) and not province=hainan", "AB"),
        ("not (status=flagged and rule=names.mother)", "BC"),
        ("status=flagged and rule=names.mother or province=hainan", "AC"),
        ("submitted>=2026-09-01", "BC"),
        ("submitted<2026-09-01", "A"),
        ("submitted=2026-09-01", "B"),
        ("submitted<=2026-09-01", "AB"),
        ("submitted>2026-09-01", "C"),
        ("submitted!=2026-09-01", "AC"),
        ("submitted>=2026-09-01T00:30", "BC"),
        ("proposal=confirm", "AB"),
        ("case='A' or case=\"C\"", "AC"),
        ("STATUS=flagged AND NOT rule!=names.mother", "A"),
        ("received>=2020-01-01", "ABC"),
    ],
)
def test_filter_means_these_cases(database, text, meant):
    assert found(database, text) == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("statu=flagged", "是否为 status"),
        ("status=flaged", "是否为 flagged"),
        ("rule=names.mothr", "是否为 names.mother"),
        ("rule=nonsense.*", "rule 没有"),
        ("province=guangxii", "是否为 guangxi"),
        ("submitted>=yesterday", "不是日期"),
        ("status>flagged", "只能用"),
        ("status=flagged and", "缺少"),
        ("(status=flagged", "缺少 )"),
        ("status=flagged)", "多出"),
        ("status flagged", "缺少"),
        ("", "缺少"),
        ("status='flagged", "看不懂"),
        ("(" * 30 + "status=flagged" + ")" * 30, "太深"),
        ("not " * 30 + "status=flagged", "太深"),
        ("case=" + "x" * 3000, "超过"),
    ],
)
def test_what_is_wrong_with_a_filter_is_one_clear_line(text, told):
    with pytest.raises(UsageError) as wrong:
        parse(text)
    assert told in str(wrong.value) and "\n" not in str(wrong.value)


def test_values_never_become_sql(database):
    assert found(database, 'case="x\' OR 1=1 --"') == ""
    assert found(database, "case='%'") == "" and found(database, "case='%*'") == ""
    assert parse("case='a b'") == Compare("case", "=", ("a b",))
