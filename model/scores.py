"""The network's answer to one picture."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Scores(NamedTuple):
    """What the network makes of a picture, float32 [classes] each."""

    probabilities: NDArray[np.float32]
    logits: NDArray[np.float32]
