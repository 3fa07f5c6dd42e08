"""A camera for drawn papers: pictures as families upload them, with the truth of every corner."""

from samples.camera.copies import grey_copy, of_screen, smeared, stamped
from samples.camera.files import PageTruth, Upload, as_pdf, as_picture
from samples.camera.layout import Layout, Place, lay, layout_of
from samples.camera.profiles import PROFILES, Look, look
from samples.camera.shoot import Shot, shoot
from samples.camera.truth import Seen, Shown

__all__ = [
    "PROFILES",
    "Layout",
    "Look",
    "PageTruth",
    "Place",
    "Seen",
    "Shot",
    "Shown",
    "Upload",
    "as_pdf",
    "as_picture",
    "grey_copy",
    "lay",
    "layout_of",
    "look",
    "of_screen",
    "shoot",
    "smeared",
    "stamped",
]
