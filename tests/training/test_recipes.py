import keras
import pytest

from training import recipes
from training.errors import UnknownRecipe


def test_the_textbook_recipe_is_as_published() -> None:
    """RMSprop with its defaults, five epochs, batches of 64."""
    textbook = recipes.find("textbook")
    assert (textbook.epochs, textbook.batch_size) == (5, 64)
    optimizer = textbook.optimizer(1)
    assert type(optimizer) is keras.optimizers.RMSprop
    assert float(optimizer.learning_rate) == pytest.approx(1e-3)


def test_an_unknown_recipe_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownRecipe, match=r"no recipe 'nonsense'; there is textbook"):
        recipes.find("nonsense")
