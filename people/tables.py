"""Rows of people: units, officers, posts, sessions, the contact a citizen left, and who wants to hear of what."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field

from foundation.append_only import append_only
from foundation.database import Row
from people.actor import Capacity, Role

_LIVE_EMAIL = "email_index IS NOT NULL AND told_until IS NOT NULL"


class UnitRow(Row, table=True):
    """A unit of the government; codes are the region's own and never reused."""

    __tablename__ = "units"
    __table_args__ = ({"comment": "The tree of units, loaded from the region's folder"},)

    code: str = Field(primary_key=True, sa_type=Text)
    parent: str | None = Field(default=None, sa_type=Text, foreign_key="units.code")
    name: str = Field(sa_type=Text)
    short: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    duty: str = Field(sa_type=Text)
    accepts: bool = Field(description="May be given complaints; a closed unit accepts none")
    timezone: str = Field(sa_type=Text, description="IANA name; Indonesia has three zones")
    place: int = Field(description="Order in which the region lists its units")


class OfficerRow(Row, table=True):
    """Somebody who signs in."""

    __tablename__ = "officers"
    __table_args__ = (UniqueConstraint("username"), {"comment": "Accounts of civil servants"})

    officer_id: UUID = Field(primary_key=True)
    username: str = Field(sa_type=Text, description="Lower-case")
    name: str = Field(sa_type=Text)
    email: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed")
    password: str | None = Field(
        default=None, sa_type=Text, description="argon2id; none until an invitation is taken up"
    )
    created_at: datetime
    disabled_at: datetime | None = None
    signed_in_at: datetime | None = Field(default=None, description="The last time")


class PostRow(Row, table=True):
    """A role in a unit, for a time."""

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint("role IN (" + ", ".join(repr(str(role)) for role in Role) + ")", name="role"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        UniqueConstraint("officer_id", "role", "unit", "starts_on"),
        {"comment": "Who holds which post, as dated rows"},
    )

    post_id: UUID = Field(primary_key=True)
    officer_id: UUID = Field(foreign_key="officers.officer_id", index=True)
    role: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text, foreign_key="units.code")
    starts_on: date
    ends_on: date | None = None


class DelegationRow(Row, table=True):
    """That somebody holds the post of somebody else, or one that nobody holds, for a time. Never changed."""

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("capacity IN (" + ", ".join(repr(str(one)) for one in Capacity) + ")", name="capacity"),
        CheckConstraint("role IN (" + ", ".join(repr(str(role)) for role in Role) + ")", name="role"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("(capacity = 'plt') = (principal IS NULL)", name="vacant"),
        CheckConstraint("deputy IS NOT NULL OR capacity = 'leave'", name="deputy"),
        CheckConstraint("deputy <> principal", name="other"),
        Index("ix_delegations_deputy", "deputy", "ends_on"),
        Index("ix_delegations_principal", "principal", "ends_on"),
        Index("ix_delegations_unit", "unit", "ends_on"),
        {"comment": "Acting heads, stand-ins and leave, as dated rows that are never changed"},
    )

    delegation_id: UUID = Field(primary_key=True)
    capacity: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    unit: str = Field(sa_type=Text, foreign_key="units.code")
    principal: UUID | None = Field(
        default=None, foreign_key="officers.officer_id", description="Whose post it is; none: a vacant one"
    )
    deputy: UUID | None = Field(
        default=None, foreign_key="officers.officer_id", description="None: on leave, and nobody stands in"
    )
    starts_on: date
    ends_on: date = Field(description="Its last day, in the zone of the unit")
    basis: str = Field(sa_type=Text, description="The letter on which it stands")
    made_at: datetime
    made_by: UUID = Field(foreign_key="officers.officer_id")


