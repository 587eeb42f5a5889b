#include "vault/providers/hashicorp_secrets.h"

#include <algorithm>
#include <deque>

#include "base/text.h"
#include "vault/providers/hashicorp_login.h"
#include "vault/providers/secret_json.h"

namespace signet::vault {

namespace {

constexpr std::size_t kMaxLeases = 1'000;
/// Of names in an error.
constexpr std::size_t kMaxNames = 20;
constexpr std::size_t kMaxPathBytes = 1024;

using Kind = HashicorpMount::Kind;

const json::object* data_of(const json::value& document) {
  const json::object* o = document.if_object();
  return o == nullptr ? nullptr : json::find_object(*o, "data");
}

/// A copy in memory that is wiped as well.
json::value copy_of(const json::value& v) {
  return json::value(v, v.storage());
}

Kind kind_of(const json::object& mount) {
  const std::string_view type = json::string_or(mount, "type");
  if (type != "kv" && type != "generic") return Kind::kOther;
  const json::object* options = json::find_object(mount, "options");
  return options != nullptr && json::string_or(*options, "version") == "2" ? Kind::kKv2 : Kind::kKv1;
}

std::string first_step(std::string_view path) {
  return std::string(path.substr(0, path.find('/'))) + "/";
}

std::string below(const HashicorpMount& mount, std::string_view path) {
  return std::string(path.substr(std::min(mount.path.size(), path.size())));
}

/// What KV v2 says of a version that was there once.
std::string gone(const json::object& data) {
  const json::object* metadata = json::find_object(data, "metadata");
  if (metadata == nullptr) return {};
  if (json::bool_or(*metadata, "destroyed", false)) return "this version is destroyed";
  const std::string_view when = json::string_or(*metadata, "deletion_time");
  return when.empty() ? std::string() : fmt::format("this version was deleted at {}", when);
}

bool is_listed_name(std::string_view name) {
  const std::string_view bare = name.ends_with('/') ? name.substr(0, name.size() - 1) : name;
  return !bare.empty() && bare != "." && bare != ".." && name.size() <= kMaxPathBytes &&
         std::none_of(name.begin(), name.end(), is_control);
}

}  // namespace

HashicorpSecrets::HashicorpSecrets(HashicorpClient& client, ProviderContext& context, std::string kv_version)
    : client_(client), context_(context), kv_version_(std::move(kv_version)) {}

Result<HashicorpMount> HashicorpSecrets::mount_of(std::string_view path) {
  for (const HashicorpMount& mount : mounts_) {
    if (path.starts_with(mount.path)) return mount;
  }
  SIGNET_TRY(HashicorpMount mount, ask_mount(path));
  mounts_.push_back(mount);
  return mount;
}

Result<HashicorpMount> HashicorpSecrets::guess_mount(std::string_view path, const Answer& answer) const {
  // Servers older than 0.10 do not know the question, and have KV v1 only: so HashiCorp's CLI takes it.
  const bool is_old = answer.code == 404 && HashicorpClient::words_of(answer).empty();
  if (!kv_version_.empty() || is_old) {
    return HashicorpMount{first_step(path), kv_version_ == "2" ? Kind::kKv2 : Kind::kKv1};
  }
  if (answer.code == 403) {
    return client_.transport().trouble(
        Trouble::kNoPermission, path, HashicorpClient::words_of(answer),
        fmt::format("check that {} is mounted and that a policy of the login names the path; if the login may not ask "
                    "what is mounted, set kv_version",
                    first_step(path)));
  }
  return client_.refusal(answer, path);
}

Result<HashicorpMount> HashicorpSecrets::ask_mount(std::string_view path) {
  HashicorpClient::Ask ask;
  ask.path = "sys/internal/ui/mounts/" + encode_path(path);
  ask.subject = path;
  SIGNET_TRY(const Answer answer, client_.ask(std::move(ask)));
  if (!answer.ok()) return guess_mount(path, answer);
  SIGNET_TRY(const json::value document, client_.transport().read_object(answer, path));
  const json::object* data = data_of(document);
  const std::string_view mounted = data == nullptr ? std::string_view() : json::string_or(*data, "path");
  if (mounted.empty() || !mounted.ends_with('/') || !path.starts_with(mounted)) {
    return client_.transport().trouble(Trouble::kBadAnswer, path, "a mount that holds the path was expected");
  }
  return HashicorpMount{std::string(mounted), kind_of(*data)};
}

Result<json::value> HashicorpSecrets::read_kv2(const HashicorpMount& mount, const HashicorpReference& reference) {
  const Transport& transport = client_.transport();
  const std::string name = below(mount, reference.path);
  HashicorpClient::Ask ask;
  ask.path = fmt::format("{}data/{}", encode_path(mount.path), encode_path(name));
  if (reference.version) ask.path += fmt::format("?version={}", *reference.version);
  ask.subject = reference.path;
  SIGNET_TRY(const Answer answer, client_.ask(std::move(ask)));
  if (!answer.ok() && answer.code != 404) return client_.refusal(answer, reference.path);
  auto document = parse_secret_json(answer.body.expose(), "the answer");
  json::object* data = nullptr;
  if (document && document->is_object()) {
    json::value* found = document->get_object().if_contains("data");
    data = found == nullptr ? nullptr : found->if_object();
  }
  if (answer.code == 404) {
    std::string hint;
    if (name.starts_with("data/")) hint = "leave out data/: it is the API's, not a part of the secret's path";
    return transport.trouble(Trouble::kNotFound, reference.path, data == nullptr ? std::string() : gone(*data), hint);
  }
  json::value* fields = data == nullptr ? nullptr : data->if_contains("data");
  if (fields == nullptr || !fields->is_object()) {
    return transport.trouble(Trouble::kBadAnswer, reference.path, "data.data of KV v2 was expected");
  }
  return std::move(*fields);
}

Result<json::value> HashicorpSecrets::read_plain(const HashicorpMount& mount, const HashicorpReference& reference) {
  if (reference.version) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{}: {} has no versions", client_.transport().service(), mount.path),
                "only KV v2 keeps versions: leave out @ and the number");
  }
  HashicorpClient::Ask ask;
  ask.path = encode_path(reference.path);
  ask.subject = reference.path;
  // A second try could lend a second secret that nobody knows of.
  ask.repeatable = mount.kind == Kind::kKv1;
  SIGNET_TRY(json::value document, client_.ask_object(std::move(ask)));
  if (data_of(document) == nullptr) {
    return client_.transport().trouble(Trouble::kBadAnswer, reference.path, "\"data\" was expected");
  }
  if (mount.kind == Kind::kKv1) return std::move(*document.get_object().if_contains("data"));
  return lend(reference.path, std::move(document));
}

