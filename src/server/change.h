// Who changes something, when and from where: what a change needs for its line in the audit log and for its mails.
#pragma once

#include <cstdint>
#include <string>

#include "server/mail/outbox.h"
#include "server/origin.h"

namespace signet::server {

struct ChangeContext {
  std::string user_id;  ///< who does it
  std::string key_id;   ///< of the API key that it is done by; empty for a session
  Origin origin;
  std::int64_t now_ms = 0;
  const Outbox& outbox;  ///< for mails about it
};

}  // namespace signet::server
