#include "http/auth/auth.h"

#include <array>

#include "base/encoding.h"
#include "base/text.h"
#include "http/auth/apply.h"
#include "http/auth/asap.h"
#include "http/auth/aws_signature.h"
#include "http/auth/digest.h"
#include "http/auth/edgegrid.h"
#include "http/auth/hawk.h"
#include "http/auth/jwt.h"
#include "http/auth/ntlm.h"
#include "http/auth/oauth1.h"
#include "http/auth/oauth2.h"

namespace signet::http {

namespace {

/// RFC 7617, UTF-8.
class Basic : public Authorizer {
 public:
  explicit Basic(const model::Auth& auth) : credentials_(auth.get("username") + ":" + auth.get("password")) {}
  Status sign(Request& wire, model::Request& shown) override {
    put_header(wire, shown, "Authorization", "Basic " + base64_encode(credentials_));
    return {};
  }

 private:
  std::string credentials_;
};

/// RFC 6750 §2.1.
class Bearer : public Authorizer {
 public:
  explicit Bearer(const model::Auth& auth) : token_(auth.get("token")) {}
  Status sign(Request& wire, model::Request& shown) override {
    if (!token_.empty()) put_header(wire, shown, "Authorization", "Bearer " + token_);
    return {};
  }

 private:
  std::string token_;
};

/// A key and its value as a header, or as a query parameter when `in` says "query".
class ApiKey : public Authorizer {
 public:
  explicit ApiKey(const model::Auth& auth)
      : key_(auth.get("key")), value_(auth.get("value")), in_query_(auth.get("in") == "query") {}
  Status sign(Request& wire, model::Request& shown) override {
    if (key_.empty() && value_.empty()) return {};
    if (in_query_) {
      put_query(wire, shown, key_, value_);
    } else {
      put_header(wire, shown, key_, value_);
    }
    return {};
  }

 private:
  std::string key_;
  std::string value_;
  bool in_query_;
};

template <typename T>
std::unique_ptr<Authorizer> make(const model::Auth& auth) {
  return std::make_unique<T>(auth);
}

std::unique_ptr<Authorizer> make_none(const model::Auth&) {
  return nullptr;
}

/// Types that take their time and nonces from the system when the parameters give none.
template <std::unique_ptr<Authorizer> (*make)(const model::Auth&, const Sources&)>
std::unique_ptr<Authorizer> with_system_sources(const model::Auth& auth) {
  return make(auth, Sources{});
}

struct Entry {
  std::string_view type;
  std::unique_ptr<Authorizer> (*make)(const model::Auth& auth);
};

constexpr auto kTypes = std::to_array<Entry>({
    {"noauth", make_none},
    {"basic", make<Basic>},
    {"bearer", make<Bearer>},
    {"apikey", make<ApiKey>},
    {"digest", make_digest},
    {"ntlm", make_ntlm},
    {"oauth2", make_oauth2},
    {"oauth1", with_system_sources<make_oauth1>},
    {"awsv4", with_system_sources<make_aws_signature>},
    {"hawk", with_system_sources<make_hawk>},
    {"edgegrid", with_system_sources<make_edgegrid>},
    {"asap", with_system_sources<make_asap>},
    {"jwt", make_jwt},
});

}  // namespace

Result<std::unique_ptr<Authorizer>> make_authorizer(const model::Auth& auth) {
  if (auth.type.empty()) return std::unique_ptr<Authorizer>();
  std::vector<std::string> known;
  for (const Entry& entry : kTypes) {
    if (entry.type == auth.type) return entry.make(auth);
    known.emplace_back(entry.type);
  }
  return fail(ErrorCode::kUnsupported, fmt::format("runtime: could not find a handler for auth: {}", auth.type),
              fmt::format("the types known are {}; the request is sent without authentication", join(known, ", ")));
}

}  // namespace signet::http
