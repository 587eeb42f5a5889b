// Handing mails in at a real SMTP server.
#include "server/mail/smtp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/mail/message.h"
#include "tests/server/mail/smtp_sink.h"

namespace signet::server {
namespace {

using test::KeptMail;
using test::SmtpSink;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const std::string kId = "00000000-0000-4000-8000-000000000001";

LeasedMail mail_to(std::string to) {
  return {kId, {"key", std::move(to), "Subject", "Hello\n", "<p>Hello</p>\n"}, 1'800'000'000'000, 1};
}

class Smtp : public testing::Test {
 protected:
  void SetUp() override {
    if (!SmtpSink::is_installed()) GTEST_SKIP() << "python3-aiosmtpd is not installed";
  }

  static void expect_sent(SmtpSettings settings, const LeasedMail& mail) {
    SmtpSender sender(std::move(settings));
    const Delivery delivery = sender.send(mail);
    EXPECT_TRUE(delivery.status) << delivery.status.error().to_string();
  }
};

TEST_F(Smtp, HandsMailsInByEveryWay) {
  for (const SmtpSecurity security : {SmtpSecurity::kTls, SmtpSecurity::kStartTls, SmtpSecurity::kPlain}) {
    const bool is_plain = security == SmtpSecurity::kPlain;
    for (const bool wants_login : {false, true}) {
      SCOPED_TRACE(testing::Message() << "security " << static_cast<int>(security) << ", login " << wants_login);
      SmtpSink sink({security, wants_login});
      expect_sent(sink.settings(), mail_to("ada@example.com"));
      const auto kept = sink.next();
      ASSERT_TRUE(kept);
      EXPECT_EQ(kept->from, "signet@example.com");
      EXPECT_EQ(kept->to, "ada@example.com");
      EXPECT_EQ(kept->by_tls, !is_plain);
      EXPECT_EQ(kept->login, wants_login ? SmtpSink::kUser : "");
    }
  }
}

TEST_F(Smtp, SendsNothingWhenStartTlsWasTakenAway) {
  SmtpSink sink({SmtpSecurity::kPlain, true});
  SmtpSettings settings = sink.settings();
  settings.security = SmtpSecurity::kStartTls;
  SmtpSender sender(std::move(settings));
  const Delivery delivery = sender.send(mail_to("ada@example.com"));
  ASSERT_FALSE(delivery.status);
  EXPECT_FALSE(delivery.is_final) << "the administrator can mend it";
  EXPECT_THAT(delivery.status.error().hint, HasSubstr("STARTTLS"));
  EXPECT_THAT(sender.dialogue(), Not(Contains(HasSubstr("AUTH ..."))));
  EXPECT_EQ(sink.left(), 0U);
}

TEST_F(Smtp, SendsNothingToAServerThatDoesNotProveItsName) {
  const signet::test::TlsAuthority other;
  const signet::test::TemporaryFolder folder;
  const std::filesystem::path other_ca = folder.write("ca.pem", other.root_pem());
  const struct {
    const char* what;
    std::string name;
    std::optional<std::filesystem::path> ca_file;
  } wrong[] = {
      {"the system's authorities", "localhost", ""},
      {"another authority", "localhost", other_ca},
      {"another name", "mail.example.com", std::nullopt},
  };
  for (const SmtpSecurity security : {SmtpSecurity::kTls, SmtpSecurity::kStartTls}) {
    for (const auto& [what, name, ca_file] : wrong) {
      SmtpSink sink({security, true, name});
      SmtpSettings settings = sink.settings();
      if (ca_file) settings.ca_file = *ca_file;
      SmtpSender sender(std::move(settings));
      const Delivery delivery = sender.send(mail_to("ada@example.com"));
      ASSERT_FALSE(delivery.status) << what;
      EXPECT_FALSE(delivery.is_final) << what;
      EXPECT_THAT(delivery.status.error().hint, HasSubstr("--smtp-ca")) << what << delivery.status.error().to_string();
      EXPECT_EQ(sink.left(), 0U);
    }
  }
}

TEST_F(Smtp, KeepsTheLoginOutOfTheDialogueAndErrors) {
  SmtpSink sink({SmtpSecurity::kStartTls, true});
  SmtpSettings settings = sink.settings();
  settings.password = SecretString("wrong password");
  SmtpSender sender(std::move(settings));
  const Delivery delivery = sender.send(mail_to("ada@example.com"));
  ASSERT_FALSE(delivery.status);
  EXPECT_FALSE(delivery.is_final);
  EXPECT_THAT(sender.dialogue(), Contains("> AUTH ..."));
  for (const std::string& line : sender.dialogue()) {
    // "\0signet\0wrong password" and its parts in base64.
    EXPECT_THAT(line, Not(HasSubstr("c2lnbmV0")));
    EXPECT_THAT(line, Not(HasSubstr("AHNpZ25ldA")));
    EXPECT_THAT(line, Not(HasSubstr("d3JvbmcgcGFzc3dvcmQ")));
  }
  EXPECT_THAT(delivery.status.error().to_string(), Not(HasSubstr("wrong password")));
}

TEST_F(Smtp, CarriesTextAndPageByteForByte) {
  SmtpSink sink;
  const std::string long_line(5000, 'x');
  const std::string lines[] = {
      "Grüße, 日本語, 🔑",
      ".",
      "..",
      ".a line that begins with a dot",
      "trailing blanks  \t",
      "=3D =?UTF-8?B?no?= = at the end =",
      "From the start of a line",
      long_line,
      long_line + ".\n." + long_line,
      "",
  };
  LeasedMail mail = mail_to("ada@example.com");
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  mail.mail.text = text;
  mail.mail.html = "<!doctype html>\n<p>" + text + "</p>\n";
  expect_sent(sink.settings(), mail);
  const auto kept = sink.next();
  ASSERT_TRUE(kept);
  const auto in_a_mail = [](std::string lf) {
    for (std::size_t at = 0; (at = lf.find('\n', at)) != std::string::npos; at += 2) lf.insert(at, 1, '\r');
    return lf;
  };
  EXPECT_EQ(kept->part("text/plain"), in_a_mail(mail.mail.text));
  EXPECT_EQ(kept->part("text/html"), in_a_mail(mail.mail.html));
  EXPECT_LT(kept->bytes.find("text/plain"), kept->bytes.find("text/html")) << "the better alternative is the last";
  for (const char c : kept->bytes) ASSERT_LT(static_cast<unsigned char>(c), 0x80);
}

TEST_F(Smtp, WritesTheHeadOfAMail) {
  SmtpSink sink;
  LeasedMail mail = mail_to("ada@example.com");
  mail.mail.subject = "Grüße aus einem Betreff, der länger ist als eine Zeile und der zwischen Zeichen gefaltet wird 🔑";
  expect_sent(sink.settings(), mail);
  const auto kept = sink.next();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->header("Date"), "Fri, 15 Jan 2027 08:00:00 +0000");
  EXPECT_EQ(kept->header("Message-ID"), "<" + kId + "@example.com>");
  EXPECT_EQ(kept->header("From"), "Signet <signet@example.com>");
  EXPECT_EQ(kept->header("To"), "ada@example.com");
  EXPECT_EQ(kept->header("Auto-Submitted"), "auto-generated");
  EXPECT_EQ(kept->header("Mime-Version"), "1.0");
  EXPECT_THAT(kept->header("Content-Type"), testing::StartsWith("multipart/alternative; boundary="));
  EXPECT_EQ(kept->shown_header("Subject"), mail.mail.subject);
}

TEST_F(Smtp, MakesNoHeaderOfWhatComesIn) {
  SmtpSink sink;
  LeasedMail mail = mail_to("ada@example.com");
  mail.mail.subject = "Hello\r\nBcc: eve@example.com\r\n\r\n<script>";
  expect_sent(sink.settings(), mail);
  const auto kept = sink.next();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->header("Bcc"), "");
  EXPECT_EQ(kept->shown_header("Subject"), "Hello  Bcc: eve@example.com    <script>");

