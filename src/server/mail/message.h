// A mail as the lines of its head (RFC 5322). Nothing that comes in can make a line of its own: texts are encoded
// (RFC 2047), addresses are checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/mail/mail_queue.h"

namespace signet::server {

/// A header's text: as it is when it is short and plain, else as encoded words, folded (RFC 2047). Control characters
/// become spaces.
[[nodiscard]] std::string header_text(std::string_view text);

/// "Fri, 27 Nov 2026 15:11:48 +0000" (RFC 5322 §3.3).
[[nodiscard]] std::string mail_date(std::int64_t unix_ms);

/// Date, Message-ID, From, To, Subject, Auto-Submitted (RFC 3834). The same each time a mail is tried, so that whoever
/// gets it twice can tell. kInvalidInput when an address is none.
[[nodiscard]] Result<std::vector<std::string>> message_head(const LeasedMail& mail, std::string_view from);

}  // namespace signet::server
