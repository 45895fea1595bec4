"""Every route of the web door, in one list; a test holds each against its guard or the public list."""

from litestar.types import ControllerRouterHandler

from web import (
    account_changes,
    account_links,
    administration,
    alerts,
    api,
    asked,
    assessments,
    body_answers,
    calendar_page,
    case_reading,
    checking,
    closing_samples,
    counter,
    coupon_sheets,
    data_requests,
    delegations,
    e_learning,
    escalations,
    evidence,
    exchange,
    follow,
    forms_offline,
    forms_proof,
    group_import,
    group_words,
    handing_over,
    health,
    joining,
    login,
    lost_codes,
    mail_stops,
    message_page,
    moodle_import,
    office_calling,
    officer_surveys,
    officers,
    ombudsman,
    on_call,
    open_data,
    outside_links,
    oversight,
    own_data,
    own_file,
    paper_administration,
    performance,
    pin_door,
    plain_pages,
    pledges,
    profile,
    proof,
    public,
    reasons,
    reports,
    routing_page,
    rules_page,
    second_factor,
    service_page,
    setting_log,
    sharing_cards,
    showing_again,
    signals,
    single_sign_on,
    standard_replies,
    static_files,
    survey_answers,
    surveys,
    system,
    table_import,
    talk_sheets,
    talks,
    telegram_links,
    telling,
    topics_page,
    units_page,
    verdicts,
    xapi,
)

ROUTES: tuple[ControllerRouterHandler, ...] = (
    *telling.HANDLERS,
    *forms_offline.HANDLERS,
    *forms_proof.HANDLERS,
    *checking.HANDLERS,
    *pin_door.HANDLERS,
    *public.HANDLERS,
    *sharing_cards.HANDLERS,
    *follow.HANDLERS,
    *body_answers.HANDLERS,
    *ombudsman.HANDLERS,
    *own_file.HANDLERS,
    *own_data.HANDLERS,
    *telegram_links.HANDLERS,
    *joining.HANDLERS,
    *lost_codes.HANDLERS,
    *mail_stops.HANDLERS,
    *alerts.HANDLERS,
    *reasons.HANDLERS,
    *pledges.HANDLERS,
    *performance.HANDLERS,
    *open_data.HANDLERS,
    *proof.HANDLERS,
    *plain_pages.HANDLERS,
    *surveys.HANDLERS,
    *api.HANDLERS,
    *xapi.HANDLERS,
    *health.HANDLERS,
    *login.HANDLERS,
    *second_factor.HANDLERS,
    *account_links.HANDLERS,
    *single_sign_on.HANDLERS,
    *showing_again.HANDLERS,
    *officers.HANDLERS,
    *asked.HANDLERS,
    *outside_links.HANDLERS,
    *office_calling.HANDLERS,
    *counter.HANDLERS,
    *group_import.HANDLERS,
    *coupon_sheets.HANDLERS,
    *group_words.HANDLERS,
    *data_requests.HANDLERS,
    *profile.HANDLERS,
    *oversight.HANDLERS,
    *evidence.HANDLERS,
    *closing_samples.HANDLERS,
    *escalations.HANDLERS,
    *reports.HANDLERS,
    *exchange.HANDLERS,
    *administration.HANDLERS,
    *account_changes.HANDLERS,
    *delegations.HANDLERS,
    *handing_over.HANDLERS,
    *calendar_page.HANDLERS,
    *rules_page.HANDLERS,
    *standard_replies.HANDLERS,
    *paper_administration.HANDLERS,
    *routing_page.HANDLERS,
    *units_page.HANDLERS,
    *table_import.HANDLERS,
    *topics_page.HANDLERS,
    *service_page.HANDLERS,
    *message_page.HANDLERS,
    *setting_log.HANDLERS,
    *on_call.HANDLERS,
    *e_learning.HANDLERS,
    *moodle_import.HANDLERS,
    *signals.HANDLERS,
    *verdicts.HANDLERS,
    *system.HANDLERS,
    *officer_surveys.HANDLERS,
    *survey_answers.HANDLERS,
    *talks.HANDLERS,
    *talk_sheets.HANDLERS,
    *assessments.HANDLERS,
    *case_reading.HANDLERS,
    static_files.static_file,
)

PUBLIC: frozenset[str] = frozenset(
    {"form", "form.send", "form.quietly", "form.tools", "form.offline", "worker", "manifest", "proof_of_work"}
    | {"public_case.card", "card"}
    | {
        "check",
        "receipt",
        "find",
        "public_case",
        "published",
        "published.feed",
        "map",
        "file",
        "colours",
        "emblem",
        "language",
    }
    | {"map.marks", "map.pin"}
    | {"follow", "follow.answer", "follow.confirm", "follow.dispute", "follow.add", "follow.judge", "follow.rate"}
    | {"outside.page", "outside.photo", "outside.receive", "outside.answer", "outside.ask", "outside.decline"}
    | {"mail.stop.ask", "mail.stop", "lost", "lost.send", "pin", "pin.open"}
    | {"alerts", "alerts.send", "alerts.yes.ask", "alerts.yes", "alerts.stop.ask", "alerts.stop"}
    | {"follow.ombudsman", "follow.file"}
    | {"follow.survey", "surveys", "survey", "survey.ask", "survey.send"}
    | {"follow.erase.ask", "follow.erase"}  # the secret link is what a citizen shows instead of a password
    | {"follow.data", "follow.data.contact", "follow.data.ask", "email.confirm.ask", "email.confirm"}
    | {"follow.telegram", "follow.telegram.back", "follow.telegram.stop"}
    | {"officer_survey", "officer_survey.answer", "officer_survey.thanks", "talk_sheet", "talk_sheet.paper"}
    | {"follow.why", "why", "pledges"}
    | {"course", "help", "privacy", "accessibility"}
    | {"proof", "proof.text", "proof.json", "proof.check", "proof.download", "follow.receipt"}
    | {"performance", "performance.units", "performance.topics"}
    | {"data", "data.dictionary", "data.csv", "data.json", "data.schema"}
    | {"join", "join.send", "join.receipt", "join.stop.ask", "join.stop"}
    | {"xapi.about", "xapi.post", "xapi.put", "xapi.get"}  # a platform shows its key with each request
    | {"api.file", "api.attach", "api.case", "health", "ready"}
    | {"static"}
    | {"sign_in.code", "sign_in.code.send", "sign_in.enrol", "sign_in.enrol.send", "sign_on", "sign_on.back"}
    | {"forgotten", "forgotten.send", "account.link", "account.link.use"}
    | {"sign_in", "sign_in.send", "sign_out"}  # an account is not yet, or no longer, known here
)
"""Names of the routes that need no sign-in; every other one carries a guard."""
