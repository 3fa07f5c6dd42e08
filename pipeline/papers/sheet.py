"""A paper as an HTML page that prints well, and as PDF; the only room that knows the PDF library."""

from __future__ import annotations

import base64
import logging
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from casefile.errors import BirthcaseError, UsageError
from pipeline.font import bold_for, fonts_for

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcherResponse

_FOLDER = Path(__file__).parent / "templates"
_MARGINS = "第页，共0123456789 /"
"""What the margin of a printed page says, besides the text itself."""
PANGO = "不能生成 PDF：请安装 libpango-1.0-0、libpangoft2-1.0-0 和 libharfbuzz0b"


class Unfetched(BirthcaseError):
    """A paper holds all that it shows; it never fetches anything."""


def html(template: str, **values: Any) -> str:
    """The paper as one HTML page that needs no other file."""
    style = Markup((_FOLDER / "paper.css").read_text(encoding="utf-8"))
    return _templates().get_template(template).render(style=style, **values)


def pdf(page: str) -> bytes:
    """The page as PDF with its font inside; raises UsageError where font or library are wanting."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        # The fonts are cut down already; which library embeds the rest makes no difference.
        warnings.simplefilter("ignore", DeprecationWarning)
        return _written(page)


def _written(page: str) -> bytes:
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise UsageError(PANGO) from error
    fonts = FontConfiguration()
    text = page + _MARGINS
    faces = _faces(fonts_for(text), bold_for(text))
    style = CSS(string=faces, font_config=fonts, url_fetcher=_only_data)
    document = HTML(string=page, url_fetcher=_only_data)
    return bytes(document.write_pdf(stylesheets=[style], font_config=fonts))


def _faces(fonts: tuple[bytes, ...], bold: tuple[bytes, ...]) -> str:
    """Every font as a face of its own, in order of preference; a bold one beside the first."""
    names = [f"Paper{number}" for number in range(len(fonts))]
    faces = [(name, "normal", font) for name, font in zip(names, fonts, strict=True)]
    faces += [(names[0], "bold", font) for font in bold[:1]]
    rules = [
        f"@font-face {{ font-family: {name}; font-weight: {weight}; src: url({_font_uri(font)}) }}"
        for name, weight, font in faces
    ]
    return "\n".join([*rules, f"html, body, h1, h2 {{ font-family: {', '.join(names)} !important }}"])


def _font_uri(font: bytes) -> str:
    return f"data:font/otf;base64,{base64.b64encode(font).decode()}"


def _only_data(url: str, *_: Any, **__: Any) -> URLFetcherResponse:
    """Fonts and pictures travel inside the page; nothing is fetched from disk or net."""
    from weasyprint.urls import URLFetcher

    if not url.startswith("data:"):
        raise Unfetched(url[:20])
    return URLFetcher().fetch(url)


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return found
