//===- ModelReaderTest.cpp - Reading model files --------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a good file becomes, and what the reader says of bad ones.
//
//===----------------------------------------------------------------------===//

#include "model/ModelReader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace eventloop::model;

namespace {

/// The diagnostics of a model file with this text, one a line.
std::string diagnose(llvm::StringRef Text) {
  ModelSet Models;
  std::string Said;
  bool Added =
      Models.addBuffer({Text, "m.yaml"}, [&](const ModelDiagnostic &D) {
        Said += D.str() + "\n";
      });
  EXPECT_EQ(Added, Said.empty());
  EXPECT_EQ(Models.libraries().size(), Added ? 1U : 0U);
  return Said;
}

TEST(ModelReader, ReadsEveryKey) {
  ModelSet Models;
  ASSERT_TRUE(Models.addBuffer(
      {R"(
library: asio
namespaces: [asio, boost::asio]
loops: {run-leaves-stopped: true, stop-is-sticky: yes, closed-by-destructor: off, may-reopen: true}
functions:
  - {name: "io_context::run", event: loop.run, loop: this, when-stopped: "returns at once: no handler runs"}
  - names: [post, defer]
    event: post.threadsafe
    loop: arg0
    object: current
    callback: last
    runs: on-loop
    returns: task-handle
    throws: true
    min-args: 2
    max-args: 3
    when-closed: 'it''s "closed"'
types:
  - {name: io_context, role: loop}
)",
       "m.yaml"},
      [](const ModelDiagnostic &D) { ADD_FAILURE() << D.str(); }));
  const Library &L = Models.libraries().front();
  EXPECT_EQ(L.Name, "asio");
  ASSERT_EQ(L.Namespaces.size(), 2U);
  EXPECT_EQ(L.Namespaces[1], "boost::asio");
  EXPECT_TRUE(L.Loops.RunLeavesStopped);
  EXPECT_TRUE(L.Loops.StopIsSticky);
  EXPECT_FALSE(L.Loops.ClosedByDestructor);
  EXPECT_TRUE(L.Loops.MayReopen);
  ASSERT_EQ(L.Types.size(), 1U);
  EXPECT_EQ(L.Types[0].TheRole, Role::Loop);
  ASSERT_EQ(L.Functions.size(), 3U);
  EXPECT_EQ(L.Functions[0].Loop, (Operand{Operand::This}));
  EXPECT_EQ(L.Functions[0].MinArgs, -1);
  EXPECT_EQ(L.Functions[0].WhenStopped, "returns at once: no handler runs");
  const FunctionRow &Defer = L.Functions[2];
  EXPECT_EQ(Defer.Name, "defer");
  EXPECT_EQ(Defer.TheEvent, Event::PostThreadsafe);
  EXPECT_EQ(Defer.Loop, (Operand{Operand::Arg, 0}));
  EXPECT_EQ(Defer.Object, (Operand{Operand::Current}));
  EXPECT_EQ(Defer.Callback, (Operand{Operand::LastArg}));
  EXPECT_EQ(Defer.Runs, When::OnLoop);
  EXPECT_EQ(Defer.Returns, Role::TaskHandle);
  EXPECT_TRUE(Defer.Throws);
  EXPECT_EQ(Defer.MinArgs, 2);
  EXPECT_EQ(Defer.MaxArgs, 3);
  EXPECT_EQ(Defer.WhenClosed, "it's \"closed\"");
}

