#include "runtime/web/aes.h"

#include "runtime/web/evp.h"

namespace tntc::runtime::web {
namespace {

constexpr std::size_t kBlock = 16;

struct Modes {
  const EVP_CIPHER* (*with_128)();
  const EVP_CIPHER* (*with_192)();
  const EVP_CIPHER* (*with_256)();
};
constexpr Modes kCbc = {&EVP_aes_128_cbc, &EVP_aes_192_cbc, &EVP_aes_256_cbc};
constexpr Modes kCtr = {&EVP_aes_128_ctr, &EVP_aes_192_ctr, &EVP_aes_256_ctr};
constexpr Modes kGcm = {&EVP_aes_128_gcm, &EVP_aes_192_gcm, &EVP_aes_256_gcm};
constexpr Modes kWrap = {&EVP_aes_128_wrap, &EVP_aes_192_wrap, &EVP_aes_256_wrap};

Result<const EVP_CIPHER*> cipher(const Modes& modes, std::string_view key) {
  switch (key.size()) {
    case 16: return modes.with_128();
    case 24: return modes.with_192();
    case 32: return modes.with_256();
    default: return fail(ErrorKind::invalid, "an AES key has 128, 192 or 256 bits");
  }
}

int encrypting(Direction direction) {
  return direction == Direction::encrypt ? 1 : 0;
}

Result<CipherContext> start(Direction direction, const EVP_CIPHER* kind, std::string_view key,
                            std::string_view iv) {
  CipherContext context(EVP_CIPHER_CTX_new());
  if (!context || EVP_CipherInit_ex(context.get(), kind, nullptr, octets(key), octets(iv),
                                    encrypting(direction)) != 1)
    return evp_failure(ErrorKind::internal, "starting a cipher");
  return context;
}

// What goes through the cipher, without what its end may add.
Result<std::string> pass(EVP_CIPHER_CTX* context, std::string_view bytes,
                         const MayGoOn& may_go_on) {
  std::string out(bytes.size() + kBlock, '\0');
  std::size_t size = 0;
  TNTC_CHECK(in_pieces(bytes, may_go_on, [&](std::string_view piece) {
    int written = 0;
    const int done = EVP_CipherUpdate(context, octets(out) + size, &written, octets(piece),
                                      static_cast<int>(piece.size()));
    size += static_cast<std::size_t>(written);
    return done;
  }));
  out.resize(size);
  return out;
}

Result<std::string> ctr_run(std::string_view key, std::string_view block, std::string_view bytes,
                            const MayGoOn& may_go_on) {
  TNTC_TRY(const EVP_CIPHER* const kind, cipher(kCtr, key));
  TNTC_TRY(const CipherContext context, start(Direction::encrypt, kind, key, block));
  return pass(context.get(), bytes, may_go_on);
}

// How many blocks the counter counts before it is zero again; no answer for more than any message
// can have.
std::optional<std::uint64_t> blocks_before_wrap(std::string_view block, int counter_bits) {
  std::uint64_t low = 0;
  for (int bit = 0; bit < counter_bits; ++bit) {
    const auto octet =
        static_cast<unsigned char>(block[kBlock - 1 - static_cast<std::size_t>(bit / 8)]);
    const bool set = (octet >> (bit % 8) & 1) != 0;
    if (bit < 48) {
      if (set) low |= std::uint64_t{1} << bit;
    } else if (!set) {
      return std::nullopt;
    }
  }
  const int width = counter_bits < 48 ? counter_bits : 48;
  return (std::uint64_t{1} << width) - low;
}

std::string with_counter_zero(std::string_view block, int counter_bits) {
  std::string zeroed(block);
  for (int bit = 0; bit < counter_bits; ++bit) {
    char& octet = zeroed[kBlock - 1 - static_cast<std::size_t>(bit / 8)];
    octet = static_cast<char>(octet & ~(1 << (bit % 8)));
  }
  return zeroed;
}

}  // namespace

Result<std::string> aes_cbc(Direction direction, std::string_view key, std::string_view iv,
                            std::string_view bytes, const MayGoOn& may_go_on) {
  TNTC_TRY(const EVP_CIPHER* const kind, cipher(kCbc, key));
  if (iv.size() != kBlock) return fail(ErrorKind::invalid, "the iv of AES-CBC has 16 bytes");
  TNTC_TRY(const CipherContext context, start(direction, kind, key, iv));
  TNTC_TRY(std::string out, pass(context.get(), bytes, may_go_on));
  std::string end(kBlock, '\0');
  int written = 0;
  if (EVP_CipherFinal_ex(context.get(), octets(end), &written) != 1)
    return evp_failure(ErrorKind::invalid, "decrypting");
  return out.append(end, 0, static_cast<std::size_t>(written));
}

Result<std::string> aes_ctr(std::string_view key, std::string_view block, int counter_bits,
                            std::string_view bytes, const MayGoOn& may_go_on) {
  if (block.size() != kBlock)
    return fail(ErrorKind::invalid, "the counter of AES-CTR has 16 bytes");
  if (counter_bits < 1 || counter_bits > 128)
    return fail(ErrorKind::invalid, "the length of an AES-CTR counter is 1 to 128 bits");
  const std::uint64_t blocks = (bytes.size() + kBlock - 1) / kBlock;
  if (counter_bits < 48 && blocks > std::uint64_t{1} << counter_bits)
    return fail(ErrorKind::invalid, "the data have more blocks than the counter can count");
  const auto first = blocks_before_wrap(block, counter_bits);
  if (!first || *first >= blocks) return ctr_run(key, block, bytes, may_go_on);
  // The library's counter would carry into the part that does not count.
  const auto cut = static_cast<std::size_t>(*first * kBlock);
  TNTC_TRY(std::string out, ctr_run(key, block, bytes.substr(0, cut), may_go_on));
  TNTC_TRY(const std::string rest,
           ctr_run(key, with_counter_zero(block, counter_bits), bytes.substr(cut), may_go_on));
  return out += rest;
}

Result<std::string> aes_gcm(Direction direction, std::string_view key, const GcmSettings& settings,
                            std::string_view bytes, const MayGoOn& may_go_on) {
  TNTC_TRY(const EVP_CIPHER* const kind, cipher(kGcm, key));
  const auto tag_size = static_cast<std::size_t>(settings.tag_bits / 8);
  const bool decrypts = direction == Direction::decrypt;
  if (settings.iv.empty() || settings.iv.size() > 128)
    return fail(ErrorKind::invalid, "the iv of AES-GCM has 1 to 128 bytes");
  if (decrypts && bytes.size() < tag_size)
    return fail(ErrorKind::invalid, "the data are shorter than their tag");
  std::string tag(decrypts ? bytes.substr(bytes.size() - tag_size) : std::string(tag_size, '\0'));
  if (decrypts) bytes.remove_suffix(tag_size);

  const CipherContext context(EVP_CIPHER_CTX_new());
  EVP_CIPHER_CTX* const gcm = context.get();
  const auto control = [gcm](int what, std::size_t size, void* value) {
    return EVP_CIPHER_CTX_ctrl(gcm, what, static_cast<int>(size), value) == 1;
  };
  int ignored = 0;
  if (gcm == nullptr ||
      EVP_CipherInit_ex(gcm, kind, nullptr, nullptr, nullptr, encrypting(direction)) != 1 ||
      !control(EVP_CTRL_AEAD_SET_IVLEN, settings.iv.size(), nullptr) ||
      EVP_CipherInit_ex(gcm, nullptr, nullptr, octets(key), octets(settings.iv), -1) != 1 ||
      (decrypts && !control(EVP_CTRL_AEAD_SET_TAG, tag.size(), tag.data())))
    return evp_failure(ErrorKind::internal, "starting AES-GCM");
  TNTC_CHECK(in_pieces(settings.additional, may_go_on, [&](std::string_view piece) {
    return piece.empty() ? 1
                         : EVP_CipherUpdate(gcm, nullptr, &ignored, octets(piece),
                                            static_cast<int>(piece.size()));
  }));
  TNTC_TRY(std::string out, pass(gcm, bytes, may_go_on));
  std::string end(kBlock, '\0');
  if (EVP_CipherFinal_ex(gcm, octets(end), &ignored) != 1)
    return fail(ErrorKind::invalid, "decrypting: the tag does not fit the data");
  if (decrypts) return out;
  if (!control(EVP_CTRL_AEAD_GET_TAG, tag.size(), tag.data()))
    return evp_failure(ErrorKind::internal, "ending AES-GCM");
  return out += tag;
}

Result<std::string> aes_kw(Direction direction, std::string_view key, std::string_view bytes) {
  TNTC_TRY(const EVP_CIPHER* const kind, cipher(kWrap, key));
  const std::size_t least = direction == Direction::encrypt ? 16 : 24;
  if (bytes.size() < least || bytes.size() % 8 != 0 || bytes.size() > 1u << 20)
    return fail(ErrorKind::invalid, "AES-KW takes whole groups of 8 bytes, at least two");
  const CipherContext context(EVP_CIPHER_CTX_new());
  if (!context) return evp_failure(ErrorKind::internal, "starting AES-KW");
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  std::string out(bytes.size() + 8, '\0');
  int written = 0;
  if (EVP_CipherInit_ex(context.get(), kind, nullptr, octets(key), nullptr,
                        encrypting(direction)) != 1 ||
      EVP_CipherUpdate(context.get(), octets(out), &written, octets(bytes),
                       static_cast<int>(bytes.size())) != 1)
    return evp_failure(ErrorKind::invalid, "wrapping with AES-KW");
  out.resize(static_cast<std::size_t>(written));
  return out;
}

}  // namespace tntc::runtime::web
