"""The one table of what `/v2` answers otherwise than Triton 2.51, each with its reason.

A `Rule` says what becomes of many of Triton's answers; a `Difference` names cases whose rest differs in what it says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.triton.client import Answer
from tests.triton.corpus import Case


@dataclass(frozen=True)
class Rule:
    """What we make of Triton's answer to a case, for one reason."""

    reason: str
    apply: Callable[[Case, Answer], Answer]


@dataclass(frozen=True)
class Difference:
    """Cases that differ, after the rules, in `what`: status, body or headers; and, where told, our status."""

    reason: str
    what: frozenset[str]
    cases: tuple[str, ...]
    status: int | None = None


def _blamed_on_the_client(_case: Case, answer: Answer) -> Answer:
    return replace(answer, status=400) if answer.status == 500 else answer


def _as_json(_case: Case, answer: Answer) -> Answer:
    if answer.status < 400 or answer.headers["content-type"] != "text/plain":
        return answer
    return replace(answer, headers=answer.headers | {"content-type": "application/json"})


def _with_allow(case: Case, answer: Answer) -> Answer:
    if answer.status != 405:
        return answer
    posted = case.path.endswith(("/infer", "/index", "/load", "/unload"))
    return replace(answer, headers=answer.headers | {"allow": "POST" if posted else "GET"})


def _without_note(_case: Case, answer: Answer) -> Answer:
    if not isinstance(answer.body, dict) or " NOTE: " not in answer.body.get("error", ""):
        return answer
    text: str = answer.body["error"]
    return replace(answer, body={"error": text[: text.index(". NOTE: ")]})


RULES = (
    Rule(
        "what a client does wrong is the client's fault: 400, not 500, as in Triton's later versions",
        _blamed_on_the_client,
    ),
    Rule("an error's body is JSON, so its media type is too; some of Triton's say text/plain", _as_json),
    Rule("a refused method comes with the allowed one, as HTTP has it", _with_allow),
    Rule("advice about Triton's own configuration is none of ours", _without_note),
)


def _differ(reason: str, what: str, *cases: str, status: int | None = None) -> Difference:
    return Difference(reason, frozenset(what.split()), cases, status)


