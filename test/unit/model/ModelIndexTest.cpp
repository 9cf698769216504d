//===- ModelIndexTest.cpp - Finding rows of declarations ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which declarations the index takes for which rows, on small libraries that
// are made for the purpose.
//
//===----------------------------------------------------------------------===//

#include "ParsedUnit.h"
#include "gtest/gtest.h"

using namespace clang;
using namespace eventloop::model;
using eventloop::model::test::ParsedUnit;
using Events = std::vector<std::string>;

namespace {

constexpr llvm::StringLiteral Model = R"yaml(
library: lib
namespaces: [lib, vendor::lib]
types:
  - {names: [Loop, "inner::Loop2"], role: loop}
  - {name: Task, role: task}
  - {name: "Loop::Executor", role: alias}
  - {name: Token, role: handle}
functions:
  - {name: "Loop::Loop", event: loop.create, loop: this}
  - {name: "Loop::~Loop", event: loop.close, loop: this}
  - {name: "Loop::run", event: loop.run, loop: this}
  - {name: "Loop::run_*", event: loop.run-some, loop: this}
  - {name: "Loop::stop", event: loop.stop, loop: this}
  - {name: "Loop::operator bool", event: loop.is-running, loop: this}
  - {name: "Loop::operator auto", event: value.alias, loop: this}
  - {name: "Loop::operator()",
                              event : loop.restart, loop : this
}
  - {name: "inner::Loop2::run", event: loop.run, loop: this}
  - {name: post, event: none, max-args: 1}
  - {name: post, event: post, loop: arg0, callback: arg1, runs: on-loop, min-args: 2}
  - {name: "inner::go", event: loop.run, loop: arg0}
  - {name: "Loop::Executor::post", event: post, loop: this, callback: arg0, runs: on-loop}
)yaml";

constexpr llvm::StringLiteral Header = R"(
namespace lib {
struct Base { void stop(); void other(); };
struct Loop : Base {
  explicit Loop(int hint = 0);
  ~Loop();
  void run(); void run_one(); void walk();
  explicit operator bool() const; operator int() const;
  void operator()(int);
  struct Executor { template <class F> void post(F) {} };
  Executor executor();
};
template <class F> void post(F) {}
template <class L, class F> void post(L &, F, int = 0) {}
template <class T> struct Task { Task(); template <class U> Task(U); struct Inner {}; };
using Token = int;
inline namespace v1 { namespace inner {
template <class T> struct Loop2 { void run(); };
template <class T> void go(T &);
} }
}
)";

std::string withHeader(llvm::StringRef Source) {
  return (Header + Source).str();
}

TEST(ModelIndex, FindsMethodsConstructorsAndOperators) {
  ParsedUnit U(withHeader("void f() {\n"
                          "  lib::Loop l(1);\n  l.run();\n  l.run_one();\n"
                          "  l.walk();\n  if (l) {}\n  int i = l;\n"
                          "  l(1);\n}\n"),
               Model);
  EXPECT_EQ(U.eventsIn("f"),
            (Events{"loop.create this", "loop.run this", "loop.run-some this",
                    "loop.is-running this", "value.alias this",
                    "loop.restart this"}));
}

TEST(ModelIndex, FindsRowsByTheNumberOfWrittenArguments) {
  ParsedUnit U(withHeader("void f(lib::Loop &l) {\n  lib::post([] {});\n"
                          "  lib::post(l, [] {});\n"
                          "  lib::post(l, [] {}, 1);\n}\n"),
               Model);
  EXPECT_EQ(U.eventsIn("f"), (Events{"none", "post arg0", "post arg0"}));
}

TEST(ModelIndex, SeesThroughInlineNamespacesTemplatesAndNestedClasses) {
  ParsedUnit U(withHeader("void f(lib::inner::Loop2<int> &l) {\n  l.run();\n"
                          "  lib::inner::go(l);\n"
                          "  lib::Loop::Executor().post([] {});\n}\n"),
               Model);
  EXPECT_EQ(U.eventsIn("f"),
            (Events{"loop.run this", "loop.run arg0", "post this"}));
}

TEST(ModelIndex, FindsARowOfTheObjectsClassForAnInheritedMethod) {
  ParsedUnit U(withHeader("void f(lib::Loop &l, lib::Base &b) {\n"
                          "  l.stop();\n  b.stop();\n  l.other();\n}\n"),
               Model);
  EXPECT_EQ(U.eventsIn("f"), Events{"loop.stop this"});
}