Result<json::value> HashicorpSecrets::lend(const std::string& path, json::value document) {
  json::object& o = document.get_object();
  json::value data = std::move(*o.if_contains("data"));
  const std::string_view id = json::string_or(o, "lease_id");
  const std::int64_t seconds = read_seconds(o, "lease_duration");
  if (id.empty() || id.size() > kMaxPathBytes || leases_.size() >= kMaxLeases) return data;
  const std::int64_t now_ms = context_.now_ms();
  Lease lease{std::string(id),
              json::bool_or(o, "renewable", false),
              renewal_time_ms(now_ms, seconds),
              now_ms + seconds * 1000,
              seconds,
              copy_of(data)};
  leases_.insert_or_assign(path, std::move(lease));
  return data;
}

bool HashicorpSecrets::renew(Lease& lease) {
  json::object body = secret_object();
  body["lease_id"] = lease.id;
  body["increment"] = lease.seconds;
  HashicorpClient::Ask ask;
  ask.method = "POST";
  ask.path = "sys/leases/renew";
  ask.body = secret_text(body);
  ask.subject = "lease";
  const auto document = client_.ask_object(std::move(ask));
  if (!document) return false;
  const json::object& o = document->get_object();
  const std::int64_t seconds = read_seconds(o, "lease_duration");
  const std::int64_t now_ms = context_.now_ms();
  // Near the longest life that the engine allows, a renewal gives less and less: then a new secret is better.
  if (seconds < lease.seconds / 3 || seconds == 0) return false;
  lease.renewable = json::bool_or(o, "renewable", false);
  lease.renew_ms = renewal_time_ms(now_ms, seconds);
  lease.expires_ms = now_ms + seconds * 1000;
  return true;
}

Result<json::value> HashicorpSecrets::read(const HashicorpReference& reference) {
  if (const auto found = leases_.find(reference.path); found != leases_.end()) {
    Lease& lease = found->second;
    const std::int64_t now_ms = context_.now_ms();
    if (now_ms < lease.renew_ms || (now_ms < lease.expires_ms && lease.renewable && renew(lease))) {
      return copy_of(lease.data);
    }
    if (now_ms < lease.expires_ms) old_leases_.push_back(lease.id);
    leases_.erase(found);
  }
  SIGNET_TRY(const HashicorpMount mount, mount_of(reference.path));
  if (below(mount, reference.path).empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is a mount, not a secret", reference.path),
                "write MOUNT/PATH#FIELD");
  }
  return mount.kind == Kind::kKv2 ? read_kv2(mount, reference) : read_plain(mount, reference);
}

std::optional<std::int64_t> HashicorpSecrets::renewal_ms(std::string_view path) const {
  const auto found = leases_.find(path);
  return found == leases_.end() ? std::nullopt : std::optional(found->second.renew_ms);
}

