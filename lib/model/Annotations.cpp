//===- Annotations.cpp - Model rows from attributes in source -------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The verbs of annotations, as a table, and what they mean for the operands.
//
//===----------------------------------------------------------------------===//

#include "model/Annotations.h"
#include "model/Spelling.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace eventloop::model {

namespace {

/// A verb, and the event of a loop that it is.
struct Verb {
  llvm::StringLiteral Word;
  Event TheEvent;
  bool TakesCallback = false; ///< its last argument is what the loop will run
};

constexpr Verb Verbs[] = {
    {"creates", Event::LoopCreate},
    {"runs", Event::LoopRun},
    {"runs_some", Event::LoopRunSome},
    {"stops", Event::LoopStop},
    {"restarts", Event::LoopRestart},
    {"closes", Event::LoopClose},
    {"is_closed", Event::LoopIsClosed},
    {"is_stopped", Event::LoopIsStopped},
    {"is_running", Event::LoopIsRunning},
    {"schedules", Event::PostThreadsafe, /*TakesCallback=*/true},
    {"schedules_delayed", Event::PostDelayed, /*TakesCallback=*/true},
    {"spawns", Event::TaskSpawn, /*TakesCallback=*/true},
    {"ignored", Event::None},
};

/// The word after "eventloop::" of the first such annotation of \p D.
llvm::StringRef annotationOf(const Decl *D) {
  for (const auto *A : D->getMostRecentDecl()->specific_attrs<AnnotateAttr>()) {
    llvm::StringRef Word = A->getAnnotation();
    if (Word.consume_front("eventloop::"))
      return Word;
  }
  return "";
}

const Verb *verbOf(const FunctionDecl *F) {
  llvm::StringRef Word = annotationOf(F);
  if (Word.empty())
    if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
      Word = annotationOf(Pattern);
  const Verb *V =
      llvm::find_if(Verbs, [&](const Verb &V) { return V.Word == Word; });
  return V == std::end(Verbs) ? nullptr : V;
}

/// The loop among the operands of \p F: its object, else the first argument
/// that is one, else, for what makes a loop, the result.
Operand loopOf(const FunctionDecl *F, Event TheEvent, RoleLookup RoleOf) {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
      Method && !Method->isStatic())
    return {Operand::This};
  if (TheEvent == Event::LoopCreate)
    return {Operand::Return};
  for (const ParmVarDecl *P : F->parameters()) {
    QualType T = P->getType().getNonReferenceType();
    if (T->isPointerType())
      T = T->getPointeeType();
    Role R = RoleOf(T);
    if (R == Role::Loop || R == Role::Alias)
      return {Operand::Arg, static_cast<uint8_t>(P->getFunctionScopeIndex())};
  }
  return {};
}

FunctionRow rowOfVerb(const Verb &V, const FunctionDecl *F, RoleLookup RoleOf) {
  FunctionRow Row;
  Row.TheEvent = V.TheEvent;
  Row.Loop = loopOf(F, V.TheEvent, RoleOf);
  if (V.TakesCallback) {
    Row.Callback = {Operand::LastArg};
    Row.Runs = When::OnLoop;
  }
  Row.Returns = RoleOf(F->getReturnType());
  if (Row.Loop.K == Operand::Return)
    Row.Returns = Role::Loop;
  return Row;
}

/// What a constructor or destructor of a class with the role \p R is.
std::optional<FunctionRow> rowOfLifetime(const FunctionDecl *F, Role R,
                                         RoleLookup RoleOf) {
  const auto *Constructor = dyn_cast<CXXConstructorDecl>(F);
  bool IsDestructor = isa<CXXDestructorDecl>(F);
  if (!IsDestructor && (!Constructor || Constructor->isCopyOrMoveConstructor()))
    return std::nullopt;
  FunctionRow Row;
  if (R == Role::Loop) {
    Row.TheEvent = IsDestructor ? Event::LoopClose : Event::LoopCreate;
    Row.Loop = {Operand::This};
    return Row;
  }
  if (R != Role::Session || IsDestructor)
    return std::nullopt;
  Row.TheEvent = Event::SessionInit;
  Row.Object = {Operand::This};
  for (const ParmVarDecl *P : F->parameters())
    if (RoleOf(P->getType().getNonReferenceType()) == Role::Loop) {
      Row.Loop = {Operand::Arg,
                  static_cast<uint8_t>(P->getFunctionScopeIndex())};
      return Row;
    }
  return std::nullopt;
}

} // namespace

bool mayHaveAnnotations(const ASTContext &Ctx) {
  if (Ctx.Idents.find("annotate") != Ctx.Idents.end())
    return true;
  // The words of a precompiled preamble are loaded on demand.
  IdentifierInfoLookup *External = Ctx.Idents.getExternalIdentifierLookup();
  return External && External->get("annotate");
}

Role annotatedRole(const CXXRecordDecl *R) {
  if (std::optional<Role> Own = parseSpelling<Role>(annotationOf(R)))
    return *Own;
  const CXXRecordDecl *Definition = R->getDefinition();
  if (!Definition || Definition->isLambda())
    return Role::None;
  for (const CXXMethodDecl *Method : Definition->methods())
    if (const Verb *V = verbOf(Method);
        V && V->TheEvent != Event::None && !Method->isStatic())
      return Role::Loop;
  return Role::None;
}

std::optional<FunctionRow> annotatedRow(const FunctionDecl *F,
                                        RoleLookup RoleOf) {
  if (const Verb *V = verbOf(F))
    return rowOfVerb(*V, F, RoleOf);
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method || !isa<CXXConstructorDecl, CXXDestructorDecl>(Method))
    return std::nullopt;
  return rowOfLifetime(F, annotatedRole(Method->getParent()), RoleOf);
}

} // namespace eventloop::model