TEST(ModelReader, ReadsWhatALoopForbids) {
  ModelSet Models;
  ASSERT_TRUE(Models.addBuffer(
      {R"(
library: x
namespaces: [x]
loops: {run-excludes-itself: true, run-excludes-others: true, run-refuses-close: true, tasks-need-loop: true, calls-return-status: true}
types:
  - {name: Loop, role: loop, when-unclosed: "a leak"}
  - {name: Pool, role: executor}
functions:
  - name: "Loop::run"
    event: loop.run
    loop: this
    when-running: "runs already"
    when-nested: "another runs"
  - {name: "Loop::close", event: loop.close, loop: this, when-pending: "a task is lost", when-in-signal: "not safe"}
  - {name: "Loop::post", event: post, loop: this, callback: arg0, runs: on-loop, when-other-thread: "a race"}
  - {name: "Loop::use", event: executor.set, loop: this, object: arg0}
  - {name: nest, event: loop.allow-nested, loop: arg0}
)",
       "m.yaml"},
      [](const ModelDiagnostic &D) { ADD_FAILURE() << D.str(); }));
  const Library &L = Models.libraries().front();
  EXPECT_TRUE(L.Loops.RunExcludesItself);
  EXPECT_TRUE(L.Loops.RunExcludesOthers);
  EXPECT_TRUE(L.Loops.RunRefusesClose);
  EXPECT_TRUE(L.Loops.TasksNeedLoop);
  EXPECT_FALSE(L.Loops.RunClearsStop);
  EXPECT_TRUE(L.Loops.CallsReturnStatus);
  EXPECT_EQ(L.Types[0].WhenUnclosed, "a leak");
  EXPECT_EQ(L.Types[1].WhenUnclosed, "");
  ASSERT_EQ(L.Functions.size(), 5U);
  EXPECT_EQ(L.Functions[0].WhenRunning, "runs already");
  EXPECT_EQ(L.Functions[0].WhenNested, "another runs");
  EXPECT_EQ(L.Functions[1].WhenPending, "a task is lost");
  EXPECT_EQ(L.Functions[1].WhenInSignal, "not safe");
  EXPECT_EQ(L.Functions[2].WhenOtherThread, "a race");
  EXPECT_EQ(L.Functions[3].TheEvent, Event::ExecutorSet);
  EXPECT_EQ(L.Functions[3].Object, (Operand{Operand::Arg, 0}));
  EXPECT_EQ(L.Functions[4].TheEvent, Event::LoopAllowNested);
}

/// A named mistake: the whole file, and every line that is said of it.
struct Mistake {
  const char *Name;
  const char *Text;
  const char *Said;
};

class BadModel : public testing::TestWithParam<Mistake> {};

TEST_P(BadModel, IsExplained) {
  EXPECT_EQ(diagnose(GetParam().Text), GetParam().Said);
}

#define HEAD "library: x\nnamespaces: [x]\n"
#define LOOP_TYPE "types:\n  - {name: Loop, role: loop}\n"

