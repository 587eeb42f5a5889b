// Reading the audit log: a team's, the server's, and what it holds about oneself.
#include "server/audit/audit_log.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "base/time.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/team_routes.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

constexpr std::string_view kJsonLines = "application/x-ndjson";
constexpr std::int64_t kUsualExport = 1000;

Field record_field() {
  const auto nullable = [](std::string name) {
    return Field{.name = std::move(name), .required = true, .nullable = true};
  };
  return {.type = Type::kObject,
          .fields = {number_field("seq"),
                     time_field("at"),
                     text_field("action"),
                     {.name = "actor_kind", .required = true, .values = {"user", "api_key", "system", "nobody"}},
                     nullable("actor"),
                     nullable("team"),
                     nullable("target"),
                     text_field("address"),
                     text_field("user_agent"),
                     text_field("request_id"),
                     {.name = "details", .type = Type::kObject, .required = true},
                     text_field("hash", "Of this record and all before it")},
          .shape = "AuditRecord"};
}

std::vector<Field> filter_fields(bool of_others) {
  std::vector<Field> fields = time_range_fields();
  fields.push_back({.name = "action", .description = "Such as team.members.invite", .max = 100});
  if (of_others) {
    fields.push_back({.name = "actor", .description = "An id", .max = 100});
    fields.push_back({.name = "target", .description = "An id", .max = 100});
  }
  return fields;
}

/// What the query asks for.
struct Question {
  AuditFilter filter;
  Page page;
};

Result<Question> read_question(const Call& call, std::int64_t usual) {
  Question question;
  SIGNET_TRY(question.page, read_page(call, 1, usual));
  AuditFilter& filter = question.filter;
  filter.action = text_parameter(call, "action");
  filter.actor = text_parameter(call, "actor");
  filter.target = text_parameter(call, "target");
  SIGNET_TRY(filter.from_ms, time_parameter(call, "from", filter.from_ms));
  SIGNET_TRY(filter.until_ms, time_parameter(call, "until", filter.until_ms));
  SIGNET_TRY(filter.before_seq, number_part(question.page.place[0], filter.before_seq));
  return question;
}

std::vector<std::string> place_of(const AuditRecord& record) {
  return {std::to_string(record.seq)};
}

/// The request's own query with another cursor, for a Link header (RFC 8288).
std::string link_to_next(const Call& call, const AuditRecord& last) {
  std::string query;
  for (const auto& [name, value] : call.request.target.query) {
    if (name != "cursor") query += fmt::format("{}={}&", percent_encode(name), percent_encode(value));
  }
  return fmt::format("<{}?{}cursor={}>; rel=\"next\"", call.request.path(), query, cursor_of(place_of(last)));
}

enum class Form { kPage, kLines };

Response page_response(const std::vector<AuditRecord>& records, const Page& page) {
  const auto show = [](const AuditRecord& record) { return to_json(record); };
  return json_response(200, page_json("records", records, page, show, place_of));
}

/// Answers a question: as a page, or as JSON lines with the next page in a Link header.
Result<Response> answer(store::Transaction& transaction, const Call& call, const Question& question, Form form) {
  SIGNET_TRY(auto records, list_audit(transaction, question.filter, question.page.limit + 1));
  if (form == Form::kPage) return page_response(records, question.page);
  const auto most = static_cast<std::size_t>(question.page.limit);
  const bool has_more = records.size() > most;
  if (has_more) records.resize(most);
  std::string lines;
  for (const AuditRecord& record : records) lines += boost::json::serialize(to_json(record)) + "\n";
  Response response = make_response(200, kJsonLines, std::move(lines));
  if (has_more) response.headers.add("Link", link_to_next(call, records.back()));
  return response;
}

/// Where others did something to oneself, their address is not one's business.
void hide_others(std::vector<AuditRecord>& records, std::string_view self) {
  for (AuditRecord& record : records) {
    if (record.event.actor && *record.event.actor != self) record.origin = {};
  }
}

void describe(Route& route, Form form, bool of_others) {
  constexpr std::int64_t kLongestPage = kMaxAuditPage - 1;  // one more is read, to know whether there is a next page
  route.query = form == Form::kPage ? page_fields() : page_fields(kUsualExport, kLongestPage);
  for (Field& field : filter_fields(of_others)) route.query.push_back(std::move(field));
  if (form == Form::kPage) {
    route.answers = {page_answer("records", record_field(), "AuditRecords")};
  } else {
    route.answers = {{.status = 200,
                      .description = "One record a line, newest first; the next page is in the header Link",
                      .content_type = std::string(kJsonLines)}};
  }
}

std::string_view suffix(Form form) {
  return form == Form::kPage ? "/audit" : "/audit/export";
}

std::int64_t usual(Form form) {
  return form == Form::kPage ? kUsualPage : kUsualExport;
}

void add_of_team(std::vector<Route>& routes, const Services* services, Form form, std::string operation,
                 std::string summary) {
  Route& route = routes.emplace_back(
      declare_team_route(Method::kGet, suffix(form), std::move(operation), std::move(summary), "audit"));
  describe(route, form, true);
  route.handler = [services, form](Call& call) -> Result<Response> {
    SIGNET_TRY(Question question, read_question(call, usual(form)));
    return read_in_team(*services, call, Action::kReadTeamAudit, [&](TeamScope& scope) {
      question.filter.team = scope.team.id;
      return answer(scope.transaction, call, question, form);
    });
  };
}

void add_of_server(std::vector<Route>& routes, const Services* services, Form form, std::string operation,
                   std::string summary) {
  Route& route =
      routes.emplace_back(declare_route(Method::kGet, "/server" + std::string(suffix(form)), std::move(operation),
                                        std::move(summary), "audit", Access::kSessionOrKey));
  describe(route, form, true);
  route.query.push_back({.name = "team", .description = "An id", .format = "uuid", .max = 36});
  route.handler = [services, form](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadServerAudit)) return *std::move(refusal);
    SIGNET_TRY(Question question, read_question(call, usual(form)));
    if (call.parameter("team") != nullptr) question.filter.team = call.text("team");
    return services->database.read(
        [&](store::Transaction& transaction) { return answer(transaction, call, question, form); });
  };
}

void add_own(std::vector<Route>& routes, const Services* services) {
  Route& route = routes.emplace_back(declare_route(Method::kGet, "/account/audit", "listOwnAudit",
                                                   "What happened to one's own account, newest first", "account",
                                                   Access::kSession));
  describe(route, Form::kPage, false);
  route.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadOwnAudit)) return *std::move(refusal);
    SIGNET_TRY(Question question, read_question(call, kUsualPage));
    question.filter.person = call.caller.user;
    SIGNET_TRY(auto records, services->database.read([&](store::Transaction& transaction) {
      return list_audit(transaction, question.filter, question.page.limit + 1);
    }));
    hide_others(records, call.caller.user);
    return page_response(records, question.page);
  };
}

}  // namespace

std::vector<Route> audit_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_of_team(routes, services, Form::kPage, "listTeamAudit", "What happened in a team, newest first");
  add_of_team(routes, services, Form::kLines, "exportTeamAudit", "The same as JSON lines");
  add_of_server(routes, services, Form::kPage, "listServerAudit", "What happened on the server, newest first");
  add_of_server(routes, services, Form::kLines, "exportServerAudit", "The same as JSON lines");
  add_own(routes, services);
  return routes;
}

}  // namespace signet::server
