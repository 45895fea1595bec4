"""Whom to call where a life is in danger, in a line each."""

from datetime import date

from complaints.region import Region


def numbers(region: Region, today: date, area: str | None = None) -> list[dict[str, str]]:
    """The numbers that answer in an area (None: anywhere in the region) on a local date; those of the area first."""
    return [
        {"number": line["number"], "name": line.get("short") or line["name"]}
        for line in region.emergency_for(area, today)
    ]
