// What it costs a log line to be searched for secrets: by the number of secrets, on lines of 128
// bytes and 16 KiB that hold none.
#include <benchmark/benchmark.h>

#include "secrets/redactor.h"

namespace {

using tntc::secrets::Redactor;

std::string secrets_json(std::int64_t count) {
  std::string json = "[\"hunter-22\"";
  unsigned state = 1;
  for (std::int64_t i = 1; i < count; ++i) {
    json += ",\"ghp_";
    for (int k = 0; k < 36; ++k) {
      state = state * 1664525 + 1013904223;
      json += static_cast<char>('a' + (state >> 24) % 26);
    }
    json += '"';
  }
  return json + ']';
}

std::string line_of(std::size_t size) {
  std::string line;
  while (line.size() < size) {
    line +=
        "{\"level\":\"info\",\"repo\":\"ghp_tools\",\"took\":12.5,\"text\":\"fetched 42 items\"} ";
  }
  line.resize(size);
  return line;
}

void clean_line(benchmark::State& state) {
  const auto redactor = Redactor::make(secrets_json(state.range(0)));
  std::string line = line_of(static_cast<std::size_t>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(redactor->redact(line));
  state.SetBytesProcessed(state.iterations() * state.range(1));
}
BENCHMARK(clean_line)->ArgsProduct({{1, 100, 5000}, {128, 16384}});

void making(benchmark::State& state) {
  const std::string json = secrets_json(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(Redactor::make(json)->size());
}
BENCHMARK(making)->Arg(1)->Arg(100)->Arg(5000)->Unit(benchmark::kMicrosecond);

}  // namespace
