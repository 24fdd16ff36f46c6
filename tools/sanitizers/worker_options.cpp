// Part of the workers of a build with AddressSanitizer only: the engine starts them without an
// environment, so their options must be in them.
extern "C" const char* __asan_default_options();

extern "C" const char* __asan_default_options() {
  // Handles of the VM would hide from its conservative collector on a fake stack. A heap that keeps
  // what was freed would look like that of a run that grows. A piece too big is null, as elsewhere.
  return "detect_stack_use_after_return=0:quarantine_size_mb=16:allocator_may_return_null=1";
}