DIFFERENCES = (
    _differ(
        "the server is another one, with fewer extensions",
        "body",
        "server metadata",
        "server metadata with a query",
    ),
    _differ(
        "the platform is TensorFlow's SavedModel, not a Python function",
        "body",
        "model metadata",
        "model metadata of a version",
        "model metadata of a version with a leading zero",
        "accept gzip of metadata",
    ),
    _differ(
        "of Triton's configuration we tell what clients look up: inputs, outputs and the batch",
        "body",
        "model config",
        "model config of a version",
        "model config of a version with a leading zero",
    ),
    _differ(
        "a batch of no picture is refused before the model, which Triton asks",
        "body",
        "binary of no picture, with bytes",
    ),
    _differ(
        "the protocol's specification and kserve's client want JSON of a probe",
        "body content-type",
        "live",
        "ready",
        "model ready",
        "model ready of a version",
        "model ready of a version with a leading zero",
    ),
    _differ(
        "what is there and not loaded is 503, as probes have it, and what is not there 404",
        "body status",
        "model ready of a version that is not loaded",
        "model ready after the unload",
        status=503,
    ),
    _differ(
        "without a model the server is not ready; Triton thinks it is once the model has left",
        "body content-type status",
        "ready after the unload",
        status=503,
    ),
    _differ(
        "a model or version that is not there is 404 wherever it is asked for",
        "body status",
        "model ready of a version that is not there",
        "model ready of version 0",
        "model ready of an unknown model",
        "model ready of an unknown model's version",
        "model stats of an unknown model",
        "model stats of a version that is not there",
        "model stats of a version that is not loaded",
        "model stats after the unload",
        "unload of an unknown model",
        status=404,
    ),
    _differ(
        "a model that is not there is 404, also to be loaded",
        "status",
        "load of an unknown model",
        status=404,
    ),
    _differ(
        "the specification's OpenAPI file has the slash",
        "body status",
        "server metadata with a slash",
        status=200,
    ),
    _differ(
        "outside /v2 our own errors are told, by RFC 9457",
        "body content-type",
        "capital V2",
        status=404,
    ),
    _differ(
        "a path's percents are decoded, as HTTP has it",
        "body status",
        "model name in percents",
        status=200,
    ),
    _differ(
        "extensions that we do not have: tracing, logging, shared memory, generation of texts",
        "body status",
        "logging",
        "trace settings",
        "trace settings of the model",
        "system shared memory",
        "cuda shared memory",
        "generate",
        "generate_stream",
        status=404,
    ),
    _differ(
        "of what we do not have, we do not say what goes with it",
        "body status",
        "outputs parameters shared memory and binary_data",
        "outputs parameters shared memory and classification",
        status=404,
    ),
    _differ(
        "we have no repositories' names, and say so as Triton's later versions do",
        "body status",
        "index of a named repository",
        status=501,
    ),
    _differ(
        "the versions in the folder that are not loaded are listed too",
        "body",
        "index ",
        "index with an empty body",
        "index of all",
        "index with an unknown key",
        "index after the unload",
    ),
    _differ(
        "tensors are read before requests come together in a batch, and written after: no batch's time goes there",
        "body",
        "statistics of the model after inferences",
        "statistics of a version after inferences",
        "statistics of all after inferences",
    ),
    _differ(
        "a number that its datatype does not hold is refused, not wrapped around",
        "body status",
        "pixel 256",
        "pixel 2 to the 32nd",
        status=400,
    ),
    _differ(
        "and before its datatype is held against the model",
        "body",
        "input datatype INT8",
    ),
    _differ(
        "lists must have one shape, else a row too long and one too short go unseen",
        "body status",
        "infer ragged",
        status=400,
    ),
    _differ(
        "the shape is held against the data before it is held against the model",
        "body",
        "input shape empty",
        "input shape of 2 to the 62nd pictures",
    ),
    _differ(
        "of two faults the other is told",
        "body",
        "binary of an unknown datatype",
        "binary the same twice, bytes once",
    ),
    _differ(
        "inputs are told in the request's order, and Triton lacks a bracket",
        "body",
        "inputs one too many",
        "binary one input too many",
    ),
    _differ(
        "an output asked for twice is refused, as in Triton's later versions",
        "body status",
        "outputs the same twice",
        status=400,
    ),
    _differ(
        "Triton takes the rest of 2 to the 32nd, which is 0: no classification",
        "body",
        "outputs parameters classification 2 to the 32nd",
    ),
    _differ(
        "another JSON parser finds the same fault in other words, or a little earlier; NaN and Infinity are no JSON",
        "body",
        "pixel NaN",
        "pixel Infinity",
        "pixel 1e400",
        "document empty",
        "infer without a body",
        "infer in no chunk",
        "document blank",
        "document cut off",
        "document no JSON",
        "document with something behind it",
        "document with a second document behind it",
        "document in UTF-16",
        "document with half a surrogate pair",
        "document with a comma too many",
        "document with a comment",
        "accept gzip of an error",
        "encoding gzip that holds nothing",
        "header length one too small",
        "header length one too large",
        "header length of the whole body",
        "index with bad JSON",
        "load with bad JSON",
    ),
    _differ(
        "our JSON parser takes the last of two keys, Triton's the first",
        "body status",
        "document with a key twice",
        status=200,
    ),
    _differ(
        "a text that is no UTF-8 is no JSON; Triton echoes it, and its answer is none either",
        "body status",
        "document with a byte that is no UTF-8",
        status=400,
    ),
    _differ(
        "an id with a zero in it is echoed whole",
        "body",
        "document with an escaped zero",
    ),
    _differ(
        "a header length that is no number is refused, as in Triton's later versions; 2.51 takes its figures or 0",
        "body",
        "header length empty",
        "header length a text",
        "header length a text for an empty body",
        "header length hexadecimal",
        "header length a power",
        "header length 2 to the 32nd",
    ),
    _differ(
        "the same, where 2.51 makes a request of it that it can answer",
        "body status",
        "header length with a text behind it",
        "header length a fraction",
        "header length two",
        status=400,
    ),
    _differ(
        "what is echoed is cut",
        "body",
        "header length of a thousand figures",
    ),
    _differ(
        "bytes without a header length are told as in Triton's later versions",
        "body",
        "header length left out",
    ),
    _differ(
        "a raw body that is not of one image's size is taken as the bytes of a picture",
        "body",
        "raw one byte short",
        "raw one byte too many",
        "raw two pictures",
        "raw empty",
        "raw JSON",
    ),
    _differ(
        "a body that cannot be unpacked is told as that",
        "body",
        "encoding gzip that is none",
        "encoding gzip cut off",
        "encoding deflate without its frame",
        "encoding deflate that is none",
    ),
    _differ(
        "and refused where Triton overlooks it",
        "body status",
        "encoding gzip with something behind it",
        "encoding gzip without its checksum",
        status=400,
    ),
    _differ(
        "a gzip file of several members is one, codings have no case, and an empty one is none, as HTTP has it",
        "body status",
        "encoding gzip in two members",
        "encoding gzip in capitals",
        "encoding empty",
        status=200,
    ),
    _differ(
        "told as in Triton's later versions",
        "body",
        "index ready a text",
        "index ready a number",
        "index ready null",
    ),
    _differ(
        "what is no object is refused by the repository too, and a parameter of another type",
        "body status",
        "index with a list",
        "index with a text",
        "load with a list",
        "unload with bad JSON",
        "unload with unload_dependents a text",
        status=400,
    ),
    _differ(
        "only what is in the model folder loads: no configuration and no file comes by a request",
        "body",
        "load with an unknown parameter",
        "load with config an object",
        "load with config a number",
        "load with a file",
        "load with a file a number",
    ),
    _differ(
        "the same, which Triton takes",
        "body status",
        "load with config",
        status=400,
    ),
)


def as_ours(case: Case, answer: Answer) -> Answer:
    """Triton's answer after all rules."""
    for rule in RULES:
        answer = rule.apply(case, answer)
    return answer
