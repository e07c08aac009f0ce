"""Assembles the service: `create_app(settings)`."""

from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.bare_route import NO_TELEMETRY, Shortcuts
from app.deadlines import Deadlines
from app.errors import add_error_handlers
from app.inside.answers import ANSWERS as INSIDE_ANSWERS
from app.lifespan import StartupReport, make_lifespan
from app.openapi import DESCRIPTION, describe_schemas
from app.openapi_common import tell_what_is_common
from app.requests import RequestScope
from app.routes import (
    ablations,
    attributions,
    card,
    comparisons,
    docs,
    experiments,
    feature_maps,
    health,
    layers,
    metrics,
    models,
    page,
    predict,
    read,
    rollout,
    top_patches,
    units,
    v1,
    v2,
)
from app.schemas import FeatureMaps, Filters, Prediction, Predictions, Problem, Summary, ValidationProblem
from app.schemas_read import PageText
from app.security.guard import Guard
from app.security.key_file import KeyFile
from app.security.origins import cors
from app.security.rate_table import RateTable
from app.settings import Settings
from app.v2.schemas import UNSEEN as V2_SCHEMAS


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service with these settings, by default those of the environment. Nothing is loaded before its lifespan."""
    settings = settings or Settings()
    keys = KeyFile(settings.api_keys) if settings.api_keys else None
    app = FastAPI(
        title="Digitscope",
        version=version("digitscope"),
        description=DESCRIPTION,
        lifespan=make_lifespan(settings, keys),
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        telemetry=NO_TELEMETRY,
    )
    look_inside = (layers, feature_maps, units, ablations, attributions, comparisons, top_patches, experiments)
    for routes in (predict, read, *look_inside, rollout, models, card, v1, v2, health, metrics, docs, page):
        app.include_router(routes.router)
    add_error_handlers(app)
    app.add_middleware(Shortcuts, router=predict.router)
    app.add_middleware(Deadlines)
    app.add_middleware(Guard, settings=settings, keys=keys, rates=RateTable.of_environment())
    if settings.cors_origins:
        app.add_middleware(CORSMiddleware, **cors(settings.cors_origins))
    app.add_middleware(RequestScope)
    app.add_middleware(StartupReport)
    own = (Prediction, Predictions, PageText, FeatureMaps, Filters, Summary, Problem, ValidationProblem)
    describe_schemas(app, (*own, *INSIDE_ANSWERS, *V2_SCHEMAS))
    tell_what_is_common(app, settings)
    return app
