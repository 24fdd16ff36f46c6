#include "bundle/digest.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/assert.h"
#include "base/hex.h"

namespace tntc::bundle {
namespace {

// Texts go in after their length, so that no two bundles give the same bytes.
class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    TNTC_ASSERT(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }

  void add(std::string_view text) {
    add(text.size());
    TNTC_ASSERT(EVP_DigestUpdate(context_.get(), text.data(), text.size()) == 1);
  }

  void add(std::uint64_t number) {
    std::array<unsigned char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
      bytes[i] = static_cast<unsigned char>(number >> (8 * (bytes.size() - 1 - i)));
    TNTC_ASSERT(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    unsigned int size = 0;
    TNTC_ASSERT(EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) == 1);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) append_hex(text, bytes[i]);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

}  // namespace

std::string digest_of(const Bundle& bundle) {
  Sha256 hash;
  hash.add("tentacular-bundle 1");
  hash.add(bundle.compiler);
  hash.add(bundle.workflow_yaml);
  hash.add(bundle.sources.size());
  for (const SourceFile& source : bundle.sources) {
    hash.add(source.path);
    hash.add(source.text);
  }
  hash.add(bundle.modules.size());
  for (const Module& module : bundle.modules) {
    hash.add(module.path);
    hash.add(module.code);
    hash.add(module.source_map);
  }
  hash.add(bundle.node_module.size());
  for (const std::uint32_t index : bundle.node_module) hash.add(index);
  return "sha256:" + hash.hex();
}

}  // namespace tntc::bundle
