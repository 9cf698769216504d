//===- ModelEntries.cpp - The entries of one model file -------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rules among entries, one function each.
//
//===----------------------------------------------------------------------===//

#include "model/ModelEntries.h"
#include "model/Spelling.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/Twine.h"

namespace eventloop::model {

bool isIdentifier(llvm::StringRef S) {
  auto IsStart = [](char C) { return llvm::isAlpha(C) || C == '_'; };
  auto IsPart = [](char C) { return llvm::isAlnum(C) || C == '_'; };
  return !S.empty() && IsStart(S.front()) && llvm::all_of(S, IsPart);
}

namespace {

/// What an event says nothing without.
struct Need {
  Event TheEvent;
  llvm::StringLiteral Key;
};

constexpr Need Needs[] = {
    {Event::LoopCreate, "loop"},
    {Event::LoopRun, "loop"},
    {Event::LoopRunSome, "loop"},
    {Event::LoopRunFresh, "callback"},
    {Event::LoopStop, "loop"},
    {Event::LoopRestart, "loop"},
    {Event::LoopClose, "loop"},
    {Event::LoopIsClosed, "loop"},
    {Event::LoopCloseCancelling, "loop"},
    {Event::TaskSpawnJoined, "callback"},
    {Event::ContainerAdd, "object"},
    {Event::ContainerSize, "object"},
    {Event::ContainerEmpty, "object"},
    {Event::ContainerClear, "object"},
    {Event::LoopIsStopped, "loop"},
    {Event::LoopIsRunning, "loop"},
    {Event::LoopAllowNested, "loop"},
    {Event::CurrentSet, "loop"},
    {Event::Post, "loop"},
    {Event::Post, "callback"},
    {Event::PostThreadsafe, "loop"},
    {Event::PostThreadsafe, "callback"},
    {Event::PostDelayed, "loop"},
    {Event::PostDelayed, "callback"},
    {Event::TaskSpawn, "loop"},
    {Event::TaskSpawn, "callback"},
    {Event::TaskCancel, "object"},
    {Event::TaskDetach, "object"},
    {Event::TaskIsDone, "object"},
    {Event::SessionInit, "object"},
    {Event::SessionInit, "loop"},
    {Event::SessionStart, "object"},
    {Event::SessionClose, "object"},
    {Event::SessionEach, "loop"},
    {Event::SessionEach, "callback"},
    {Event::SessionIsClosed, "object"},
    {Event::ExecutorSubmit, "callback"},
    {Event::ExecutorSet, "loop"},
    {Event::ExecutorSet, "object"},
    {Event::SignalRegister, "callback"},
    {Event::KeepAlive, "loop"},
    {Event::ValueAlias, "loop"},
    {Event::ValueMove, "object"},
    {Event::ValueAddress, "object"},
    {Event::ValueLoad, "object"},
    {Event::ValueStore, "object"},
    {Event::ValueExchange, "object"},
    {Event::ValueCompareExchange, "object"},
    {Event::OwnerMake, "object"},
    {Event::OwnerAdopt, "object"},
    {Event::OwnerGet, "object"},
    {Event::OwnerReset, "object"},
    {Event::OwnerRelease, "object"},
    {Event::OwnerEmplace, "object"},
    {Event::OwnerTest, "object"},
    {Event::CallbackCall, "callback"},
    {Event::ThreadCreate, "callback"},
    {Event::ThreadJoin, "object"},
    {Event::TaskRetrieve, "object"},
    {Event::HandleCancel, "object"},
};

/// The rules of one file. Termination: one pass over the entries, and one
/// over the rows of the same name for each.
class EntryRules {
public:
  EntryRules(const FileEntries &Entries, YamlErrorHandler OnError)
      : Entries(Entries), OnError(OnError) {}

  void check() {
    for (const Entry<TypeRow> &E : Entries.Types)
      for (const YamlNode *Name : E.Names)
        checkType(*Name);
    for (const Entry<FunctionRow> &E : Entries.Functions) {
      checkNeeds(E);
      checkCallback(E);
      checkArity(E);
      for (const YamlNode *Name : E.Names)
        if (checkFunctionName(*Name)) {
          checkThis(E, *Name);
          checkDuplicate(E, *Name);
        }
    }
  }

private:
  void error(const YamlNode &N, const llvm::Twine &Message) {
    OnError(N.Where, Message.str());
  }

  void checkType(const YamlNode &Name) {
    if (!checkScope(Name, Name.Value, Name.Value))
      return;
    auto [First, IsNew] = TypeNames.try_emplace(Name.Value, &Name);
    if (!IsNew)
      error(Name, "duplicate type '" + Name.Value + "'; the first is in line " +
                      llvm::Twine(First->second->Where.Line));
  }

  /// Every component of \p Scope, a part of \p Name, is an identifier.
  bool checkScope(const YamlNode &Name, llvm::StringRef Whole,
                  llvm::StringRef Scope) {
    llvm::SmallVector<llvm::StringRef, 4> Components;
    Scope.split(Components, "::");
    for (llvm::StringRef C : Components) {
      if (C.empty())
        return error(Name, "name '" + Whole + "' has an empty component"),
               false;
      if (C.contains('<'))
        return error(Name, "name '" + Whole +
                               "' has template arguments; write it without"),
               false;
      if (!isIdentifier(C))
        return error(Name,
                     "name '" + Whole + "': '" + C + "' is not an identifier"),
               false;
    }
    return true;
  }

