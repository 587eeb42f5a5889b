// Where the links in mails lead.
#include "server/routes/mail_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/mail/mail_texts.h"
#include "tests/server/running_server.h"

namespace signet::server {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class MailPages : public test::WithServer {};
SIGNET_ON_BOTH(MailPages);

TEST_P(MailPages, StandWhereTheLinksOfMailsLead) {
  const Origin origin{"192.0.2.1", "Test", "r"};
  const MailContext context{"ada@example.com", "Ada", "https://signet.example", origin, 0};
  for (const Mail& mail :
       {verification_mail(context, "T"), new_address_mail(context, "T"), already_signed_up_mail(context),
        password_reset_mail(context, "T"), invitation_mail(context, "Ben", {}, "T")}) {
    const std::size_t from = mail.text.find("https://signet.example/");
    ASSERT_NE(from, std::string::npos) << mail.text;
    const std::size_t path = from + std::string_view("https://signet.example").size();
    const test::Answer answer =
        client_->ask(test::get(mail.text.substr(path, mail.text.find_first_of("#\n", path) - path)));
    EXPECT_EQ(answer.status, 200U) << mail.subject;
    EXPECT_EQ(answer.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(answer.body, AllOf(HasSubstr("Copy the address of this page"), Not(HasSubstr("script"))));
  }
}

TEST_P(MailPages, AreReadAlone) {
  EXPECT_EQ(client_->ask("POST /reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n").status, 404U);
}

}  // namespace
}  // namespace signet::server
