"""Says what the bot owes: each chat's replies in their order, paced, with no transaction open while Telegram is asked.

Delivery is at least once: only a sending whose answer never came, or a kill between Telegram's answer and our mark,
can say something twice, and that is counted, for each message is marked before it is handed over.
"""

import asyncio
import logging
import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from bots.client import Blocked, BotClient, Later, Outcome, Refused, Sent
from bots.markup import Page, pages, plain
from bots.pace import Pace
from bots.replies import Reply
from bots.reply_outbox import Claimed, ReplyOutbox
from foundation.clock import Clock

LEASE = timedelta(seconds=120)
RESERVE = timedelta(seconds=60)
"""No message is handed over with less of the lease left: it must be over before somebody else may take the reply."""
PATIENCE = timedelta(seconds=3)
"""How long a claimed reply waits for its moment; longer waits are left to a later round."""
TRIES = 40
"""With the pauses below, about six hours of trying."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=10)
AT_ONCE = 32
"""Chats spoken to side by side."""
_log = logging.getLogger(__name__)


@dataclass
class Tally:
    """What a round did, in replies."""

    claimed: int = 0
    sent: int = 0
    later: int = 0
    dead: int = 0


class ReplySender:
    """Any number of them may run. `send_now` works in the background; `close` waits for it."""

    def __init__(self, outbox: ReplyOutbox, clock: Clock, client: BotClient, pace: Pace) -> None:
        self._outbox, self._clock, self._client, self._pace = outbox, clock, client, pace
        self._talking: dict[UUID, asyncio.Task[None]] = {}

    async def owe(self, session: AsyncSession, chat_id: UUID, key: str, reply: Reply) -> None:
        """Owe a reply in the caller's transaction; a key is owed once, however often it is asked for."""
        await self._outbox.owe(session, chat_id, key, reply, self._clock.now())

    async def send_now(self, chat_id: UUID) -> None:
        """Begin to say what is owed to this chat, after the commit; returns at once, and raises nothing.

        What does not go out now, or while too many are spoken to already, is left to `run`.
        """
        before = self._talking.get(chat_id)
        if before is None and len(self._talking) >= AT_ONCE:
            return
        self._talking[chat_id] = task = asyncio.create_task(self._talk(chat_id, before))
        task.add_done_callback(lambda done: self._end(chat_id, done))

    def _end(self, chat_id: UUID, done: "asyncio.Task[None]") -> None:
        if self._talking.get(chat_id) is done:
            del self._talking[chat_id]

    async def _talk(self, chat_id: UUID, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            while (await self._round(1, chat_id)).sent:
                pass
        except Exception as fault:  # noqa: BLE001 - it is owed still, and a later round says it
            _log.warning("replies wait for the next round: %s", type(fault).__name__)

    async def run(self, size: int = 50) -> Tally:
        """Say what is due, one reply a chat; `claimed` of 0 says that nothing is."""
        return await self._round(size, None)

    async def close(self, seconds: float = 10.0) -> None:
        """Let what is being said be said; what takes longer is cut off, and counted as doubtful."""
        if self._talking:
            _, late = await asyncio.wait(list(self._talking.values()), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _round(self, size: int, chat: UUID | None) -> Tally:
        claimed = await self._outbox.claim(self._clock.now(), LEASE, size, chat)
        tally, gate = Tally(len(claimed)), asyncio.Semaphore(AT_ONCE)

        async def one(reply: Claimed) -> None:
            async with gate:
                try:
                    await self._say(reply, tally)
                except Exception as fault:  # noqa: BLE001 - one reply's fault must not stop the others
                    # Only the kind is kept: a message may hold a citizen's words. The lease ends by itself.
                    _log.error("reply %s: %s", reply.id, type(fault).__name__)

        async with asyncio.TaskGroup() as group:
            for reply in claimed:
                group.create_task(one(reply))
        return tally

    async def _say(self, one: Claimed, tally: Tally) -> None:
        if one.telegram is None:
            await self._outbox.dead(one)
            tally.dead += 1
            return
        if one.reply.toast:
            words = plain(one.reply, one.language)
            await self._conclude(one, await self._client.answer(one.reply.toast, words), 0, tally)
            return
        shown = pages(one.reply, one.language)
        if not shown:
            await self._conclude(one, Sent(), 0, tally)
        for place, page in enumerate(shown):
            if place < one.gone:
                continue
            outcome = await self._hand_over(one, one.telegram, page, alone=len(shown) == 1)
            if outcome is None:
                tally.later += 1
                return
            one = one._replace(gone=place + isinstance(outcome, Sent))
            await self._conclude(one, outcome, len(shown) - place - 1, tally)
            if not isinstance(outcome, Sent):
                return

    async def _hand_over(self, one: Claimed, telegram: int, page: Page, *, alone: bool) -> Outcome | None:
        """Send one message when its moment has come; None where the reply was put off or is another's by now."""
        wait = await self._pace.turn(one.chat, PATIENCE)
        now = self._clock.now()
        if wait is not None or now > one.lease - RESERVE:
            await self._outbox.later(one, now + (wait or timedelta()), free=True)
            return None
        if one.reply.instead_of and one.gone == 0:
            changed = await self._replace(one, telegram, page, alone)
            if changed is not None:
                return changed
        if not await self._outbox.started(one, now):
            return None
        return await self._client.send(telegram, page.text, page.keyboard)

    async def _replace(self, one: Claimed, telegram: int, page: Page, alone: bool) -> Outcome | None:
        """Put it in the place of an earlier message of ours, or take its buttons; None where it has to be sent anew."""
        old, keyboard = one.reply.instead_of, page.keyboard or {}
        assert old is not None
        if alone and not one.reply.beside and "keyboard" not in keyboard:
            changed = await self._client.edit(telegram, old, page.text, keyboard)
            return None if isinstance(changed, Refused) else changed
        stripped = await self._client.strip(telegram, old)
        return None if isinstance(stripped, Sent | Refused) else stripped

    async def _conclude(self, one: Claimed, outcome: Outcome, left: int, tally: Tally) -> None:
        """Keep what became of one message; `left` more belong to the reply."""
        now = self._clock.now()
        match outcome:
            case Sent(message=message):
                self._pace.taken()
                if left:
                    await self._outbox.step(one)
                else:
                    await self._outbox.sent(one, message, now)
                    tally.sent += 1
            case Later(after=timedelta() as after):
                await self._pace.limited(one.chat, after)
                await self._outbox.later(one, now + after, free=True)
                tally.later += 1
            case Later(unsure=unsure) if one.attempts < TRIES:
                await self._outbox.later(one, now + _pause(one.attempts), unsure=unsure)
                tally.later += 1
            case Blocked():
                await self._outbox.chat_dead(one.chat, now)
                tally.dead += 1
            case Later(reason=reason) | Refused(reason=reason):
                await self._outbox.dead(one)
                tally.dead += 1
                _log.warning("reply %s given up after %d tries: %s", one.id, one.attempts, reason)


def _pause(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th try: doubling from a second, spread so that not all come at once."""
    grown = min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 20), LONGEST_PAUSE)
    return grown * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, keeps no secret
