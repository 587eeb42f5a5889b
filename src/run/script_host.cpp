#include "run/script_host.h"

#include "base/time.h"
#include "run/cookie_store.h"

namespace signet::run {

namespace {

/// Scripts may not upload files: a hostile collection would read the disk with them (postman-runtime sanitizeFiles).
bool remove_files(model::Request& request) {
  if (!request.body) return false;
  if (request.body->mode == model::BodyMode::kFile) {
    request.body.reset();
    return true;
  }
  if (request.body->mode != model::BodyMode::kFormdata) return false;
  return std::erase_if(request.body->params, [](const model::Param& param) { return param.type == "file"; }) > 0;
}

}  // namespace

void ScriptHost::console(std::string_view level, const json::array& messages) {
  tell_(ConsoleWritten{cursor_, item_, std::string(level), messages});
}

void ScriptHost::assertions(const std::vector<script::Assertion>& list) {
  for (const script::Assertion& assertion : list) {
    if (assertion.error) failed_.push_back(assertion.name);
    tell_(AssertionMade{cursor_, item_, assertion});
  }
}

void ScriptHost::exception(const script::ScriptError& error) {
  if (!async_error_) async_error_ = error;
  tell_(ExceptionRaised{cursor_, item_, error});
}

void ScriptHost::send_request(json::value definition, std::function<void(Result<http::Response>)> reply) {
  auto request = model::Request::from_json(definition, "pm.sendRequest");
  if (!request) {
    reply(std::move(request).error());
    return;
  }
  Job job;
  job.request = *std::move(request);
  if (remove_files(job.request)) {
    tell_(ConsoleWritten{cursor_, item_, "warn", {"uploading files from scripts is not allowed"}});
  }
  job.settings = settings_;
  job.settings.send_body_with_get = true;
  job.cursor = cursor_;
  job.item = item_;
  job.from_script = true;
  sender_.start(std::move(job),
                [vault = &vault_, reply = std::move(reply)](const std::shared_ptr<const Exchange>& exchange) {
                  if (exchange->response) {
                    reply(vault->hides_from_scripts() ? vault->for_scripts(*exchange->response) : *exchange->response);
                  } else {
                    reply(exchange->error ? *exchange->error : fail(ErrorCode::kNetwork, exchange->error_message));
                  }
                });
}

void ScriptHost::run_request(const std::string& id, json::value options,
                             std::function<void(Result<http::Response>)> reply) {
  auto response = run_nested_(id, options);
  if (response && vault_.hides_from_scripts()) response = vault_.for_scripts(*response);
  reply(std::move(response));
}

Result<json::value> ScriptHost::cookie_store(std::string_view method, const json::array& args) {
  return call_cookie_store(jar_, method, args);
}

Result<json::value> ScriptHost::vault(std::string_view method, std::string_view name, std::string_view value) {
  return vault_.for_script(method, name, value);
}

std::vector<http::Cookie> ScriptHost::cookies_for(std::string_view url) {
  return settings_.use_cookies ? jar_.for_url(url, unix_now_ms()) : std::vector<http::Cookie>();
}

}  // namespace signet::run
