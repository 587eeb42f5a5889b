#include "mask/mask.h"

#include <algorithm>
#include <functional>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "base/secret.h"
#include "mask/search.h"

namespace signet {

namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Sorts, merges what overlaps or touches, widens to whole UTF-8 characters.
void tidy(std::vector<mask::Span>& spans, std::string_view text) {
  constexpr std::size_t kMostContinuing = 3;
  for (mask::Span& span : spans) {
    for (std::size_t i = 0; i < kMostContinuing && span.begin > 0 && continues(text[span.begin]); ++i) --span.begin;
    for (std::size_t i = 0; i < kMostContinuing && span.end < text.size() && continues(text[span.end]); ++i) ++span.end;
  }
  std::sort(spans.begin(), spans.end(), [](const mask::Span& a, const mask::Span& b) { return a.begin < b.begin; });
  std::size_t kept = 0;
  for (const mask::Span& span : spans) {
    if (kept > 0 && span.begin <= spans[kept - 1].end) {
      spans[kept - 1].end = std::max(spans[kept - 1].end, span.end);
    } else {
      spans[kept++] = span;
    }
  }
  spans.resize(kept);
}

/// The text with each span replaced by the mask; `spans` are then the places of the masks in it.
std::string hide(std::string_view text, std::vector<mask::Span>& spans) {
  std::string out;
  out.reserve(text.size() + spans.size() * kMasked.size());
  std::size_t kept = 0;
  for (mask::Span& span : spans) {
    out.append(text.substr(kept, span.begin - kept)).append(kMasked);
    kept = span.end;
    span = {out.size() - kMasked.size(), out.size()};
  }
  return out.append(text.substr(kept));
}

/// The surroundings of spans that are in order.
std::vector<mask::Span> around(const std::vector<mask::Span>& spans, std::size_t size) {
  constexpr std::size_t kReach = 4096;
  std::vector<mask::Span> out;
  for (const mask::Span& span : spans) {
    const std::size_t begin = span.begin - std::min(span.begin, kReach);
    const std::size_t end = std::min(span.end + kReach, size);
    if (!out.empty() && begin <= out.back().end) {
      out.back().end = end;
    } else {
      out.push_back({begin, end});
    }
  }
  return out;
}

}  // namespace

/// Secrets added are compiled at the next search, with all sets that are not larger: so each secret is compiled only
/// log2(n) times, however adding and searching alternate, and a search goes through log2(n) sets at most.
struct Mask::Impl {
  mutable std::shared_mutex mutex;
  std::vector<SecretString> secrets;  // by id
  std::unordered_multimap<std::size_t, SecretId> by_hash;
  std::vector<SecretId> pending;  // not yet in a set
  std::shared_ptr<const mask::SecretSets> sets = std::make_shared<mask::SecretSets>();
  bool broken = false;  // a set could not be compiled

  std::mutex idle_mutex;
  std::vector<std::unique_ptr<mask::Searcher>> idle;

  [[nodiscard]] const SecretId* known(std::size_t hash, std::string_view secret) const {
    const auto [begin, end] = by_hash.equal_range(hash);
    for (auto entry = begin; entry != end; ++entry) {
      if (secrets[entry->second].expose() == secret) return &entry->second;
    }
    return nullptr;
  }

  /// The sets with all that was added; null when they cannot be had.
  [[nodiscard]] std::shared_ptr<const mask::SecretSets> current() {
    {
      const std::shared_lock lock(mutex);
      if (broken) return nullptr;
      if (pending.empty()) return sets;
    }
    const std::unique_lock lock(mutex);
    if (!pending.empty() && !broken) compile_pending();
    return broken ? nullptr : sets;
  }

