//===- Program.cpp - The user's functions and their facts -----------------===//
//
// Part of eventloop-tidy, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// See Program.h. The scan looks at each user function's body once, without
// building its CFG, and notes whom it calls and whether it names a modelled
// type or function.
//
//===----------------------------------------------------------------------===//

#include "facts/Program.h"
#include "facts/Lowering.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace eventloop::facts {

/// True for a class that was never completed: what stands behind a fatal error
/// is not, and no CFG can be built of what destroys an object of it.
static bool isIncomplete(QualType T) {
  const auto *RD = T->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
  return RD && !RD->hasDefinition();
}

Program::Program(ASTContext &Ctx, const model::ModelIndex &Models)
    : Ctx(Ctx), Models(Models), Writes(Models) {
  for (const Decl *D : Ctx.getTraversalScope())
    collect(D);
  // Bodies name others: instantiations, lambdas.
  for (unsigned I = 0; I < Functions.size(); ++I) {
    const FunctionDecl *F = Functions[I];
    Node N;
    for (const ParmVarDecl *P : F->parameters())
      N.Relevant |= isTracked(P->getType());
    if (const auto *M = dyn_cast<CXXMethodDecl>(F); M && M->isInstance())
      N.Relevant |= isTracked(M->getFunctionObjectParameterType());
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
      for (const CXXCtorInitializer *CI : Ctor->inits())
        scan(CI->getInit(), F, N);
    if (const auto *Dtor = dyn_cast<CXXDestructorDecl>(F)) {
      for (const CXXBaseSpecifier &Base : Dtor->getParent()->bases())
        N.IsBroken |= isIncomplete(Base.getType());
      for (const FieldDecl *FD : Dtor->getParent()->fields())
        N.IsBroken |= isIncomplete(FD->getType());
    }
    scan(F->getBody(), F, N);
    Nodes[F] = std::move(N);
  }
  propagate();
}

void Program::collectContext(const DeclContext *DC) {
  for (const Decl *D : DC->decls())
    collect(D);
}

void Program::collect(const Decl *D) {
  if (isa<TranslationUnitDecl>(D))
    return collectContext(cast<DeclContext>(D));
  if (D->isInvalidDecl() || Models.isClaimed(D))
    return;
  if (const auto *F = dyn_cast<FunctionDecl>(D))
    return addFunction(F);
  if (const auto *FT = dyn_cast<FunctionTemplateDecl>(D)) {
    for (const FunctionDecl *Spec : FT->specializations())
      addFunction(Spec);
    return;
  }
  if (const auto *CT = dyn_cast<ClassTemplateDecl>(D)) {
    for (const ClassTemplateSpecializationDecl *Spec : CT->specializations())
      if (!Spec->isExplicitSpecialization())
        collectContext(Spec);
    return;
  }
  if (const auto *VD = dyn_cast<VarDecl>(D)) {
    if (VD->isThisDeclarationADefinition() && isTracked(VD->getType()))
      Globals.push_back(VD->getCanonicalDecl());
    return;
  }
  if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D) ||
      (isa<CXXRecordDecl>(D) &&
       cast<CXXRecordDecl>(D)->isThisDeclarationADefinition() &&
       !cast<CXXRecordDecl>(D)->isDependentType()))
    collectContext(cast<DeclContext>(D));
}

void Program::addFunction(const FunctionDecl *F) {
  const FunctionDecl *Def = nullptr;
  if (!F->isDefined(Def) || !Def->getBody() || Def->isInvalidDecl() ||
      Def->isDependentContext() || Models.isClaimed(Def))
    return;
  Functions.insert(Def);
}

void Program::addCallee(const FunctionDecl *Callee, Node &N) {
  const FunctionDecl *Def = nullptr;
  if (!Callee || !Callee->isDefined(Def) || Models.isClaimed(Def))
    return;
  addFunction(Def);
  if (Functions.contains(Def))
    N.Callees.push_back(Def);
}

void Program::addDestructor(QualType T, Node &N) {
  if (const auto *RD = T.isNull() ? nullptr : T->getAsCXXRecordDecl())
    if (RD->hasDefinition() && !RD->hasTrivialDestructor())
      addCallee(RD->getDestructor(), N);
}

