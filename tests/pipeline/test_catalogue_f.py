"""Rows F1–F25 of the catalogue of bad input: each file has one of its documented outcomes."""

import contextlib
import json
import socket
import threading
import time
import unicodedata

import numpy as np
import psutil
import pytest
from PIL import Image

from casefile.errors import UploadRefused
from pipeline.folder import folder_fetch
from pipeline.formats.door import checked
from pipeline.formats.outcomes import OUTCOMES, refused
from pipeline.sandbox.decoder import Decoder
from pipeline.sandbox.limits import Limits
from pipeline.submission import SubmissionUnusable, parse_submission
from samples.hostile.catalogue import catalogue
from samples.hostile.pdfs import operators, page_file
from samples.hostile.pictures import photo, saved
from samples.hostile.sample import PAGES
from samples.hostile.texts import NAMES
from tests.pipeline.cases import form

SAMPLES = tuple(catalogue())
PHOTO = saved(photo(), "PNG")


def sampled(row):
    chosen = [sample for sample in SAMPLES if sample.row == row]
    return pytest.mark.parametrize("sample", chosen, ids=lambda sample: ascii(sample.name))


@pytest.fixture(scope="module")
def decoder():
    opened = Decoder(Limits(cpu_seconds=1))
    list(opened.pages(PHOTO))
    yield opened
    opened.close()


def outcome(decoder, data):
    """The code, or PAGES with the pages."""
    try:
        return PAGES, list(decoder.pages(data))
    except UploadRefused as error:
        assert error.refusal in OUTCOMES and str(error)
        return error.refusal, []


def expect(decoder, sample):
    """The pages of a sample that has one of its outcomes; this process does not grow with it."""
    data, here = sample.make(), psutil.Process()
    before = here.memory_info().rss
    code, pages = outcome(decoder, data)
    assert code in sample.outcomes
    assert here.memory_info().rss - before < 50_000_000
    return pages


@sampled("F1")
def test_f01_nothing_in_it(decoder, sample):
    expect(decoder, sample)


@sampled("F2")
def test_f02_nothing_to_see(decoder, sample):
    expect(decoder, sample)


@sampled("F3")
def test_f03_too_many_pixels_are_refused_by_the_header(decoder, sample):
    expect(decoder, sample)
    if sample.outcomes == ("TOO_MANY_PIXELS",):
        data, began = sample.make(), time.process_time()
        with pytest.raises(UploadRefused):
            checked(data)
        assert time.process_time() - began < 0.1


@sampled("F4")
def test_f04_half_a_picture_is_never_read(decoder, sample):
    expect(decoder, sample)


@pytest.mark.parametrize("turn", range(1, 9))
def test_f05_every_exif_turn_gives_the_same_upright_picture(decoder, turn):
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = photo() if turn == 1 else photo().transpose(Image.Transpose(undo[turn]))
    exif = Image.Exif()
    exif[0x0112] = turn
    (page,) = decoder.pages(saved(stored, "PNG", exif=exif))
    assert np.array_equal(page[:, :, ::-1], np.asarray(photo()))


@sampled("F6")
def test_f06_every_way_to_keep_a_picture(decoder, sample):
    (page,) = expect(decoder, sample)
    if sample.name in {"progressive.jpg", "cmyk.jpg", "palette.png"}:
        assert np.abs(page[:, :, ::-1].astype(int) - np.asarray(photo())).mean() < 12
    else:
        shades = page[:, :, 0].ravel()
        assert shades.min() == 0 and shades.max() == 255 and len(set(shades.tolist())) > 200


def test_f06_transparent_is_white(decoder):
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (20, 20, 40, 40))
    (page,) = decoder.pages(saved(clear, "PNG"))
    assert page[0, 0].tolist() == [255] * 3 and page[30, 30].tolist() == [0] * 3


@sampled("F7")
def test_f07_of_many_frames_the_first(decoder, sample):
    pages = expect(decoder, sample)
    assert all(np.array_equal(page[:, :, ::-1], np.asarray(photo())) for page in pages)


