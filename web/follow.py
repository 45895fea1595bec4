"""The reporter's own page, opened by the secret link: read how it stands, answer, judge, add, erase."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.data_requests import DataRequests
from complaints.data_rights import Right
from complaints.kinds import OPEN, SURVEY_ITEMS, Kind, Status
from complaints.masking import masked
from complaints.openness import is_published
from complaints.report import said
from complaints.views import Case
from foundation.errors import Invalid, ServiceError, Stale, TooMany
from foundation.language import mark as _
from web import situation, telegram_links
from web.case_parts import own_parts, own_whole
from web.destination import outside
from web.errors import status_of
from web.forms import UPLOAD_BODY, Photos, Posted, photos_of, posted
from web.house import House
from web.lookup import citizens_wording, held, reporter, token_of
from web.ombudsman import may_go_on
from web.promised import reasons
from web.rendering import page, say
from web.survey_words import questions
from web.transcripts import heard, judgement
from web.visitor import house_of, visitor_of
from web.wording import Wording

DONE: dict[str, str] = {
    "jawab": _("Terima kasih, jawaban Anda sudah diterima."),
    "beres": _("Terima kasih. Aduan ini ditutup sebagai selesai."),
    "sanggah": _("Baik, aduan dikembalikan kepada unit untuk dikerjakan lagi."),
    "keberatan": _("Keberatan Anda sudah diterima. Tanggal jawabannya ada di halaman ini."),
    "tambah": _("Keterangan Anda sudah ditambahkan."),
    "rekaman": _("Terima kasih. Jawaban Anda tentang isi rekaman sudah kami terima."),
    "nilai": _("Terima kasih atas penilaian Anda."),
    "survei": _("Terima kasih. Jawaban Anda dihitung bersama jawaban warga lain."),
    "hapus": _("Isi laporan, foto, dan data diri Anda sudah dihapus."),
    "telegram-berhenti": _("Kabar aduan ini tidak lagi dikirim ke Telegram Anda."),
}
"""What a page says after each act, by the last part of its address; an objection is disputed at the same one."""

_LABELS: dict[str, str] = {
    "answer": _("Jawaban Anda"),
    "reason": _("Apa yang belum beres?"),
    "addition": _("Keterangan tambahan"),
    "correction": _("Apa yang kurang tepat?"),
}
_CHOOSE_SCORE = _("Pilih nilai 1 sampai 5.")
_ANSWER_ONE = _("Jawab paling sedikit satu pertanyaan.")


@dataclass(frozen=True)
class Returned:
    """A form that came back: what was typed in which act, why, and the photos that are safe."""

    act: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    photos: Photos = field(default_factory=Photos)
    status: int = 200


@get("/lacak/{code:str}/{token:str}", name="follow", include_in_schema=False)
async def follow(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    complaint_id = await held(request, code, token)
    done = DONE.get(request.query_params.get("kabar", ""))
    return await _page(request, complaint_id, Returned(), done)


@post(
    "/lacak/{code:str}/{token:str}/jawab",
    name="follow.answer",
    include_in_schema=False,
    request_max_body_size=UPLOAD_BODY,
)
async def answer(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    def command(form: Posted, complaint: Complaint) -> c.Command:
        words = said(form.raw.get("answer"), field="answer", missing=_("Tuliskan jawaban Anda."))
        return c.Supplement(words) if complaint.status is Status.RETURNED else c.Answer(words)

    return await _act(request, code, token, "jawab", command)


@post("/lacak/{code:str}/{token:str}/beres", name="follow.confirm", include_in_schema=False)
async def confirm(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    def command(form: Posted, _complaint: Complaint) -> c.Command:
        return c.Confirm(_score(form) if form.raw.get("rating") else None)

    return await _act(request, code, token, "beres", command)


@post(
    "/lacak/{code:str}/{token:str}/sanggah",
    name="follow.dispute",
    include_in_schema=False,
    request_max_body_size=UPLOAD_BODY,
)
async def dispute(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    def command(form: Posted, complaint: Complaint) -> c.Command:
        formal = complaint.kind is Kind.FORMAL_INFORMATION
        missing = _("Tuliskan keberatan Anda.") if formal else _("Tuliskan apa yang belum beres.")
        return c.Dispute(said(form.raw.get("reason"), field="reason", missing=missing))

    return await _act(request, code, token, "sanggah", command)


@post(
    "/lacak/{code:str}/{token:str}/tambah",
    name="follow.add",
    include_in_schema=False,
    request_max_body_size=UPLOAD_BODY,
)
async def add(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """More words, more photos, or both."""

    def command(form: Posted, _complaint: Complaint) -> c.Command | None:
        written = form.raw.get("addition", "")
        if not written.strip() and (form.uploads or form.kept):
            return None
        return c.Supplement(said(written, field="addition", missing=_("Tuliskan keterangan, atau pilih foto.")))

    return await _act(request, code, token, "tambah", command)


@post("/lacak/{code:str}/{token:str}/rekaman", name="follow.judge", include_in_schema=False)
async def judge(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """Whether what was written down of a recording is what was said in it."""
    return await _act(request, code, token, "rekaman", lambda form, _complaint: judgement(form.raw))


@post("/lacak/{code:str}/{token:str}/nilai", name="follow.rate", include_in_schema=False)
async def rate(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    def command(form: Posted, _complaint: Complaint) -> c.Command:
        return c.Rate(_score(form))

    return await _act(request, code, token, "nilai", command)


@post("/lacak/{code:str}/{token:str}/survei", name="follow.survey", include_in_schema=False)
async def survey(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """Four of the survey's nine items, each of which may be left out."""

    def command(form: Posted, _complaint: Complaint) -> c.Command:
        given = {item: form.raw.get(item, "") for item in SURVEY_ITEMS}
        answers = tuple((item, int(told)) for item, told in given.items() if told in {"1", "2", "3", "4"})
        if not answers:
            raise Invalid(_ANSWER_ONE, fields={SURVEY_ITEMS[0]: _ANSWER_ONE})
        return c.Survey(answers)

    return await _act(request, code, token, "survei", command)


