#include "report/html/html_reporter.h"

#include <sodium.h>

#include <cmath>

#include "base/encoding.h"
#include "base/text.h"
#include "report/html/aggregates.h"
#include "report/html/execution_json.h"
#include "report/html/page_assets.h"
#include "report/names.h"
#include "report/plain_text.h"

namespace signet::report {

namespace {

constexpr std::size_t kNameBytes = 500;
constexpr std::size_t kMessageBytes = 4000;
constexpr std::size_t kVisualizerBytes = 256 << 10;
// A browser stays quick with this much; a longer run lists its first requests and, past them, those that failed.
constexpr std::size_t kListedRows = 10'000;
constexpr std::size_t kListedFailedRows = 5'000;
constexpr std::size_t kListedFailures = 5'000;
constexpr std::size_t kChunkRows = 100;
constexpr std::size_t kChunkBytes = 1 << 20;
// Bodies are shown up to 16 kB each until this much is in the page, then only their start.
constexpr std::size_t kBodyBytes = 16 << 10;
constexpr std::size_t kLateBodyBytes = 256;
constexpr std::uint64_t kPageBytes = 32ULL << 20;

/// Only the page's own script may run, and nothing may be loaded (CSP level 3).
std::string content_policy() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(page::kScript.data()), page::kScript.size());
  const std::string hash = base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return fmt::format(
      "default-src 'none'; script-src 'sha256-{}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
      "form-action 'none'",
      hash);
}

/// What the table by request shows of an item.
struct ItemTimes {
  std::uint64_t executed = 0;
  std::uint64_t failed = 0;
  std::uint64_t responses = 0;
  double sum = 0;
  double max = 0;
  LogHistogram times;
};

class HtmlReporter final : public run::Reporter {
 public:
  HtmlReporter(std::unique_ptr<Sink> out, std::unique_ptr<Spool> index, std::unique_ptr<Spool> failures, Mask mask)
      : out_(std::move(out)), index_(std::move(index)), failures_(std::move(failures)), mask_(std::move(mask)) {}

  void start(const run::RunInfo& info) override {
    const std::string name = info.collection == nullptr ? "" : mask_.clip(info.collection->name, kNameBytes);
    std::string head = replace_all(page::kStart, "{{policy}}", content_policy());
    head = replace_all(head, "{{style}}", page::kStyle);
    head = replace_all(head, "{{title}}", escape_html(one_line(name)) + " – signet");
    write(replace_all(head, "{{name}}", escape_html(one_line(name))));
  }

  void on(const run::Event& event, const run::Stats&, const run::Failure* failure) override {
    if (failure != nullptr) keep_failure(event, *failure);
    std::visit([this](const auto& e) { take(e); }, event);
  }

  Status finish(const run::RunSummary& summary) override {
    for (auto& [ref, execution] : open_) end(execution);
    open_.clear();
    close_chunk();
    write_spooled("index", *index_);
    write_spooled("failure-data", *failures_);
    write("<script type=\"application/json\" id=\"summary\">");
    write(summary_json(summary));
    write("</script>\n<script>");
    write(page::kScript);
    write("</script>\n</body>\n</html>\n");
    SIGNET_CHECK(index_->status());
    SIGNET_CHECK(failures_->status());
    return out_->close();
  }

 private:
  template <typename Ignored>
  void take(const Ignored&) {}

  void take(const run::ItemStarted& e) { of(e.cursor, e.item); }

  void take(const run::ItemEnded& e) {
    const auto found = open_.find(e.cursor.ref);
    if (found == open_.end()) return;
    found->second.skipped = e.skipped;
    end(found->second);
    open_.erase(found);
  }

  void take(const run::RequestEnded& e) {
    PageExecution& execution = of(e.cursor, e.item);
    if (execution.exchanges.size() < PageExecution::kMostExchanges) {
      execution.exchanges.push_back(e.exchange);
    } else {
      ++execution.more_exchanges;
    }
  }

  void take(const run::AssertionMade& e) { add_test(of(e.cursor, e.item), e.assertion, mask_); }

  void take(const run::ScriptEnded& e) {
    if (!e.error && !e.visualizer) return;
    PageExecution& execution = of(e.cursor, e.item);
    if (e.error) add_error(execution, e.event->listen + " script", *e.error, mask_);
    if (!e.visualizer) return;
    execution.visualizer.clear();
    append_quoted(execution.visualizer, mask_.clip(e.visualizer->html, kVisualizerBytes));
  }

  void take(const run::ExceptionRaised& e) {
    add_error(of(e.cursor, e.item), "outside a script's flow", e.error, mask_);
  }

  void take(const run::ConsoleWritten& e) { add_log(of(e.cursor, e.item), e, mask_); }

  PageExecution& of(const run::Cursor& cursor, const model::Item* item) {
    PageExecution& execution = open_[cursor.ref];
    if (execution.item == nullptr) execution.item = item;
    execution.iteration = cursor.iteration + 1;
    return execution;
  }

