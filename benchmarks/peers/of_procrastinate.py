"""Procrastinate on PostgreSQL, asynchronous, with aiohttp."""

from __future__ import annotations

import asyncio
import os

import aiohttp
import procrastinate

from benchmarks.delivering import ADDRESS, BODY, KEY
from benchmarks.dispatch_peers import DATABASE

app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=os.environ[DATABASE]))
_session: list[aiohttp.ClientSession] = []


@app.task(name="post")
async def job(number: int) -> None:
    """The job."""
    if not _session:
        _session.append(aiohttp.ClientSession())
    headers = {KEY: f"peer-{number}"}
    async with _session[0].post(f"http://{os.environ[ADDRESS]}/", data=BODY, headers=headers) as answer:
        await answer.read()


async def _fill(count: int) -> None:
    async with app.open_async():
        if not await app.check_connection_async():
            await app.schema_manager.apply_schema_async()
        for one in range(count):
            await job.defer_async(number=one)


def fill(count: int) -> None:
    """Put so many jobs into the queue."""
    asyncio.run(_fill(count))
