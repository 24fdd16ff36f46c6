#include "config/edit.h"

#include <gtest/gtest.h>

namespace tntc::config {
namespace {

const Change kRegistry{Key::registry, "r.example/acme"};
const Change kOff{Key::runtime_class, ""};
const Change kNoNamespace{Key::kubernetes_namespace, std::nullopt};

std::string edit(std::string text, const Change& change) {
  const auto done = edited(std::move(text), {&change, 1}, "c.yaml");
  return done ? *done : "error: " + done.error().message;
}

TEST(ConfigEdit, ChangesTheKeyAndNothingElse) {
  struct Row {
    const char* before;
    const Change& change;
    const char* after;
  };
  const Row rows[] = {
      {"", kRegistry, "registry: r.example/acme\n"},
      {"# mine\n", kRegistry, "# mine\nregistry: r.example/acme\n"},
      {"namespace: a", kRegistry, "namespace: a\nregistry: r.example/acme\n"},
      {"namespace: a\r\n", kRegistry, "namespace: a\r\nregistry: r.example/acme\r\n"},
      {"registry: x # why\nother: {a: 1}\n", kRegistry,
       "registry: r.example/acme # why\nother: {a: 1}\n"},
      {"registry:    'x'   # why\n", kRegistry, "registry:    r.example/acme   # why\n"},
      {"registry: \"x\"", kRegistry, "registry: r.example/acme"},
      {"\xEF\xBB\xBFregistry: x\n", kRegistry, "\xEF\xBB\xBFregistry: r.example/acme\n"},
      {"runtime_class: gvisor\n", kOff, "runtime_class: \"\"\n"},
      {"runtime_class: \"\"\n", kOff, "runtime_class: \"\"\n"},
      {"a: 1\nnamespace: x # gone too\nb: 2\n", kNoNamespace, "a: 1\nb: 2\n"},
      {"namespace: x", kNoNamespace, ""},
      {"\xEF\xBB\xBFnamespace: x\na: 1\n", kNoNamespace,
       "\xEF\xBB\xBF"
       "a: 1\n"},
      {"a: 1\n", kNoNamespace, "a: 1\n"},
      {"---\n", kRegistry, "---\nregistry: r.example/acme\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(edit(row.before, row.change), row.after) << row.before;
}

TEST(ConfigEdit, QuotesWhatYamlWouldTakeForSomethingElse) {
  EXPECT_EQ(edit("", {Key::kubernetes_namespace, "123"}), "namespace: \"123\"\n");
  EXPECT_EQ(edit("", {Key::kubernetes_namespace, "true"}), "namespace: \"true\"\n");
  EXPECT_EQ(edit("", {Key::registry, "localhost:5000"}), "registry: localhost:5000\n");
}

TEST(ConfigEdit, RefusesAFileItWouldDamage) {
  for (const char* text :
       {"{namespace: a, registry: b}\n", "registry: |\n  x\n", "registry: &a x\nother: *a\n",
        "registry:\n  x\n  # c\n", "a: 1\n...\n"}) {
    const auto done = edited(text, {&kRegistry, 1}, "c.yaml");
    if (done) {  // then it must mean what was asked for, and keep the rest
      EXPECT_NE(done->find("r.example/acme"), std::string::npos) << *done;
      continue;
    }
    EXPECT_TRUE(done.error().kind == ErrorKind::conflict || done.error().kind == ErrorKind::invalid)
        << text;
    EXPECT_FALSE(done.error().where.empty());
    EXPECT_FALSE(done.error().hint.empty());
  }
  EXPECT_FALSE(edited("{namespace: a, registry: b}\n", {&kRegistry, 1}, "c.yaml"));
}

TEST(ConfigEdit, RefusesABrokenFileAtItsPlace) {
  const auto done = edited("namespace: a\nregistry: [\n", {&kRegistry, 1}, "c.yaml");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::invalid);
  EXPECT_TRUE(done.error().where.starts_with("c.yaml:")) << done.error().where;
}

TEST(ConfigEdit, MakesSeveralChangesAtOnce) {
  const Change changes[] = {kRegistry, kNoNamespace, kOff};
  EXPECT_EQ(edited("namespace: a\n# end\n", changes, "c.yaml").value(),
            "# end\nregistry: r.example/acme\nruntime_class: \"\"\n");
}

}  // namespace
}  // namespace tntc::config