  SmtpSender sender(sink.settings());
  for (const char* to : {"ada@example.com\r\nBcc: eve@example.com", "ada@example.com>\r\nRCPT TO:<eve@example.com",
                         "ada@example.com, eve@example.com", "ada"}) {
    const Delivery delivery = sender.send(mail_to(to));
    EXPECT_FALSE(delivery.status) << to;
    EXPECT_TRUE(delivery.is_final) << to;
  }
  EXPECT_EQ(sink.left(), 0U);
}

TEST_F(Smtp, TellsRefusalsForAWhileFromThoseForGood) {
  const struct {
    const char* to;
    bool is_final;
    const char* words;
  } table[] = {
      {"busy@example.com", false, "451 4.7.1 come again"},
      {"full@example.com", false, "452 4.2.2 full"},
      {"unknown@example.com", true, "550 5.1.1 nobody of that name"},
      {"spam@example.com", true, "554 5.7.1 not wanted"},
      {"drop@example.com", false, ""},
  };
  SmtpSink sink;
  SmtpSender sender(sink.settings());
  for (const auto& [to, is_final, words] : table) {
    const Delivery delivery = sender.send(mail_to(to));
    ASSERT_FALSE(delivery.status) << to;
    EXPECT_EQ(delivery.is_final, is_final) << to;
    EXPECT_THAT(delivery.status.error().message, HasSubstr(words)) << to;
  }
  EXPECT_TRUE(sender.send(mail_to("ada@example.com")).status) << "and goes on";
}

