#include "report/junit/junit_reporter.h"

#include <cmath>
#include <cstring>

#include "report/json/summary_json.h"
#include "report/json_text.h"
#include "report/junit/xml_text.h"
#include "report/names.h"
#include "report/plain_text.h"

namespace signet::report {

namespace {

constexpr std::size_t kNameBytes = 1000;
constexpr std::size_t kMessageBytes = 16000;
/// Test names kept to be merged over iterations. A run that makes names from data goes past it: further names are
/// spooled as test cases of their own, so that memory stays flat.
constexpr std::size_t kMergedNames = 20'000;

/// Text that waits in the spool for the end, as a list of pieces; pieces know the one before them.
struct Chain {
  std::optional<Spool::Piece> last;
};

/// An assertion of a request over all iterations. Two of one name in one execution are two cases.
struct Case {
  std::string name;
  std::uint64_t failures = 0;
  std::string message;  // of the first failure
  std::string stack;
};

struct Suite {
  const model::Item* item = nullptr;
  std::vector<Case> cases;                                // in order of first appearance
  std::unordered_map<std::size_t, std::size_t> by_name;   // hash of whole name and repetition → place in cases
  std::unordered_map<std::size_t, std::size_t> repeated;  // hash of name → how often in this execution
  Chain further_cases;                                    // past kMergedNames
  Chain errors;
  std::uint64_t tests = 0;
  std::uint64_t failed = 0;
  std::uint64_t errors_count = 0;
  double total_seconds = 0;
  double last_seconds = 0;
  std::uint64_t executions = 0;
};

class JunitReporter final : public run::Reporter {
 public:
  JunitReporter(std::unique_ptr<Sink> out, std::unique_ptr<Spool> spool, Mask mask)
      : out_(std::move(out)), spool_(std::move(spool)), mask_(std::move(mask)) {}

  void start(const run::RunInfo& info) override { info_ = info; }

  void on(const run::Event& event, const run::Stats&, const run::Failure*) override {
    std::visit([this](const auto& e) { take(e); }, event);
  }

  Status finish(const run::RunSummary& summary) override {
    write(summary);
    SIGNET_CHECK(spool_->status());
    return out_->close();
  }

 private:
  template <typename Ignored>
  void take(const Ignored&) {}

  void take(const run::ItemStarted& e) {
    if (Suite* suite = of(e.item)) suite->repeated.clear();
  }

  void take(const run::RequestEnded& e) {
    Suite* suite = of(e.item);
    if (suite == nullptr) return;
    if (e.exchange->error) {
      ++suite->errors_count;
      add_error(*suite, fmt::format("Iteration: {}\nRequestError: {}: {}\n---\n", e.cursor.iteration,
                                    mask_.clip(e.exchange->error_name, kNameBytes),
                                    mask_.clip(e.exchange->error_message, kMessageBytes)));
    }
    if (e.exchange->from_script) return;
    suite->last_seconds = e.exchange->response ? std::round(e.exchange->response->timings.total) / 1000 : 0;
    suite->total_seconds += suite->last_seconds;
    ++suite->executions;
  }

  void take(const run::ScriptEnded& e) {
    Suite* suite = e.error ? of(e.item) : nullptr;
    if (suite == nullptr) return;
    ++suite->errors_count;
    const std::string& text = e.error->stack.empty() ? e.error->message : e.error->stack;
    add_error(*suite, fmt::format("Iteration: {}\n{}ScriptError: {}\n---\n", e.cursor.iteration, e.event->listen,
                                  mask_.clip(text, kMessageBytes)));
  }

  void take(const run::AssertionMade& e) {
    Suite* suite = of(e.item);
    if (suite == nullptr) return;
    const std::size_t name = std::hash<std::string>{}(e.assertion.name);
    const std::size_t key = name + suite->repeated[name]++;
    const auto found = suite->by_name.find(key);
    if (found != suite->by_name.end()) return count(*suite, suite->cases[found->second], e);
    Case made;
    made.name = mask_.clip(e.assertion.name, kNameBytes);
    ++suite->tests;
    if (merged_names_ < kMergedNames) {
      ++merged_names_;
      suite->by_name.emplace(key, suite->cases.size());
      suite->cases.push_back(std::move(made));
      count(*suite, suite->cases.back(), e);
    } else {
      count(*suite, made, e);
      chain(suite->further_cases, case_xml(*suite, made));
    }
  }

  void count(Suite& suite, Case& test, const run::AssertionMade& e) {
    if (!e.assertion.error) return;
    if (test.failures++ > 0) return;
    ++suite.failed;
    test.message = mask_.clip(e.assertion.error->message, kMessageBytes);
    test.stack = mask_.clip(assertion_stack(*e.assertion.error, e.assertion.index, e.cursor.position), kMessageBytes);
  }

  Suite* of(const model::Item* item) {
    if (item == nullptr) return nullptr;
    const auto [found, added] = places_.try_emplace(item, suites_.size());
    if (added) suites_.emplace_back().item = item;
    return &suites_[found->second];
  }

  void add_error(Suite& suite, std::string_view text) { chain(suite.errors, text); }

  /// Appends to a chain: each piece starts with where the piece before it lies.
  void chain(Chain& chain, std::string_view text) {
    const Spool::Piece before = chain.last.value_or(Spool::Piece{});
    std::string record(sizeof before, '\0');
    std::memcpy(record.data(), &before, sizeof before);
    chain.last = spool_->append(record.append(text));
  }

