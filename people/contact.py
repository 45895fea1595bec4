"""How to reach a citizen, as they wrote it."""

import msgspec


class Contact(msgspec.Struct, frozen=True):
    """At least one field is filled; e-mail lower-cased, telephone as digits with a leading +."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