const Mistake Mistakes[] = {
    {"EmptyFile", "", "m.yaml:1:1: error: the file is empty\n"},
    {"CommentAlone", "# nothing\n", "m.yaml:1:1: error: the file is empty\n"},
    {"List", "- x\n",
     "m.yaml:1:1: error: a model must be a mapping, not a list\n"},
    {"Syntax", "library: [a\nb: }",
     "m.yaml:2:4: error: Expected , between entries!\n"},
    {"OpenQuote", "library: \"x\n",
     "m.yaml:1:12: error: Expected quote at end of scalar\n"},
    {"SecondDocument", HEAD "---\n" HEAD,
     "m.yaml:4:1: error: a second document: a model file holds one\n"},
    {"Alias", "library: &a x\nnamespaces: [*a]\n",
     "m.yaml:1:13: error: anchors and aliases are not supported\n"},
    {"DuplicateKey", HEAD "library: y\n",
     "m.yaml:3:1: error: duplicate key 'library'; the first is in line 1\n"},
    {"UnknownKey", HEAD "function: []\n",
     "m.yaml:3:1: error: unknown key 'function' in a model; did you mean "
     "'functions'?\n"},
    {"UnknownKeyUnlikeAny", HEAD "zzzzzzzz: 1\n",
     "m.yaml:3:1: error: unknown key 'zzzzzzzz' in a model; known are: "
     "library, namespaces, loops, types, functions\n"},
    {"MissingLibrary", "namespaces: [x]\n",
     "m.yaml:1:1: error: the key 'library' is missing in a model\n"},
    {"MissingNamespaces", "library: x\n",
     "m.yaml:1:1: error: the key 'namespaces' is missing in a model\n"},
    {"EmptyLibrary", "library: ''\nnamespaces: [x]\n",
     "m.yaml:1:10: error: 'library' is empty\n"},
    {"LibraryIsList", "library: [x]\nnamespaces: [x]\n",
     "m.yaml:1:10: error: 'library' must be text, not a list\n"},
    {"NamespacesAreText", "library: x\nnamespaces: x\n",
     "m.yaml:2:13: error: 'namespaces' must be a list, not text\n"},
    {"NoNamespace", "library: x\nnamespaces: []\n",
     "m.yaml:2:13: error: 'namespaces' is empty\n"},
    {"BadNamespace", "library: x\nnamespaces: [x, 'a::', 'b c']\n",
     "m.yaml:2:17: error: 'a::' is not a namespace\n"
     "m.yaml:2:24: error: 'b c' is not a namespace\n"},
    {"DuplicateNamespace", "library: x\nnamespaces: [x, x]\n",
     "m.yaml:2:17: error: duplicate namespace 'x'\n"},
    {"NothingWhereListIs", HEAD "functions:\n",
     "m.yaml:3:1: error: 'functions' must be a list, not nothing\n"},
    {"BadBoolean", HEAD "loops: {may-reopen: maybe}\n",
     "m.yaml:3:21: error: 'may-reopen' must be true or false, not 'maybe'\n"},
    {"UnknownProperty", HEAD "loops: {stop-is-stiky: true}\n",
     "m.yaml:3:9: error: unknown key 'stop-is-stiky' in 'loops'; did you mean "
     "'stop-is-sticky'?\n"},
    {"UnknownRole", HEAD "types:\n  - {name: T, role: lop}\n",
     "m.yaml:4:21: error: unknown role 'lop'; did you mean 'loop'?\n"},
    {"UnknownRoleUnlikeAny", HEAD "types:\n  - {name: T, role: banana}\n",
     "m.yaml:4:21: error: unknown role 'banana'; known are: none, loop, task, "
     "task-handle, future, session, executor, handle, alias, owner, thread, "
     "empty-tag, in-place-tag, container, error\n"},
    {"MissingRole", HEAD "types:\n  - name: T\n",
     "m.yaml:4:5: error: the key 'role' is missing in a type\n"},
    {"MissingName", HEAD "types:\n  - {role: loop}\n",
     "m.yaml:4:5: error: the key 'name' is missing in a type\n"},
    {"NameAndNames", HEAD "types:\n  - {name: T, names: [U], role: loop}\n",
     "m.yaml:4:22: error: 'name' and 'names' exclude each other\n"},
    {"TypeIsText", HEAD "types: [T]\n",
     "m.yaml:3:9: error: a type must be a mapping, not text\n"},
    {"DuplicateType", HEAD LOOP_TYPE "  - {name: Loop, role: task}\n",
     "m.yaml:5:12: error: duplicate type 'Loop'; the first is in line 4\n"},
    {"UnknownEvent",
     HEAD LOOP_TYPE
     "functions:\n  - {name: \"Loop::close\", event: loop.clse, loop: this}\n",
     "m.yaml:6:34: error: unknown event 'loop.clse'; did you mean "
     "'loop.close'?\n"},
    {"MissingEvent", HEAD "functions:\n  - {name: f}\n",
     "m.yaml:4:5: error: the key 'event' is missing in a function\n"},
    {"UnknownFunctionKey", HEAD "functions:\n  - {name: f, evnt: none}\n",
     "m.yaml:4:15: error: unknown key 'evnt' in a function; did you mean "
     "'event'?\n"
     "m.yaml:4:5: error: the key 'event' is missing in a function\n"},
    {"OperandOutOfRange",
     HEAD "functions:\n  - {name: f, event: loop.run, loop: arg99}\n",
     "m.yaml:4:38: error: operand 'arg99' is out of range; the last is "
     "'arg15'\n"},
    {"UnknownOperand",
     HEAD "functions:\n  - {name: f, event: loop.run, loop: ths}\n",
     "m.yaml:4:38: error: unknown operand 'ths'; did you mean 'this'?\n"},
    {"UnknownTime",
     HEAD "functions:\n  - {name: f, event: callback.call, callback: arg0, "
          "runs: on-lop}\n",
     "m.yaml:4:59: error: unknown time 'on-lop'; did you mean 'on-loop'?\n"},
    {"BadNumber",
     HEAD "functions:\n  - {name: f, event: none, min-args: many, "
          "max-args: 17}\n",
     "m.yaml:4:38: error: 'min-args' must be a number from 0 to 16, not "
     "'many'\n"
     "m.yaml:4:54: error: 'max-args' must be a number from 0 to 16, not "
     "'17'\n"},
    {"ArityUpsideDown",
     HEAD "functions:\n  - {name: f, event: none, min-args: 2, max-args: 1}\n",
     "m.yaml:4:38: error: 'min-args' is more than 'max-args': no call fits\n"},
    {"EmptyComponent",
     HEAD "functions:\n  - {name: \"::run\", event: none}\n"
          "  - {name: \"a::\", event: none}\n"
          "  - {name: \"a::::b\", event: none}\n",
     "m.yaml:4:12: error: name '::run' has an empty component\n"
     "m.yaml:5:12: error: name 'a::' has an empty component\n"
     "m.yaml:6:12: error: name 'a::::b' has an empty component\n"},
    {"TemplateArguments", HEAD "types:\n  - {name: \"Task<T>\", role: task}\n",
     "m.yaml:4:12: error: name 'Task<T>' has template arguments; write it "
     "without\n"},
    {"NotAnIdentifier", HEAD "functions:\n  - {name: \"run()\", event: none}\n",
     "m.yaml:4:12: error: name 'run()': 'run()' is not an identifier\n"},
    {"WildcardInside", HEAD "functions:\n  - {name: \"a*b\", event: none}\n",
     "m.yaml:4:12: error: name 'a*b': '*' may only end it\n"},
    {"ForeignDestructor",
     HEAD LOOP_TYPE
     "functions:\n  - {name: \"Loop::~Lop\", event: loop.close, loop: this}\n",
     "m.yaml:6:12: error: destructor '~Lop' of class 'Loop'\n"},
    {"ThisOfFreeFunction",
     HEAD "functions:\n  - {name: run, event: loop.run, loop: this}\n",
     "m.yaml:4:40: error: 'loop: this' needs a method, and 'run' is a free "
     "function\n"},
    {"ThisOfUnlistedClass",
     HEAD LOOP_TYPE
     "functions:\n  - {name: \"Lop::run\", event: loop.run, loop: this}\n",
     "m.yaml:6:47: error: 'loop: this' needs a class, and 'Lop' is not among "
     "the types; did you mean 'Loop'?\n"},
    {"EventWithoutLoop",
     HEAD LOOP_TYPE "functions:\n  - {name: \"Loop::run\", event: loop.run}\n",
     "m.yaml:6:32: error: event 'loop.run' needs the key 'loop'\n"},
    {"CallbackWithoutTime",
     HEAD "functions:\n  - {name: f, event: callback.call, callback: arg0}\n",
     "m.yaml:4:47: error: 'callback' needs the key 'runs': when it runs\n"},
    {"TimeWithoutCallback",
     HEAD "functions:\n  - {name: f, event: none, runs: now}\n",
     "m.yaml:4:34: error: 'runs' needs the key 'callback': what runs\n"},
    {"PassedToNoCallback",
     HEAD "functions:\n  - {name: f, event: none, passes: arg0}\n",
     "m.yaml:4:36: error: 'passes' needs the key 'callback': what gets it\n"},
    {"DuplicateRow",
     HEAD "functions:\n  - {name: f, event: none}\n"
          "  - {name: f, event: none, min-args: 3}\n",
     "m.yaml:5:12: error: duplicate row 'f'; the first is in line 4\n"},
};

