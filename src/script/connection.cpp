#include "script/connection.h"

#include <sched.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <cerrno>
#include <chrono>

namespace signet::script {

namespace {

void put_length(char* to, std::size_t size) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<char>(size >> (8 * i) & 0xFF);
}

}  // namespace

bool ScopeMirror::Seen::differs(const model::VariableScope& scope) {
  if (sent && revision == scope.revision() && id == scope.id && name == scope.name) return false;
  *this = {true, scope.revision(), scope.id, scope.name};
  return true;
}

ScopeSelection ScopeMirror::select(const model::Scopes& scopes) {
  ScopeSelection selection;
  selection.local = local_.differs(scopes.local);
  selection.environment = environment_.differs(scopes.environment);
  selection.collection = collection_.differs(scopes.collection);
  selection.globals = globals_.differs(scopes.globals);
  selection.data = !data_sent_ || data_ != scopes.data;
  if (selection.data) {
    data_ = scopes.data;
    data_sent_ = true;
  }
  return selection;
}

void ScopeMirror::apply(ScopeChanges changes, model::Scopes& scopes) {
  apply(changes.local, scopes.local, local_);
  apply(changes.environment, scopes.environment, environment_);
  apply(changes.collection, scopes.collection, collection_);
  apply(changes.globals, scopes.globals, globals_);
}

void ScopeMirror::apply(std::vector<Mutation>& mutations, model::VariableScope& scope, Seen& seen) {
  if (mutations.empty()) return;
  const bool in_step = seen.sent && seen.revision == scope.revision();
  for (Mutation& mutation : mutations) {
    switch (mutation.kind) {
      case Mutation::Kind::kSet:
        scope.set(mutation.key, std::move(mutation.value), std::move(mutation.type));
        break;
      case Mutation::Kind::kUnset:
        scope.unset(mutation.key);
        break;
      case Mutation::Kind::kClear:
        scope.clear();
        break;
    }
  }
  // When somebody else changed the scope meanwhile, the worker lacks that change: the old stamp stays, and differs.
  if (in_step) seen.revision = scope.revision();
}

SourceTable::Entry SourceTable::enter(std::string_view code) {
  constexpr std::size_t kMaxBytes = 64 << 20;
  if (const auto known = ids_.find(code); known != ids_.end()) return {known->second, false};
  if (bytes_ + code.size() > kMaxBytes) return {0, true};
  bytes_ += code.size();
  const std::uint64_t id = ids_.size() + 1;
  ids_.emplace(code, id);
  return {id, true};
}

bool Connection::send(std::string_view json, std::string_view blob) {
  char header[kFrameHeaderBytes];
  put_length(header, json.size());
  put_length(header + 4, blob.size());
  const std::string_view parts[] = {{header, sizeof header}, json, blob};
  std::size_t taken = 0;
  if (!has_unsent()) {
    iovec vectors[3];
    for (int i = 0; i < 3; ++i) vectors[i] = {const_cast<char*>(parts[i].data()), parts[i].size()};
    msghdr message{};
    message.msg_iov = vectors;
    message.msg_iovlen = 3;
    const ssize_t n = sendmsg(socket(), &message, MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
    taken = n < 0 ? 0 : static_cast<std::size_t>(n);
  }
  for (const std::string_view part : parts) {
    const std::size_t skip = std::min(taken, part.size());
    taken -= skip;
    unsent_ += part.substr(skip);
  }
  return true;
}

bool Connection::flush() {
  while (has_unsent()) {
    const ssize_t n = ::send(socket(), unsent_.data() + sent_, unsent_.size() - sent_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN;
    sent_ += static_cast<std::size_t>(n);
  }
  unsent_.clear();
  sent_ = 0;
  return true;
}

bool Connection::answers_soon() const {
  constexpr std::chrono::microseconds kPatience{50};
  const auto until = std::chrono::steady_clock::now() + kPatience;
  do {
    char byte;
    const ssize_t n = recv(socket(), &byte, 1, MSG_PEEK);
    if (n >= 0 || (errno != EAGAIN && errno != EINTR)) return true;
    sched_yield();
  } while (std::chrono::steady_clock::now() < until);
  return false;
}

Connection::Read Connection::read() {
  const std::span<char> space = reader_.space();
  ssize_t n = recv(socket(), space.data(), space.size(), 0);
  while (n < 0 && errno == EINTR) n = recv(socket(), space.data(), space.size(), 0);
  if (n == 0) return Read::kClosed;
  if (n < 0) return errno == EAGAIN ? Read::kNothing : Read::kClosed;
  reader_.filled(static_cast<std::size_t>(n));
  return Read::kSome;
}

}  // namespace signet::script
