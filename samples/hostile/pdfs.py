"""PDF files that are broken, endless or locked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import partial

from samples.hostile.pictures import photo, saved
from samples.hostile.sample import PAGES, Sample

_WORDS = b"BT /F1 24 Tf 72 700 Td (Birth 2026) Tj ET"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def pdf(objects: Sequence[bytes], root: int = 1) -> bytes:
    """A file of numbered objects with a table that finds them."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, len(data),
    )  # fmt: skip
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, table, end)


def stream(data: bytes, head: bytes = b"") -> bytes:
    """A packed stream."""
    packed = zlib.compress(data, 9)
    return b"<< %s /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (head, len(packed), packed)


def page_file(
    content: bytes = _WORDS,
    box: bytes = b"[0 0 595 842]",
    pages: int = 1,
    more: Sequence[bytes] = (),
    catalog: bytes = b"",
    entries: bytes = b"",
    resources: bytes = b"",
) -> bytes:
    """A file whose pages all show the same; `more` are further objects, from number 6 on."""
    kids = b"4 0 R " * pages
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox %s %s /Contents 5 0 R" % (box, entries)
    page += b" /Resources << /Font << /F1 3 0 R >> %s >> >>" % resources
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
            _FONT,
            page,
            stream(content),
            *more,
        ]
    )


def nested_forms(levels: int = 12, each: int = 10) -> bytes:
    """Forms that show a form ten times that shows a form ten times: three kilobytes, endless work."""
    forms = []
    for level in range(levels):
        inner = b"/F Do " * each if level < levels - 1 else b"0 0 500 500 re f "
        next_form = b"/Resources << /XObject << /F %d 0 R >> >>" % (7 + level) if level < levels - 1 else b""
        forms.append(stream(inner, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] %s" % next_form))
    return page_file(b"/F Do", more=forms, resources=b"/XObject << /F 6 0 R >>")


def operators(megabytes: int = 380) -> bytes:
    """One page of nothing but drawing, packed four-hundredfold."""
    return page_file(b"0 0 m 500 800 l S " * (megabytes * 55_000))


def image_bomb() -> bytes:
    """A picture of 900 million pixels on a page."""
    body = zlib.compress(bytes(30_000 * 3750), 9)
    head = b"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 1"
    head += b" /ColorSpace /DeviceGray /Length %d /Filter /FlateDecode" % len(body)
    image = b"<< %s >>\nstream\n%s\nendstream" % (head, body)
    return page_file(b"595 0 0 842 0 0 cm /I Do", more=[image], resources=b"/XObject << /I 6 0 R >>")


def attached() -> bytes:
    """A page with a program attached to it."""
    named = b"/Names << /EmbeddedFiles << /Names [(a.exe) 6 0 R] >> >>"
    file = b"<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>"
    return page_file(catalog=named, more=[file, stream(b"MZ", b"/Type /EmbeddedFile")])


def xfa() -> bytes:
    """A page with a form that would be drawn by a script (XFA)."""
    form = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>"
    return page_file(catalog=b"/AcroForm << /Fields [] /XFA 6 0 R >>", more=[stream(form)])


def packed_picture(filter: bytes, data: bytes) -> bytes:
    """A picture of 900 million pixels by its own word, packed as JBIG2 or JPEG 2000."""
    head = b"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /BitsPerComponent 1"
    head += b" /ColorSpace /DeviceGray /Length %d /Filter /%s" % (len(data), filter)
    image = b"<< %s >>\nstream\n%s\nendstream" % (head, data)
    return page_file(b"595 0 0 842 0 0 cm /I Do", more=[image], resources=b"/XObject << /I 6 0 R >>")


def object_stream_bomb(megabytes: int = 400) -> bytes:
    """Objects packed a thousandfold."""
    objects = b"9 0 " + b" " * (megabytes * 1_000_000)
    return page_file(catalog=b"/Names 9 0 R", more=[stream(objects, b"/Type /ObjStm /N 1 /First 4")])


_JBIG2 = bytes.fromhex("000000003000010000001300007530000075300000000000000000000000")
"""A page's head that claims 30000 by 30000, and nothing after it."""
_JPX = bytes.fromhex(
    "ff4fff51002f000000007530000075300000000000000000000075300000753000000000000000000001070101"
)

_SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\)) >>"
_LAUNCH = b"/OpenAction << /S /Launch /F (calc.exe) >>"
_WAYS_OUT = b"/OpenAction << /S /URI /URI (http://127.0.0.1:9/) >>"


def catalogue() -> Iterator[Sample]:
    """The samples of PDF files; the locked ones are in `locked.py`."""
    yield Sample("F10", "html and pdf.pdf", lambda: b"<script>alert(1)</script>\n" + page_file(), (PAGES,))
    yield Sample("F12", "51 pages.pdf", lambda: page_file(pages=51), ("TOO_MANY_PAGES",))
    yield Sample("F12", "1000 pages.pdf", lambda: page_file(pages=1000), ("TOO_MANY_PAGES",))
    boxes = {"14400": b"[0 0 14400 14400]", "200000": b"[0 0 200000 200000]", "0": b"[0 0 0 0]",
             "negative": b"[595 842 0 0]"}  # fmt: skip
    for name, box in boxes.items():
        yield Sample("F13", f"box {name}.pdf", partial(page_file, box=box), (PAGES, "CORRUPT_PDF"))
    yield Sample("F13", "rotated.pdf", lambda: page_file(entries=b"/Rotate 90 /UserUnit 20"), (PAGES,))
    yield Sample("F13", "unit.pdf", lambda: page_file(entries=b"/UserUnit 75000"), (PAGES, "CORRUPT_PDF"))
    yield Sample("F14", "nested forms.pdf", nested_forms, ("TOO_COMPLEX", PAGES))
    yield Sample("F14", "operators.pdf", operators, ("TOO_COMPLEX", PAGES))
    yield Sample("F15", "image bomb.pdf", image_bomb, (PAGES, "TOO_COMPLEX", "CORRUPT_PDF"))
    whole = page_file()
    broken = whole.replace(b"startxref\n", b"startxref\n9")
    yield Sample("F16", "broken table.pdf", lambda: broken, (PAGES, "CORRUPT_PDF"))
    yield Sample("F16", "half.pdf", lambda: whole[: len(whole) // 2], (PAGES, "CORRUPT_PDF"))
    yield Sample("F16", "header only.pdf", lambda: b"%PDF-1.7\n", ("CORRUPT_PDF",))
    yield Sample("F16", "junk before.pdf", lambda: b"junk\n" * 100 + whole, (PAGES, "CORRUPT_PDF"))
    for name, what in (("script", _SCRIPT), ("launch", _LAUNCH), ("uri", _WAYS_OUT)):
        yield Sample("F17", f"{name}.pdf", partial(page_file, catalog=what), (PAGES,))
    yield Sample("F17", "attachment.pdf", attached, (PAGES,))
    yield Sample("F17", "xfa.pdf", xfa, (PAGES,))
    unclear = (PAGES, "TOO_COMPLEX", "CORRUPT_PDF")
    yield Sample("F15", "jbig2.pdf", partial(packed_picture, b"JBIG2Decode", _JBIG2), unclear)
    yield Sample("F15", "jpx.pdf", partial(packed_picture, b"JPXDecode", _JPX), unclear)
    yield Sample("F15", "object stream.pdf", object_stream_bomb, unclear)
    photos = saved(photo(), "PDF", save_all=True, append_images=[photo()])
    yield Sample("F15", "two photos.pdf", lambda: photos, (PAGES,))
