"""Cookies in pages of other sites, and those that a proxy has written otherwise."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string, validate_xsrf_token
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from mnist_demo.visitor import COOKIE
from mnist_demo.web.cookies import PROOF, TravellingCookies
from mnist_demo.web.visitor import VisitorCookie

from ..asgi import ask

COURSE = "https://course.example.org"


def page(request) -> HTMLResponse:
    answer = HTMLResponse("page")
    answer.set_cookie(PROOF, "2|a|b|1", samesite="lax")
    answer.set_cookie("theirs", "1", samesite="lax")
    return answer


def told(request) -> JSONResponse:
    return JSONResponse({"cookies": request.cookies, "proof": request.headers.get("x-xsrftoken")})


def app(frame_ancestors: str = "'self'") -> Starlette:
    middleware = [Middleware(TravellingCookies, frame_ancestors=lambda: frame_ancestors), Middleware(VisitorCookie, path="/")]
    return Starlette(routes=[Route("/", page), Route("/told", told)], middleware=middleware)


def marks(frame_ancestors: str, **how) -> dict[str, set[str]]:
    """The marks of the cookies that are set with a page."""
    answer = ask(app(frame_ancestors), "/", method="GET", **how)
    cookies = [value.split("; ") for name, value in answer.headers if name == "set-cookie"]
    return {first.partition("=")[0]: {mark.lower() for mark in rest} for first, *rest in cookies}


def test_the_name_is_streamlits():
    assert PROOF == XSRF_COOKIE_NAME


@pytest.mark.parametrize(
    ("frame_ancestors", "how", "is_framed"),
    [
        (f"'self' {COURSE}", {"scheme": "https"}, True),
        (COURSE, {"headers": {"X-Forwarded-Proto": "https", "Host": "digits.example.org"}}, True),
        (COURSE, {"headers": {"Host": "localhost:8501"}}, True),
        ("*", {"scheme": "https"}, True),
        (COURSE, {"headers": {"Host": "192.168.1.7:8501"}}, False),  # no browser takes it there
        ("'self'", {"scheme": "https"}, False),
        ("'none'", {"scheme": "https"}, False),
    ],
)
def test_cookies_go_into_a_frame_where_others_may_frame_and_a_browser_takes_them(frame_ancestors, how, is_framed):
    set_ = marks(frame_ancestors, **how)
    for name in (COOKIE, PROOF):
        assert ({"samesite=none", "secure", "partitioned"} <= set_[name]) == is_framed
        assert ("samesite=lax" in set_[name]) != is_framed
    assert "httponly" in set_[COOKIE] and "samesite=lax" in set_["theirs"]


def test_a_proof_that_a_proxy_has_encoded_is_one():
    token = generate_xsrf_token_string()
    encoded = token.replace("|", "%7C")
    assert not validate_xsrf_token(encoded, encoded)
    headers = {"Cookie": f"a=%7C; not{PROOF}=%7C; {PROOF}={encoded}", "X-Xsrftoken": encoded.lower()}
    answer = ask(app(), "/told", method="GET", headers=headers).json
    assert answer["cookies"] == {"a": "%7C", f"not{PROOF}": "%7C", PROOF: token}
    assert validate_xsrf_token(answer["proof"], answer["cookies"][PROOF])
