# syntax=docker/dockerfile:1
# The server as a container: one static binary with the web app in it, run by nobody, without a shell.
#
#   docker buildx build --platform linux/arm64 -t unicorn-pursuit .
#
# Clients of your own: FROM this image, COPY the manifests of their documents, and name those by TRUSTED_DOCUMENTS (docs/typed-clients.md).
#
# Both build stages run on the builder's own architecture; Go compiles for the target's.

FROM --platform=$BUILDPLATFORM node:20.20-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY schema.graphqls ../
COPY web ./
RUN npm run build

FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm AS server
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY client/documents client/documents
COPY graph graph
COPY internal internal
COPY server server
COPY web web
COPY --from=web /src/web/dist web/dist
ARG TARGETARCH
# What `server version` says: docker buildx build --build-arg VERSION=v1.2.3 --build-arg COMMIT=$(git rev-parse HEAD) …
ARG VERSION
ARG COMMIT
RUN CGO_ENABLED=0 GOOS=linux GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -ldflags "-s -w \
    -X github.com/unicornpursuit/unicornpursuit/server/app.version=$VERSION \
    -X github.com/unicornpursuit/unicornpursuit/server/app.revision=$COMMIT" -o /out/server ./server

# Certificates of authorities and the user nonroot (65532), nothing else.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=server /out/server /server
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/server"]
