"""Findings as SARIF 2.1.0, which code-scanning services and editors read."""

from typing import Any
from urllib.parse import quote

from backlight import __version__

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One run of one tool, with a rule for each that found something."""
    rules = sorted({row["rule"] for row in rows})
    driver = {
        "name": "Backlight",
        "version": __version__,
        "rules": [{"id": rule, "shortDescription": {"text": _title(rule)}} for rule in rules],
    }
    results = [_result(row, rules) for row in rows]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(row: dict[str, Any], rules: list[str]) -> dict[str, Any]:
    return {
        "ruleId": row["rule"],
        "ruleIndex": rules.index(row["rule"]),
        "level": LEVELS[row["severity"]],
        "message": {"text": row["message"]},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(row["file"])},
                    "region": {"startLine": row["line"], "startColumn": row["col"]},
                }
            }
        ],
    }


def _title(rule: str) -> str:
    words = rule.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]