void Program::scan(const Stmt *S, const FunctionDecl *In, Node &N) {
  if (!S)
    return;
  if (const auto *LE = dyn_cast<LambdaExpr>(S)) {
    addCallee(bodyOf(LE), N);
    addDestructor(LE->getType(), N);
    for (const Expr *Init : LE->capture_inits())
      scan(Init, In, N);
    return;
  }
  if (const auto *E = dyn_cast<Expr>(S))
    N.IsBroken |= E->containsErrors();
  // How it passes its arguments on is not to be seen in it.
  if (isa<CXXInheritedCtorInitExpr>(S))
    N.IsBroken = true;
  if (isa<CXXThrowExpr>(S))
    N.Throws = true;
  if (const auto *CE = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *Callee = CE->getDirectCallee();
    const model::FunctionRow *Row = Callee ? Models.rowFor(Callee) : nullptr;
    N.Relevant |= Row && Row->TheEvent != model::Event::None &&
                  Row->TheEvent < model::Event::ValueAlias;
    // A coroutine is called: what becomes of its task counts, whatever it does.
    model::Role Yields = Models.roleOf(CE->getType());
    N.Relevant |=
        Yields == model::Role::Task || Yields == model::Role::TaskHandle;
    // An object is made, and perhaps left with nobody.
    N.Relevant |= Row && Row->TheEvent == model::Event::OwnerMake &&
                  isTracked(CE->getType());
    addCallee(Callee, N);
    if (const auto *M = dyn_cast_or_null<CXXMethodDecl>(Callee);
        M && M->isVirtual() && !Models.isClaimed(M))
      VirtualCallers[M->getCanonicalDecl()].push_back(In);
  } else if (const auto *CC = dyn_cast<CXXConstructExpr>(S)) {
    N.Relevant |= isTracked(CC->getType());
    addCallee(CC->getConstructor(), N);
    addDestructor(CC->getType(), N);
  } else if (const auto *DRE = dyn_cast<DeclRefExpr>(S)) {
    N.Relevant |= isTracked(DRE->getType());
    if (const auto *FD = dyn_cast<FunctionDecl>(DRE->getDecl()))
      addCallee(FD, N);
  } else if (const auto *ME = dyn_cast<MemberExpr>(S)) {
    N.Relevant |= isTracked(ME->getType());
  } else if (const auto *DI = dyn_cast<CXXDefaultInitExpr>(S)) {
    return scan(DI->getExpr(), In, N);
  } else if (const auto *DS = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : DS->decls())
      if (const auto *VD = dyn_cast<VarDecl>(D)) {
        N.Relevant |= isTracked(VD->getType());
        N.IsBroken |= isIncomplete(VD->getType());
        addDestructor(VD->getType(), N);
      }
  } else if (const auto *CS = dyn_cast<CoroutineSuspendExpr>(S)) {
    return scan(CS->getOperand(), In, N);
  } else if (const auto *CB = dyn_cast<CoroutineBodyStmt>(S)) {
    return scan(CB->getBody(), In, N);
  }
  for (const Stmt *Child : S->children())
    scan(Child, In, N);
}

/// Calls \p Do with each method that \p M overrides.
static void eachOverridden(const CXXMethodDecl *M,
                           llvm::function_ref<void(const CXXMethodDecl *)> Do) {
  for (const CXXMethodDecl *Overridden : M->overridden_methods()) {
    Do(Overridden->getCanonicalDecl());
    eachOverridden(Overridden, Do);
  }
}

/// A caller of a relevant function is relevant; a caller of one that throws
/// may throw.
void Program::propagate() {
  llvm::DenseMap<const FunctionDecl *, std::vector<const FunctionDecl *>>
      Callers;
  for (const FunctionDecl *F : Functions)
    for (const FunctionDecl *Callee : Nodes[F].Callees)
      if (Callee != F) {
        Callers[Callee].push_back(F);
        Nodes[Callee].HasCaller = true;
      }
  // Who may call it as an override; nobody does, if no root reaches it.
  if (!VirtualCallers.empty())
    for (const FunctionDecl *F : Functions)
      if (const auto *M = dyn_cast<CXXMethodDecl>(F); M && M->isVirtual())
        eachOverridden(M, [&](const CXXMethodDecl *Overridden) {
          for (const FunctionDecl *Caller : VirtualCallers.lookup(Overridden)) {
            Callers[F].push_back(Caller);
            Nodes[F].HasCaller = true;
          }
        });
  VirtualCallers.clear();
  auto Spread = [&](bool Node::*Property) {
    std::vector<const FunctionDecl *> Work;
    for (const FunctionDecl *F : Functions)
      if (Nodes[F].*Property)
        Work.push_back(F);
    while (!Work.empty()) {
      const FunctionDecl *F = Work.back();
      Work.pop_back();
      for (const FunctionDecl *Caller : Callers[F])
        if (Node &N = Nodes[Caller]; !(N.*Property)) {
          N.*Property = true;
          Work.push_back(Caller);
        }
    }
  };
  Spread(&Node::Relevant);
  Spread(&Node::Throws);
  for (const FunctionDecl *F : Functions) {
    const Node &N = Nodes[F];
    if (!N.Relevant || N.IsBroken)
      continue;
    Relevant.push_back(F);
    if (eventOf(F) == model::Event::TestBody)
      Tests.push_back(F);
    // Owners call destructors where nobody sees it: none is a root that is
    // reached from another.
    if (!N.HasCaller && !isa<CXXDestructorDecl>(F))
      Roots.push_back(F);
  }
}