class DelegationEndRow(Row, table=True):
    """That a delegation ended before its last day; of several the earliest counts."""

    __tablename__ = "delegation_ends"
    __table_args__ = (
        CheckConstraint("why IN ('ended', 'post', 'account', 'filled')", name="why"),
        Index("ix_delegation_ends_delegation_id", "delegation_id"),
        {"comment": "Delegations that ended early: when, by whom, why"},
    )

    end_id: UUID = Field(primary_key=True)
    delegation_id: UUID = Field(foreign_key="delegations.delegation_id")
    ended_at: datetime
    ended_by: UUID | None = Field(default=None, description="None: from the command line")
    why: str = Field(sa_type=Text, description="By hand, or with the post, the account, the vacancy it stood on")


class OnCallRow(Row, table=True):
    """Somebody to be called at any hour when a life is in danger, for a time."""

    __tablename__ = "on_call"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("place >= 1", name="place"),
        Index("ix_on_call_ends_at", "ends_at"),
        {"comment": "The duty roster for danger to life, as timed rows"},
    )

    on_call_id: UUID = Field(primary_key=True)
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    place: int = Field(description="Order in which they are called, from 1")
    starts_at: datetime
    ends_at: datetime = Field(description="On duty until just before")
    unit: str | None = Field(
        default=None,
        sa_type=Text,
        foreign_key="units.code",
        description="Only for what this unit or those below handle",
    )


class TelegramChatRow(Row, table=True):
    """A private chat with the bot. The citizen's (or officer's) Telegram id is sealed, and found by blind index."""

    __tablename__ = "telegram_chats"
    __table_args__ = (
        UniqueConstraint("telegram_index"),
        CheckConstraint("language IN ('id', 'en')", name="language"),
        {"comment": "Private chats with the bot; ids of people at Telegram are sealed"},
    )

    chat_id: UUID = Field(primary_key=True)
    telegram: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed; blank once erased")
    telegram_index: bytes | None = Field(default=None, sa_type=LargeBinary)
    language: str = Field(sa_type=Text)
    created_at: datetime
    dead_at: datetime | None = Field(default=None, description="Since when the bot may not write there")
    officer_id: UUID | None = Field(default=None, foreign_key="officers.officer_id", index=True)
    linked_at: datetime | None = None


class TelegramCaseRow(Row, table=True):
    """A case that somebody follows in their chat with the bot."""

    __tablename__ = "telegram_cases"
    __table_args__ = (
        CheckConstraint("role IN ('reporter', 'follower')", name="role"),
        Index("ix_telegram_cases_chat_id", "chat_id"),
        {"comment": "Which case is told of in which chat"},
    )

    complaint_id: UUID = Field(primary_key=True)
    chat_id: UUID = Field(primary_key=True)
    role: str = Field(sa_type=Text)
    since: datetime


class ChatLinkRow(Row, table=True):
    """A token, used once, that ties a chat to a case, an officer or an alert, or leads from a chat to the web form."""

    __tablename__ = "chat_links"
    __table_args__ = (
        CheckConstraint("purpose IN ('case', 'officer', 'form', 'alert')", name="purpose"),
        {"comment": "One-use tokens between chat and web, by their hash"},
    )

    token: bytes = Field(primary_key=True, sa_type=LargeBinary, description="SHA-256 of what was handed out")
    purpose: str = Field(sa_type=Text)
    subject: UUID = Field(description="The complaint, the officer, the chat, or the alert")
    expires_at: datetime
    used_at: datetime | None = None


