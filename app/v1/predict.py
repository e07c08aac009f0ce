"""`:predict`: any signature of a version, by row or by column."""

from app.v1.address import Address
from app.v1.answering import Asked
from app.v1.document import parse_document, signature_name
from app.v1.form import Form, read_form
from app.v1.inputs import to_inputs
from app.v1.lookup import find_served, find_signature
from app.v1.outputs import render_columns, render_rows
from app.v1.pictures import pictures_in
from model.stages import Stages
from model.versions.served import Served
from model.versions.signature import Signature
from model.versions.store import Store


def read_predict(body: bytes, address: Address, store: Store, stages: Stages) -> Asked:
    """What a body asks.

    Raises:
        Refused: it is no such question, or there is nothing that answers it.
        TooLarge: it has more parts than the tensors of one request need.
    """
    document = parse_document(body)
    name = signature_name(document)
    served = find_served(store, address)
    stages.version = served.number
    signature = find_signature(served, name)
    form = read_form(document, signature.inputs)
    inputs = _pictures(form, signature, served) or to_inputs(form, signature.inputs)
    return Asked(served, name, inputs, render_rows if form.by_row else render_columns)


def _pictures(form: Form, signature: Signature, served: Served) -> list[bytes] | None:
    if len(signature.inputs) != 1:
        return None
    ((name, tensor),) = signature.inputs.items()
    return pictures_in(form.values[name], name, tensor, served)
