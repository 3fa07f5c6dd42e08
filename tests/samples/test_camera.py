import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from samples import camera
from samples.camera import Layout, Place
from samples.camera.layout import shown
from samples.paper import Paper, corners

DOT = (230, 20, 230)


def dotted(kind="register_member"):
    """A pale page with one dot in its own upper left part."""
    image = Image.new("RGB", (1430, 1050), (244, 240, 226))
    ImageDraw.Draw(image).ellipse((180, 130, 260, 210), fill=DOT)
    return Paper(image, kind, {"name": "点"}, {"name": corners(180, 130, 260, 210)}, (143.0, 105.0))


def dot_in(image):
    """Where the dot's middle is on a picture."""
    pixels = np.asarray(image.convert("RGB"), dtype=np.int32)
    purple = (pixels[:, :, 0] - pixels[:, :, 1] > 60) & (pixels[:, :, 2] - pixels[:, :, 1] > 60)
    rows, columns = np.nonzero(purple)
    assert len(rows) > 20
    return columns.mean() + 0.5, rows.mean() + 0.5


def told(documents):
    box = np.array(documents[0].fields["name"].box)
    return box.mean(axis=0)


def seen_upright(upload):
    return ImageOps.exif_transpose(Image.open(io.BytesIO(upload.data)))


@pytest.mark.parametrize("profile", ["flat", "phone"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_dot_is_where_the_truth_says(profile, turn):
    for seed in range(2):
        rng = np.random.default_rng(seed)
        look = camera.look(profile, rng, 1200)
        shot = camera.shoot(camera.layout_of(dotted()), look, rng, turn)
        assert np.hypot(*(told(shot.shown) - dot_in(shot.image))) < 2.5


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_truth_counts_after_exif(orientation):
    rng = np.random.default_rng(4)
    look = camera.look("phone", rng, 1000)
    shot = camera.shoot(camera.layout_of(dotted()), look, rng)
    upload = camera.as_picture(shot, "jpg", (90,), orientation)
    image = seen_upright(upload)
    assert image.size == upload.pages[0].size
    assert np.hypot(*(told(upload.pages[0].shown) - dot_in(image))) < 3


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_papers_on_one_sheet_keep_their_places(turn):
    papers = [dotted(), Paper(Image.new("RGB", (856, 540), "white"), "id_card_front", {}, {}, (85.6, 54.0))]
    layout = camera.lay(papers, [Place(105, 80, turn), Place(105, 220, 3)], (210.0, 297.0), 5.0)
    assert [one.kind for one in layout.shown] == ["register_member", "id_card_front"]
    assert np.hypot(*(told(layout.shown) - dot_in(Image.fromarray(layout.image)))) < 1.0


def test_a_region_starts_at_the_papers_own_top_left():
    rng = np.random.default_rng(1)
    shot = camera.shoot(camera.layout_of(dotted()), camera.look("flat", rng), rng, turn=180)
    first, _, third, _ = shot.shown[0].region
    assert first[0] > third[0] and first[1] > third[1]


def test_pages_of_a_pdf_are_told_as_rendered():
    rng = np.random.default_rng(2)
    shots = [camera.shoot(camera.layout_of(dotted()), camera.look("phone", rng, 900), rng) for _ in range(2)]
    upload = camera.as_pdf(shots)
    assert upload.data.startswith(b"%PDF")
    assert [max(page.size) for page in upload.pages] == [2400, 2400]
    document = pytest.importorskip("pypdfium2").PdfDocument(upload.data)
    for page, truth in zip(document, upload.pages, strict=True):
        image = page.render(scale=2400 / max(page.get_size())).to_pil()
        assert np.hypot(*(told(truth.shown) - dot_in(image))) < 4


@pytest.mark.parametrize("suffix", ["jpg", "png", "bmp"])
def test_the_same_seed_gives_the_same_bytes(suffix):
    def drawn():
        rng = np.random.default_rng(11)
        shot = camera.shoot(camera.layout_of(dotted()), camera.look("poor", rng, 800), rng)
        return camera.as_picture(shot, suffix, (80, 75)).data

    assert drawn() == drawn()


def test_copies_change_the_picture_and_not_the_places():
    rng = np.random.default_rng(3)
    layout = camera.layout_of(dotted())
    for copy in (camera.grey_copy, camera.stamped):
        copied = copy(layout, rng)
        assert isinstance(copied, Layout) and copied.shown == layout.shown
        assert (copied.image != layout.image).any()


def test_a_smeared_field_is_told_as_illegible():
    layout = camera.smeared(camera.layout_of(dotted()), frozenset({"name"}))
    assert layout.shown[0].as_json()["fields"]["name"]["legible"] is False


def test_a_blank_field_has_a_value_and_no_box():
    paper = Paper(Image.new("RGB", (10, 10)), "register_member", {"religion": None}, {}, (10.0, 10.0))
    assert shown(paper).as_json()["fields"]["religion"] == {"value": None, "box": None}
