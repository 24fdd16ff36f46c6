#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "bundle/bundle.h"
#include "engine/engine.h"

namespace boost::asio {
class io_context;
}

namespace tntc::cli {

// Tells of Ctrl-C and SIGTERM on a loop. While it is watching they no longer end the process.
class Interrupts {
 public:
  virtual ~Interrupts() = default;
  // `told` is called on the loop, once per signal, until stop().
  virtual void watch(boost::asio::io_context& loop, std::function<void()> told) = 0;
  virtual void stop() = 0;
};

// What the commands reach beyond files. app/tntc.cpp fills it with the real things.
struct Ports {
  std::function<Result<tntc::bundle::Compiled>(const std::string& directory,
                                               const std::string& esbuild)>
      compile;
  std::function<Result<std::unique_ptr<engine::Engine>>(
      boost::asio::io_context& loop, tntc::bundle::Bundle bundle,
      const engine::Provisions& provisions, engine::Options options)>
      make_engine;
  Interrupts* interrupts = nullptr;
  std::function<std::chrono::system_clock::time_point()> now = &std::chrono::system_clock::now;
};

}  // namespace tntc::cli
