"""What a file carries beside its pages is told in the audit, and never more than its kind and number."""

import json

import pytest

from pipeline.door import keep_file
from pipeline.formats.carried import carried
from pipeline.formats.door import checked
from pipeline.store import audit
from samples.hostile import compound, pdfs, pictures
from samples.hostile.calls import catalogue
from samples.hostile.office import docx_parts, ofd_parts, packed, paragraph
from tests.pipeline.test_intake import runtime  # noqa: F401

SIGNED = packed(ofd_parts([("a", 20, 20)]) | {"Doc_0/Signs/Sign_0/Signature.xml": "<a/>"})
ATTACHED = packed(docx_parts(paragraph("a")) | {"word/embeddings/oleObject1.bin": b"x"})
MACROS = next(sample.make() for sample in catalogue() if sample.name == "macros.docx")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (pdfs.page_file(), {}),
        (pdfs.attached(), {"attachments": 1}),
        (pdfs.xfa(), {"forms": 1}),
        (pdfs.page_file(catalog=b"/OpenAction << /S /JavaScript /JS (1) >>"), {"scripts": 1}),
        (pdfs.page_file(catalog=b"/OpenAction << /S /Launch /F (calc.exe) >>"), {"launches": 1}),
        (SIGNED, {"signatures": 1}),
        (ATTACHED, {"attachments": 1}),
        (MACROS, {"macros": 1}),
        (compound.compound_file({"WordDocument": b"x", "_VBA_PROJECT": b"x"}), {"macros": 1}),
        (
            next(sample.make() for sample in pictures.catalogue() if sample.name == "animated.png"),
            {"more pictures": 1},
        ),
        ("姓名".encode(), {}),
    ],
)
def test_f07_f17_f24_what_it_carries_is_counted(data, found):
    assert carried(data, checked(data)) == found


def test_f17_f24_attachments_and_signatures_are_in_the_audit(runtime):  # noqa: F811
    for data in (pdfs.attached(), SIGNED, pdfs.page_file()):
        keep_file(runtime, data, "张三.pdf", "intake:x", "0" * 32)
    with runtime.database.looking() as connection:
        told = audit.history(connection, "0" * 32)
    assert [one.act for one in told] == ["carried", "carried"]
    assert told[0].detail == {"format": "pdf", "attachments": 1}
    assert told[1].detail == {"format": "ofd", "signatures": 1}
    assert "张三" not in json.dumps([one.detail for one in told], ensure_ascii=False)
