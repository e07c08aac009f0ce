"""digitscope serve: the web service."""

from typing import Annotated

import typer

from cli.errors import reported


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any free one.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that share the port.")] = None,
    model_dir: Annotated[str | None, typer.Option(help="Folder of numbered model versions.")] = None,
) -> None:
    """Serve the model over HTTP.

    Every setting is an environment variable DIGITSCOPE_<NAME>, listed in the README; an option here goes before it.
    """
    import os
    import signal
    import sys
    from functools import partial
    from tempfile import TemporaryDirectory

    import uvicorn

    from app.connections.limits import Limits, allow_files
    from app.connections.protocol import BoundedProtocol
    from app.connections.shedding import Shedding
    from app.logs import log_config
    from app.settings import Settings
    from app.statistics import FOLDER_VARIABLE
    from app.workers import serve as run_workers

    given = {"HOST": host, "PORT": port, "WORKERS": workers, "MODEL_DIR": model_dir}
    # Through the environment, because worker processes read their settings there too.
    os.environ.update({f"DIGITSCOPE_{name}": str(value) for name, value in given.items() if value is not None})
    with reported():
        settings = Settings()
    limits = Limits.of(settings)
    allow_files(limits)
    # When all is finished, uvicorn raises the signal that stopped it once more; a stop that went well exits with 0.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    shedding = Shedding(settings.batching.max_pending, settings.cors_origins)
    config = uvicorn.Config(
        "app.main:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=log_config(settings.log_level),
        access_log=False,
        server_header=False,
        http=partial(BoundedProtocol, limits=limits, shedding=shedding),  # type: ignore[arg-type]
        ws="none",
        backlog=min(2048, settings.max_connections),
        timeout_keep_alive=75,  # longer than proxies and clients keep theirs, which else ask on one that ends
        timeout_graceful_shutdown=settings.shutdown_timeout_seconds,
    )
    with TemporaryDirectory(prefix="digitscope-statistics-", ignore_cleanup_errors=True) as folder:
        os.environ[FOLDER_VARIABLE] = folder
        run_workers(config)
