#include "engine/history/sqlite.h"

#include <sqlite3.h>

#include <utility>

namespace tntc::engine::history {
namespace {

constexpr int kPatience = 10'000;  // ms, while another process writes

tl::unexpected<Error> failure(sqlite3* database) {
  return fail(ErrorKind::unavailable, std::string("SQLite: ") + sqlite3_errmsg(database));
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close(database);
}

// Binding fails only for a parameter that is not there, or without memory; step() then says so.
void Statement::bind(int parameter, std::int64_t number) {
  sqlite3_bind_int64(statement_.get(), parameter, number);
}

void Statement::bind_text(int parameter, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();
  sqlite3_bind_text(statement_.get(), parameter, data, static_cast<int>(text.size()),
                    SQLITE_STATIC);
}

void Statement::bind_bytes(int parameter, std::string_view bytes) {
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  sqlite3_bind_blob(statement_.get(), parameter, data, static_cast<int>(bytes.size()),
                    SQLITE_STATIC);
}

void Statement::bind_null(int parameter) {
  sqlite3_bind_null(statement_.get(), parameter);
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return failure(sqlite3_db_handle(statement_.get()));
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
}

Result<void> Statement::run() {
  const auto done = step();
  reset();
  if (!done) return tl::unexpected(done.error());
  return {};
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Result<Database> Database::open(const std::string& path) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(raw);
  if (code != SQLITE_OK) {
    return fail(ErrorKind::unavailable,
                "opening " + path + ": " + (raw == nullptr ? "no memory" : sqlite3_errmsg(raw)));
  }
  sqlite3_busy_timeout(raw, kPatience);
  return Result<Database>(std::move(database));
}

Result<void> Database::execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return failure(database_.get());
  }
  return {};
}

Result<Statement> Database::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) {
    return failure(database_.get());
  }
  return Statement(statement);
}

}  // namespace tntc::engine::history
