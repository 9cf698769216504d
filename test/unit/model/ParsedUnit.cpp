//===- ParsedUnit.cpp - A translation unit and its index ------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The visitors behind the questions.
//
//===----------------------------------------------------------------------===//

#include "ParsedUnit.h"
#include "model/Spelling.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"
#include <map>

using namespace clang;

namespace eventloop::model::test {

ParsedUnit::ParsedUnit(llvm::StringRef Source, llvm::StringRef Model,
                       std::vector<std::string> Flags) {
  auto Fail = [](const ModelDiagnostic &D) { ADD_FAILURE() << D.str(); };
  if (Model.empty())
    Models.add(builtinLibraries());
  else
    EXPECT_TRUE(Models.addBuffer({Model, "model.yaml"}, Fail));
  Flags.insert(Flags.begin(), {"-std=c++20", "-resource-dir",
                               EVENTLOOP_RESOURCE_DIR, "-Wno-everything"});
  Unit = tooling::buildASTFromCodeWithArgs(Source, Flags, "input.cpp");
  EXPECT_TRUE(Unit && isValid());
  Index = std::make_unique<ModelIndex>(Models.libraries(), context());
}

bool ParsedUnit::isValid() const {
  return !Unit->getDiagnostics().hasErrorOccurred();
}

namespace {

template <typename Fn>
class EachDecl : public RecursiveASTVisitor<EachDecl<Fn>> {
public:
  explicit EachDecl(Fn Visit) : Visit(Visit) {}
  bool shouldVisitImplicitCode() const { return true; }
  bool VisitNamedDecl(NamedDecl *D) {
    Visit(D);
    return true;
  }

private:
  Fn Visit;
};

template <typename Fn> void forEachDecl(ASTContext &Ctx, Fn Visit) {
  EachDecl<Fn>(Visit).TraverseAST(Ctx);
}

class CallCollector : public RecursiveASTVisitor<CallCollector> {
public:
  explicit CallCollector(const ModelIndex &Index) : Index(Index) {}
  bool shouldVisitImplicitCode() const { return true; }

  bool VisitCallExpr(CallExpr *CE) {
    const FunctionDecl *F = CE->getDirectCallee();
    const CXXRecordDecl *Object = nullptr;
    llvm::SmallVector<const Expr *, 4> Args(CE->arguments());
    unsigned NumArgs = numWrittenArgs(Args);
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(CE)) {
      QualType T =
          Call->getImplicitObjectArgument()->IgnoreParenImpCasts()->getType();
      Object =
          (T->isPointerType() ? T->getPointeeType() : T)->getAsCXXRecordDecl();
    } else if (isa<CXXOperatorCallExpr>(CE) &&
               isa_and_nonnull<CXXMethodDecl>(F)) {
      --NumArgs;
      Object =
          CE->getArg(0)->IgnoreParenImpCasts()->getType()->getAsCXXRecordDecl();
    }
    return add(CE, Index.rowFor(F, NumArgs, Object));
  }

  bool VisitCXXConstructExpr(CXXConstructExpr *CE) {
    llvm::SmallVector<const Expr *, 4> Args(CE->arguments());
    return add(CE, Index.rowFor(CE->getConstructor(), numWrittenArgs(Args)));
  }

  std::vector<std::string> events() && {
    std::vector<std::string> Events;
    for (auto &[Position, Text] : Found)
      Events.push_back(Text);
    return Events;
  }

private:
  bool add(const Expr *At, const FunctionRow *Row) {
    if (!Row)
      return true;
    std::string Text = spell(Row->TheEvent).str();
    if (!Row->Loop.isNone())
      Text += " " + spell(Row->Loop).str();
    Found.emplace(At->getExprLoc().getRawEncoding(), Text);
    return true;
  }

  const ModelIndex &Index;
  std::multimap<unsigned, std::string> Found; ///< by position
};

} // namespace

const NamedDecl *
findNamed(ASTContext &Ctx, llvm::StringRef Name,
          llvm::function_ref<bool(const NamedDecl *)> IsWanted) {
  const NamedDecl *Found = nullptr;
  forEachDecl(Ctx, [&](const NamedDecl *D) {
    if (IsWanted(D) && D->getQualifiedNameAsString() == Name)
      Found = D;
  });
  EXPECT_TRUE(Found) << Name.str() << " is not declared";
  return Found;
}

std::vector<std::string> ParsedUnit::eventsIn(llvm::StringRef Name) {
  const auto *F = find<FunctionDecl>(Name);
  CallCollector Collector(*Index);
  Collector.TraverseDecl(const_cast<FunctionDecl *>(F));
  return std::move(Collector).events();
}

std::set<std::string> ParsedUnit::deadRows(const Library &L) {
  std::set<std::string> Dead;
  for (const TypeRow &Row : L.Types)
    Dead.insert("type " + Row.Name.str());
  for (const FunctionRow &Row : L.Functions)
    Dead.insert(Row.Name.str());
  std::vector<const CXXRecordDecl *> Classes;
  std::vector<const FunctionDecl *> Functions;
  forEachDecl(context(), [&](const NamedDecl *D) {
    if (const auto *R = dyn_cast<CXXRecordDecl>(D))
      if (const TypeRow *Row = Index->typeRowFor(R)) {
        Dead.erase("type " + Row->Name.str());
        if (R->getDefinition() == R)
          Classes.push_back(R);
      }
    if (const auto *F = dyn_cast<FunctionDecl>(D))
      Functions.push_back(F);
  });
  auto Hit = [&](const FunctionDecl *F, const CXXRecordDecl *Object) {
    for (unsigned N = F->getMinRequiredArguments(); N <= F->getNumParams(); ++N)
      if (const FunctionRow *Row = Index->rowFor(F, N, Object))
        Dead.erase(Row->Name.str());
  };
  for (const FunctionDecl *F : Functions)
    Hit(F, nullptr);
  // Rows of a class that inherits what they name.
  for (const CXXRecordDecl *R : Classes)
    for (const FunctionDecl *F : Functions)
      if (isa<CXXMethodDecl>(F))
        Hit(F, R);
  return Dead;
}

} // namespace eventloop::model::test