  /// Hands the texts of a chain to `each`, oldest first. The places (16 bytes each) are all that is held at once.
  void for_each(const Chain& chain, const std::function<void(std::string_view)>& each) {
    std::vector<Spool::Piece> pieces;
    for (Spool::Piece at = chain.last.value_or(Spool::Piece{}); at.size > 0;) {
      pieces.push_back(at);
      const std::string head = spool_->read({at.offset, sizeof at});
      if (head.size() < sizeof at) break;
      std::memcpy(&at, head.data(), sizeof at);
    }
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
      each(spool_->read({piece->offset + sizeof *piece, piece->size - sizeof *piece}));
    }
  }

  std::string case_xml(const Suite& suite, const Case& test) {
    std::string out = "    <testcase";
    append_attribute(out, "name", test.name);
    append_attribute(out, "time", fmt::format("{:.3f}", suite.last_seconds));
    append_attribute(out, "classname", class_of(suite));
    if (test.failures == 0) return out + "/>\n";
    out += ">\n      <failure type=\"AssertionFailure\"";
    append_attribute(out, "message", test.message);
    out += ">\n";
    for (const std::string& line :
         {fmt::format("Failed {} times.", test.failures), fmt::format("Collection JSON ID: {}.", info_.collection->id),
          fmt::format("Collection name: {}.", mask_.clip(info_.collection->name, kNameBytes)),
          fmt::format("Request name: {}.", mask_.clip(full_name(suite.item), kNameBytes)),
          fmt::format("Test description: {}.", test.name), fmt::format("Error message: {}.", test.message),
          fmt::format("Stacktrace: {}.", test.stack)}) {
      out += "        ";
      append_cdata(out, line);
      out += '\n';
    }
    return out + "      </failure>\n    </testcase>\n";
  }

  std::string class_of(const Suite& suite) {
    std::string name = class_name(mask_.clip(full_name(suite.item), kNameBytes));
    return name.empty() ? class_name(mask_.clip(info_.collection->name, kNameBytes)) : name;
  }

  void write(const run::RunSummary& summary) {
    std::uint64_t tests = 0;
    std::uint64_t failed = 0;
    std::uint64_t errors = 0;
    double seconds = 0;
    if (summary.error) ++tests, ++errors;
    for (const Suite& suite : suites_) {
      tests += suite.tests;
      failed += suite.failed;
      errors += suite.errors_count;
      seconds += suite.total_seconds;
    }
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites";
    append_attribute(out, "name", mask_.clip(info_.collection->name, kNameBytes));
    append_attribute(out, "tests", fmt::format("{}", tests));
    append_attribute(out, "failures", fmt::format("{}", failed));
    append_attribute(out, "errors", fmt::format("{}", errors));
    append_attribute(out, "time", fmt::format("{:.3f}", seconds));
    out_->write(out + ">\n");
    const std::string started = timestamp(summary.stats->started_ms);
    for (const Suite& suite : suites_) write_suite(suite, started);
    if (summary.error) write_fatal(*summary.error);
    out_->write("</testsuites>\n");
  }

  void write_suite(const Suite& suite, const std::string& started) {
    std::string out = "  <testsuite";
    append_attribute(out, "name", mask_.clip(full_name(suite.item), kNameBytes));
    append_attribute(out, "id", suite.item->id);
    append_attribute(out, "timestamp", started);
    append_attribute(out, "tests", fmt::format("{}", suite.tests));
    append_attribute(out, "failures", fmt::format("{}", suite.failed));
    append_attribute(out, "errors", fmt::format("{}", suite.errors_count));
    // newman writes the mean over the iterations here, and the sum at the root.
    const double mean = suite.executions == 0 ? 0 : suite.total_seconds / static_cast<double>(suite.executions);
    append_attribute(out, "time", fmt::format("{:.3f}", mean));
    out += ">\n";
    out_->write(out);
    for (const Case& test : suite.cases) out_->write(case_xml(suite, test));
    for_each(suite.further_cases, [this](std::string_view xml) { out_->write(xml); });
    if (suite.errors.last) {
      out_->write("    <system-err>");
      for_each(suite.errors, [this](std::string_view text) {
        std::string section;
        append_cdata(section, text);
        out_->write(section);
      });
      out_->write("</system-err>\n");
    }
    out_->write("  </testsuite>\n");
  }

  /// A run that could not go on fails a suite of its own, so that no reader takes the report for a passed one.
  void write_fatal(const Error& error) {
    const std::string message = mask_.clip(error.message, kMessageBytes);
    std::string out =
        "  <testsuite name=\"run\" tests=\"1\" failures=\"0\" errors=\"1\" time=\"0.000\">\n"
        "    <testcase name=\"the run goes on to its end\" time=\"0.000\" classname=\"Run\">\n"
        "      <error type=\"RunError\"";
    append_attribute(out, "message", message);
    out_->write(out + "/>\n    </testcase>\n  </testsuite>\n");
  }

  static std::string timestamp(std::int64_t ms) {
    const std::time_t seconds = ms / 1000;
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                       utc.tm_hour, utc.tm_min, utc.tm_sec, ms % 1000);
  }

  std::unique_ptr<Sink> out_;
  std::unique_ptr<Spool> spool_;
  Masking mask_;
  run::RunInfo info_;
  std::vector<Suite> suites_;  // in order of first execution
  std::unordered_map<const model::Item*, std::size_t> places_;
  std::size_t merged_names_ = 0;
};

}  // namespace

Result<std::unique_ptr<run::Reporter>> make_junit_reporter(std::unique_ptr<Sink> out, Mask mask) {
  SIGNET_TRY(std::unique_ptr<Spool> spool, Spool::open());
  return std::unique_ptr<run::Reporter>(
      std::make_unique<JunitReporter>(std::move(out), std::move(spool), std::move(mask)));
}

}  // namespace signet::report