class SessionRow(Row, table=True):
    """A sign-in that can be revoked; the cookie holds the token, the row its hash."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_officer_id", "officer_id"), {"comment": "Signed-in browsers"})

    token_hash: bytes = Field(primary_key=True, sa_type=LargeBinary)
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    stage: str = Field(
        default="full", sa_type=Text, description="What is still asked: a code, a second factor, nothing"
    )
    browser: str = Field(default="", sa_type=Text, description="Kind of browser and system; no address, no version")
    proved_at: datetime | None = Field(default=None, description="When a password or code was last shown")


class SecondFactorRow(Row, table=True):
    """An authenticator app whose codes an account asks for (RFC 6238)."""

    __tablename__ = "second_factors"
    __table_args__ = ({"comment": "Secrets of authenticator apps, sealed"},)

    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    secret: bytes = Field(sa_type=LargeBinary, description="Sealed")
    last_step: int = Field(sa_type=BigInteger, description="Of the last code taken: none is taken twice")
    since: datetime


class RecoveryCodeRow(Row, table=True):
    """A code that stands once for a lost authenticator."""

    __tablename__ = "recovery_codes"
    __table_args__ = ({"comment": "Recovery codes, by their keyed hash"},)

    officer_id: UUID = Field(primary_key=True, foreign_key="officers.officer_id")
    code: bytes = Field(primary_key=True, sa_type=LargeBinary, description="Keyed hash")
    used_at: datetime | None = None


class AccountLinkRow(Row, table=True):
    """A link, used once, with which somebody sets the password of an account. Its secret follows from the id."""

    __tablename__ = "account_links"
    __table_args__ = (
        CheckConstraint("purpose IN ('invitation', 'reset')", name="purpose"),
        Index("ix_account_links_officer_id", "officer_id"),
        {"comment": "Invitations and resets; only whoever holds the keys can make their addresses"},
    )

    link_id: UUID = Field(primary_key=True)
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    purpose: str = Field(sa_type=Text)
    expires_at: datetime
    used_at: datetime | None = None


class AccountMailRow(Row, table=True):
    """A mail about an account that is owed; gone once sent. Asked for by nobody's name, it is looked up when sent."""

    __tablename__ = "account_mails"
    __table_args__ = (
        CheckConstraint("(officer_id IS NULL) = (wanted IS NOT NULL)", name="whose"),
        Index("ix_account_mails_due_at", "due_at"),
        {"comment": "Mails about officers' accounts that are still to be sent"},
    )

    mail_id: UUID = Field(primary_key=True)
    purpose: str = Field(sa_type=Text)
    officer_id: UUID | None = Field(default=None, foreign_key="officers.officer_id")
    link_id: UUID | None = None
    wanted: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed: the name or address typed")
    address: bytes | None = Field(
        default=None, sa_type=LargeBinary, description="Sealed: an earlier address it goes to instead"
    )
    made_at: datetime
    due_at: datetime
    attempts: int = 0


class EarlierEmailRow(Row, table=True):
    """An address that an account had: whoever reads mail there is told for a while what becomes of the account."""

    __tablename__ = "earlier_emails"
    __table_args__ = (
        Index("ix_earlier_emails_officer_id", "officer_id"),
        {"comment": "Addresses that accounts had until lately"},
    )

    earlier_id: UUID = Field(primary_key=True)
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    email: bytes = Field(sa_type=LargeBinary, description="Sealed")
    until: datetime = Field(description="It is told until then")


class AccountChangeRow(Row, table=True):
    """What was changed about an account, by whom. Never a password, a code or a whole address."""

    __tablename__ = "account_changes"
    __table_args__ = (
        Index("ix_account_changes_officer_id", "officer_id", "change_id"),
        {"comment": "Every change of accounts, roles and second factors: who, when, before and after"},
    )

    change_id: UUID = Field(primary_key=True)
    at: datetime
    officer_id: UUID = Field(description="Whose account")
    changed_by: UUID | None = Field(default=None, description="None: from the command line, or by the program")
    what: str = Field(sa_type=Text)
    before: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed")
    after: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed")


class OutsideIdentityRow(Row, table=True):
    """That an account is signed in to by an account elsewhere (OpenID Connect)."""

    __tablename__ = "outside_identities"
    __table_args__ = (
        Index("ix_outside_identities_officer_id", "officer_id"),
        {"comment": "Accounts at a provider of single sign-on, by blind index"},
    )

    subject: bytes = Field(primary_key=True, sa_type=LargeBinary, description="Blind index of issuer and subject")
    officer_id: UUID = Field(foreign_key="officers.officer_id")
    linked_at: datetime


