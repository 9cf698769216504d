//===- where.h - A place in the caller's source -----------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where something happened: the source_location of an API call, or a short
// stack trace where no default argument can reach. A trace costs little when it
// is taken and is turned into lines only for a report, by a symboliser outside
// the process. What is done with the lines is violation.h's business.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_WHERE_H
#define REFLOOP_DETAIL_WHERE_H

#include <array>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

namespace refloop::detail {

/// Return addresses, innermost first, without capture()'s own.
struct Backtrace {
  static constexpr std::size_t depth = 14;
  std::array<void *, depth> pcs;
  std::uint8_t count = 0;

  [[gnu::noinline]] static Backtrace capture() noexcept;
};

/// A line of source, its path as the compiler was given it.
struct SourceLine {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  std::string function; ///< demangled; empty where nobody needs it
};

/// The frame of a trace that is to blame.
enum class Blame : std::uint8_t {
  location,    ///< the source_location; there is no trace
  coroutine,   ///< the frame that called the coroutine
  constructor, ///< the frame that constructed the object, outside of std::
};

/// A place, resolved on demand.
class Where {
public:
  Where() = default;
  Where(std::source_location location) : location_(location) {}
  Where(std::source_location location, Blame blame, const Backtrace &trace)
      : location_(location), blame_(blame), trace_(trace) {}

  const std::source_location &location() const { return location_; }
  /// Whether only the trace can tell the line: there is no location, or it lies
  /// in a header of the system (the inside of `make_unique`).
  bool needs_trace() const;
  const Backtrace &trace() const { return trace_; }
  Blame blame() const { return blame_; }

  /// The line to blame; runs the symboliser where it has to. `??`, line 0 if it
  /// cannot be known.
  SourceLine line() const;
  /// The name of the coroutine that the trace was taken in, without arguments.
  std::string coroutine_name() const;

private:
  std::source_location location_{};
  Blame blame_ = Blame::location;
  Backtrace trace_;
};

/// An address that means the same in every run: offset in a module.
struct ModuleAddress {
  std::string module;
  std::uint64_t address = 0;
  auto operator<=>(const ModuleAddress &) const = default;
};

/// The frames of \p trace, relative to their modules, at the call instructions.
std::vector<ModuleAddress> relative(const Backtrace &trace);

/// All functions at the frames of a trace, inlined ones too, innermost first.
/// Empty if no symboliser was found (`REFLOOP_SYMBOLIZER`, else
/// `llvm-symbolizer-22`, `llvm-symbolizer` on the PATH).
std::vector<SourceLine> symbolise(const std::vector<ModuleAddress> &frames);

/// The same for many traces, with one run of the symboliser per module.
std::vector<std::vector<SourceLine>>
symbolise(const std::vector<std::vector<ModuleAddress>> &traces);

/// Of the frames that symbolise() found, the one to blame.
std::optional<SourceLine> blamed(const std::vector<SourceLine> &frames, Blame);

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_WHERE_H