TEST(ModelIndex, FindsRowsForUsersClassesThatInherit) {
  ParsedUnit U(withHeader("struct Mine : lib::Loop { void run(int); };\n"
                          "void f() {\n  Mine m;\n  m.stop();\n  m.run(1);\n"
                          "  m.lib::Loop::run();\n}\n"),
               Model);
  EXPECT_EQ(U.eventsIn("f"),
            (Events{"loop.create this", "loop.stop this", "loop.run this"}));
  const TypeRow *Row = U.index().typeRowFor(U.find<RecordDecl>("Mine"));
  ASSERT_TRUE(Row);
  EXPECT_EQ(Row->TheRole, Role::Loop);
  EXPECT_EQ(U.index().libraryOf(Row)->Name, "lib");
}

TEST(ModelIndex, ACopyMakesNoLoop) {
  ParsedUnit U(
      "namespace lib { struct Loop { Loop(); Loop(const Loop &); }; }\n"
      "void f() {\n  lib::Loop a;\n  lib::Loop b = a;\n}\n",
      Model);
  EXPECT_EQ(U.eventsIn("f"), Events{"loop.create this"});
}

TEST(ModelIndex, FindsTheDestructor) {
  ParsedUnit U(withHeader("struct Mine : lib::Loop {}; void f() { Mine m; }"),
               Model);
  for (const char *Class : {"lib::Loop", "Mine"}) {
    const auto *R = U.find<CXXRecordDecl>(Class)->getDefinition();
    const FunctionRow *Row = U.index().rowFor(R->getDestructor());
    ASSERT_TRUE(Row) << Class;
    EXPECT_EQ(Row->TheEvent, Event::LoopClose);
  }
}

TEST(ModelIndex, FindsTypesThroughSugarNotThroughPointers) {
  ParsedUnit U(withHeader("using Alias = const lib::Task<int>;\n"
                          "Alias *pointer(); lib::Token token();\n"
                          "template <class T> lib::Task<T> dependent();\n"
                          "lib::Task<int>::Inner inner(); int number();\n"),
               Model);
  auto RoleOf = [&](llvm::StringRef Function, bool Pointee = false) {
    QualType T = U.find<FunctionDecl>(Function)->getReturnType();
    return U.index().roleOf(Pointee ? T->getPointeeType() : T);
  };
  EXPECT_EQ(RoleOf("pointer"), Role::None);
  EXPECT_EQ(RoleOf("pointer", true), Role::Task);
  EXPECT_EQ(RoleOf("dependent"), Role::Task);
  EXPECT_EQ(RoleOf("token"), Role::Handle) << "a typedef of no class";
  EXPECT_EQ(RoleOf("number"), Role::None);
  EXPECT_EQ(RoleOf("inner"), Role::None);
}

TEST(ModelIndex, FindsTheLibraryUnderEveryNamespace) {
  ParsedUnit U("namespace vendor { namespace lib { struct Loop { void run(); "
               "}; } }\nnamespace other { struct Loop { void run(); }; }\n"
               "void f(vendor::lib::Loop &a, other::Loop &b) {\n  a.run();\n"
               "  b.run();\n}\n",
               Model);
  EXPECT_EQ(U.eventsIn("f"), Events{"loop.run this"});
}

TEST(ModelIndex, FindsFunctionsOfTheGlobalNamespace) {
  ParsedUnit U("extern \"C\" { typedef struct c_loop_s c_loop;\n"
               "int c_run(c_loop *, int); }\n"
               "namespace n { int c_run(int, int); }\n"
               "void f(c_loop *l) {\n  c_run(l, 0);\n  n::c_run(0, 0);\n}\n",
               "library: c\nnamespaces: ['']\n"
               "types: [{name: c_loop, role: loop}]\n"
               "functions: [{name: c_run, event: loop.run, loop: arg0}]\n");
  EXPECT_EQ(U.eventsIn("f"), Events{"loop.run arg0"});
  QualType T = U.find<FunctionDecl>("f")->getParamDecl(0)->getType();
  EXPECT_EQ(U.index().roleOf(T->getPointeeType()), Role::Loop);
}

TEST(ModelIndex, IsInactiveWhereNoLoopIsNamed) {
  ParsedUnit U("namespace std { template <class T> struct unique_ptr { T "
               "*get(); }; }\nint *f(std::unique_ptr<int> &p) { return "
               "p.get(); }\n");
  EXPECT_FALSE(U.index().isActive());
  EXPECT_EQ(U.eventsIn("f"), Events{});
  EXPECT_EQ(U.index().typeRowFor(
                U.find<FunctionDecl>("f")->getParamDecl(0)->getType()),
            nullptr);
}

