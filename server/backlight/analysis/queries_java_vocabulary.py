"""The words of Java by which what a client sent is known."""

from re import compile as regex

from backlight.analysis.queries_words import named

SURE = named("executeQuery executeUpdate prepareStatement prepareCall createNativeQuery")
"""Calls that are given nothing but SQL."""
COUNTED = regex(
    r"^(?:get)?(?:[iI]d|\w+Id|[cC]ount|\w+Count|[sS]ize|[pP]ageSize|[pP]age(?:Number|Num|No)?|[lL]imit"
    r"|[oO]ffset|[vV]ersion|[lL]ength|[tT]ime|[oO]rdinal|[yY]ear|[mM]onth|[iI]ndex|[aA]ge|[tT]otal)$"
)
"""Properties that are numbers nearly always."""
READS = regex(
    r"^(?:getParameter(?:Values|Map|Names)?|getHeaders?|getQueryString|getCookies|getPathInfo|getRequestURI"
    r"|getRequestURL|getReader|getPart|readLine|nextLine|getQueryParams?|getPathParams?|getFormParams?"
    r"|queryParams?|pathParams?|formParams?|getArgument(?:OrDefault)?)$"
)
"""Methods that give what came from outside, whatever the request is called."""
SAME = named(
    "remove removeFirst removeLast poll pollFirst pop peek take element elementAt firstElement"
    " lastElement getFirst getLast next nextToken"
)
"""What a collection gives is as good as what it holds."""
ASKED = regex(
    r"^(?:this\.)?(?:request|req|event|params)\b"
    r"(?!\.(?:toString|append|insert|length|isEmpty)\()"
)
"""What the code of a value looks like that a request gives; a builder may be called `req`, too."""
