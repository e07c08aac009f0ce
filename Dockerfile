# The image of the service, which trains too. Stages: what it depends on; its own wheel; what of the former it runs on.
# The last stage holds no compiler, no pip cache and no source tree, and runs as a user without rights.

FROM python:3.13-slim AS installed
# --without-pip: the base image's pip installs into the environment, which so needs none of its own.
RUN python -m venv --without-pip /opt/venv
COPY requirements/serve.txt /tmp/requirements.txt
RUN --mount=type=cache,target=/var/cache/pip \
    PIP_CACHE_DIR=/var/cache/pip pip --python /opt/venv/bin/python install --disable-pip-version-check \
        --no-compile --require-hashes --requirement /tmp/requirements.txt


FROM installed AS wheel
COPY . /src
RUN pip --python /opt/venv/bin/python wheel --disable-pip-version-check \
        --no-deps --no-build-isolation --wheel-dir /dist /src


FROM installed AS slim
RUN apt-get update && apt-get install --yes --no-install-recommends binutils
# What no running service reads: packages that only build, headers, tests, and the symbols that only a debugger asks
# for, which are a quarter of TensorFlow's library.
RUN pip --python /opt/venv/bin/python uninstall --quiet --yes libclang setuptools wheel \
    && cd /opt/venv/lib/python3*/site-packages \
    && rm -r tensorflow/include tensorflow/xla_aot_runtime_src numpy/_core/include \
    && find . -type d -name tests -prune -exec rm -r {} + \
    && strip --strip-unneeded tensorflow/libtensorflow_cc.so.2 uvloop/loop.*.so kiwisolver/_cext.*.so
# Compiled now, because the file system is read-only when it runs. An image that lacks something fails here.
RUN /opt/venv/bin/python -c "import cv2, fastapi, fastapi_swagger, httpx, keras, matplotlib.pyplot, orjson, \
        pillow_heif, pydantic_settings, rich.progress, tensorflow, typer, uvicorn"


FROM python:3.13-slim
LABEL org.opencontainers.image.title="Digitscope" \
      org.opencontainers.image.description="Reads handwritten digits and shows the convnet inside" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 digitscope \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin digitscope \
    && install --directory --owner=digitscope --group=digitscope /models /keys /cache
COPY --from=slim /opt/venv /opt/venv
RUN --mount=type=bind,from=wheel,source=/dist,target=/dist \
    pip --python /opt/venv/bin/python install --disable-pip-version-check --no-cache-dir \
        --no-deps --no-index /dist/*.whl
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp MPLCONFIGDIR=/tmp/matplotlib KERAS_HOME=/cache/keras \
    DIGITSCOPE_HOST=0.0.0.0 DIGITSCOPE_PORT=8000
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['DIGITSCOPE_PORT'] + '/readyz')"]
ENTRYPOINT ["digitscope"]
CMD ["serve"]
