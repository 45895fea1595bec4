"""Pictures of the office's pages for docs/img, of the demonstration: `./tanggap test --screenshots` takes them anew."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser
from sqlalchemy import text

from foundation.embedded import EmbeddedPostgres
from service import seeding
from service.demo import DEMO_PASSWORD
from service.progress import quiet
from sla.evidence_signs import EvidenceSigns
from tests.demonstration import NOW, empty
from tests.web.desk_states import DESK_STATES
from tests.web.officer import counted, sign_in
from tests.web.page_pictures import keep
from tests.web.page_state import State
from tests.web.serving import served
from web.app import create
from web.house import House

_WORTH = text(
    "SELECT c.complaint_id FROM complaints c JOIN attachments a USING (complaint_id) WHERE c.unit = 'BMBK' "
    "AND c.status = 'in_process' AND NOT c.restricted ORDER BY c.version DESC, c.complaint_id LIMIT 1"
)


@pytest.fixture(scope="module")
async def demonstration(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with empty(server, template, tmp_path_factory.mktemp("demo")) as (house, settings, address):
        await seeding.begin(house.database, "small", NOW)
        await seeding.finish(settings, address.url, quiet)
        await counted(house)
        signs = EvidenceSigns(house.database, house.clock, house.region, house.attachments)
        while await signs.run():
            pass
        yield house


@pytest.fixture(scope="module")
async def site(demonstration: House) -> AsyncIterator[str]:
    async with served(create(demonstration)) as address:
        yield address


@pytest.mark.parametrize("state", DESK_STATES, ids=lambda state: state.name)
async def test_a_desk_is_pictured(
    state: State, demonstration: House, site: str, browser: Browser, pictures: Path
) -> None:
    async with httpx.AsyncClient(base_url=site) as client:
        await sign_in(client, state.officer, DEMO_PASSWORD)
        cookies = [{"name": one.name, "value": one.value or "", "url": site} for one in client.cookies.jar]
    async with demonstration.database.reading() as session:
        [[case]] = await session.exec(_WORTH)  # type: ignore[call-overload]
    context = await browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta", reduced_motion="reduce")
    await context.add_cookies(cookies)  # type: ignore[arg-type]
    page = await context.new_page()
    answer = await page.goto(site + state.path.format(case=case))
    assert answer is not None
    assert answer.status == 200
    await keep(page, pictures, state.name)
    await context.close()