class SignOnRow(Row, table=True):
    """Somebody is on their way to the provider of single sign-on and back; taken away when they are."""

    __tablename__ = "sign_ons"
    __table_args__ = (
        Index("ix_sign_ons_expires_at", "expires_at"),
        {"comment": "Single sign-ons that have begun, each answered once"},
    )

    state: bytes = Field(primary_key=True, sa_type=LargeBinary, description="SHA-256 of what the provider sends back")
    browser: bytes = Field(sa_type=LargeBinary, description="SHA-256 of the cookie of the browser that began")
    nonce: str = Field(sa_type=Text)
    verifier: bytes = Field(sa_type=LargeBinary, description="Sealed")
    onward: str = Field(sa_type=Text, description="The address to go on to")
    expires_at: datetime


class ContactRow(Row, table=True):
    """How to reach who filed a complaint. Sealed; found by blind index; blanked by erasure."""

    __tablename__ = "contacts"
    __table_args__ = ({"comment": "The only names and contacts of citizens"},)

    complaint_id: UUID = Field(primary_key=True)
    name: bytes | None = Field(default=None, sa_type=LargeBinary)
    email: bytes | None = Field(default=None, sa_type=LargeBinary)
    phone: bytes | None = Field(default=None, sa_type=LargeBinary)
    email_index: bytes | None = Field(default=None, sa_type=LargeBinary, index=True)
    phone_index: bytes | None = Field(default=None, sa_type=LargeBinary, index=True)
    email_stopped_at: datetime | None = Field(default=None, description="Since when they want no news by e-mail")


class FollowerRow(Row, table=True):
    """How to reach somebody who follows a complaint because they have the same to tell. Sealed."""

    __tablename__ = "followers"
    __table_args__ = (
        UniqueConstraint("complaint_id", "email_index"),
        {"comment": "Contacts of those who follow another's complaint; removed when they stop"},
    )

    complaint_id: UUID = Field(primary_key=True)
    follower_id: UUID = Field(primary_key=True)
    email: bytes | None = Field(default=None, sa_type=LargeBinary)
    phone: bytes | None = Field(default=None, sa_type=LargeBinary)
    email_index: bytes | None = Field(
        default=None, sa_type=LargeBinary, description="Blind, so that one address follows a case once"
    )


class AlertRow(Row, table=True):
    """Somebody's wish to hear of complaints that become public, of an area and on a topic. Gone when it ends."""

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint("language IN ('id', 'en')", name="language"),
        CheckConstraint("email IS NULL OR chat_id IS NULL", name="one_way"),
        CheckConstraint("told_until IS NULL OR email IS NOT NULL OR chat_id IS NOT NULL", name="reachable"),
        CheckConstraint("(told_until IS NULL) = (expires_at IS NOT NULL)", name="confirmed"),
        Index("ix_alerts_due_at", "due_at"),
        Index("uq_alerts_email", "email_index", "area", "topic", unique=True, postgresql_where=text(_LIVE_EMAIL)),
        Index("uq_alerts_chat", "chat_id", "area", "topic", unique=True, postgresql_where=text("chat_id IS NOT NULL")),
        {"comment": "Who hears of new public complaints, of where and what; kept only once confirmed, until stopped"},
    )

    alert_id: UUID = Field(primary_key=True)
    area: str = Field(sa_type=Text, description="Code; empty for the whole region")
    topic: str = Field(sa_type=Text, description="Code; empty for every topic")
    language: str = Field(sa_type=Text)
    email: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed")
    email_index: bytes | None = Field(default=None, sa_type=LargeBinary)
    chat_id: UUID | None = Field(default=None, foreign_key="telegram_chats.chat_id", ondelete="CASCADE")
    asked_at: datetime
    expires_at: datetime | None = Field(default=None, description="While nobody confirmed it: when it is forgotten")
    told_until: datetime | None = Field(default=None, description="What became public until then was told, or was none")
    due_at: datetime | None = Field(default=None, description="When the letter that asks, or the next digest, is due")
    tries: int = Field(default=0, description="How often in a row it could not be sent now")
    bounces: int = Field(default=0, description="How often in a row its address took nothing")


