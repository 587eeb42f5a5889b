// The canonical request of AWS Signature Version 4, and the query of a presigned URL.
// Source: npm's aws4 (parsePath, canonicalString, canonicalHeaders); AWS "Create a signed AWS API request", step 1.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/request.h"

namespace signet::http {

/// A request target taken apart; the query decoded, equal keys together in the order of their first.
struct AwsTarget {
  std::string path;
  std::vector<std::pair<std::string, std::vector<std::string>>> query;

  /// Fails where %-escapes are not whole and characters stand that must be encoded.
  static Result<AwsTarget> parse(std::string_view target);
  [[nodiscard]] bool has(std::string_view key) const;
  void set(std::string_view key, std::string value);
};

/// The path as AWS wants it: encoded once more, dot segments and double slashes resolved; for S3 as it is.
[[nodiscard]] std::string aws_canonical_path(std::string_view path, bool is_s3);
[[nodiscard]] std::string aws_canonical_query(const AwsTarget& target, bool is_s3);

/// Header lines "name:value\n" in order, and their names "a;b".
struct AwsHeaders {
  std::string lines;
  std::string names;
};
[[nodiscard]] AwsHeaders aws_canonical_headers(const std::vector<model::Param>& headers);

}  // namespace signet::http