INSTANTIATE_TEST_SUITE_P(All, BadModel, testing::ValuesIn(Mistakes),
                         [](const auto &Info) { return Info.param.Name; });

TEST(ModelReader, RowsOfDifferentArityAreNoDuplicates) {
  EXPECT_EQ(diagnose(HEAD "functions:\n"
                          "  - {name: f, event: none, max-args: 1}\n"
                          "  - {name: f, event: none, min-args: 2}\n"),
            "");
}

TEST(ModelReader, OperatorsAndLifetimesAreNames) {
  EXPECT_EQ(diagnose(HEAD LOOP_TYPE
                     "functions:\n"
                     "  - {name: \"Loop::Loop\", event: loop.create, loop: "
                     "this}\n"
                     "  - {name: \"Loop::~Loop\", event: loop.close, loop: "
                     "this}\n"
                     "  - {name: \"Loop::operator()\", event: loop.run, loop: "
                     "this}\n"
                     "  - {name: \"Loop::operator bool\", event: "
                     "loop.is-running, loop: this}\n"
                     "  - {name: \"Loop::operator*\", event: none, object: "
                     "this}\n"
                     "  - {name: \"Loop::async_*\", event: none}\n"
                     "  - {name: \"Loop::*\", event: none}\n"),
            "");
}

