// What every mail is written with.
#pragma once

#include <string>

#include "server/keys.h"

namespace signet::server {

struct Outbox {
  std::string public_url;  ///< for links, "https://signet.example.com", without a slash at the end
  MasterKeys master;       ///< seals what mails say while they wait: a link is as good as a password for a while
};

}  // namespace signet::server
