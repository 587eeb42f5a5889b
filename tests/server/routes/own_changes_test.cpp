// What people are told of changes to their own accounts over the API, and what the audit log has of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/running_server.h"

namespace signet::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class OwnChanges : public test::WithServer {
 protected:
  void SetUp() override {
    WithServer::SetUp();
    if (IsSkipped()) return;
    ada_ = make_person("ada");
  }

  /// The newest record about the person's own account.
  json::value last_record() {
    const test::Answer answer = send(ada_, "GET", "/account/audit?limit=1");
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return test::json_of(answer).at("records").as_array().at(0);
  }

  test::Person ada_;
};
SIGNET_ON_BOTH(OwnChanges);

TEST_P(OwnChanges, OfApiKeysAreToldByMailAndInTheApp) {
  const test::Answer made =
      send(ada_, "POST", "/account/api-keys", json::object{{"name", "ci runner"}, {"scope", "read"}});
  ASSERT_EQ(made.status, 201U) << made.body;
  EXPECT_EQ(last_record().at("action"), "account.keys.make");
  EXPECT_EQ(last_record().at("target"), test::json_of(made).at("id"));
  ASSERT_EQ(mails().size(), 1U);
  EXPECT_EQ(mails()[0].to, ada_.email);
  EXPECT_THAT(mails()[0].text, HasSubstr("ci runner"));
  const std::string key = test::text_at(made, "key");
  EXPECT_THAT(mails()[0].text, Not(HasSubstr(key)));

  const test::Answer rotated = send(ada_, "POST", "/account/api-keys/" + test::text_at(made, "id") + "/rotate",
                                    json::object{{"overlap_days", 0}});
  ASSERT_EQ(rotated.status, 201U) << rotated.body;
  EXPECT_EQ(mails().size(), 2U);
  const test::Answer told = send(ada_, "GET", "/notifications");
  EXPECT_THAT(told.body, HasSubstr("An API key was made: ci runner"));
  EXPECT_THAT(told.body, HasSubstr("replaced by a new one"));
  EXPECT_THAT(told.body, Not(HasSubstr(key)));
}

TEST_P(OwnChanges, OfSessionsAreInTheAuditLog) {
  const test::Person elsewhere{ada_.id, ada_.email, session_of(ada_)};
  const json::value sessions = test::json_of(send(ada_, "GET", "/account/sessions"));
  std::string other;
  for (const json::value& session : sessions.at("sessions").as_array()) {
    if (!session.at("is_this").as_bool()) other = session.at("id").as_string();
  }
  ASSERT_EQ(send(ada_, "DELETE", "/account/sessions/" + other).status, 204U);
  EXPECT_EQ(last_record().at("action"), "account.sessions.revoke");
  EXPECT_EQ(last_record().at("target").as_string(), other);
  EXPECT_EQ(send(elsewhere, "GET", "/account").status, 401U);

  (void)session_of(ada_);
  ASSERT_EQ(send(ada_, "POST", "/account/sessions/revoke-others").status, 200U);
  EXPECT_EQ(last_record().at("action"), "account.sessions.revoke_others");
  EXPECT_EQ(last_record().at("details").at("ended"), 1);
}

}  // namespace
}  // namespace signet::server
