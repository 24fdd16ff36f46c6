#include "cli/completion/completion.h"

#include "cli/commands.h"
#include "cli/testing/fake_world.h"

namespace tntc::cli::completion {
namespace {

TEST(Completion, NeedsAShellItKnows) {
  Options options;
  const std::vector<std::string> fish{"fish"}, tcsh{"tcsh"}, none;
  ASSERT_TRUE(flags::parse(syntax(options), "completion", fish));
  EXPECT_EQ(options.shell, Shell::fish);
  EXPECT_FALSE(flags::parse(syntax(options), "completion", tcsh));
  EXPECT_FALSE(flags::parse(syntax(options), "completion", none));
}

TEST(Completion, OffersEveryCommandAndFlagInEveryShell) {
  testing::FakeWorld fake;
  Session session = fake.session();
  for (const Shell shell : {Shell::bash, Shell::zsh, Shell::fish}) {
    const std::string text = run({shell}, session).text;
    for (const Command& command : commands()) {
      EXPECT_NE(text.find(command.name), std::string::npos) << command.name;
      command.describe([&](const flags::Syntax& syntax) {
        for (const flags::Flag& flag : syntax.flags) {
          const std::string name = shell == Shell::fish ? "-l " + flag.name.substr(2) : flag.name;
          EXPECT_NE(text.find(name), std::string::npos) << command.name << ' ' << name;
        }
      });
    }
  }
}

TEST(Completion, OffersDirectoriesWhereACommandTakesOne) {
  EXPECT_NE(script(Shell::bash).find("compgen -d"), std::string::npos);
  EXPECT_NE(script(Shell::zsh).find("_files -/"), std::string::npos);
  EXPECT_NE(script(Shell::fish).find("__fish_complete_directories"), std::string::npos);
}

}  // namespace
}  // namespace tntc::cli::completion
