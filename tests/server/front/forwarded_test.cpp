#include "server/front/forwarded.h"

#include <gtest/gtest.h>

#include "tests/server/running_front.h"

namespace signet::server {
namespace {

struct Case {
  const char* name;
  const char* peer;
  std::vector<Header> headers;
  const char* client;
  bool https = false;
  const char* host = "own";
  ProxyHeaders kind = ProxyHeaders::kXForwarded;
};

constexpr ProxyHeaders kForwarded = ProxyHeaders::kForwarded;

std::vector<Case> table() {
  return {
      {"no proxy, no header", "192.0.2.1", {}, "192.0.2.1"},
      {"a stranger's word", "192.0.2.1", {{"X-Forwarded-For", "1.1.1.1"}, {"X-Forwarded-Proto", "https"}}, "192.0.2.1"},
      {"a proxy that says nothing", "10.0.0.1", {}, "10.0.0.1"},
      {"a proxy's word", "10.0.0.1", {{"X-Forwarded-For", "192.0.2.7"}}, "192.0.2.7"},
      {"what the client made up before", "10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, 192.0.2.7"}}, "192.0.2.7"},
      {"two fields are one list",
       "10.0.0.1",
       {{"X-Forwarded-For", "1.1.1.1"}, {"x-forwarded-for", "192.0.2.7"}},
       "192.0.2.7"},
      {"a chain of proxies", "10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, 192.0.2.7, 10.9.9.9"}}, "192.0.2.7"},
      {"only proxies", "10.0.0.1", {{"X-Forwarded-For", "10.0.0.3, 10.0.0.2"}}, "10.0.0.3"},
      {"a made-up proxy address", "10.0.0.1", {{"X-Forwarded-For", "10.0.0.9, 192.0.2.7"}}, "192.0.2.7"},
      {"nonsense hides what is left of it", "10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, unknown"}}, "10.0.0.1"},
      {"nonsense behind a proxy", "10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, ?, 10.0.0.2"}}, "10.0.0.2"},
      {"an empty element", "10.0.0.1", {{"X-Forwarded-For", "1.1.1.1,"}}, "10.0.0.1"},
      {"a port", "10.0.0.1", {{"X-Forwarded-For", "192.0.2.7:1234"}}, "192.0.2.7"},
      {"IPv6", "10.0.0.1", {{"X-Forwarded-For", "2001:db8::1"}}, "2001:db8::1"},
      {"IPv6 with a port", "10.0.0.1", {{"X-Forwarded-For", "[2001:db8::1]:99"}}, "2001:db8::1"},
      {"an IPv6 proxy", "fd00::5", {{"X-Forwarded-For", "192.0.2.7"}}, "192.0.2.7"},
      {"IPv4 in IPv6", "::ffff:10.0.0.1", {{"X-Forwarded-For", "::ffff:192.0.2.7"}}, "192.0.2.7"},
      {"the scheme", "10.0.0.1", {{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Proto", "https"}}, "192.0.2.7", true},
      {"the scheme alone", "10.0.0.1", {{"X-Forwarded-Proto", "https"}}, "10.0.0.1", true},
      {"the scheme of the hop that counts",
       "10.0.0.1",
       {{"X-Forwarded-For", "192.0.2.7, 10.0.0.2"}, {"X-Forwarded-Proto", "https, http"}},
       "192.0.2.7",
       true},
      {"a made-up scheme before the proxy's",
       "10.0.0.1",
       {{"X-Forwarded-For", "192.0.2.7"}, {"X-Forwarded-Proto", "https, http"}},
       "192.0.2.7",
       false},
      {"the host", "10.0.0.1", {{"X-Forwarded-Host", "Signet.example"}}, "10.0.0.1", false, "signet.example"},
      {"a host that is none", "10.0.0.1", {{"X-Forwarded-Host", "a/b"}}, "10.0.0.1", false, "own"},
      {"the other family is not read", "10.0.0.1", {{"Forwarded", "for=1.1.1.1;proto=https"}}, "10.0.0.1"},
      {"Forwarded",
       "10.0.0.1",
       {{"Forwarded", "for=192.0.2.7;proto=https;host=signet.example"}},
       "192.0.2.7",
       true,
       "signet.example",
       kForwarded},
      {"Forwarded from a stranger", "192.0.2.1", {{"Forwarded", "for=1.1.1.1"}}, "192.0.2.1", false, "own", kForwarded},
      {"Forwarded in a chain",
       "10.0.0.1",
       {{"Forwarded", "for=1.1.1.1, For=\"[2001:db8::1]:80\";Proto=HTTPS"}, {"Forwarded", "for=10.0.0.2;proto=http"}},
       "2001:db8::1",
       true,
       "own",
       kForwarded},
      {"Forwarded that hides the client",
       "10.0.0.1",
       {{"Forwarded", "for=1.1.1.1, for=_x"}},
       "10.0.0.1",
       false,
       "own",
       kForwarded},
      {"Forwarded with a quoted comma",
       "10.0.0.1",
       {{"Forwarded", R"(for="a, for=1.1.1.1")"}},
       "10.0.0.1",
       false,
       "own",
       kForwarded},
      {"X-Forwarded-For beside Forwarded",
       "10.0.0.1",
       {{"Forwarded", "for=192.0.2.7"}, {"X-Forwarded-For", "1.1.1.1"}, {"X-Forwarded-Proto", "https"}},
       "192.0.2.7",
       false,
       "own",
       kForwarded},
  };
}

TEST(Forwarded, BelievesTrustedProxiesOnly) {
  const auto trusted = AddressRanges::parse({"10.0.0.0/8", "fd00::/8"});
  ASSERT_TRUE(trusted);
  for (const Case& entry : table()) {
    Request request;
    request.host = "own";
    for (const Header& header : entry.headers) request.headers.add(header.name, header.value);
    apply_proxy_headers(request, Address::parse(entry.peer).value(), *trusted, entry.kind);
    EXPECT_EQ(request.client, entry.client) << entry.name;
    EXPECT_EQ(request.https, entry.https) << entry.name;
    EXPECT_EQ(request.host, entry.host) << entry.name;
  }
}

TEST(Forwarded, ReachesTheHandler) {
  FrontOptions options;
  options.trusted_proxies = {"127.0.0.1/32"};
  test::RunningFront running(options);
  test::Client client(running.port());
  const test::Answer answer = client.ask(
      test::get("/", {"X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https", "X-Request-Id: from-the-proxy.1"}));
  EXPECT_EQ(test::text_at(answer, "client"), "192.0.2.7");
  EXPECT_EQ(answer.header("X-Request-Id"), "from-the-proxy.1");
  EXPECT_EQ(answer.header("Strict-Transport-Security"), "max-age=31536000");
  EXPECT_NE(running.log.wait_for(1).front().find("\"client\":\"192.0.2.7\""), std::string::npos);
  const test::Answer odd = client.ask(test::get("/", {"X-Request-Id: a\"b"}));
  EXPECT_EQ(odd.header("X-Request-Id").size(), 32U);
}

TEST(Addresses, AreInTheirRanges) {
  struct Entry {
    const char* range;
    const char* address;
    bool inside;
  };
  const std::vector<Entry> entries = {
      {"10.0.0.0/8", "10.255.255.255", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.0.0.1", "10.0.0.1", true},
      {"10.0.0.1", "10.0.0.2", false},
      {"10.0.0.0/31", "10.0.0.1", true},
      {"10.0.0.0/31", "10.0.0.2", false},
      {"0.0.0.0/0", "255.1.2.3", true},
      {"0.0.0.0/0", "::1", false},
      {"::/0", "10.0.0.1", true},
      {"2001:db8::/33", "2001:db8:7fff::1", true},
      {"2001:db8::/33", "2001:db8:8000::", false},
      {"10.0.0.0/8", "::ffff:10.1.1.1", true},
  };
  for (const Entry& entry : entries) {
    const auto ranges = AddressRanges::parse({entry.range});
    ASSERT_TRUE(ranges) << entry.range;
    EXPECT_EQ(ranges->contains(Address::parse(entry.address).value()), entry.inside)
        << entry.range << " " << entry.address;
  }
  for (const char* wrong : {"", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "a", "10.0/8"}) {
    EXPECT_FALSE(AddressRanges::parse({wrong})) << wrong;
  }
}

TEST(Addresses, ListenWhereToldTo) {
  struct Entry {
    const char* text;
    const char* address;
    bool loopback;
  };
  for (const Entry& entry : std::vector<Entry>{{"127.0.0.1:80", "127.0.0.1", true},
                                               {"[::1]:80", "::1", true},
                                               {"localhost:80", "127.0.0.1", true},
                                               {"*:80", "::", false},
                                               {"0.0.0.0:80", "0.0.0.0", false}}) {
    const auto parsed = parse_listen_address(entry.text);
    ASSERT_TRUE(parsed) << entry.text;
    EXPECT_EQ(parsed->address, entry.address);
    EXPECT_EQ(parsed->port, 80);
    EXPECT_EQ(parsed->loopback, entry.loopback);
  }
  for (const char* wrong : {"", ":80", "80", "::1:80", "[127.0.0.1]:80", "a:80", "127.0.0.1:", "127.0.0.1:70000"}) {
    EXPECT_FALSE(parse_listen_address(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace signet::server
