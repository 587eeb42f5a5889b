#include "demo/cookies.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::demo {
namespace {

/// JavaScript's encodeURIComponent, which leaves a few more characters than RFC 3986's unreserved set.
std::string encode_component(std::string_view text) {
  constexpr std::string_view kAlsoKept = "!'()*";
  std::string out;
  for (const char c : text) {
    if (kAlsoKept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += percent_encode(std::string_view(&c, 1));
    }
  }
  return out;
}

/// Whether `name` may stand before "=" in Set-Cookie: an RFC 6265 token has no separators and no control characters.
bool is_cookie_name(std::string_view name) {
  constexpr std::string_view kSeparators = "()<>@,;:\\\"/[]?={} \t";
  return !name.empty() && name.find_first_of(kSeparators) == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

Reply show(const Request& request) {
  boost::json::object seen;
  std::string_view rest = request.header("cookie");
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::string_view cookie = trim(pair);
    const auto equals = cookie.find('=');
    if (equals == std::string_view::npos) continue;
    seen[latin1_to_utf8(cookie.substr(0, equals))] = to_valid_utf8(percent_decode(cookie.substr(equals + 1)));
  }
  return json_reply(200, boost::json::object{{"cookies", std::move(seen)}});
}

}  // namespace

Reply cookies(const Request& request, std::string_view action) {
  if (action != "set" && action != "delete") return show(request);
  Reply reply = json_reply(302, boost::json::object{{"to", "/cookies"}});
  reply.set_header("Location", "/cookies");
  for (const auto& [name, value] : parse_form(request.query())) {
    if (!is_cookie_name(name)) return bad_request("a cookie's name may hold letters, digits and -_.!#$%&'*+^`|~ only");
    reply.headers.emplace_back("Set-Cookie", action == "set"
                                                 ? name + "=" + encode_component(value) + "; Path=/"
                                                 : name + "=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  }
  return reply;
}

}  // namespace signet::demo
