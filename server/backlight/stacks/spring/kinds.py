"""What the types of Java mean for what a client sends."""

from re import compile as regex

from backlight.analysis.facts import ValueType

TYPES: dict[str, ValueType] = {
    "String": "string",
    "CharSequence": "string",
    "UUID": "string",
    **dict.fromkeys(("int", "long", "short", "byte", "Integer", "Long", "Short"), "integer"),
    "BigInteger": "integer",
    **dict.fromkeys(("double", "float", "Double", "Float", "BigDecimal"), "number"),
    **dict.fromkeys(("boolean", "Boolean"), "boolean"),
    "LocalDate": "date",
    **dict.fromkeys(("LocalDateTime", "Instant", "OffsetDateTime", "ZonedDateTime"), "datetime"),
    "Date": "datetime",
    **dict.fromkeys(("List", "Set", "Collection"), "array"),
    **dict.fromkeys(("Map", "JsonNode", "ObjectNode", "MultiValueMap"), "object"),
}
NUMBERS = regex(
    r"^(?:List|Set|Collection|Iterable)<\s*(?:Long|Integer|Short|UUID|Double|BigDecimal|Boolean"
    r"|\w*(?:Enum|Type|Status))\s*>$|^(?:[lL]ong|int|Integer|UUID)\[\]$"
)
"""Lists that hold nothing else than numbers and the like: a text in one is refused."""
