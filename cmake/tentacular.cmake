# One static library target per folder of src/, one test program beside it.

option(TNTC_BENCH "build the micro benchmarks in bench/" OFF)
option(TNTC_FUZZ "build the fuzz targets in fuzz/ (clang only)" OFF)
set(TNTC_SANITIZE "" CACHE STRING "sanitizers for every target: address,undefined or thread")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(tntc_flags INTERFACE)
target_include_directories(tntc_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(tntc_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Werror
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized>  # false alarms of g++ 12 (GCC bugs 105329, 105562)
  # libstdc++ 12 uses what it deprecates itself; g++ still reports our own uses.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-unused-command-line-argument -Wno-deprecated-declarations>
  # Members left out of a designated initializer take their default, which is what is meant.
  -Wno-missing-field-initializers
  $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-designated-field-initializers>
  -fdebug-prefix-map=${CMAKE_SOURCE_DIR}=.
  -fno-omit-frame-pointer -ffunction-sections -fdata-sections)
target_link_options(tntc_flags INTERFACE -Wl,--as-needed -Wl,--gc-sections)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(tntc_flags INTERFACE -g1)
  # The invariants checked by TNTC_ASSERT stay on in every build; assert() is not used.
endif()
if(TNTC_SANITIZE)
  target_compile_options(tntc_flags INTERFACE -fsanitize=${TNTC_SANITIZE} -fno-sanitize-recover=all -g)
  target_link_options(tntc_flags INTERFACE -fsanitize=${TNTC_SANITIZE})
  if(TNTC_SANITIZE MATCHES "undefined")
    # JavaScriptCore has no type information, and calls the inline parts of shared_ptr of our
    # programs on its own objects: the check of their dynamic type ends the process.
    target_compile_options(tntc_flags INTERFACE -fno-sanitize=vptr)
  endif()
endif()
if(TNTC_FUZZ)
  target_compile_options(tntc_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Compiled for a short build: a clean one is what a newcomer waits for.
function(tntc_cold target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# What a program that runs as a worker needs besides its code.
function(tntc_worker_program target)
  if(TNTC_SANITIZE)
    target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tools/sanitizers/worker_options.cpp)
    file(READ ${CMAKE_SOURCE_DIR}/tools/sanitizers/tsan.supp suppressions)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/tsan_suppressions.h @ONLY CONTENT
      "constexpr const char* kTsanSuppressions = R\"(@suppressions@)\";\n")
    target_include_directories(${target} PRIVATE ${CMAKE_BINARY_DIR}/generated)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
      ${CMAKE_SOURCE_DIR}/tools/sanitizers/tsan.supp)
  endif()
  if(TNTC_SANITIZE MATCHES "thread")
    target_compile_definitions(${target} PRIVATE TNTC_THREAD_SANITIZED)
  else()
    # runtime/js/thread_clock.h says why. AddressSanitizer makes way for them, ThreadSanitizer does
    # not.
    target_link_options(${target} PRIVATE -Wl,--export-dynamic-symbol=clock_gettime
      -Wl,--export-dynamic-symbol=gettimeofday)
  endif()
endfunction()

# tntc_library(spec base ...) makes target `spec` from the .cpp files of the current folder (and of
# the sub-folders named in SUBDIRS), and `spec_test` from its *_test.cpp files. COLD says that its
# code never takes long, so that compiling it need not either. With TESTS_SEE_TREE the tests have
# TNTC_SOURCE_DIR and TNTC_BINARY_DIR, and each clone compiles them anew.
function(tntc_library name)
  cmake_parse_arguments(ARG "COLD;TESTS_SEE_TREE" "" "SUBDIRS;DEPS;LIBS" ${ARGN})
  set(patterns *.cpp)
  set(test_patterns *_test.cpp)
  foreach(sub ${ARG_SUBDIRS})
    list(APPEND patterns ${sub}/*.cpp)
    list(APPEND test_patterns ${sub}/*_test.cpp)
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  file(GLOB tests CONFIGURE_DEPENDS ${test_patterns})
  if(tests)
    list(REMOVE_ITEM sources ${tests})
  endif()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC tntc_flags ${ARG_DEPS} ${ARG_LIBS})
    if(ARG_COLD)
      tntc_cold(${name})
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE tntc_flags ${ARG_DEPS} ${ARG_LIBS})
  endif()
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE ${name} GTest::gmock GTest::gtest_main)
    # Optimising tests takes a third of the time of a clean build and saves nothing.
    target_compile_options(${name}_test PRIVATE -Wno-unused-result -O0)
    if(ARG_TESTS_SEE_TREE)
      target_compile_definitions(${name}_test PRIVATE
        TNTC_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TNTC_BINARY_DIR="${CMAKE_BINARY_DIR}")
    endif()
    set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  endif()
endfunction()
