#include "report/exchange_text.h"

#include "base/encoding.h"
#include "base/text.h"
#include "report/plain_text.h"

namespace signet::report {

namespace {

std::string form_fields(const std::vector<model::Param>& params) {
  std::string out;
  for (const model::Param& param : params) {
    if (param.disabled) continue;
    if (!out.empty()) out += '\n';
    out += param.key + ": ";
    out += param.type == "file" ? "(file) " + join(param.files, ", ") : param.value.value_or("");
  }
  return out;
}

std::string pairs(const std::vector<model::Param>& params) {
  std::string out;
  for (const model::Param& param : params) {
    if (param.disabled) continue;
    if (!out.empty()) out += '&';
    out += param.key + "=" + param.value.value_or("");
  }
  return out;
}

}  // namespace

std::string_view body_mode(const model::Request& request) {
  if (!request.body || request.body->disabled) return {};
  switch (request.body->mode) {
    case model::BodyMode::kRaw:
      return "raw";
    case model::BodyMode::kUrlencoded:
      return "urlencoded";
    case model::BodyMode::kFormdata:
      return "formdata";
    case model::BodyMode::kFile:
      return "file";
    case model::BodyMode::kGraphql:
      return "graphql";
    case model::BodyMode::kNone:
      break;
  }
  return {};
}

std::string body_text(const model::Request& request) {
  if (!request.body || request.body->disabled) return {};
  const model::Body& body = *request.body;
  switch (body.mode) {
    case model::BodyMode::kRaw:
      return body.raw;
    case model::BodyMode::kUrlencoded:
      return pairs(body.params);
    case model::BodyMode::kFormdata:
      return form_fields(body.params);
    case model::BodyMode::kFile:
      return body.file ? "(file) " + *body.file : body.file_content.value_or("");
    case model::BodyMode::kGraphql:
      return json::to_text(body.graphql);
    case model::BodyMode::kNone:
      break;
  }
  return {};
}

bool looks_like_text(std::string_view bytes) {
  constexpr std::size_t kLook = 4096;
  const std::string_view start = clip_bytes(bytes, kLook);
  if (!is_utf8(start)) return false;
  return std::none_of(start.begin(), start.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f';
  });
}

std::string media_type(const http::Response& response) {
  const std::string* type = response.header("content-type");
  if (type == nullptr) return {};
  return std::string(trim(std::string_view(*type).substr(0, type->find(';'))));
}

std::vector<TimePart> time_parts(const http::Timings& timings) {
  // Timings count from the start of the request; a phase lasts from the end of the one before it that happened.
  double before = 0;
  const auto lasted = [&before](double at) {
    if (at < 0) return -1.0;
    const double duration = std::max(0.0, at - before);
    before = at;
    return duration;
  };
  std::vector<TimePart> parts;
  parts.push_back({"dns-lookup", lasted(timings.dns)});
  parts.push_back({"tcp-handshake", lasted(timings.connect)});
  parts.push_back({"ssl-handshake", lasted(timings.tls)});
  parts.push_back({"transfer-start", lasted(timings.first_byte)});
  parts.push_back({"download", timings.total >= before ? timings.total - before : -1});
  parts.push_back({"total", timings.total});
  return parts;
}

}  // namespace signet::report