TEST(ModelReader, DeepNestingIsAnErrorNotACrash) {
  std::string Text = "library: " + std::string(20000, '[');
  EXPECT_EQ(diagnose(Text), "m.yaml:1:25: error: nested too deeply\n");
}

TEST(ModelReader, BinaryIsAnErrorNotACrash) {
  EXPECT_NE(diagnose(llvm::StringRef("\0\xff\xfe\x01", 4)), "");
}

TEST(ModelReader, TruncationsAreErrorsNotCrashes) {
  llvm::StringRef Whole = HEAD LOOP_TYPE
      "functions:\n  - {name: \"Loop::run\", event: loop.run, loop: this}\n";
  for (size_t Size = 0; Size != Whole.size(); ++Size)
    diagnose(Whole.take_front(Size));
}

TEST(ModelReader, AMissingFileIsNamed) {
  ModelSet Models;
  std::string Said;
  EXPECT_FALSE(Models.addFile(
      "no/such.yaml", [&](const ModelDiagnostic &D) { Said += D.str(); }));
  EXPECT_EQ(Said, "no/such.yaml: error: cannot read the model file: No such "
                  "file or directory");
}

TEST(ModelReader, OneBadFileDoesNotStopTheOthers) {
  ModelSet Models;
  auto Ignore = [](const ModelDiagnostic &) {};
  EXPECT_TRUE(Models.addBuffer({"library: a\nnamespaces: [a]\n", "a"}, Ignore));
  EXPECT_FALSE(Models.addBuffer({"library: b\n", "b"}, Ignore));
  EXPECT_TRUE(Models.addBuffer({"library: c\nnamespaces: [c]\n", "c"}, Ignore));
  ASSERT_EQ(Models.libraries().size(), 2U);
  EXPECT_EQ(Models.libraries()[0].Name, "a");
  EXPECT_EQ(Models.libraries()[1].Name, "c");
}

TEST(ModelReader, AFileWithAMistakeIsDroppedAsAWhole) {
  ModelSet Models;
  unsigned Count = 0;
  EXPECT_FALSE(Models.addBuffer(
      {HEAD "types:\n  - {name: A, role: loop}\n  - {name: B, role: x}\n"
            "  - {name: C, rle: loop}\n",
       "m"},
      [&](const ModelDiagnostic &) { ++Count; }));
  EXPECT_EQ(Count, 3U) << "every mistake is said: a role, a key, its absence";
  EXPECT_TRUE(Models.libraries().empty());
}

} // namespace
