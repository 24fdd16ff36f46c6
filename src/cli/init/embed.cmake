# cmake -DOUT=assets.cpp -DSCHEMA=... -DTYPES=... -P embed.cmake: writes init/assets.h's functions.
# Text goes in as hexadecimal bytes: no quoting rule of C++ can come into its way.
function(to_bytes file result)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  set(${result} "${bytes}" PARENT_SCOPE)
endfunction()

to_bytes(${SCHEMA} schema)
to_bytes(${TYPES} types)
file(WRITE ${OUT} "#include \"cli/init/assets.h\"

namespace tntc::cli::init {
namespace {
constexpr unsigned char kSchema[] = {${schema}0};
constexpr unsigned char kTypes[] = {${types}0};
}  // namespace

std::string_view workflow_schema() {
  return {reinterpret_cast<const char*>(kSchema), sizeof kSchema - 1};
}
std::string_view node_types() { return {reinterpret_cast<const char*>(kTypes), sizeof kTypes - 1}; }
}  // namespace tntc::cli::init
")
