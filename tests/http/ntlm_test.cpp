// NTLM v2: the published example of [MS-NLMP] §4.2.4, hostile challenges, and whole handshakes with a server on
// loopback that checks each proof and each connection.
#include "http/auth/ntlm.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/ids.h"
#include "http/auth/ntlm_crypto.h"
#include "http/headers.h"
#include "http/prepare.h"
#include "tests/http/support.h"

namespace signet::http {
namespace {

std::string bytes(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return out;
}

std::string utf16(std::string_view ascii) {
  std::string out;
  for (const char c : ascii) out += std::string{c, '\0'};
  return out;
}

constexpr std::string_view kExampleTargetInfo =
    "02000c0044006f006d00610069006e0001000c005300650072007600650072000000"
    "0000";
// §4.2.4.3
constexpr std::string_view kExampleChallenge =
    "4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef000000000000000024002400440000000600701700"
    "00000f530065007200760065007200";

std::string example_challenge() {
  return bytes(kExampleChallenge) + bytes(kExampleTargetInfo);
}

NtlmFreshness example_freshness() {
  return {std::string(8, '\xAA'), std::string(8, '\0')};
}

TEST(NtlmMessage, ComputesTheResponseOfTheSpecification) {
  const NtlmUser user{"User", "Domain", "COMPUTER"};
  const std::string key = *ntlm_v2_key(user, "Password");
  EXPECT_EQ(hex_encode(key), "0c868a403bfd7a93a3001ef22ef02e3f");
  const NtlmChallenge challenge = *parse_ntlm_challenge(example_challenge());
  EXPECT_EQ(hex_encode(challenge.server_challenge), "0123456789abcdef");
  const NtlmResponse response = *ntlm_v2_response(key, challenge, example_freshness());
  EXPECT_EQ(hex_encode(response.lm), "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
  EXPECT_EQ(hex_encode(response.nt.substr(0, 16)), "68cd0ab851e51c96aabc927bebef6a1c");
  EXPECT_EQ(hex_encode(response.nt.substr(16)),
            "01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000" + std::string(kExampleTargetInfo) + "00000000");
  EXPECT_EQ(hex_encode(response.session_base_key), "8de40ccadbc14a82f15cb0ad0de95ca3");
}

// The Davenport document's example, with another user, password and domain.
TEST(NtlmMessage, ComputesAnotherPublishedKey) {
  EXPECT_EQ(hex_encode(*ntlm_v2_key({"user", "DOMAIN", ""}, "SecREt01")), "04b8e0ba74289cc540826bab1dee63ae");
}

TEST(NtlmMessage, TakesUpperCaseOfAnyAlphabet) {
  const auto key = [](std::string name) { return *ntlm_v2_key({std::move(name), "D", ""}, "p"); };
  EXPECT_EQ(key("jürgen"), key("JÜRGEN"));
  EXPECT_EQ(key("жук"), key("ЖУК"));
  EXPECT_NE(key("jürgen"), key("jurgen"));
}

TEST(NtlmMessage, CountsTimeFrom1601) {
  EXPECT_EQ(hex_encode(ntlm_time(0)), "00803ed5deb19d01");  // 116444736000000000
}

TEST(NtlmMessage, RefusesBrokenChallengesInWords) {
  const std::string whole = example_challenge();
  const auto with = [&whole](std::size_t at, std::string_view hex) {
    std::string changed = whole;
    const std::string replacement = bytes(hex);
    return changed.replace(at, replacement.size(), replacement);
  };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "does not begin"},
      {"NTLMSSP", "does not begin"},
      {whole.substr(0, 31), "too short"},
      {whole.substr(0, 47), "too short for the target information"},
      {with(8, "03000000"), "not a message of type 2"},
      {with(40, "ffff"), "lies outside"},
      {with(44, "ffffffff"), "lies outside"},
      {with(70, "ffff"), "longer than the rest"},
      {with(40, "0200"), "ends inside an entry"},
      {with(68, "0700"), "timestamp has not 8 bytes"},
      {std::string(kMaxNtlmChallengeBytes + 1, 'N'), "too long"},
  };
  for (const auto& [message, words] : cases) {
    const auto challenge = parse_ntlm_challenge(message);
    ASSERT_FALSE(challenge) << words;
    EXPECT_NE(challenge.error().message.find(words), std::string::npos) << challenge.error().message;
  }
  // Every cut of a right challenge is either refused or read within its bounds.
  for (std::size_t size = 0; size < whole.size(); ++size) (void)parse_ntlm_challenge(whole.substr(0, size)).ok();
}

TEST(NtlmMessage, TakesNamesOnlyInTheAlphabetThatTheServerReads) {
  std::string oem = example_challenge();
  oem[20] = '\x32';  // without NTLMSSP_NEGOTIATE_UNICODE
  const auto plain = ntlm_authenticate({"User", "D", ""}, "p", "", oem, example_freshness());
  ASSERT_TRUE(plain);
  EXPECT_NE(plain->find("User"), std::string::npos);
  const auto other = ntlm_authenticate({"Jürgen", "D", ""}, "p", "", oem, example_freshness());
  EXPECT_EQ(other.error().code, ErrorCode::kUnsupported);
}

TEST(NtlmUser, HoldsItsDomainInEitherForm) {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases = {
      {"D\\u", "u", "D"}, {"u@d", "u", "d"},          {"u", "u", ""}, {"D\\u@d", "D\\u@d", ""}, {"\\u", "\\u", ""},
      {"u@", "u@", ""},   {"a\\b\\c", "a\\b\\c", ""}, {"", "", ""},
  };
  for (const auto& [text, name, domain] : cases) {
    const NtlmUser user = split_ntlm_user(text);
    EXPECT_EQ(user.username, name) << text;
    EXPECT_EQ(user.domain, domain) << text;
  }
}

// --- whole handshakes ------------------------------------------------------------------------------------------------

std::uint16_t u16(std::string_view text, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(text.at(at)) |
                                    static_cast<unsigned char>(text.at(at + 1)) << 8);
}

