//===- ModelIndex.cpp - Finds the model row of a declaration --------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Overloads, base classes, annotations, and the caches.
//
//===----------------------------------------------------------------------===//

#include "model/ModelIndex.h"
#include "model/Annotations.h"
#include "model/ScopeTable.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallPtrSet.h"
#include <deque>
#include <functional>

using namespace clang;

namespace eventloop::model {

unsigned numWrittenArgs(llvm::ArrayRef<const Expr *> Args) {
  return llvm::count_if(
      Args, [](const Expr *A) { return !isa<CXXDefaultArgExpr>(A); });
}

class ModelIndex::Impl {
public:
  Impl(llvm::ArrayRef<Library> Given, const ASTContext &Ctx);

  using Rows = ScopeTable::Rows;

  const Rows &rowsOf(const FunctionDecl *F);
  const Rows &rowsOf(const FunctionDecl *F, const CXXRecordDecl *Object);
  const TypeRow *typeRowFor(const RecordDecl *R);
  const TypeRow *typeRowFor(QualType T);

  template <typename RowT>
  const Library *libraryOf(const RowT *Row,
                           llvm::ArrayRef<RowT> Library::*Rows) const;

  const ASTContext &Ctx;
  llvm::SmallVector<Library, 8> Libraries;
  ScopeTable Table;
  bool IsActive = false;
  bool HasAnnotations = false;

private:
  Rows findRows(const FunctionDecl *F);
  Rows findInheritedRows(const FunctionDecl *F, const CXXRecordDecl *Object);
  Rows findRowsOfBaseLifetime(const CXXMethodDecl *Special);
  const TypeRow *findTypeRow(const RecordDecl *R);
  const TypeRow *annotatedTypeRow(const CXXRecordDecl *Pattern);

  llvm::DenseMap<const FunctionDecl *, Rows> RowCache;
  llvm::DenseMap<std::pair<const FunctionDecl *, const CXXRecordDecl *>, Rows>
      ObjectCache;
  llvm::DenseMap<const RecordDecl *, const TypeRow *> TypeCache;
  std::deque<FunctionRow> AnnotatedFunctions; // addresses stay
  llvm::DenseMap<const CXXRecordDecl *, std::unique_ptr<TypeRow>>
      AnnotatedTypes; // by pattern
};

/// Without a loop, nothing in a library's model can go wrong.
static bool hasLoops(const Library &L) {
  auto MakesLoop = [](const FunctionRow &Row) {
    return Row.TheEvent == Event::LoopCreate ||
           Row.TheEvent == Event::LoopRunFresh ||
           Row.TheEvent == Event::CurrentGet;
  };
  auto IsLoop = [](const TypeRow &Row) { return Row.TheRole == Role::Loop; };
  return llvm::any_of(L.Types, IsLoop) || llvm::any_of(L.Functions, MakesLoop);
}

ModelIndex::Impl::Impl(llvm::ArrayRef<Library> Given, const ASTContext &Ctx)
    : Ctx(Ctx), Libraries(Given), Table(Ctx) {
  HasAnnotations = mayHaveAnnotations(Ctx);
  IsActive = HasAnnotations || llvm::any_of(Libraries, [&](const Library &L) {
               return hasLoops(L) && Table.names(L);
             });
  if (!IsActive)
    return;
  for (const Library &L : llvm::reverse(Libraries)) // the last one wins
    Table.add(L);
}

/// The class that \p Base names; in a template, the pattern of a base that
/// depends on its parameters.
static const CXXRecordDecl *classOf(const CXXBaseSpecifier &Base) {
  QualType T = Base.getType();
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl())
    return R;
  if (const auto *Spec = T->getAs<TemplateSpecializationType>())
    if (const auto *Template = dyn_cast_or_null<ClassTemplateDecl>(
            Spec->getTemplateName().getAsTemplateDecl()))
      return Template->getTemplatedDecl();
  return nullptr;
}

/// Calls \p Visit on \p R and its bases, nearest first, until it returns
/// true. Terminates: no class is visited twice. Without that it would not:
/// in a template, `tuple<T, Ts...>` inherits its own pattern.
static bool visitBases(const CXXRecordDecl *R,
                       llvm::function_ref<bool(const CXXRecordDecl *)> Visit) {
  llvm::SmallPtrSet<const CXXRecordDecl *, 8> Seen;
  llvm::SmallVector<const CXXRecordDecl *, 8> Queue = {R->getCanonicalDecl()};
  for (size_t I = 0; I != Queue.size(); ++I) {
    const CXXRecordDecl *Class = Queue[I];
    if (!Seen.insert(Class).second)
      continue;
    if (Visit(Class))
      return true;
    if (const CXXRecordDecl *Definition = Class->getDefinition())
      for (const CXXBaseSpecifier &Base : Definition->bases())
        if (const CXXRecordDecl *B = classOf(Base))
          Queue.push_back(B->getCanonicalDecl());
  }
  return false;
}

