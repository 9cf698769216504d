//===- Parents.cpp - What a statement stands in ---------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Declarations of namespaces are looked at one by one, when somebody asks for
// a node inside; see Parents.h.
//
//===----------------------------------------------------------------------===//

#include "Parents.h"
#include "findings/PerAst.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

namespace clang::tidy::eventloop {

namespace {

/// The parents of all that a declaration contains.
class ParentMap : public RecursiveASTVisitor<ParentMap> {
public:
  explicit ParentMap(Decl *D) : Of(D) { TraverseDecl(D); }
  const Decl *of() const { return Of; }
  ParentList parentsOf(const void *Node) const { return Known.lookup(Node); }

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool shouldVisitImplicitCode() const { return true; }
  bool TraverseDecl(Decl *D) {
    return enter(D, [&] { return Base::TraverseDecl(D); });
  }
  bool TraverseStmt(Stmt *S) {
    return enter(S, [&] { return Base::TraverseStmt(S); });
  }

private:
  using Base = RecursiveASTVisitor<ParentMap>;
  template <typename T>
  bool enter(T *Node, llvm::function_ref<bool()> Traverse) {
    if (!Node)
      return true;
    if (!Around.empty()) {
      ParentList &Parents = Known[Node];
      if (!llvm::is_contained(Parents, Around.back()))
        Parents.push_back(Around.back());
    }
    Around.push_back(DynTypedNode::create(*Node));
    bool GoesOn = Traverse();
    Around.pop_back();
    return GoesOn;
  }
  const Decl *Of;
  llvm::SmallVector<DynTypedNode, 16> Around;
  llvm::DenseMap<const void *, ParentList> Known;
};

/// The declarations of an AST, by where they stand, and the maps of those that
/// were asked for last.
class Outline {
public:
  const ParentMap *mapAround(SourceLocation Loc, ASTContext &Ctx) {
    if (Pieces.empty()) {
      divide(Ctx.getTranslationUnitDecl(), Ctx.getSourceManager());
      llvm::sort(Pieces, [](const Piece &A, const Piece &B) {
        return std::pair(A.Begin, A.End) < std::pair(B.Begin, B.End);
      });
    }
    Loc = Ctx.getSourceManager().getExpansionLoc(Loc);
    auto It =
        llvm::upper_bound(Pieces, Loc, [](SourceLocation L, const Piece &P) {
          return L < P.Begin;
        });
    if (It == Pieces.begin() || std::prev(It)->End < Loc)
      return nullptr;
    return &mapOf(std::prev(It)->Of);
  }

private:
  struct Piece {
    SourceLocation Begin, End;
    Decl *Of;
  };
  void divide(DeclContext *Whole, const SourceManager &SM) {
    for (Decl *D : Whole->decls()) {
      if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D))
        divide(cast<DeclContext>(D), SM);
      // A builtin is declared where it is used first: it would hide that place.
      else if (D->getLocation().isValid() && !D->isImplicit())
        Pieces.push_back({SM.getExpansionLoc(D->getBeginLoc()),
                          SM.getExpansionLoc(D->getEndLoc()), D});
    }
  }
  const ParentMap &mapOf(Decl *D) {
    constexpr size_t MaxMaps = 4;
    auto Known =
        llvm::find_if(Maps, [&](const auto &Map) { return Map->of() == D; });
    if (Known != Maps.end())
      return **Known;
    if (Maps.size() == MaxMaps)
      Maps.erase(Maps.begin());
    Maps.push_back(std::make_unique<ParentMap>(D));
    return *Maps.back();
  }
  std::vector<Piece> Pieces;
  std::vector<std::unique_ptr<ParentMap>> Maps;
};

} // namespace

ParentList parentsOf(const DynTypedNode &Node, ASTContext &Ctx) {
  const ParentMap *Map =
      ::eventloop::findings::PerAst<Outline>::of(Ctx).mapAround(
          Node.getSourceRange().getBegin(), Ctx);
  return Map ? Map->parentsOf(Node.getMemoizationData()) : ParentList();
}

} // namespace clang::tidy::eventloop
