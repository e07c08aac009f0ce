from tests.app.metrics.conftest import visitor, watched

__all__ = ["visitor", "watched"]
