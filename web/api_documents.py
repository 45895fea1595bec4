"""What the OpenAPI document says of bodies that the handlers read themselves."""

from dataclasses import dataclass

import msgspec
from litestar.openapi.spec import (
    Example,
    OpenAPIFormat,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
)


class Problem(msgspec.Struct, frozen=True):
    """What every refusal looks like (RFC 9457). `errors` names the fields, each with a sentence."""

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, str] = {}


def _text(description: str, *, limit: int | None = None, choices: list[str] | None = None) -> Schema:
    return Schema(type=OpenAPIType.STRING, description=description, max_length=limit, enum=choices)


def _number(description: str) -> Schema:
    return Schema(type=OpenAPIType.NUMBER, description=description)


_PLACE = Schema(
    type=OpenAPIType.OBJECT,
    description="Di mana; semua boleh dikosongkan.",
    properties={
        "latitude": _number("Lintang, derajat WGS 84, di dalam wilayah."),
        "longitude": _number("Bujur, derajat WGS 84, di dalam wilayah."),
        "address": _text("Alamat atau patokan.", limit=300),
    },
    additional_properties=False,
)
_CONTACT = Schema(
    type=OpenAPIType.OBJECT,
    description="Supaya pelapor dapat dikabari; semua boleh dikosongkan.",
    properties={
        "name": _text("Nama.", limit=120),
        "email": _text("Alamat email."),
        "phone": _text("Nomor telepon, misalnya 0812xxxxxxxx."),
    },
    additional_properties=False,
)
NEW_COMPLAINT = Schema(
    type=OpenAPIType.OBJECT,
    title="NewComplaint",
    required=["text"],
    properties={
        "text": _text("Apa yang terjadi, dengan kata-kata sendiri.", limit=10_000),
        "kind": _text(
            "Jenis; dikosongkan bila tidak yakin.",
            choices=[
                "pengaduan_berkadar_pengawasan",
                "pengaduan_tidak_berkadar_pengawasan",
                "aspirasi",
                "permintaan_informasi",
                "permohonan_informasi_publik",
            ],
        ),
        "visibility": _text("Siapa yang boleh membaca.", choices=["public", "anonymous", "confidential"]),
        "place": _PLACE,
        "happened_on": Schema(
            type=OpenAPIType.STRING, format=OpenAPIFormat.DATE, description="Tidak setelah hari ini."
        ),
        "about_unit": _text("Kode unit yang dilaporkan, bila laporan ini tentang petugas atau kantor."),
        "contact": _CONTACT,
        "topic": _text("Kode topik, bila diketahui."),
        "danger": Schema(
            type=OpenAPIType.BOOLEAN,
            default=False,
            description=(
                "Ada bahaya bagi jiwa saat ini. Petugas piket langsung dipanggil, siang dan malam; pelapor tetap harus "
                "menelepon nomor darurat lebih dulu. Petugas mencabut tanda yang keliru."
            ),
        ),
    },
    additional_properties=False,
)
EXAMPLES: dict[str, Example | Reference] = {
    "singkat": Example(
        summary="Hanya isi laporan",
        value={"text": "Lampu jalan mati di Jl. Raden Intan, sudah seminggu."},
    ),
    "lengkap": Example(
        summary="Dengan tempat, tanggal, dan kontak",
        value={
            "text": "Jalan di depan pasar berlubang dalam, kemarin ada motor jatuh.",
            "kind": "pengaduan_tidak_berkadar_pengawasan",
            "visibility": "public",
            "place": {"latitude": -5.42, "longitude": 105.26, "address": "Depan pasar, Enggal"},
            "happened_on": "2026-01-15",
            "contact": {"name": "Warga Contoh", "email": "warga@contoh.example"},
        },
    ),
}
_KEY = Parameter(
    name="Idempotency-Key",
    param_in="header",
    required=True,
    schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.UUID),
    description="UUID yang baru untuk setiap laporan; kunci dan isi yang sama tidak dicatat dua kali.",
)
_TOKEN = Parameter(
    name="token",
    param_in="query",
    required=False,
    schema=Schema(type=OpenAPIType.STRING),
    description="Bagian terakhir follow_url; boleh juga sebagai kepala Authorization: Bearer.",
)


_BINARY = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)


@dataclass
class FilingOperation(Operation):
    """Filing: a JSON body and an idempotency key."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(
            required=True, content={"application/json": OpenAPIMediaType(schema=NEW_COMPLAINT, examples=EXAMPLES)}
        )
        self.parameters = [*(self.parameters or []), _KEY]


@dataclass
class PhotoOperation(Operation):
    """Photos: parts of a form, or one picture as the whole body."""

    def __post_init__(self) -> None:
        photos = Schema(
            type=OpenAPIType.OBJECT,
            properties={"photo": Schema(type=OpenAPIType.ARRAY, items=_BINARY, max_items=5)},
        )
        self.request_body = RequestBody(
            required=True,
            content={
                "multipart/form-data": OpenAPIMediaType(schema=photos),
                "image/jpeg": OpenAPIMediaType(schema=_BINARY),
            },
        )
        self.parameters = [*(self.parameters or []), _TOKEN]
