#include "vault/providers/onepassword_item.h"

#include <algorithm>

#include "base/text.h"
#include "http/oauth2/token.h"

namespace signet::vault {

namespace {

constexpr std::string_view kScheme = "op://";
constexpr std::size_t kMaxNames = 20;

/// A field or a file with its section.
struct Part {
  const json::object* object = nullptr;
  std::string_view id;
  std::string_view name;
  std::string_view section_id;
  std::string_view section_label;

  [[nodiscard]] bool is_in_section() const { return !trim(section_label).empty(); }
};

std::string_view label_of_section(const json::object& item, std::string_view id) {
  const json::array* sections = json::find_array(item, "sections");
  if (sections == nullptr || id.empty()) return {};
  for (const json::value& section : *sections) {
    const json::object* o = section.if_object();
    if (o != nullptr && json::string_or(*o, "id") == id) return json::string_or(*o, "label");
  }
  return {};
}

std::vector<Part> read_parts(const json::object& item, std::string_view member, std::string_view name) {
  std::vector<Part> parts;
  const json::array* all = json::find_array(item, member);
  if (all == nullptr) return parts;
  for (const json::value& value : *all) {
    const json::object* o = value.if_object();
    if (o == nullptr) continue;
    Part part;
    part.object = o;
    part.id = json::string_or(*o, "id");
    part.name = json::string_or(*o, name);
    if (const json::object* section = json::find_object(*o, "section")) {
      part.section_id = json::string_or(*section, "id");
      part.section_label = json::string_or(*section, "label", label_of_section(item, part.section_id));
    }
    if (!part.id.empty() || !part.name.empty()) parts.push_back(part);
  }
  return parts;
}

/// The rule of all names: the id, else the very name, else the name in any case. What is left are all that fit.
template <typename T>
std::vector<const T*> fitting(const std::vector<const T*>& all, std::string_view wanted) {
  const auto those = [&](auto&& fits) {
    std::vector<const T*> found;
    std::copy_if(all.begin(), all.end(), std::back_inserter(found), fits);
    return found;
  };
  if (auto found = those([&](const T* t) { return !t->id.empty() && t->id == wanted; }); !found.empty()) return found;
  if (auto found = those([&](const T* t) { return t->name == wanted; }); !found.empty()) return found;
  return those([&](const T* t) { return equals_ignore_case(t->name, wanted) || equals_ignore_case(t->id, wanted); });
}

template <typename T>
std::vector<const T*> pointers(const std::vector<T>& all) {
  std::vector<const T*> list;
  for (const T& one : all) list.push_back(&one);
  return list;
}

std::vector<const Part*> in_section(const std::vector<Part>& parts, std::string_view section) {
  std::vector<const Part*> found;
  for (const Part& part : parts) {
    if (equals_ignore_case(part.section_label, section) || equals_ignore_case(part.section_id, section)) {
      found.push_back(&part);
    }
  }
  return found;
}

std::vector<const Part*> find_parts(const std::vector<Part>& parts, const OnePasswordReference& reference) {
  if (!reference.section.empty()) return fitting(in_section(parts, reference.section), reference.field);
  std::vector<const Part*> outside;
  for (const Part& part : parts) {
    if (!part.is_in_section()) outside.push_back(&part);
  }
  if (auto found = fitting(outside, reference.field); !found.empty()) return found;
  return fitting(pointers(parts), reference.field);
}

Error ambiguous(std::string_view subject, std::string_view what, std::size_t count, const Transport& transport) {
  return transport.trouble(Trouble::kRefused, subject, fmt::format("{} {}s have this name", count, what),
                           fmt::format("write the {}'s id in place of its name, or its section", what));
}

Error no_such_part(const std::vector<Part>& parts, const OnePasswordReference& reference, const Transport& transport) {
  std::vector<std::string> names;
  std::vector<std::string_view> known;
  for (const Part& part : parts) {
    const std::string_view name = part.name.empty() ? part.id : part.name;
    known.push_back(name);
    if (names.size() >= kMaxNames) continue;
    names.push_back(part.is_in_section() ? fmt::format("{}/{}", part.section_label, name) : std::string(name));
  }
  const std::string_view near = nearest(reference.field, known);
  return transport.trouble(Trouble::kNotFound, reference.uri(), "the item has " + join(names, ", "),
                           near.empty() ? "" : transport.quote(fmt::format("did you mean {}?", near)));
}

/// A current code, which only the service can make of the field's secret.
Result<SecretString> one_time_password(const json::object& field, const std::string& subject,
                                       const Transport& transport) {
  for (const std::string_view member : {"totp", "otp"}) {
    if (const std::string_view code = json::string_or(field, member); !code.empty()) return SecretString(code);
  }
  return transport.trouble(Trouble::kNotFound, subject, "the field holds no one-time password",
                           "attribute=otp is for fields of the type one-time password");
}

Result<SecretString> attribute_of(const Part& field, const OnePasswordReference& reference,
                                  const Transport& transport) {
  const std::string subject = reference.uri();
  if (!reference.ssh_format.empty()) {
    return fail(ErrorCode::kUnsupported,
                fmt::format("{}: a Connect server gives SSH keys as PKCS#8 only: {}", transport.service(),
                            transport.quote(subject)),
                "leave out ssh-format, or use the method cli");
  }
  const std::string& attribute = reference.attribute;
  if (attribute == "otp") return one_time_password(*field.object, subject, transport);
  if (attribute == "content" || attribute == "size" || attribute == "name") {
    return transport.trouble(Trouble::kNotFound, subject, fmt::format("{} is an attribute of files", attribute));
  }
  const json::value* value = json::find(*field.object, attribute.empty() ? std::string_view("value") : attribute);
  if (value != nullptr && value->is_string()) return SecretString(value->get_string());
  if (value == nullptr) return transport.trouble(Trouble::kNotFound, subject, "the field is empty", "fill it in");
  return transport.trouble(Trouble::kBadAnswer, subject, "a text was expected");
}

Result<OnePasswordFound> attribute_of_file(const Part& file, const OnePasswordReference& reference,
                                           const Transport& transport) {
  const std::string& attribute = reference.attribute;
  if (!reference.ssh_format.empty() || (!attribute.empty() && attribute != "content" && attribute != "size" &&
                                        attribute != "name" && attribute != "id")) {
    return transport.trouble(Trouble::kNotFound, reference.uri(), "it is a file",
                             "files have the attributes content, size, id, name");
  }
  if (attribute == "id") return OnePasswordFound{SecretString(file.id), {}};
  if (attribute == "name") return OnePasswordFound{SecretString(file.name), {}};
  if (attribute == "size") {
    const json::value* size = json::find(*file.object, "size");
    return OnePasswordFound{SecretString(size != nullptr && size->is_number() ? json::to_text(*size) : "0"), {}};
  }
  if (file.id.empty()) return transport.trouble(Trouble::kBadAnswer, reference.uri(), "a file without an id");
  return OnePasswordFound{{}, std::string(file.id)};
}

void add_listed(std::vector<Listed>& out, const std::vector<Part>& parts, std::string_view front,
                std::string_view fallback_note) {
  for (const Part& part : parts) {
    if (fallback_note.empty() && json::string_or(*part.object, "value").empty()) continue;
    std::string reference(front);
    if (part.is_in_section()) reference += fmt::format("{}/", onepassword_step(part.section_label, part.section_id));
    reference += onepassword_step(part.name, part.id);
    out.push_back({std::move(reference), std::string(json::string_or(*part.object, "type", fallback_note))});
  }
}

}  // namespace

std::vector<OnePasswordNamed> read_named(const json::value& answer, std::string_view name) {
  std::vector<OnePasswordNamed> all;
  const json::array* members = answer.if_array();
  if (members == nullptr) return all;
  for (const json::value& member : *members) {
    const json::object* o = member.if_object();
    if (o == nullptr || json::string_or(*o, "id").empty() || !json::string_or(*o, "state").empty()) continue;
    OnePasswordNamed named;
    named.id = json::string_or(*o, "id");
    named.name = json::string_or(*o, name);
    named.note = json::string_or(*o, "category");
    all.push_back(std::move(named));
  }
  return all;
}

Result<OnePasswordNamed> choose_named(const std::vector<OnePasswordNamed>& all, std::string_view wanted,
                                      std::string_view what, const Transport& transport) {
  const auto found = fitting(pointers(all), wanted);
  if (found.size() == 1) return *found.front();
  if (found.size() > 1) return ambiguous(wanted, what, found.size(), transport);
  std::vector<std::string_view> known;
  for (const OnePasswordNamed& one : all) known.push_back(one.name);
  const std::string_view near = nearest(wanted, known);
  return transport.trouble(Trouble::kNotFound, fmt::format("{} \"{}\"", what, wanted), {},
                           near.empty() ? fmt::format("check the name, and that the login may see this {}", what)
                                        : transport.quote(fmt::format("did you mean {}?", near)));
}

Result<OnePasswordFound> find_in_item(const json::object& item, const OnePasswordReference& reference,
                                      const Transport& transport) {
  const std::vector<Part> fields = read_parts(item, "fields", "label");
  const auto found = find_parts(fields, reference);
  if (found.size() > 1) return ambiguous(reference.uri(), "field", found.size(), transport);
  if (found.size() == 1) {
    SIGNET_TRY(SecretString value, attribute_of(*found.front(), reference, transport));
    return OnePasswordFound{std::move(value), {}};
  }
  const std::vector<Part> files = read_parts(item, "files", "name");
  const auto found_files = find_parts(files, reference);
  if (found_files.size() > 1) return ambiguous(reference.uri(), "file", found_files.size(), transport);
  if (found_files.size() == 1) return attribute_of_file(*found_files.front(), reference, transport);
  std::vector<Part> both = fields;
  both.insert(both.end(), files.begin(), files.end());
  return no_such_part(both, reference, transport);
}

std::vector<Listed> list_item(const json::object& item, std::string_view front) {
  std::vector<Listed> listed;
  add_listed(listed, read_parts(item, "fields", "label"), front, {});
  add_listed(listed, read_parts(item, "files", "name"), front, "file");
  return listed;
}

OnePasswordPrefix read_onepassword_prefix(std::string_view prefix) {
  if (prefix.starts_with(kScheme)) prefix.remove_prefix(kScheme.size());
  OnePasswordPrefix out;
  const std::vector<std::string> steps = split(prefix, '/');
  out.vault = steps.empty() ? std::string() : steps[0];
  out.names_vault = steps.size() > 1;
  if (steps.size() > 1) out.item = steps[1];
  out.names_item = steps.size() > 2;
  return out;
}

void list_items(std::vector<Listed>& out, const std::vector<OnePasswordNamed>& items, std::string_view vault,
                std::string_view vault_id) {
  for (const OnePasswordNamed& item : items) {
    const std::string_view step = onepassword_step(item.name, item.id);
    const std::string_view note = item.note;
    out.push_back({fmt::format("{}/{}/", onepassword_step(vault, vault_id), step),
                   step == item.name ? std::string(note) : fmt::format("{} {}", item.name, note)});
  }
}

void keep_listed(std::vector<Listed>& listed, std::string_view prefix, std::size_t limit) {
  if (prefix.starts_with(kScheme)) prefix.remove_prefix(kScheme.size());
  std::erase_if(listed, [&](const Listed& one) {
    return one.reference.size() < prefix.size() ||
           !equals_ignore_case(std::string_view(one.reference).substr(0, prefix.size()), prefix);
  });
  if (listed.size() > limit) listed.resize(limit);
  for (Listed& one : listed) {
    one.reference = http::oauth2::printable(one.reference, kMaxOnePasswordReference);
    one.note = http::oauth2::printable(one.note);
  }
}

}  // namespace signet::vault
