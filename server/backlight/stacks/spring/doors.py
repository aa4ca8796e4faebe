"""Whether strangers are refused with 401 for sure, by the security that tests of Spring have."""

from re import compile as regex
from re import escape

from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.stacks.spring.asking import Way
from backlight.stacks.spring.fragment import Code
from backlight.stacks.spring.thrown import handles

CONFIG = regex(r"SecurityFilterChain|WebSecurityConfigurerAdapter|HttpSecurity")
ENTRY = regex(
    r"HttpStatusEntryPoint\(\s*(?:HttpStatus\.)?UNAUTHORIZED|oauth2ResourceServer|httpBasic"
    r"|BearerTokenAuthenticationEntryPoint"
)
OTHER = regex(r"formLogin|oauth2Login|saml2Login|AccessDeniedHandler\(|x509|rememberMe")
CUSTOM = regex(r"authenticationEntryPoint\(\s*(?!new (?:HttpStatus|BearerToken))")
FORGED = regex(r"csrf\(\)\s*\.disable|csrf\([^)]*disable|\.csrf\(\)[\s.]*disable")
REST = regex(r"anyRequest\(\)\s*\.authenticated\(\)")
OPEN = regex(
    r"(?:antMatchers|requestMatchers|mvcMatchers|securityMatcher)\(([^;]*?)\)\s*\.permitAll\(\)"
)
SIGNED = regex(r"^PreAuthorize\((?:isAuthenticated\(\)|has(?:Any)?(?:Role|Authority)\()")


def stranger(project: Project, endpoint: Endpoint, handler: Handler, way: Way) -> int:
    """401 where it is certain for whoever says nothing of itself, else 0."""
    texts = [
        source.text.source
        for path, facts in project.files.items()
        if isinstance(facts.fragments.get("spring"), Code)
        and _speaks(facts.fragments["spring"])
        and (source := project.read(path)) is not None
        and CONFIG.search(source.text.source)
    ]
    if len(texts) != 1 or not way.secured:
        return 0
    code = texts[0]
    if OTHER.search(code) or CUSTOM.search(code) or not ENTRY.search(code):
        return 0
    if endpoint.method != "GET" and not FORGED.search(code):
        return 0
    if handles(project, "AccessDeniedException"):
        return 0
    if REST.search(code) and not _open(code, endpoint.path):
        return 401
    return 401 if handler.guards and SIGNED.match(handler.guards[0]) else 0


def _speaks(fragment: object) -> bool:
    return isinstance(fragment, Code) and any(
        full.startswith("org.springframework.security.config") for _, full in fragment.file.imports
    )


def _open(code: str, path: str) -> bool:
    """Whether anybody may ask for a path, or it is not seen who may."""
    for given in OPEN.findall(code):
        patterns = regex(r'"([^"]*)"').findall(given)
        if not patterns:
            return True
        for one in patterns:
            said = escape(one).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
            if regex(regex(r"\\\{\w+\\\}").sub("[^/]+", said)).fullmatch(path):
                return True
    return code.count("permitAll") != len(OPEN.findall(code))
