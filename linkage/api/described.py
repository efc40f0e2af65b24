"""The description at /openapi.json: what all operations have in common is put in here, once."""

from typing import Any, Final

from fastapi import FastAPI

from linkage.api.asked import PROBLEM, RUN_HEADER
from linkage.api.problems import Problem

_OF_NO_RUN: Final = ("/v1/decisions",)
_HEADERS: Final = {
    RUN_HEADER: "The run that the answer is of, all of it.",
    "ETag": "Names what was sent: with it in `If-None-Match` the same is answered by 304.",
    "X-Request-Id": "What the log has the request under: the one that was sent, where it is harmless, or a new one.",
    "Retry-After": "Seconds after which to ask again.",
}
_NOT_MODIFIED: Final = "What `If-None-Match` names is what would be sent."


class Described(FastAPI):
    """An app whose description has problems and headers as components, so that clients have one type of each."""

    def openapi(self) -> dict[str, Any]:
        """Return the description."""
        if self.openapi_schema is None:
            _complete(super().openapi())
        return super().openapi()


def _complete(described: dict[str, Any]) -> None:
    components = described["components"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs") | {PROBLEM: problem}
    components["headers"] = {
        name: {"description": told, "schema": {"type": "integer" if name == "Retry-After" else "string"}}
        for name, told in _HEADERS.items()
    }
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            answers = operation["responses"]
            if method == "get":
                answers["304"] = {"description": _NOT_MODIFIED}
            for status, answer in answers.items():
                answer["headers"] = {
                    name: {"$ref": f"#/components/headers/{name}"} for name in _headers(path, method, status)
                }
            operation["responses"] = dict(sorted(answers.items()))


def _headers(path: str, method: str, status: str) -> list[str]:
    is_answer = status < "400"
    found = {
        "X-Request-Id": True,
        "ETag": is_answer and method == "get",
        RUN_HEADER: is_answer and path.startswith("/v1/") and path not in _OF_NO_RUN,
        "Retry-After": status == "503",
    }
    return [name for name, is_sent in found.items() if is_sent]
