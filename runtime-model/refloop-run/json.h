//===- json.h - Reads JSON ------------------------------------ -*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A reader for the run log's lines, small because they are the runtime's own.
// Writing is done where the values are known.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_RUN_JSON_H
#define REFLOOP_RUN_JSON_H

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace refloop_run {

/// A JSON value. Asking it for what it is not yields an empty one.
class Json {
public:
  using Array = std::vector<Json>;
  using Object = std::map<std::string, Json, std::less<>>;

  Json() = default;
  explicit Json(bool value) : value_(value) {}
  explicit Json(std::string number_or_text, bool is_number);
  explicit Json(Array values) : value_(std::move(values)) {}
  explicit Json(Object members) : value_(std::move(members)) {}

  /// \p text as one value; nothing if it is none or has a tail.
  static std::optional<Json> parse(std::string_view text);

  bool is_null() const { return value_.index() == 0; }
  std::string text() const;
  /// 0 of what is no number that fits.
  std::uint64_t number() const;
  const Array &array() const;
  /// The member called \p name; null if there is none.
  const Json &operator[](std::string_view name) const;

private:
  struct Number {
    std::string digits; // addresses need all 64 bits, which a double has not
  };
  std::variant<std::monostate, bool, Number, std::string, Array, Object> value_;
};

} // namespace refloop_run

#endif // REFLOOP_RUN_JSON_H
