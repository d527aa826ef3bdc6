# Everything that a developer does. `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

WEB := web/node_modules/.package-lock.json
# The built app, and what it is built from.
APP := web/dist/index.html
APP_SOURCES = $(wildcard $(shell git ls-files -co --exclude-standard -- schema.graphqls web ':!web/e2e' ':!web/playground'))
# With the variable TIMINGS it notes how long a part takes, for .ci/run.
TIMED := scripts/timed

# As the image is built (Dockerfile): what is tested is what ships, and Go compiles each package once for all that runs
# without the race detector.
export CGO_ENABLED = 0
export GOFLAGS += -trimpath

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16

run: web ## the whole product at http://localhost:8080, with no AWS account; SEED=1 adds demo data
	LOCAL_SEED=$(if $(SEED),true,false) go run ./server/local

seed: ## add demo data to what the local run keeps: projects, voters, votes
	go run ./server/local seed

web: $(APP) ## build the web app that the server embeds

$(APP): $(WEB) $(APP_SOURCES)
	$(TIMED) "build of the app" npm --prefix web run build
	@touch $@

web-dev: $(WEB) ## the web app with hot reload at http://localhost:5173, on top of `make run`
	cd web && npm run dev

$(WEB): web/package.json web/package-lock.json
	$(TIMED) "packages of web" npm --prefix web ci --no-audit --no-fund
	@touch $@

LAMBDA_BIN ?= bin/lambda
LAMBDA_ARCH ?= arm64

lambdas: web ## the Lambda functions, as bin/lambda/<name>/bootstrap
	$(TIMED) "Lambda functions" $(MAKE) $(patsubst %,$(LAMBDA_BIN)/%/bootstrap,presignup postconfirmation server)

# The same source and Go make the same bytes, wherever and whenever: an unchanged function is not deployed again.
$(LAMBDA_BIN)/%/bootstrap: FORCE
	GOOS=linux GOARCH=$(LAMBDA_ARCH) CGO_ENABLED=0 GOFLAGS= go build -trimpath -buildvcs=false -tags lambda.norpc \
		-ldflags "-s -w -buildid=" -o $@ ./server/lambda/$*

FORCE:

test: test-go test-web infra-test ## every test

# They take minutes with the race detector, or count allocations, of which it makes more.
WITHOUT_RACE := FirstMorning|NoVoteIsLost|CrowdsVotes|Alloc

# They embed the app, so that it must not be built meanwhile.
test-go: | $(APP) ## the Go tests, with the race detector; without it, those that it is not for
	$(TIMED) "Go tests" env CGO_ENABLED=1 go test -race -timeout 30m ./...
	$(TIMED) "Go tests in full, without the race detector" go test -timeout 30m -run '$(WITHOUT_RACE)' \
		./server/app ./internal/voting/votetest ./graph/selection
	$(TIMED) "stores in the modes of DynamoDB" $(MAKE) --no-print-directory test-modes

# What DynamoDB does under load and a quiet machine never shows: see standin/README.md.
test-modes: ## the tests of the stores while DynamoDB has conflicts, lags, throttles, and gives small pages
	@for modes in conflicts=20ms lag=1h throttle=4 pages=2,unswept; do \
		DYNAMODB_MODES=$$modes go test ./internal/dynamo || { echo "in the modes $$modes"; exit 1; }; done

test-web: $(APP) chromium ## the web app's unit tests, and the browser tests against the production binary
	$(TIMED) "unit tests of the app" npm --prefix web test
	cd web && ../$(TIMED) "browser tests" npx playwright test --config e2e/playwright.config.ts

# Exported, since make's own quoting would not keep a value such as E2E='tabs -g "eight tabs"'.
export COUNT PKG RUN UNIT E2E
test-repeat: $(if $(filter-out none,$(UNIT)$(E2E)),web) ## tests COUNT times (20) on a busy machine; PKG, RUN, UNIT and E2E say which
	@scripts/test-repeat.sh

