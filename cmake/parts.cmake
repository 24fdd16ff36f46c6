# The third-party parts; ARCHITECTURE.md gives the reason for each.
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
find_package(GTest REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(JSC REQUIRED IMPORTED_TARGET javascriptcoregtk-4.1)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-uc)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)

# The static archive: it keeps a shared library out of the start-up of every command.
find_library(YAML_CPP_ARCHIVE NAMES libyaml-cpp.a REQUIRED)
find_path(YAML_CPP_INCLUDE yaml-cpp/yaml.h REQUIRED)
add_library(yaml_cpp STATIC IMPORTED)
set_target_properties(yaml_cpp PROPERTIES
  IMPORTED_LOCATION ${YAML_CPP_ARCHIVE}
  INTERFACE_INCLUDE_DIRECTORIES ${YAML_CPP_INCLUDE})

find_library(SECCOMP_ARCHIVE NAMES libseccomp.a REQUIRED)
add_library(seccomp STATIC IMPORTED)
set_target_properties(seccomp PROPERTIES IMPORTED_LOCATION ${SECCOMP_ARCHIVE})

# The static archive, for the same reason: few commands ask for the history of runs.
find_library(SQLITE_ARCHIVE NAMES libsqlite3.a REQUIRED)
add_library(sqlite STATIC IMPORTED)
set_target_properties(sqlite PROPERTIES
  IMPORTED_LOCATION ${SQLITE_ARCHIVE}
  INTERFACE_LINK_LIBRARIES "m;dl;Threads::Threads")

# Zones of /usr/share/zoneinfo, for cron lines. The static archives, in the order the linker wants:
# programs without schedules contain none of it, the others map no further library at their start.
add_library(absl_time INTERFACE)
foreach(part time time_zone civil_time strings strings_internal int128 base raw_logging_internal
    spinlock_wait)
  find_library(ABSL_${part}_ARCHIVE NAMES libabsl_${part}.a REQUIRED)
  target_link_libraries(absl_time INTERFACE ${ABSL_${part}_ARCHIVE})
endforeach()
