#include "triggers/http_status.h"

#include <gtest/gtest.h>

#include <string>

namespace tntc::triggers {
namespace {

constexpr ErrorKind kKinds[] = {ErrorKind::invalid,  ErrorKind::not_found,   ErrorKind::denied,
                                ErrorKind::conflict, ErrorKind::unavailable, ErrorKind::cancelled,
                                ErrorKind::internal};
constexpr RequestFault kFaults[] = {
    RequestFault::malformed,       RequestFault::head_too_large, RequestFault::body_too_large,
    RequestFault::too_slow,        RequestFault::unknown_coding, RequestFault::unknown_expectation,
    RequestFault::unknown_version,
};

TEST(HttpStatus, TellsTheClientsFaultsFromTheServers) {
  EXPECT_EQ(status_of(ErrorKind::invalid), 400);
  EXPECT_EQ(status_of(ErrorKind::denied), 403);
  EXPECT_EQ(status_of(ErrorKind::not_found), 404);
  EXPECT_EQ(status_of(ErrorKind::conflict), 409);
  EXPECT_EQ(status_of(ErrorKind::unavailable), 503);
  EXPECT_EQ(status_of(ErrorKind::no_space), 507);
  EXPECT_EQ(status_of(ErrorKind::cancelled), 503);
  EXPECT_EQ(status_of(ErrorKind::internal), 500);
}

TEST(HttpStatus, IsTwoHundredForASucceededRunOnly) {
  EXPECT_EQ(status_of(RunEnd::succeeded), 200);
  EXPECT_EQ(status_of(RunEnd::failed), 500);
  EXPECT_EQ(status_of(RunEnd::cancelled), 500);
  EXPECT_EQ(status_of(RunEnd::interrupted), 503);
}

TEST(HttpStatus, HasAReasonForEveryStatusItGives) {
  const auto expect_reason = [](int status) {
    EXPECT_TRUE(status_line(status).starts_with(std::to_string(status) + ' ')) << status;
  };
  for (const ErrorKind kind : kKinds) expect_reason(status_of(kind));
  for (const RequestFault fault : kFaults) expect_reason(status_of(fault));
  for (const int status : {200, 202, 204, 401, 405, 422}) expect_reason(status);
}

TEST(HttpStatus, ExplainsEveryFaultOfARequest) {
  for (const RequestFault fault : kFaults) {
    EXPECT_EQ(error_of(fault).kind, ErrorKind::invalid);
    EXPECT_FALSE(error_of(fault).message.empty());
    EXPECT_FALSE(error_of(fault).hint.empty());
  }
}

TEST(HttpStatus, AsksToComeBackOnlyWhenThatMayHelp) {
  EXPECT_EQ(retry_after(503), 1);
  EXPECT_EQ(retry_after(500), std::nullopt);
  EXPECT_EQ(retry_after(400), std::nullopt);
}

}  // namespace
}  // namespace tntc::triggers
