// Where a report's bytes go: a file that appears whole at the end, standard output, or a string in tests; and a spool
// for what a format wants at its end but a run tells early, so that memory stays flat.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::report {

/// A place for bytes. Errors are kept and told by close(), so that writers need not look at each write.
class Sink {
 public:
  Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual ~Sink() = default;

  virtual void write(std::string_view bytes) = 0;
  /// Makes what is buffered visible to a reader, where that has a meaning.
  virtual void flush() {}
  /// Writes what is buffered and ends: for a file, puts it in its place.
  virtual Status close() = 0;
};

/// Collects into a string that the caller owns.
class StringSink final : public Sink {
 public:
  explicit StringSink(std::string& out) : out_(out) {}
  void write(std::string_view bytes) override { out_.append(bytes); }
  Status close() override { return {}; }

 private:
  std::string& out_;
};

/// Writes to an open descriptor through a buffer; does not own it.
class DescriptorSink final : public Sink {
 public:
  DescriptorSink(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  ~DescriptorSink() override { flush_buffer(); }
  void write(std::string_view bytes) override;
  void flush() override { flush_buffer(); }
  Status close() override;

 private:
  void flush_buffer();

  int fd_;
  std::string name_;
  std::string buffer_;
  int error_ = 0;
};

/// A file written beside its final path and renamed over it by close(): readers never see half a report, and a run that
/// dies leaves the old one. Missing folders are made. A device or pipe is written in place.
class ExportFile final : public Sink {
 public:
  /// Fails at once when the place cannot be written, so that a long run does not end in an error.
  static Result<std::unique_ptr<ExportFile>> open(const std::filesystem::path& path);
  ~ExportFile() override;
  void write(std::string_view bytes) override { out_->write(bytes); }
  Status close() override;

 private:
  ExportFile(std::filesystem::path path, std::string beside, int fd);

  std::filesystem::path path_;
  std::string beside_;  // empty when written in place
  int fd_;
  std::unique_ptr<DescriptorSink> out_;
};

/// An unnamed temporary file that grows at its end and can be read back.
class Spool {
 public:
  struct Piece {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };

  static Result<std::unique_ptr<Spool>> open();
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  Piece append(std::string_view bytes);
  [[nodiscard]] std::string read(Piece piece);
  /// Copies everything to `out`.
  void copy_to(Sink& out);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// The first error of the disk, if there was one.
  [[nodiscard]] Status status() const;

 private:
  explicit Spool(int fd) : fd_(fd) {}
  void flush();

  int fd_;
  std::uint64_t size_ = 0;
  std::string buffer_;  // the last bytes, not yet written
  int error_ = 0;
};

/// Where a reporter writes when it was not told: "signet/signet-run-report-<UTC time>-0.<ext>", as newman names them.
[[nodiscard]] std::filesystem::path default_export_path(std::string_view extension, std::int64_t now_ms);

}  // namespace signet::report
