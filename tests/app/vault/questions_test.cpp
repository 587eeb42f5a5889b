#include "app/vault/questions.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace signet::app {
namespace {

using run::VaultAnswer;

Question about(std::string collection) {
  Question question;
  question.collection = std::move(collection);
  question.secrets = {{"orders-token", "api.example.com"}};
  return question;
}

/// The id of the first that waits, once it does.
std::string first_waiting(const Questions& questions) {
  for (;;) {
    const json::array waiting = questions.waiting();
    if (!waiting.empty()) return std::string(waiting.front().at("id").as_string());
    std::this_thread::yield();
  }
}

const auto kGoesOn = [] { return false; };

TEST(VaultQuestions, GiveTheAnswerToWhoeverAsked) {
  Questions questions;
  run::VaultAnswers answers;
  std::thread asking([&] { answers = questions.ask(about("Orders"), kGoesOn); });
  const std::string id = first_waiting(questions);
  EXPECT_EQ(questions.waiting().front().at("collection").as_string(), "Orders");
  EXPECT_TRUE(questions.answer(id, {VaultAnswer::kOnce, VaultAnswer::kNo}));
  asking.join();
  EXPECT_EQ(answers.secrets, VaultAnswer::kOnce);
  EXPECT_EQ(answers.scripts, VaultAnswer::kNo);
  EXPECT_TRUE(questions.waiting().empty());
  EXPECT_FALSE(questions.answer(id, {VaultAnswer::kAlways, VaultAnswer::kAlways})) << "it was answered before";
}

TEST(VaultQuestions, AreAnsweredNoWhenNobodyAnswersInTime) {
  Questions questions;
  const run::VaultAnswers answers = questions.ask(about("Orders"), kGoesOn, std::chrono::milliseconds(1));
  EXPECT_EQ(answers.secrets, VaultAnswer::kNo);
  EXPECT_TRUE(questions.waiting().empty());
}

TEST(VaultQuestions, AreAnsweredNoWhenTheRunIsCancelled) {
  Questions questions;
  std::atomic<bool> is_stopped{false};
  run::VaultAnswers answers{VaultAnswer::kAlways, VaultAnswer::kAlways};
  std::thread asking([&] { answers = questions.ask(about("Orders"), [&] { return is_stopped.load(); }); });
  static_cast<void>(first_waiting(questions));
  is_stopped = true;
  asking.join();
  EXPECT_EQ(answers.secrets, VaultAnswer::kNo);
  EXPECT_EQ(answers.scripts, VaultAnswer::kNo);
}

TEST(VaultQuestions, AboutALockedVaultAreAnsweredByOpeningItAlone) {
  Questions questions;
  Question question = about("Orders");
  question.to_unlock = true;
  {
    const Questions::Shown shown(questions, question);
    EXPECT_FALSE(questions.answer(first_waiting(questions), {VaultAnswer::kAlways, VaultAnswer::kAlways}));
    EXPECT_EQ(questions.waiting().size(), 1U);
  }
  EXPECT_TRUE(questions.waiting().empty());
}

TEST(VaultQuestions, OfAnUnknownIdHaveNoAnswer) {
  Questions questions;
  EXPECT_FALSE(questions.answer("98fa807c-3a8d-4995-924e-4290a1b2c3d4", {VaultAnswer::kOnce, VaultAnswer::kOnce}));
}

}  // namespace
}  // namespace signet::app
