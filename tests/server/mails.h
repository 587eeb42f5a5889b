// The mails that wait in a server's queue, opened as the server itself opens them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/mail/outbox.h"
#include "store/database.h"

namespace signet::server::test {

/// With a master key that every test has.
inline Outbox make_outbox() {
  return {"https://signet.example", MasterKeys(*MasterKey::from_bytes(SecretString(std::string(32, 'm'))))};
}

struct SentMail {
  std::string to;
  std::string subject;
  std::string text;  ///< empty once it was sent
};

/// Oldest first.
inline std::vector<SentMail> read_mails(store::Database& database, const MasterKeys& master) {
  std::vector<SentMail> out;
  const Status read = database.read([&](store::Transaction& transaction) -> Status {
    out.clear();
    return transaction.each("SELECT id, recipient, subject, body_text FROM mail_queue ORDER BY created_ms, id", {},
                            [&](const store::Row& row) -> Status {
                              std::string id;
                              std::optional<store::Blob> sealed;
                              SentMail& mail = out.emplace_back();
                              SIGNET_CHECK(row.read(id, mail.to, mail.subject, sealed));
                              if (!sealed) return {};
                              SIGNET_TRY(const SecretString text,
                                         master.open(sealed->bytes, "signet/v1/mail/" + id + "/text"));
                              mail.text = text.expose();
                              return {};
                            });
  });
  EXPECT_TRUE(read) << read.error().to_string();
  return out;
}

}  // namespace signet::server::test
