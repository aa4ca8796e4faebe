r"""Calls that may take minutes and be right: of language models, of query engines, of long jobs.

No number fits them all, so none is put there unasked.

>>> slow('requests.post("https://api.openai.com/v1/chat/completions", json=body)')
'A language model'
>>> slow('client.get("https://rates.example/eur")', "coherent(answer)")
''
"""

import re

MODEL = re.compile(
    r"open_?ai|anthropic|\bgpt\b|mistral|ollama|\bllms?\b|llama|huggingface|bedrock"
    r"|chat/completions|/completions\b|/embeddings\b|/generate\b|/v1/messages|/v1/responses"
    r"|language_?model|diffusion|transcri(?:be|ption)|deepseek|openrouter"
    r"|(?<![a-z])(?:claude|cohere|gemini|groq|whisper)(?![a-z])",
    re.IGNORECASE,
)
ENGINE = re.compile(
    r"click_?house|elastic_?search|opensearch|/_search|/_bulk|\btrino\b|presto\b|\bdruid\b"
    r"|big_?query|snowflake|databricks|prometheus|/api/v1/query|sparql|\bolap\b|graphite|influx"
    r"|run_?query|execute_?query|query_?runner|\bpinot\b|\bhive\b"
    r"|(?<![a-z])athena(?![a-z])",
    re.IGNORECASE,
)
JOB = re.compile(
    r"down_?load|up_?load|/export\b|export_|back_?up|\bstreaming\b|\bSSE\b|event-stream|long_?poll"
    r"|\.(?:zip|tar|gz|iso|mp4|pdf)\b|\bcrawl",
    re.IGNORECASE,
)


def slow(call: str, around: str = "") -> str:
    """What of the kind a call is made to, by itself and what stands around; empty if none."""
    said, more = (re.sub(r"([a-z])([A-Z])", r"\1_\2", text) for text in (call, around))
    if MODEL.search(said) or MODEL.search(more):
        return "A language model"
    if ENGINE.search(said) or ENGINE.search(more):
        return "A query engine"
    return "What carries files or a stream" if JOB.search(said) else ""
