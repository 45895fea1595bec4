# The web process, the worker and every verb of the command line, from the versions in uv.lock.
FROM python:3.11-slim-trixie AS build
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never \
    UV_PROJECT_ENVIRONMENT=/app/.venv
WORKDIR /app
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
# The packages change less often than the code: they are a layer of their own.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-cache
COPY . .
RUN python -m compileall -q alembic bots competency complaints foundation notices people routing service sla web workdays

FROM python:3.11-slim-trixie
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TANGGAP_DATA=/data \
    TANGGAP_HOST=0.0.0.0
# A number, so that a cluster can see that it is not root; /data belongs to it and is for nobody else.
RUN groupadd --system --gid 10001 tanggap \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin tanggap \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "service"]
CMD ["web"]
