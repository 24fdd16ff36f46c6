#include "secrets/load.h"

#include <algorithm>
#include <map>

#include "io/files.h"
#include "secrets/json_read.h"
#include "secrets/limits.h"
#include "secrets/placeholder.h"
#include "secrets/shared_pool.h"
#include "secrets/text_file.h"
#include "secrets/tree.h"
#include "secrets/yaml_read.h"

namespace tntc::secrets {
namespace {

constexpr const char* kDirectory = ".secrets";
constexpr const char* kFile = ".secrets.yaml";

std::string join(const std::string& directory, const std::string& name) {
  if (directory.empty() || directory == ".") return name;
  return directory + (directory.ends_with('/') ? "" : "/") + name;
}

// What `path` is, nothing when it is not there.
Result<std::optional<io::FileKind>> kind_if_there(const std::string& path) {
  auto kind = io::kind_of(path);
  if (kind) return std::optional(*kind);
  if (kind.error().kind == ErrorKind::not_found) return std::optional<io::FileKind>();
  return tl::unexpected(std::move(kind.error()));
}

std::size_t height(const Tree& tree) {
  std::size_t highest = 0;
  for (const Tree& item : tree.items) highest = std::max(highest, height(item));
  return highest + 1;
}

bool has_placeholder(const Tree& tree) {
  if (tree.kind == Kind::text) return is_placeholder(tree.text.reveal());
  return std::ranges::any_of(tree.items, &has_placeholder);
}

class Cascade {
 public:
  explicit Cascade(const std::string& directory) : directory_(directory) {
    services_.kind = Kind::map;
  }

  // A mapping of services. JSON by its name, else YAML, which nearly all JSON is too.
  Result<void> add_file(const std::string& path, const std::string& shown) {
    TNTC_TRY(std::string bytes, read(path, shown));
    const SecretText text(std::move(bytes));
    Tree services;
    if (path.ends_with(".json")) {
      TNTC_TRY(services, read_json(text.reveal(), shown));
      if (services.kind != Kind::map) {
        return fail_at(ErrorKind::invalid, shown, "secrets are an object of services",
                       "write {\"service\": {\"token\": \"...\"}}");
      }
    } else {
      TNTC_TRY(services, read_yaml(text.reveal(), shown));
    }
    TNTC_CHECK(resolve_shared(services, pool(), text_of(text), shown));
    if (services.keys.size() > kMostServices) {
      return fail_at(ErrorKind::invalid, shown,
                     "there are more than " + std::to_string(kMostServices) + " services",
                     "keep data that is not secret in files of the workflow");
    }
    for (std::size_t i = 0; i < services.keys.size(); ++i) {
      add_service(services.keys[i], std::move(services.items[i]), shown);
    }
    return {};
  }

  // One file per service.
  Result<void> add_directory(const std::string& path, const std::string& shown) {
    TNTC_TRY(const auto entries, during("reading " + shown, io::list_directory(path)));
    std::size_t files = 0;
    for (const io::DirectoryEntry& entry : entries) {
      // Kubernetes keeps the versions of a mounted Secret behind names with dots.
      if (entry.name.starts_with('.') || entry.kind == io::FileKind::directory) continue;
      if (++files > kMostServices) {
        return fail_at(ErrorKind::invalid, shown,
                       "there are more than " + std::to_string(kMostServices) + " files",
                       "name the directory of the secrets alone");
      }
      TNTC_CHECK(add_service_file(path + '/' + entry.name, join(shown, entry.name), entry.name));
    }
    return {};
  }

  Result<Loaded> finish() {
    Loaded loaded;
    std::vector<std::size_t> order(services_.keys.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) { return services_.keys[i]; });
    for (const std::size_t i : order) {
      const std::string& name = services_.keys[i];
      loaded.services.push_back({name, sources_[name], has_placeholder(services_.items[i])});
    }
    if (height(services_) > kDeepest) {
      return fail(ErrorKind::invalid,
                  "secrets are nested deeper than " + std::to_string(kDeepest) + " levels",
                  "nest less");
    }
    loaded.json = to_json(services_);
    if (loaded.json.size() > kLargestSum) {
      return fail(ErrorKind::invalid,
                  "the secrets have " + std::to_string(loaded.json.size()) +
                      " bytes as JSON; at most " + std::to_string(kLargestSum) + " are taken",
                  "keep data that is not secret in files of the workflow");
    }
    return loaded;
  }

