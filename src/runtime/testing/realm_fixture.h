#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "bundle/wrapper.h"
#include "runtime/js/realm.h"
#include "runtime/testing/fake_host.h"

namespace tntc::runtime::testing {

inline const std::string kPath = "nodes/n.ts";

inline std::int64_t in_ms(std::int64_t milliseconds) {
  return js::monotonic_ns() + milliseconds * 1'000'000;
}

// Far more than script that ends by itself can take on a machine that does other things.
inline std::int64_t late() {
  return in_ms(60'000);
}

// The compiled form of a module with `statements`.
inline std::string module_of(const std::string& statements) {
  return std::string(bundle::kModulePrefix) + "\n" + statements + "\n" +
         std::string(bundle::kModuleSuffix);
}

// ... whose function has `body`.
inline std::string node_of(const std::string& body) {
  return module_of("__tntc.default = async (ctx, input) => {\n" + body + "\n};");
}

// A real VM over a world that the test plays; its realm is made with the node's code.
class RealmFixture : public ::testing::Test {
 protected:
  js::Brake brake;
  FakeHost host;
  std::unique_ptr<js::Vm> vm;
  std::unique_ptr<js::Realm> realm;

  RealmFixture() {
    js::set_vm_options();
    vm = std::make_unique<js::Vm>(brake);
  }

  std::unique_ptr<js::Realm> make_realm(Host& its_host) {
    auto made = js::Realm::make(*vm, its_host, {"flow", "n", kPath});
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }

  void load(const std::string& code) {
    realm = make_realm(host);
    ASSERT_TRUE(realm->load(kPath, code, late()));
  }

  bool invoke(CallNumber call, std::string_view input = "{}", std::int64_t deadline = late()) {
    return realm->invoke({call, input, "run-1", 1}, deadline);
  }
};

}  // namespace tntc::runtime::testing
