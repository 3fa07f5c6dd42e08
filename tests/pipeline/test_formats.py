"""Every accepted format becomes pages: photos in the order of the document, else its text, drawn."""

import io

import numpy as np
import pytest
from PIL import Image

from casefile.errors import UploadRefused
from pipeline.formats import docx, libreoffice, tables, xlsx
from pipeline.formats.archives import Archive
from pipeline.formats.door import checked
from pipeline.formats.kinds import format_of
from pipeline.formats.markup import Start, events
from pipeline.formats.ole import CompoundFile
from pipeline.formats.opening import pages
from pipeline.formats.outcomes import OUTCOMES, refused
from pipeline.sandbox.decoder import Decoder
from samples.hostile import compound
from samples.hostile.office import (
    docx_parts,
    drawing_parts,
    ofd_parts,
    packed,
    paragraph,
    relations,
    shown,
    table,
    xlsx_parts,
)  # fmt: skip
from samples.hostile.pictures import photo, saved

UPRIGHT, WIDE = photo(300, 400), photo(500, 400)
FIRST, SECOND = saved(UPRIGHT, "JPEG"), saved(WIDE, "PNG")
ORNAMENT = saved(photo(90, 60), "PNG")


def sizes(data):
    return [page.size for page in pages(data)]


def dark(data):
    """The share of print on each page."""
    return [float((np.asarray(page.convert("L")) < 128).mean()) for page in pages(data)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP"])
def test_pictures_become_pages(kind):
    assert sizes(saved(photo(64, 48), kind)) == [(64, 48)]


def test_every_page_of_a_pdf_is_rendered_with_a_long_side_of_2400():
    data = saved(photo(600, 400), "PDF", save_all=True, append_images=[photo(400, 600)])
    assert [max(size) for size in sizes(data)] == [2400, 2400]


def test_a_picture_of_many_pixels_is_reduced_to_what_reading_needs():
    (size,) = sizes(saved(photo(7000, 5000), "JPEG"))
    assert size[0] * size[1] <= 16_000_000 and abs(size[0] / size[1] - 1.4) < 0.001


def test_white_print_on_nothing_is_seen_on_black():
    clear = Image.new("RGBA", (64, 64), (255, 255, 255, 0))
    clear.paste((255, 255, 255, 255), (20, 20, 40, 40))
    (page,) = pages(saved(clear, "PNG"))
    assert page.getpixel((30, 30)) == (255, 255, 255) and page.getpixel((5, 5)) == (0, 0, 0)


def test_photos_of_a_docx_come_in_the_order_of_its_text_and_ornaments_do_not():
    body = shown("r3") + shown("r2") + paragraph("说明") + shown("r1") + shown("r2")
    assert sizes(packed(docx_parts(body, [FIRST, SECOND, ORNAMENT]))) == [(500, 400), (300, 400)]


def test_photos_that_no_text_names_are_found_too():
    assert sizes(packed(docx_parts(paragraph("在页眉里"), [SECOND, FIRST]))) == [(500, 400), (300, 400)]


def test_a_docx_without_photos_gives_its_text():
    body = paragraph("姓名：张三") + table([["出生日期", "2026年11月5日"], ["性别", "女"]])
    data = packed(docx_parts(body))
    assert list(docx.lines_of(Archive(data)))[:3] == ["姓名：张三", "出生日期\t2026年11月5日\t", "性别\t女\t"]
    assert sizes(data) == [(1696, 2400)] and 0.0005 < dark(data)[0] < 0.02


def test_text_that_word_keeps_twice_is_given_once():
    twice = f"<mc:AlternateContent><mc:Choice>{paragraph('一')}</mc:Choice><mc:Fallback>{paragraph('一')}"
    data = packed(docx_parts(twice + "</mc:Fallback></mc:AlternateContent>"))
    assert [line for line in docx.lines_of(Archive(data)) if line] == ["一"]


def test_photos_of_an_xlsx_come_by_row_then_column():
    third = saved(photo(400, 300), "PNG")
    data = packed(xlsx_parts([["x"]], {(9, 0): FIRST, (2, 5): SECOND, (2, 1): third}))
    assert sizes(data) == [(400, 300), (500, 400), (300, 400)]


def test_photos_that_wps_puts_into_cells_are_found():
    parts = xlsx_parts([["x"]]) | {
        "xl/cellimages.xml": '<a xmlns:a="a" xmlns:r="r"><a:blip r:embed="i2"/><a:blip r:embed="i1"/></a>',
        "xl/_rels/cellimages.xml.rels": relations({"i1": "media/1.png", "i2": "media/2.png"}),
        "xl/media/1.png": FIRST,
        "xl/media/2.png": SECOND,
    }
    assert [len(one) for one in xlsx.photos_of(Archive(packed(parts)))] == [len(SECOND), len(FIRST)]


@pytest.mark.parametrize("make", [lambda rows: packed(xlsx_parts(rows)), compound.xls], ids=["xlsx", "xls"])
def test_a_table_without_photos_gives_its_text(make):
    data = make([["姓名", "张三"], ["证号", "110101199001011234"]])
    assert list(tables.lines_of(data)) == ["姓名\t张三", "证号\t110101199001011234"]
    assert sizes(data) == [(1696, 2400)]


@pytest.mark.parametrize("make", [lambda p: compound.doc("字", p), lambda p: compound.xls([["字"]], p)])
def test_photos_of_old_files_are_taken_out_of_their_records(make):
    assert sizes(make([FIRST, SECOND])) == [(300, 400), (500, 400)]


def test_a_doc_without_photos_gives_its_text():
    data = compound.doc("姓名\r张三\x07女\x07\x07\x13 HYPERLINK x \x14结果\x15\r")
    assert CompoundFile(data).text().split("\n") == ["姓名", "张三\t女", "结果", ""]
    assert sizes(data) == [(1696, 2400)]


def test_an_ofd_gives_photos_that_no_words_stand_on_and_else_the_page_as_it_looks():
    two = [(FIRST, "10 10 90 120"), (SECOND, "10 150 90 72")]
    assert sizes(packed(ofd_parts([], two))) == [(300, 400), (500, 400)]
    assert sizes(packed(ofd_parts([("正面", 20, 240)], two))) == [(300, 400), (500, 400)]
    words = packed(ofd_parts([("姓名：张三", 20, 30)]))
    over = packed(ofd_parts([("姓名：张三", 20, 30)], [(FIRST, "0 0 210 297")]))
    assert sizes(words) == sizes(over) == [(1697, 2400)]
    assert 0 < dark(words)[0] < dark(over)[0]


def test_words_of_an_ofd_stand_where_the_file_puts_them():
    (page,) = pages(packed(ofd_parts([("姓名", 100, 200)])))
    down, across = np.nonzero(np.asarray(page.convert("L")) < 128)
    scale = 2400 / 297
    assert 100 * scale - 5 < across.min() and across.max() < 112 * scale
    assert 200 * scale < down.min() and down.max() < 208 * scale


def test_long_text_takes_more_pages_and_keeps_all_of_it():
    pieces = dark("\n".join(["姓名：张三"] * 90).encode())
    assert len(pieces) == 3 and all(share > 0 for share in pieces)


def test_libreoffice_is_asked_only_where_there_is_neither_photo_nor_text(monkeypatch):
    asked = []
    drawn = saved(photo(), "PDF")
    monkeypatch.setattr(libreoffice, "as_pdf", lambda data, suffix: asked.append(suffix) or drawn)
    assert len(sizes(packed(docx_parts(paragraph("字"))))) == 1 and not asked
    assert sizes(packed(docx_parts(paragraph(" ")))) == [(2400, 1800)] and asked == ["docx"]


def test_drawing_is_drawn_in_the_sandbox_where_libreoffice_is():
    decoder = Decoder()
    try:
        if libreoffice.program():
            (page,) = decoder.pages(packed(drawing_parts("http://127.0.0.1:9/")))
            assert 0.02 < (page.min(axis=2) < 200).mean() < 0.9
        else:
            with pytest.raises(UploadRefused, match="没有照片"):
                list(decoder.pages(packed(drawing_parts())))
    finally:
        decoder.close()


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ("cp {pdf} $7/file.pdf; exit 1", [(2400, 1800)]),
        ("cp {blank} $7/file.pdf", "EMPTY_DOCUMENT"),
        ("exit 0", "EMPTY_DOCUMENT"),
        ("exec sleep 60", "TOO_COMPLEX"),
    ],
)
def test_libreoffice_is_believed_by_what_it_makes(tmp_path, monkeypatch, script, outcome):
    made = {"pdf": tmp_path / "a.pdf", "blank": tmp_path / "b.pdf"}
    made["pdf"].write_bytes(saved(photo(), "PDF"))
    made["blank"].write_bytes(saved(Image.new("RGB", (400, 300), "white"), "PDF"))
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n" + script.format(**made))
    program.chmod(0o700)
    monkeypatch.setattr(libreoffice, "program", lambda: str(program))
    monkeypatch.setattr(libreoffice, "_SECONDS", 0.5)
    try:
        assert sizes(packed(drawing_parts())) == outcome
    except UploadRefused as told:
        assert told.refusal == outcome


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (FIRST, "jpg"),
        (SECOND, "png"),
        (saved(UPRIGHT, "BMP"), "bmp"),
        (b"junk %PDF-1.4", "pdf"),
        ("张三".encode("gb18030"), "txt"),
        (packed(docx_parts("")), "docx"),
        (packed(xlsx_parts([])), "xlsx"),
        (packed(ofd_parts()), "ofd"),
        (compound.doc(""), "doc"),
        (compound.xls([]), "xls"),
    ],
)
def test_the_door_tells_formats_by_content(data, format):
    assert format_of(data) == checked(data) == format


def test_the_door_refuses_what_is_too_large():
    with pytest.raises(UploadRefused, match="20 MB") as error:
        checked(FIRST + bytes(20_000_000))
    assert error.value.refusal == "TOO_LARGE"


def test_chinese_encodings_of_xml_are_read():
    text = '<?xml version="1.0" encoding="GBK"?><a b="张三"/>'.encode("gbk")
    assert next(iter(events(text))) == Start("a", {"b": "张三"})


@pytest.mark.parametrize("code", OUTCOMES)
def test_each_outcome_has_a_chinese_message_that_says_what_to_do(code):
    message = str(refused(code, "甲"))
    assert "{" not in message and any(word in message for word in ("请", "补交")) and "," not in message


def test_nothing_but_pixels_leaves_a_picture():
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    (page,) = pages(saved(photo(), "JPEG", exif=exif, comment=b"secret"))
    target = io.BytesIO()
    Image.frombytes("RGB", page.size, page.convert("RGB").tobytes()).save(target, "PNG")
    assert b"Maker" not in target.getvalue() and b"secret" not in target.getvalue()
