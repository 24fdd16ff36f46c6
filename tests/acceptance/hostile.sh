#!/usr/bin/env bash
# Node code that does its worst costs its own run only.
exec bash "$(dirname "$0")/../hostile/run.sh" "$@"
