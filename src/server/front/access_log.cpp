#include "server/front/access_log.h"

#include <fmt/format.h>
#include <spdlog/async.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/json.h"
#include "base/time.h"

namespace signet::server {

std::string to_line(const AccessEntry& entry) {
  json::object line;
  line["time"] = iso_time(entry.time_ms);
  line["id"] = entry.id;
  line["method"] = entry.method;
  line["route"] = entry.route;
  line["status"] = entry.status;
  line["bytes"] = entry.bytes;
  line["micros"] = entry.micros;
  line["client"] = entry.client;
  if (!entry.user.empty()) line["user"] = entry.user;
  return boost::json::serialize(line);
}

Result<LineSink> open_line_sink(const std::string& file) {
  constexpr std::size_t kWaitingLines = 8192;
  struct Log {
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> logger;
    // The logger first, so that its lines are in the queue that the pool empties at its end.
    ~Log() {
      if (logger) logger->flush();
      logger.reset();
      pool.reset();
    }
  };
  try {
    auto log = std::make_shared<Log>();
    spdlog::sink_ptr sink;
    if (file == "-") {
      sink = std::make_shared<spdlog::sinks::stdout_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    }
    log->pool = std::make_shared<spdlog::details::thread_pool>(kWaitingLines, 1);
    log->logger = std::make_shared<spdlog::async_logger>("access", sink, log->pool,
                                                         spdlog::async_overflow_policy::overrun_oldest);
    log->logger->set_pattern("%v");
    log->logger->flush_on(spdlog::level::info);
    return LineSink([log](std::string_view line) { log->logger->info(line); });
  } catch (const spdlog::spdlog_ex& error) {
    return fail(ErrorCode::kIo, fmt::format("cannot open the log {}: {}", file, error.what()),
                "check that the folder exists and may be written to");
  }
}

}  // namespace signet::server
