"""The region's emblem as somebody uploads it: a small PNG written anew, or an SVG of which only drawing is left."""

import base64
import re
import warnings
from io import BytesIO
from xml.etree import ElementTree

from PIL import Image

from complaints.images import MOST_PIXELS, UNREADABLE
from foundation.errors import Invalid
from foundation.language import mark as _

SIDE = 96
"""Pixels; it is shown at 36, and screens have up to three dots for one."""
LARGEST = 8_000
"""Bytes that an emblem may weigh: everybody loads it with the first page."""
UPLOAD = 2_000_000
PNG, SVG = "image/png", "image/svg+xml"
_NS = "http://www.w3.org/2000/svg"
_DRAWN = frozenset(
    {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "title", "desc", "defs"}
    | {"linearGradient", "radialGradient", "stop", "clipPath"}
)
_SAID = frozenset(
    {"viewBox", "width", "height", "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "points", "id"}
    | {"fill", "fill-rule", "fill-opacity", "clip-rule", "clip-path", "stroke", "stroke-width", "stroke-linecap"}
    | {"stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "opacity", "transform", "offset", "stop-color"}
    | {"stop-opacity", "gradientUnits", "gradientTransform", "fx", "fy", "preserveAspectRatio"}
)
_OUTWARD = re.compile(r"url\((?!#[\w-]+\))|[a-z]+script|data:|&|\\", re.IGNORECASE)
_UNFIT = _("Berkas ini bukan gambar PNG atau SVG yang dapat kami pakai.")
_HEAVY = _("Gambar ini terlalu rumit: setelah dikecilkan masih lebih dari 8 kB. Pakai gambar yang lebih sederhana.")


def cleaned_emblem(data: bytes) -> tuple[str, bytes]:
    """Media type and bytes, at most LARGEST of them. Raises Invalid."""
    if len(data) > UPLOAD:
        raise Invalid(_HEAVY)
    kind, clean = (PNG, _png(data)) if data.startswith(b"\x89PNG") else (SVG, _svg(data))
    if len(clean) > LARGEST:
        raise Invalid(_HEAVY)
    return kind, clean


def packed(kind: str, data: bytes) -> str:
    """As it is kept among the region's settings."""
    return f"{kind};{base64.b64encode(data).decode()}"


def unpacked(kept: str) -> tuple[str, bytes]:
    kind, _sep, data = kept.partition(";")
    return kind, base64.b64decode(data)


def _png(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(data), formats=("PNG",)) as picture:
            warnings.simplefilter("ignore")
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(_UNFIT)
            small = picture.convert("RGBA")
            small.thumbnail((SIDE, SIDE))
            out = BytesIO()
            small.save(out, "PNG", optimize=True)
            return out.getvalue()
    except UNREADABLE as error:
        raise Invalid(_UNFIT) from error


def _svg(data: bytes) -> bytes:
    """Only known elements and attributes, none of which leads anywhere or does anything."""
    # A document type could define entities that unfold to gigabytes, or read files.
    if b"<!DOCTYPE" in data.upper() or b"<!ENTITY" in data.upper():
        raise Invalid(_UNFIT)
    try:
        root = ElementTree.fromstring(data.decode("utf-8"))  # noqa: S314 - no document type, so no entities
    except (ElementTree.ParseError, UnicodeDecodeError, ValueError) as error:
        raise Invalid(_UNFIT) from error
    if root.tag != f"{{{_NS}}}svg" or "viewBox" not in root.attrib:
        raise Invalid(_UNFIT)
    ElementTree.register_namespace("", _NS)
    return bytes(ElementTree.tostring(_drawing(root), encoding="utf-8"))


def _drawing(element: ElementTree.Element) -> ElementTree.Element:
    kept = {name: value for name, value in element.attrib.items() if name in _SAID and not _OUTWARD.search(value)}
    clean = ElementTree.Element(element.tag, kept)
    if element.tag.endswith(("}title", "}desc")):
        clean.text = element.text
    for child in element:
        name = str(child.tag)
        if name.startswith(f"{{{_NS}}}") and name.removeprefix(f"{{{_NS}}}") in _DRAWN:
            clean.append(_drawing(child))
    return clean
