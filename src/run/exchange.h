// One request of a collection (or of pm.sendRequest) from resolved to answered: prepared, signed, sent, and sent again
// when its authentication asks for it, each try told as an event of its own, as newman does.
// Source: postman-runtime http-request.command.js, replay-controller.js.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "http/auth/auth.h"
#include "http/client.h"
#include "http/prepare.h"
#include "model/request.h"
#include "run/events.h"
#include "run/interrupt.h"
#include "run/telling.h"

namespace signet::run {

/// What to send, and in whose name its events are told.
struct Job {
  model::Request request;  ///< resolved; its auth is the one in force
  http::Settings settings;
  Cursor cursor;
  const model::Item* item = nullptr;
  bool from_script = false;
  std::optional<Error> refusal;  ///< why it must not be sent at all
  /// What earlier requests with the same auth learned from the server (digest's nonce and the like), and where what
  /// this one learns goes. May be null; outlives the exchange.
  std::vector<model::Param>* learned = nullptr;
};

/// The exchange of the last try.
using Answered = std::function<void(std::shared_ptr<const Exchange>)>;

class Sender {
 public:
  /// Most tries after the first, as Postman's replay controller.
  static constexpr int kMaxRetries = 3;

  Sender(http::Client& client, const http::FileAccess& files, const Tell& tell, const Interrupt& interrupt)
      : client_(client), files_(files), tell_(tell), interrupt_(interrupt) {}

  struct Attempt;

  /// Sends; `answered` is called once, from here when nothing could be sent, else from Client::poll.
  std::shared_ptr<Attempt> start(Job job, Answered answered);
  /// Sends and waits; an interrupt cancels the transfer, which then ends with the error kCancelled.
  std::shared_ptr<const Exchange> send(Job job);

 private:
  void attempt(const std::shared_ptr<Attempt>& state);
  void end_try(const std::shared_ptr<Attempt>& state, std::shared_ptr<Exchange> exchange);
  void warn(const Job& job, std::string_view message);

  http::Client& client_;
  const http::FileAccess& files_;
  const Tell& tell_;
  const Interrupt& interrupt_;
};

}  // namespace signet::run
