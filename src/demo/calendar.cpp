#include "demo/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace signet::demo {
namespace {

namespace ch = std::chrono;

constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

/// Reads digits and separators from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool done() const { return rest_.empty(); }
  bool skip(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    last_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] char last() const { return last_; }
  /// Exactly `digits` digits between `low` and `high`.
  std::optional<int> number(std::size_t digits, int low, int high) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value >= low && value <= high ? std::optional(value) : std::nullopt;
  }
  /// Digits of a fraction as milliseconds; those past the third are dropped.
  std::optional<int> milliseconds() {
    int value = 0;
    std::size_t digits = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1), ++digits) {
      if (digits < 3) value = value * 10 + (rest_.front() - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 3; ++digits) value *= 10;
    return value;
  }

 private:
  std::string_view rest_;
  char last_ = '\0';
};

/// "Z", "+02:00", "-0530" or nothing: minutes east of UTC.
std::optional<int> read_offset(Reader& in) {
  if (in.done() || in.skip("Zz")) return 0;
  if (!in.skip("+-")) return std::nullopt;
  const int sign = in.last() == '-' ? -1 : 1;
  const auto hours = in.number(2, 0, 23);
  in.skip(":");
  const auto minutes = in.number(2, 0, 59);
  if (!hours || !minutes) return std::nullopt;
  return sign * (*hours * 60 + *minutes);
}

bool read_time(Reader& in, Moment& moment) {
  const auto hour = in.number(2, 0, 23);
  if (!hour || !in.skip(":")) return false;
  const auto minute = in.number(2, 0, 59);
  if (!minute) return false;
  moment.hour = *hour;
  moment.minute = *minute;
  if (!in.skip(":")) return true;
  const auto second = in.number(2, 0, 59);
  if (!second) return false;
  moment.second = *second;
  if (!in.skip(".,")) return true;
  const auto fraction = in.milliseconds();
  moment.millisecond = fraction.value_or(0);
  return fraction.has_value();
}

std::string ordinal(int n) {
  const int last = n % 10;
  const bool teen = n % 100 / 10 == 1;
  const std::string_view end = teen || last == 0 || last > 3 ? "th" : last == 1 ? "st" : last == 2 ? "nd" : "rd";
  return fmt::format("{}{}", n, end);
}

int hour12(const Moment& m) {
  return m.hour % 12 == 0 ? 12 : m.hour % 12;
}

/// The texts of all tokens for one instant, longest first so that "MMMM" wins over "MM".
std::vector<std::pair<std::string_view, std::string>> tokens(Instant instant) {
  const Moment m = split(instant);
  const auto two = [](int n) { return fmt::format("{:02}", n); };
  const std::string month(kMonths[static_cast<std::size_t>(m.month)]);
  const std::string day(kDays[static_cast<std::size_t>(m.weekday)]);
  const auto epoch_ms = instant.time_since_epoch().count();
  return {{"YYYY", fmt::format("{:04}", m.year)},
          {"MMMM", month},
          {"dddd", day},
          {"DDDD", fmt::format("{:03}", m.day_of_year)},
          {"MMM", month.substr(0, 3)},
          {"ddd", day.substr(0, 3)},
          {"DDD", std::to_string(m.day_of_year)},
          {"SSS", fmt::format("{:03}", m.millisecond)},
          {"YY", two(m.year % 100)},
          {"MM", two(m.month + 1)},
          {"Mo", ordinal(m.month + 1)},
          {"DD", two(m.day)},
          {"Do", ordinal(m.day)},
          {"dd", day.substr(0, 2)},
          {"HH", two(m.hour)},
          {"hh", two(hour12(m))},
          {"mm", two(m.minute)},
          {"ss", two(m.second)},
          {"SS", two(m.millisecond / 10)},
          {"ZZ", "+0000"},
          {"M", std::to_string(m.month + 1)},
          {"D", std::to_string(m.day)},
          {"d", std::to_string(m.weekday)},
          {"H", std::to_string(m.hour)},
          {"h", std::to_string(hour12(m))},
          {"m", std::to_string(m.minute)},
          {"s", std::to_string(m.second)},
          {"S", std::to_string(m.millisecond / 100)},
          {"Q", std::to_string(m.month / 3 + 1)},
          {"A", m.hour < 12 ? "AM" : "PM"},
          {"a", m.hour < 12 ? "am" : "pm"},
          {"Z", "+00:00"},
          {"X", std::to_string(epoch_ms / 1000)},
          {"x", std::to_string(epoch_ms)}};
}

}  // namespace

Moment split(Instant instant) {
  const auto day = ch::floor<ch::days>(instant);
  const ch::year_month_day date(day);
  const ch::hh_mm_ss time(instant - day);
  const auto first = ch::sys_days(date.year() / ch::January / 1);
  return {.year = static_cast<int>(date.year()),
          .month = static_cast<int>(static_cast<unsigned>(date.month())) - 1,
          .day = static_cast<int>(static_cast<unsigned>(date.day())),
          .weekday = static_cast<int>(ch::weekday(day).c_encoding()),
          .day_of_year = static_cast<int>((day - first).count()) + 1,
          .hour = static_cast<int>(time.hours().count()),
          .minute = static_cast<int>(time.minutes().count()),
          .second = static_cast<int>(time.seconds().count()),
          .millisecond = static_cast<int>(time.subseconds().count())};
}

Instant join(Moment m) {
  const ch::year_month month = ch::year_month(ch::year(m.year), ch::January) + ch::months(m.month);
  const ch::year_month_day last(month / ch::last);
  const ch::year_month_day date(month.year(), month.month(),
                                std::min(ch::day(static_cast<unsigned>(m.day)), last.day()));
  return Instant(ch::sys_days(date)) + ch::hours(m.hour) + ch::minutes(m.minute) + ch::seconds(m.second) +
         ch::milliseconds(m.millisecond);
}

std::optional<Instant> parse_iso8601(std::string_view text) {
  Reader in(text);
  const auto year = in.number(4, 1, 9999);
  if (!year || !in.skip("-")) return std::nullopt;
  const auto month = in.number(2, 1, 12);
  if (!month || !in.skip("-")) return std::nullopt;
  const auto day = in.number(2, 1, 31);
  if (!day) return std::nullopt;
  const ch::year_month_day date(ch::year(*year), ch::month(static_cast<unsigned>(*month)),
                                ch::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  Moment moment{.year = *year, .month = *month - 1, .day = *day};
  if (in.done()) return join(moment);
  if (!in.skip("Tt ") || !read_time(in, moment)) return std::nullopt;
  const auto offset = read_offset(in);
  if (!offset || !in.done()) return std::nullopt;
  return join(moment) - ch::minutes(*offset);
}

std::string format(Instant instant, std::string_view pattern) {
  const auto known = tokens(instant);
  std::string out;
  while (!pattern.empty()) {
    const auto end = pattern.find(']');
    if (pattern.front() == '[' && end != std::string_view::npos) {  // text as it is
      out += pattern.substr(1, end - 1);
      pattern.remove_prefix(end + 1);
      continue;
    }
    const auto token = std::find_if(known.begin(), known.end(),
                                    [&](const auto& candidate) { return pattern.starts_with(candidate.first); });
    if (token == known.end()) {
      out += pattern.front();
      pattern.remove_prefix(1);
    } else {
      out += token->second;
      pattern.remove_prefix(token->first.size());
    }
  }
  return out;
}

std::string http_date(Instant instant) {
  return format(instant, "ddd, DD MMM YYYY HH:mm:ss [GMT]");
}

bool is_leap_year(int year) {
  return ch::year(year).is_leap();
}

}  // namespace signet::demo
