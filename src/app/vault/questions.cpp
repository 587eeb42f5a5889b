#include "app/vault/questions.h"

#include <algorithm>

#include "base/ids.h"

namespace signet::app {

std::string Questions::add(Question question) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back({make_uuid(), std::move(question), std::nullopt});
  return waiting_.back().id;
}

void Questions::remove(std::string_view id) {
  const std::lock_guard lock(mutex_);
  waiting_.remove_if([id](const Waiting& one) { return one.id == id; });
}

Questions::Shown::Shown(Questions& questions, Question question)
    : questions_(questions), id_(questions.add(std::move(question))) {}

Questions::Shown::~Shown() {
  questions_.remove(id_);
}

run::VaultAnswers Questions::ask(Question question, const std::function<bool()>& is_stopped,
                                 std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kLook{50};
  const auto end = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock(mutex_);
  const auto mine = waiting_.insert(waiting_.end(), {make_uuid(), std::move(question), std::nullopt});
  while (!mine->answers && !is_stopped() && std::chrono::steady_clock::now() < end) answered_.wait_for(lock, kLook);
  const run::VaultAnswers answers = mine->answers.value_or(run::VaultAnswers());
  waiting_.erase(mine);
  return answers;
}

json::array Questions::waiting() const {
  const std::lock_guard lock(mutex_);
  json::array list;
  for (const Waiting& one : waiting_) {
    if (one.answers) continue;
    json::array secrets;
    for (const WantedSecret& secret : one.question.secrets) {
      secrets.push_back({{"name", secret.name}, {"domains", secret.domains}});
    }
    list.push_back({{"id", one.id},
                    {"to_unlock", one.question.to_unlock},
                    {"collection", one.question.collection},
                    {"location", one.question.location},
                    {"secrets", std::move(secrets)},
                    {"scripts_read", one.question.scripts_read},
                    {"scripts_write", one.question.scripts_write}});
  }
  return list;
}

bool Questions::answer(std::string_view id, run::VaultAnswers answers) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [id](const Waiting& one) { return one.id == id; });
  if (found == waiting_.end() || found->answers || found->question.to_unlock) return false;
  found->answers = answers;
  answered_.notify_all();
  return true;
}

}  // namespace signet::app
