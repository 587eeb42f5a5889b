#include "demo/clock.h"

#include <unordered_map>

#include "base/text.h"
#include "demo/calendar.h"

namespace signet::demo {
namespace {

namespace bj = boost::json;
namespace ch = std::chrono;

/// moment.js's toString: "Mon Oct 10 2016 00:00:00 GMT+0000".
constexpr std::string_view kMomentText = "ddd MMM DD YYYY HH:mm:ss [GMT+0000]";
constexpr std::string_view kWantsIso = "is not an ISO 8601 date such as 2016-10-10 or 2016-10-10T13:45:00Z";

/// What the handlers share: the query and the instant that `timestamp` names.
struct Question {
  Fields query;
  Instant instant;

  [[nodiscard]] std::string_view get(std::string_view name) const {
    return find_field(query, name).value_or(std::string_view());
  }
};

using Handler = Reply (*)(const Question&);

Reply named(std::string_view name, const bj::value_ref& value) {
  return json_reply(200, bj::object{{name, value}});
}

/// A unit's name without the plural's "s", so that "years" and "year" are one.
std::string unit_of(std::string_view name) {
  std::string unit = to_lower(name);
  if (unit.size() > 1 && unit.ends_with('s')) unit.pop_back();
  return unit;
}

Reply unit(const Question& question) {
  const Moment m = split(question.instant);
  const std::unordered_map<std::string_view, int> values = {
      {"year", m.year},     {"quarter", m.month / 3 + 1},  {"month", m.month}, {"date", m.day},
      {"day", m.weekday},   {"dayofyear", m.day_of_year},  {"hour", m.hour},   {"minute", m.minute},
      {"second", m.second}, {"millisecond", m.millisecond}};
  const auto found = values.find(unit_of(question.get("unit")));
  if (found == values.end())
    return bad_request("unit= must be year, quarter, month, date, day, hour, minute, second ...");
  return named("unit", found->second);
}

/// Moves the instant by the amounts in the query ("years=1&days=2"); one that leaves the years 1 to 9999 is refused.
Reply shift(const Question& question, int sign, std::string_view name) {
  static const std::unordered_map<std::string_view, std::int64_t> kMonths = {
      {"year", 12}, {"quarter", 3}, {"month", 1}};
  static const std::unordered_map<std::string_view, ch::milliseconds> kSpans = {
      {"week", ch::weeks(1)},     {"day", ch::days(1)},       {"hour", ch::hours(1)},
      {"minute", ch::minutes(1)}, {"second", ch::seconds(1)}, {"millisecond", ch::milliseconds(1)}};
  constexpr std::int64_t kMostMonths = 12L * 9999;
  constexpr ch::milliseconds kMost = ch::days(366 * 9999);
  std::int64_t months = 0;
  ch::milliseconds more{0};
  for (const auto& [key, value] : question.query) {
    const std::string unit = unit_of(key);
    const std::int64_t amount = std::int64_t{sign} * to_number(value).value_or(0);
    if (const auto found = kMonths.find(unit); found != kMonths.end()) months += amount * found->second;
    if (const auto found = kSpans.find(unit); found != kSpans.end()) more += amount * found->second;
    if (std::abs(months) > kMostMonths || ch::abs(more) > kMost) return bad_request("more than 9999 years");
  }
  Moment moment = split(question.instant);
  moment.month += static_cast<int>(months);
  const Instant moved = join(moment) + more;
  if (const int year = split(moved).year; year < 1 || year > 9999) return bad_request("outside the years 1 to 9999");
  return named(name, format(moved, kMomentText));
}

Reply add(const Question& question) {
  return shift(question, 1, "sum");
}
Reply subtract(const Question& question) {
  return shift(question, -1, "difference");
}

Reply start(const Question& question) {
  const Moment m = split(question.instant);
  const std::string unit = unit_of(question.get("unit"));
  Moment begin{.year = m.year, .month = 0, .day = 1};
  if (unit == "quarter") begin.month = m.month / 3 * 3;
  if (unit == "month") begin.month = m.month;
  Instant instant = join(begin);
  if (unit == "week") instant = ch::floor<ch::days>(question.instant) - ch::days(m.weekday);
  if (unit == "day" || unit == "date") instant = ch::floor<ch::days>(question.instant);
  if (unit == "hour") instant = ch::floor<ch::hours>(question.instant);
  if (unit == "minute") instant = ch::floor<ch::minutes>(question.instant);
  if (unit == "second") instant = ch::floor<ch::seconds>(question.instant);
  return named("start", format(instant, kMomentText));
}

Reply object(const Question& question) {
  const Moment m = split(question.instant);
  return json_reply(200, bj::object{{"years", m.year},
                                    {"months", m.month},
                                    {"date", m.day},
                                    {"hours", m.hour},
                                    {"minutes", m.minute},
                                    {"seconds", m.second},
                                    {"milliseconds", m.millisecond}});
}

/// The instant that the query names under `name`, or a 400 in `refusal`.
std::optional<Instant> other(const Question& question, std::string_view name, Reply& refusal) {
  const std::optional<Instant> instant = parse_iso8601(question.get(name));
  if (!instant) refusal = bad_request(std::string(name) + "= " + std::string(kWantsIso));
  return instant;
}

Reply before(const Question& question) {
  Reply refusal;
  const auto target = other(question, "target", refusal);
  return target ? named("before", question.instant < *target) : refusal;
}

Reply after(const Question& question) {
  Reply refusal;
  const auto target = other(question, "target", refusal);
  return target ? named("after", question.instant > *target) : refusal;
}

Reply between(const Question& question) {
  Reply refusal;
  const auto low = other(question, "start", refusal);
  if (!low) return refusal;
  const auto high = other(question, "end", refusal);
  return high ? named("between", question.instant > *low && question.instant < *high) : refusal;
}

Reply leap(const Question& question) {
  return named("leap", is_leap_year(split(question.instant).year));
}

Reply formatted(const Question& question) {
  const std::string_view pattern = question.get("format");
  return named("format", format(question.instant, pattern.empty() ? "YYYY-MM-DDTHH:mm:ssZ" : pattern));
}

Reply now(const Question& question) {
  return text_reply("text/html; charset=utf-8", http_date(question.instant));
}

const std::unordered_map<std::string_view, Handler>& handlers() {
  static const std::unordered_map<std::string_view, Handler> table = {
      {"now", now},           {"format", formatted}, {"unit", unit},     {"add", add},
      {"subtract", subtract}, {"start", start},      {"object", object}, {"before", before},
      {"after", after},       {"between", between},  {"leap", leap}};
  return table;
}

}  // namespace

Reply tell_time(const Request& request, std::string_view question) {
  Question asked{.query = parse_form(request.query()), .instant = ch::floor<ch::milliseconds>(ch::system_clock::now())};
  const std::optional<std::string_view> timestamp = find_field(asked.query, "timestamp");
  const std::optional<Instant> named_instant = timestamp ? parse_iso8601(*timestamp) : std::optional(asked.instant);
  if (question == "valid") return named("valid", named_instant.has_value());
  const auto found = handlers().find(question);
  if (found == handlers().end()) return json_reply(404, bj::object{{"error", "not found"}, {"path", request.path()}});
  if (!named_instant) return bad_request("timestamp= " + std::string(kWantsIso));
  asked.instant = *named_instant;
  return found->second(asked);
}

}  // namespace signet::demo