  std::size_t place_of(const model::Item* item) {
    const auto [found, added] = places_.try_emplace(item, items_.size());
    if (added) items_.emplace_back(item, ItemTimes{});
    return found->second;
  }

  void keep_failure(const run::Event& event, const run::Failure& failure) {
    std::string row = ",";
    row += failure.item == nullptr ? "-1" : fmt::format("{}", place_of(failure.item));
    row += fmt::format(",{},", failure.cursor.iteration + 1);
    append_quoted(row, many_lines(mask_.clip(failure.test, kNameBytes)));
    row += ',';
    append_quoted(row, failure.at);
    row += ',';
    append_quoted(row, many_lines(mask_.clip(failure.error.name, kNameBytes)));
    row += ',';
    append_quoted(row, many_lines(mask_.clip(failure.error.message, kMessageBytes)));
    row += ']';
    if (failure.item == nullptr || std::holds_alternative<run::IterationStarted>(event)) {
      spool_failure(-1, row);
      return;
    }
    PageExecution& execution = of(failure.cursor, failure.item);
    ++execution.failures;
    if (execution.failure_rows.size() < PageExecution::kMostFailures) execution.failure_rows.push_back(std::move(row));
  }

  void spool_failure(std::int64_t at, std::string_view row) {
    if (failures_listed_++ >= kListedFailures) return;
    failures_->append(fmt::format("{}[{}{}", failures_->size() == 0 ? "" : ",\n", at, row));
  }

  /// An item has ended: it is counted, and written unless the page is full.
  void end(const PageExecution& execution) {
    if (execution.item == nullptr) return;
    const run::Exchange* exchange = execution.main_exchange();
    count(execution, exchange);
    const bool failed = execution.failures > 0;
    const bool listed = rows_ < kListedRows || (failed && rows_ < kListedRows + kListedFailedRows);
    for (const std::string& row : execution.failure_rows) {
      spool_failure(listed ? static_cast<std::int64_t>(rows_) : -1, row);
    }
    if (!listed) {
      ++left_out_;
      return;
    }
    write_detail(execution);
    write_index_row(execution, exchange);
    ++rows_;
    if (rows_ - chunk_start_ >= kChunkRows || chunk_bytes_ >= kChunkBytes) close_chunk();
  }

  void count(const PageExecution& execution, const run::Exchange* exchange) {
    ItemTimes& item = items_[place_of(execution.item)].second;
    ++item.executed;
    if (execution.failures > 0) ++item.failed;
    if (exchange == nullptr || !exchange->response) return;
    const double time = exchange->response->timings.total;
    ++item.responses;
    item.sum += time;
    item.max = std::max(item.max, time);
    item.times.add(time);
    all_times_.add(time);
    histogram_.add(time);
    series_.add(time, execution.failures > 0);
  }

  void write_detail(const PageExecution& execution) {
    std::string text;
    if (!chunk_open_) {
      text = fmt::format("<script type=\"application/json\" id=\"chunk-{}\">[", chunk_ends_.size());
      chunk_open_ = true;
    } else {
      text = ",\n";
    }
    const std::size_t body_bytes = written_ < kPageBytes ? kBodyBytes : kLateBodyBytes;
    append_detail(text, execution, body_bytes, mask_);
    chunk_bytes_ += text.size();
    write(text);
  }

  void write_index_row(const PageExecution& execution, const run::Exchange* exchange) {
    std::string row = rows_ == 0 ? "[" : ",\n[";
    fmt::format_to(std::back_inserter(row), "{},{},", execution.iteration, place_of(execution.item));
    const model::Request& request = exchange == nullptr ? execution.item->request : exchange->request;
    append_quoted(row, method_text(request));
    row += ',';
    append_quoted(row, many_lines(mask_.clip(url_text(request), kNameBytes)));
    if (exchange != nullptr && exchange->response) {
      const http::Response& response = *exchange->response;
      fmt::format_to(std::back_inserter(row), ",{},{:.2f},{}", response.code, response.timings.total,
                     response.body.size() + response.header_bytes);
    } else {
      row += ",0,null,null";
    }
    const int flags = (execution.failures > 0 ? 1 : 0) | (execution.skipped ? 2 : 0);
    fmt::format_to(std::back_inserter(row), ",{},{},{},", flags, execution.tests_passed, execution.tests_total);
    append_quoted(row, many_lines(execution.words));
    index_->append(row + "]");
  }

  void close_chunk() {
    if (!std::exchange(chunk_open_, false)) return;
    write("]</script>\n");
    chunk_ends_.push_back(rows_);
    chunk_start_ = rows_;
    chunk_bytes_ = 0;
  }

  void write_spooled(std::string_view id, Spool& spool) {
    write(fmt::format("<script type=\"application/json\" id=\"{}\">[", id));
    spool.copy_to(*out_);
    write("]</script>\n");
  }

