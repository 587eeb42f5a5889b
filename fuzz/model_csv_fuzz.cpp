// Any bytes as a CSV data file: an error, or records that read the same again from their positions.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "model/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  model::CsvReader reader(text);
  std::vector<model::CsvField> fields;
  std::vector<model::CsvField> again;
  while (!reader.at_end()) {
    const std::size_t begin = reader.position();
    auto more = reader.next(fields);
    if (!more || !*more) return 0;
    const std::size_t end = reader.position();
    if (end <= begin) std::abort();
    reader.seek(begin);
    auto repeated = reader.next(again);
    if (!repeated || again.size() != fields.size() || reader.position() != end) std::abort();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].text != again[i].text || fields[i].quoted != again[i].quoted) std::abort();
      (void)model::cast_csv_field(fields[i]);
    }
  }
  return 0;
}
