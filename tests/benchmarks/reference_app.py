"""What `room_full.py` compares with: the same server with a road that reads nothing, over a page of one field and one line."""

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


async def read(request: Request) -> JSONResponse:
    return JSONResponse({"bytes": len(await request.body())})


async def health(request: Request) -> Response:
    return JSONResponse({})


app = st.App(
    "reference_fragment.py",
    routes=[Route("/read", read, methods=["POST"]), Route("/health", health)],
)
