"""Small Office and OFD files with photos or text, sound ones and such as mean harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_RELATIONS = f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def packed(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as an archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def relations(targets: Mapping[str, str], mode: str = "") -> str:
    """A part's relations from id to target."""
    ones = "".join(
        f'<Relationship Id="{id}" Type="{_KIND}image" Target="{target}" {mode}/>'
        for id, target in targets.items()
    )
    return f"{_RELATIONS}{ones}</Relationships>"


def docx_parts(body: str, photos: Sequence[bytes] = ()) -> dict[str, str | bytes]:
    """The parts of a Word document; photo n is image n, its relation `r n`."""
    names = {f"r{n}": f"media/image{n}.jpg" for n in range(1, len(photos) + 1)}
    return {
        "[Content_Types].xml": f"{_XML}<Types/>",
        "word/document.xml": f'{_XML}<w:document xmlns:w="w" xmlns:a="a" xmlns:r="r">{body}</w:document>',
        "word/_rels/document.xml.rels": relations(names),
        **{f"word/media/image{n}.jpg": data for n, data in enumerate(photos, 1)},
    }


def paragraph(text: str) -> str:
    """A paragraph of text."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def shown(id: str) -> str:
    """A paragraph with a picture."""
    return f'<w:p><w:r><w:drawing><a:blip r:embed="{id}"/></w:drawing></w:r></w:p>'


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table of text."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def xlsx_parts(
    rows: Sequence[Sequence[str]], photos: Mapping[tuple[int, int], bytes] | None = None
) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet, with photos by the row and column of their corner."""
    photos = photos or {}
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    anchors = "".join(
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:row>{row}</xdr:row></xdr:from>"
        f'<a:blip r:embed="p{n}"/></xdr:twoCellAnchor>'
        for n, (row, column) in enumerate(photos, 1)
    )
    kinds = (
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
    )
    sheets = relations({"s1": "worksheets/sheet1.xml"}).replace("image", "worksheet")
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    book = '<sheets><sheet name="一" sheetId="1" r:id="s1"/></sheets>'
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_TYPES}">{kinds}</Types>',
        "_rels/.rels": relations({"b": "xl/workbook.xml"}).replace("image", "officeDocument"),
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_KIND[:-1]}">{book}</workbook>',
        "xl/_rels/workbook.xml.rels": sheets,
        "xl/worksheets/sheet1.xml": _XML + sheet,
        "xl/worksheets/_rels/sheet1.xml.rels": relations({"d": "../drawings/drawing1.xml"}),
        "xl/drawings/drawing1.xml": f'{_XML}<d xmlns:xdr="x" xmlns:a="a" xmlns:r="r">{anchors}</d>',
        "xl/drawings/_rels/drawing1.xml.rels": relations(
            {f"p{n}": f"../media/image{n}.png" for n in range(1, len(photos) + 1)}
        ),
        **{f"xl/media/image{n}.png": data for n, data in enumerate(photos.values(), 1)},
    }


def drawing_parts(home: str = "") -> dict[str, str | bytes]:
    """A sound Word document that holds neither words nor photo, but a drawing, and a picture elsewhere."""
    spaces = f'xmlns:w="{_WORD}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="{_KIND[:-1]}"'
    drawn = ['<v:rect style="width:300pt;height:200pt" fillcolor="#336699"/>']
    drawn += ['<v:shape style="width:90pt;height:90pt"><v:imagedata r:id="r1"/></v:shape>'] if home else []
    body = "".join(f"<w:p><w:r><w:pict>{one}</w:pict></w:r></w:p>" for one in drawn)
    kinds = f'<Default Extension="rels" ContentType="{_PACKAGE}.relationships+xml"/>'
    kinds += f'<Override PartName="/word/document.xml" ContentType="{_WORDS}.document.main+xml"/>'
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_TYPES}">{kinds}</Types>',
        "_rels/.rels": relations({"b": "word/document.xml"}).replace("image", "officeDocument"),
        "word/document.xml": f"{_XML}<w:document {spaces}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations({"r1": home} if home else {}, 'TargetMode="External"'),
    }


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "application/vnd.openxmlformats-package"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def ofd_parts(
    texts: Sequence[tuple[str, float, float]] = (), photos: Sequence[tuple[bytes, str]] = ()
) -> dict[str, str | bytes]:
    """The parts of an OFD file of one page: texts at x, y and photos in boundaries, in millimetres."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    words = "".join(
        f'<ofd:TextObject ID="{10 + n}" Boundary="{x} {y} 120 8" Font="3" Size="5">'
        f'<ofd:TextCode X="0" Y="6">{text}</ofd:TextCode></ofd:TextObject>'
        for n, (text, x, y) in enumerate(texts)
    )
    pictures = "".join(
        f'<ofd:ImageObject ID="{50 + n}" ResourceID="{80 + n}" Boundary="{box}"/>'
        for n, (_, box) in enumerate(photos)
    )
    media = "".join(
        f'<ofd:MultiMedia ID="{80 + n}" Type="Image"><ofd:MediaFile>i{n}.jpg</ofd:MediaFile></ofd:MultiMedia>'
        for n in range(len(photos))
    )
    layer = f'<ofd:Content><ofd:Layer ID="2">{pictures}{words}</ofd:Layer></ofd:Content>'
    common = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    common += "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
    pages = '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
    body = "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    return {
        "OFD.xml": f"{_XML}<ofd:OFD {space}>{body}</ofd:OFD>",
        "Doc_0/Document.xml": (
            f"{_XML}<ofd:Document {space}><ofd:CommonData>{common}</ofd:CommonData>{pages}</ofd:Document>"
        ),
        "Doc_0/DocumentRes.xml": (
            f'{_XML}<ofd:Res {space} BaseLoc="Res"><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>'
        ),
        "Doc_0/Pages/Page_0/Content.xml": f"{_XML}<ofd:Page {space}>{layer}</ofd:Page>",
        **{f"Doc_0/Res/i{n}.jpg": data for n, (data, _) in enumerate(photos)},
    }
