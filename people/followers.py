"""Those who follow another's complaint: whether an address does already, and the end of following."""

from uuid import UUID

from sqlmodel import col, delete, select

from foundation.database import Database
from foundation.sealing import KeyRing
from people.tables import FollowerRow


class Followers:
    """Ways to reach followers lie beside the log; who stops is forgotten without a trace there."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self._database, self._keys = database, keys

    async def known(self, complaint_id: UUID, email: str) -> bool:
        """Whether this address follows the complaint already. The reporter's own address is never asked about."""
        index = self._keys.blind(email, "followers.email")
        asked = select(FollowerRow.follower_id).where(
            FollowerRow.complaint_id == complaint_id, FollowerRow.email_index == index
        )
        async with self._database.reading() as session:
            return (await session.exec(asked)).first() is not None

    async def stop(self, complaint_id: UUID, follower: UUID) -> None:
        """Forget how to reach a follower; nothing happens where nobody is known."""
        gone = delete(FollowerRow).where(
            col(FollowerRow.complaint_id) == complaint_id, col(FollowerRow.follower_id) == follower
        )
        async with self._database.transaction() as session:
            await session.exec(gone)