std::string field(std::string_view message, std::size_t at) {
  return std::string(message.substr(u16(message, at + 4), u16(message, at)));
}

struct ServerAccount {
  NtlmUser user{"alice", "CORP", ""};
  std::string password = "pass word";
  bool with_timestamp = true;
};

/// An NTLM server as IIS is one: it authenticates connections, and checks proof and MIC of each.
class NtlmServer {
 public:
  explicit NtlmServer(ServerAccount account)
      : account_(std::move(account)), server_([this](test::RawConnection& c) { serve(c); }) {}

  [[nodiscard]] std::string url() const { return server_.url("/private"); }
  [[nodiscard]] int connections() { return server_.connections(); }
  Seen seen;  ///< "CONNECTION: what the request carried"

 private:
  void serve(test::RawConnection& connection) {
    const int number = next_++;
    std::string negotiate;
    std::string challenge;
    bool signed_in = false;
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      const std::string message = message_of(request);
      const int type = message.empty() ? 0 : message.at(8);
      seen.add(fmt::format("{}: type {}{}", number, type, request.ends_with("body") ? " body" : ""));
      if (type == 1) {
        negotiate = message;
        challenge = make_challenge();
        refuse(connection, "NTLM " + base64_encode(challenge));
      } else if (signed_in || (type == 3 && !challenge.empty() && is_right(message, negotiate, challenge))) {
        signed_in = true;
        connection.send(kOk);
      } else {
        refuse(connection, "NTLM");
      }
    }
  }

  static std::string message_of(const std::string& request) {
    const std::size_t at = request.find("Authorization: NTLM ");
    if (at == std::string::npos) return {};
    return base64_decode(request.substr(at + 20, request.find('\r', at) - at - 20)).value_or("");
  }

  static void refuse(test::RawConnection& connection, std::string_view challenge) {
    connection.send(
        fmt::format("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {}\r\nContent-Length: 0\r\n\r\n", challenge));
  }

  [[nodiscard]] std::string make_challenge() const {
    std::string info = bytes("02000800") + utf16("CORP");
    if (account_.with_timestamp) info += bytes("07000800") + ntlm_time(1'700'000'000'000);
    info += bytes("00000000");
    std::string message = example_challenge().substr(0, 56);
    message.replace(12, 8, bytes("0000000038000000"));  // no target name
    message.replace(24, 8, random_bytes(8));
    message.replace(40, 8,
                    std::string{static_cast<char>(info.size()), 0, static_cast<char>(info.size()), 0, 56, 0, 0, 0});
    return message + info;
  }

  [[nodiscard]] bool is_right(const std::string& message, std::string_view negotiate,
                              const std::string& challenge) const {
    if (field(message, 28) != utf16(account_.user.domain) || field(message, 36) != utf16(account_.user.username)) {
      return false;
    }
    const std::string nt = field(message, 20);
    const std::string key = *ntlm_v2_key(account_.user, account_.password);
    const std::string proof = *hmac_md5(key, challenge.substr(24, 8) + nt.substr(16));
    if (nt.substr(0, 16) != proof) return false;
    if (!account_.with_timestamp) return field(message, 12).size() == 24 && field(message, 12) != std::string(24, '\0');
    std::string unsigned_message = message;
    unsigned_message.replace(72, 16, 16, '\0');
    const std::string mic = *hmac_md5(*hmac_md5(key, proof), std::string(negotiate) + challenge + unsigned_message);
    return message.substr(72, 16) == mic;
  }

  ServerAccount account_;
  std::atomic<int> next_ = 0;
  test::RawServer server_;
};

model::Auth auth_of(std::string_view username, std::string_view password, std::string_view more = "") {
  return *model::Auth::from_json(*json::parse(
      fmt::format(R"({{"type":"ntlm","ntlm":[{{"key":"username","value":"{}"}},{{"key":"password","value":"{}"}}{}]}})",
                  username, password, more),
      "auth"));
}

