"""What is asked of a real Triton and of our `/v2`: requests right and wrong, JSON and binary, one `Case` each."""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.settings import Settings
from model.versions.folders import choose_folder
from model.versions.golden import FILE_NAME

MODEL = "/v2/models/digits"
INFER = f"{MODEL}/infer"
HEADER = "Inference-Header-Content-Length"
PIXELS = 28 * 28
DEEP = 500  # levels of brackets: more than anyone means


@dataclass(frozen=True)
class Case:
    """A request, by a name that says what is right or wrong with it."""

    name: str
    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    chunked: bool = False  # sent without a length
    ends_triton: bool = False  # Triton 2.51 does not survive it; ours is to


@cache
def version() -> int:
    """The newest version that is shipped: both servers load it and no other."""
    return int(choose_folder(Settings().model_dir, None).name)


@cache
def images() -> NDArray[np.uint8]:
    """Pictures that every version must read right: uint8 [N, 28, 28]."""
    with np.load(choose_folder(Settings().model_dir, None) / FILE_NAME) as golden:
        pictures: NDArray[np.uint8] = golden["images"]
        return pictures


def corpus() -> list[Case]:
    """Every case, in the order in which they are sent: those that unload the model last."""
    cases = [
        *_server(),
        *_model(),
        *_statistics("before any inference"),
        *_json(),
        *_statistics("after inferences"),
        *_values(),
        *_documents(),
        *_inputs(),
        *_outputs(),
        *_parameters(),
        *_binary(),
        *_header_lengths(),
        *_raw(),
        *_encodings(),
        *_extensions(),
        *_repository(),
    ]
    names = [case.name for case in cases]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    return cases


def tensor(pictures: int = 1, **changes: Any) -> dict[str, Any]:
    """The input `image` with so many pictures, flat; a change to `...` leaves that key out."""
    whole = {
        "name": "image",
        "shape": [pictures, 28, 28],
        "datatype": "UINT8",
        "data": images()[:pictures].ravel().tolist(),
    }
    return {key: value for key, value in (whole | changes).items() if value is not ...}


def ask(name: str, body: object = None, *, path: str = INFER, **headers: str) -> Case:
    """An inference: of one picture unless the body says otherwise."""
    return Case(name, "POST", path, as_json({"inputs": [tensor()]} if body is None else body), _dashed(headers))


