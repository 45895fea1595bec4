"""A place as everybody may know it where somebody may live: the street without the house, a point on a coarse grid."""

import math

import msgspec

from complaints.commands import Place
from complaints.masking import without_house

GRID_METRES = 250
_METRES_A_DEGREE = 111_320


def blurred(place: Place) -> Place:
    """The middle of a cell of about 250 metres instead of the point, and the address without what leads to a house."""
    address = without_house(place.address or "") or None
    if place.latitude is None or place.longitude is None:
        return msgspec.structs.replace(place, address=address)
    latitude = _middle(place.latitude, GRID_METRES / _METRES_A_DEGREE)
    # Degrees of longitude grow shorter towards the poles; the cell keeps its width.
    width = GRID_METRES / (_METRES_A_DEGREE * max(0.01, math.cos(math.radians(latitude))))
    return msgspec.structs.replace(
        place, address=address, latitude=round(latitude, 5), longitude=round(_middle(place.longitude, width), 5)
    )


def _middle(degrees: float, cell: float) -> float:
    return (math.floor(degrees / cell) + 0.5) * cell
