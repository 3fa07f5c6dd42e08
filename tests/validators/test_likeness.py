"""One picture saved twice is a doubt, whoever holds the other; two photographs are not one picture."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipeline.likeness import likeness
from tests.validators.builder import FATHER, MOTHER, case, expect, number, page
from validators.facts import Facts, Sighting
from validators.likeness import NEAR, alike, bands

STRANGERS = (number("46010519950704002"), number("46010519950704001"))


def picture(seed, size=(900, 1200)):
    """A table with a card on it, as a camera might see it."""
    rng = np.random.default_rng(seed)
    rough = rng.integers(0, 255, (9, 12, 3), np.uint8)
    image = cv2.resize(rough, size[::-1], interpolation=cv2.INTER_CUBIC)
    cv2.rectangle(image, (200, 200), (900, 650), (230, 235, 240), -1)
    cv2.putText(image, f"CARD {seed}", (260, 420), cv2.FONT_HERSHEY_SIMPLEX, 3, (40, 40, 60), 6)
    return image


def saved(image, quality=90, scale=1.0):
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def taken(data):
    return likeness(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR))


@pytest.mark.parametrize(("quality", "scale"), [(40, 1.0), (90, 0.4), (70, 0.6)])
def test_saved_again_it_is_alike(quality, scale):
    first, again = taken(saved(picture(1))), taken(saved(picture(1), quality, scale))
    assert alike(first, again)
    assert set(enumerate(bands(first))) & set(enumerate(bands(again)))


def test_another_picture_is_not_alike():
    likenesses = [taken(saved(picture(seed))) for seed in range(6)]
    assert not any(alike(a, b) for i, a in enumerate(likenesses) for b in likenesses[:i])


def test_a_blank_page_is_like_nothing():
    assert likeness(np.full((800, 600, 3), 250, np.uint8)) is None


@pytest.mark.parametrize("flips", [0, 1, NEAR])
def test_whatever_is_alike_shares_a_band(flips):
    rng = np.random.default_rng(flips)
    for _ in range(200):
        one = int.from_bytes(rng.bytes(32))
        other = one
        for bit in rng.choice(256, flips, replace=False):
            other ^= 1 << int(bit)
        texts = f"{one:064x}", f"{other:064x}"
        assert alike(*texts) and set(enumerate(bands(texts[0]))) & set(enumerate(bands(texts[1])))


def seen(found, id, value):
    return page(found, id, quality={"likeness": {"value": value}})


def test_one_picture_for_both_parents_saved_twice():
    both = seen(seen(case(), "mother.front", "ab" * 32), "father.front", "ab" * 31 + "aa")
    expect(both, "materials.duplicate", "unreadable")
    apart = seen(both, "father.front", "54" * 32)
    expect(apart, "materials.duplicate", "pass")
    covers = seen(seen(case(), "mother.cover", "ab" * 32), "father.cover", "ab" * 32)
    expect(covers, "materials.duplicate", "pass")


def test_a_picture_that_looks_like_another_familys():
    theirs = Sighting("mother.front.jpg", "case-9", STRANGERS, page=0)
    expect(case(), "materials.duplicate", "unreadable", facts=Facts(sightings=(theirs,)))
    expect(case(), "materials.duplicate", "pass", facts=Facts(sightings=(replace(theirs, page=1),)))
    ours = replace(theirs, parents=(MOTHER.id_number, FATHER.id_number))
    expect(case(), "materials.duplicate", "pass", facts=Facts(sightings=(ours,)))
    exact = replace(theirs, page=None)
    expect(case(), "materials.duplicate", "mismatch", facts=Facts(sightings=(exact, theirs)))
