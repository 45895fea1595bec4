"""What a region asks of accounts: how long passwords are, who needs a second factor, how often it is shown again."""

import msgspec

from people.actor import Role

SHORTEST = 12
"""No region accepts shorter passwords than so many characters."""


class AccountRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`second_factor` names the roles that do not work without one; `again_minutes` is how long a proof counts."""

    password_length: int = SHORTEST
    second_factor: tuple[Role, ...] = ()
    again_minutes: int = 15
    """After so many minutes a page on which much can be done asks for the password or a code again."""
    another_gives: bool = True
    """Whether administrators take no post that reads cases for themselves where another administrator can give it."""
    guessable: tuple[str, ...] = ()
    """Words that everybody here would try first, beside the country's, the units' and the person's own."""


USUAL = AccountRules()
"""Of a region that says nothing."""