  void compile_pending() {
    mask::SecretSets next = *sets;
    std::vector<SecretId> ids = std::move(pending);
    pending.clear();
    while (!next.empty() && next.back()->ids().size() <= ids.size()) {
      ids.insert(ids.end(), next.back()->ids().begin(), next.back()->ids().end());
      next.pop_back();
    }
    std::vector<mask::SecretSet::Member> members;
    members.reserve(ids.size());
    for (const SecretId id : ids) members.push_back({id, secrets[id].expose()});
    next.push_back(mask::SecretSet::build(std::move(members), kShortest));
    broken = next.back() == nullptr;
    sets = std::make_shared<mask::SecretSets>(std::move(next));
  }

  std::unique_ptr<mask::Searcher> searcher() {
    const std::lock_guard lock(idle_mutex);
    if (idle.empty()) return std::make_unique<mask::Searcher>();
    auto out = std::move(idle.back());
    idle.pop_back();
    return out;
  }

  [[nodiscard]] bool search(std::string_view text, mask::Findings& findings) {
    const auto all = current();
    if (all == nullptr) return false;
    if (all->empty() || text.size() < kShortest) return true;
    auto own = searcher();
    const bool complete = own->search(*all, text, findings);
    const std::lock_guard lock(idle_mutex);
    idle.push_back(std::move(own));
    return complete;
  }

  /// The spans in some parts of a text. What touches the end of a part, other than the text's, may be cut there.
  [[nodiscard]] bool search(std::string_view text, const std::vector<mask::Span>& parts,
                            std::vector<mask::Span>& spans) {
    for (const mask::Span& part : parts) {
      mask::Findings findings;
      if (!search(text.substr(part.begin, part.end - part.begin), findings)) return false;
      for (mask::Span span : findings.spans) {
        span = {span.begin + part.begin, span.end + part.begin};
        const bool cut =
            (span.begin == part.begin && part.begin > 0) || (span.end == part.end && part.end < text.size());
        if (!cut) spans.push_back(span);
      }
    }
    return true;
  }
};

Mask::Mask() : impl_(std::make_unique<Impl>()) {}
Mask::~Mask() = default;

SecretId Mask::add(std::string_view secret) {
  const std::size_t hash = std::hash<std::string_view>()(secret);
  {
    const std::shared_lock lock(impl_->mutex);
    if (const SecretId* id = impl_->known(hash, secret)) return *id;
  }
  const std::unique_lock lock(impl_->mutex);
  if (const SecretId* id = impl_->known(hash, secret)) return *id;
  const auto id = static_cast<SecretId>(impl_->secrets.size());
  impl_->secrets.emplace_back(secret);
  impl_->by_hash.emplace(hash, id);
  if (secret.size() >= kShortest) impl_->pending.push_back(id);
  return id;
}

std::string Mask::operator()(std::string text) const {
  // What is hidden may bring to light what was no form before, such as base64 that now stands alone, or text after an
  // escape that was cut; and a secret may hold the mask itself. So the surroundings are looked at until nothing
  // changes.
  constexpr int kMostRounds = 16;
  std::vector<mask::Span> parts{{0, text.size()}};
  for (int round = 0; round < kMostRounds; ++round) {
    std::vector<mask::Span> spans;
    if (!impl_->search(text, parts, spans)) return std::string(kMasked);
    if (spans.empty()) return text;
    tidy(spans, text);
    std::string hidden = hide(text, spans);
    if (hidden == text) return text;
    text = std::move(hidden);
    parts = around(spans, text.size());
  }
  return text;
}

std::vector<SecretId> Mask::find(std::string_view text) const {
  mask::Findings findings;
  findings.want_ids = true;
  const bool complete = impl_->search(text, findings);
  std::vector<SecretId> found;
  const std::shared_lock lock(impl_->mutex);
  for (SecretId id = 0; id < impl_->secrets.size(); ++id) {
    if (!complete || (id < findings.ids.size() && findings.ids[id])) found.push_back(id);
  }
  return found;
}

bool Mask::empty() const {
  const std::shared_lock lock(impl_->mutex);
  return impl_->pending.empty() && impl_->sets->empty() && !impl_->broken;
}

}  // namespace signet
