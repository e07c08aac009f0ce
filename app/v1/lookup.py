"""The version that a path names."""

from app.v1.address import Address
from app.v1.errors import Code, Refused
from model.errors import NotFound, NotLoaded
from model.versions.served import Served
from model.versions.signature import Signature
from model.versions.store import Store


def find_served(store: Store, address: Address) -> Served:
    """The version that answers; raises Refused where the model, the version or the label is not there."""
    try:
        if address.model != store.name:
            raise NotFound(address.model)
        return store.get(address.version, address.label)
    except (NotFound, NotLoaded):
        raise _not_found(address) from None


def find_signature(served: Served, name: str) -> Signature:
    """The signature of that name; raises Refused where there is none, or it has no input."""
    signature = served.graph.signatures.get(name)
    if signature is None:
        raise Refused(f'Serving signature name: "{name}" not found in signature def')
    if not signature.inputs:
        raise Refused(f"Failed to get input map for signature: {name}")
    return signature


def _not_found(address: Address) -> Refused:
    if address.label is not None:
        return Refused(f"Unrecognized servable version label: {address.label}")
    which = f"Latest({address.model})" if address.version is None else f"Specific({address.model}, {address.version})"
    return Refused(f"Servable not found for request: {which}", Code.NOT_FOUND)
