"""Archives that swell, escape or hold themselves, locked Office files, and strange OFD files."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from functools import partial

from samples.hostile import compound
from samples.hostile.office import docx_parts, ofd_parts, packed, paragraph, xlsx_parts
from samples.hostile.pictures import photo, saved
from samples.hostile.sample import PAGES, Sample


def catalogue() -> Iterator[Sample]:
    """The samples of archives."""
    yield from _bombs()
    yield from _slips()
    yield from _others()


def _bombs() -> Iterator[Sample]:
    swollen = docx_parts(paragraph(" " * 120_000_000))
    yield Sample("F18", "ratio.docx", lambda: packed(swollen), ("ARCHIVE_LIMIT",))
    many = {f"word/media/{n}.bin": b"" for n in range(100_000)}
    yield Sample("F18", "100000 entries.docx", lambda: packed(docx_parts("") | many), ("ARCHIVE_LIMIT",))
    inner = packed({"inside.txt": "x"})
    yield Sample(
        "F18", "nested.xlsx", lambda: packed(xlsx_parts([["a"]]) | {"xl/a.zip": inner}), ("ARCHIVE_LIMIT",)
    )
    yield Sample("F18", "overlapping.docx", _overlapping, ("ARCHIVE_LIMIT",))
    yield Sample("F18", "lying sizes.docx", _lying, ("ARCHIVE_LIMIT", "CORRUPT_FILE"))
    swollen_ofd = ofd_parts() | {"Doc_0/x.xml": b" " * 20_000_000}
    yield Sample("F18", "swollen.ofd", lambda: packed(swollen_ofd), ("ARCHIVE_LIMIT",))


def _overlapping() -> bytes:
    """Two entries of the directory that share their bytes."""
    data = packed(docx_parts(paragraph("a")))
    at = [place for place in range(len(data)) if data.startswith(b"PK\x01\x02", place)]
    (first,) = struct.unpack_from("<L", data, at[0] + 42)
    return data[: at[1] + 42] + struct.pack("<L", first) + data[at[1] + 46 :]


def _lying() -> bytes:
    """A directory that tells a small size for a part that unpacks to a large one."""
    data = packed(docx_parts(paragraph("a" * 2_000_000)))
    size = struct.pack("<L", len(docx_parts(paragraph("a" * 2_000_000))["word/document.xml"]))
    return data.replace(size, struct.pack("<L", 40))


def _slips() -> Iterator[Sample]:
    for name in ("../../outside.txt", "word/../../x.txt", "/etc/x.txt", "..\\..\\x.txt", "C:\\x.txt"):
        parts = docx_parts(paragraph("a")) | {name: "x"}
        yield Sample("F19", f"slip {name!r}.docx", partial(packed, parts), ("ARCHIVE_LIMIT",))
    yield Sample("F19", "link.ofd", _with_link, ("ARCHIVE_LIMIT",))
    yield Sample("F19", "twice.docx", _twice, ("ARCHIVE_LIMIT",))


def _with_link() -> bytes:
    data = io.BytesIO(packed(ofd_parts([("a", 20, 20)])))
    with zipfile.ZipFile(data, "a") as archive:
        link = zipfile.ZipInfo("Doc_0/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return data.getvalue()


def _twice() -> bytes:
    data = packed(docx_parts(paragraph("a")) | {"word/documenT.xmL": "<other/>"})
    return data


def _others() -> Iterator[Sample]:
    locked = {"EncryptedPackage": b"x", "EncryptionInfo": b"x"}
    yield Sample("F22", "locked.docx", lambda: compound.compound_file(locked), ("ENCRYPTED",))
    yield Sample("F22", "locked.doc", lambda: compound.doc("a", encrypted=True), ("ENCRYPTED",))
    yield Sample("F22", "locked.xls", lambda: compound.xls([["a"]], encrypted=True), ("ENCRYPTED",))
    yield Sample("F22", "rtf.doc", lambda: b"{\\rtf1 text}", ("TYPE_MISMATCH",))
    yield Sample("F22", "html.xls", lambda: b"<html><table></table></html>", ("TYPE_MISMATCH",))
    yield Sample("F22", "binary.xlsb", lambda: packed({"xl/workbook.bin": b"x"}), ("TYPE_MISMATCH",))
    yield Sample("F22", "old.ppt", lambda: compound.compound_file({"PPT": b"x"}), ("TYPE_MISMATCH",))
    yield Sample("F22", "half.doc", lambda: compound.doc("a")[:3000], ("CORRUPT_FILE", "TYPE_MISMATCH"))
    yield Sample("F24", "text.ofd", lambda: packed(ofd_parts([("姓名", 20, 20)])), (PAGES,))
    yield Sample("F24", "nothing.ofd", lambda: packed(ofd_parts()), ("EMPTY_DOCUMENT",))
    only = {"OFD.xml": ofd_parts()["OFD.xml"]}
    yield Sample("F24", "without Doc_0.ofd", lambda: packed(only), ("CORRUPT_FILE",))
    jbig2 = ofd_parts([("a", 20, 20)], [(b"\x97JB2\r\n\x1a\n", "10 10 100 100")])
    yield Sample("F24", "jbig2.ofd", lambda: packed(jbig2), (PAGES,))
    signed = ofd_parts([], [(saved(photo(), "JPEG"), "0 0 210 297")]) | {"Doc_0/Signs/Signatures.xml": "<a/>"}
    yield Sample("F24", "signed.ofd", lambda: packed(signed), (PAGES,))