 private:
  static Result<std::string> read(const std::string& path, const std::string& shown) {
    auto bytes = io::read_file(path, kLargestFile);
    if (bytes) return bytes;
    Error& error = bytes.error();
    error.message = "reading secrets: " + error.message;
    error.where = shown;
    if (error.hint.empty()) error.hint = "a source of secrets is a readable file of at most 1 MiB";
    return bytes;
  }

  // As the readers see it: without the byte order mark.
  static std::string_view text_of(const SecretText& text) {
    std::string_view bytes = text.reveal();
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    return bytes;
  }

  const SharedPool& pool() {
    if (!pool_) pool_ = SharedPool::above(directory_);
    return *pool_;
  }

  Result<void> add_service_file(const std::string& path, const std::string& shown,
                                const std::string& name) {
    TNTC_TRY(std::string bytes, read(path, shown));
    TNTC_TRY(Tree tree, read_text_file(std::move(bytes), shown));
    TNTC_CHECK(resolve_shared(tree, pool(), {}, shown));
    add_service(name, std::move(tree), shown);
    return {};
  }

  // The one shape of a service that is a single text, whatever source it came from.
  void add_service(const std::string& name, Tree&& value, const std::string& shown) {
    if (value.kind == Kind::null) return;  // a name without a secret
    if (value.kind != Kind::map && value.kind != Kind::list) {
      Tree service;
      service.kind = Kind::map;
      service.keys.emplace_back("value");
      service.items.push_back(std::move(value));
      value = std::move(service);
    }
    if (services_.find(name) == nullptr) {
      services_.at_key(name) = std::move(value);
    } else {
      merge(services_.at_key(name), std::move(value));
    }
    sources_[name].push_back(shown);
  }

  const std::string& directory_;
  std::optional<SharedPool> pool_;
  Tree services_;
  std::map<std::string, std::vector<std::string>> sources_;
};

Result<void> add_only(Cascade& cascade, const Places& places) {
  TNTC_TRY(const auto kind, kind_if_there(*places.only));
  if (!kind) {
    return fail(ErrorKind::not_found, "--secrets: there is no `" + places.only_shown + "`",
                "name a file like .secrets.yaml, or a directory with one file per service");
  }
  if (*kind == io::FileKind::directory)
    return cascade.add_directory(*places.only, places.only_shown);
  return cascade.add_file(*places.only, places.only_shown);
}

Result<void> add_directory_if_there(Cascade& cascade, const std::string& path,
                                    const std::string& shown) {
  TNTC_TRY(const auto kind, kind_if_there(path));
  if (!kind) return {};
  if (*kind == io::FileKind::directory) return cascade.add_directory(path, shown);
  return fail_at(ErrorKind::invalid, shown, "this is not a directory",
                 "make it a directory with one file per service");
}

}  // namespace

Result<Loaded> load(const Places& places) {
  Cascade cascade(places.directory);
  if (places.only) {
    TNTC_CHECK(add_only(cascade, places));
    return cascade.finish();
  }
  const std::string prefix = places.directory + '/';
  TNTC_CHECK(add_directory_if_there(cascade, prefix + kDirectory, join(places.shown, kDirectory)));
  TNTC_TRY(const auto file, kind_if_there(prefix + kFile));
  if (file) TNTC_CHECK(cascade.add_file(prefix + kFile, join(places.shown, kFile)));
  if (!places.mounted.empty()) {
    TNTC_CHECK(add_directory_if_there(cascade, places.mounted, places.mounted));
  }
  return cascade.finish();
}

}  // namespace tntc::secrets
