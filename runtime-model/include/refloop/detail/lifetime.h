//===- lifetime.h - Whether an object still lives ---------------*- C++ -*-===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Catches the use of an object through a reference that outlived it. A member
// whose address, and nothing else, says which object it is: asking a dead one
// reads no dead memory. Where another object of the same type lives at that
// address by now, it answers; that is AddressSanitizer's to find.
//
//===----------------------------------------------------------------------===//

#ifndef REFLOOP_DETAIL_LIFETIME_H
#define REFLOOP_DETAIL_LIFETIME_H

namespace refloop::detail {

// The objects that live, by their address and type; any thread may call.
void lifetime_begins(const void *address, const void *type) noexcept;
void lifetime_ends(const void *address, const void *type) noexcept;
bool is_alive(const void *address, const void *type) noexcept;

/// Reports dangling-capture at the place where the task, callback or job that
/// this thread executes was ordered; nothing in code that nobody ordered.
void report_dead(const char *noun) noexcept;
/// The same, then throws RuntimeError `the NOUN has been destroyed`.
[[noreturn]] void refuse_dead(const char *noun);

/// What to call an Owner in a report: `future`. Specialised by each owner.
template <class Owner> struct Noun;

/// A member of \p Owner. Every object has its own: it is neither copied nor
/// moved with it.
template <class Owner> class Lifetime {
public:
  Lifetime() noexcept { lifetime_begins(this, &type); }
  Lifetime(const Lifetime &) noexcept : Lifetime() {}
  Lifetime &operator=(const Lifetime &) noexcept { return *this; }
  ~Lifetime() { lifetime_ends(this, &type); }

  /// \throws RuntimeError after a report if it is over
  void check() const {
    if (!is_alive(this, &type))
      refuse_dead(Noun<Owner>::text);
  }
  /// The same where nothing may be thrown: whether it lives.
  bool reported_alive() const noexcept {
    const bool alive = is_alive(this, &type);
    if (!alive)
      report_dead(Noun<Owner>::text);
    return alive;
  }

private:
  static inline const char type = 0;
};

} // namespace refloop::detail

#endif // REFLOOP_DETAIL_LIFETIME_H
