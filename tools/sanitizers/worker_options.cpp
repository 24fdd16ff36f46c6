// Part of the workers of a build with a sanitizer only: the engine starts them without an
// environment, so their options must be in them.
#if __has_feature(address_sanitizer)
extern "C" const char* __asan_default_options();

extern "C" const char* __asan_default_options() {
  // Handles of the VM would hide from its conservative collector on a fake stack. A heap that keeps
  // what was freed would look like that of a run that grows. A piece too big is null, as elsewhere.
  return "detect_stack_use_after_return=0:quarantine_size_mb=16:allocator_may_return_null=1";
}
#endif

#if __has_feature(thread_sanitizer)
#include "tsan_suppressions.h"  // made from tsan.supp

extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_options() {
  // A race of ours ends the worker, and with it the test.
  return "halt_on_error=1:report_signal_unsafe=0";
}

extern "C" const char* __tsan_default_suppressions() {
  return kTsanSuppressions;
}
#endif