class DataRequestRow(Row, table=True):
    """What somebody asked about their own data, and what came of it. What leads to a person goes after a while."""

    __tablename__ = "data_requests"
    __table_args__ = (
        CheckConstraint("kind IN ('access', 'correction', 'erasure', 'restriction', 'withdrawal')", name="kind"),
        CheckConstraint("way IN ('page', 'counter', 'letter')", name="way"),
        CheckConstraint("outcome IN ('done', 'partly', 'refused')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered"),
        Index("ix_data_requests_due_at", "due_at", postgresql_where=text("answered_at IS NULL")),
        Index("ix_data_requests_answered_at", "answered_at"),
        {"comment": "Requests about personal data (UU 27/2022), each with a clock of its own"},
    )

    request_id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    way: str = Field(sa_type=Text)
    subject: UUID | None = Field(default=None, index=True, description="The complaint it is about, where it is one")
    received_at: datetime
    due_at: datetime = Field(description="3 x 24 hours by the wall clock after it was received")
    entered_by: UUID | None = Field(default=None, description="The officer who took it in; none on the citizen's page")
    document: str | None = Field(default=None, sa_type=Text, description="Kind of document seen, never its number")
    details: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed: what was asked, and by whom")
    answered_at: datetime | None = None
    answered_by: UUID | None = Field(default=None, description="None: the program did it at once")
    outcome: str | None = Field(default=None, sa_type=Text)
    changed: str | None = Field(default=None, sa_type=Text, description="Names of corrected fields, never their values")
    answer: bytes | None = Field(default=None, sa_type=LargeBinary, description="Sealed")


class DataMailRow(Row, table=True):
    """A mail about somebody's own data that is owed, or whose link has not been used yet. The address is sealed."""

    __tablename__ = "data_mails"
    __table_args__ = (
        CheckConstraint("purpose IN ('confirm', 'changed', 'removed', 'given', 'answered')", name="purpose"),
        Index("ix_data_mails_due_at", "due_at", postgresql_where=text("sent_at IS NULL")),
        {"comment": "Mails about a citizen's own data; a new address is kept here until it is confirmed"},
    )

    complaint_id: UUID = Field(primary_key=True)
    mail_id: UUID = Field(primary_key=True)
    purpose: str = Field(sa_type=Text)
    email: bytes = Field(sa_type=LargeBinary, description="Sealed")
    language: str = Field(sa_type=Text)
    made_at: datetime
    due_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None


class IdentityCheckRow(Row, table=True):
    """That an officer gave the code of a case to somebody at the counter, after looking at a document."""

    __tablename__ = "identity_checks"
    __table_args__ = (
        Index("ix_identity_checks_at", "at"),
        {"comment": "Codes given at the counter: who, when, which case; of the person only the kind of document"},
    )

    complaint_id: UUID = Field(primary_key=True)
    check_id: UUID = Field(primary_key=True)
    officer_id: UUID
    at: datetime
    document: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)


append_only(IdentityCheckRow.__table__)  # type: ignore[attr-defined]
append_only(AccountChangeRow.__table__)  # type: ignore[attr-defined]
append_only(DelegationRow.__table__)  # type: ignore[attr-defined]
append_only(DelegationEndRow.__table__)  # type: ignore[attr-defined]


class SavedViewRow(Row, table=True):
    """Filters of the inbox under a name: one officer's own, or a unit's, which its head keeps."""

    __tablename__ = "saved_views"
    __table_args__ = (
        CheckConstraint("(officer_id IS NULL) <> (unit IS NULL)", name="whose"),
        Index("ix_saved_views_officer_id", "officer_id"),
        Index("ix_saved_views_unit", "unit"),
        Index(
            "uq_saved_views_first",
            "officer_id",
            "unit",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("is_first"),
        ),
        {"comment": "Named filters of the inbox"},
    )

    view_id: UUID = Field(primary_key=True)
    officer_id: UUID | None = Field(default=None, foreign_key="officers.officer_id")
    unit: str | None = Field(default=None, sa_type=Text, foreign_key="units.code")
    name: str = Field(sa_type=Text)
    query: str = Field(sa_type=Text, description="The filters as they stand in an address")
    is_first: bool = Field(description="Shown where an address names no filter; one's own goes before the unit's")
    created_at: datetime
    created_by: UUID = Field(foreign_key="officers.officer_id")