@get("/lacak/{code:str}/{token:str}/hapus", name="follow.erase.ask", include_in_schema=False)
async def ask_erase(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    """What will be gone, and what stays, before anything is."""
    complaint_id = await held(request, code, token)
    return await _erase_page(request, complaint_id)


@post("/lacak/{code:str}/{token:str}/hapus", name="follow.erase", include_in_schema=False)
async def erase(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[Any]:
    house, complaint_id = house_of(request), await held(request, code, token)
    form = await posted(request)
    if form.raw.get("sure") != "ya":
        faults = {"sure": _("Beri tanda bahwa Anda yakin.")}
        return await _erase_page(request, complaint_id, faults, 422)
    order = c.Order(complaint_id, c.Erase(), f"web:{form.key or uuid4()}:hapus")
    complaint = await house.handling.handle(order, reporter(complaint_id))
    await house.attachments.sweep(complaint_id)
    await house.ties.end(complaint_id)
    requests = DataRequests(house.database, house.clock, house.keys)
    await requests.settle(Right.ERASURE, complaint_id)
    await requests.forget(complaint_id)
    return _back(house, complaint, "hapus")


def _score(form: Posted) -> int:
    written = form.raw.get("rating", "")
    if written not in {"1", "2", "3", "4", "5"}:
        raise Invalid(_CHOOSE_SCORE, fields={"rating": _CHOOSE_SCORE})
    return int(written)


async def _act(
    request: Request[Any, Any, Any],
    code: str,
    token: str,
    act: str,
    command: Callable[[Posted, Complaint], c.Command | Sequence[c.Command] | None],
) -> Response[Any]:
    """Do what a form asks; a form that was refused comes back on the page as the case stands now."""
    house, complaint_id = house_of(request), await held(request, code, token)
    form = await posted(request)
    photos = await photos_of(house, complaint_id, form)
    faults: dict[str, str] = {"photos": photos.fault} if photos.fault else {}
    actor = reporter(complaint_id)
    try:
        before = (await house.queries.case(actor, complaint_id)).complaint
        try:
            told = command(form, before)
            asked = [told] if isinstance(told, c.Command) else list(told or ())
        except Invalid as wrong:
            faults |= wrong.fields or {"": wrong.sentence}
        if faults:
            return await _page(request, complaint_id, Returned(act, form.values, faults, photos, 422))
        orders = _orders(house, complaint_id, act, form, asked, photos)
        after = (await house.handling.handle_many([(order, actor) for order in orders]))[-1]
    except (Stale, TooMany) as error:
        faults = {"": error.sentence}
        return await _page(request, complaint_id, Returned(act, form.values, faults, photos, int(status_of(error))))
    except ServiceError as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        return await _page(request, complaint_id, Returned(act, form.values, faults, photos, int(status_of(error))))
    objected = act == "sanggah" and after.kind is Kind.FORMAL_INFORMATION
    return _back(house, after, "keberatan" if objected else act)


def _orders(
    house: House, complaint_id: UUID, act: str, form: Posted, asked: Sequence[c.Command], photos: Photos
) -> list[c.Order]:
    """The act and its photos. The cause names form and content: a double click repeats it, a changed text does not."""
    typed = "\0".join(form.raw.get(name, "") for name in (*_LABELS, "rating", *SURVEY_ITEMS, "file", "right"))
    content = house.keys.mac("web.act", typed.encode("utf-8", "replace")).hex()[:16]
    cause = f"web:{form.key or uuid4()}:{act}:{content}"
    orders = [c.Order(complaint_id, one, cause, form.version) for one in asked[:1]]
    orders += [c.Order(complaint_id, one, f"{cause}:{place}") for place, one in enumerate(asked[1:], 1)]
    seen = None if asked else form.version
    orders += [c.Order(complaint_id, c.Attach(file), f"{cause}:{file.id}", seen) for file in photos.files[:1]]
    orders += [c.Order(complaint_id, c.Attach(file), f"{cause}:{file.id}") for file in photos.files[1:]]
    return orders


def _back(house: House, complaint: Complaint, act: str) -> Response[Any]:
    return Redirect(f"/lacak/{complaint.code}/{token_of(house, complaint.id)}?kabar={act}", status_code=303)


async def _page(
    request: Request[Any, Any, Any], complaint_id: UUID, returned: Returned, done: str | None = None
) -> Response[Any]:
    house, language = house_of(request), visitor_of(request).language
    case = await house.queries.case(reporter(complaint_id), complaint_id)
    wording = await citizens_wording(request, "reporter")
    complaint, token = case.complaint, token_of(house, complaint_id)
    base = f"/lacak/{complaint.code}/{token}"
    photo_url = (f"/berkas/{complaint_id}/{{}}?token={token}").format
    shown, known = _open_fields(complaint), await reasons(house, wording, complaint)
    context = {
        "case": _told(case, wording, photo_url),
        "promises": wording.promises(complaint, known, entries=case.entries, ahead=known.ahead),
        "why_base": f"{base}/mengapa/",
        "receipt_href": f"{base}/tanda-terima",
        "timeline": wording.timeline(case, photo_url),
        "version": complaint.version,
        "key": uuid4(),
        "act": returned.act,
        "values": returned.values,
        "errors": {name: say(language, words) for name, words in returned.faults.items()},
        "kept": _kept_words(returned, shown, language),
        "kept_photos": [
            {"key": str(one.id), "label": one.name, "url": photo_url(one.id)} for one in returned.photos.files
        ]
        if returned.status != 200
        else [],
        "messages": [{"kind": "done", "text": say(language, done)}] if done else [],
        "question": situation.question(case, wording),
        "resolution": situation.resolution(case, wording, photo_url),
        "letters": situation.letters(case, wording, photo_url),
        "pledge": situation.pledge(case, wording),
        "formal": situation.formal(case, wording),
        "outside": await outside(house, case, wording),
        "merged": (merged := await _merged(house, complaint, wording)),
        "merged_unread": complaint.status is Status.DUPLICATE and merged is None,
        "parts": await own_parts(house, complaint, wording),
        "whole": await own_whole(house, complaint),
        "heard": heard(wording, case, photo_url),
        "can_add": complaint.status in OPEN,
        "can_rate": complaint.status is Status.CLOSED and complaint.score is None,
        "survey": _survey(complaint, wording),
        "can_erase": erasable(complaint),
        "ombudsman": {"href": f"{base}/ombudsman.pdf", "name": wording.region.ombudsman.name}
        if may_go_on(complaint, wording.now)
        else None,
        "own_file_href": f"{base}/berkas-saya.zip",
        "own_data_href": f"{base}/data-saya",
        "share_title": wording.title(masked(case.report or "")) if is_published(complaint) else "",
        "contact_words": wording.contact(case.contact, house.mails),
        "telegram": await telegram_links.section(house, complaint),
        **{f"{name}_action": f"{base}/{part}" for name, part in _ACTIONS.items()},
    }
    return await page(request, "citizen/follow.html", context, status=returned.status)


def _told(case: Case, wording: Wording, photo_url: Callable[[UUID], str]) -> dict[str, Any]:
    """The report and how it stands, as its reporter reads it."""
    complaint, standing = case.complaint, wording.standing(case.complaint)
    return {
        "code": complaint.code,
        "title": wording.title(case.told or case.report),
        "words": case.report or wording.say(situation.ERASED),
        "status_label": standing.label,
        "status_tone": standing.tone,
        "status_words": standing.words,
        "kind_label": wording.kind(complaint.kind),
        "topic": wording.topic(complaint.topic),
        "unit": wording.unit(complaint.unit) or wording.body(complaint.body),
        "filed_at": complaint.received_at,
        "place": wording.place(case.place, complaint.area),
        "visibility_label": wording.visibility(complaint.visibility),
        "photos": wording.photos(case, photo_url),
    }


async def _merged(house: House, complaint: Complaint, wording: Wording) -> dict[str, Any] | None:
    """The case into which this one was merged, where everybody may read it; of any other nothing is said."""
    main = await house.queries.merged_into(complaint.id) if complaint.status is Status.DUPLICATE else None
    if main is None:
        return None
    return {
        "code": main.code,
        "href": f"/lacak/{main.code}",
        "title": wording.title(main.report),
        "status_label": wording.status(main.status),
        "status_tone": wording.tone(main.status),
        "unit": wording.unit(main.unit) or wording.body(main.body),
        "place": wording.area(main.area),
        "filed_at": main.received_at,
    }


def _survey(complaint: Complaint, wording: Wording) -> dict[str, Any] | None:
    """What is asked once a case was closed and rated, and where all nine items are asked; None: nothing any more."""
    if complaint.status is not Status.CLOSED or complaint.score is None or not complaint.unit:
        return None
    return {
        "unit": wording.unit(complaint.unit),
        "items": [] if complaint.surveyed or complaint.restricted else questions(wording, SURVEY_ITEMS),
        "href": "" if complaint.restricted else f"/skm/{complaint.unit}/isi",
    }


_ACTIONS = {
    "answer": "jawab",
    "confirm": "beres",
    "dispute": "sanggah",
    "add": "tambah",
    "judge": "rekaman",
    "rate": "nilai",
    "survey": "survei",
    "erase": "hapus",
}


def _open_fields(complaint: Complaint) -> frozenset[str]:
    """The text fields the page offers as the case stands."""
    fields = set()
    if complaint.status in (Status.WAITING, Status.RETURNED):
        fields.add("answer")
    if complaint.status is Status.RESOLVED:
        fields.add("reason")
    if complaint.status in OPEN:
        fields |= {"addition", "correction"}
    return frozenset(fields)


def erasable(complaint: Complaint) -> bool:
    """Whether anything is left to erase: words may have been added since the first time."""
    said_or_sent = {item.id for item in complaint.words} | {file.id for file in complaint.files}
    return complaint.has_contact or bool(said_or_sent - complaint.forgotten)


def _kept_words(returned: Returned, shown: frozenset[str], language: str) -> list[dict[str, str]]:
    """What was typed into a field that the page no longer has."""
    return [
        {"label": say(language, label), "text": returned.values[name]}
        for name, label in _LABELS.items()
        if name not in shown and returned.values.get(name, "").strip()
    ]


async def _erase_page(
    request: Request[Any, Any, Any], complaint_id: UUID, faults: Mapping[str, str] | None = None, status: int = 200
) -> Response[Any]:
    house, language = house_of(request), visitor_of(request).language
    case = await house.queries.case(reporter(complaint_id), complaint_id)
    base = f"/lacak/{case.complaint.code}/{token_of(house, complaint_id)}"
    if not erasable(case.complaint):
        return Redirect(f"{base}?kabar=hapus", status_code=303)
    context = {
        "code": case.complaint.code,
        "follow_href": base,
        "erase_action": f"{base}/hapus",
        "key": uuid4(),
        "open": case.complaint.status in OPEN,
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
    }
    return await page(request, "citizen/erase.html", context, status=status)


HANDLERS: list[HTTPRouteHandler] = [follow, answer, confirm, dispute, add, judge, rate, survey, ask_erase, erase]
