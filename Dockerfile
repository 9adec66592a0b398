# Built and proven by the same make targets as on a developer's machine.
FROM debian:bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl gcc git libc6-dev make && rm -rf /var/lib/apt/lists/*
COPY --from=golang:1.26-bookworm /usr/local/go /usr/local/go
ENV PATH=/usr/local/go/bin:$PATH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make release

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home /data sportello && install -d -o sportello -g sportello -m 0700 /data
COPY --from=build /src/sportello /usr/local/bin/sportello
COPY --from=build /src/LICENSE /src/THIRD-PARTY.md /usr/share/doc/sportello/
USER sportello
VOLUME /data
ENV SPORTELLO_DATA=/data
EXPOSE 8080
# The root file system may be mounted read-only (docker run --read-only --tmpfs /tmp):
# the product writes below /data and the system's temporary folder only.
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD ["sportello", "health", "-addr", "127.0.0.1:8080"]
ENTRYPOINT ["sportello"]
CMD ["serve", "-addr", "0.0.0.0:8080"]
