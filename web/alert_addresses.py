"""Addresses of the pages of alerts: where they are asked for, confirmed and ended."""

from urllib.parse import urlencode
from uuid import UUID

from web.house import House

PATH = "/kabar"
YES, STOP = "alert.yes", "alert.stop"
"""What the secrets of the two links in a mail are for."""


def alerts_address(house: House, area: str, topic: str) -> str:
    """Where somebody asks to hear of an area and a topic (codes; empty for all); empty where nobody can be told."""
    return narrowed(PATH, area, topic) if house.mails or house.bot is not None else ""


def confirm_path(house: House, alert_id: UUID) -> str:
    """Where somebody says yes to an alert."""
    return f"{PATH}/{alert_id}/{house.keys.token(YES, alert_id.bytes)}/ya"


def stop_alert_path(house: House, alert_id: UUID) -> str:
    """Where an alert ends; the secret outlives it."""
    return f"{PATH}/{alert_id}/{house.keys.token(STOP, alert_id.bytes)}/berhenti"


def narrowed(path: str, area: str, topic: str) -> str:
    """An address that names an area and a topic, where there are any."""
    values = {name: value for name, value in (("area", area), ("topic", topic)) if value}
    return f"{path}?{urlencode(values)}" if values else path
