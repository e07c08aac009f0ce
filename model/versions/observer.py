"""What is told of versions that come and go, to whoever counts them."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from model.versions.store import View


class RolloutObserver(Protocol):
    """Hears of versions that come and go, from whatever thread looks at the model folder; one at a time."""

    def loaded(self, seconds: float) -> None:
        """A version was loaded, warmed and found right."""

    def failed(self) -> None:
        """A version could not be loaded, or was wrong."""

    def swapped(self, seconds: float) -> None:
        """Another version answers by default, so long after the look that found the change."""

    def published(self, view: "View") -> None:
        """From now on, requests see this."""


class RolloutUnobserved:
    """Hears nothing."""

    def loaded(self, seconds: float) -> None: ...

    def failed(self) -> None: ...

    def swapped(self, seconds: float) -> None: ...

    def published(self, view: "View") -> None: ...
