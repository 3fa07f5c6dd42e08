import json
from dataclasses import replace

import pytest

from casefile.case import Document, Field, Kind
from casefile.errors import ReaderFailed, UploadRefused
from casefile.geometry import Polygon
from pipeline.expected import expected
from pipeline.folder import folder_fetch
from pipeline.memory import RunMemory, digest
from pipeline.ocr.lookalikes import rivals
from pipeline.process import examine, read_one
from pipeline.reader_process import PoolPlan
from pipeline.result import document_object
from pipeline.submission import submission_of
from pipeline.workers import ReaderPool
from tests.pipeline.cases import FATHER, MOTHER, PAGES, form, page
from validators.agreement import Agreement, of_name, of_number


def run(readers, pages=None, given=None, memory=None):
    pages = PAGES if pages is None else pages

    def fetch(name):
        if name not in pages:
            raise UploadRefused("MISSING_FILE", f"找不到文件“{name}”")
        return pages[name]

    return examine(submission_of(given or form()), fetch, readers, memory or RunMemory())


def test_documents_get_their_place(readers):
    case = run(readers).case
    assert [(one.id, one.slot, one.file) for one in case.documents] == [
        ("mother_id_card-1", "mother_id_card", "m.jpg"),
        ("father_id_card-1", "father_id_card", "f.jpg"),
    ]
    assert case.refused == ()


def test_expected_strings_are_weighed(readers):
    mother = run(readers).case.documents[0]
    assert set(mother.fields["name"].weights) == {"黄梓萱", "韦国强"}
    assert set(mother.fields["id_number"].weights) == {MOTHER, FATHER}
    assert mother.fields["name"].weights["韦国强"].nats == -30


def test_other_pages_similar_reading_is_weighed_too(readers):
    pages = {**PAGES, "f.jpg": page(("id_card_front", {"name": "黄梓宣"}))}
    assert "黄梓宣" in run(readers, pages).case.documents[0].fields["name"].weights


def test_a_reading_is_weighed_itself_where_another_page_says_the_same(readers):
    pages = {**PAGES, "f.jpg": page(("id_card_front", {"name": "甘淏"}))}
    assert "甘淏" not in run(readers, pages).case.documents[1].fields["name"].weights
    pages["m.jpg"] = page(("id_card_front", {"name": "甘淏"}))
    assert all("甘淏" in one.fields["name"].weights for one in run(readers, pages).case.documents)


def test_what_the_reader_takes_for_a_heads_name_is_weighed_too(readers):
    pages = {**PAGES, "f.jpg": page(("register_cover", {"head_name": "冯玛林"}))}
    weighed = run(readers, pages).case.documents[1].fields["head_name"].weights
    assert {"冯玛林", "冯玙林", "韦国强"} <= weighed.keys()
    pages = {**PAGES, "f.jpg": page(("register_cover", {"head_name": "黄梓萱"}))}
    weighed = run(readers, pages).case.documents[1].fields["head_name"].weights
    assert not weighed.keys() & rivals("黄梓萱").keys(), "the form names her"


def test_what_could_not_be_weighed_matches_nothing_though_it_is_read_so(readers):
    """`crash` kills the scripted reader when it is weighed; `unframed` is what it finds no place of."""
    for name in ("crash", "unframed"):
        pages = {**PAGES, "m.jpg": page(("id_card_front", {"name": name, "id_number": MOTHER}))}
        mother = {"name": name, "id_number": MOTHER}
        (found, _) = run(readers, pages, form(mother=mother)).case.documents
        assert found.fields["name"].sure and found.fields["name"].value == name
        assert of_name(found.fields["name"], name) is Agreement.UNREADABLE
        assert of_number(found.fields["id_number"], MOTHER) is Agreement.MATCH


def test_a_reader_that_was_killed_as_it_weighed_weighs_again(tmp_path, readers):
    name = f"once{tmp_path / 'mark'}"
    pages = {**PAGES, "m.jpg": page(("id_card_front", {"name": name}))}
    (found, _) = run(readers, pages, form(mother={"name": name, "id_number": MOTHER})).case.documents
    assert found.fields["name"].weights[name].nats == 0


def test_a_day_of_the_stay_is_weighed_only_where_something_is_read_that_is_not_sure():
    def asked(**fields):
        page = Document("", None, Kind.DELIVERY_RECORD, "", 0, (9, 9), Polygon.of_box(0, 0, 9, 9), fields)
        return list(expected([page], submission_of(form())))

    unsure = Field("2026-11-06", "2026年11月6日", 0.6)
    assert asked(admitted_on=unsure) == [(0, "admitted_on", ("../2026-11-05",))]
    assert asked(mother_discharged_on=replace(unsure, value=None)) == [
        (0, "mother_discharged_on", ("2026-11-05/..",))
    ]
    sure, blank, unread = replace(unsure, confidence=0.95), Field(None, "年月日", 0.95), Field(None, "", 0.0)
    assert asked(admitted_on=sure, mother_discharged_on=blank, newborn_discharged_on=unread) == []


