// The agent that keeps vaults unlocked: a small program of its own (agent/), one for each user, with a socket that only
// this user can open. It holds the keys in locked memory and forgets them when it is told to, when nobody has asked for
// a while, and before the machine sleeps. It also speaks for the OS keyring, so that no other program links its
// library.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "vault/store.h"

namespace signet::vault {

/// A vault that the agent holds open.
struct HeldVault {
  std::string vault_id;
  std::chrono::seconds idle_left{};  ///< until it is forgotten, unless somebody asks for it
};

class AgentClient {
 public:
  /// `program`: signet-vault-agent; `folder`: where its socket is, see agent_folder().
  AgentClient(std::filesystem::path program, std::filesystem::path folder)
      : program_(std::move(program)), folder_(std::move(folder)) {}

  /// Gives the agent a key to keep; starts it when it does not run. The key is forgotten after `idle` without a get().
  [[nodiscard]] Status put(const VaultKey& key, std::chrono::seconds idle) const;
  /// The key, or nothing when the agent does not run or has forgotten it.
  [[nodiscard]] Result<std::optional<VaultKey>> get(std::string_view vault_id) const;
  /// Forgets one vault, or all when `vault_id` is empty. Fine when no agent runs.
  [[nodiscard]] Status lock(std::string_view vault_id) const;
  [[nodiscard]] Result<std::vector<HeldVault>> held() const;

  // The OS keyring (Secret Service by libsecret): one item for each vault.
  [[nodiscard]] Status keyring_store(std::string_view vault_id, const SecretString& secret) const;
  /// Nothing when the keyring has no such item. Fails with kUnsupported when this session has no keyring.
  [[nodiscard]] Result<std::optional<SecretString>> keyring_read(std::string_view vault_id) const;
  [[nodiscard]] Status keyring_remove(std::string_view vault_id) const;

 private:
  [[nodiscard]] Status start() const;
  [[nodiscard]] Result<std::optional<SecretString>> ask(std::string_view request) const;
  [[nodiscard]] Result<SecretString> ask_keyring(std::string_view action, std::string_view vault_id,
                                                 std::string_view input) const;

  std::filesystem::path program_;
  std::filesystem::path folder_;
};

/// $XDG_RUNTIME_DIR/signet, or /tmp/signet-UID. It is made when missing, mode 0700, and refused when it is another
/// user's or others can write it.
[[nodiscard]] Result<std::filesystem::path> agent_folder();

/// The name of the agent's socket in its folder.
inline constexpr std::string_view kAgentSocket = "vault-agent.sock";
/// Longest idle time that the agent takes: a week.
inline constexpr std::chrono::seconds kMaxIdle{7 * 24 * 3600};

}  // namespace signet::vault
