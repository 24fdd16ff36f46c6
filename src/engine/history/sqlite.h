#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tntc::engine::history {

// One statement, prepared once and carried out any number of times.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  // Parameters are numbered from 1 and keep their values; texts and bytes outlive the next step().
  void bind(int parameter, std::int64_t number);
  void bind_text(int parameter, std::string_view text);
  void bind_bytes(int parameter, std::string_view bytes);
  void bind_null(int parameter);

  // Whether there is a (further) row.
  Result<bool> step();
  // Before it is carried out again.
  void reset();
  // For one that gives no rows.
  Result<void> run();

  // Of the present row, columns from 0; NULL is 0 or empty. Valid until the next step().
  std::int64_t number(int column) const;
  std::string_view bytes(int column) const;
  bool is_null(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// A connection to a database file, or with ":memory:" to none. What goes wrong is `unavailable`.
class Database {
 public:
  static Result<Database> open(const std::string& path);

  // Statements without parameters and rows, separated by semicolons.
  Result<void> execute(const char* sql);
  Result<Statement> prepare(const char* sql);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database) : database_(database) {}
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace tntc::engine::history
