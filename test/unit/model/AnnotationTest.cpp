//===- AnnotationTest.cpp - Models in attributes --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What annotations in source say.
//
//===----------------------------------------------------------------------===//

#include "ParsedUnit.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace eventloop::model;
using eventloop::model::test::ParsedUnit;
using Events = std::vector<std::string>;

namespace {

constexpr llvm::StringLiteral Loop = R"(
#define EVENTLOOP(x) [[clang::annotate("eventloop::" x)]]
struct Loop {
  Loop();
  EVENTLOOP("closes") void close();
  EVENTLOOP("is_closed") bool closed() const;
  template <class F> EVENTLOOP("schedules") void post(int delay, F f) {}
  EVENTLOOP("runs") static void run_all(int, Loop &);
  void harmless();
};
struct EVENTLOOP("task") Job {};
struct EVENTLOOP("session") Socket { Socket(int, Loop &); };
EVENTLOOP("runs") void run(int, Loop *);
EVENTLOOP("creates") Loop *make();
void run(int, Loop *);
)";

TEST(Annotations, SayWhatAFunctionDoes) {
  ParsedUnit U((Loop + "void f(Loop *p) {\n  Loop l;\n  l.post(1, [] {});\n"
                       "  if (l.closed()) {}\n  l.close();\n  run(1, &l);\n"
                       "  Loop::run_all(1, l);\n  make();\n  l.harmless();\n"
                       "  Socket s(1, l);\n}\n")
                   .str());
  EXPECT_TRUE(U.index().isActive());
  EXPECT_EQ(
      U.eventsIn("f"),
      (Events{"loop.create this", "post.threadsafe this", "loop.is-closed this",
              "loop.close this", "loop.run arg1", "loop.run arg1",
              "loop.create return", "session.init arg1"}));
}

TEST(Annotations, GiveRolesToClasses) {
  ParsedUnit U(Loop);
  auto RoleOf = [&](llvm::StringRef Name) {
    const TypeRow *Row =
        U.index().typeRowFor(U.find<CXXRecordDecl>(Name)->getDefinition());
    return Row ? Row->TheRole : Role::None;
  };
  EXPECT_EQ(RoleOf("Loop"), Role::Loop) << "its methods are a loop's";
  EXPECT_EQ(RoleOf("Job"), Role::Task);
  EXPECT_EQ(RoleOf("Socket"), Role::Session);
}

TEST(Annotations, TheCallbackIsTheLastArgument) {
  ParsedUnit U((Loop + "void f(Loop &l) { l.post(1, [] {}); }").str());
  const FunctionRow *Row = U.index().rowFor(
      U.find<FunctionTemplateDecl>("Loop::post")->getTemplatedDecl());
  ASSERT_TRUE(Row);
  EXPECT_EQ(Row->Callback, (Operand{Operand::LastArg}));
  EXPECT_EQ(Row->Runs, When::OnLoop);
  EXPECT_EQ(U.index().libraryOf(Row)->Name, "annotations");
}

TEST(Annotations, OfOthersAreNotOurs) {
  ParsedUnit U("struct [[clang::annotate(\"loop\")]] L {\n"
               "  [[clang::annotate(\"closes\")]] void close();\n"
               "  [[clang::annotate(\"eventloop::dances\")]] void dance(); };\n"
               "void f(L &l) {\n  l.close();\n  l.dance();\n}\n");
  EXPECT_EQ(U.eventsIn("f"), Events{});
  EXPECT_EQ(U.index().typeRowFor(U.find<CXXRecordDecl>("L")), nullptr);
}

} // namespace
