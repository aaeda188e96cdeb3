"""The desk's page and what it can ask for, behind a secret address on the loopback interface."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from caseaudit.commands.desk.jobs import FILES, JobFailed, Jobs
from caseaudit.tracker.read.limits import PACKED

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

IDLE = 600.0
"""Seconds without a page after which the desk closes by itself; a page reports once a minute."""
_LOOK = 5.0
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_REPORT_POLICY = "sandbox allow-scripts allow-downloads; frame-ancestors 'self'"
"""The report brings its own policy; the sandbox keeps it apart from the page and from the desk."""
_MEDIA = {"page.html": "text/html", "desk.css": "text/css", "desk.js": "text/javascript"}


class Guard:
    """Lets through only what this desk's own page can ask: right host, right origin, right secret."""

    def __init__(self, app: ASGIApp, secret: str, port: int) -> None:
        self._app, self._secret = app, secret
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with headers that keep the answer private."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        fault = self._fault(scope)
        if fault:
            await Response(fault, 403, _PRIVATE, "text/plain")(scope, receive, send)
            return

        async def send_private(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                more = [(name.lower().encode(), value.encode()) for name, value in _PRIVATE.items()]
                message["headers"] = [*message["headers"], *(each for each in more if each[0] not in known)]
            await send(message)

        await self._app(scope, receive, send_private)

    def _fault(self, scope: Scope) -> str:
        """Why a request is refused; "" where it is not."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        if host not in self._hosts:
            return "This desk answers on this machine only."
        if headers.get("origin", f"http://{host}") != f"http://{host}":
            return "This desk answers its own page only."
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return "This desk answers its own page only."
        if scope["method"] not in ("GET", "HEAD") and headers.get("x-caseaudit") != "desk":
            return "This desk answers its own page only."
        told = scope["path"].split("/")[1] if scope["path"].startswith("/") else ""
        return (
            ""
            if secrets.compare_digest(told.encode(), self._secret.encode())
            else "This address is not the desk's."
        )


_PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Pages:
    """What the page can ask for."""

    def __init__(self, jobs: Jobs, close: Callable[[], object]) -> None:
        self._jobs, self._close = jobs, close
        self.heard = time.monotonic()

    async def part(self, request: Request) -> Response:
        """The page itself, its style or its script."""
        self.heard = time.monotonic()
        name = request.path_params.get("name", "page.html")
        if name not in _MEDIA:
            raise HTTPException(404)
        text = files("caseaudit.commands.desk").joinpath("page", name).read_bytes()
        return Response(text, media_type=f"{_MEDIA[name]}; charset=utf-8")

    async def ping(self, _: Request) -> Response:
        """The page says that it is still open."""
        self.heard = time.monotonic()
        return Response(status_code=204)

    async def close(self, _: Request) -> Response:
        """The person closes the desk."""
        asyncio.get_running_loop().call_later(0.2, self._close)
        return Response(status_code=204)

    async def drop(self, request: Request) -> Response:
        """A file is dropped: keep it, audit it, answer with the verdict."""
        self.heard = time.monotonic()
        identity, path = self._jobs.place(request.query_params.get("name", "tracker.xlsx"))
        size = 0
        with path.open("xb") as file:
            async for piece in request.stream():
                size += len(piece)
                if size > PACKED.most:
                    file.truncate(0)
                    raise JobFailed(
                        f"The file is larger than {PACKED.most:,} bytes, which is more than any tracker."
                    )
                file.write(piece)
        if request.query_params.get("keep") == "only":
            return JSONResponse({"id": identity, "name": path.name})
        return JSONResponse({"id": identity, "name": path.name, **await self._jobs.checked(identity)})

    async def report(self, request: Request) -> Response:
        """The report on a tracker, to be shown within the page."""
        path = await self._jobs.file(self._known(request.path_params["id"]), "page")
        return FileResponse(path, headers={"Content-Security-Policy": _REPORT_POLICY}, media_type="text/html")

    async def file(self, request: Request) -> Response:
        """A file made of a tracker, to be saved."""
        self.heard = time.monotonic()
        kind = request.path_params["kind"]
        if kind not in FILES:
            raise HTTPException(404)
        path = await self._jobs.file(self._known(request.path_params["id"]), kind)
        return FileResponse(path, filename=path.name, media_type="application/octet-stream")

    async def compare(self, request: Request) -> Response:
        """What changed from another tracker, as text."""
        self.heard = time.monotonic()
        identities = [self._known(request.path_params[each]) for each in ("id", "older")]
        return JSONResponse({"text": await self._jobs.compared(identities[0], identities[1])})

    def _known(self, identity: str) -> str:
        if identity not in self._jobs.trackers:
            raise HTTPException(404)
        return identity


def make_app(secret: str, port: int, jobs: Jobs, close: Callable[[], object]) -> Starlette:
    """The desk as an application; `close` ends the server."""
    pages = Pages(jobs, close)

    async def failed(_: Request, fault: Exception) -> Response:
        return JSONResponse({"message": str(fault)}, 422)

    @asynccontextmanager
    async def watching(_: Starlette) -> AsyncIterator[None]:
        watch = asyncio.create_task(_close_when_idle(pages, close))
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch
            jobs.end()

    def route(path: str, answer: Callable[[Request], Awaitable[Response]], method: str = "GET") -> Route:
        return Route(path, answer, methods=[method])

    inside = [
        route("/", pages.part),
        route("/ping", pages.ping, "POST"),
        route("/close", pages.close, "POST"),
        route("/trackers", pages.drop, "POST"),
        route("/trackers/{id}/report", pages.report),
        route("/trackers/{id}/files/{kind}", pages.file),
        route("/trackers/{id}/changes/{older}", pages.compare, "POST"),
        route("/{name}", pages.part),
    ]
    return Starlette(
        routes=[Mount(f"/{secret}", routes=inside)],
        middleware=[Middleware(Guard, secret=secret, port=port)],
        exception_handlers={JobFailed: failed},
        lifespan=watching,
    )


async def _close_when_idle(pages: Pages, close: Callable[[], object]) -> None:
    while time.monotonic() - pages.heard < IDLE:
        await asyncio.sleep(_LOOK)
    close()
