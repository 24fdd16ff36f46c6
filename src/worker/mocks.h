#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/host.h"
#include "worker/test_plan.h"

namespace tntc::worker {

// What stands in for the network in a test: answers requests and remembers them. Pure.
class Mocks {
 public:
  explicit Mocks(const TestPlan& plan);

  // Whether any mock, used up or not, is for this request.
  bool are_for(const runtime::FetchCall& call) const;
  // The answer to a request, which is remembered under the node's name. Fails with the mock that
  // would answer it, ready to be pasted into the fixture.
  Result<MockAnswer> answer(const std::string& node, const runtime::FetchCall& call);
  // [{"mock":0,"node":…,"method":…,"url":…,"service"?,"path"?,"headers":[[name,value],…],"body":…},
  // …]; "mock" is the index of the one that answered, -1: none.
  std::string calls() const;

 private:
  Result<MockAnswer> take(std::size_t mock);
  void remember(const std::string& node, const runtime::FetchCall& call, int mock);

  const TestPlan& plan_;
  std::vector<std::size_t> taken_;  // by mock: answers given
  std::vector<std::string> calls_;
};

}  // namespace tntc::worker
