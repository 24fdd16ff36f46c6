#include "io/dns_query.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "io/late_library.h"

namespace tntc::io {
namespace {

struct CloseResolver {
  void operator()(struct __res_state* state) const {
    ::res_nclose(state);
    delete state;
  }
};

// The two functions of libresolv that are not in libc: linked, the library would be one more to
// load at the start of every worker.
struct MessageParser {
  decltype(&::ns_initparse) begin = nullptr;
  decltype(&::ns_parserr) record = nullptr;
};

Result<MessageParser> open() {
  constexpr const char* kName = "libresolv.so.2";
  constexpr const char* kHint = "install the package libc6";
  TNTC_TRY(void* const library, open_library(kName, "the resolver library", kHint));
  MessageParser parser;
  if (!find_symbol(library, "ns_initparse", parser.begin) ||
      !find_symbol(library, "ns_parserr", parser.record)) {
    return fail(ErrorKind::unavailable,
                std::string("loading the resolver library: ") + kName + " lacks a function", kHint);
  }
  return parser;
}

int number_at(const unsigned char* at) {
  return at[0] << 8 | at[1];
}

ns_type to_ns_type(RecordType type) {
  switch (type) {
    case RecordType::cname: return ns_t_cname;
    case RecordType::mx: return ns_t_mx;
    case RecordType::ns: return ns_t_ns;
    case RecordType::srv: return ns_t_srv;
    default: return ns_t_txt;
  }
}

// A name inside the message, which may be compressed; nothing when it is malformed.
std::optional<std::string> name_at(const ns_msg& message, const unsigned char* at) {
  std::array<char, NS_MAXDNAME> name;
  if (::ns_name_uncompress(ns_msg_base(message), ns_msg_end(message), at, name.data(),
                           name.size()) < 0) {
    return std::nullopt;
  }
  return std::string(name.data());
}

std::vector<std::string> texts_in(const unsigned char* at, std::size_t left) {
  std::vector<std::string> texts;
  while (left > 0) {
    const std::size_t size = *at;
    if (size + 1 > left) break;
    texts.emplace_back(reinterpret_cast<const char*>(at + 1), size);
    at += size + 1;
    left -= size + 1;
  }
  return texts;
}

std::optional<NameRecord> record_of(const ns_msg& message, const ns_rr& found, RecordType type) {
  const unsigned char* const data = ns_rr_rdata(found);
  const std::size_t size = ns_rr_rdlen(found);
  if (type == RecordType::txt) return NameRecord{.texts = texts_in(data, size)};
  const std::size_t before = type == RecordType::mx ? 2 : type == RecordType::srv ? 6 : 0;
  if (size <= before) return std::nullopt;
  NameRecord record;
  if (before >= 2) record.preference = number_at(data);
  if (before == 6) {
    record.weight = number_at(data + 2);
    record.port = number_at(data + 4);
  }
  const auto name = name_at(message, data + before);
  if (!name) return std::nullopt;
  record.texts = {*name};
  return record;
}

}  // namespace

NameLookup::Answer records_in(std::span<const unsigned char> message, RecordType type) {
  TNTC_TRY(const MessageParser* const parser, load_once(&open));
  ns_msg parsed;
  if (parser->begin(message.data(), static_cast<int>(message.size()), &parsed) != 0) {
    return fail(ErrorKind::unavailable, "the name servers' answer is malformed");
  }
  std::vector<NameRecord> records;
  for (int i = 0; i < ns_msg_count(parsed, ns_s_an); ++i) {
    ns_rr found;
    if (parser->record(&parsed, ns_s_an, i, &found) != 0) break;
    if (ns_rr_type(found) != to_ns_type(type)) continue;
    if (auto record = record_of(parsed, found, type)) records.push_back(std::move(*record));
  }
  return records;
}

NameLookup::Answer query_records(const std::string& host, RecordType type) {
  const std::unique_ptr<struct __res_state, CloseResolver> state(new struct __res_state());
  if (::res_ninit(state.get()) != 0) {
    return fail(ErrorKind::unavailable, "no name servers could be read");
  }
  std::vector<unsigned char> answer(NS_MAXMSG);
  const int size = ::res_nquery(state.get(), host.c_str(), ns_c_in, to_ns_type(type), answer.data(),
                                static_cast<int>(answer.size()));
  if (size < 0) {
    const bool none = state->res_h_errno == HOST_NOT_FOUND || state->res_h_errno == NO_DATA;
    return fail(none ? ErrorKind::not_found : ErrorKind::unavailable,
                none ? "no record found for query" : "the name servers did not answer");
  }
  // An answer that did not fit is told by its whole size.
  answer.resize(std::min(static_cast<std::size_t>(size), answer.size()));
  return records_in(answer, type);
}

}  // namespace tntc::io