ModelIndex::Impl::Rows ModelIndex::Impl::findRows(const FunctionDecl *F) {
  // A copy or a move makes no new loop or session: it is another name.
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F);
      Constructor && Constructor->isCopyOrMoveConstructor())
    return {};
  Rows Found = Table.rowsOf(F);
  if (!Found.empty())
    return Found;
  if (HasAnnotations)
    if (std::optional<FunctionRow> Row = annotatedRow(F, [&](QualType T) {
          const TypeRow *R = typeRowFor(T);
          return R ? R->TheRole : Role::None;
        }))
      return {&AnnotatedFunctions.emplace_back(*Row)};
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (Method && isa<CXXConstructorDecl, CXXDestructorDecl>(Method) &&
      !Method->isUserProvided())
    return findRowsOfBaseLifetime(Method);
  return Found;
}

/// A constructor or destructor that nobody wrote does what that of the
/// modelled base does: `struct MyLoop : io_context {}`.
ModelIndex::Impl::Rows
ModelIndex::Impl::findRowsOfBaseLifetime(const CXXMethodDecl *Special) {
  Rows Found;
  visitBases(Special->getParent(), [&](const CXXRecordDecl *Base) {
    Found = Table.rowsIn(patternOf(Base), Special);
    return !Found.empty();
  });
  return Found;
}

/// A row of a class that inherits \p F: "shared_ptr::get" while libstdc++
/// declares it in a base.
ModelIndex::Impl::Rows
ModelIndex::Impl::findInheritedRows(const FunctionDecl *F,
                                    const CXXRecordDecl *Object) {
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (!Method)
    return {};
  const RecordDecl *Declarer = patternOf(Method->getParent());
  Rows Found;
  visitBases(Object, [&](const CXXRecordDecl *Class) {
    Rows Here = Table.rowsIn(patternOf(Class), F);
    if (Here.empty())
      return false;
    bool Inherits = visitBases(Class, [&](const CXXRecordDecl *Base) {
      return patternOf(Base) == Declarer;
    });
    if (Inherits)
      Found = std::move(Here);
    return Inherits;
  });
  return Found;
}

const ModelIndex::Impl::Rows &ModelIndex::Impl::rowsOf(const FunctionDecl *F) {
  F = F->getCanonicalDecl();
  auto It = RowCache.find(F);
  if (It == RowCache.end())
    It = RowCache.try_emplace(F, findRows(F)).first;
  return It->second;
}

const ModelIndex::Impl::Rows &
ModelIndex::Impl::rowsOf(const FunctionDecl *F, const CXXRecordDecl *Object) {
  const Rows &Own = rowsOf(F);
  if (!Own.empty() || !Object)
    return Own;
  std::pair<const FunctionDecl *, const CXXRecordDecl *> Key(
      F->getCanonicalDecl(), Object->getCanonicalDecl());
  auto [It, IsNew] = ObjectCache.try_emplace(Key);
  if (IsNew)
    It->second = findInheritedRows(F, Object);
  return It->second;
}

const TypeRow *ModelIndex::Impl::findTypeRow(const RecordDecl *R) {
  const auto *Class = dyn_cast<CXXRecordDecl>(R);
  if (!Class)
    return Table.typeRow(patternOf(R));
  const TypeRow *Found = nullptr;
  visitBases(Class, [&](const CXXRecordDecl *Base) {
    const RecordDecl *Pattern = patternOf(Base);
    Found = Table.typeRow(Pattern);
    if (!Found && HasAnnotations)
      Found = annotatedTypeRow(cast<CXXRecordDecl>(Pattern));
    return Found != nullptr;
  });
  return Found;
}

const TypeRow *
ModelIndex::Impl::annotatedTypeRow(const CXXRecordDecl *Pattern) {
  auto [It, IsNew] = AnnotatedTypes.try_emplace(Pattern);
  if (IsNew) {
    llvm::StringRef Name;
    if (Pattern->getIdentifier())
      Name = Pattern->getName();
    It->second = std::make_unique<TypeRow>(
        TypeRow{Name, annotatedRole(Pattern), "", "", "", ""});
  }
  return It->second->TheRole == Role::None ? nullptr : It->second.get();
}

