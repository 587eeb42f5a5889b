#include "mask/search.h"

#include <algorithm>

namespace signet::mask {

namespace {

/// Of longer forms the engine searches for the head, and the rest is compared.
constexpr std::size_t kHead = 256;
/// Vectorscan counts a text's bytes in 32 bits.
constexpr std::size_t kPlainPart = std::size_t{1} << 30U;
/// The copies are made part by part, so that they stay in the processor's caches.
constexpr std::size_t kPart = std::size_t{256} << 10U;
/// Parts overlap, so that no secret is cut, by at most this.
constexpr std::size_t kOverlap = kPart / 4;

bool is_alnum(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool is_base64(char c) {
  return is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

/// The base64 or base32 text that `part` is a part of, from no earlier than `least`, with its padding.
Span run_around(std::string_view text, Span part, std::size_t least) {
  constexpr int kMostPadding = 6;  // of base32
  while (part.begin > least && is_base64(text[part.begin - 1])) --part.begin;
  while (part.end < text.size() && is_base64(text[part.end])) ++part.end;
  for (int i = 0; i < kMostPadding && part.end < text.size() && text[part.end] == '='; ++i) ++part.end;
  return part;
}

bool stands_alone(std::string_view text, Span part) {
  return (part.begin == 0 || !is_alnum(text[part.begin - 1])) && (part.end == text.size() || !is_alnum(text[part.end]));
}

}  // namespace

std::shared_ptr<const SecretSet> SecretSet::build(std::vector<Member> members, std::size_t shortest) {
  std::vector<Form> forms;
  std::vector<Needle> needles;
  std::vector<std::uint32_t> ids;
  std::size_t longest = 0;
  bool escaped = false;
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.id < b.id; });
  for (const auto& [id, secret] : members) {
    ids.push_back(id);
    escaped = escaped || looks_escaped(secret);
    for (Form& form : forms_of(secret, shortest)) {
      const std::size_t head = std::min(form.text.size(), kHead);
      longest = std::max(longest, form.text.size());
      needles.push_back({id, static_cast<std::uint32_t>(head), form.views, form.around, form.any_case,
                         SecretString(std::string_view(form.text).substr(head))});
      forms.push_back(std::move(form));
    }
  }
  std::vector<Literal> literals;
  literals.reserve(forms.size());
  for (const Form& form : forms) literals.push_back({std::string_view(form.text).substr(0, kHead), form.any_case});
  std::optional<Engine> engine = Engine::compile(literals);
  for (Form& form : forms) wipe(form.text);
  if (!engine) return nullptr;
  return std::shared_ptr<const SecretSet>(
      new SecretSet(*std::move(engine), std::move(needles), std::move(ids), longest, escaped));
}

/// One search through one text: the text itself or a copy.
struct Searcher::Pass {
  std::string_view text;
  View view = kPlain;
  int layers = 0;                  ///< how many layers of escapes were taken off before
  const Copy* copy = nullptr;      ///< made from the last layer, or null
  const Joined* joined = nullptr;  ///< likewise
  std::string_view source;         ///< the last layer
  std::size_t offset = 0;          ///< of the part within the whole text
  Span last;                       ///< of the places found so far, the last, in this text
  Span last_in_run;                ///< the same, of those that are hidden with the base64 around
  Span run;                        ///< the last run of base64 that was hidden, so that it is walked once
  Searcher* searcher = nullptr;
  const SecretSet* set = nullptr;
};

Span Searcher::to_text(const Pass& pass, Span part) const {
  if (pass.copy != nullptr) part = pass.copy->source(part);
  for (int layer = pass.layers; layer > 0; --layer) part = layers_[layer - 1].source(part);
  return {part.begin + pass.offset, part.end + pass.offset};
}

namespace {

bool rest_fits(std::string_view text, std::size_t at, std::string_view rest, bool any_case) {
  const std::string_view there = text.substr(std::min(at, text.size()), rest.size());
  if (!any_case || there.size() != rest.size()) return there == rest;
  return std::equal(there.begin(), there.end(), rest.begin(), [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    return lower(a) == lower(b);
  });
}

}  // namespace

void Searcher::take(Pass& pass, const SecretSet::Needle& needle, std::size_t end) {
  if ((needle.views & pass.view) == 0) return;
  Span part{end - needle.head, end};
  if (!needle.rest.empty()) {
    if (!rest_fits(pass.text, end, needle.rest.expose(), needle.any_case)) return;
    part.end += needle.rest.size();
  }
  const bool alone = needle.around == Around::kAlone || needle.around == Around::kAloneRun;
  if (alone && !stands_alone(pass.text, part)) return;
  if (findings_->want_ids) {
    if (findings_->ids.size() <= needle.id) findings_->ids.resize(needle.id + 1);
    findings_->ids[needle.id] = true;
    return;
  }
  hide(pass, needle, part);
}

/// Takes together what overlaps in the text of the pass: hostile text can have a hit at every byte.
void Searcher::hide(Pass& pass, const SecretSet::Needle& needle, Span part) {
  const bool whole_run = needle.around == Around::kRun || needle.around == Around::kAloneRun;
  Span& last = whole_run ? pass.last_in_run : pass.last;
  if (part.begin < last.end && part.end > last.begin) {
    last = {std::min(last.begin, part.begin), std::max(last.end, part.end)};
    return;
  }
  settle(pass, last, whole_run);
  last = part;
}

void Searcher::settle(Pass& pass, Span part, bool whole_run) {
  if (part.begin == part.end) return;
  std::string_view around = pass.text;
  if (pass.joined != nullptr) {
    part = pass.joined->source(part);
    around = pass.source;
  }
  // Not in decoded quoted-printable: "=" before a line's end is a soft break there, so the next line would be hidden.
  if (whole_run && pass.copy == nullptr) {
    if (part.begin >= pass.run.begin && part.end <= pass.run.end) return;  // hidden already
    part = run_around(around, part, std::min(part.begin, pass.run.end));
    pass.run = part;
  }
  const Span found = to_text(pass, part);
  std::vector<Span>& spans = findings_->spans;
  if (!spans.empty() && found.begin <= spans.back().end && found.end >= spans.back().begin) {
    spans.back() = {std::min(spans.back().begin, found.begin), std::max(spans.back().end, found.end)};
  } else {
    spans.push_back(found);
  }
}

void Searcher::on_found(void* context, std::uint32_t literal, std::size_t end) {
  auto* pass = static_cast<Pass*>(context);
  pass->searcher->take(*pass, pass->set->needles_[literal], end);
}

void Searcher::scan(Pass pass) {
  pass.searcher = this;
  for (const auto& set : *sets_) {
    pass.set = set.get();
    pass.run = pass.last = pass.last_in_run = {};
    complete_ = set->engine_.search(pass.text, scratch_, on_found, &pass) && complete_;
    settle(pass, pass.last, false);
    settle(pass, pass.last_in_run, true);
  }
}

bool Searcher::search(const SecretSets& sets, std::string_view text, Findings& findings) {
  sets_ = &sets;
  findings_ = &findings;
  longest_ = 0;
  any_escaped_ = false;
  complete_ = true;
  for (const auto& set : sets) {
    any_escaped_ = any_escaped_ || set->escaped_;
    longest_ = std::max(longest_, set->longest());
  }
  if (!prepare(sets)) return false;
  search_plain(text);
  for (std::size_t begin = 0; begin < text.size();) begin = search_copies(text, begin);
  return complete_;
}

/// Scratch is prepared once for each set: Vectorscan reads the whole database to do so.
bool Searcher::prepare(const SecretSets& sets) {
  if (prepared_ == sets) return true;
  prepared_.clear();
  for (const auto& set : sets) {
    if (!set->engine_.prepare(scratch_)) return false;
  }
  prepared_ = sets;
  return true;
}

void Searcher::search_plain(std::string_view text) {
  for (std::size_t begin = 0; begin < text.size();) {
    const std::string_view part = text.substr(begin, kPlainPart);
    Pass pass;
    pass.text = part;
    pass.offset = begin;
    scan(pass);
    if (begin + part.size() == text.size()) break;
    begin += part.size() - std::min(longest_, kPlainPart / 2);
  }
}

std::size_t Searcher::search_copies(std::string_view text, std::size_t begin) {
  Pass pass;
  pass.offset = begin;
  pass.text = text.substr(begin, kPart);
  const std::size_t end = begin + pass.text.size();
  if (decode_quoted_printable(pass.text, printable_)) {
    Pass printable = pass;
    printable.copy = &printable_;
    printable.text = printable_.text();
    scan(printable);
  }
  while (pass.layers < kLayers && unescape(pass.text, layers_[pass.layers])) {
    pass.text = layers_[pass.layers++].text();
    scan(pass);
  }
  if (pass.layers > 0 && any_escaped_) {
    Pass escaped = pass;
    escaped.layers = 0;
    escaped.text = text.substr(begin, kPart);
    scan_joined(escaped);
  }
  if (decode_lists(pass.text, list_)) {
    Pass list = pass;
    list.view = kList;
    list.copy = &list_;
    list.text = list_.text();
    scan(list);
  }
  scan_joined(pass);
  return end == text.size() ? end : next_part(pass, end);
}

void Searcher::scan_joined(Pass& pass) {
  pass.source = pass.text;
  if (!joined_.assign(pass.source)) return;
  pass.view = kJoined;
  pass.joined = &joined_;
  pass.text = joined_.text();
  scan(pass);
}

/// Goes back by the room that the longest form may take here, in the most compact of the copies.
std::size_t Searcher::next_part(const Pass& pass, std::size_t end) const {
  const std::size_t least = end - kOverlap;
  const std::size_t back = 4 * longest_;  // a list of numbers takes up to three digits a byte
  if (back >= pass.text.size()) return least;
  Span tail{pass.text.size() - back - 1, pass.text.size() - back};
  if (pass.joined != nullptr) tail = pass.joined->source(tail);
  return std::max(least, to_text(pass, tail).begin);
}

}  // namespace signet::mask
