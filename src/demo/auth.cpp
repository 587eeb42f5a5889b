#include "demo/auth.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/encoding.h"
#include "base/text.h"
#include "demo/hash.h"

namespace signet::demo {
namespace {

constexpr std::string_view kUser = "postman";
constexpr std::string_view kPassword = "password";

using Hash = std::string (*)(std::string_view);

struct Algorithm {
  std::string_view name;
  Hash hash;
  bool session;
};

constexpr std::array<Algorithm, 4> kAlgorithms = {{{"MD5", md5_hex, false},
                                                   {"MD5-sess", md5_hex, true},
                                                   {"SHA-256", sha256_hex, false},
                                                   {"SHA-256-sess", sha256_hex, true}}};

const Algorithm* find_algorithm(std::string_view name) {
  for (const Algorithm& algorithm : kAlgorithms) {
    if (equals_ignore_case(algorithm.name, name)) return &algorithm;
  }
  return nullptr;
}

/// One nonce a process. A demo accepts any nonce that the client claims, as postman-echo's users test with fixed ones.
const std::string& server_nonce() {
  static const std::string nonce = [] {
    std::array<char, 16> bytes{};
    RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
    return hex_encode({bytes.data(), bytes.size()});
  }();
  return nonce;
}

/// `name=value` and `name="value"` pairs of a credentials header, parted by commas.
Fields parse_credentials(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) break;
    const std::string_view name = trim(text.substr(0, equals));
    text = trim(text.substr(equals + 1));
    std::string_view value;
    if (text.starts_with('"')) {
      text.remove_prefix(1);
      value = text.substr(0, text.find('"'));
      text.remove_prefix(std::min(text.size(), value.size() + 1));
    } else {
      value = trim(text.substr(0, text.find(',')));
    }
    fields.emplace_back(name, value);
    const auto comma = text.find(',');
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  return fields;
}

/// The response that RFC 7616 3.4.1 wants for these parameters; empty when the algorithm is unknown.
std::string expected_response(const Request& request, const Fields& given) {
  const auto get = [&](std::string_view name) { return find_field(given, name).value_or(std::string_view()); };
  const Algorithm* algorithm = find_algorithm(find_field(given, "algorithm").value_or("MD5"));
  if (algorithm == nullptr) return {};
  const auto hash = [&](std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts) text.append(text.empty() ? "" : ":").append(part);
    return algorithm->hash(text);
  };
  std::string ha1 = hash({kUser, get("realm"), kPassword});
  if (algorithm->session) ha1 = hash({ha1, get("nonce"), get("cnonce")});
  const std::string_view qop = get("qop");
  const std::string ha2 = qop == "auth-int" ? hash({request.method, get("uri"), algorithm->hash(request.body)})
                                            : hash({request.method, get("uri")});
  if (qop.empty()) return hash({ha1, get("nonce"), ha2});
  return hash({ha1, get("nonce"), get("nc"), get("cnonce"), qop, ha2});
}

Reply answer(bool authenticated, std::string challenge) {
  Reply reply = json_reply(authenticated ? 200 : 401, boost::json::object{{"authenticated", authenticated}});
  if (!authenticated) reply.headers.emplace_back("WWW-Authenticate", std::move(challenge));
  return reply;
}

std::string digest_challenge(const Request& request) {
  const Fields query = parse_form(request.query());
  std::string challenge = "Digest realm=\"Users\", nonce=\"" + server_nonce() + "\"";
  const std::string_view qop = find_field(query, "qop").value_or("auth");
  if (qop == "auth" || qop == "auth-int") challenge.append(", qop=\"").append(qop).append("\"");
  if (const Algorithm* algorithm = find_algorithm(find_field(query, "algorithm").value_or(std::string_view()))) {
    challenge.append(", algorithm=").append(algorithm->name);
  }
  return challenge;
}

}  // namespace

Reply basic_auth(const Request& request) {
  static const std::string wanted = "Basic " + base64_encode(std::string(kUser) + ":" + std::string(kPassword));
  return answer(request.header("authorization") == wanted, "Basic realm=\"Users\"");
}

Reply digest_auth(const Request& request) {
  constexpr std::string_view kScheme = "digest ";
  const std::string_view header = request.header("authorization");
  bool right = false;
  if (header.size() > kScheme.size() && equals_ignore_case(header.substr(0, kScheme.size()), kScheme)) {
    const Fields given = parse_credentials(header.substr(kScheme.size()));
    const std::string wanted = expected_response(request, given);
    right = !wanted.empty() && find_field(given, "username") == kUser && find_field(given, "response") == wanted;
  }
  return answer(right, right ? std::string() : digest_challenge(request));
}

}  // namespace signet::demo