def as_json(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def as_binary(head: object, *blobs: bytes, length: object = None, name: str, **headers: str) -> Case:
    """A request with tensors as bytes behind its JSON."""
    text = as_json(head)
    told = len(text) if length is None else length
    return Case(name, "POST", INFER, b"".join([text, *blobs]), {HEADER: str(told), **_dashed(headers)})


def _dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _server() -> Iterator[Case]:
    yield Case("server metadata", "GET", "/v2")
    yield Case("server metadata with a slash", "GET", "/v2/")
    yield Case("server metadata with a query", "GET", "/v2?x=1")
    yield Case("server metadata by POST", "POST", "/v2", b"{}")
    yield Case("live", "GET", "/v2/health/live")
    yield Case("ready", "GET", "/v2/health/ready")
    yield Case("live by POST", "POST", "/v2/health/live", b"{}")
    yield Case("live by HEAD", "HEAD", "/v2/health/live")
    yield Case("live by PUT", "PUT", "/v2/health/live", b"")
    yield Case("live by DELETE", "DELETE", "/v2/health/live")
    yield Case("live by OPTIONS", "OPTIONS", "/v2/health/live")
    yield Case("live by PATCH", "PATCH", "/v2/health/live", b"")
    yield Case("live with a slash", "GET", "/v2/health/live/")
    yield Case("health alone", "GET", "/v2/health")
    yield Case("health of something else", "GET", "/v2/health/other")
    yield Case("unknown path", "GET", "/v2/nothing")
    yield Case("unknown path by POST", "POST", "/v2/nothing", b"{}")
    yield Case("capital V2", "GET", "/V2")
    yield Case("models", "GET", "/v2/models")


def _model() -> Iterator[Case]:
    for what, path in (
        ("metadata", ""),
        ("ready", "/ready"),
        ("config", "/config"),
    ):
        yield Case(f"model {what}", "GET", f"{MODEL}{path}")
        yield Case(f"model {what} of a version", "GET", f"{MODEL}/versions/{version()}{path}")
        yield Case(f"model {what} of a version with a leading zero", "GET", f"{MODEL}/versions/0{version()}{path}")
        yield Case(f"model {what} of a version that is not there", "GET", f"{MODEL}/versions/9{path}")
        yield Case(f"model {what} of a version that is not loaded", "GET", f"{MODEL}/versions/{version() - 1}{path}")
        yield Case(f"model {what} of version 0", "GET", f"{MODEL}/versions/0{path}")
        yield Case(f"model {what} of a version too large for 64 bits", "GET", f"{MODEL}/versions/{10**20}{path}")
        yield Case(f"model {what} of a version that is no number", "GET", f"{MODEL}/versions/x{path}")
        yield Case(f"model {what} of a negative version", "GET", f"{MODEL}/versions/-1{path}")
        yield Case(f"model {what} of an empty version", "GET", f"{MODEL}/versions/{path}")
        yield Case(f"model {what} of an unknown model", "GET", f"/v2/models/letters{path}")
        yield Case(f"model {what} of an unknown model's version", "GET", f"/v2/models/letters/versions/2{path}")
        yield Case(f"model {what} by POST", "POST", f"{MODEL}{path}", b"{}")
        yield Case(f"model {what} with a slash", "GET", f"{MODEL}{path}/")
    yield Case("model name in percents", "GET", "/v2/models/dig%69ts")
    yield Case("model name in capitals", "GET", "/v2/models/Digits")
    yield Case("model stats of an unknown model", "GET", "/v2/models/letters/stats")
    yield Case("model stats of a version that is not there", "GET", f"{MODEL}/versions/9/stats")
    yield Case("model stats of a version that is not loaded", "GET", f"{MODEL}/versions/{version() - 1}/stats")
    yield Case("model stats by POST", "POST", f"{MODEL}/stats", b"{}")
    yield Case("model of something else", "GET", f"{MODEL}/other")


def _statistics(when: str) -> Iterator[Case]:
    yield Case(f"statistics of the model {when}", "GET", f"{MODEL}/stats")
    yield Case(f"statistics of a version {when}", "GET", f"{MODEL}/versions/{version()}/stats")
    yield Case(f"statistics of all {when}", "GET", "/v2/models/stats")


def _json() -> Iterator[Case]:
    first = images()[:1]
    yield ask("infer flat")
    yield ask("infer nested", {"inputs": [tensor(data=first.tolist())]})
    yield ask("infer half nested", {"inputs": [tensor(data=first.reshape(1, PIXELS).tolist())]})
    yield ask("infer nested without the batch's axis", {"inputs": [tensor(data=first[0].tolist())]})
    yield ask("infer nested in other groups", {"inputs": [tensor(data=first.reshape(28, 1, 28).tolist())]})
    yield ask("infer nested more deeply than the shape", {"inputs": [tensor(data=[[first.tolist()]])]})
    yield ask("infer three pictures", {"inputs": [tensor(3)]})
    yield ask("infer three pictures nested", {"inputs": [tensor(3, data=images()[:3].tolist())]})
    yield ask("infer of a version", path=f"{MODEL}/versions/{version()}/infer")
    yield ask("infer of a version that is not loaded", path=f"{MODEL}/versions/{version() - 1}/infer")
    yield ask("infer of a version that is not there", path=f"{MODEL}/versions/9/infer")
    yield ask("infer of a version that is no number", path=f"{MODEL}/versions/x/infer")
    yield ask("infer of a version too large for 64 bits", path=f"{MODEL}/versions/{10**20}/infer")
    yield ask("infer of an unknown model", path="/v2/models/letters/infer")
    yield ask("infer of an unknown model with bad JSON", b"{", path="/v2/models/letters/infer")
    yield ask("infer with a slash", path=f"{INFER}/")
    yield Case("infer by GET", "GET", INFER)
    yield Case("infer by PUT", "PUT", INFER, as_json({"inputs": [tensor()]}))
    yield ask("infer as text/plain", Content_Type="text/plain")
    yield ask("infer as JSON", Content_Type="application/json")
    yield ask("infer as bytes without a header length", Content_Type="application/octet-stream")
    yield replace(ask("infer in chunks"), chunked=True)
    yield replace(as_binary({"inputs": [_blob()]}, _bytes(), name="infer in chunks, binary"), chunked=True)
    yield replace(as_binary(_bytes(), length=0, name="infer in chunks, raw"), chunked=True)
    yield replace(ask("infer in no chunk", b""), chunked=True)
    yield Case("infer without a body", "POST", INFER)
    yield ask("infer of a client that waits to be asked for the body", Expect="100-continue")
    yield ask("infer of a client that takes only XML", Accept="application/xml")
    yield ask("id", {"id": "7", "inputs": [tensor()]})
    yield ask("id of other scripts", {"id": 'Ünï\u4e03 \U0001f44d "\\/\n', "inputs": [tensor()]})
    yield ask("id empty", {"id": "", "inputs": [tensor()]})
    yield ask("id a number", {"id": 7, "inputs": [tensor()]})
    yield ask("id null", {"id": None, "inputs": [tensor()]})
    yield ask("id long", {"id": "x" * 5000, "inputs": [tensor()]})
    yield ask("unknown key", {"nothing": 1, "inputs": [tensor()]})
    yield ask("unknown key of an input", {"inputs": [tensor(nothing=1)]})
    yield ask("model name in the body", {"model_name": "letters", "model_version": "9", "inputs": [tensor()]})


def _values() -> Iterator[Case]:
    """One pixel that is no pixel, and rows that are none."""
    rest = images()[0].ravel().tolist()[1:]
    yield ask("infer ragged", {"inputs": [tensor(data=[images()[0, 0].tolist(), *rest[27:]])]})
    for name, value in (
        ("256", 256),
        ("minus 1", -1),
        ("2 to the 64th", 2**64),
        ("2 to the 32nd", 2**32),
        ("minus 2 to the 63rd", -(2**63)),
        ("0.0", 0.0),
        ("0.5", 0.5),
        ("1e2", 1e2),
        ("a text", "0"),
        ("true", True),
        ("null", None),
        ("an object", {}),
        ("an empty list", []),
    ):
        yield ask(f"pixel {name}", {"inputs": [tensor(data=[value, *rest])]})
    for name, literal in (("NaN", b"NaN"), ("Infinity", b"Infinity"), ("minus 0", b"-0"), ("1e400", b"1e400")):
        yield ask(f"pixel {name}", as_json({"inputs": [tensor(data=["@", *rest])]}).replace(b'"@"', literal))


def _documents() -> Iterator[Case]:
    whole = as_json({"inputs": [tensor()]})
    for name, body in (
        ("empty", b""),
        ("blank", b" \n"),
        ("null", b"null"),
        ("a list", b"[]"),
        ("a number", b"1"),
        ("a text", b'"x"'),
        ("an empty object", b"{}"),
        ("cut off", whole[: len(whole) // 2]),
        ("no JSON", b"hello"),
        ("with something behind it", whole + b" x"),
        ("with a second document behind it", whole + whole),
        ("with blanks around it", b"\n " + whole + b"\n "),
        ("with a byte order mark", b"\xef\xbb\xbf" + whole),
        ("in UTF-16", whole.decode().encode("utf-16")),
        ("with a byte that is no UTF-8", b'{"id": "\xff", ' + whole[1:]),
        ("with half a surrogate pair", b'{"id": "\\ud800", ' + whole[1:]),
        ("with an escaped zero", b'{"id": "a\\u0000b", ' + whole[1:]),
        ("with a comma too many", whole[:-1] + b",}"),
        ("with a comment", b"{/**/" + whole[1:]),
        ("with an escaped key", whole.replace(b'"inputs"', b'"\\u0069nputs"')),
        ("with a key twice", b'{"inputs": 1, ' + whole[1:]),
        ("of brackets, deep", b"[" * DEEP + b"]" * DEEP),
        ("with an unknown key, deep", b'{"x": ' + b"[" * DEEP + b"]" * DEEP + b", " + whole[1:]),
    ):
        yield ask(f"document {name}", body)
    many = 300_000
    yield replace(ask("document of brackets, very deep", b"[" * many + b"]" * many), ends_triton=True)
    yield ask("data deep", as_json({"inputs": [tensor(data="@")]}).replace(b'"@"', b"[" * DEEP + b"1" + b"]" * DEEP))


def _inputs() -> Iterator[Case]:
    for name, inputs in (
        ("left out", ...),
        ("null", None),
        ("an object", tensor()),
        ("a text", "image"),
        ("none", []),
        ("a null", [None]),
        ("a number", [1]),
        ("an empty object", [{}]),
        ("the same twice", [tensor(), tensor()]),
        ("one too many", [tensor(), tensor(name="other")]),
        ("of another name", [tensor(name="other")]),
    ):
        yield ask(f"inputs {name}", {"inputs": inputs} if inputs is not ... else {"id": "1"})
    wrong: dict[str, dict[str, Any]] = {
        "name": {"left out": ..., "null": None, "a number": 1, "empty": ""},
        "datatype": {
            "left out": ...,
            "null": None,
            "a number": 1,
            "empty": "",
            "unknown": "INT128",
            "in small letters": "uint8",
            "INT8": "INT8",
            "FP32": "FP32",
            "BYTES": "BYTES",
            "FP16": "FP16",
        },
        "shape": {
            "left out": ...,
            "null": None,
            "a number": 784,
            "empty": [],
            "of texts": ["1", "28", "28"],
            "of fractions": [1.0, 28.0, 28.0],
            "of halves": [1.5, 28, 28],
            "of nulls": [None, 28, 28],
            "of lists": [[1], 28, 28],
            "without the batch": [28, 28],
            "with an axis too many": [1, 28, 28, 1],
            "with another side": [1, 28, 27],
            "with sides exchanged for a row": [1, 1, 784],
            "of two sides": [196, 4],
            "with two pictures": [2, 28, 28],
            "with no picture": [0, 28, 28],
            "open": [-1, 28, 28],
            "negative": [-1, -28, 28],
            "of 2 to the 31st pictures": [2**31, 28, 28],
            "of 2 to the 62nd pictures": [2**62, 28, 28],
            "of 2 to the 64th pictures": [2**64, 28, 28],
        },
        "data": {
            "left out": ...,
            "null": None,
            "a text": "0" * PIXELS,
            "a number": 1,
            "an object": {"0": 1},
            "empty": [],
            "one too few": [0] * (PIXELS - 1),
            "one too many": [0] * (PIXELS + 1),
            "for two": [0] * PIXELS * 2,
        },
        "parameters": {"null": None, "a list": [], "a text": "x", "empty": {}, "of our own": {"a": 1}},
    }
    for key, changes in wrong.items():
        for name, value in changes.items():
            case = ask(f"input {key} {name}", {"inputs": [tensor(**{key: value})]})
            yield replace(case, ends_triton=value == [2**31, 28, 28])
    yield ask("no picture and no data", {"inputs": [tensor(shape=[0, 28, 28], data=[])]})


def _outputs() -> Iterator[Case]:
    def of(name: str, outputs: object, **rest: object) -> Case:
        return ask(f"outputs {name}", {"inputs": [tensor(2)], "outputs": outputs, **rest})

    one = {"name": "probabilities"}
    yield of("one", [one])
    yield of("the other", [{"name": "logits"}])
    yield of("both", [one, {"name": "logits"}])
    yield of("both the other way round", [{"name": "logits"}, one])
    yield of("none", [])
    yield of("null", None)
    yield of("an object", one)
    yield of("a text", "probabilities")
    yield of("of texts", ["probabilities"])
    yield of("a null", [None])
    yield of("an empty object", [{}])
    yield of("unknown", [{"name": "nothing"}])
    yield of("empty name", [{"name": ""}])
    yield of("name a number", [{"name": 1}])
    yield of("name null", [{"name": None}])
    yield of("the same twice", [one, one])
    yield of("with an unknown key", [{**one, "nothing": 1}])
    yield of("unknown before a wrong input", [{"name": "nothing"}], inputs=[tensor(shape=[1, 2])])
    odd: dict[str, Any] = {
        "null": None,
        "a list": [],
        "a text": "x",
        "empty": {},
        "unknown": {"a": 1},
        "null inside": {"a": None},
        "binary_data false": {"binary_data": False},
        "binary_data true": {"binary_data": True},
        "binary_data a text": {"binary_data": "true"},
        "binary_data 1": {"binary_data": 1},
        "binary_data null": {"binary_data": None},
        "binary_data_size": {"binary_data_size": 80},
        "classification 1": {"classification": 1},
        "classification 3": {"classification": 3},
        "classification 10": {"classification": 10},
        "classification 11": {"classification": 11},
        "classification 0": {"classification": 0},
        "classification minus 1": {"classification": -1},
        "classification 2.0": {"classification": 2.0},
        "classification a text": {"classification": "3"},
        "classification true": {"classification": True},
        "classification null": {"classification": None},
        "classification 2 to the 32nd": {"classification": 2**32},
        "classification 2 to the 64th": {"classification": 2**64},
        "classification in binary": {"classification": 3, "binary_data": True},
        "shared memory": {"shared_memory_region": "x", "shared_memory_byte_size": 80},
        "shared memory and binary_data": {"shared_memory_region": "x", "binary_data": True},
        "shared memory and classification": {"shared_memory_region": "x", "classification": 1},
    }
    for name, parameters in odd.items():
        yield of(f"parameters {name}", [{**one, "parameters": parameters}])
    yield of("classification of logits", [{"name": "logits", "parameters": {"classification": 2}}])
    yield of("classification of one", [{**one, "parameters": {"classification": 2}}, {"name": "logits"}])
    yield of("binary_data of one", [{**one, "parameters": {"binary_data": True}}, {"name": "logits"}])
    yield of("binary_data of the second", [one, {"name": "logits", "parameters": {"binary_data": True}}])
    wanted = {"binary_data_output": True}
    yield of("all in binary", [one, {"name": "logits"}], parameters=wanted)
    yield of(
        "all in binary but one", [one, {"name": "logits", "parameters": {"binary_data": False}}], parameters=wanted
    )
    yield of("all in binary, classification", [{**one, "parameters": {"classification": 2}}], parameters=wanted)


def _parameters() -> Iterator[Case]:
    odd: dict[str, Any] = {
        "null": None,
        "a list": [],
        "a text": "x",
        "empty": {},
        "a text inside": {"a": "b"},
        "a number inside": {"a": 1},
        "a fraction inside": {"a": 1.5},
        "a truth inside": {"a": True},
        "a null inside": {"a": None},
        "a list inside": {"a": [1]},
        "an object inside": {"a": {"b": 1}},
        "a number of 64 bits inside": {"a": 2**63 - 1},
        "a number of more than 64 bits inside": {"a": 2**64},
        "binary_data_output true": {"binary_data_output": True},
        "binary_data_output false": {"binary_data_output": False},
        "binary_data_output a text": {"binary_data_output": "true"},
        "binary_data_output 1": {"binary_data_output": 1},
        "binary_data_output null": {"binary_data_output": None},
        "binary_data_size": {"binary_data_size": 784},
        "priority": {"priority": 1},
        "priority a text": {"priority": "high"},
        "priority negative": {"priority": -1},
        "timeout": {"timeout": 10**9},
        "timeout a text": {"timeout": "long"},
        "timeout a fraction": {"timeout": 1.5},
        "timeout negative": {"timeout": -1},
        "sequence_id": {"sequence_id": 1, "sequence_start": True, "sequence_end": True},
        "sequence_id a text": {"sequence_id": "x"},
        "sequence_id true": {"sequence_id": True},
        "sequence_start a text": {"sequence_start": "x"},
        "headers": {"headers": "x"},
        "triton_ reserved": {"triton_enable_empty_final_response": True},
        "triton_ of our own": {"triton_x": 1},
    }
    for name, parameters in odd.items():
        yield ask(f"parameters {name}", {"inputs": [tensor()], "parameters": parameters})


def _bytes(pictures: int = 1) -> bytes:
    return images()[:pictures].tobytes()


def _blob(size: object = PIXELS, pictures: int = 1, **changes: Any) -> dict[str, Any]:
    return tensor(pictures, **{"data": ..., "parameters": {"binary_data_size": size}, **changes})


def _binary() -> Iterator[Case]:
    both: Sequence[dict[str, Any]] = [
        {"name": "probabilities", "parameters": {"binary_data": True}},
        {"name": "logits", "parameters": {"binary_data": True}},
    ]
    head = {"inputs": [_blob()]}
    yield as_binary(head, _bytes(), name="binary in")
    yield as_binary({"inputs": [_blob(3 * PIXELS, 3)]}, _bytes(3), name="binary in, three pictures")
    many = {"inputs": [_blob(500 * PIXELS, shape=[500, 28, 28])]}
    yield as_binary(many, _bytes() * 500, name="binary in, many pictures")
    yield as_binary({**head, "outputs": both}, _bytes(), name="binary in and out")
    yield as_binary({**head, "outputs": both[:1]}, _bytes(), name="binary in, one output")
    yield as_binary({**head, "id": "x", "outputs": both[::-1]}, _bytes(), name="binary both ways, other order, id")
    yield as_binary(
        {**head, "parameters": {"binary_data_output": True}}, _bytes(), name="binary all out by a parameter"
    )
    yield as_binary({"inputs": [tensor()]}, name="binary with JSON only")
    yield as_binary({"inputs": [tensor()]}, _bytes(), name="binary with JSON data and bytes")
    yield as_binary(
        {"inputs": [tensor(parameters={"binary_data_size": PIXELS})]}, _bytes(), name="binary with data twice"
    )
    yield as_binary({"inputs": [tensor(data=...)]}, _bytes(), name="binary without binary_data_size")
    yield as_binary(head, _bytes()[:-1], name="binary one byte short")
    yield as_binary(head, _bytes() + b"\0", name="binary one byte too many")
    yield as_binary(head, name="binary no bytes at all")
    yield as_binary({"inputs": [_blob(PIXELS - 1)]}, _bytes()[:-1], name="binary size smaller than the shape")
    yield as_binary({"inputs": [_blob(PIXELS + 1)]}, _bytes() + b"\0", name="binary size larger than the shape")
    yield as_binary({"inputs": [_blob(2 * PIXELS)]}, _bytes(2), name="binary size of two for one")
    yield as_binary({"inputs": [_blob(), _blob(name="other")]}, _bytes(2), name="binary one input too many")
    yield as_binary({"inputs": [_blob(name="other")]}, _bytes(), name="binary of another name")
    yield as_binary({"inputs": [_blob(datatype="FP32")]}, _bytes(), name="binary of another datatype")
    yield as_binary({"inputs": [_blob(4 * PIXELS, datatype="FP32")]}, _bytes(4), name="binary FP32 of its size")
    yield as_binary({"inputs": [_blob(shape=[1, 784])]}, _bytes(), name="binary of another shape")
    yield as_binary({"inputs": [_blob(0, shape=[0, 28, 28])]}, name="binary of no picture")
    yield as_binary({"inputs": [_blob(shape=[0, 28, 28])]}, _bytes(), name="binary of no picture, with bytes")
    yield as_binary({"inputs": [_blob(shape=[])]}, _bytes(), name="binary of no shape")
    yield as_binary({"inputs": [_blob(datatype="INT128")]}, _bytes(), name="binary of an unknown datatype")
    yield as_binary({"inputs": [_blob(), _blob()]}, _bytes(2), name="binary the same twice")
    yield as_binary({"inputs": [_blob(), _blob()]}, _bytes(), name="binary the same twice, bytes once")
    for name, size in {
        "0": 0,
        "negative": -1,
        "a text": "784",
        "a fraction": 784.0,
        "true": True,
        "null": None,
        "a list": [784],
        "2 to the 40th": 2**40,
        "2 to the 63rd less 1": 2**63 - 1,
        "2 to the 64th less 1": 2**64 - 1,
        "2 to the 64th": 2**64,
    }.items():
        yield as_binary({"inputs": [_blob(size)]}, _bytes(), name=f"binary size {name}")


def _header_lengths() -> Iterator[Case]:
    head = as_json({"inputs": [_blob()]})
    whole = len(head) + PIXELS
    yield Case("header length left out", "POST", INFER, head + _bytes())
    yield Case("header length left out, only JSON", "POST", INFER, head)
    for name, length in {
        "empty": "",
        "a text": "x",
        "with a text behind it": f"{len(head)}abc",
        "with blanks": f"  {len(head)}  ",
        "with a sign": f"+{len(head)}",
        "with a leading zero": f"0{len(head)}",
        "a fraction": f"{len(head)}.0",
        "hexadecimal": hex(len(head)),
        "a power": "1e2",
        "two": f"{len(head)}, {len(head)}",
        "negative": "-1",
        "one too small": str(len(head) - 1),
        "one too large": str(len(head) + 1),
        "of the whole body": str(whole),
        "more than the body": str(whole + 1),
        "2 to the 31st": str(2**31),
        "2 to the 32nd": str(2**32),
        "2 to the 63rd": str(2**63),
        "2 to the 64th": str(2**64),
        "of a thousand figures": "9" * 1000,
    }.items():
        yield as_binary(head, _bytes(), length=length, name=f"header length {name}")
    yield as_binary(b"", length=5, name="header length for an empty body")
    yield as_binary(b"", length="x", name="header length a text for an empty body")


def _raw() -> Iterator[Case]:
    yield as_binary(_bytes(), length=0, name="raw")
    yield as_binary(_bytes()[:-1], length=0, name="raw one byte short")
    yield as_binary(_bytes() + b"\0", length=0, name="raw one byte too many")
    yield as_binary(_bytes(2), length=0, name="raw two pictures")
    yield as_binary(b"", length=0, name="raw empty")
    yield as_binary({"inputs": [tensor()]}, length=0, name="raw JSON")
    yield as_binary(_bytes(), length="00", name="raw by 00")
    yield Case("raw of a version", "POST", f"{MODEL}/versions/{version()}/infer", _bytes(), {HEADER: "0"})
    yield Case("raw of an unknown model", "POST", "/v2/models/letters/infer", _bytes(), {HEADER: "0"})
    yield as_binary(gzip.compress(_bytes()), length=0, name="raw in gzip", Content_Encoding="gzip")


def _encodings() -> Iterator[Case]:
    whole = as_json({"inputs": [tensor()]})
    bare = zlib.compressobj(wbits=-15)
    for name, body, encoding in (
        ("gzip", gzip.compress(whole), "gzip"),
        ("gzip in capitals", gzip.compress(whole), "GZIP"),
        ("gzip in two members", gzip.compress(whole[:100]) + gzip.compress(whole[100:]), "gzip"),
        ("gzip with something behind it", gzip.compress(whole) + b"x", "gzip"),
        ("gzip that is none", whole, "gzip"),
        ("gzip cut off", gzip.compress(whole)[:-20], "gzip"),
        ("gzip without its checksum", gzip.compress(whole)[:-8], "gzip"),
        ("gzip empty", b"", "gzip"),
        ("gzip that holds nothing", gzip.compress(b""), "gzip"),
        ("deflate", zlib.compress(whole), "deflate"),
        ("deflate without its frame", bare.compress(whole) + bare.flush(), "deflate"),
        ("deflate that is gzip", gzip.compress(whole), "deflate"),
        ("gzip that is deflate", zlib.compress(whole), "gzip"),
        ("deflate that is none", whole, "deflate"),
        ("identity", whole, "identity"),
        ("empty", whole, ""),
        ("unknown", whole, "br"),
        ("x-gzip", gzip.compress(whole), "x-gzip"),
        ("gzip twice", gzip.compress(gzip.compress(whole)), "gzip, gzip"),
        ("deflate and gzip", gzip.compress(zlib.compress(whole)), "deflate, gzip"),
    ):
        yield ask(f"encoding {name}", body, Content_Encoding=encoding)
    head = as_json({"inputs": [_blob()]})
    yield as_binary(
        gzip.compress(head + _bytes()), length=len(head), name="encoding gzip of binary", Content_Encoding="gzip"
    )
    yield as_binary(
        gzip.compress(head + _bytes()), length=10**6, name="encoding gzip, header length", Content_Encoding="gzip"
    )
    for accept in (
        "gzip",
        "deflate",
        "gzip, deflate",
        "deflate, gzip",
        "br",
        "br, gzip;q=0.5",
        "gzip;q=0",
        "gzip;q=0.5, deflate;q=0.8",
        "identity",
        "*",
        "GZIP",
        "",
    ):
        yield ask(f"accept {accept!r}", Accept_Encoding=accept)
    yield ask("accept gzip of an error", b"{", Accept_Encoding="gzip")
    yield Case("accept gzip of metadata", "GET", MODEL, None, {"Accept-Encoding": "gzip"})
    yield ask(
        "accept gzip of binary",
        {"inputs": [tensor()], "parameters": {"binary_data_output": True}},
        Accept_Encoding="gzip",
    )
    yield ask(
        "accept deflate of binary",
        {"inputs": [tensor()], "parameters": {"binary_data_output": True}},
        Accept_Encoding="deflate",
    )


def _extensions() -> Iterator[Case]:
    """Of Triton's extensions, those that are not ours too."""
    yield ask("generate", {"text_input": "x"}, path=f"{MODEL}/generate")
    yield ask("generate_stream", {"text_input": "x"}, path=f"{MODEL}/generate_stream")
    yield Case("logging", "GET", "/v2/logging")
    yield Case("trace settings", "GET", "/v2/trace/setting")
    yield Case("trace settings of the model", "GET", f"{MODEL}/trace/setting")
    yield Case("system shared memory", "GET", "/v2/systemsharedmemory/status")
    yield Case("cuda shared memory", "GET", "/v2/cudasharedmemory/status")
    shared = {"shared_memory_region": "x", "shared_memory_byte_size": 784}
    yield ask("input in shared memory", {"inputs": [tensor(data=..., parameters=shared)]})


def _repository() -> Iterator[Case]:
    def index(name: str, body: bytes | None, method: str = "POST", path: str = "/v2/repository/index") -> Case:
        return Case(f"index {name}", method, path, body)

    yield index("", b"{}")
    yield index("with an empty body", b"")
    yield index("of the ready", b'{"ready": true}')
    yield index("of all", b'{"ready": false}')
    yield index("ready a text", b'{"ready": "yes"}')
    yield index("ready a number", b'{"ready": 1}')
    yield index("ready null", b'{"ready": null}')
    yield index("with an unknown key", b'{"x": 1}')
    yield index("with bad JSON", b"{")
    yield index("with a list", b"[]")
    yield index("with a text", b'"x"')
    yield index("by GET", None, "GET")
    yield index("with a slash", b"{}", path="/v2/repository/index/")
    yield index("of a named repository", b"{}", path="/v2/repository/other/index")
    yield Case("repository alone", "GET", "/v2/repository")
    yield Case("repository models", "GET", "/v2/repository/models")
    yield Case("repository of something else", "POST", "/v2/repository/models/digits/other", b"{}")

    def change(name: str, verb: str, body: bytes = b"", model: str = "digits", method: str = "POST") -> Case:
        return Case(name, method, f"/v2/repository/models/{model}/{verb}", body)

    yield change("load", "load")
    yield change("load with an empty object", "load", b"{}")
    yield change("load with no parameters", "load", b'{"parameters": {}}')
    yield change("load by GET", "load", method="GET")
    yield change("load of an unknown model", "load", model="letters")
    yield change("load with bad JSON", "load", b"{")
    yield change("load with a list", "load", b"[]")
    yield change("load with parameters null", "load", b'{"parameters": null}')
    yield change("load with parameters a list", "load", b'{"parameters": []}')
    yield change("load with an unknown parameter", "load", b'{"parameters": {"x": "1"}}')
    yield change("load with an unknown key", "load", b'{"x": 1}')
    yield change("load with config an object", "load", b'{"parameters": {"config": {}}}')
    yield change("load with config a number", "load", b'{"parameters": {"config": 1}}')
    yield change("load with a file", "load", b'{"parameters": {"file:1/model.py": "eA=="}}')
    yield change("load with a file a number", "load", b'{"parameters": {"file:1/model.py": 1}}')
    yield Case("load of a named repository", "POST", "/v2/repository/other/models/digits/load", b"")
    yield ask("infer after the loads")
    yield change("unload by GET", "unload", method="GET")
    yield change("unload of an unknown model", "unload", model="letters")
    yield change("unload with bad JSON", "unload", b"{")
    yield change("unload with unload_dependents a text", "unload", b'{"parameters": {"unload_dependents": "x"}}')
    yield Case("unload of a named repository", "POST", "/v2/repository/other/models/digits/unload", b"")
    yield change("load after the unloads", "load")
    yield ask("infer before the unload")
    yield change("unload", "unload", b'{"parameters": {"unload_dependents": true}}')
    yield index("after the unload", b"{}")
    yield index("of the ready after the unload", b'{"ready": true}')
    yield Case("ready after the unload", "GET", "/v2/health/ready")
    yield Case("model ready after the unload", "GET", f"{MODEL}/ready")
    yield Case("model metadata after the unload", "GET", MODEL)
    yield Case("model stats after the unload", "GET", f"{MODEL}/stats")
    yield ask("infer after the unload")
    yield change("load after the unload", "load")
    yield ask("infer after the load after the unload")
    # The last of all: Triton keeps to such a configuration, an empty one here.
    yield change("load with config", "load", b'{"parameters": {"config": "{}"}}')
