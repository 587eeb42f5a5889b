// References to secrets of HashiCorp Vault and OpenBao: "MOUNT/PATH#FIELD@VERSION".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::vault {

inline constexpr std::size_t kMaxHashicorpReference = 1024;

struct HashicorpReference {
  std::string path;                      ///< "secret/app/db": the mount, then what is below; no "data/" of KV v2
  std::string field;                     ///< "password"; empty: the only field
  std::optional<std::uint64_t> version;  ///< of a KV v2 secret, from 1

  bool operator==(const HashicorpReference&) const = default;
};

/// The last '#' parts path and field, the last '@' behind it field and version, which is a number. Names that hold
/// '#', '@' or '%' write them %23, %40, %25. Fails with kInvalidInput and says what is wrong.
[[nodiscard]] Result<HashicorpReference> parse_hashicorp_reference(std::string_view text);

/// A path for a URL: each step percent-encoded.
[[nodiscard]] std::string encode_path(std::string_view path);
/// A path as a reference writes it.
[[nodiscard]] std::string write_hashicorp_path(std::string_view path);

}  // namespace signet::vault
