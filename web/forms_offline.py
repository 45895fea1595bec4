"""What lets the form wait for a network: its tools, the worker that keeps it on the phone, and the app's own card."""

import json
from hashlib import sha256
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.attachments import PHOTOS_A_FORM
from complaints.kinds import Kind
from web.choices import topic_options
from web.lookup import citizens_wording
from web.rendering import page, static
from web.static_files import content
from web.visitor import house_of

SHELL = ("tanggap.css", "tanggap.js", "favicon.svg", "tapis.svg", "chevron.svg")
"""What the form needs for its first look."""
SCRIPTS = ("proof.js", "outbox.js", "report.js", "photos.js", "voice.js", "drafts.js", "waiting.js", "sending.js")
"""In the order in which they build upon each other."""
TOOLS = ("report.css", *SCRIPTS)
"""What comes once somebody begins to write."""
LONGEST_VOICE = 180
"""Seconds."""


@get("/alat", name="form.tools", include_in_schema=False)
async def tools(request: Request[Any, Any, Any]) -> Response[str]:
    """Photos, voice, draft and what waits, as pieces the form's script puts in their places."""
    wording = await citizens_wording(request)
    topics = topic_options(wording.region, wording, retired=False)
    context = {"photo_limit": PHOTOS_A_FORM, "voice_limit": LONGEST_VOICE, "topics": topics}
    context |= {
        "scripts": SCRIPTS,
        "oversight": Kind.OVERSIGHT,
        "megabytes": house_of(request).upload_bytes // 1_000_000,
    }
    return await page(request, "citizen/form_tools.html", context)


@get("/pekerja.js", name="worker", include_in_schema=False)
async def worker() -> Response[str]:
    """The service worker; its text changes with every file it keeps, which is how browsers learn of a new one."""
    files = [static(name) for name in (*SHELL, *TOOLS)]
    scripts = [static("proof.js"), static("outbox.js")]
    told = {"files": files, "scripts": scripts, "version": sha256("".join(files).encode()).hexdigest()[:10]}
    text = f"self.KEPT = {json.dumps(told)};\n{content('worker.js').decode()}"
    return Response(text, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@get("/aplikasi.webmanifest", name="manifest", include_in_schema=False)
async def manifest(request: Request[Any, Any, Any]) -> Response[str]:
    """The card by which a phone puts the form among its apps."""
    region = await house_of(request).region.current()
    card = {
        "name": f"{region.service_name} {region.name}",
        "short_name": region.service_name[:12],
        "start_url": "/",
        "scope": "/",
        "id": "/",
        "display": "standalone",
        "lang": "id",
        "background_color": "#faf6ed",
        "theme_color": "#4d0f1b",
        "icons": [
            {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("app-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
            {"src": static("app-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
            {"src": static("app-512-full.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        ],
    }
    return Response(json.dumps(card), media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


HANDLERS: list[HTTPRouteHandler] = [tools, worker, manifest]
