"""The words by which values are told apart: what a client sent, what is a number, or quoted."""

from re import IGNORECASE
from re import compile as regex

from backlight.analysis.queries_words import named

REQUEST = regex(
    r"^(?:self\.)?(?:request|req|ctx\.request|ctx\.query|ctx\.params|event|flask\.request|params)\b"
    r"|^sys\.argv|^process\.argv"
)
READ = frozenset({"input", "raw_input", "prompt"})
SENT = regex(r"(?i)^_*(?:user_?input|untrusted\w*|tainted\w*)$")
"""What a value is called that a client sends, where nothing else is known of it."""
NUMBERS = regex(
    r"^(?:int|float|len|bool|Decimal|UUID|round|abs|Number|parseInt|parseFloat|BigInt|Boolean|hash|ord"
    r"|date|datetime|timedelta|Date|id|count|range|enumerate|sum|min_int)$|^(?:uuid\.\w+|decimal\.Decimal|Math\.\w+"
    r"|Number\.\w+|(?:Integer|Long|Short|Double|Float|Boolean|UUID|LocalDate|BigDecimal|System)\.\w+|datetime\.\w+(?:\.\w+)?|Date\.now|time\.time)$"
)
QUOTED = regex(
    r"escape|quote|encode_?sql|prevent|identifier|literal|sanit|hash(?!_?(?:map|set|table))|digest|hexlify|uuid|md5|sha\d|mogrify|adapt|"
    r"secure_filename|isoformat|strftime|toISOString|getTime$|now$|today$|_meta\b",
    IGNORECASE,
)
FOREIGN = regex(
    r"^(?:html|re|markupsafe|flask|jinja2|cgi|shlex|validator|lodash|_|he|Regexp|regexp|template|HtmlUtils"
    r"|ERB::Util)\.(?!\w*sql)\w*(?:escape|quote)\w*$"
    r"|(?:escape_?(?:html|xml|js|java_?script|regexp?)\d?|(?:html|xml|regexp?)_?escape)$",
    IGNORECASE,
)
"""What escapes a text for a page, a pattern or a shell: SQL ends elsewhere."""
FROM_ELSEWHERE = regex(
    r"^from\s+(?:html|markupsafe|flask|jinja2|cgi|shlex|re|xml\.sax\.saxutils)\b"
    r"|[\"'](?:escape-html|html-entities|he|validator(?:/[\w./-]+)?|lodash(?:[./][\w./-]+)?)[\"']"
)
"""What such a function is imported from, where nothing but `escape` is called."""
OF_A_CLASS = regex(
    r"_meta\.|^(?:\w+\.)*(?:settings|conf)\.|\.class\.\w+$|\b__class__\.__name__$|\.__(?:tablename|name|qualname)__$"
)
"""What a class is called, or the settings say."""
SET_UP = regex(r"^(?:\w+\.)*(?:config|options|opts|env)\.")
"""What the settings say as well, unless a caller gives it."""
NAMES_A_PART = regex(
    r"(?i)^(?:db_?|sql_?|full_?|temp_?|target_?|source_?)?(?:table|column|col|schema|db_?field|trigger|constraint|sequence|view)"
    r"(?:_?name)?$"
)
"""A parameter for the name of a table or a column: who calls the function wrote it."""
SAME = named(
    "strip lower upper lstrip rstrip split replace format join get pop encode decode "
    "title items values keys getlist copy trim toLowerCase toUpperCase toString slice "
    "substring concat map filter str String list tuple set sorted dict reversed text "
    "dedent repr nextElement formatted strip valueOf orElse getOrDefault getProperty"
    " substitute safe_substitute"
)
"""What these give is as good as what they are given."""
NUMERIC = regex(
    r"^(?:Optional\[)?(?:int|float|bool|uuid\.UUID|UUID|UUID4|Decimal|date|datetime|\w*Enum|"
    r"u?int\d*|float\d+|time\.Time|uuid\.UUID|PositiveInt|number|boolean|bigint|Literal\[.*|conint\(.*|[lL]ist\[int|\[\]u?int\d*|number\[|(?:List|Set|Collection|Iterable)<(?:Integer|Long|UUID|Short)>)\]?(?:\s*\|\s*(?:None|null|undefined))?$"
)