@sampled("F8")
def test_f08_the_content_counts_and_not_the_name(decoder, sample):
    expect(decoder, sample)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_f09_no_name_leads_out_of_the_folder(tmp_path, name):
    (tmp_path / "case").mkdir()
    outside = tmp_path / "x.jpg"
    outside.write_bytes(PHOTO)
    materials = [{"slot": "mother_id_card", "files": [name]}]
    with contextlib.suppress(SubmissionUnusable):
        parse_submission(json.dumps(form(materials=materials)).encode())
    with pytest.raises(UploadRefused):
        folder_fetch(tmp_path / "case")(name.replace("\0", "\\0"))
    assert {path.name for path in tmp_path.rglob("*")} == {"case", "x.jpg"}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_f09_no_name_hides_what_it_is_where_it_is_shown(name):
    told = (str(refused("MISSING_FILE", name)), *SubmissionUnusable((f"缺少文件 {name}",)).problems)
    assert not any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in "".join(told))


@sampled("F10")
def test_f10_of_a_polyglot_only_the_pixels(decoder, sample):
    assert all(page.dtype == np.uint8 and page.ndim == 3 for page in expect(decoder, sample))


@sampled("F11")
def test_f11_a_password_is_asked_for_or_not(decoder, sample):
    expect(decoder, sample)


@sampled("F12")
def test_f12_too_many_pages_are_counted_before_any_is_drawn(decoder, sample):
    expect(decoder, sample)


@sampled("F13")
def test_f13_no_page_is_one_pixel(decoder, sample):
    assert all(min(page.shape[:2]) > 30 and max(page.shape) <= 2402 for page in expect(decoder, sample))


@sampled("F14")
def test_f14_endless_work_is_ended_and_neighbours_go_on(decoder, sample):
    expect(decoder, sample)
    assert len(list(decoder.pages(PHOTO))) == 1


@sampled("F15")
def test_f15_a_bomb_in_a_pdf(decoder, sample):
    assert all(max(page.shape) <= 2402 for page in expect(decoder, sample))


@sampled("F16")
def test_f16_a_broken_pdf_is_repaired_or_refused(decoder, sample):
    assert all(page.min() < 100 for page in expect(decoder, sample))


@sampled("F17")
def test_f17_a_pdf_that_would_act_gives_its_picture(decoder, sample):
    (page,) = expect(decoder, sample)
    (plain,) = decoder.pages(page_file())
    assert np.array_equal(page, plain)


@sampled("F18")
def test_f18_an_archive_bomb_is_refused_by_its_directory(decoder, sample):
    expect(decoder, sample)


@sampled("F19")
def test_f19_nothing_slips_out_of_an_archive(decoder, sample):
    expect(decoder, sample)


@pytest.fixture(scope="module")
def listener():
    """A place on this machine that counts who asks."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        ended = threading.Event()

        def listen():
            while not ended.is_set():
                try:
                    asked.append(server.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], asked
        ended.set()
        thread.join()


@sampled("F20")
def test_f20_entities_and_depth_are_refused(decoder, sample):
    expect(decoder, sample)


@sampled("F21")
def test_f21_what_would_call_out_is_read_as_it_stands(decoder, sample):
    expect(decoder, sample)


def test_f20_and_f21_nobody_is_called(decoder, listener):
    port, asked = listener
    for sample in catalogue(port):
        if sample.row in {"F20", "F21"}:
            outcome(decoder, sample.make())
    time.sleep(0.3)
    assert asked == []


@sampled("F22")
def test_f22_what_it_truly_is_is_said(decoder, sample):
    expect(decoder, sample)
    if sample.outcomes == ("TYPE_MISMATCH",):
        with pytest.raises(UploadRefused, match=r"RTF|网页|xlsb|旧版"):
            list(decoder.pages(sample.make()))


@sampled("F23")
def test_f23_text_is_decoded_strictly(decoder, sample):
    pages = expect(decoder, sample)
    if pages:
        (plain,) = decoder.pages("姓名：张三\n出生日期：2026年11月5日\n".encode())
        assert np.array_equal(pages[0], plain)


@sampled("F24")
def test_f24_an_ofd_is_never_a_blank_page(decoder, sample):
    assert all(page.min() < 100 for page in expect(decoder, sample))


@pytest.mark.slow
@pytest.mark.parametrize("make", [operators], ids=["380 MB of operators"])
def test_f14_the_limits_that_serve_runs_with(make):
    opened = Decoder()
    try:
        began = time.monotonic()
        assert outcome(opened, make())[0] == "TOO_COMPLEX"
        assert time.monotonic() - began < 100
        assert len(list(opened.pages(PHOTO))) == 1
    finally:
        opened.close()


def test_every_row_has_its_test():
    there = {name.split("_")[1] for name in globals() if name.startswith("test_f")}
    assert there == {f"f{number:02}" for number in range(1, 25)}
