//! The promise of `pure/` for the known module system: whatever an unknown module, definition or
//! condition turns out to be, the configuration lies in what is said without it.

use nixward::pure::fault::Eval;
use nixward::pure::path::PathData;
use nixward::pure::value::{RootId, Thunk};
use nixward::pure::{Evaluator, Options, known, on_deep_stack};
use nixward::tree::RelPath;

use super::refinement::covers;

/// What every program has: some options, and a way to evaluate modules with them.
const PROLOGUE: &str = r#"
let
  lib = import path;
  inherit (lib) mkOption types;
  base = {
    key = "base";
    options = {
      flag = mkOption { type = types.bool; default = false; };
      n = mkOption { type = types.int; default = 1; };
      one = mkOption { type = types.raw; };
      l = mkOption { type = types.listOf types.int; default = [ ]; };
      s = mkOption { type = types.attrsOf types.int; default = { }; };
      z = mkOption { type = types.lazyAttrsOf types.raw; default = { }; };
      f = mkOption { type = types.submodule { freeformType = types.lazyAttrsOf types.raw; options.known = mkOption { default = 0; }; }; default = { }; };
      text = mkOption { type = types.lines; default = ""; };
      any = mkOption { default = null; };
      maybe = mkOption { type = types.nullOr types.int; default = null; };
    };
    config.one = 1;
  };
  eval = modules: (lib.evalModules { modules = [ base ] ++ modules; }).config;
in
"#;

/// Programs in which `hole` is a module or a set of definitions.
const WITH_MODULE: &[&str] = &[
    "eval [ hole ]",
    "eval [ hole { s.a = 1; l = [ 1 ]; n = 3; z.x = 1; f.y = 2; text = \"t\"; any = [ 1 ]; maybe = 4; } ]",
    "eval [ { imports = [ { s.a = 1; } hole ]; s.a = lib.mkForce 3; } ]",
    "eval [ (lib.mkIf true hole) { s.a = 1; } ]",
    "eval [ { config = hole; } { n = lib.mkForce 2; s = lib.mkForce { q = 1; }; } ]",
    "eval [ { config = lib.mkMerge [ hole { l = lib.mkAfter [ 2 ]; } ]; } { l = [ 3 ]; } ]",
    "eval [ { f = hole; } { f.known = 4; } ]",
    "eval [ { z = hole; } { z.x = 1; } ]",
    "eval [ { z.sub = hole; } { s.a = 1; } ]",
    "eval [ ({ config, ... }: { s = lib.mapAttrs (_: _: 7) config.z; }) { z = hole; } ]",
    "eval [ ({ config, lib, ... }: { l = lib.mkIf config.flag [ 5 ]; any = config.n; }) hole ]",
    "eval (lib.optional (hole ? n) { s.a = 1; } ++ [ { s.b = 2; } ])",
    "eval [ { imports = [ { key = \"k\"; l = [ 1 ]; } ]; } { key = \"k\"; imports = [ hole ]; } ]",
    "(lib.evalModules { modules = [ hole { freeformType = types.lazyAttrsOf types.raw; a = 1; } ]; }).config",
    "(lib.evalModules { modules = [ hole base { _module.check = false; extra = 1; } ]; }).config",
    "lib.mapAttrs (_: option: option.isDefined) (removeAttrs (lib.evalModules { modules = [ hole base ]; }).options [ \"_module\" ])",
];

const MODULES: &[&str] = &[
    "{ }",
    "{ s.b = 2; }",
    "{ s = lib.mkForce { c = 3; }; }",
    "{ s.a = lib.mkForce 8; z.y = 5; }",
    "{ n = 5; flag = true; }",
    "{ n = lib.mkForce 6; l = lib.mkBefore [ 7 ]; }",
    "{ l = lib.mkForce [ ]; maybe = 4; }",
    "{ imports = [ { s.d = 4; } ]; }",
    "{ one = lib.mkForce 2; any = lib.mkForce { }; }",
    "{ text = \"more\"; f.y = lib.mkForce 3; }",
    "(lib.mkIf false { s.e = 1; })",
    "(lib.mkMerge [ { s.e = 1; } { s.g = 1; } ])",
];

