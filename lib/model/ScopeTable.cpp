//===- ScopeTable.cpp - Rows by scope and name ----------------------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Names become keys here: of rows, and of functions in the same way.
//
//===----------------------------------------------------------------------===//

#include "model/ScopeTable.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/OperatorKinds.h"

using namespace clang;

namespace eventloop::model {

namespace {

/// Keys of names that are not identifiers. An identifier's key is its
/// address, whose low bits are 0.
enum SpecialKey : uintptr_t {
  NoKey = 0,
  ConstructorKey = 1,
  DestructorKey = 2,
  BoolConversionKey = 3, ///< "operator bool"
  ConversionKey = 4,     ///< "operator auto": to anything else
  OperatorBit = 5,
};

uintptr_t operatorKey(OverloadedOperatorKind Kind) {
  return static_cast<uintptr_t>(Kind) << 3 | OperatorBit;
}

/// The key of "operator->" and its like, after the word `operator`.
uintptr_t operatorKey(llvm::StringRef Sign) {
  Sign = Sign.trim();
  if (Sign == "bool")
    return BoolConversionKey;
  if (Sign == "auto")
    return ConversionKey;
  for (unsigned K = OO_None + 1; K != NUM_OVERLOADED_OPERATORS; ++K)
    if (const char *Known =
            getOperatorSpelling(static_cast<OverloadedOperatorKind>(K)))
      if (Sign == Known)
        return operatorKey(static_cast<OverloadedOperatorKind>(K));
  return NoKey;
}

uintptr_t identifierKey(const IdentifierInfo *II) {
  return reinterpret_cast<uintptr_t>(II);
}

uintptr_t keyOfFunction(const FunctionDecl *F) {
  DeclarationName Name = F->getDeclName();
  switch (Name.getNameKind()) {
  case DeclarationName::Identifier:
    return identifierKey(Name.getAsIdentifierInfo());
  case DeclarationName::CXXConstructorName:
    return ConstructorKey;
  case DeclarationName::CXXDestructorName:
    return DestructorKey;
  case DeclarationName::CXXConversionFunctionName:
    return F->getReturnType()->isBooleanType() ? BoolConversionKey
                                               : ConversionKey;
  case DeclarationName::CXXOperatorName:
    return operatorKey(Name.getCXXOverloadedOperator());
  default:
    return NoKey;
  }
}

/// "T::f" as its scope "T" and its last component "f".
std::pair<llvm::StringRef, llvm::StringRef> splitName(llvm::StringRef Name) {
  auto [Scope, Last] = Name.rsplit("::");
  if (Scope.size() == Name.size())
    return {"", Name};
  return {Scope, Last};
}

/// The scope that holds \p D for the purposes of a name: not a linkage
/// specification, not an inline namespace.
const Decl *scopeOf(const DeclContext *DC) {
  DC = DC->getRedeclContext();
  while (DC->isInlineNamespace())
    DC = DC->getParent()->getRedeclContext();
  if (const auto *R = dyn_cast<RecordDecl>(DC))
    return patternOf(R);
  return cast<Decl>(DC)->getCanonicalDecl();
}

/// The class that a typedef names, else the typedef itself.
const Decl *throughTypedef(const TypedefNameDecl *Typedef) {
  QualType T = Typedef->getUnderlyingType();
  if (const RecordDecl *R = T->getAsRecordDecl())
    return patternOf(R);
  if (const auto *Spec = T->getAs<TemplateSpecializationType>())
    if (const auto *Template = dyn_cast_or_null<ClassTemplateDecl>(
            Spec->getTemplateName().getAsTemplateDecl()))
      return patternOf(Template->getTemplatedDecl());
  return Typedef->getCanonicalDecl();
}

} // namespace

const RecordDecl *patternOf(const RecordDecl *R) {
  const auto *Class = dyn_cast<CXXRecordDecl>(R);
  if (!Class)
    return cast<RecordDecl>(R->getCanonicalDecl());
  while (true) {
    if (const auto *Spec = dyn_cast<ClassTemplateSpecializationDecl>(Class)) {
      const ClassTemplateDecl *Template = Spec->getSpecializedTemplate();
      while (const auto *From = Template->getInstantiatedFromMemberTemplate())
        Template = From;
      Class = Template->getTemplatedDecl();
    } else if (const auto *From = Class->getInstantiatedFromMemberClass()) {
      Class = From;
    } else {
      return Class->getCanonicalDecl();
    }
  }
}

const Decl *ScopeTable::lookUp(const Decl *In, llvm::StringRef Name) const {
  const auto *DC = dyn_cast<DeclContext>(In);
  if (const auto *R = dyn_cast<RecordDecl>(In))
    DC = R->getDefinition();
  if (!DC)
    return nullptr;
  for (const NamedDecl *Found : DC->lookup(&Ctx.Idents.get(Name))) {
    const NamedDecl *D = Found->getUnderlyingDecl();
    if (const auto *Alias = dyn_cast<NamespaceAliasDecl>(D))
      D = Alias->getNamespace();
    if (isa<NamespaceDecl>(D))
      return D->getCanonicalDecl();
    if (const auto *Template = dyn_cast<ClassTemplateDecl>(D))
      return patternOf(Template->getTemplatedDecl());
    if (const auto *R = dyn_cast<RecordDecl>(D))
      return patternOf(R);
    if (const auto *Template = dyn_cast<TypeAliasTemplateDecl>(D))
      return throughTypedef(Template->getTemplatedDecl());
    if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
      return throughTypedef(Typedef);
  }
  return nullptr;
}

const Decl *ScopeTable::resolve(const Decl *Root, llvm::StringRef Path) const {
  while (Root && !Path.empty()) {
    auto [Component, Rest] = Path.split("::");
    Root = lookUp(Root, Component);
    Path = Rest;
  }
  return Root;
}

const Decl *ScopeTable::resolveNamespace(llvm::StringRef Name) const {
  const Decl *D = resolve(Ctx.getTranslationUnitDecl(), Name);
  return D && (Name.empty() || isa<NamespaceDecl>(D)) ? D : nullptr;
}

bool ScopeTable::names(const Library &L) const {
  const TranslationUnitDecl *TU = Ctx.getTranslationUnitDecl();
  auto IsDeclared = [&](const auto &Row) {
    llvm::StringRef First = Row.Name.split("::").first;
    return !First.contains('*') && !TU->lookup(&Ctx.Idents.get(First)).empty();
  };
  for (llvm::StringRef Namespace : L.Namespaces) {
    if (!Namespace.empty()) {
      if (resolveNamespace(Namespace))
        return true;
    } else if (llvm::any_of(L.Types, IsDeclared) ||
               llvm::any_of(L.Functions, IsDeclared)) {
      return true;
    }
  }
  return false;
}

void ScopeTable::add(const Library &L) {
  llvm::SmallDenseSet<const Decl *, 4> Roots; // an alias names one twice
  for (llvm::StringRef Namespace : L.Namespaces) {
    const Decl *Root = resolveNamespace(Namespace);
    if (!Root || !Roots.insert(Root).second)
      continue;
    if (isa<NamespaceDecl>(Root))
      Claimed.insert(Root);
    for (const TypeRow &Row : L.Types)
      if (const Decl *D = resolve(Root, Row.Name)) {
        Types.try_emplace(D, &Row);
        HasTypedefs |= isa<TypedefNameDecl>(D);
      }
    for (const FunctionRow &Row : L.Functions)
      addFunction(Root, Row);
  }
}

/// The key of \p Name, the last component of a row, in the class \p Scope.
uintptr_t ScopeTable::keyOf(llvm::StringRef Scope, llvm::StringRef Name) const {
  if (Name.starts_with("~"))
    return DestructorKey;
  llvm::StringRef Class = Scope.substr(Scope.rfind(':') + 1);
  if (!Scope.empty() && Name == Class)
    return ConstructorKey;
  llvm::StringRef Sign = Name;
  if (Sign.consume_front("operator"))
    if (uintptr_t Key = operatorKey(Sign))
      return Key;
  return identifierKey(&Ctx.Idents.get(Name));
}

void ScopeTable::addFunction(const Decl *Root, const FunctionRow &Row) {
  auto [Path, Name] = splitName(Row.Name);
  const Decl *In = resolve(Root, Path);
  if (!In)
    return;
  if (Name.ends_with("*") && !Name.starts_with("operator"))
    Scopes[In].Wildcards.push_back(&Row);
  else
    Scopes[In].Exact[keyOf(Path, Name)].push_back(&Row);
}

ScopeTable::Rows ScopeTable::rowsIn(const Decl *In,
                                    const FunctionDecl *F) const {
  auto It = Scopes.find(In);
  if (It == Scopes.end())
    return {};
  Rows Found = It->second.Exact.lookup(keyOfFunction(F));
  const IdentifierInfo *II = F->getIdentifier();
  if (!II)
    return Found;
  for (const FunctionRow *Row : It->second.Wildcards)
    if (II->getName().starts_with(splitName(Row->Name).second.drop_back()))
      Found.push_back(Row);
  return Found;
}

ScopeTable::Rows ScopeTable::rowsOf(const FunctionDecl *F) const {
  return rowsIn(scopeOf(F->getDeclContext()), F);
}

bool ScopeTable::isInClaimedNamespace(const Decl *D) const {
  if (Claimed.empty())
    return false;
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent())
    if (const auto *Namespace = dyn_cast<NamespaceDecl>(DC))
      if (Claimed.contains(Namespace->getCanonicalDecl()))
        return true;
  return false;
}

} // namespace eventloop::model
