"""Rows of the bot: updates seen, drafts, files to fetch, replies owed, and how fast we may speak."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, SmallInteger, Text, UniqueConstraint, text
from sqlmodel import Field

from foundation.database import Row


class TelegramUpdateRow(Row, table=True):
    """An update that was worked through: the same one again changes nothing."""

    __tablename__ = "telegram_updates"
    __table_args__ = (
        Index("ix_telegram_updates_at", "at"),
        {"comment": "Updates already worked through, for some weeks"},
    )

    update_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime


class DraftRow(Row, table=True):
    """The half-told report of one chat, sealed whole: it is words and places of a citizen."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("ix_drafts_changed_at", "changed_at"),
        {"comment": "Half-told reports, one a chat; deleted when sent, cancelled or forgotten"},
    )

    chat_id: UUID = Field(primary_key=True, foreign_key="telegram_chats.chat_id")
    draft_id: UUID
    data: bytes = Field(sa_type=LargeBinary, description="Sealed")
    changed_at: datetime
    reminded_at: datetime | None = None


class ChatFileRow(Row, table=True):
    """A file at Telegram that the worker fetches, cleans and keeps: for a draft first, then for its complaint."""

    __tablename__ = "chat_files"
    __table_args__ = (
        Index("ix_chat_files_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        {"comment": "Files named in chats, fetched by the worker"},
    )

    complaint_id: UUID = Field(primary_key=True, description="Of the complaint the draft will become")
    unique_id: str = Field(primary_key=True, sa_type=Text, description="Telegram's, the same for every repeat")
    chat_id: UUID
    data: bytes = Field(sa_type=LargeBinary, description="Sealed: how to fetch it")
    filed: bool = Field(description="Whether the complaint exists, so that the file can be attached")
    due_at: datetime | None = Field(default=None, description="When to try; empty once done or given up")
    attempts: int = Field(sa_type=SmallInteger)
    fetched_at: datetime | None = None
    fault: str | None = Field(default=None, sa_type=Text, description="Why it was given up, by code")


class ReplyRow(Row, table=True):
    """What the bot owes to a chat, sealed. Sent in the order of ids within a chat."""

    __tablename__ = "bot_replies"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("state IN ('owed', 'sent', 'dead')", name="state"),
        Index("ix_bot_replies_owed", "chat_id", "reply_id", postgresql_where=text("state = 'owed'")),
        Index("ix_bot_replies_at", "at"),
        {"comment": "Answers of the bot, owed in the transaction of what they answer"},
    )

    reply_id: UUID = Field(primary_key=True)
    chat_id: UUID = Field(foreign_key="telegram_chats.chat_id")
    key: str = Field(sa_type=Text, description="Names update and place, so that it is owed once")
    data: bytes = Field(sa_type=LargeBinary, description="Sealed words and buttons")
    state: str = Field(sa_type=Text)
    at: datetime
    due_at: datetime
    attempts: int = Field(sa_type=SmallInteger)
    started_at: datetime | None = Field(default=None, description="Handed over and not answered: may have gone out")
    message: int | None = Field(default=None, sa_type=BigInteger, description="Telegram's number of it, once sent")


class ChatMessageRow(Row, table=True):
    """A message of a chat that belongs to a case: theirs that was filed, ours that gave news of it."""

    __tablename__ = "chat_messages"
    __table_args__ = (
        Index("ix_chat_messages_chat_id_message", "chat_id", "message"),
        Index("ix_chat_messages_at", "at"),
        {"comment": "To which case a reply or an edit belongs; numbers only"},
    )

    complaint_id: UUID = Field(primary_key=True)
    chat_id: UUID = Field(primary_key=True)
    message: int = Field(primary_key=True, sa_type=BigInteger, description="Telegram's number of it in the chat")
    at: datetime


class PaceRow(Row, table=True):
    """When the next message may go out: one row a chat, and one for all."""

    __tablename__ = "bot_pace"
    __table_args__ = ({"comment": "Exact pacing over replicas; may be emptied at any time"},)

    key: str = Field(primary_key=True, sa_type=Text, description="A chat's id, or all")
    next_at: datetime
