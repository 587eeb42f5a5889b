// The body of a request in the form that is sent. Source: postman-runtime core-body-builder.js and
// request-helpers-presend.js (comments in JSON, files), @postman/form-data (parts).
#pragma once

#include <string>
#include <vector>

#include "http/prepare.h"
#include "http/types.h"
#include "model/request.h"

namespace signet::http {

struct PreparedBody {
  Body body;
  /// Content-Type that is sent but that newman does not show (forms and files); empty: none.
  std::string content_type;
  bool keeps_user_content_type = false;  ///< file bodies: any Content-Type of the user stands

  /// Whether a Content-Type of the user's fits this body: the same type, and a boundary for multipart.
  [[nodiscard]] bool accepts(std::string_view user_content_type) const;
};

/// Reads `shown.body`, leaves in it what reports show (comments stripped, missing files disabled, several files as
/// single ones), and adds the Content-Type of raw and GraphQL bodies to its headers.
[[nodiscard]] PreparedBody prepare_body(model::Request& shown, const Settings& settings, const FileAccess& files,
                                        std::vector<std::string>& warnings);

/// The boundary in a multipart Content-Type, or empty.
[[nodiscard]] std::string_view multipart_boundary(std::string_view content_type);

/// JSON without // and /* */ comments; what stands in strings is left alone (npm strip-json-comments).
[[nodiscard]] std::string strip_json_comments(std::string_view text);

}  // namespace signet::http
