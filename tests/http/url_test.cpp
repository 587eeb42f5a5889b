// URLs by postman-url-encoder's rules; the expected texts are its own results.
#include "http/url.h"

#include <gtest/gtest.h>

#include "http/url_encoding.h"

namespace signet::http {
namespace {

struct TextCase {
  std::string text;
  std::string href;
};

TEST(Url, EncodesTextAsPostmanDoes) {
  const std::vector<TextCase> cases = {
      {"example.com", "http://example.com/"},
      {"HTTPS://Example.COM/A b", "https://example.com/A%20b"},
      {"  http://h/", "http://h/"},
      {"http:////h/p", "http://h/p"},
      {"http:\\\\h\\p\\q", "http://h/p/q"},
      {"http://h/a?x=a b&y=ü'\"<>|", "http://h/a?x=a%20b&y=%C3%BC%27%22%3C%3E|"},
      {"http://h/{a}`b?{c}#d e`", "http://h/%7Ba%7D%60b?{c}#d%20e%60"},
      {"http://h/%20%zz%41", "http://h/%20%zz%41"},
      {"http://us er:p@ss:w@h:81/x", "http://us%20er:p%40ss%3Aw@h:81/x"},
      {"http://h:/x", "http://h:/x"},
      {"http://[::1]:80/x", "http://[::1]:80/x"},
      {"http://h?", "http://h/?"},
      {"http://münchen.de/", "http://xn--mnchen-3ya.de/"},
      {"http://0x7f.1/", "http://127.0.0.1/"},
      {"http://2130706433/", "http://127.0.0.1/"},
      {"http://256.1.1.1.1/", "http://256.1.1.1.1/"},
      {"http://a b/", "http://a b/"},
      {"http://{{host}}/x", "http://{{host}}/x"},
      {"/path?q", "http:///path?q"},
  };
  for (const TextCase& c : cases) EXPECT_EQ(to_node_url(c.text).href(), c.href) << c.text;
}

TEST(Url, IsStableWhenEncodedTwice) {
  const std::string once = to_node_url("http://u:p%@h/a b/ü?q= %#x y").href();
  EXPECT_EQ(to_node_url(once).href(), once);
}

TEST(Url, LeavesTextAloneWhenEncodingIsOff) {
  EXPECT_EQ(to_node_url("http://h/a b?q=a|b ü", true).href(), "http://h/a b?q=a|b ü");
}

TEST(Url, SplitsIntoNodesParts) {
  const NodeUrl url = to_node_url("https://u:p@[FE80::1]:8443/a/b?x=1#top");
  EXPECT_EQ(url.protocol, "https:");
  EXPECT_EQ(url.auth, "u:p");
  EXPECT_EQ(url.hostname, "fe80::1");
  EXPECT_EQ(url.host, "[fe80::1]:8443");
  EXPECT_EQ(url.port, "8443");
  EXPECT_EQ(url.target(), "/a/b?x=1");
  EXPECT_EQ(url.hash, "#top");
  EXPECT_EQ(url.referrer(), "https://[fe80::1]:8443/a/b?x=1");
}

model::Url parts(std::vector<model::Param> query) {
  model::Url url;
  url.host = {"H", "com"};
  url.path = {"a b", "c"};
  url.query = std::move(query);
  return url;
}

model::Param param(std::string key, std::optional<std::string> value, bool disabled = false) {
  model::Param p;
  p.key = std::move(key);
  p.value = std::move(value);
  p.disabled = disabled;
  return p;
}

TEST(Url, JoinsAndEncodesTheQueryOfParts) {
  EXPECT_EQ(to_node_url(parts({})).href(), "http://h.com/a%20b/c");
  EXPECT_EQ(to_node_url(parts({param("k=&#", "v=&#"), param("n", std::nullopt), param("off", "1", true), param("", "e"),
                               param("s", "")}))
                .href(),
            "http://h.com/a%20b/c?k%3D%26%23=v=%26%23&n&=e&s=");
  EXPECT_EQ(to_node_url(parts({param("off", "1", true)})).href(), "http://h.com/a%20b/c");
  EXPECT_EQ(to_node_url(parts({param("", std::nullopt)})).href(), "http://h.com/a%20b/c?");
}

TEST(Url, ResolvesReferencesWithoutRemovingDots) {
  const NodeUrl base = to_node_url("http://u@h:1/a/b?q#f");
  const std::vector<TextCase> cases = {
      {"", "http://u@h:1/a/b?q"},          {"//x/y", "http://x/y"},        {"/y", "http://u@h:1/y"},
      {"?z", "http://u@h:1/a/b?z"},        {"#z", "http://u@h:1/a/b?q#z"}, {"ftp://x/", "ftp://x/"},
      {"c/../d", "http://u@h:1/a/c/../d"},
  };
  for (const TextCase& c : cases) EXPECT_EQ(resolve_url(base, c.text), c.href) << c.text;
}

}  // namespace
}  // namespace signet::http
