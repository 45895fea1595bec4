"""Why somebody has to be asked before a report goes anywhere."""

from collections.abc import Collection

from routing.advice import Doubt


def doubt(
    text: str, *, topic_by_road: bool, road_owners: Collection[str] = (), units_of_matters: Collection[str] = ()
) -> Doubt | None:
    """`road_owners` is `Gazetteer.owner_of_road` (nobody or several is a doubt where `topic_by_road`);
    `units_of_matters` are the units of distinct matters that somebody else found in the text.
    """
    return None