Result<std::vector<std::string>> HashicorpSecrets::list_mounts() {
  HashicorpClient::Ask ask;
  ask.path = "sys/internal/ui/mounts";
  ask.subject = "mounts";
  SIGNET_TRY(const json::value document, client_.ask_object(std::move(ask)));
  const json::object* data = data_of(document);
  const json::object* secret = data == nullptr ? nullptr : json::find_object(*data, "secret");
  std::vector<std::string> folders;
  if (secret == nullptr) return folders;
  for (const auto& member : *secret) {
    const json::object* mount = member.value().if_object();
    const std::string name(member.key());
    if (mount == nullptr || !name.ends_with('/') || !is_listed_name(name) || kind_of(*mount) == Kind::kOther) continue;
    folders.push_back(name);
    mounts_.push_back({name, kind_of(*mount)});
  }
  return folders;
}

Result<std::vector<std::string>> HashicorpSecrets::list_folder(const HashicorpMount& mount, const std::string& folder) {
  const std::string middle = mount.kind == Kind::kKv2 ? "metadata/" : "";
  HashicorpClient::Ask ask;
  ask.path = encode_path(mount.path + middle + below(mount, folder)) + "?list=true";
  ask.subject = folder;
  SIGNET_TRY(const Answer answer, client_.ask(std::move(ask)));
  std::vector<std::string> names;
  if (answer.code == 404) return names;
  if (!answer.ok()) return client_.refusal(answer, folder);
  SIGNET_TRY(const json::value document, client_.transport().read_object(answer, folder));
  const json::object* data = data_of(document);
  const json::array* keys = data == nullptr ? nullptr : json::find_array(*data, "keys");
  if (keys == nullptr) return client_.transport().trouble(Trouble::kBadAnswer, folder, "data.keys was expected");
  for (const json::value& key : *keys) {
    if (key.is_string() && is_listed_name(key.get_string())) names.emplace_back(key.get_string());
  }
  return names;
}

Result<std::vector<std::string>> HashicorpSecrets::list(std::string_view prefix, std::size_t limit) {
  std::deque<std::string> folders;
  const std::size_t slash = prefix.rfind('/');
  if (slash == std::string_view::npos) {
    SIGNET_TRY(const std::vector<std::string> mounts, list_mounts());
    std::copy_if(mounts.begin(), mounts.end(), std::back_inserter(folders),
                 [&](const std::string& mount) { return mount.starts_with(prefix); });
  } else {
    folders.emplace_back(prefix.substr(0, slash + 1));
  }
  std::vector<std::string> found;
  for (int requests = 0; !folders.empty() && found.size() < limit && requests < kMaxListRequests; ++requests) {
    const std::string folder = std::move(folders.front());
    folders.pop_front();
    SIGNET_TRY(const HashicorpMount mount, mount_of(folder));
    auto names = list_folder(mount, folder);
    // The folder that was asked for is an error's matter; one below it may be closed to this login.
    if (!names && requests == 0 && slash != std::string_view::npos) return std::move(names).error();
    if (!names) continue;
    for (const std::string& name : *names) {
      std::string path = folder + name;
      const std::size_t common = std::min(path.size(), prefix.size());
      if (path.compare(0, common, prefix, 0, common) != 0 || path.size() > kMaxPathBytes) continue;
      if (path.ends_with('/')) {
        folders.push_back(std::move(path));
      } else if (path.starts_with(prefix) && found.size() < limit) {
        found.push_back(std::move(path));
      }
    }
  }
  return found;
}

void HashicorpSecrets::revoke_all() {
  for (auto& [path, lease] : leases_) old_leases_.push_back(std::move(lease.id));
  leases_.clear();
  for (const std::string& id : old_leases_) {
    json::object body = secret_object();
    body["lease_id"] = id;
    HashicorpClient::Ask ask;
    ask.method = "POST";
    ask.path = "sys/leases/revoke";
    ask.body = secret_text(body);
    ask.subject = "lease";
    ask.is_last_word = true;
    const auto answer = client_.ask(std::move(ask));
    // A server that does not answer will not answer for the next one either; leases end by themselves.
    if (!answer) break;
  }
  old_leases_.clear();
}

Result<SecretString> pick_field(const json::object& fields, const HashicorpReference& reference,
                                const Transport& transport) {
  const json::value* found = nullptr;
  if (!reference.field.empty()) found = json::find(fields, reference.field);
  if (reference.field.empty() && fields.size() == 1) found = &fields.begin()->value();
  if (found == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& member : fields) {
      if (names.size() < kMaxNames) names.emplace_back(member.key().data(), member.key().size());
    }
    const std::string all = join(std::vector<std::string>(names.begin(), names.end()), ", ");
    const std::string_view near = nearest(reference.field, names);
    const std::string what = reference.field.empty() ? "several fields" : "no field " + reference.field;
    return transport.trouble(Trouble::kNotFound, reference.path, fmt::format("{}: it has {}", what, all),
                             near.empty() ? "write #FIELD behind the path" : fmt::format("did you mean #{}?", near));
  }
  return secret_value(*found);
}

}  // namespace signet::vault
