//===- json.cpp - Reads JSON ----------------------------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "json.h"

#include <charconv>
#include <cstdint>

namespace refloop_run {
namespace {

constexpr int max_depth = 64;

/// A recursive-descent reader of one text; `failed` once, failed for good.
class Reader {
public:
  explicit Reader(std::string_view text) : rest_(text) {}

  Json value(int depth = 0) {
    skip_space();
    if (rest_.empty() || depth > max_depth)
      return fail();
    switch (rest_.front()) {
    case '{':
      return object(depth);
    case '[':
      return array(depth);
    case '"':
      return Json(string(), false);
    case 't':
      return word("true") ? Json(true) : fail();
    case 'f':
      return word("false") ? Json(false) : fail();
    case 'n':
      return word("null") ? Json() : fail();
    default:
      return number();
    }
  }

  bool failed() const { return failed_; }
  bool at_end() {
    skip_space();
    return rest_.empty();
  }

private:
  Json fail() {
    failed_ = true;
    rest_ = {};
    return Json();
  }

  void skip_space() {
    const std::size_t at = rest_.find_first_not_of(" \t\r\n");
    rest_ = at == rest_.npos ? std::string_view() : rest_.substr(at);
  }

  /// Whether \p expected comes next; takes it if so.
  bool take(char expected) {
    skip_space();
    if (rest_.empty() || rest_.front() != expected)
      return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool word(std::string_view expected) {
    if (!rest_.starts_with(expected))
      return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  Json number() {
    const std::size_t end = rest_.find_first_not_of("+-.0123456789eE");
    std::string digits(rest_.substr(0, end));
    if (digits.empty())
      return fail();
    rest_.remove_prefix(digits.size());
    return Json(std::move(digits), true);
  }

  Json array(int depth) {
    Json::Array values;
    take('[');
    if (take(']'))
      return Json(std::move(values));
    do
      values.push_back(value(depth + 1));
    while (!failed_ && take(','));
    return take(']') ? Json(std::move(values)) : fail();
  }

  Json object(int depth) {
    Json::Object members;
    take('{');
    if (take('}'))
      return Json(std::move(members));
    do {
      std::string name = string();
      if (!take(':'))
        return fail();
      members.insert_or_assign(std::move(name), value(depth + 1));
    } while (!failed_ && take(','));
    return take('}') ? Json(std::move(members)) : fail();
  }

  std::string string() {
    std::string text;
    if (!take('"')) {
      fail();
      return text;
    }
    while (!rest_.empty() && rest_.front() != '"') {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\\')
        escape(text);
      else
        text += c;
    }
    if (rest_.empty())
      fail();
    else
      rest_.remove_prefix(1);
    return text;
  }

  void escape(std::string &text) {
    if (rest_.empty())
      return;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    static constexpr std::string_view from = "nrtbf", to = "\n\r\t\b\f";
    if (const std::size_t at = from.find(c); at != from.npos)
      text += to[at];
    else if (c == 'u')
      code_unit(text);
    else
      text += c;
  }

  /// The runtime escapes control characters alone; others become UTF-8.
  void code_unit(std::string &text) {
    unsigned code = 0;
    const std::string_view digits = rest_.substr(0, 4);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (error != std::errc() || end != digits.data() + 4) {
      fail();
      return;
    }
    rest_.remove_prefix(4);
    if (code < 0x80) {
      text += static_cast<char>(code);
    } else if (code < 0x800) {
      text += static_cast<char>(0xc0 | code >> 6);
      text += static_cast<char>(0x80 | (code & 0x3f));
    } else {
      text += static_cast<char>(0xe0 | code >> 12);
      text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      text += static_cast<char>(0x80 | (code & 0x3f));
    }
  }

  std::string_view rest_;
  bool failed_ = false;
};

} // namespace

Json::Json(std::string number_or_text, bool is_number) {
  if (is_number)
    value_ = Number{std::move(number_or_text)};
  else
    value_ = std::move(number_or_text);
}

std::optional<Json> Json::parse(std::string_view text) {
  Reader reader(text);
  Json value = reader.value();
  if (reader.failed() || !reader.at_end())
    return std::nullopt;
  return value;
}

std::string Json::text() const {
  const auto *text = std::get_if<std::string>(&value_);
  return text ? *text : std::string();
}

std::uint64_t Json::number() const {
  std::uint64_t result = 0;
  if (const auto *number = std::get_if<Number>(&value_))
    std::from_chars(number->digits.data(),
                    number->digits.data() + number->digits.size(), result);
  return result;
}

const Json::Array &Json::array() const {
  static const Array none;
  const auto *values = std::get_if<Array>(&value_);
  return values ? *values : none;
}

const Json &Json::operator[](std::string_view name) const {
  static const Json null;
  const auto *members = std::get_if<Object>(&value_);
  if (!members)
    return null;
  const auto found = members->find(name);
  return found == members->end() ? null : found->second;
}

} // namespace refloop_run
