// What waits for its user's answer on the vault's page: a vault that is wanted and locked, a collection that wants
// secrets. Whoever asks waits on a thread of its own; the page answers on another.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "run/vault_use.h"

namespace signet::app {

/// A secret that is wanted, and where it may go.
struct WantedSecret {
  std::string name;
  std::string domains;  ///< as text; empty: the vault does not have it
};

struct Question {
  bool to_unlock = false;  ///< nothing but that the vault be opened
  std::string collection;
  std::string location;
  std::vector<WantedSecret> secrets;
  bool scripts_read = false;
  bool scripts_write = false;
};

/// Thread-safe.
class Questions {
 public:
  /// How long an answer is waited for.
  static constexpr std::chrono::minutes kPatience{2};

  /// Waits for the answer: no, when it does not come in time or `is_stopped` says so.
  run::VaultAnswers ask(Question question, const std::function<bool()>& is_stopped,
                        std::chrono::milliseconds patience = kPatience);
  /// Keeps a question in the list while it lives, which is answered in another way.
  class Shown {
   public:
    Shown(Questions& questions, Question question);
    ~Shown();
    Shown(const Shown&) = delete;
    Shown& operator=(const Shown&) = delete;

   private:
    Questions& questions_;
    std::string id_;
  };

  /// Oldest first: {id, to_unlock, collection, location, secrets: [{name, domains}], scripts_read, scripts_write}.
  [[nodiscard]] json::array waiting() const;
  /// False when nobody waits for that (any more).
  bool answer(std::string_view id, run::VaultAnswers answers);

 private:
  struct Waiting {
    std::string id;
    Question question;
    std::optional<run::VaultAnswers> answers;
  };

  std::string add(Question question);
  void remove(std::string_view id);

  mutable std::mutex mutex_;
  std::condition_variable answered_;
  std::list<Waiting> waiting_;
};

}  // namespace signet::app
