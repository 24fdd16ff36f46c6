# shellcheck shell=bash
# Sourced from the root of the tree by what runs programs of a sanitizer build.
symbolizer=$(command -v llvm-symbolizer-19 || true)
common=${symbolizer:+external_symbolizer_path=$symbolizer:}
# Handles of the VM would hide from its conservative collector on a fake stack.
export ASAN_OPTIONS=${common}detect_stack_use_after_return=0:strict_string_checks=1:check_initialization_order=1
export LSAN_OPTIONS=suppressions=$PWD/tools/sanitizers/lsan.supp:print_suppressions=0
export UBSAN_OPTIONS=${common}print_stacktrace=1
export TSAN_OPTIONS=${common}suppressions=$PWD/tools/sanitizers/tsan.supp:second_deadlock_stack=1