TEST(ModelIndex, StdTakesPartBesideALoop) {
  ParsedUnit U("namespace std { template <class T> struct unique_ptr { T "
               "*get(); }; }\nnamespace asio {}\n"
               "int *f(std::unique_ptr<int> &p) { return p.get(); }\n");
  EXPECT_TRUE(U.index().isActive());
  EXPECT_EQ(U.eventsIn("f"), Events{"owner.get"});
}

TEST(ModelIndex, LaterLibrariesWin) {
  constexpr llvm::StringLiteral Source =
      "namespace lib { struct Loop { void run(); }; }\n"
      "void f(lib::Loop &l) { l.run(); }\n";
  auto Fail = [](const ModelDiagnostic &D) { ADD_FAILURE() << D.str(); };
  ModelSet Models;
  Models.addBuffer({Model, "first"}, Fail);
  Models.addBuffer({"library: mine\nnamespaces: [lib]\n"
                    "types: [{name: Loop, role: loop}]\n"
                    "functions: [{name: \"Loop::run\", event: loop.stop, "
                    "loop: this}]\n",
                    "second"},
                   Fail);
  ParsedUnit U(Source, Model);
  ModelIndex Both(Models.libraries(), U.context());
  const FunctionRow *Row = Both.rowFor(U.find<FunctionDecl>("lib::Loop::run"));
  ASSERT_TRUE(Row);
  EXPECT_EQ(Row->TheEvent, Event::LoopStop);
  EXPECT_EQ(Both.libraryOf(Row)->Name, "mine");
}

TEST(ModelIndex, ClaimsTheNamespacesOfLibraries) {
  ParsedUnit U(withHeader("void mine();\n"
                          "# 1 \"system.h\" 3\nvoid systems();\n"),
               Model);
  auto IsClaimed = [&](llvm::StringRef Name) {
    return U.index().isClaimed(U.find<FunctionDecl>(Name));
  };
  EXPECT_TRUE(IsClaimed("lib::Loop::run"));
  EXPECT_TRUE(IsClaimed("lib::inner::go"));
  EXPECT_FALSE(IsClaimed("mine"));
  EXPECT_TRUE(IsClaimed("systems"));
}

TEST(ModelIndex, FindsTheBaseThatATemplateArgumentIs) {
  ParsedUnit U(withHeader("template <class B> struct Wrap : B {};\n"
                          "void f(Wrap<lib::Loop> &l, Wrap<lib::Base> &b) {\n"
                          "  l.stop();\n  b.stop();\n}\n"),
               Model);
  EXPECT_EQ(U.eventsIn("f"), Events{"loop.stop this"});
  const auto *F = U.find<FunctionDecl>("f");
  EXPECT_EQ(U.index().roleOf(F->getParamDecl(0)->getType()->getPointeeType()),
            Role::Loop);
  EXPECT_EQ(U.index().roleOf(F->getParamDecl(1)->getType()->getPointeeType()),
            Role::None);
}

TEST(ModelIndex, SurvivesTemplatesThatInheritThemselves) {
  ParsedUnit U("namespace lib {}\n"
               "template <class... T> struct tuple {};\n"
               "template <class H, class... T>\n"
               "struct tuple<H, T...> : tuple<T...> {};\n"
               "template <int N> struct Count : Count<N - 1> {};\n"
               "template <> struct Count<0> {};\nCount<9> c;\n",
               Model);
  for (const char *Name : {"tuple", "Count"})
    EXPECT_EQ(U.index().typeRowFor(U.find<RecordDecl>(Name)), nullptr);
}

TEST(ModelIndex, SurvivesIncompleteAndDependentCode) {
  ParsedUnit U("namespace lib { struct Loop; template <class> struct Task; }\n"
               "template <class T> struct D : T, lib::Task<T> { D(); ~D(); };\n"
               "template <class T> void f(D<T> &d, T t) { d.run(); t.run(); }\n"
               "lib::Loop *g();\n",
               Model);
  EXPECT_EQ(U.eventsIn("f"), Events{});
  EXPECT_EQ(U.index().typeRowFor(U.find<RecordDecl>("D"))->TheRole, Role::Task);
  EXPECT_EQ(U.index().roleOf(
                U.find<FunctionDecl>("g")->getReturnType()->getPointeeType()),
            Role::Loop);
}

} // namespace