  bool checkFunctionName(const YamlNode &Name) {
    // An operator's own signs must not be taken for a scope: "operator()".
    auto [Scope, Last] = Name.Value.rsplit("::");
    if (Last.empty() && !Name.Value.ends_with("::")) {
      Last = Scope;
      Scope = "";
    }
    if (!Scope.empty() || Name.Value.starts_with("::")) {
      if (!checkScope(Name, Name.Value, Scope))
        return false;
    }
    return checkLastComponent(Name, Scope, Last);
  }

  bool checkLastComponent(const YamlNode &Name, llvm::StringRef Scope,
                          llvm::StringRef Last) {
    if (Last.starts_with("operator") && !isIdentifier(Last))
      return true;
    if (Last.consume_front("~")) {
      llvm::StringRef Class = Scope.substr(Scope.rfind(':') + 1);
      if (Scope.empty() || Class != Last)
        return error(Name,
                     "destructor '~" + Last + "' of class '" + Class + "'"),
               false;
      return true;
    }
    if (Last.consume_back("*") && Last.empty())
      return true;
    if (Last.contains('*'))
      return error(Name, "name '" + Name.Value + "': '*' may only end it"),
             false;
    return checkScope(Name, Name.Value, Last);
  }

  /// `this` needs a class, and classes are listed: a model that says `this`
  /// of a free function would never match.
  void checkThis(const Entry<FunctionRow> &E, const YamlNode &Name) {
    llvm::StringRef Scope = Name.Value.rsplit("::").first;
    if (Scope == Name.Value)
      Scope = "";
    if (!Scope.empty() && TypeNames.count(Scope))
      return;
    for (llvm::StringRef Key : {"loop", "object", "callback"}) {
      const YamlNode *Value = E.Node->find(Key);
      if (!Value || Value->Value != "this")
        continue;
      if (Scope.empty())
        error(*Value, "'" + Key + ": this' needs a method, and '" + Name.Value +
                          "' is a free function");
      else
        error(*Value, "'" + Key + ": this' needs a class, and '" + Scope +
                          "' is not among the types" +
                          suggestionFor(Scope, typeNames()));
    }
  }

  llvm::SmallVector<llvm::StringRef, 16> typeNames() const {
    llvm::SmallVector<llvm::StringRef, 16> Names;
    for (const Entry<TypeRow> &E : Entries.Types)
      for (const YamlNode *Name : E.Names)
        Names.push_back(Name->Value);
    return Names;
  }

  void checkNeeds(const Entry<FunctionRow> &E) {
    for (const Need &N : Needs)
      if (N.TheEvent == E.Row.TheEvent && !E.Node->find(N.Key))
        error(*E.Node->find("event"), "event '" + spell(E.Row.TheEvent) +
                                          "' needs the key '" + N.Key + "'");
  }

  void checkCallback(const Entry<FunctionRow> &E) {
    const YamlNode *Callback = E.Node->find("callback");
    const YamlNode *Runs = E.Node->find("runs");
    if (Callback && !Runs)
      error(*Callback, "'callback' needs the key 'runs': when it runs");
    if (Runs && !Callback)
      error(*Runs, "'runs' needs the key 'callback': what runs");
    if (const YamlNode *Passes = E.Node->find("passes"); Passes && !Callback)
      error(*Passes, "'passes' needs the key 'callback': what gets it");
  }

  void checkArity(const Entry<FunctionRow> &E) {
    if (E.Row.MinArgs >= 0 && E.Row.MaxArgs >= 0 &&
        E.Row.MinArgs > E.Row.MaxArgs)
      error(*E.Node->find("min-args"),
            "'min-args' is more than 'max-args': no call fits");
  }

  /// Two rows of one name must not fit the same call.
  void checkDuplicate(const Entry<FunctionRow> &E, const YamlNode &Name) {
    auto Max = [](const FunctionRow &Row) {
      return Row.MaxArgs < 0 ? INT8_MAX : Row.MaxArgs;
    };
    auto &Earlier = FunctionNames[Name.Value];
    for (const auto &[Other, OtherName] : Earlier)
      if (E.Row.MinArgs <= Max(Other->Row) && Other->Row.MinArgs <= Max(E.Row))
        return error(Name, "duplicate row '" + Name.Value +
                               "'; the first is in line " +
                               llvm::Twine(OtherName->Where.Line));
    Earlier.push_back({&E, &Name});
  }

  const FileEntries &Entries;
  YamlErrorHandler OnError;
  llvm::StringMap<const YamlNode *> TypeNames;
  llvm::StringMap<llvm::SmallVector<
      std::pair<const Entry<FunctionRow> *, const YamlNode *>, 1>>
      FunctionNames;
};

} // namespace

void checkEntries(const FileEntries &Entries, YamlErrorHandler OnError) {
  EntryRules(Entries, OnError).check();
}

} // namespace eventloop::model
