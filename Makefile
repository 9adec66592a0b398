# Everything that is built or proven here is built or proven through this file.
TAGS := sqlite_fts5
export CGO_ENABLED := 1
export GOFLAGS := -tags=$(TAGS)
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo dev)

.PHONY: build run test check unit e2e a11y bench proof removals generate generated fmt vet lint needs release

build: ## the binary, for this machine
	go build -trimpath -o sportello .

release: ## the binary as the container ships it
	go build -trimpath -ldflags '-s -w' -o sportello .

run: build ## the demonstration at http://127.0.0.1:8080
	./sportello demo

generate: ## the Go of the templ components
	go tool templ generate

# What is not Go's own toolchain: a browser for the walks, and the reader of PDF text.
needs:
	@sh e2e/needs.sh

generated: ## a stale generated file fails
	@go tool templ generate >/dev/null 2>&1; \
	if [ -n "$$(git status --porcelain -- '*_templ.go')" ]; then git status --short -- '*_templ.go'; echo "Stale generated files: run make generate and commit."; exit 1; fi

fmt:
	@unformatted=$$(git ls-files '*.go' | grep -v '_templ.go$$' | xargs gofmt -l); if [ -n "$$unformatted" ]; then echo "gofmt: $$unformatted"; exit 1; fi

vet:
	go vet ./...

lint:
	go run $(STATICCHECK) -checks 'inherit,-ST1005' ./...

test: needs generated fmt vet lint ## everything
	go test -timeout 20m ./...

a11y: needs ## axe on every page of every role
	go test -timeout 15m -run TestAccessibility ./e2e

bench: build ## the figures of the README, written into it; minutes
	go run ./e2e/bench -update README.md

proof: ## Excel and PDF of the monthly sheet, opened by LibreOffice; not part of the tests
	go run ./e2e/proof

removals: ## takes away what each item of the sources asks for, in a copy: its tests must fail; minutes, not part of the tests
	go run ./e2e/removals
