#include "tls/inspect/groups.h"

#include <fmt/format.h>

#include <array>

namespace signet::tls {

namespace {

// RFC 8422, RFC 7919, RFC 7027, RFC 8446 §4.2.7, draft-ietf-tls-ecdhe-mlkem.
constexpr std::array<Group, 20> kGroups = {{
    {29, "x25519", "X25519", true, true, 128},
    {23, "secp256r1", "P-256", true, true, 128},
    {24, "secp384r1", "P-384", true, true, 192},
    {25, "secp521r1", "P-521", true, true, 256},
    {30, "x448", "X448", true, true, 224},
    {256, "ffdhe2048", "", false, true, 112},
    {257, "ffdhe3072", "", false, true, 128},
    {258, "ffdhe4096", "", false, true, 152},
    {259, "ffdhe6144", "", false, true, 176},
    {260, "ffdhe8192", "", false, true, 200},
    {4588, "X25519MLKEM768", "", false, true, 192},
    {4587, "SecP256r1MLKEM768", "", false, true, 192},
    {4589, "SecP384r1MLKEM1024", "", false, true, 256},
    {26, "brainpoolP256r1", "brainpoolP256r1", true, false, 128},
    {27, "brainpoolP384r1", "brainpoolP384r1", true, false, 192},
    {28, "brainpoolP512r1", "brainpoolP512r1", true, false, 256},
    {22, "secp256k1", "secp256k1", true, false, 128},
    {21, "secp224r1", "secp224r1", true, false, 112},
    {19, "secp192r1", "prime192v1", true, false, 96},
    {16, "secp160r1", "secp160r1", true, false, 80},
}};

}  // namespace

std::span<const Group> known_groups() {
  return kGroups;
}

const Group* find_group(std::uint16_t id) {
  for (const Group& group : kGroups) {
    if (group.id == id) return &group;
  }
  return nullptr;
}

std::string group_name(std::uint16_t id) {
  const Group* group = find_group(id);
  return group != nullptr ? std::string(group->name) : fmt::format("group 0x{:04x}", id);
}

}  // namespace signet::tls