@pytest.mark.parametrize("what", ["crash", "raise", "nonsense"])
def test_page_that_breaks_the_reader_is_refused_and_stops_no_other(readers, what):
    found = run(readers, {**PAGES, "m.jpg": page(do=what)})
    assert [one.file for one in found.case.documents] == ["f.jpg"]
    assert [(one.file, one.code) for one in found.case.refused] == [("m.jpg", "READER_FAILED")]
    assert (found.lost, found.hopeless) == (1, False)


def test_reader_that_fails_on_everything_is_the_machines_fault(readers):
    found = run(readers, {"m.jpg": page(do="raise"), "f.jpg": page(do="raise", x=1)})
    assert found.hopeless


def test_page_whose_reader_was_killed_is_read_again(tmp_path, readers):
    again = page(("id_card_front", {"name": "黄梓萱"}), do="once", mark=str(tmp_path / "mark"))
    assert not run(readers, {**PAGES, "m.jpg": again}).case.refused


def test_bad_files_are_refused_with_their_codes(readers):
    found = run(readers, {"m.jpg": b""})
    assert [(one.slot, one.code) for one in found.case.refused] == [
        ("mother_id_card", "EMPTY_FILE"),
        ("father_id_card", "MISSING_FILE"),
    ]
    assert all(one.file in one.message for one in found.case.refused)
    assert not found.hopeless


def test_file_without_a_document_is_said(readers):
    assert run(readers, {**PAGES, "m.jpg": page()}).case.refused[0].code == "UNREADABLE"


def test_same_bytes_are_read_once(readers):
    both = page(("register_cover", {"head_name": "韦国强"}))
    memory = RunMemory()
    found = run(readers, {"m.jpg": both, "f.jpg": both}, memory=memory)
    assert [one.slot for one in found.case.documents] == ["mother_id_card", "father_id_card"]
    version = "/".join((found.versions["reader"], found.versions["extractors"]))
    assert memory.find(digest(both), version) is not None
    assert len(memory._kept) == 1


def test_kept_reading_needs_no_reader():
    class Kept(RunMemory):
        def find(self, content, version):
            return kept.find(content, "scripted")

    kept = RunMemory()
    with ReaderPool(PoolPlan(engine="tests.engines:load")) as readers:
        for name in PAGES:
            kept.keep(digest(PAGES[name]), "scripted", readers.read(PAGES[name], name).result())
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(readers, "read", None)
            assert len(run(readers, memory=Kept()).case.documents) == 2


def test_reader_that_cannot_load_fails_the_case():
    with ReaderPool(PoolPlan(engine="tests.engines:load_dying")) as readers, pytest.raises(ReaderFailed):
        run(readers)


def test_too_many_files(readers):
    given = form(materials=[{"slot": "mother_id_card", "files": [f"{n}.jpg" for n in range(31)]}])
    pages = {f"{n}.jpg": page(("unknown", {}), n=n) for n in range(31)}
    found = run(readers, pages, given)
    assert [(one.file, one.code) for one in found.case.refused] == [("30.jpg", "TOO_MANY_FILES")]


def test_file_without_a_case(readers):
    documents, refused = read_one(PAGES["m.jpg"], "m.jpg", readers)
    assert (documents[0].id, documents[0].slot, refused) == ("document-1", None, ())
    assert document_object(documents[0])["region"] == [[1.0, 2.0], [3.0, 2.0], [3.0, 4.0], [1.0, 4.0]]


@pytest.mark.parametrize("name", ["gone.jpg", "folder", "out/link.jpg", "x/y/../../../secret", "a" * 300])
def test_folder_gives_only_its_own_files(tmp_path, name):
    (tmp_path / "secret").write_bytes(b"secret")
    case = tmp_path / "case"
    (case / "folder").mkdir(parents=True)
    (case / "out").mkdir()
    (case / "out" / "link.jpg").symlink_to(tmp_path / "secret")
    with pytest.raises(UploadRefused):
        folder_fetch(case)(name)


def test_folder_gives_a_file_of_a_subfolder(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "y.jpg").write_bytes(b"y")
    assert folder_fetch(tmp_path)("x/y.jpg") == b"y"


def test_marks_become_plain_json(readers):
    from dataclasses import replace

    import numpy as np

    document = read_one(PAGES["m.jpg"], "m.jpg", readers)[0][0]
    marked = replace(
        document, quality={"sharp": np.float32(0.5)}, seals=({"at": Polygon.of_box(0, 0, 1, 1)},)
    )
    shown = document_object(marked)
    assert json.loads(json.dumps(shown))["seals"][0]["at"][2] == [1.0, 1.0]
