"""A plain SavedModel service: the shipped version's signature called in a `def` route, one picture at a time."""

import io
from typing import Annotated

import numpy as np
import tensorflow as tf
from fastapi import Body, FastAPI
from PIL import Image

from app.settings import Settings
from model.versions.folders import choose_folder


def create_app() -> FastAPI:
    """The app with the newest version of the model folder inside."""
    loaded = tf.saved_model.load(str(choose_folder(Settings().model_dir, None)))
    signature = loaded.signatures["serving_default"]
    app = FastAPI()
    app.state.loaded = loaded  # the signatures hold its variables only weakly

    @app.post("/predict")
    def predict(body: Annotated[bytes, Body(media_type="application/octet-stream")]) -> dict[str, object]:
        picture = Image.open(io.BytesIO(body)).convert("L").resize((28, 28))
        answer = signature(image=tf.constant(np.asarray(picture)[np.newaxis]))
        probabilities = answer["probabilities"].numpy()[0]
        return {"digit": int(probabilities.argmax()), "probabilities": probabilities.tolist()}

    return app
