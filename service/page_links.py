"""Whole addresses of pages, for messages that leave the house."""

from dataclasses import dataclass
from uuid import UUID

from complaints.complaint import Complaint
from web.account_links import link_path
from web.alert_addresses import PATH, confirm_path, narrowed, stop_alert_path
from web.house import House
from web.lookup import confirm_email_path, follow_path, own_data_path, stop_mails_path, stop_path


@dataclass(frozen=True)
class PageLinks:
    """Implements `notices.messages.Links`, `notices.alert_words.AlertLinks` and `bots.rooms.Pages`.

    `root` is where the web door is reached (https://pengaduan.example).
    """

    house: House
    root: str

    def follow(self, code: str, complaint_id: UUID) -> str:
        """The citizen's own page of a case, with its secret."""
        return self.root.rstrip("/") + follow_path(self.house, Complaint(complaint_id, code=code))

    def case(self, code: str, complaint_id: UUID) -> str:
        """The office's page of a case; it asks to sign in."""
        return f"{self.root.rstrip('/')}/kantor/aduan/{complaint_id}"

    def asked(self, complaint_id: UUID) -> str:
        """The page of a unit that was asked about a case; it asks to sign in."""
        return f"{self.root.rstrip('/')}/kantor/ditanya/{complaint_id}"

    def public(self, code: str) -> str:
        """What anybody with the code may see of a case."""
        return f"{self.root.rstrip('/')}/lacak/{code}"

    def form(self, token: str) -> str:
        """The form, reached from a chat by a link used once."""
        return f"{self.root.rstrip('/')}/?tautan={token}"

    def published(self, area: str, topic: str) -> str:
        """The public list, narrowed to an area and a topic (codes; empty for all)."""
        return self.root.rstrip("/") + narrowed("/aduan", area, topic)

    def alerts(self) -> str:
        """Where somebody chooses which new complaints to hear of."""
        return self.root.rstrip("/") + PATH

    def confirm_alert(self, alert_id: UUID) -> str:
        """Where somebody says yes to an alert."""
        return self.root.rstrip("/") + confirm_path(self.house, alert_id)

    def stop_alert(self, alert_id: UUID) -> str:
        """Where an alert ends."""
        return self.root.rstrip("/") + stop_alert_path(self.house, alert_id)

    def stop(self, code: str, complaint_id: UUID, follower: UUID) -> str:
        """Where a follower of a case ends following it."""
        return self.root.rstrip("/") + stop_path(self.house, code, complaint_id, follower)

    def stop_mails(self, code: str, complaint_id: UUID) -> str:
        """Where who filed a case ends the mails about it."""
        return self.root.rstrip("/") + stop_mails_path(self.house, code, complaint_id)

    def confirm_email(self, code: str, complaint_id: UUID, mail_id: UUID) -> str:
        """Where a new address of who filed is confirmed; it opens nothing of the case."""
        return self.root.rstrip("/") + confirm_email_path(self.house, code, complaint_id, mail_id)

    def account(self, link_id: UUID) -> str:
        """Where somebody sets the password of an account, with the secret of the link."""
        return self.root.rstrip("/") + link_path(self.house, link_id)

    def own_data(self, code: str, complaint_id: UUID) -> str:
        """The citizen's page about their own data in a case, with its secret."""
        return self.root.rstrip("/") + own_data_path(self.house, code, complaint_id)
