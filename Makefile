# Two commands are enough: make demo, make test. Everything is done by dev.py.
PYTHON ?= python3

.PHONY: demo test lint run setup bench
demo test lint run setup bench:
	@$(PYTHON) dev.py $@ $(ARGS)