/// Programs in which `hole` is a condition.
const WITH_CONDITION: &[&str] = &[
    "eval [ (lib.mkIf hole { s.a = 1; n = 2; l = [ 1 ]; one = lib.mkForce 2; }) { l = [ 2 ]; } ]",
    "eval [ { s = lib.mkIf hole { a = 1; }; z.x = lib.mkIf hole 1; } { s.b = 2; } ]",
    "eval [ { s.a = lib.mkIf hole (lib.mkForce 5); } { s.a = 1; } ]",
    "eval [ { s = lib.mkIf hole (lib.mkForce { c = 1; }); } { s.a = 1; } ]",
    "eval [ { l = [ 1 (lib.mkIf hole 2) 3 ]; } ]",
    "eval (lib.optional hole { config.s.a = 1; options.new = mkOption { default = 1; }; } ++ [ { s.b = 1; } ])",
    "eval [ (if hole then { s.a = 1; } else { s.b = 1; n = 9; }) ]",
    "eval [ { imports = lib.optionals hole [ { key = \"k\"; l = [ 1 ]; } ]; } { key = \"k\"; l = [ 2 ]; } ]",
    "eval [ { imports = [ { key = \"k\"; l = [ 1 ]; } ]; } { disabledModules = lib.optional hole { key = \"k\"; }; } ]",
    "eval [ { flag = hole; } ({ config, ... }: lib.mkIf config.flag { s.a = 1; }) ]",
    "eval [ { maybe = if hole then null else 3; } { any = lib.mkIf hole 2; } ]",
    "eval [ { maybe = lib.mkIf hole 3; text = lib.mkIf hole \"t\"; } { text = \"u\"; } ]",
    "eval [ { f = lib.mkIf hole { known = 3; y = 1; }; } { f.x = 2; } ]",
    "(lib.evalModules { modules = [ { freeformType = types.attrsOf types.int; a = 1; b = lib.mkIf hole 2; } (lib.mkIf hole { c = 3; }) ]; }).config",
    "(eval [ { any = lib.mkOverride (if hole then 50 else 2000) 1; } { any = 2; } ]).any",
    "eval [ { l = lib.mkOrder (if hole then 1 else 5000) [ 1 ]; } { l = [ 2 ]; } ]",
];

fn program(ev: &mut Evaluator, text: &str, hole: &str) -> Eval<Thunk> {
    let source = known::source(ev, "github:nixos/nixpkgs").unwrap();
    let lib = ev.path_value(source.root, source.rel.join("lib").unwrap());
    let lib = ev.heap.done(lib);
    let path = PathData { root: RootId::ABSOLUTE, rel: RelPath::root() };
    let text = format!("path: {PROLOGUE} let hole = {hole}; in {text}");
    let function = ev.eval_text(path, text.as_bytes())?;
    let function = ev.heap.done(function);
    Ok(ev.heap.apply(function, lib))
}

#[test]
fn configurations_lie_in_what_is_said_of_them() {
    let wrong = on_deep_stack(|| {
        let mut wrong = Vec::new();
        let mut compared = 0;
        for (programs, fillings) in
            [(WITH_MODULE, MODULES), (WITH_CONDITION, &["true", "false"][..])]
        {
            for text in programs {
                for filling in fillings {
                    let mut ev = Evaluator::new(Options::default());
                    let wide = program(&mut ev, text, "builtins.getEnv \"hole\"").unwrap();
                    let exact = program(&mut ev, text, filling).unwrap();
                    compared += u32::from(ev.force(exact).is_ok());
                    if let Err(error) = covers(&mut ev, wide, exact, 6) {
                        wrong.push(format!("{text}\n  with {filling}\n  {error}"));
                    }
                }
            }
        }
        assert!(compared > 150, "only {compared} programs gave a value");
        wrong
    })
    .unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
