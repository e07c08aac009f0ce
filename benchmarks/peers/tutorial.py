"""The tutorial's service: resize to 28x28, `model.predict`. Its speed does not depend on the weights."""

import io

import keras
import numpy as np
from fastapi import FastAPI, Request
from PIL import Image

from training.network import build


def create_app() -> FastAPI:
    """The app with the textbook's network inside."""
    model: keras.Model = build()
    app = FastAPI()

    @app.post("/predict")
    async def predict(request: Request) -> dict[str, object]:
        picture = Image.open(io.BytesIO(await request.body())).convert("L").resize((28, 28))
        pixels = np.asarray(picture, np.float32)[np.newaxis, :, :, np.newaxis] / 255
        probabilities = model.predict(pixels, verbose=0)[0]
        return {"digit": int(probabilities.argmax()), "probabilities": probabilities.tolist()}

    return app
