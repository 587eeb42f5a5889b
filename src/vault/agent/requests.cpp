#include "vault/agent/requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "vault/agent_client.h"

namespace signet::vault {

namespace {

constexpr std::size_t kKeyTextBytes = 44;  // 32 bytes in base64
/// No user has more vaults; a bound on what a runaway program can make the agent keep.
constexpr std::size_t kMaxHeld = 64;

/// The first word of `text`, which is left with the rest.
std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

bool is_id(std::string_view text) {
  constexpr std::size_t kMaxIdBytes = 64;
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= kMaxIdBytes && std::all_of(text.begin(), text.end(), allowed);
}

bool is_key(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  return text.size() == kKeyTextBytes && text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace

SecretString HeldKeys::put(std::string_view vault_id, std::string_view rest, std::int64_t now_s) {
  const std::string_view seconds = take_word(rest);
  std::int64_t idle = 0;
  const auto [end, error] = std::from_chars(seconds.data(), seconds.data() + seconds.size(), idle);
  if (error != std::errc() || end != seconds.data() + seconds.size() || idle < 1 || idle > kMaxIdle.count()) {
    return SecretString("error the idle time is out of range\n");
  }
  if (!is_id(vault_id) || !is_key(rest)) return SecretString("error malformed request\n");
  if (keys_.size() >= kMaxHeld && !keys_.contains(vault_id)) return SecretString("error too many vaults are open\n");
  keys_[std::string(vault_id)] = Held{SecretString(rest), idle, now_s + idle};
  return SecretString("ok\n");
}

SecretString HeldKeys::get(std::string_view vault_id, std::int64_t now_s) {
  const auto held = keys_.find(vault_id);
  if (held == keys_.end()) return SecretString("none\n");
  held->second.until_s = now_s + held->second.idle_s;
  std::string answer = fmt::format("key {}\n", held->second.key_text.expose());
  SecretString kept(answer);
  wipe(answer);
  return kept;
}

SecretString HeldKeys::answer(std::string_view line, std::int64_t now_s) {
  expire(now_s);
  const std::string_view action = take_word(line);
  const std::string_view vault_id = take_word(line);
  if (action == "put") return put(vault_id, line, now_s);
  if (action == "get") return get(vault_id, now_s);
  if (action == "lock") {
    if (vault_id.empty()) {
      forget_all();
    } else if (const auto held = keys_.find(vault_id); held != keys_.end()) {
      keys_.erase(held);
    }
    return SecretString("ok\n");
  }
  if (action != "status") return SecretString("error unknown request\n");
  std::string lines;
  for (const auto& [id, held] : keys_) lines += fmt::format("vault {} {}\n", id, held.until_s - now_s);
  return SecretString(lines);
}

void HeldKeys::expire(std::int64_t now_s) {
  std::erase_if(keys_, [now_s](const auto& held) { return held.second.until_s <= now_s; });
}

}  // namespace signet::vault
