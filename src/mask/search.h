// Looks for every form of a set of secrets in a text and in its rewritten copies.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "mask/engine.h"
#include "mask/forms.h"
#include "mask/rewriting.h"

namespace signet::mask {

/// Secrets compiled together. Immutable.
class SecretSet {
 public:
  struct Member {
    std::uint32_t id = 0;
    std::string_view secret;
  };
  /// Searches for the forms of each member; null when the engine cannot be built. Reads the secrets only here.
  [[nodiscard]] static std::shared_ptr<const SecretSet> build(std::vector<Member> members, std::size_t shortest);

  [[nodiscard]] const std::vector<std::uint32_t>& ids() const { return ids_; }
  [[nodiscard]] std::size_t longest() const { return longest_; }

 private:
  friend class Searcher;
  /// What is known of a literal of the engine: the whole form or, of a long one, its head.
  struct Needle {
    std::uint32_t id = 0;
    std::uint32_t head = 0;
    std::uint8_t views = 0;
    Around around = Around::kNothing;
    bool any_case = false;
    SecretString rest;  ///< what follows the head
  };
  SecretSet(Engine engine, std::vector<Needle> needles, std::vector<std::uint32_t> ids, std::size_t longest,
            bool escaped)
      : engine_(std::move(engine)),
        needles_(std::move(needles)),
        ids_(std::move(ids)),
        longest_(longest),
        escaped_(escaped) {}

  Engine engine_;
  std::vector<Needle> needles_;
  std::vector<std::uint32_t> ids_;  // ascending
  std::size_t longest_;             // of all forms
  bool escaped_;                    // a secret looks escaped itself, so that decoding the text may change it
};

using SecretSets = std::vector<std::shared_ptr<const SecretSet>>;

/// What was found: the places or, if these are wanted instead, the secrets.
struct Findings {
  std::vector<Span> spans;  ///< in no order; may overlap
  bool want_ids = false;
  std::vector<bool> ids;  ///< true for each id that was found; no longer than needed
};

/// The memory for searches of one thread at a time; kept for the next, as small texts are many.
class Searcher {
 public:
  /// Adds what is found to `findings`. False when the search could not be done.
  [[nodiscard]] bool search(const SecretSets& sets, std::string_view text, Findings& findings);

 private:
  static constexpr int kLayers = 4;  // of escapes within escapes
  struct Pass;

  [[nodiscard]] bool prepare(const SecretSets& sets);
  static void on_found(void* context, std::uint32_t literal, std::size_t end);
  void take(Pass& pass, const SecretSet::Needle& needle, std::size_t end);
  void hide(Pass& pass, const SecretSet::Needle& needle, Span part);
  /// Notes where in the whole text a place is; `whole_run`: with the base64 around it.
  void settle(Pass& pass, Span part, bool whole_run);
  void scan(Pass pass);
  [[nodiscard]] Span to_text(const Pass& pass, Span part) const;
  void search_plain(std::string_view text);
  /// Searches the copies of a part of the text that begins at `begin`; where the next part begins.
  [[nodiscard]] std::size_t search_copies(std::string_view text, std::size_t begin);
  /// Searches what `pass.text` is when joined; `pass` is then about that.
  void scan_joined(Pass& pass);
  [[nodiscard]] std::size_t next_part(const Pass& pass, std::size_t end) const;

  const SecretSets* sets_ = nullptr;
  Findings* findings_ = nullptr;
  std::size_t longest_ = 0;
  bool any_escaped_ = false;
  bool complete_ = true;
  Scratch scratch_;
  SecretSets prepared_;  // those that scratch_ fits; kept alive, so that no new set has an old one's address
  Copy layers_[kLayers];
  Copy printable_;
  Copy list_;
  Joined joined_;
};

}  // namespace signet::mask
