r"""Whether an endpoint answers programs, with data: pages are for people, and have no versions.

>>> tells_data("return jsonify(rows)", b"")
True
>>> tells_data("return redirect(url_for('home'))", b"from rest_framework import views")
False
>>> tells_data("channel.value = form.to_json()\nreturn render(request, 'add.html')", b"")
False
>>> tells_data("return List.of();", b"@RestController class Rooms")
True
"""

import re

from backlight.analysis.facts import Endpoint

API = re.compile(r"(?i)(?:^|/)(?:api|rest|graphql)(?=[/._#-]|$)")
DATA = re.compile(
    r"(?i)(?<!to_)json(?!\.dumps)|serializ|ResponseEntity|ResponseBody|\.send\(\s*[{\[]|to_dict\("
)
PAGE = re.compile(
    r"(?i)\brender\w*\b|templates?\.|template_name|TemplateResponse|redirect|ModelAndView|HTMLResponse|sendFile\(|\.HTML\("
    r"|\.view\(|flash\b"
)
ALWAYS = (
    *(b"RestController", b"@nestjs/common", b"rest_framework", b"ActionController::API"),
    *(b"fastapi", b"flask_restful", b"flask_restx", b"flask_smorest", b"ninja"),
    *(b"proto2", b"proto3"),
)
"""What a file names whose handlers answer with data unless they say that they show a page."""


def answers_data(endpoint: Endpoint, code: str, data: bytes) -> bool:
    """Whether a program asks: by the path, by what the handler says, or by what its file names."""
    return API.search(endpoint.path) is not None or tells_data(code, data)


def tells_data(code: str, data: bytes) -> bool:
    """Whether the code of a handler answers with data, as it says or as its framework does."""
    if DATA.search(code):
        return True
    return not shows_page(code) and any(word in data for word in ALWAYS)


def shows_page(code: str) -> bool:
    """Whether a handler shows a page, or sends a browser to one."""
    return PAGE.search(code) is not None and DATA.search(code) is None
