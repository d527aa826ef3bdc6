# Everything that a developer does. `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

WEB := web/node_modules/.package-lock.json

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16

run: web ## the whole product at http://localhost:8080, with no AWS account; SEED=1 adds demo data
	LOCAL_SEED=$(if $(SEED),true,false) go run ./server/local

seed: ## add demo data to what the local run keeps: projects, voters, votes
	go run ./server/local seed

web: $(WEB) ## build the web app that the server embeds
	cd web && npm run build

web-dev: $(WEB) ## the web app with hot reload at http://localhost:5173, on top of `make run`
	cd web && npm run dev

$(WEB): web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

LAMBDA_BIN ?= bin/lambda
LAMBDA_ARCH ?= arm64

lambdas: web ## the Lambda functions, as bin/lambda/<name>/bootstrap
	$(MAKE) $(patsubst %,$(LAMBDA_BIN)/%/bootstrap,presignup postconfirmation server)

# The same source and Go make the same bytes, wherever and whenever: an unchanged function is not deployed again.
$(LAMBDA_BIN)/%/bootstrap: FORCE
	GOOS=linux GOARCH=$(LAMBDA_ARCH) CGO_ENABLED=0 GOFLAGS= go build -trimpath -buildvcs=false -tags lambda.norpc \
		-ldflags "-s -w -buildid=" -o $@ ./server/lambda/$*

FORCE:

test: test-go test-web infra-test ## every test

test-go: ## the Go tests, with the race detector; without it the one that would take minutes
	go test -race ./...
	go test -run FirstMorning ./server/app

test-web: $(WEB) chromium ## the web app's unit tests, and the browser tests against the local run
	cd web && npm test && npm run test:e2e

# Exported, since make's own quoting would not keep a value such as E2E='tabs -g "eight tabs"'.
export COUNT PKG RUN UNIT E2E
test-repeat: $(if $(filter-out none,$(UNIT)$(E2E)),web) ## tests COUNT times (20) on a busy machine; PKG, RUN, UNIT and E2E say which
	@scripts/test-repeat.sh

INFRA := infra/node_modules/.package-lock.json

$(INFRA): infra/package.json infra/package-lock.json
	cd infra && npm ci --no-audit --no-fund
	@touch $@

infra-test: lambdas $(INFRA) ## the account as code: type check, assertions, every environment synthesised; offline
	cd infra && npm run typecheck && npm test
	cd infra && for file in config/*.ts; do name=$$(basename $$file .ts); \
		npm run synth -- -c environment=$$name --output cdk.out/$$name || exit 1; done

STACKS ?= --all

deploy: $(INFRA) ## an environment into its AWS account, after docs/infrastructure.md: make deploy ENVIRONMENT=prod
	@test -n "$(ENVIRONMENT)" || { echo "Say which environment: make deploy ENVIRONMENT=prod, of infra/config/."; exit 2; }
	$(MAKE) lambdas
	cd infra && npm run typecheck && npx cdk deploy $(STACKS) -c environment=$(ENVIRONMENT)

smoke: ## check a deployment from outside: make smoke URL=https://vote.example.com
	@go run ./server/smoke "$(URL)"

chromium: ## find a Chromium for the browser tests, or install Debian's
	@web/e2e/chromium.sh

GENERATED := graph client web/playground/dist
LINTER := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

check: $(WEB) $(INFRA) ## generated code is fresh, types, formatting and lint are clean, the contract holds, the app is small enough
	$(MAKE) generate
	@git diff --exit-code --stat -- $(GENERATED) && test -z "$$(git status --porcelain -- $(GENERATED))" || \
		{ echo "The generated code is stale: commit what 'make generate' made."; exit 1; }
	go mod tidy -diff
	go run $(LINTER) run ./...
	cd infra && npm run format:check
	cd web && npm run format:check && npm run typecheck && npm run lint && npm run messages:check && npm run contract && npm run build && npm run size

format: $(WEB) $(INFRA) ## format Go, the web app and the account as code
	gofmt -l -w $$(git ls-files '*.go')
	cd web && npm run format
	cd infra && npm run format

generate: $(WEB) ## make the generated code and test data from schema.graphqls, and the playground's build
	go tool gqlgen generate
	go generate ./client
	cd web && npm run coercion && npm run build:playground

publish-contract: $(WEB) ## with a release: what clients and open pages may rely on from now on is schema.graphqls and the app's documents as they are
	cd web && npm run contract:publish

bench: ## benchmarks, each beside its floor
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: help run seed web lambdas FORCE test test-go test-web test-repeat infra-test deploy smoke chromium check format generate publish-contract bench
