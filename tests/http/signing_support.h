// Shared by the tests of the authentication types that sign: test keys, pinned time, requests from JSON.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/file.h"
#include "base/json.h"
#include "http/auth/auth.h"
#include "http/auth/signing.h"
#include "http/headers.h"
#include "http/prepare.h"

namespace signet::http {

inline json::value test_data(const std::string& name) {
  const std::string path = SIGNET_SOURCE_DIR "/tests/http/data/" + name;
  const auto text = read_file(path);
  EXPECT_TRUE(text) << path;
  return *json::parse(*text, name);
}

/// The test-only key of that name in signing_keys.json; see the note there.
struct TestKey {
  std::string label;
  std::string der_base64;

  [[nodiscard]] std::string pem(std::string_view line_end = "\n") const {
    std::string out = "-----BEGIN " + label + "-----";
    for (std::size_t at = 0; at < der_base64.size(); at += 64) {
      out += line_end;
      out += der_base64.substr(at, 64);
    }
    out += line_end;
    return out + "-----END " + label + "-----" + std::string(line_end);
  }
};

inline std::map<std::string, TestKey> test_keys() {
  std::map<std::string, TestKey> keys;
  const json::value data = test_data("signing_keys.json");
  for (const auto& entry : data.as_object()) {
    const json::object* key = entry.value().if_object();
    if (key == nullptr) continue;
    keys[entry.key()] = {std::string(json::string_or(*key, "label")), std::string(json::string_or(*key, "der"))};
  }
  return keys;
}

/// The value of the header that will be sent, or "(none)".
inline std::string sent(const Prepared& prepared, std::string_view name) {
  const Header* header = find_header(prepared.wire.headers, name);
  return header == nullptr ? "(none)" : header->value;
}

inline Prepared prepare_json(std::string_view request, const Settings& settings = {}) {
  const auto parsed = model::Request::from_json(*json::parse(request, "request"), "request");
  EXPECT_TRUE(parsed) << request;
  return *prepare(*parsed, settings, {});
}

inline model::Auth auth_json(std::string_view auth) {
  return *model::Auth::from_json(*json::parse(auth, "auth"));
}

}  // namespace signet::http
