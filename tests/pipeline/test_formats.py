"""Uploads are told by their content; what cannot be taken is refused with its code."""

import io

import numpy as np
import pytest
from PIL import Image

from casefile.errors import UploadRefused
from pipeline.formats import page_images


def encoded(image, kind, **options):
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def photo(width=64, height=48):
    shades = np.linspace(0, 255, width * height * 3).astype(np.uint8)
    return Image.fromarray(shades.reshape(height, width, 3))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "BMP"])
def test_pictures_become_page_images(kind):
    (page,) = page_images(encoded(photo(), kind))
    assert page.shape == (48, 64, 3)


def test_every_page_of_a_pdf_is_rendered_with_a_long_side_of_2400():
    data = encoded(photo(600, 400), "PDF", save_all=True, append_images=[photo(400, 600)])
    assert [max(page.shape) for page in page_images(data)] == [2400, 2400]


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_exif_turn_gives_the_same_upright_picture(turn):
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    picture = photo()
    stored = picture if turn == 1 else picture.transpose(Image.Transpose(undo[turn]))
    exif = Image.Exif()
    exif[0x0112] = turn
    (page,) = page_images(encoded(stored, "PNG", exif=exif))
    assert np.array_equal(page[:, :, ::-1], np.asarray(picture))


def test_transparent_pixels_are_white_and_sixteen_bits_keep_their_shades():
    (clear,) = page_images(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG"))
    assert clear.min() == 255
    deep = Image.fromarray(np.array([[0, 1000], [2000, 4000]], np.uint16))
    (page,) = page_images(encoded(deep, "PNG"))
    assert sorted({int(value) for value in page[:, :, 0].ravel()}) == [0, 63, 127, 255]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b" \n\t", "EMPTY_FILE"),
        (b"MZ\x90\x00 program", "TYPE_MISMATCH"),
        (b"\x00\x00\x00\x18ftypheic", "TYPE_MISMATCH"),
        (encoded(photo(), "JPEG")[:200], "CORRUPT_IMAGE"),
        (encoded(photo(400, 400), "JPEG")[:-210], "CORRUPT_IMAGE"),
        (b"%PDF-1.7 nothing more", "CORRUPT_PDF"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_its_code(data, code):
    with pytest.raises(UploadRefused) as refused:
        list(page_images(data))
    assert refused.value.refusal == code


def test_a_picture_of_30000_pixels_square_is_refused_by_its_header():
    huge = encoded(Image.new("1", (30_000, 30_000)), "PNG")
    with pytest.raises(UploadRefused) as refused:
        page_images(huge)
    assert refused.value.refusal == "TOO_MANY_PIXELS"
