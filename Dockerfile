# Two stages: the first builds the wheel and installs it with the pinned packages, the second is what runs.
# The tag names a release of Python; add its digest (python:3.13.9-slim-bookworm@sha256:…) to name its very bytes.
FROM python:3.13.9-slim-bookworm AS builder
WORKDIR /build
COPY app/constraints.txt constraints.txt
RUN ["pip", "install", "--no-cache-dir", "--constraint", "constraints.txt", "hatchling"]
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY static static
COPY templates templates
RUN ["python", "-m", "hatchling", "build", "--target", "wheel", "--directory", "dist"]
# Bytecode is compiled here, once: the environment is never written to again.
RUN python -m venv --without-pip /opt/normaxis \
    && pip --python /opt/normaxis/bin/python install --no-cache-dir --compile --constraint constraints.txt dist/*.whl

FROM python:3.13.9-slim-bookworm
LABEL org.opencontainers.image.title="Normaxis" org.opencontainers.image.licenses="MIT"
ENV PATH="/opt/normaxis/bin:$PATH" PYTHONDONTWRITEBYTECODE="1" PYTHONUNBUFFERED="1"
COPY --from=builder /opt/normaxis /opt/normaxis
# A folder without anything that could be imported; and a user who owns nothing.
WORKDIR /srv
USER 10001:10001
EXPOSE 8000
# Not by urllib, which would ask the proxy that an environment may name.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=4); c.request('GET', '/livez'); exit(c.getresponse().status != 200)"]
CMD ["python", "-m", "app", "--host", "0.0.0.0"]