INFRA := infra/node_modules/.package-lock.json

$(INFRA): infra/package.json infra/package-lock.json
	$(TIMED) "packages of infra" npm --prefix infra ci --no-audit --no-fund
	@touch $@

infra-test: lambdas $(INFRA) ## the account as code: type check, assertions, every environment synthesised; offline
	$(TIMED) "types of infra" npm --prefix infra run typecheck
	$(TIMED) "tests of infra" npm --prefix infra test
	$(TIMED) "environments synthesised" $(MAKE) --no-print-directory synth

synth: $(INFRA)
	cd infra && for file in config/*.ts; do name=$$(basename $$file .ts); \
		npm run synth -- -c environment=$$name --output cdk.out/$$name || exit 1; done

STACKS ?= --all

deploy: $(INFRA) ## deploy an environment into its AWS account (see docs/infrastructure.md): make deploy ENVIRONMENT=prod
	@test -n "$(ENVIRONMENT)" || { echo "Say which environment: make deploy ENVIRONMENT=prod, of infra/config/."; exit 2; }
	$(MAKE) lambdas
	cd infra && npm run typecheck && npx cdk deploy $(STACKS) -c environment=$(ENVIRONMENT)

smoke: ## check a deployment from outside: make smoke URL=https://vote.example.com
	@go run ./server/smoke "$(URL)"

chromium: ## find a Chromium for the browser tests, or install Debian's
	@web/e2e/chromium.sh

GENERATED := graph client web/playground/dist
LINTER := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

check: check-generated check-go check-web check-infra check-imports ## generated code is fresh, types, formatting and lint are clean, the contract holds, the app is small enough

check-generated: $(APP)
	$(TIMED) "generated code" $(MAKE) --no-print-directory generate
	@git diff --exit-code --stat -- $(GENERATED) && test -z "$$(git status --porcelain -- $(GENERATED))" || \
		{ echo "The generated code is stale: commit what 'make generate' made."; exit 1; }

# Generated code must not change while others read it.
check-go: | check-generated
	go mod tidy -diff
	$(TIMED) "lint of Go" go run $(LINTER) run ./...

check-web: $(APP) | check-generated
	$(TIMED) "lint and types of web" sh -c \
		'cd web && npm run format:check && npm run typecheck && npm run lint && npm run messages:check && npm run contract && npm run size'

check-infra: $(INFRA)
	$(TIMED) "lint and types of infra" sh -c 'cd infra && npm run format:check && npm run typecheck && npm run lint'

check-imports: $(WEB)
	node --test scripts/imports.test.mjs && node scripts/imports.mjs

format: $(WEB) $(INFRA) ## format Go, the web app and the account as code
	gofmt -l -w $$(git ls-files '*.go')
	cd web && npm run format
	cd infra && npm run format

generate: $(WEB) ## make the generated code and test data from schema.graphqls, and the playground's build
	go run ./graph/generate
	go generate ./client
	cd web && npm run coercion && npm run build:playground

publish-contract: $(WEB) ## with a release: what clients and open pages may rely on from now on is schema.graphqls and the app's documents as they are
	cd web && npm run contract:publish

PEERS := bench/peers/node_modules/.package-lock.json

$(PEERS): bench/peers/package.json bench/peers/package-lock.json
	npm --prefix bench/peers ci --no-audit --no-fund --ignore-scripts
	@touch $@

bench: $(APP) $(PEERS) ## the production server next to floors and peers; ONLY, BASE, ROUNDS and SECONDS: see bench/README.md
	@go run ./bench

bench-go: ## micro-benchmarks with allocations, each next to its floor
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: help run seed web lambdas FORCE synth check-generated check-go check-web check-infra check-imports test test-go test-modes test-web test-repeat infra-test deploy smoke chromium check format generate publish-contract bench bench-go