/// Asked of few functions: the graph has no edges upwards, and gets none.
llvm::ArrayRef<const FunctionDecl *> Program::rootsOf(const FunctionDecl *F) {
  auto [It, New] = RootsOf.try_emplace(F);
  if (!New)
    return It->second;
  llvm::DenseMap<const FunctionDecl *, std::vector<const FunctionDecl *>> Up;
  for (const auto &[Caller, N] : Nodes)
    for (const FunctionDecl *Callee : N.Callees)
      Up[Callee].push_back(Caller);
  llvm::SetVector<const FunctionDecl *> Found;
  Found.insert(F);
  for (size_t I = 0; I < Found.size(); ++I) {
    const auto &Callers = Up[Found[I]];
    Found.insert_range(Callers);
    if (Callers.empty())
      It->second.push_back(Found[I]);
  }
  return It->second;
}

/// The event of a function that others call: its own, or that of what it
/// overrides or hides.
model::Event Program::eventOf(const FunctionDecl *F) const {
  if (const model::FunctionRow *Row = Models.rowFor(F))
    return Row->TheEvent;
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!M || !M->getIdentifier())
    return model::Event::None;
  for (const CXXMethodDecl *Overridden : M->overridden_methods())
    if (model::Event E = eventOf(Overridden); E != model::Event::None)
      return E;
  if (!M->isStatic())
    return model::Event::None;
  for (const CXXBaseSpecifier &Base : M->getParent()->bases())
    if (const CXXRecordDecl *Class = Base.getType()->getAsCXXRecordDecl())
      for (const NamedDecl *Hidden : Class->lookup(M->getDeclName()))
        if (const auto *Method = dyn_cast<CXXMethodDecl>(Hidden))
          return eventOf(Method);
  return model::Event::None;
}

const CXXMethodDecl *Program::frameworkMethod(const CXXRecordDecl *Class,
                                              model::Event E) const {
  for (const CXXMethodDecl *M : Class->methods())
    if (nodeOf(M) && eventOf(M) == E)
      return M;
  for (const CXXBaseSpecifier &Base : Class->bases())
    if (const CXXRecordDecl *Parent = Base.getType()->getAsCXXRecordDecl())
      if (Parent->hasDefinition())
        if (const CXXMethodDecl *M =
                frameworkMethod(Parent->getDefinition(), E))
          return M;
  return nullptr;
}

/// The node of a function whose body is in sight and compiles.
const Program::Node *Program::nodeOf(const FunctionDecl *F) const {
  const FunctionDecl *Def = nullptr;
  if (!F || !F->isDefined(Def))
    return nullptr;
  auto It = Nodes.find(Def);
  return It == Nodes.end() || It->second.IsBroken ? nullptr : &It->second;
}

bool Program::isVisible(const FunctionDecl *F) const { return nodeOf(F); }

bool Program::mayThrow(const FunctionDecl *F) const {
  const Node *N = nodeOf(F);
  return N && N->Throws;
}

const FunctionFacts *Program::lower(const FunctionDecl *F) {
  const FunctionDecl *Def = F->getDefinition();
  auto &Slot = Lowered[Def];
  if (!Slot) {
    Slot = std::make_unique<FunctionFacts>();
    if (!FunctionLowering(Def, Ctx, Models, Shared).run(*Slot))
      Slot->Blocks.clear();
  }
  return Slot->isEmpty() ? nullptr : Slot.get();
}

const FunctionFacts *Program::factsOf(const FunctionDecl *F) {
  const Node *N = nodeOf(F);
  return N && N->Relevant ? lower(F) : nullptr;
}

const FunctionFacts *Program::factsOfAny(const FunctionDecl *F) {
  return nodeOf(F) ? lower(F) : nullptr;
}

} // namespace eventloop::facts
