# Two commands for a stranger, one for a package builder; contributors use ./dev (`./dev help`).
PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: help demo test build install uninstall clean

help:
	@echo "make demo      install what is missing, build, run an example workflow end to end"
	@echo "make test      the same, then run all tests"
	@echo "make build     install what is missing and build into build/"
	@echo "make install   install under PREFIX ($(PREFIX))"
	@echo "make clean     remove build/"
	@echo "For work on the code itself: ./dev help"

demo:
	@tools/demo

test:
	@./dev test

build:
	@./dev build

install:
	@./dev build
	@DESTDIR="$(DESTDIR)" cmake --install build --prefix "$(PREFIX)"

uninstall:
	@tools/uninstall "$(DESTDIR)$(PREFIX)"

clean:
	rm -rf build