TEST_F(Smtp, GivesUpOnAServerThatIsGoneOrSilent) {
  SmtpSettings gone;
  {
    SmtpSink sink;
    gone = sink.settings();
  }
  SmtpSender to_gone(std::move(gone));
  const Delivery refused = to_gone.send(mail_to("ada@example.com"));
  ASSERT_FALSE(refused.status);
  EXPECT_FALSE(refused.is_final);

  SmtpSink sink;
  SmtpSettings settings = sink.settings();
  settings.time = std::chrono::milliseconds(500);
  SmtpSender sender(std::move(settings));
  const Delivery silent = sender.send(mail_to("hang@example.com"));
  ASSERT_FALSE(silent.status);
  EXPECT_EQ(silent.status.error().code, ErrorCode::kTimeout);
  EXPECT_FALSE(silent.is_final);

  SmtpSender stopped(sink.settings());
  const Delivery cancelled = stopped.send(mail_to("ada@example.com"), [] { return true; });
  ASSERT_FALSE(cancelled.status);
  EXPECT_EQ(cancelled.status.error().code, ErrorCode::kCancelled);
}

TEST(SmtpAddress, SaysHowToReachAServer) {
  const struct {
    const char* address;
    bool may_be_plain;
    const char* host;
    int port;
    SmtpSecurity security;
    const char* user;
    const char* password;
  } table[] = {
      {"smtps://mail.example.com", false, "mail.example.com", 465, SmtpSecurity::kTls, "", ""},
      {"smtp://mail.example.com", false, "mail.example.com", 587, SmtpSecurity::kStartTls, "", ""},
      {"smtp://mail.example.com:25/", true, "mail.example.com", 25, SmtpSecurity::kPlain, "", ""},
      {"smtps://mail.example.com", true, "mail.example.com", 465, SmtpSecurity::kTls, "", ""},
      {"smtp://a%40b.example:p%3Aw%2F@mail.example.com", false, "mail.example.com", 587, SmtpSecurity::kStartTls,
       "a@b.example", "p:w/"},
      {"smtp://localhost:25", false, "localhost", 25, SmtpSecurity::kPlain, "", ""},
      {"smtp://127.0.0.5:25", false, "127.0.0.5", 25, SmtpSecurity::kPlain, "", ""},
      {"smtp://[::1]:25", false, "[::1]", 25, SmtpSecurity::kPlain, "", ""},
      {"smtp://localhost.example.com", false, "localhost.example.com", 587, SmtpSecurity::kStartTls, "", ""},
  };
  for (const auto& row : table) {
    const auto read = parse_smtp_address(SecretString(row.address), row.may_be_plain);
    ASSERT_TRUE(read) << row.address;
    EXPECT_EQ(read->host, row.host);
    EXPECT_EQ(read->port, row.port) << row.address;
    EXPECT_EQ(read->security, row.security) << row.address;
    EXPECT_EQ(read->user, row.user);
    EXPECT_EQ(read->password.expose(), row.password);
  }
}

TEST(SmtpAddress, IsNothingElse) {
  for (const char* address :
       {"", "mail.example.com", "https://mail.example.com", "smtp://", "smtp://mail.example.com/x",
        "smtp://mail.example.com?tls=no", "smtp://u:secret@mail.example.com:99999",
        "smtp://u;AUTH=PLAIN:secret@mail.example.com\n"}) {
    const auto read = parse_smtp_address(SecretString(address), false);
    ASSERT_FALSE(read) << address;
    EXPECT_THAT(read.error().to_string(), Not(HasSubstr("secret")));
  }
}

TEST(MailHead, EncodesWhatIsNotPlain) {
  EXPECT_EQ(header_text("Plain words"), "Plain words");
  EXPECT_EQ(header_text("a\r\nb"), "a  b");
  EXPECT_EQ(header_text("=?UTF-8?B?YQ==?="), "=?UTF-8?B?PT9VVEYtOD9CP1lRPT0/PQ==?=") << "is no word by itself";
  EXPECT_EQ(header_text("Grüße"), "=?UTF-8?B?R3LDvMOfZQ==?=");
  for (const std::string& text : {std::string(300, 'x'), std::string("🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑")}) {
    const std::string folded = header_text(text);
    std::size_t at = 0;
    while (at < folded.size()) {
      const std::size_t end = std::min(folded.find("\r\n", at), folded.size());
      EXPECT_LE(end - at, 76U - std::string_view("Subject: ").size()) << folded;
      at = end + 2;
    }
  }
}

}  // namespace
}  // namespace signet::server