const TypeRow *ModelIndex::Impl::typeRowFor(const RecordDecl *R) {
  R = cast<RecordDecl>(R->getCanonicalDecl());
  auto It = TypeCache.find(R);
  if (It == TypeCache.end())
    It = TypeCache.try_emplace(R, findTypeRow(R)).first;
  return It->second;
}

const TypeRow *ModelIndex::Impl::typeRowFor(QualType T) {
  if (Table.hasTypedefs())
    for (QualType Sugar = T;;) {
      if (const auto *Typedef = dyn_cast<TypedefType>(Sugar.getTypePtr()))
        if (const TypeRow *Row =
                Table.typeRow(Typedef->getDecl()->getCanonicalDecl()))
          return Row;
      QualType Next = Sugar.getSingleStepDesugaredType(Ctx);
      if (Next == Sugar)
        break;
      Sugar = Next;
    }
  if (const RecordDecl *R = T->getAsRecordDecl())
    return typeRowFor(R);
  if (const auto *Spec = T->getAs<TemplateSpecializationType>())
    if (const auto *Template = dyn_cast_or_null<ClassTemplateDecl>(
            Spec->getTemplateName().getAsTemplateDecl()))
      return typeRowFor(Template->getTemplatedDecl());
  return nullptr;
}

template <typename RowT>
const Library *
ModelIndex::Impl::libraryOf(const RowT *Row,
                            llvm::ArrayRef<RowT> Library::*Rows) const {
  static constexpr Library Annotations = {"annotations", {}, {}, {}, {}};
  if (!Row)
    return nullptr;
  std::less<const RowT *> Before; // pointers into different arrays
  for (const Library &L : Libraries) {
    llvm::ArrayRef<RowT> All = L.*Rows;
    if (!Before(Row, All.begin()) && Before(Row, All.end()))
      return &L;
  }
  return &Annotations;
}

ModelIndex::ModelIndex(llvm::ArrayRef<Library> Libraries, const ASTContext &Ctx)
    : I(std::make_unique<Impl>(Libraries, Ctx)) {}

ModelIndex::~ModelIndex() = default;

bool ModelIndex::isActive() const { return I->IsActive; }

static bool fits(const FunctionRow &Row, unsigned Min, unsigned Max) {
  return (Row.MaxArgs < 0 || Min <= static_cast<unsigned>(Row.MaxArgs)) &&
         (Row.MinArgs < 0 || Max >= static_cast<unsigned>(Row.MinArgs));
}

static const FunctionRow *firstFit(const ScopeTable::Rows &Rows, unsigned Min,
                                   unsigned Max) {
  for (const FunctionRow *Row : Rows)
    if (fits(*Row, Min, Max))
      return Row;
  return nullptr;
}

const FunctionRow *ModelIndex::rowFor(const FunctionDecl *F) const {
  if (!F || !I->IsActive)
    return nullptr;
  unsigned Max = F->isVariadic() ? ~0U : F->getNumParams();
  return firstFit(I->rowsOf(F), F->getMinRequiredArguments(), Max);
}

const FunctionRow *ModelIndex::rowFor(const FunctionDecl *F, unsigned NumArgs,
                                      const CXXRecordDecl *Object) const {
  if (!F || !I->IsActive)
    return nullptr;
  return firstFit(I->rowsOf(F, Object), NumArgs, NumArgs);
}

const TypeRow *ModelIndex::typeRowFor(const RecordDecl *R) const {
  return R && I->IsActive ? I->typeRowFor(R) : nullptr;
}

const TypeRow *ModelIndex::typeRowFor(QualType T) const {
  return !T.isNull() && I->IsActive ? I->typeRowFor(T) : nullptr;
}

Role ModelIndex::roleOf(QualType T) const {
  const TypeRow *Row = typeRowFor(T);
  return Row ? Row->TheRole : Role::None;
}

const Library *ModelIndex::libraryOf(const FunctionRow *Row) const {
  return I->libraryOf(Row, &Library::Functions);
}

const Library *ModelIndex::libraryOf(const TypeRow *Row) const {
  return I->libraryOf(Row, &Library::Types);
}

bool ModelIndex::isClaimed(const Decl *D) const {
  SourceLocation Loc = D->getLocation();
  if (Loc.isInvalid())
    return true; // the compiler's own
  const SourceManager &SM = I->Ctx.getSourceManager();
  return SM.isInSystemHeader(SM.getExpansionLoc(Loc)) ||
         I->Table.isInClaimedNamespace(D);
}

} // namespace eventloop::model