/// Sends as the runner does: signs, sends, and again while the authorizer wants it. Returns the codes.
std::vector<int> talk(Client& client, Authorizer& authorizer, const std::string& url, std::string_view body = "") {
  std::vector<int> codes;
  do {
    model::Request request;
    request.method = body.empty() ? "GET" : "POST";
    request.url = model::Url::parse(url);
    Settings settings;
    settings.proxy.from_environment = false;
    Prepared prepared = *prepare(request, settings, {});
    if (!body.empty()) prepared.wire.body = std::string(body);
    EXPECT_TRUE(authorizer.sign(prepared.wire, prepared.shown));
    const Response response = *client.send(std::move(prepared.wire));
    codes.push_back(response.code);
    if (!authorizer.wants_retry(response)) return codes;
  } while (codes.size() < 5);
  return codes;
}

std::unique_ptr<Authorizer> next_authorizer(const Authorizer& before, model::Auth auth) {
  for (const model::Param& param : before.learned()) auth.params.push_back(param);
  return make_ntlm(auth);
}

using Codes = std::vector<int>;

TEST(Ntlm, SignsAConnectionInAndUsesItForTheNextRequests) {
  for (const bool with_timestamp : {true, false}) {
    NtlmServer server({.with_timestamp = with_timestamp});
    CookieJar jar;
    Client client(jar);
    const model::Auth auth = auth_of(R"(CORP\\alice)", "pass word");
    const auto first = make_ntlm(auth);
    EXPECT_EQ(talk(client, *first, server.url(), "body"), (Codes{401, 401, 200}));
    EXPECT_EQ(talk(client, *next_authorizer(*first, auth), server.url()), (Codes{200}));
    EXPECT_EQ(server.seen.all(),
              (std::vector<std::string>{"0: type 0 body", "0: type 1 body", "0: type 3 body", "0: type 0"}));
  }
}

TEST(Ntlm, StaysOnTheConnectionOfTheChallengeWhenOthersAreFree) {
  NtlmServer server({});
  CookieJar jar;
  Client client(jar);
  int done = 0;
  for (int i = 0; i < 3; ++i) client.start(get(server.url()), [&done](const Result<Response>&) { ++done; });
  while (done < 3) client.poll({}, 1000);
  const int before = server.connections();
  const auto ntlm = make_ntlm(auth_of("alice@CORP", "pass word"));
  EXPECT_EQ(talk(client, *ntlm, server.url()), (Codes{401, 401, 200}));
  EXPECT_EQ(server.connections(), before + 1);
}

TEST(Ntlm, NeverLendsItsConnectionToAnotherUserOrToNone) {
  NtlmServer server({});
  CookieJar jar;
  Client client(jar);
  const auto alice = make_ntlm(auth_of(R"(CORP\\alice)", "pass word"));
  ASSERT_EQ(talk(client, *alice, server.url()).back(), 200);
  EXPECT_EQ(client.send(get(server.url()))->code, 401);
  const auto mallory = next_authorizer(*alice, auth_of(R"(CORP\\alice)", "guessed"));
  EXPECT_EQ(talk(client, *mallory, server.url()), (Codes{401, 401, 401}));
}

TEST(Ntlm, EndsWhenTheServerRefusesTheUser) {
  NtlmServer server({});
  CookieJar jar;
  Client client(jar);
  const auto ntlm = make_ntlm(auth_of(R"(CORP\\alice)", "wrong"));
  EXPECT_EQ(talk(client, *ntlm, server.url()), (Codes{401, 401, 401}));
  EXPECT_EQ(ntlm->trouble(), "");
  const auto once = make_ntlm(
      auth_of(R"(CORP\\alice)", "pass word", R"(,{"key":"disableRetryRequest","value":true,"type":"boolean"})"));
  EXPECT_EQ(talk(client, *once, server.url()), (Codes{401}));
}

TEST(Ntlm, TellsWhyAChallengeCouldNotBeAnswered) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"Negotiate", "ntlm: server did not send NTLM type 2 message"},
      {"NTLM !!!", "not base64"},
      {"NTLM TlRMTVNTUAACAAAA", "too short"},
  };
  for (const auto& [header, words] : cases) {
    const auto ntlm = make_ntlm(auth_of("u", "secret-password"));
    Response response;
    response.code = 401;
    response.headers = {{"WWW-Authenticate", "Basic, NTLM"}};
    ASSERT_TRUE(ntlm->wants_retry(response));
    response.headers = {{"WWW-Authenticate", header}};
    EXPECT_FALSE(ntlm->wants_retry(response));
    EXPECT_NE(ntlm->trouble().find(words), std::string::npos) << ntlm->trouble();
    EXPECT_EQ(ntlm->trouble().find("secret-password"), std::string::npos);
  }
}

TEST(Ntlm, IsNotBegunWithoutAnOffer) {
  const auto ntlm = make_ntlm(auth_of("u", "p"));
  Response response;
  response.code = 401;
  response.headers = {{"WWW-Authenticate", "Basic realm=\"x\""}};
  EXPECT_FALSE(ntlm->wants_retry(response));
  response.headers = {{"WWW-Authenticate", "Negotiate"}};
  EXPECT_TRUE(ntlm->wants_retry(response));
  response.code = 200;
  EXPECT_FALSE(ntlm->wants_retry(response));
}

}  // namespace
}  // namespace signet::http