  std::string summary_json(const run::RunSummary& summary) {
    const run::Stats& stats = *summary.stats;
    std::string out;
    Members members(out);
    append_quoted(members.name("version"), page::kVersion);
    members.name("iterations") += fmt::format("{}", summary.info.iterations);
    members.name("failures") += fmt::format("{}", stats.failures);
    members.name("started") += fmt::format("{}", stats.started_ms);
    members.name("duration") += fmt::format("{}", std::max<std::int64_t>(0, stats.completed_ms - stats.started_ms));
    members.name("received") += fmt::format("{}", stats.received_bytes);
    members.name("leftOut") += fmt::format("{}", left_out_);
    members.name("interrupted") += summary.interrupted ? "true" : "false";
    if (summary.error)
      append_quoted(members.name("error"), many_lines(mask_.clip(summary.error->message, kMessageBytes)));
    members.name("chunks") += fmt::format("[{}]", fmt::join(chunk_ends_, ","));
    const auto pair = [](const run::Count& count) { return fmt::format("[{},{}]", count.total, count.failed); };
    members.name("counts") +=
        fmt::format(R"({{"requests":{},"assertions":{},"scripts":{},"iterations":{}}})", pair(stats.requests),
                    pair(stats.assertions), pair(stats.scripts), pair(stats.iterations));
    members.name("response") += fmt::format(R"({{"average":{:.2f},"min":{:.2f},"max":{:.2f}}})", stats.response.average,
                                            stats.response.min, stats.response.max);
    append_times(members, stats);
    append_items(members.name("items"));
    members.close();
    return out;
  }

  void append_times(Members& members, const run::Stats& stats) const {
    const auto at_most = [&](double share) { return std::min(all_times_.percentile(share), stats.response.max); };
    members.name("percentiles") += fmt::format("[{:.2f},{:.2f},{:.2f}]", at_most(0.5), at_most(0.95), at_most(0.99));
    std::vector<std::string> points;
    for (const Series::Point& point : series_.points()) {
      points.push_back(fmt::format("[{:.2f},{:.2f},{:.2f},{}]", point.min,
                                   point.sum / static_cast<double>(point.values), point.max, point.failures));
    }
    members.name("series") += fmt::format("[{}]", fmt::join(points, ","));
    std::vector<std::string> bins;
    for (const auto& [limit, n] : histogram_.bins()) bins.push_back(fmt::format("[{:.0f},{}]", limit, n));
    members.name("histogram") += fmt::format("[{}]", fmt::join(bins, ","));
  }

  void append_items(std::string& out) {
    out += '[';
    bool first = true;
    for (const auto& [item, times] : items_) {
      if (!std::exchange(first, false)) out += ',';
      Members members(out);
      append_quoted(members.name("name"), many_lines(mask_.clip(full_name(item), kNameBytes)));
      append_quoted(members.name("folder"), many_lines(mask_.clip(folder_name(item), kNameBytes)));
      members.name("executed") += fmt::format("{}", times.executed);
      members.name("failed") += fmt::format("{}", times.failed);
      const double average = times.responses == 0 ? 0 : times.sum / static_cast<double>(times.responses);
      members.name("average") += fmt::format("{:.2f}", average);
      members.name("p95") += fmt::format("{:.2f}", std::min(times.times.percentile(0.95), times.max));
      members.name("max") += fmt::format("{:.2f}", times.max);
      members.close();
    }
    out += ']';
  }

  void write(std::string_view text) {
    written_ += text.size();
    out_->write(text);
  }

  std::unique_ptr<Sink> out_;
  std::unique_ptr<Spool> index_;
  std::unique_ptr<Spool> failures_;
  Masking mask_;
  std::unordered_map<std::string, PageExecution> open_;  // by ref
  std::vector<std::pair<const model::Item*, ItemTimes>> items_;
  std::unordered_map<const model::Item*, std::size_t> places_;
  LogHistogram all_times_;
  RoundHistogram histogram_;
  Series series_;
  std::vector<std::size_t> chunk_ends_;  // number of the row after each chunk's last
  std::size_t chunk_start_ = 0;
  std::size_t chunk_bytes_ = 0;
  bool chunk_open_ = false;
  std::size_t rows_ = 0;
  std::size_t failures_listed_ = 0;
  std::uint64_t left_out_ = 0;
  std::uint64_t written_ = 0;
};

}  // namespace

Result<std::unique_ptr<run::Reporter>> make_html_reporter(std::unique_ptr<Sink> out, Mask mask) {
  SIGNET_TRY(std::unique_ptr<Spool> index, Spool::open());
  SIGNET_TRY(std::unique_ptr<Spool> failures, Spool::open());
  return std::unique_ptr<run::Reporter>(
      std::make_unique<HtmlReporter>(std::move(out), std::move(index), std::move(failures), std::move(mask)));
}

}  // namespace signet::report
