#include "server/elements/records.h"

#include <algorithm>

#include "base/text.h"
#include "server/elements/content.h"

namespace signet::server {
namespace {

constexpr std::int64_t kLongestDelayMs = 900'000;  // Postman's, 15 minutes

Field id_of(std::string name, bool required, std::string description) {
  return {.name = std::move(name),
          .required = required,
          .description = std::move(description),
          .format = "uuid",
          .nullable = !required};
}

Field truth(std::string name, std::string description) {
  return {.name = std::move(name), .type = Type::kBoolean, .description = std::move(description)};
}

std::vector<Field> common() {
  return {{.name = "name", .required = true, .min = 1, .max = kMaxShownName},
          {.name = "description", .max = kMaxDescriptionBytes, .nullable = true},
          id_of("collection", true, "The collection that it belongs to."),
          id_of("environment", false, "Where the values of its variables come from.")};
}

Field mails(std::string name, std::string description) {
  return {.name = std::move(name),
          .type = Type::kArray,
          .description = std::move(description),
          .max = 100,
          .fields = {
              {.type = Type::kObject, .fields = {{.name = "email", .required = true, .format = "email", .max = 254}}}}};
}

Field with(std::vector<Field> fields, std::vector<Field> more, std::string shape) {
  std::move(more.begin(), more.end(), std::back_inserter(fields));
  return {.type = Type::kObject, .fields = std::move(fields), .shape = std::move(shape)};
}

/// Five fields, as POSIX's crontab has them; what they mean the monitors' own engine reads.
bool looks_like_cron(std::string_view text) {
  constexpr std::string_view kLetters = "0123456789*,-/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ";
  if (text.find_first_not_of(kLetters) != std::string_view::npos) return false;
  const std::vector<std::string> fields = split(text, ' ');
  return std::count_if(fields.begin(), fields.end(), [](const std::string& field) { return !field.empty(); }) == 5;
}

Status check_schedule(const json::value& document) {
  const json::object* object = document.if_object();
  const json::object* schedule = object == nullptr ? nullptr : json::find_object(*object, "schedule");
  if (schedule == nullptr || looks_like_cron(json::string_or(*schedule, "cron"))) return {};
  return fail(ErrorCode::kInvalidInput, "schedule.cron: is not a cron expression",
              R"(write its five fields, "0 9 * * 1-5" for nine o'clock on working days)");
}

}  // namespace

const Field& mock_record() {
  static const Field kRecord =
      with(common(),
           {truth("private", "Whether callers need an API key of somebody who may read the workspace."),
            {.name = "config",
             .type = Type::kObject,
             .fields = {{.name = "headers",
                         .type = Type::kArray,
                         .description = "Names of headers that must match.",
                         .max = 100,
                         .fields = {{.min = 1, .max = 256}}},
                        truth("matchBody", "Whether the body must match."),
                        truth("matchQueryParams", "Whether the query must match."),
                        truth("matchWildcards", "Whether wildcards of the path are looked at."),
                        {.name = "serverResponseId",
                         .description = "An answer that is given always.",
                         .max = 64,
                         .nullable = true},
                        {.name = "delay",
                         .type = Type::kObject,
                         .description = "How long an answer is held back.",
                         .nullable = true,
                         .fields = {{.name = "type", .required = true, .values = {"fixed"}},
                                    {.name = "preset", .max = 16, .nullable = true},
                                    {.name = "duration",
                                     .type = Type::kInteger,
                                     .description = "In milliseconds.",
                                     .min = 0,
                                     .max = kLongestDelayMs,
                                     .nullable = true}}}}}},
           "MockRecord");
  return kRecord;
}

const Field& monitor_record() {
  static const Field kRecord = with(
      common(),
      {truth("active", "Whether it runs."),
       {.name = "schedule",
        .type = Type::kObject,
        .required = true,
        .fields = {{.name = "cron", .required = true, .description = "Five fields.", .min = 9, .max = 256},
                   {.name = "timezone", .required = true, .description = "\"Europe/Berlin\".", .min = 1, .max = 64}}},
       {.name = "options",
        .type = Type::kObject,
        .fields = {truth("followRedirects", ""),
                   truth("strictSSL", ""),
                   {.name = "requestDelay",
                    .type = Type::kInteger,
                    .description = "Between two requests, in milliseconds.",
                    .min = 0,
                    .max = kLongestDelayMs,
                    .nullable = true},
                   {.name = "requestTimeout",
                    .type = Type::kInteger,
                    .description = "Of a request, in milliseconds; null: none.",
                    .min = 1,
                    .max = kLongestDelayMs,
                    .nullable = true}}},
       {.name = "retry",
        .type = Type::kObject,
        .fields = {{.name = "attempts", .type = Type::kInteger, .min = 1, .max = 2}}},
       {.name = "notificationLimit",
        .type = Type::kInteger,
        .description = "After that many failures in a row no more mails are sent.",
        .min = 1,
        .max = 99},
       {.name = "distribution",
        .type = Type::kArray,
        .max = 20,
        .fields = {{.type = Type::kObject, .fields = {{.name = "region", .required = true, .min = 1, .max = 64}}}}},
       {.name = "notifications",
        .type = Type::kObject,
        .fields = {mails("onError", "Who is told when it cannot run."),
                   mails("onFailure", "Who is told when a test fails.")}}},
      "MonitorRecord");
  return kRecord;
}

Status check_record(const json::value& document, const Field& record) {
  std::vector<Fault> faults;
  validate(document, record, "", faults);
  if (!faults.empty()) {
    const std::string at = faults.front().pointer.empty() ? "the record" : faults.front().pointer.substr(1);
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", at, faults.front().detail),
                "the description of the API names its members");
  }
  return check_schedule(document);
}

}  // namespace signet::server
