"""The words of Java by which what a client sent is known."""

from re import compile as regex

READS = regex(
    r"^(?:getParameter(?:Values|Map|Names)?|getHeaders?|getQueryString|getCookies|getPathInfo|getRequestURI"
    r"|getRequestURL|getReader|getPart|readLine|nextLine|getQueryParams?|getPathParams?|getFormParams?"
    r"|queryParams?|pathParams?|formParams?)$"
)
"""Methods that give what came from outside, whatever the request is called."""
ASKED = regex(
    r"^(?:this\.)?(?:request|req|event|params)\b"
    r"(?!\.(?:toString|append|insert|length|isEmpty)\()"
)
"""What the code of a value looks like that a request gives; a builder may be called `req`, too."""
