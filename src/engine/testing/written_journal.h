#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "engine/journal/contents.h"
#include "engine/journal/writer.h"
#include "engine/run_id.h"

namespace tntc::engine::testing {

// The segments of a journal as an engine leaves them in a directory, written record by record.
class WrittenJournal {
 public:
  explicit WrittenJournal(std::string directory) : directory_(std::move(directory)) { segment(1); }

  // Later runs have greater ids.
  static std::string id_of(int number) {
    return uuid7(1'700'000'000'000 + number, {static_cast<unsigned char>(number)});
  }

  std::string path(std::uint64_t number) const {
    return directory_ + "/" + journal::segment_name(number);
  }
  // A segment with room for more, as they are reserved; later records go there.
  void segment(std::uint64_t number) {
    present_ = number;
    std::string header;
    journal::append_segment_header(header, number);
    end = header.size();
    std::ofstream file(path(number), std::ios::binary);
    file << header << std::string(16384, '\0');
  }
  void put(std::string_view bytes) {
    std::fstream file(path(present_), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(end));
    file << bytes;
    end += bytes.size();
  }
  static std::string record(int run, std::uint32_t sequence, journal::RecordKind kind,
                            std::string_view payload) {
    std::string bytes;
    journal::append_record(bytes, {*uuid_from(id_of(run)), sequence, kind, payload});
    return bytes;
  }
  void accept(int run, std::string input = "{}") {
    const journal::Accepted accepted{.at = 1000 + run,
                                     .bundle = "sha256:b0",
                                     .trigger = "cron",
                                     .trigger_name = "nightly",
                                     .input = {std::move(input), ""}};
    put(record(run, 0, journal::RecordKind::accepted, encode(accepted)));
    put(record(run, 1, journal::RecordKind::sent, {}));
  }
  void end_node(int run, std::uint32_t sequence, journal::NodeEnd node) {
    put(record(run, sequence, journal::RecordKind::node_end, encode(node)));
  }
  void end_run(int run, triggers::RunEnd how, std::uint32_t sequence = 3,
               std::string result = "{}") {
    put(record(
        run, sequence, journal::RecordKind::run_end,
        encode(journal::RunEnded{.at = 2000, .end = how, .result = {std::move(result), ""}})));
  }

  std::size_t end = 0;  // where the next record goes

 private:
  std::string directory_;
  std::uint64_t present_ = 0;
};

}  // namespace tntc::engine::testing
